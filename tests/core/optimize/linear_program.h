#pragma once

#include <optional>
#include <vector>

#include "core/optimize/optimize.h"

namespace orl::testing {

/// The linear relaxation with right sides of any size, also fractions of a slot.
struct LinearProgram {
    RoutingMode mode = RoutingMode::CostUnderFloor;
    double required = 0.0;              ///< αN or B
    std::vector<double> capacity;       ///< one per model
    std::vector<std::int32_t> group;    ///< of each query; empty without groups
    std::vector<double> groupRequired;  ///< Σ a per group, −infinity for none
    std::vector<double> groupCapacity;  ///< groups × models
};
LinearProgram linearProgram(const RoutingProblem& problem, const Constraints& constraints);

/// Optimum by CLP's dual simplex: cost in USD, or in budget mode the sum of the qualities. Empty
/// when infeasible.
std::optional<double> linearOptimum(const RoutingProblem& problem, const LinearProgram& program);

/// Optimum of the linear relaxation: cost in USD, or mean quality in budget
/// mode. Empty when infeasible.
std::optional<double> linearOptimum(const RoutingProblem& problem, const Constraints& constraints);

}  // namespace orl::testing
