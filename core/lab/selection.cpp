#include "core/lab/selection.h"

#include <algorithm>
#include <iterator>
#include <numeric>

#include "core/support/known_mean.h"
#include "core/support/random.h"

namespace orl {

QueryList routedOf(const Experiment& experiment, std::span<const std::size_t> rows) {
    QueryList queries;
    queries.reserve(std::min(rows.size(), experiment.rows.size()));
    std::size_t k = 0;
    for (std::uint32_t i = 0; i < experiment.rows.size() && k < rows.size(); ++i) {
        while (k < rows.size() && rows[k] < experiment.rows[i]) ++k;
        if (k < rows.size() && rows[k] == experiment.rows[i]) queries.push_back(i);
    }
    return queries;
}

std::vector<std::size_t> rowsOf(const Experiment& experiment,
                                std::span<const std::uint32_t> queries) {
    std::vector<std::size_t> rows;
    rows.reserve(queries.size());
    for (const std::uint32_t i : queries) rows.push_back(experiment.rows[i]);
    return rows;
}

std::vector<std::size_t> invertedRows(const Experiment& experiment,
                                      std::span<const std::size_t> rows) {
    std::vector<std::size_t> rest;
    rest.reserve(experiment.rows.size());
    std::ranges::set_difference(experiment.rows, rows, std::back_inserter(rest));
    return rest;
}

std::vector<std::int64_t> disagreements(const Experiment& experiment,
                                        std::span<const std::int32_t> one,
                                        std::span<const std::int32_t> other) {
    const std::size_t models = experiment.models.size();
    std::vector<std::int64_t> counts(models * models, 0);
    for (std::size_t i = 0; i < std::min(one.size(), other.size()); ++i) {
        if (one[i] < 0 || other[i] < 0) continue;
        ++counts[static_cast<std::size_t>(one[i]) * models + static_cast<std::size_t>(other[i])];
    }
    return counts;
}

QueryList drawnQueries(std::size_t all, std::size_t count, std::uint64_t seed) {
    QueryList order(all);
    std::iota(order.begin(), order.end(), 0U);
    if (count >= all) return order;
    Random random(seed);
    for (std::size_t i = 0; i < count; ++i) {
        std::swap(order[i], order[i + random.below(all - i)]);
    }
    order.resize(count);
    std::ranges::sort(order);
    return order;
}

PartFigures figuresOf(const Experiment& experiment, std::span<const std::int32_t> assignment,
                      std::span<const std::uint32_t> queries) {
    PartFigures part;
    part.queries = queries.size();
    part.share.assign(experiment.models.size(), 0.0);
    if (assignment.empty() || queries.empty()) return part;
    const Grid& cautious = experiment.meanQuality;
    KnownMean predicted;
    KnownMean realized;
    KnownMean spent;
    for (const std::uint32_t i : queries) {
        const std::int32_t j = assignment[i];
        if (j < 0) continue;
        ++part.served;
        const auto model = static_cast<std::size_t>(j);
        const auto row = static_cast<Eigen::Index>(i);
        part.share[model] += 1.0 / static_cast<double>(queries.size());
        part.cost += experiment.usd(i, model);
        predicted.add(cautious.size() > 0 ? cautious(row, j)
                                          : experiment.problem.quality(i, model));
        realized.add(experiment.truth.outcome(row, j));
        spent.add(experiment.truth.realizedCost(row, j));
    }
    part.unknownOutcomes = part.served - realized.count;
    part.realizedCost = spent.value() * static_cast<double>(part.served);
    if (part.served == part.queries) {
        part.predictedAccuracy = predicted.value();
        part.realizedAccuracy = realized.value();
    }
    const double whole = experiment.usdOf(assignment);
    if (whole > 0.0) part.costShare = part.cost / whole;
    return part;
}

}  // namespace orl
