#pragma once

#include <span>
#include <string>

#include "core/route/router.h"

namespace orl {

/// @throws Error when α is outside [0,1] or NaN, a capacity or the budget is negative or NaN, or
/// the number of capacities is not the number of models
void checkConstraints(const Constraints& constraints, std::size_t modelCount);

/// Sets feasible and explanation of a result from its assignment and the predictions.
void judge(const RoutingProblem& problem, const Constraints& constraints, RouteResult& result);

/// The same for a routing that knows no limits: also says which models take more than they may.
/// @param unplaced why queries are not placed, a sentence; empty where all are
/// @param models names
void judgeFixed(const RoutingProblem& problem, const Constraints& constraints,
                const std::string& unplaced, std::span<const std::string> models,
                RouteResult& result);

/// The same by the recorded truth, for the oracle: mean recorded score and recorded cost of the
/// chosen pairs (predictions where nothing was recorded).
void judgeByTruth(const RoutingProblem& problem, const Constraints& constraints, const Truth& truth,
                  RouteResult& result);

}  // namespace orl
