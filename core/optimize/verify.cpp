#include <algorithm>

#include "core/optimize/optimize.h"

namespace orl {

Verification verify(const RoutingProblem& problem, const Constraints& constraints,
                    const Assignment& assignment) {
    constexpr double kTolerance = 1e-9;
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
        broken = check.qualityShortfall > kTolerance;
    } else {
        check.budgetExcess = std::max(0.0, check.totals.cost - constraints.budget);
        broken = check.budgetExcess > kTolerance * std::max(constraints.budget, 0.0);
    }
    check.feasible = check.totals.unplaced == 0 && !overloaded && !broken;
    return check;
}

}  // namespace orl
