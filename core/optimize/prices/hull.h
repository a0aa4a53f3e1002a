#pragma once

#include <vector>

namespace orl {

/// A choice, or the change that a move makes: expected correct answers and USD.
struct HullPoint {
    double quality = 0.0;
    double cost = 0.0;
};

/// Leaves only the points that minimise cost − λ·quality for some λ in [0, ∞], each once: the lower
/// convex hull from the cheapest point (of those the best) to the best point (of those the
/// cheapest). Quality, cost and the slope between neighbours then rise strictly.
/// O(n log n) for n points; an empty vector stays empty.
void keepLowerHull(std::vector<HullPoint>& points);

}  // namespace orl
