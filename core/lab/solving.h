#pragma once

#include <map>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "core/lab/views.h"
#include "core/route/router.h"

namespace orl {

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
    Routed run(const std::string& router, const Scenario& scenario, const Constraints& constraints,
               const std::stop_token& stop);

    std::shared_ptr<const Prepared> m_prepared;
    PoolSettings m_pool;
    std::shared_ptr<const Experiment> m_experiment;
    std::shared_ptr<const std::vector<double>> m_alphaValues;
    std::shared_ptr<const std::vector<double>> m_budgetValues;
    std::shared_ptr<const std::vector<SingleModel>> m_singleModels;
    std::unique_ptr<DualOptimizer> m_limits;  ///< for the reach alone: keeps its own warm start
    std::map<std::string, std::unique_ptr<Router>> m_routers;
    std::vector<std::int64_t> m_reachCapacity;
    bool m_reachKnown = false;
    Reach m_reach;
};

/// Every router of the catalogue once, those already in the solve view not again, and the
/// baselines tuned to the accuracy of the scenario's own router. The curves are those of `before`
/// (may be null) where they are of the same experiment and capacities; else still missing.
std::shared_ptr<const ComparisonView> compareAll(const std::shared_ptr<const SolveView>& solve,
                                                 const ComparisonView* before, const Job& job);

/// 95 % band of what a routing saves against a tuned baseline: paired bootstrap of 200 to 1,000
/// draws, fewer for large batches, whose bands are narrow. @throws Cancelled
Band savingBand(const Experiment& experiment, const Assignment& assignment,
                const MatchedComparison& match, std::uint64_t seed, const Job& job);

/// The same with its curves, which take longer than all the rest.
std::shared_ptr<const ComparisonView> withCurves(const ComparisonView& view, const Job& job);

}  // namespace orl
