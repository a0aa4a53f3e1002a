#include "core/lab/latency.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "core/optimize/optimize.h"

namespace orl {

namespace {

/// USD and ω for every second, whatever the experiment's own ω; unknown seconds are no choice.
RoutingProblem pricedAt(const Experiment& experiment, double secondPrice) {
    RoutingProblem made(experiment.problem.queryCount(), experiment.problem.modelCount());
    for (std::size_t i = 0; i < made.queryCount(); ++i) {
        for (std::size_t j = 0; j < made.modelCount(); ++j) {
            const double seconds = experiment.secondsOf(i, j);
            if (!experiment.problem.allowed(i, j) || std::isnan(seconds)) {
                made.forbid(i, j);
            } else {
                made.set(i, j, experiment.usd(i, j) + secondPrice * seconds,
                         experiment.problem.quality(i, j));
            }
        }
    }
    return made;
}

class FrontierTracer {
  public:
    FrontierTracer(const SolveView& view, const Job& job) : m_view(view), m_job(job) {
        m_constraints = view.constraints;
        m_constraints.secondsCap = std::numeric_limits<double>::infinity();
        m_constraints.seconds = nullptr;
    }

    std::optional<LatencyPoint> at(double secondPrice) {
        m_job.check();
        const Experiment& experiment = *m_view.experiment;
        const RoutingProblem problem = pricedAt(experiment, secondPrice);
        SolveOptions options;
        options.budget = kQuickBudget;
        options.warmStart = false;
        options.stop = m_job.stop;
        RouteResult routed;
        routed.solve = DualOptimizer(problem).solve(m_constraints, options);
        if (!routed.solve->solved()) return std::nullopt;
        routed.feasible = true;
        routed.assignment = routed.solve->assignment;
        const Evaluation found = evaluate(experiment, "dual", m_constraints, routed);
        return LatencyPoint{secondPrice, found.meanSeconds, found.costPer1000(),
                            found.realizedAccuracy, found.share};
    }

  private:
    const SolveView& m_view;
    const Job& m_job;
    Constraints m_constraints;
};

}  // namespace

std::vector<LatencyPoint> latencyFrontier(const SolveView& view, int points, const Job& job) {
    std::vector<LatencyPoint> frontier;
    if (view.constraints.mode == RoutingMode::QualityUnderBudget) return frontier;
    const LatencyRange& range = view.latency;
    if (std::isnan(range.scale)) return frontier;
    FrontierTracer tracer(view, job);
    constexpr double kFarthest = 1e4;  // of the scale: seconds alone, but for ties
    const auto cheapest = tracer.at(0.0);
    if (!cheapest) return frontier;
    const auto fastest = tracer.at(range.scale * kFarthest);
    if (!fastest) return frontier;
    frontier = {*cheapest, *fastest};
    std::vector<bool> settled(1, false);  // no routing between k and k + 1
    while (static_cast<int>(frontier.size()) < points) {
        const LatencyPoint& low = frontier.front();
        const LatencyPoint& high = frontier.back();
        const double seconds = std::max(low.seconds - high.seconds, 1e-300);
        const double cost = std::max(high.cost - low.cost, 1e-300);
        std::size_t widest = settled.size();
        double distance = 0.0;
        for (std::size_t k = 0; k < settled.size(); ++k) {
            if (settled[k]) continue;
            const double x = (frontier[k].seconds - frontier[k + 1].seconds) / seconds;
            const double y = (frontier[k + 1].cost - frontier[k].cost) / cost;
            if (x * x + y * y <= distance) continue;
            distance = x * x + y * y;
            widest = k;
        }
        if (widest == settled.size()) break;
        const LatencyPoint& one = frontier[widest];
        const LatencyPoint& two = frontier[widest + 1];
        const double price = (two.cost - one.cost) / 1000.0 / (one.seconds - two.seconds);
        const auto next = std::isfinite(price) && price > 0.0 ? tracer.at(price) : std::nullopt;
        const bool between = next && next->seconds < one.seconds && next->seconds > two.seconds &&
                             next->cost > one.cost && next->cost < two.cost;
        if (!between) {
            settled[widest] = true;
            continue;
        }
        frontier.insert(frontier.begin() + static_cast<std::ptrdiff_t>(widest) + 1, *next);
        settled.insert(settled.begin() + static_cast<std::ptrdiff_t>(widest), false);
    }
    return frontier;
}

}  // namespace orl
