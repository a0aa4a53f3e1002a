#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/lab/views.h"

namespace orl {

/// Values of the α sweep: steps of 0.01 or 0.02 from the mean quality of the cheapest routing to
/// the best one, both without capacities, so that the axis does not move with L.
std::vector<double> alphaGrid(const RoutingProblem& problem);

/// Values of the budget sweep, USD for the batch: equal ratios from the cheapest routing to the one
/// that takes every query's best model, both without capacities.
std::vector<double> budgetGrid(const RoutingProblem& problem);

/// Inputs of the sweep that goes with a solve. The L grid runs from the least share that
/// holds all queries to 1.
SweepInputs sweepInputs(SweepOver over, const SolveView& solve,
                        const std::vector<std::string>& routers);

/// Runs the sweep and hands out what is known at most ten times a second, and at the end. Points of
/// `before` (may be null) that are of the same settings are there from the beginning. Where it has
/// points of other settings nothing is handed out before the end: no view is half of these, half
/// of those.
void runSweep(const SweepInputs& inputs, const std::shared_ptr<const SweepView>& before,
              const Job& job, const std::function<void(std::shared_ptr<const SweepView>)>& publish);

}  // namespace orl
