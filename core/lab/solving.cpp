#include "core/lab/solving.h"

#include <algorithm>
#include <cmath>

#include "core/experiment/part.h"
#include "core/lab/settings.h"
#include "core/lab/sweeps.h"
#include "core/support/thread_pool.h"

namespace orl {

namespace {

/// Whoever may take no query, switched off or without predictions, is no part of a mixture.
MixingHulls mixingHulls(const std::vector<SingleModel>& models, const Constraints& constraints,
                        std::size_t queries) {
    std::vector<PlanePoint> predicted;
    std::vector<PlanePoint> realized;
    std::vector<double> most;
    for (std::size_t j = 0; j < models.size(); ++j) {
        if (!models[j].inPool()) continue;
        predicted.push_back(models[j].predicted);
        realized.push_back(models[j].realized);
        const auto slots = static_cast<double>(constraints.capacityOf(j));
        most.push_back(std::min(1.0, slots / static_cast<double>(queries)));
    }
    return {mixingHull(predicted, most), mixingHull(realized, most)};
}

/// The same queries, models and pairs that may be chosen, as good as before; costs may differ.
bool sameQualities(const RoutingProblem& one, const RoutingProblem& other) {
    if (one.queryCount() != other.queryCount() || one.modelCount() != other.modelCount()) {
        return false;
    }
    for (std::size_t i = 0; i < one.queryCount(); ++i) {
        for (std::size_t j = 0; j < one.modelCount(); ++j) {
            if (one.quality(i, j) != other.quality(i, j)) return false;
            if (one.allowed(i, j) != other.allowed(i, j)) return false;
        }
    }
    return true;
}

}  // namespace

bool sameGround(const SolveView& one, const SolveView& other) {
    return one.experiment == other.experiment && sameLimits(one.constraints, other.constraints);
}

Experiment experimentOf(const Prepared& prepared, const Predictions& predictions,
                        const PoolSettings& pool, const Experiment* before) {
    Experiment all = makeExperiment(*prepared.data, prepared.rows, predictions, pool,
                                    prepared.part ? nullptr : before);
    if (!prepared.part) return all;
    const QueryList routed = routedOf(all, prepared.part->rows);
    if (routed.empty()) {
        throw Error(prepared.part->reason, "None of these queries is routed now",
                    "Go back to all queries, or switch models on");
    }
    return partOf(all, routed);
}

Routed routeOnce(const Experiment& experiment, Router& router, const std::string& id,
                 RouteRequest asked) {
    asked.truth = &experiment.truth;
    Routed routed;
    routed.result = router.route(asked);
    routed.evaluation = evaluate(experiment, id, asked.constraints, routed.result);
    return routed;
}

Routed routeOnce(const Experiment& experiment, const std::string& id, RouteRequest asked) {
    return routeOnce(experiment, *makeRouter(id, experiment.problem), id, std::move(asked));
}

std::shared_ptr<const SolveView> SolveEngine::solve(const std::shared_ptr<const Prepared>& prepared,
                                                    const Scenario& scenario,
                                                    const std::vector<std::string>& routers,
                                                    const std::stop_token& stop) {
    takeOver(prepared, scenario);
    auto view = std::make_shared<SolveView>();
    view->scenario = scenario;
    view->experiment = m_experiment;
    view->alphaValues = m_alphaValues;
    view->budgetValues = m_budgetValues;
    view->singleModels = m_singleModels;
    view->latency = m_latency;
    view->constraints = constraintsOf(scenario.constraints, *m_experiment);
    view->mixing =
        mixingHulls(*m_singleModels, view->constraints, m_experiment->problem.queryCount());
    view->reach = reachOf(scenario, view->constraints);
    std::vector<Routed> routed = routeAll(routers, scenario, view->constraints, stop);
    Routed chosen = std::move(routed.front());
    if (chosen.result.solve) {
        view->status = chosen.result.solve->status;
        view->certificate = std::make_shared<const SolveResult>(std::move(*chosen.result.solve));
    }
    view->chosen = std::move(chosen.evaluation);
    view->assignment = std::make_shared<const Assignment>(std::move(chosen.result.assignment));
    for (std::size_t r = 0; r < routers.size(); ++r) {
        if (routers[r] == scenario.router) {
            view->evaluations.push_back(view->chosen);
            view->assignments.push_back(view->assignment);
            continue;
        }
        Routed& one = routed[r + 1];
        view->evaluations.push_back(std::move(one.evaluation));
        view->assignments.push_back(
            std::make_shared<const Assignment>(std::move(one.result.assignment)));
    }
    return view;
}

void SolveEngine::takeOver(const std::shared_ptr<const Prepared>& prepared,
                           const Scenario& scenario) {
    if (m_prepared == prepared && m_experiment && m_pool == scenario.pool) return;
    m_routers.clear();
    m_limits.reset();
    const std::shared_ptr<const Experiment> before = std::move(m_experiment);
    m_experiment = nullptr;
    m_experiment = std::make_shared<const Experiment>(
        experimentOf(*prepared, *prepared->predictions, scenario.pool,
                     m_prepared == prepared ? before.get() : nullptr));
    // The best that the limits allow knows no prices.
    if (before && sameQualities(before->problem, m_experiment->problem)) {
        m_reach.minCost = kMissing;
    } else {
        m_reachOf.reset();
    }
    m_alphaValues = std::make_shared<const std::vector<double>>(alphaGrid(m_experiment->problem));
    m_budgetValues = std::make_shared<const std::vector<double>>(budgetGrid(m_experiment->problem));
    m_singleModels = std::make_shared<const std::vector<SingleModel>>(singleModels(*m_experiment));
    m_latency = latencyRange(*m_experiment);
    m_prepared = prepared;
    m_pool = scenario.pool;
}

const Reach& SolveEngine::reachOf(const Scenario& scenario, const Constraints& constraints) {
    if (!m_limits) m_limits = std::make_unique<DualOptimizer>(m_experiment->problem);
    const bool known = m_reachOf && sameLimits(*m_reachOf, constraints);
    if (!known) {
        m_reach = {};
        m_reach.maxQuality = m_limits->maxQuality(constraints);
        m_reachOf = constraints;
    }
    // Dearer than the rest of a solve under capacities, and only a budget asks for it.
    if (constraints.mode == RoutingMode::QualityUnderBudget && std::isnan(m_reach.minCost)) {
        m_reach.minCost = m_limits->minCost(constraints);
    }
    m_reach.leastCommonCapacity =
        leastCommonCapacity(scenario.constraints, scenario.pool, m_experiment->models,
                            m_experiment->problem.queryCount());
    return m_reach;
}

std::vector<Routed> SolveEngine::routeAll(const std::vector<std::string>& compared,
                                          const Scenario& scenario, const Constraints& constraints,
                                          const std::stop_token& stop) {
    std::vector<std::string> ids = {scenario.router};
    ids.insert(ids.end(), compared.begin(), compared.end());
    for (const std::string& id : ids) {
        auto& made = m_routers[id];  // here, as the threads must not change the map
        if (!made) made = makeRouter(id, m_experiment->problem);
    }
    std::vector<Routed> routed(ids.size());
    const auto first = [&](std::size_t r) {
        return static_cast<std::size_t>(std::ranges::find(ids, ids[r]) - ids.begin());
    };
    const auto route = [&](std::size_t r) {
        if (first(r) != r) return;
        routed[r] =
            routeOnce(*m_experiment, *m_routers.at(ids[r]), ids[r],
                      {constraints, std::nullopt, scenario.preparation.seed, nullptr, stop});
    };
    forEachItem(ids.size(), threadCount(0, ids.size()), stop, route);
    for (std::size_t r = 0; r < ids.size(); ++r) {
        if (first(r) > 0 && first(r) < r) routed[r] = routed[first(r)];
    }
    return routed;
}

}  // namespace orl
