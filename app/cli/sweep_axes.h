#pragma once

#include <string>

#include "core/lab/sweep_axis.h"

namespace orl::cli {

/// "alpha=0.6:0.9:0.05", "price:NAME=0.25:4:x2": the axis up to the first colon, the model up to
/// the last equals sign, so that names may hold either. @throws UsageError naming the option
SweepAxis sweepAxisOf(const std::string& text, const std::string& option);

}  // namespace orl::cli
