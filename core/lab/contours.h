#pragma once

#include <cstddef>
#include <span>
#include <vector>

/// Lines of equal height over a grid of figures.
namespace orl {

struct ContourPoint {
    double x = 0.0;
    double y = 0.0;
    bool operator==(const ContourPoint&) const = default;
};

struct ContourLine {
    double level = 0.0;
    std::vector<ContourPoint> points;  ///< two or more; the first is the last again where it closes
    bool operator==(const ContourLine&) const = default;
};

/// Marching squares: where the height, linear along the edges between neighbouring places, is the
/// level. A saddle is cut so that its middle, the mean of its corners, is on the side that it
/// belongs to. A square with a corner that is not finite has no line. Lines are in the order of
/// their first square, by rows.
/// @param x,y    ascending, of columns and rows; what the lines are drawn in
/// @param height at row · x.size() + column
std::vector<ContourLine> contourLines(std::span<const double> x, std::span<const double> y,
                                      std::span<const double> height, double level);

/// About so many levels that people name, strictly between the least and the greatest finite
/// height: multiples of 1, 2 or 5 times a power of ten, or, over more than a decade of positive
/// heights, those numbers themselves. Empty where all are the same.
std::vector<double> contourLevels(std::span<const double> height, int about);

}  // namespace orl
