#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "core/data/dataset.h"
#include "core/scenario.h"
#include "core/support/grid.h"

/// Models that nobody has asked yet, described by one that is known.
namespace orl {

/// What is added to the log-odds of every predicted quality. 0 and 1 have none, and stay.
struct OddsShift {
    double shift = 0.0;
    double points = 0.0;  ///< by which the mean rises so, in [−1,1]
    bool reached = true;  ///< the points asked for, but for rounding; else `points` is the most
};

/// Of the qualities that are known (not NaN), so that their mean rises by `points`; the nearest
/// that a shift of log-odds reaches where that is out of reach.
OddsShift oddsShift(const Grid& qualities, Eigen::Index column, double points);
/// @param factor of the odds: e to the shift
double withOdds(double quality, double factor);

/// The data's models, then the hypothetical ones with the prices of those that they are like.
/// @throws Error on one without a name, of a name that is taken, like no model of the data, or with
/// points outside [−1,1]
std::vector<ModelInfo> poolModels(const Dataset& data, const PoolSettings& pool);
/// Column of the data that each of them is predicted by.
std::vector<std::size_t> predictedBy(const Dataset& data, const PoolSettings& pool);

}  // namespace orl
