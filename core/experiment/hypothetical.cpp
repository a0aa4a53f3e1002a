#include "core/experiment/hypothetical.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/support/error.h"

namespace orl {

namespace {

void check(const Dataset& data, const PoolSettings& pool, std::size_t at) {
    const HypotheticalModel& model = pool.hypothetical[at];
    const std::string where = fmt::format("hypothetical model \"{}\"", model.name);
    if (model.name.empty()) throw Error(where, "it has no name", "Give it one");
    const auto before = pool.hypothetical.begin() + static_cast<std::ptrdiff_t>(at);
    const bool again = std::any_of(pool.hypothetical.begin(), before,
                                   [&](const auto& each) { return each.name == model.name; });
    if (again || data.modelIndex(model.name) >= 0) {
        throw Error(where, "the name is taken", "Give it another one");
    }
    if (data.modelIndex(model.like) < 0) {
        throw Error(where, fmt::format("the data set has no model \"{}\" to be like", model.like),
                    "Remove it, or make it like a model of the data set");
    }
    if (!(std::abs(model.points) <= 1.0)) {
        throw Error(where, fmt::format("it is better by {} points", model.points * 100.0),
                    "Choose between −100 and 100 points");
    }
}

}  // namespace

// By odds instead of log-odds: no logarithm and no exponential a query.
double withOdds(double quality, double factor) {
    return std::clamp(quality * factor / (quality * factor + 1.0 - quality), 0.0, 1.0);
}

OddsShift oddsShift(const Grid& qualities, Eigen::Index column, double points) {
    constexpr double widest = 40.0;  // beyond, every quality that moves is 0 or 1 to the last bit
    constexpr double enough = 1e-12;
    double known = 0.0;
    double sum = 0.0;
    for (Eigen::Index i = 0; i < qualities.rows(); ++i) {
        if (std::isnan(qualities(i, column))) continue;
        known += 1.0;
        sum += qualities(i, column);
    }
    if (known == 0.0 || points == 0.0) return {0.0, 0.0, points == 0.0};
    // Mean above what is asked, and its slope over the shift.
    const auto over = [&](double shift, double& slope) {
        const double factor = std::exp(shift);
        double shiftedSum = 0.0;
        slope = 0.0;
        for (Eigen::Index i = 0; i < qualities.rows(); ++i) {
            const double quality = qualities(i, column);
            if (std::isnan(quality)) continue;
            const double moved = withOdds(quality, factor);
            shiftedSum += moved;
            slope += moved * (1.0 - moved);
        }
        slope /= known;
        return (shiftedSum - sum) / known - points;
    };
    double slope = 0.0;
    double low = -widest;
    double high = widest;
    const double end = points > 0.0 ? high : low;
    const double most = over(end, slope) + points;
    if (std::abs(most) <= std::abs(points)) return {end, most, std::abs(most - points) <= enough};
    double shift = 0.0;
    for (int step = 0; step < 200; ++step) {
        const double value = over(shift, slope);
        if (std::abs(value) <= enough) break;
        (value < 0.0 ? low : high) = shift;
        const double next = shift - value / slope;
        // Newton's step where it stays between what is known, else the middle.
        shift = slope > 0.0 && next > low && next < high ? next : (low + high) / 2.0;
        if (high - low <= enough) break;
    }
    return {shift, points, true};
}

std::vector<ModelInfo> poolModels(const Dataset& data, const PoolSettings& pool) {
    std::vector<ModelInfo> models = data.models;
    models.reserve(models.size() + pool.hypothetical.size());
    for (std::size_t k = 0; k < pool.hypothetical.size(); ++k) {
        check(data, pool, k);
        const HypotheticalModel& each = pool.hypothetical[k];
        ModelInfo model = data.models[static_cast<std::size_t>(data.modelIndex(each.like))];
        model.name = each.name;
        model.priceSource = "as " + each.like;
        models.push_back(std::move(model));
    }
    return models;
}

std::vector<std::size_t> predictedBy(const Dataset& data, const PoolSettings& pool) {
    std::vector<std::size_t> columns;
    columns.reserve(data.modelCount() + pool.hypothetical.size());
    for (std::size_t j = 0; j < data.modelCount(); ++j) columns.push_back(j);
    for (const HypotheticalModel& each : pool.hypothetical) {
        columns.push_back(static_cast<std::size_t>(data.modelIndex(each.like)));
    }
    return columns;
}

}  // namespace orl
