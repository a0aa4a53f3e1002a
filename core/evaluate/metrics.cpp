#include "core/evaluate/metrics.h"

#include <algorithm>
#include <cmath>

#include "core/support/grid.h"

namespace orl {
namespace {

/// PGR over the share of strong calls, with both ends, ascending in share. Empty when undefined.
std::vector<CallPoint> recoveryCurve(std::vector<CallPoint> points, double weak, double strong) {
    if (!(strong > weak)) return {};
    std::erase_if(points, [](const CallPoint& point) {
        return !(point.strongShare >= 0.0 && point.strongShare <= 1.0) ||
               !std::isfinite(point.quality);
    });
    points.push_back({0.0, weak});
    points.push_back({1.0, strong});
    for (CallPoint& point : points) point.quality = pgr(point.quality, weak, strong);
    std::sort(points.begin(), points.end(), [](const CallPoint& left, const CallPoint& right) {
        return left.strongShare < right.strongShare ||
               (left.strongShare == right.strongShare && left.quality > right.quality);
    });
    points.erase(std::unique(points.begin(), points.end(),
                             [](const CallPoint& left, const CallPoint& right) {
                                 return left.strongShare == right.strongShare;
                             }),
                 points.end());
    return points;
}

}  // namespace

double routerArenaScore(double accuracy, double costPer1000) {
    constexpr double kDearest = 200.0;
    constexpr double kCheapest = 0.0044;
    if (std::isnan(accuracy) || std::isnan(costPer1000)) return kMissing;
    const double cost = std::clamp(costPer1000, kCheapest, kDearest);
    const double thrift =
        (std::log2(kDearest) - std::log2(cost)) / (std::log2(kDearest) - std::log2(kCheapest));
    const double weight = 0.1 * accuracy + thrift;
    return weight > 0.0 ? 1.1 * accuracy * thrift / weight : 0.0;
}

double pgr(double quality, double weak, double strong) {
    return strong > weak ? (quality - weak) / (strong - weak) : kMissing;
}

double apgr(std::vector<CallPoint> points, double weak, double strong) {
    const std::vector<CallPoint> curve = recoveryCurve(std::move(points), weak, strong);
    if (curve.empty()) return kMissing;
    double area = 0.0;
    for (std::size_t k = 1; k < curve.size(); ++k) {
        area += (curve[k].strongShare - curve[k - 1].strongShare) *
                (curve[k].quality + curve[k - 1].quality) / 2.0;
    }
    return area;
}

double callPerformanceThreshold(std::vector<CallPoint> points, double weak, double strong,
                                double x) {
    const std::vector<CallPoint> curve = recoveryCurve(std::move(points), weak, strong);
    if (curve.empty() || std::isnan(x)) return kMissing;
    for (std::size_t k = 0; k < curve.size(); ++k) {
        if (curve[k].quality < x) continue;
        if (k == 0) return curve[k].strongShare;
        const CallPoint& before = curve[k - 1];
        return before.strongShare + (x - before.quality) / (curve[k].quality - before.quality) *
                                        (curve[k].strongShare - before.strongShare);
    }
    return kMissing;
}

}  // namespace orl
