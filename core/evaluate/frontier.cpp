#include "core/evaluate/frontier.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace orl {
namespace {

constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

/// Whether b lies on or below the line from a to c.
bool onOrBelow(const PlanePoint& a, const PlanePoint& b, const PlanePoint& c) {
    return (b.quality - a.quality) * (c.cost - a.cost) <=
           (c.quality - a.quality) * (b.cost - a.cost);
}

double areaUnder(const std::vector<PlanePoint>& hull, double from, double to) {
    double area = 0.0;
    double left = std::max(from, hull.front().cost);
    for (const PlanePoint& corner : hull) {
        if (corner.cost <= left) continue;
        const double right = std::min(corner.cost, to);
        if (right <= left) break;
        area += (right - left) * (hullHeight(hull, left) + hullHeight(hull, right)) / 2.0;
        left = right;
    }
    if (to > left) area += (to - left) * hull.back().quality;
    return area;
}

}  // namespace

std::vector<PlanePoint> upperHull(std::vector<PlanePoint> points) {
    std::erase_if(points, [](const PlanePoint& point) {
        return !std::isfinite(point.cost) || !std::isfinite(point.quality);
    });
    std::sort(points.begin(), points.end(), [](const PlanePoint& left, const PlanePoint& right) {
        return left.cost < right.cost || (left.cost == right.cost && left.quality > right.quality);
    });
    std::vector<PlanePoint> hull;
    for (const PlanePoint& point : points) {
        if (!hull.empty() && point.quality <= hull.back().quality) continue;
        while (hull.size() >= 2 && onOrBelow(hull[hull.size() - 2], hull.back(), point)) {
            hull.pop_back();
        }
        hull.push_back(point);
    }
    return hull;
}

double hullHeight(const std::vector<PlanePoint>& hull, double cost) {
    if (hull.empty() || !(cost >= hull.front().cost)) return kUnknown;
    const auto next = std::upper_bound(
        hull.begin(), hull.end(), cost,
        [](double value, const PlanePoint& corner) { return value < corner.cost; });
    if (next == hull.end()) return hull.back().quality;
    const PlanePoint& left = *std::prev(next);
    const double share = (cost - left.cost) / (next->cost - left.cost);
    return left.quality + share * (next->quality - left.quality);
}

double aiq(const std::vector<PlanePoint>& hull, double leastCost, double greatestCost) {
    if (hull.empty() || !(greatestCost >= leastCost)) return kUnknown;
    if (greatestCost == leastCost) return hullHeight(hull, leastCost);
    return areaUnder(hull, leastCost, greatestCost) / (greatestCost - leastCost);
}

double aiqOverGreatestCost(const std::vector<PlanePoint>& hull, double leastCost,
                           double greatestCost) {
    if (hull.empty() || !(greatestCost >= leastCost) || !(greatestCost > 0.0)) return kUnknown;
    return areaUnder(hull, leastCost, greatestCost) / greatestCost;
}

}  // namespace orl
