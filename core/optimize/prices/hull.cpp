#include "core/optimize/prices/hull.h"

#include <algorithm>

namespace orl {

namespace {

/// Positive where b lies strictly below the line from a to c.
double depth(const HullPoint& a, const HullPoint& b, const HullPoint& c) {
    return (b.quality - a.quality) * (c.cost - a.cost) -
           (c.quality - a.quality) * (b.cost - a.cost);
}

}  // namespace

void keepLowerHull(std::vector<HullPoint>& points) {
    if (points.empty()) return;
    const HullPoint cheapest =
        *std::min_element(points.begin(), points.end(), [](const HullPoint& a, const HullPoint& b) {
            return a.cost < b.cost || (a.cost == b.cost && a.quality > b.quality);
        });
    const HullPoint best =
        *std::min_element(points.begin(), points.end(), [](const HullPoint& a, const HullPoint& b) {
            return a.quality > b.quality || (a.quality == b.quality && a.cost < b.cost);
        });
    // Most points lie above the chord of the two ends: dropping these first saves sorting them.
    std::erase_if(points, [&](const HullPoint& p) {
        return !(p.quality > cheapest.quality && p.quality < best.quality &&
                 depth(cheapest, p, best) > 0.0);
    });
    std::sort(points.begin(), points.end(), [](const HullPoint& a, const HullPoint& b) {
        return a.quality < b.quality || (a.quality == b.quality && a.cost < b.cost);
    });
    points.insert(points.begin(), cheapest);
    if (best.quality > cheapest.quality) points.push_back(best);
    std::size_t size = 0;
    for (const HullPoint& p : points) {
        while (size >= 2 && !(depth(points[size - 2], points[size - 1], p) > 0.0)) --size;
        points[size++] = p;
    }
    points.resize(size);
}

}  // namespace orl
