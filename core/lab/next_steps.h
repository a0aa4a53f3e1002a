#pragma once

#include <stop_token>

#include "core/lab/views.h"

namespace orl {

/// What one more step of each constraint would do: solved, not read off the prices, which hold for
/// the smallest of steps only. USD per 1,000 queries under a floor (what is made least: where a
/// second has a price, that included), mean predicted quality under a budget.
struct NextSteps {
    double floorTo =
        kMissing;  ///< α and one point, as far as it can be reached; NaN: it is at its end
    double floorCosts = kMissing;  ///< more than now
    double budgetTo = kMissing;    ///< a tenth more, USD per 1,000 queries
    double budgetGains = kMissing;
    double capacityTo = kMissing;     ///< L and 1 % of N; NaN: no model is limited by the common L
    double capacitySaves = kMissing;  ///< under a floor, USD per 1,000
    double capacityGains = kMissing;  ///< under a budget, mean quality
    double secondsTo = kMissing;      ///< cap on mean seconds and a tenth; NaN: there is none
    double secondsSaves = kMissing;   ///< under a floor, USD per 1,000
    double secondsGains = kMissing;   ///< under a budget, mean quality
};

/// All unknown where the constraints cannot be met, or the router has no optimum.
/// @throws Cancelled
NextSteps nextSteps(const SolveView& view, const std::stop_token& stop);

}  // namespace orl
