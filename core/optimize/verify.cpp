#include "core/optimize/verify.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/optimize/parameters.h"

namespace orl {

namespace {

/// @returns whether every group has its floor and keeps its caps
bool checkGroups(const RoutingProblem& problem, const Constraints& constraints,
                 const Assignment& assignment, Verification& check) {
    const std::size_t models = problem.modelCount();
    const std::size_t groups =
        std::max(constraints.groupFloor.size(), constraints.groupCapacity.size() / models);
    std::vector<double> quality(groups, 0.0);
    std::vector<double> queries(groups, 0.0);
    std::vector<std::int64_t> load(groups * models, 0);
    for (std::size_t i = 0; i < problem.queryCount(); ++i) {
        const auto g = static_cast<std::size_t>(constraints.group[i]);
        queries[g] += 1.0;
        if (assignment[i] < 0) continue;
        const auto j = static_cast<std::size_t>(assignment[i]);
        quality[g] += problem.quality(i, j);
        ++load[g * models + j];
    }
    bool kept = true;
    for (std::size_t g = 0; g < groups; ++g) {
        const bool empty = queries[g] == 0.0;
        const double mean =
            empty ? std::numeric_limits<double>::quiet_NaN() : quality[g] / queries[g];
        check.groupQuality.push_back(mean);
        const double floor = g < constraints.groupFloor.size() ? constraints.groupFloor[g] : 0.0;
        const double shortfall = empty || std::isnan(floor) ? 0.0 : std::max(0.0, floor - mean);
        check.groupShortfall.push_back(shortfall);
        kept = kept && shortfall <= parameters::kFeasibility;
    }
    for (std::size_t bin = 0; bin < constraints.groupCapacity.size(); ++bin) {
        check.groupOverload.push_back(
            std::max<std::int64_t>(0, load[bin] - constraints.groupCapacity[bin]));
        kept = kept && check.groupOverload.back() == 0;
    }
    return kept;
}

}  // namespace

Verification verify(const RoutingProblem& problem, const Constraints& constraints,
                    const Assignment& assignment) {
    Verification check;
    check.totals = totalsOf(problem, assignment);
    check.overload.assign(problem.modelCount(), 0);
    bool overloaded = false;
    for (std::size_t j = 0; j < problem.modelCount(); ++j) {
        const std::int64_t capacity = constraints.capacityOf(j);
        check.overload[j] = std::max<std::int64_t>(0, check.totals.load[j] - capacity);
        overloaded = overloaded || check.overload[j] > 0;
    }
    bool broken = false;
    if (constraints.mode == RoutingMode::CostUnderFloor) {
        check.qualityShortfall = std::max(0.0, constraints.qualityFloor - check.totals.quality);
        broken = check.qualityShortfall > parameters::kFeasibility;
    } else {
        check.budgetExcess = std::max(0.0, check.totals.cost - constraints.budget);
        broken = check.budgetExcess > parameters::kFeasibility * std::max(constraints.budget, 0.0);
    }
    if (constraints.hasGroups())
        broken = !checkGroups(problem, constraints, assignment, check) || broken;
    if (constraints.hasSecondsCap()) {
        const double mean = meanSecondsOf(*constraints.seconds, problem.modelCount(), assignment);
        check.secondsExcess =
            std::isnan(mean) ? mean : std::max(0.0, mean - constraints.secondsCap);
        broken = broken || !(check.secondsExcess <= parameters::kFeasibility);
    }
    check.feasible = check.totals.unplaced == 0 && !overloaded && !broken;
    return check;
}

}  // namespace orl
