#pragma once

#include <cstdint>
#include <vector>

#include "core/problem.h"

namespace orl {

/// What an independent check of an assignment against the constraints found.
struct Verification {
    PlanTotals totals;
    double qualityShortfall = 0.0;       ///< max(0, α − quality)
    double budgetExcess = 0.0;           ///< max(0, cost − B), USD
    std::vector<std::int64_t> overload;  ///< max(0, load_j − L_j)
    std::vector<double> groupQuality;    ///< mean a of each group; NaN for a group without queries
    std::vector<double> groupShortfall;  ///< max(0, α_g − mean a of the group)
    std::vector<std::int64_t> groupOverload;  ///< max(0, load_gj − L_gj) at g·M + j
    double secondsExcess = 0.0;               ///< max(0, mean seconds − cap); NaN: unknown
    bool feasible = false;                    ///< complete and no violation beyond 1e-9
};

/// Recomputes everything from the problem; shares no code with the solver.
Verification verify(const RoutingProblem& problem, const Constraints& constraints,
                    const Assignment& assignment);

}  // namespace orl
