#pragma once

#include <span>
#include <stop_token>

#include "core/optimize/result.h"
#include "core/problem.h"

namespace orl {

/// Betters a routing that keeps all constraints by single moves and pairs of moves that keep them
/// too, until none helps: first to where another routing has the queries, then to other models at
/// nearly the same reduced cost.
/// @param prices of a solve near by, by which moves are chosen
/// @param other  the routing on the other side of the cap on seconds; empty: none
/// @throws Cancelled
void exchange(const RoutingProblem& problem, const Constraints& constraints,
              const SolveResult& prices, const Assignment& other, Assignment& assignment,
              const std::stop_token& stop);

}  // namespace orl
