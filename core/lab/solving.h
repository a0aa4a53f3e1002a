#pragma once

#include <map>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "core/lab/views.h"
#include "core/route/router.h"

namespace orl {

/// The problem of the queries that are routed: all prepared ones, or the part that is.
/// @param predictions of Prepared::rows
/// @param before      of the same by another pool, or null; see makeExperiment
/// @throws Error where none is left, or as makeExperiment
Experiment experimentOf(const Prepared& prepared, const Predictions& predictions,
                        const PoolSettings& pool, const Experiment* before = nullptr);

/// One routing and how it is judged.
struct Routed {
    RouteResult result;
    Evaluation evaluation;
};

/// Routes the experiment once.
/// @param id     of the router
/// @param asked  its truth is set here
/// @throws Error, Cancelled
Routed routeOnce(const Experiment& experiment, Router& router, const std::string& id,
                 RouteRequest asked);
Routed routeOnce(const Experiment& experiment, const std::string& id, RouteRequest asked);

/// Answers one scenario after the other for the same data, reusing the routing problem, the
/// optimizer's warm start and the reach of the capacities. Belongs to one worker thread.
class SolveEngine {
  public:
    /// @param routers ids of the compared routers
    /// @throws Error, Cancelled
    std::shared_ptr<const SolveView> solve(const std::shared_ptr<const Prepared>& prepared,
                                           const Scenario& scenario,
                                           const std::vector<std::string>& routers,
                                           const std::stop_token& stop);

  private:
    void takeOver(const std::shared_ptr<const Prepared>& prepared, const Scenario& scenario);
    const Reach& reachOf(const Scenario& scenario, const Constraints& constraints);
    /// The scenario's own router and then the compared ones, side by side on the processors: what
    /// each finds depends on no other. The scenario's is routed once.
    std::vector<Routed> routeAll(const std::vector<std::string>& compared, const Scenario& scenario,
                                 const Constraints& constraints, const std::stop_token& stop);

    std::shared_ptr<const Prepared> m_prepared;
    PoolSettings m_pool;
    std::shared_ptr<const Experiment> m_experiment;
    std::shared_ptr<const std::vector<double>> m_alphaValues;
    std::shared_ptr<const std::vector<double>> m_budgetValues;
    std::shared_ptr<const std::vector<SingleModel>> m_singleModels;
    LatencyRange m_latency;
    std::unique_ptr<DualOptimizer> m_limits;  ///< for the reach alone: keeps its own warm start
    std::map<std::string, std::unique_ptr<Router>> m_routers;
    std::optional<Constraints> m_reachOf;  ///< whose capacities and groups m_reach is of
    Reach m_reach;
};

}  // namespace orl
