#pragma once

#include <optional>

#include "core/optimize/optimize.h"

namespace orl::testing {

/// Optimum of the linear relaxation by CLP's dual simplex: cost in USD, or mean quality in budget
/// mode. Empty when infeasible.
std::optional<double> linearOptimum(const RoutingProblem& problem, const Constraints& constraints);

}  // namespace orl::testing
