#pragma once

#include <string>

#include "core/lab/sweep_axis.h"
#include "core/lab/views.h"

namespace orl {

/// A range to begin with, of about 10 to 25 values: where the answers change, around what is set.
/// @param model of an axis that has one
/// @param data  what the solve is of, for prices
/// @param monthlyQueries 0: not said
AxisRange usualRange(AxisKind kind, const std::string& model, const SolveView& solve,
                     const Dataset& data, double monthlyQueries);

}  // namespace orl
