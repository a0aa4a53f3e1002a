#pragma once

#include <optional>
#include <span>

#include "core/simulate/fluid.h"

namespace orl::testing {

/// Optimum of the fluid's linear program by CLP: USD a query, or the mean quality with a budget.
/// Empty where it is infeasible.
std::optional<double> fluidOptimum(const FluidProblem& problem, std::span<const double> supply);

/// The least t with which supplies t·unit keep the floor or the budget, by CLP; empty: none does.
std::optional<double> fluidLeastScale(const FluidProblem& problem, std::span<const double> unit);

}  // namespace orl::testing
