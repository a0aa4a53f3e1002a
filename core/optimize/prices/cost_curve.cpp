#include "core/optimize/prices/cost_curve.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/optimize/parameters.h"
#include "core/optimize/prices/hull.h"
#include "core/support/error.h"

namespace orl {

namespace {

using parameters::kSlack;

/// One segment of one query's hull: what the step to the next better model changes.
struct Step {
    double slope;
    HullPoint change;
};

double interpolate(double x, double x0, double x1, double y0, double y1) {
    return y0 + (y1 - y0) * ((x - x0) / (x1 - x0));
}

}  // namespace

CostCurve::CostCurve(const RoutingProblem& problem, const std::stop_token& stop) {
    problem.validate();
    const std::size_t queries = problem.queryCount();
    HullPoint at;  // sums so far
    std::vector<Step> steps;
    std::vector<HullPoint> hull;
    for (std::size_t i = 0; i < queries; ++i) {
        if (i % parameters::kPollLightQueries == 0 && stop.stop_requested()) throw Cancelled();
        hull.clear();
        for (std::size_t j = 0; j < problem.modelCount(); ++j) {
            if (problem.allowed(i, j)) hull.push_back({problem.quality(i, j), problem.cost(i, j)});
        }
        keepLowerHull(hull);
        at.quality += hull.front().quality;
        at.cost += hull.front().cost;
        for (std::size_t k = 1; k < hull.size(); ++k) {
            const HullPoint change{hull[k].quality - hull[k - 1].quality,
                                   hull[k].cost - hull[k - 1].cost};
            steps.push_back({change.cost / change.quality, change});
        }
    }
    std::sort(steps.begin(), steps.end(), [](const Step& a, const Step& b) {
        return a.slope < b.slope || (a.slope == b.slope && a.change.quality < b.change.quality);
    });

    const auto count = static_cast<double>(queries);
    for (std::size_t first = 0; first < steps.size();) {
        if (stop.stop_requested()) throw Cancelled();
        HullPoint bought;
        std::size_t k = first;
        for (; k < steps.size() && steps[k].slope <= steps[first].slope * (1.0 + kSlack); ++k) {
            bought.quality += steps[k].change.quality;
            bought.cost += steps[k].change.cost;
        }
        m_points.push_back({at.quality / count, at.cost, bought.cost / bought.quality});
        at.quality += bought.quality;
        at.cost += bought.cost;
        first = k;
    }
    m_points.push_back({at.quality / count, at.cost, std::numeric_limits<double>::infinity()});
}

double CostCurve::costAt(double floor) const {
    const Point& last = m_points.back();
    if (!(floor <= last.quality + kSlack)) return std::numeric_limits<double>::quiet_NaN();
    const auto above = std::lower_bound(m_points.begin(), m_points.end(), floor,
                                        [](const Point& p, double q) { return p.quality < q; });
    if (above == m_points.end()) return last.cost;
    if (above == m_points.begin()) return above->cost;
    const Point& below = *(above - 1);
    return interpolate(floor, below.quality, above->quality, below.cost, above->cost);
}

double CostCurve::qualityAt(double budget) const {
    if (!(budget >= m_points.front().cost * (1.0 - kSlack)))
        return std::numeric_limits<double>::quiet_NaN();
    const auto above = std::lower_bound(m_points.begin(), m_points.end(), budget,
                                        [](const Point& p, double c) { return p.cost < c; });
    if (above == m_points.end()) return m_points.back().quality;
    if (above == m_points.begin()) return above->quality;
    const Point& below = *(above - 1);
    return interpolate(budget, below.cost, above->cost, below.quality, above->quality);
}

}  // namespace orl
