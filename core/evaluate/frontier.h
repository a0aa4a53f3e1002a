#pragma once

#include <vector>

namespace orl {

/// A point of the cost–accuracy plane.
struct PlanePoint {
    double cost = 0.0;     ///< USD per 1,000 queries
    double quality = 0.0;  ///< [0,1]
    bool operator==(const PlanePoint&) const = default;
};

/// Upper concave, non-decreasing hull of quality over cost, cheapest first, corners only. Points
/// with an unknown coordinate are left out; dearer points that are no better are not on it.
std::vector<PlanePoint> upperHull(std::vector<PlanePoint> points);

/// What mixing models at random reaches where no model may take more than its share: the highest
/// mean quality of every cost, cheapest first, corners only; linear in cost between them. Without
/// limits the upper hull of the points.
/// @param most greatest share of each point, in [0,1]; points with an unknown coordinate are left
///             out
/// @return empty where the shares of the known points do not hold everything
std::vector<PlanePoint> mixingHull(const std::vector<PlanePoint>& points,
                                   const std::vector<double>& most);

/// Height of a hull over a cost: linear between its corners, flat beyond the last; NaN before the
/// first or without one.
double hullHeight(const std::vector<PlanePoint>& hull, double cost);

/// AIQ of RouterBench: area under the hull between leastCost and greatestCost, divided by that
/// range. Before the hull's first corner nothing can be bought and the height counts as 0. The
/// height at leastCost when the range is empty; NaN without a hull.
double aiq(const std::vector<PlanePoint>& hull, double leastCost, double greatestCost);

/// The same area divided by greatestCost instead of the range.
double aiqOverGreatestCost(const std::vector<PlanePoint>& hull, double leastCost,
                           double greatestCost);

}  // namespace orl
