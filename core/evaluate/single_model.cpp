#include "core/evaluate/single_model.h"

#include <cmath>

namespace orl {

namespace {

struct Mean {
    double sum = 0.0;
    double count = 0.0;
    void add(double value) {
        if (std::isnan(value)) return;
        sum += value;
        count += 1.0;
    }
    double value() const { return sum / count; }  // NaN when nothing was added
};

struct Means {
    Mean cost;
    Mean quality;
    PlanePoint per1000() const { return {cost.value() * 1000.0, quality.value()}; }
};

}  // namespace

std::vector<SingleModel> singleModels(const Experiment& experiment) {
    std::vector<SingleModel> result;
    for (std::size_t j = 0; j < experiment.models.size(); ++j) {
        Means predicted;
        Means realized;
        for (std::size_t i = 0; i < experiment.problem.queryCount(); ++i) {
            const auto row = static_cast<Eigen::Index>(i);
            const auto column = static_cast<Eigen::Index>(j);
            realized.cost.add(experiment.truth.realizedCost(row, column));
            realized.quality.add(experiment.truth.outcome(row, column));
            if (!experiment.problem.allowed(i, j)) continue;
            predicted.cost.add(experiment.usd(i, j));
            predicted.quality.add(experiment.problem.quality(i, j));
        }
        result.push_back({predicted.per1000(), realized.per1000()});
    }
    return result;
}

std::optional<WeakAndStrong> weakAndStrong(std::span<const SingleModel> models) {
    std::vector<std::size_t> pool;
    for (std::size_t j = 0; j < models.size(); ++j) {
        // A model that is switched off may take no query and has no predictions.
        if (!std::isnan(models[j].predicted.quality)) pool.push_back(j);
    }
    if (pool.size() != 2) return std::nullopt;
    const double first = models[pool[0]].realized.quality;
    const double second = models[pool[1]].realized.quality;
    if (std::isnan(first) || std::isnan(second)) return std::nullopt;
    return first > second ? WeakAndStrong{pool[1], pool[0]} : WeakAndStrong{pool[0], pool[1]};
}

}  // namespace orl
