#pragma once

#include "core/simulate/plan.h"
#include "core/support/error.h"

namespace orl {

/// Queries a second that the arrivals come to in the long run: the mean over bursts and quiet times
/// or over a day, where a ramp ends, of times their number over their span. NaN where there is
/// none: all at once, or fewer than two different times.
double longRunRate(const ArrivalPlan& plan);

/// What is said where a rate is needed and longRunRate() is NaN.
Error noRate(const ArrivalPlan& plan);

/// The same arrivals at another long-run rate: every rate in proportion, times pressed together or
/// drawn apart. Rhythms and bursts keep their lengths, so that they hold more queries or fewer.
/// @throws Error where the arrivals have no rate, and on a rate that makes no sense
ArrivalPlan atRate(ArrivalPlan plan, double rate);

}  // namespace orl
