#include "core/lab/duals/small_batch.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/experiment/part.h"
#include "core/lab/selection.h"
#include "core/lab/settings.h"
#include "core/optimize/optimize.h"
#include "core/route/router.h"

namespace orl {

namespace {

/// Columns that any query may take, those of the most queries first, then as the pool has them.
std::vector<std::size_t> usedModels(const SolveView& whole, std::size_t count) {
    const RoutingProblem& problem = whole.experiment->problem;
    std::vector<std::int64_t> used(problem.modelCount(), 0);
    std::vector<bool> open(problem.modelCount(), false);
    for (std::size_t i = 0; i < problem.queryCount(); ++i) {
        for (std::size_t j = 0; j < problem.modelCount(); ++j) {
            if (problem.allowed(i, j)) open[j] = true;
        }
        if (!whole.assignment || whole.assignment->empty() || (*whole.assignment)[i] < 0) continue;
        ++used[static_cast<std::size_t>((*whole.assignment)[i])];
    }
    std::vector<std::size_t> models;
    for (std::size_t j = 0; j < open.size(); ++j) {
        if (open[j]) models.push_back(j);
    }
    std::ranges::stable_sort(models,
                             [&](std::size_t a, std::size_t b) { return used[a] > used[b]; });
    if (models.size() > count) models.resize(count);
    std::ranges::sort(models);
    return models;
}

/// The same shares of fewer queries, a slot at least for whoever has any.
void setCapacities(SmallBatch& batch, Constraints& constraints, const SolveView& whole) {
    const auto all = static_cast<double>(whole.experiment->problem.queryCount());
    const auto few = static_cast<double>(batch.queries.size());
    constexpr double kShareRounding = 1e-9;
    constraints.capacity.clear();
    if (whole.constraints.capacity.empty()) return;
    std::int64_t places = 0;
    for (const std::size_t model : batch.models) {
        const std::int64_t limit = whole.constraints.capacity[model];
        const double share = std::min(1.0, static_cast<double>(limit) / all);
        constraints.capacity.push_back(
            static_cast<std::int64_t>(std::ceil(share * few - kShareRounding)));
        places += constraints.capacity.back();
    }
    if (places >= static_cast<std::int64_t>(batch.queries.size())) return;
    const auto models = static_cast<std::int64_t>(batch.models.size());
    const std::int64_t each =
        (static_cast<std::int64_t>(batch.queries.size()) + models - 1) / models;
    for (std::int64_t& slots : constraints.capacity) slots = std::max(slots, each);
    batch.notes.push_back(fmt::format(
        "The same shares of {} models could not hold {} queries: each model has {} slots at least.",
        models, batch.queries.size(), each));
}

void setGoal(SmallBatch& batch, Constraints& constraints, const SolveView& whole,
             const RoutingProblem& problem) {
    const auto share = static_cast<double>(batch.queries.size()) /
                       static_cast<double>(whole.experiment->problem.queryCount());
    constraints.mode = whole.constraints.mode;
    constraints.qualityFloor = whole.constraints.qualityFloor;
    DualOptimizer optimizer(problem);
    constexpr double kPerMille = 1000.0;
    if (constraints.mode == RoutingMode::CostUnderFloor) {
        const double most = optimizer.maxQuality(constraints);
        if (!(constraints.qualityFloor > most)) return;
        constraints.qualityFloor = std::floor(most * kPerMille) / kPerMille;
        batch.notes.push_back(
            fmt::format("These models reach no more than {:.1f} %, so the floor is that.",
                        constraints.qualityFloor * 100.0));
        return;
    }
    constraints.budget = whole.constraints.budget * share;
    const double least = optimizer.minCost(constraints);
    if (!(constraints.budget < least)) return;
    constraints.budget = least * (1.0 + 1e-9);
    batch.notes.emplace_back(
        "The same share of the budget is too small here: it is the least cost.");
}

}  // namespace

SmallBatch drawnFrom(const SolveView& whole, std::size_t queries, std::size_t models,
                     std::uint64_t seed) {
    SmallBatch batch;
    batch.queries = drawnQueries(whole.experiment->problem.queryCount(), queries, seed);
    batch.models = usedModels(whole, models);
    // A query that none of these models may take would have no place.
    std::erase_if(batch.queries, [&](std::uint32_t query) {
        return std::ranges::none_of(batch.models, [&](std::size_t model) {
            return whole.experiment->problem.allowed(query, model);
        });
    });
    auto view = std::make_shared<SolveView>();
    auto part =
        std::make_shared<Experiment>(partOf(*whole.experiment, batch.queries, batch.models));
    view->scenario = whole.scenario;
    // Seconds are for the whole batch: of a handful the mean says little.
    if (whole.constraints.hasSecondsCap())
        batch.notes.emplace_back("The cap on seconds is left out.");
    setCapacities(batch, view->constraints, whole);
    if (!batch.queries.empty()) setGoal(batch, view->constraints, whole, part->problem);
    view->experiment = std::move(part);
    batch.view = std::move(view);
    return batch;
}

Assignment greedyInOrder(const RoutingProblem& problem, const Constraints& constraints,
                         const std::vector<std::uint32_t>& order, std::size_t arrived,
                         GreedyRule rule) {
    // Routers take queries in their order: the first of them do not know those that come after.
    RoutingProblem ordered(problem.queryCount(), problem.modelCount());
    for (std::size_t k = 0; k < order.size(); ++k) {
        for (std::size_t j = 0; j < problem.modelCount(); ++j) {
            if (problem.allowed(order[k], j)) {
                ordered.set(k, j, problem.cost(order[k], j), problem.quality(order[k], j));
            } else {
                ordered.forbid(k, j);
            }
        }
    }
    RouteRequest request;
    request.constraints = constraints;
    const bool threshold = rule == GreedyRule::Threshold;
    if (threshold) request.parameter = constraints.qualityFloor;
    const Assignment all =
        makeRouter(threshold ? "threshold" : "quality-only", ordered)->route(request).assignment;
    Assignment made(problem.queryCount(), -1);
    for (std::size_t k = 0; k < std::min(arrived, all.size()); ++k) made[order[k]] = all[k];
    return made;
}

}  // namespace orl
