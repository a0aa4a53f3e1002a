#pragma once

#include <string>
#include <vector>

#include "core/lab/sweep_axis.h"

namespace orl::cli {

/// The values of "LO:HI:STEP" or "LO:HI:xRATIO". Where no step reaches HI, a remark says which is
/// the last. @throws UsageError naming the option
std::vector<double> rangeValues(const std::string& range, const std::string& option);

/// "alpha=0.6:0.9:0.05", "price:NAME=0.25:4:x2": the axis up to the first colon, the model up to
/// the last equals sign, so that names may hold either. @throws UsageError naming the option
SweepAxis sweepAxisOf(const std::string& text, const std::string& option);

}  // namespace orl::cli
