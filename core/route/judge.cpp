#include "core/route/judge.h"

#include <fmt/format.h>

#include <cmath>

#include "core/support/error.h"

namespace orl {
namespace {

constexpr double kTolerance = 1e-9;

/// Σ L_j, at most the number of queries.
std::int64_t slotsInAll(const Constraints& constraints, std::size_t modelCount,
                        std::size_t queryCount) {
    const auto queries = static_cast<std::int64_t>(queryCount);
    std::int64_t sum = 0;
    for (std::size_t j = 0; j < modelCount && sum < queries; ++j) {
        sum += std::min(constraints.capacityOf(j), queries);
    }
    return std::min(sum, queries);
}

void judgeTotals(const RoutingProblem& problem, const Constraints& constraints,
                 const PlanTotals& totals, std::string_view basis, RouteResult& result) {
    const std::size_t queries = problem.queryCount();
    std::vector<std::string> reasons;
    if (totals.unplaced > 0) {
        const std::int64_t slots = slotsInAll(constraints, problem.modelCount(), queries);
        reasons.push_back(
            slots < static_cast<std::int64_t>(queries)
                ? fmt::format("{} of {} queries found no free slot: the capacities hold {}.",
                              totals.unplaced, queries, slots)
                : fmt::format("{} of {} queries found no free slot on a model that may take them.",
                              totals.unplaced, queries));
    }
    if (constraints.mode == RoutingMode::CostUnderFloor) {
        const double missing = constraints.qualityFloor - totals.quality;
        if (missing > kTolerance) {
            reasons.push_back(fmt::format("{} accuracy {:.4f} is {:.3g} below the floor of {:.4g}.",
                                          basis, totals.quality, missing,
                                          constraints.qualityFloor));
        }
    } else {
        const double excess = totals.cost - constraints.budget;
        if (excess > kTolerance * std::max(1.0, constraints.budget)) {
            reasons.push_back(fmt::format("{} cost ${:.4g} is ${:.3g} above the budget of ${:.4g}.",
                                          basis, totals.cost, excess, constraints.budget));
        }
    }
    result.feasible = reasons.empty();
    result.explanation = fmt::format("{}", fmt::join(reasons, " "));
}

}  // namespace

void checkConstraints(const Constraints& constraints, std::size_t modelCount) {
    if (constraints.mode == RoutingMode::CostUnderFloor &&
        !(constraints.qualityFloor >= 0.0 && constraints.qualityFloor <= 1.0)) {
        throw Error("alpha", fmt::format("the floor is {}", constraints.qualityFloor),
                    "Choose a number between 0 and 1");
    }
    if (constraints.mode == RoutingMode::QualityUnderBudget && !(constraints.budget >= 0.0)) {
        throw Error("budget", fmt::format("the budget is {}", constraints.budget),
                    "Choose a number of USD, 0 or more");
    }
    if (!constraints.capacity.empty() && constraints.capacity.size() != modelCount) {
        throw Error("capacity",
                    fmt::format("there are {} capacities for {} models",
                                constraints.capacity.size(), modelCount),
                    "Give one capacity per model, or none at all");
    }
    for (std::size_t j = 0; j < constraints.capacity.size(); ++j) {
        if (constraints.capacity[j] < 0) {
            throw Error(fmt::format("capacity of model {}", j + 1),
                        fmt::format("it is {}", constraints.capacity[j]),
                        "Choose 0 or more queries");
        }
    }
}

void judge(const RoutingProblem& problem, const Constraints& constraints, RouteResult& result) {
    judgeTotals(problem, constraints, totalsOf(problem, result.assignment), "Predicted", result);
}

void judgeByTruth(const RoutingProblem& problem, const Constraints& constraints, const Truth& truth,
                  RouteResult& result) {
    PlanTotals totals = totalsOf(problem, result.assignment);
    totals.cost = 0.0;
    totals.quality = 0.0;
    for (std::size_t i = 0; i < result.assignment.size(); ++i) {
        if (result.assignment[i] < 0) continue;
        const auto j = static_cast<std::size_t>(result.assignment[i]);
        const auto row = static_cast<Eigen::Index>(i);
        const auto column = static_cast<Eigen::Index>(j);
        const double outcome = truth.outcome(row, column);
        const double cost = truth.realizedCost(row, column);
        totals.quality += std::isnan(outcome) ? problem.quality(i, j) : outcome;
        totals.cost += std::isnan(cost) ? problem.cost(i, j) : cost;
    }
    totals.quality /= static_cast<double>(std::max<std::size_t>(1, result.assignment.size()));
    judgeTotals(problem, constraints, totals, "Recorded", result);
}

}  // namespace orl
