#pragma once

#include <limits>

namespace orl {

/// Above every price, cost and distance that can be compared with it; the cost of a pair that
/// may not be chosen.
inline constexpr double kInfinity = std::numeric_limits<double>::infinity();

}  // namespace orl
