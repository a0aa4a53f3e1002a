#include "core/evaluate/frontier.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "core/support/grid.h"

namespace orl {
namespace {

constexpr double kNoShare = 1e-12;  // of the batch: less is what rounding leaves

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

/// A mixture of models: one vertex of { shares >= 0, each at most its limit, together 1 }.
struct Mixture {
    std::vector<PlanePoint> points;
    std::vector<double> room;   ///< that is left of each limit
    std::vector<double> share;  ///< in the mixture

    PlanePoint mean() const {
        PlanePoint sum;
        for (std::size_t j = 0; j < points.size(); ++j) {
            sum.cost += share[j] * points[j].cost;
            sum.quality += share[j] * points[j].quality;
        }
        return sum;
    }

    /// The cheapest: models in order of cost, of equal ones the better first.
    /// @return whether the limits hold everything
    bool fill() {
        std::vector<std::size_t> order(points.size());
        std::iota(order.begin(), order.end(), std::size_t{0});
        std::sort(order.begin(), order.end(), [this](std::size_t a, std::size_t b) {
            return points[a].cost < points[b].cost ||
                   (points[a].cost == points[b].cost && points[a].quality > points[b].quality);
        });
        share.assign(points.size(), 0.0);
        double missing = 1.0;
        for (const std::size_t j : order) {
            move(j, std::min(missing, room[j]));
            missing -= share[j];
        }
        return !points.empty() && missing <= kNoShare;
    }

    void move(std::size_t to, double part) {
        share[to] += part;
        room[to] -= part;
    }

    /// The next vertex: edges move share from one model to another, and the best buys quality at
    /// the least price. @return whether there is a better vertex
    bool improve() {
        double price = std::numeric_limits<double>::infinity();
        std::size_t from = 0;
        std::size_t to = 0;
        for (std::size_t a = 0; a < points.size(); ++a) {
            if (share[a] <= kNoShare) continue;
            for (std::size_t b = 0; b < points.size(); ++b) {
                const double gain = points[b].quality - points[a].quality;
                if (room[b] <= kNoShare || !(gain > 0.0)) continue;
                const double one = (points[b].cost - points[a].cost) / gain;
                if (!(one < price)) continue;
                price = one;
                from = a;
                to = b;
            }
        }
        if (from == to) return false;
        const double part = std::min(share[from], room[to]);
        move(from, -part);
        move(to, part);
        return true;
    }
};

}  // namespace

std::vector<PlanePoint> mixingHull(const std::vector<PlanePoint>& points,
                                   const std::vector<double>& most) {
    Mixture mixture;
    for (std::size_t j = 0; j < points.size(); ++j) {
        if (!std::isfinite(points[j].cost) || !std::isfinite(points[j].quality)) continue;
        mixture.points.push_back(points[j]);
        mixture.room.push_back(std::min(most[j], 1.0));
    }
    if (!mixture.fill()) return {};
    std::vector<PlanePoint> corners = {mixture.mean()};
    while (mixture.improve()) {
        const PlanePoint next = mixture.mean();
        if (corners.size() >= 2 && onOrBelow(corners[corners.size() - 2], corners.back(), next)) {
            corners.pop_back();
        }
        corners.push_back(next);
    }
    return corners;
}

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
    if (hull.empty() || !(cost >= hull.front().cost)) return kMissing;
    const auto next = std::upper_bound(
        hull.begin(), hull.end(), cost,
        [](double value, const PlanePoint& corner) { return value < corner.cost; });
    if (next == hull.end()) return hull.back().quality;
    const PlanePoint& left = *std::prev(next);
    const double share = (cost - left.cost) / (next->cost - left.cost);
    return left.quality + share * (next->quality - left.quality);
}

double aiq(const std::vector<PlanePoint>& hull, double leastCost, double greatestCost) {
    if (hull.empty() || !(greatestCost >= leastCost)) return kMissing;
    if (greatestCost == leastCost) return hullHeight(hull, leastCost);
    return areaUnder(hull, leastCost, greatestCost) / (greatestCost - leastCost);
}

double aiqOverGreatestCost(const std::vector<PlanePoint>& hull, double leastCost,
                           double greatestCost) {
    if (hull.empty() || !(greatestCost >= leastCost) || !(greatestCost > 0.0)) return kMissing;
    return areaUnder(hull, leastCost, greatestCost) / greatestCost;
}

}  // namespace orl
