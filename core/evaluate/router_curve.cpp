#include "core/evaluate/router_curve.h"

#include <algorithm>
#include <cmath>

#include "core/evaluate/metrics.h"
#include "core/optimize/optimize.h"
#include "core/route/parameter_path.h"
#include "core/route/tune.h"

namespace orl {
namespace {

/// Evenly spaced ones with both ends, all if there are no more.
std::vector<double> evenly(const std::vector<double>& values, int count) {
    if (values.size() <= static_cast<std::size_t>(count)) return values;
    std::vector<double> chosen;
    chosen.reserve(static_cast<std::size_t>(count));
    for (int k = 0; k < count; ++k) {
        chosen.push_back(values[static_cast<std::size_t>(k) * (values.size() - 1) /
                                static_cast<std::size_t>(count - 1)]);
    }
    return chosen;
}

PlanePoint planePoint(const TuneScore& score, std::size_t queries) {
    return {score.cost / static_cast<double>(queries) * 1000.0, score.quality};
}

/// Adds a setting unless it leaves queries unplaced.
void addPoint(const Experiment& experiment, double parameter, const Assignment& assignment,
              RouterCurve& curve) {
    const TuneScore predicted = scoreOf(experiment.problem, nullptr, assignment);
    if (!predicted.complete) return;
    const TuneScore realized = scoreOf(experiment.problem, &experiment.truth, assignment);
    CurvePoint point{parameter, planePoint(predicted, assignment.size()),
                     planePoint(realized, assignment.size()),
                     std::vector<double>(experiment.models.size(), 0.0)};
    for (const auto model : assignment) point.share[static_cast<std::size_t>(model)] += 1.0;
    for (double& share : point.share) share /= static_cast<double>(assignment.size());
    curve.points.push_back(std::move(point));
}

RouterCurve baselineCurve(const std::string& id, const Experiment& experiment,
                          const Constraints& capacities, int points, const Job& job) {
    const RoutingProblem& problem = experiment.problem;
    RouterCurve curve{id, {}};
    const auto baseline = makeBaseline(id, problem);
    const char* path = id == "willingness" ? "willingness" : "threshold";
    Assignment assignment;
    for (const double value : evenly(parameterPath(path, problem, job.stop).parameters(), points)) {
        job.check();
        baseline->place({capacities, value, 1, nullptr, job.stop}, assignment);
        addPoint(experiment, value, assignment, curve);
    }
    return curve;
}

RouterCurve optimizerCurve(const std::string& id, const Experiment& experiment,
                           const Constraints& capacities, int points, const Job& job) {
    RouterCurve curve{id, {}};
    const auto router = makeRouter(id, experiment.problem);
    RouteRequest request{capacities, std::nullopt, 1, &experiment.truth, job.stop};
    const RouteResult cheapest = router->route(request);
    if (cheapest.assignment.empty()) return curve;
    const double least = scoreOf(experiment.problem, nullptr, cheapest.assignment).quality;
    const double most = DualOptimizer(experiment.problem).maxQuality(capacities);
    for (int k = 0; k < points; ++k) {
        job.check();
        const double alpha = std::lerp(least, most, k / static_cast<double>(points - 1));
        // The ends are sums of the same numbers in another order.
        request.constraints.qualityFloor = std::clamp(std::min(alpha, most - 1e-12), 0.0, 1.0);
        const RouteResult result = router->route(request);
        if (!result.assignment.empty()) addPoint(experiment, alpha, result.assignment, curve);
    }
    return curve;
}

std::vector<PlanePoint> realizedHull(const RouterCurve& curve) {
    std::vector<PlanePoint> points;
    for (const CurvePoint& point : curve.points) points.push_back(point.realized);
    return upperHull(std::move(points));
}

}  // namespace

std::vector<RouterCurve> routerCurves(const Experiment& experiment, const Constraints& constraints,
                                      const Job& job, int points) {
    Constraints capacities;
    capacities.capacity = constraints.capacity;
    capacities.secondsCap = constraints.secondsCap;
    capacities.seconds = constraints.seconds;
    std::vector<RouterCurve> curves;
    for (const RouterInfo& info : routerCatalogue()) {
        const std::string id(info.id);
        if (!info.parameterName.empty()) {
            curves.push_back(baselineCurve(id, experiment, capacities, points, job));
        } else if (id == "dual") {
            curves.push_back(optimizerCurve(id, experiment, capacities, points, job));
        }
    }
    return curves;
}

std::vector<CurveScores> curveScores(std::span<const RouterCurve> curves,
                                     std::span<const SingleModel> models) {
    std::vector<std::vector<PlanePoint>> hulls;
    double least = std::numeric_limits<double>::infinity();
    double greatest = 0.0;
    for (const RouterCurve& curve : curves) {
        hulls.push_back(realizedHull(curve));
        for (const CurvePoint& point : curve.points) {
            if (std::isnan(point.realized.cost)) continue;
            least = std::min(least, point.realized.cost);
            greatest = std::max(greatest, point.realized.cost);
        }
    }
    const auto pair = weakAndStrong(models);
    std::vector<CurveScores> scores;
    for (std::size_t k = 0; k < curves.size(); ++k) {
        CurveScores one;
        if (!hulls[k].empty()) {
            one.aiq = aiq(hulls[k], least, greatest);
            one.aiqOverGreatestCost = aiqOverGreatestCost(hulls[k], least, greatest);
        }
        if (pair && !curves[k].points.empty()) {
            const double weak = models[pair->weak].realized.quality;
            const double strong = models[pair->strong].realized.quality;
            std::vector<CallPoint> calls;
            for (const CurvePoint& point : curves[k].points) {
                calls.push_back({point.share[pair->strong], point.realized.quality});
            }
            one.averageGapRecovered = apgr(calls, weak, strong);
            one.callsForHalf = callPerformanceThreshold(calls, weak, strong, 0.5);
            one.callsForMost = callPerformanceThreshold(std::move(calls), weak, strong, 0.8);
        }
        scores.push_back(one);
    }
    return scores;
}

}  // namespace orl
