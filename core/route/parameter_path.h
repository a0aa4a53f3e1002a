#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <span>
#include <stop_token>
#include <string_view>
#include <vector>

#include "core/problem.h"

namespace orl {

/// Everything a rule with a parameter does without capacities as its parameter rises from 0: the
/// first assignment and the single moves that follow, in the order of the parameter.
///
/// threshold walks each query's staircase of models that cost more and can do more: past τ = a of
/// the current one comes the next. willingness walks the upper hull of the same points: at
/// w = Δc / Δa the next one wins. Models off these never win.
struct ParameterPath {
    struct Move {
        double at;  ///< parameter at which (willingness) or just past which (threshold) it happens
        std::uint32_t query;
        std::int32_t to;
    };
    Assignment start;
    std::vector<Move> moves;      ///< by at, then query
    double firstParameter = 0.0;  ///< of the start

    /// A parameter for which exactly the first `count` moves have happened; count must not split
    /// moves at the same value.
    double parameterAfter(std::size_t count) const;
    /// One parameter per different assignment, ascending.
    std::vector<double> parameters() const;

    bool closedAbove = false;  ///< the value itself still belongs to the assignment before (τ)
};

/// @param router "threshold" (balance-aware changes at no other values) or "willingness"
/// @throws Cancelled
ParameterPath parameterPath(std::string_view router, const RoutingProblem& problem,
                            const std::stop_token& stop);

}  // namespace orl
