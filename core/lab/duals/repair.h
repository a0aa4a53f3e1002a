#pragma once

#include <cstdint>
#include <span>

#include "core/problem.h"

namespace orl {

/// A routing that keeps the constraints, made from one that need not: first queries leave models
/// that are over their capacity, the least dear moves at these prices first; then, one move a
/// query, the cheapest steps up in quality (or, in budget mode, the steps down in cost that lose
/// least quality for the money) are taken until the floor (the budget) holds. Plain and greedy:
/// what a dual method without a recovery of its own would do. Deterministic; O(N M log(N M)).
/// @param choice −1 where the query has no model
/// @param capacityPrice μ; empty: zeros
/// @return empty where that does not lead to a feasible routing
/// @pre no constraints on groups
Assignment repaired(const RoutingProblem& problem, const Constraints& constraints,
                    std::span<const std::int32_t> choice, double qualityPrice,
                    std::span<const double> capacityPrice);

}  // namespace orl
