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

/// What the groups' floors and caps have against an assignment.
/// @param quality of query i on model j, by which floors are judged
template <typename Quality>
void judgeGroups(const RoutingProblem& problem, const Constraints& constraints,
                 const Assignment& assignment, Quality quality, std::vector<std::string>& reasons) {
    if (!constraints.hasGroups()) return;
    const std::size_t models = problem.modelCount();
    const std::size_t groups =
        std::max(constraints.groupFloor.size(), constraints.groupCapacity.size() / models);
    std::vector<double> sum(groups, 0.0);
    std::vector<double> size(groups, 0.0);
    std::vector<std::int64_t> load(groups * models, 0);
    for (std::size_t i = 0; i < assignment.size(); ++i) {
        const auto g = static_cast<std::size_t>(constraints.group[i]);
        size[g] += 1.0;
        if (assignment[i] < 0) continue;
        const auto j = static_cast<std::size_t>(assignment[i]);
        sum[g] += quality(i, j);
        ++load[g * models + j];
    }
    const auto name = [&](std::size_t g) {
        return constraints.groupNames.empty() ? fmt::format("group {}", g)
                                              : constraints.groupNames[g];
    };
    for (std::size_t g = 0; g < constraints.groupFloor.size(); ++g) {
        const double mean = sum[g] / size[g];
        if (constraints.groupFloor[g] - mean > kTolerance) {
            reasons.push_back(fmt::format("The accuracy {:.4f} of {} is below its floor of {:.4g}.",
                                          mean, name(g), constraints.groupFloor[g]));
        }
    }
    for (std::size_t bin = 0; bin < constraints.groupCapacity.size(); ++bin) {
        if (load[bin] > constraints.groupCapacity[bin]) {
            reasons.push_back(fmt::format("Model {} takes {} queries of {}, above its cap of {}.",
                                          bin % models + 1, load[bin], name(bin / models),
                                          constraints.groupCapacity[bin]));
        }
    }
}

void judgeSeconds(const RoutingProblem& problem, const Constraints& constraints,
                  const Assignment& assignment, std::vector<std::string>& reasons) {
    if (!constraints.hasSecondsCap() || !constraints.seconds) return;
    const double mean = meanSecondsOf(*constraints.seconds, problem.modelCount(), assignment);
    if (std::isnan(mean)) {
        reasons.emplace_back("How long its answers take is not known of all of them.");
    } else if (mean - constraints.secondsCap > kTolerance) {
        reasons.push_back(
            fmt::format("Its answers take {:.4g} s on average, above the cap of {:.4g} s.", mean,
                        constraints.secondsCap));
    }
}

void judgeTotals(const RoutingProblem& problem, const Constraints& constraints,
                 const PlanTotals& totals, std::string_view basis,
                 const std::vector<std::string>& ofGroups, RouteResult& result,
                 const std::string& unplaced = {}) {
    const std::size_t queries = problem.queryCount();
    std::vector<std::string> reasons;
    if (!unplaced.empty()) {
        reasons.push_back(unplaced);
    } else if (totals.unplaced > 0) {
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
        // Of a part there is no accuracy to miss it with.
        if (missing > kTolerance && totals.unplaced == 0) {
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
    reasons.insert(reasons.end(), ofGroups.begin(), ofGroups.end());
    result.feasible = reasons.empty();
    result.explanation = fmt::format("{}", fmt::join(reasons, " "));
}

}  // namespace

void checkConstraints(const Constraints& constraints, std::size_t modelCount) {
    if (!(constraints.secondsCap >= 0.0)) {
        throw Error("cap on seconds", fmt::format("it is {}", constraints.secondsCap),
                    "Choose a number of seconds, 0 or more");
    }
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
    std::vector<std::string> reasons;
    judgeGroups(
        problem, constraints, result.assignment,
        [&](std::size_t i, std::size_t j) { return problem.quality(i, j); }, reasons);
    judgeSeconds(problem, constraints, result.assignment, reasons);
    judgeTotals(problem, constraints, totalsOf(problem, result.assignment), "Predicted", reasons,
                result);
}

void judgeFixed(const RoutingProblem& problem, const Constraints& constraints,
                const std::string& unplaced, std::span<const std::string> models,
                RouteResult& result) {
    const PlanTotals totals = totalsOf(problem, result.assignment);
    std::vector<std::string> reasons;
    for (std::size_t j = 0; j < totals.load.size(); ++j) {
        if (totals.load[j] <= constraints.capacityOf(j)) continue;
        reasons.push_back(fmt::format("{} takes {} queries, above its limit of {}.", models[j],
                                      totals.load[j], constraints.capacityOf(j)));
    }
    judgeGroups(
        problem, constraints, result.assignment,
        [&](std::size_t i, std::size_t j) { return problem.quality(i, j); }, reasons);
    judgeSeconds(problem, constraints, result.assignment, reasons);
    judgeTotals(problem, constraints, totals, "Predicted", reasons, result, unplaced);
}

void judgeByTruth(const RoutingProblem& problem, const Constraints& constraints, const Truth& truth,
                  RouteResult& result) {
    PlanTotals totals = totalsOf(problem, result.assignment);
    totals.cost = 0.0;
    totals.quality = 0.0;
    const auto score = [&](std::size_t i, std::size_t j) {
        const double outcome =
            truth.outcome(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(j));
        return std::isnan(outcome) ? problem.quality(i, j) : outcome;
    };
    for (std::size_t i = 0; i < result.assignment.size(); ++i) {
        if (result.assignment[i] < 0) continue;
        const auto j = static_cast<std::size_t>(result.assignment[i]);
        const auto row = static_cast<Eigen::Index>(i);
        const auto column = static_cast<Eigen::Index>(j);
        const double cost = truth.realizedCost(row, column);
        totals.quality += score(i, j);
        totals.cost += std::isnan(cost) ? problem.cost(i, j) : cost;
    }
    totals.quality /= static_cast<double>(std::max<std::size_t>(1, result.assignment.size()));
    std::vector<std::string> reasons;
    judgeGroups(problem, constraints, result.assignment, score, reasons);
    judgeSeconds(problem, constraints, result.assignment, reasons);
    judgeTotals(problem, constraints, totals, "Recorded", reasons, result);
}

}  // namespace orl
