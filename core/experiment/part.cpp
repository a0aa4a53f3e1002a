#include "core/experiment/part.h"

#include <numeric>

namespace orl {

namespace {

Grid cellsOf(const Grid& whole, std::span<const std::uint32_t> queries,
             std::span<const std::size_t> models) {
    if (whole.size() == 0) return {};
    Grid part(Eigen::Index(queries.size()), Eigen::Index(models.size()));
    for (std::size_t i = 0; i < queries.size(); ++i) {
        for (std::size_t j = 0; j < models.size(); ++j) {
            part(Eigen::Index(i), Eigen::Index(j)) =
                whole(Eigen::Index(queries[i]), Eigen::Index(models[j]));
        }
    }
    return part;
}

RoutingProblem problemOf(const RoutingProblem& whole, std::span<const std::uint32_t> queries,
                         std::span<const std::size_t> models) {
    RoutingProblem part(queries.size(), models.size());
    for (std::size_t i = 0; i < queries.size(); ++i) {
        for (std::size_t j = 0; j < models.size(); ++j) {
            if (whole.allowed(queries[i], models[j])) {
                part.set(i, j, whole.cost(queries[i], models[j]),
                         whole.quality(queries[i], models[j]));
            } else {
                part.forbid(i, j);
            }
        }
    }
    return part;
}

}  // namespace

Experiment partOf(const Experiment& whole, std::span<const std::uint32_t> queries,
                  std::span<const std::size_t> models) {
    Experiment part;
    part.problem = problemOf(whole.problem, queries, models);
    part.meanQuality = cellsOf(whole.meanQuality, queries, models);
    part.dollars = cellsOf(whole.dollars, queries, models);
    part.secondPrice = whole.secondPrice;
    if (whole.seconds) {
        std::vector<double> seconds;
        seconds.reserve(queries.size() * models.size());
        for (const std::uint32_t query : queries) {
            for (const std::size_t model : models) {
                seconds.push_back(whole.secondsOf(query, model));
            }
        }
        part.seconds = std::make_shared<const std::vector<double>>(std::move(seconds));
    }
    part.truth.outcome = cellsOf(whole.truth.outcome, queries, models);
    part.truth.realizedCost = cellsOf(whole.truth.realizedCost, queries, models);
    part.rows.reserve(queries.size());
    part.task.reserve(queries.size());
    part.level.reserve(queries.size());
    for (const std::uint32_t query : queries) {
        part.rows.push_back(whole.rows[query]);
        part.task.push_back(query < whole.task.size() ? whole.task[query] : std::string());
        part.level.push_back(query < whole.level.size() ? whole.level[query] : 0);
    }
    part.models.reserve(models.size());
    for (const std::size_t model : models) part.models.push_back(whole.models[model]);
    part.levelNames = whole.levelNames;
    part.levelsPredicted = whole.levelsPredicted;
    part.qualityIsRecorded = whole.qualityIsRecorded;
    const std::size_t known = whole.models.size() - whole.hypothetical.size();
    for (const std::size_t model : models) {
        if (whole.isHypothetical(model))
            part.hypothetical.push_back(whole.hypothetical[model - known]);
    }
    part.hasOutcomes =
        whole.hasOutcomes && (part.truth.outcome.array() == part.truth.outcome.array()).any();
    part.levelWarning = whole.levelWarning;
    part.warnings = whole.warnings;
    return part;
}

Experiment partOf(const Experiment& whole, std::span<const std::uint32_t> queries) {
    std::vector<std::size_t> models(whole.models.size());
    std::iota(models.begin(), models.end(), std::size_t{0});
    return partOf(whole, queries, models);
}

}  // namespace orl
