#pragma once

#include <cstdint>
#include <span>
#include <stop_token>

#include "core/simulate/measures.h"
#include "core/simulate/service.h"

namespace orl {

/// What the best routing in hindsight could have done with the queries that a run has served: any
/// routing of them that knows all arrivals beforehand, is done when the run is, has no more slots
/// and at least the run's predicted accuracy (or α, if that is less) costs at least so much, USD
/// (with ω for every second of service where a second has a price). Under a budget: the mean
/// predicted quality that none exceeds. The best value of the dual of the fluid (fluid.h) of the
/// whole run, so it is valid, and as sharp as a long run's fluid is. Where service times are drawn
/// it holds for their means. NaN where nothing was served.
/// @param served how often every query of the experiment was served
double hindsightBound(const Experiment& experiment, const SimulationPlan& plan,
                      const ServiceTimes& service, const RunMeasures& measures,
                      std::span<const std::uint64_t> served, const std::stop_token& stop = {});

}  // namespace orl
