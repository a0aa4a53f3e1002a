#pragma once

#include <Eigen/Core>
#include <limits>

namespace orl {

/// One number per query (row) and model (column), row-major.
using Grid = Eigen::Array<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// How an unknown number is kept in memory. Unknown is never zero.
inline constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

}  // namespace orl
