#include "core/evaluate/evaluation.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/own_router.h"
#include "core/route/fixed_router.h"
#include "core/support/error.h"

namespace orl {
namespace {

/// Sums over the chosen cells of one group of queries.
struct Known {
    double sum = 0.0;
    double count = 0.0;
    double squares = 0.0;
    double mean() const { return count > 0.0 ? sum / count : kMissing; }
    double standardError() const {
        if (count < 2.0) return kMissing;
        const double variance = (squares - sum * sum / count) / (count - 1.0);
        return std::sqrt(std::max(0.0, variance) / count);
    }
};

/// Mean a of the choices, also where the router saw less than a.
double meanPredicted(const Experiment& experiment, const Assignment& assignment,
                     const PlanTotals& totals) {
    if (experiment.meanQuality.size() == 0) return totals.quality;
    double sum = 0.0;
    for (std::size_t i = 0; i < assignment.size(); ++i) {
        if (assignment[i] < 0) continue;
        sum += experiment.meanQuality(static_cast<Eigen::Index>(i), assignment[i]);
    }
    return sum / static_cast<double>(assignment.size());
}

void judgeChoices(const Experiment& experiment, const Assignment& assignment,
                  Evaluation& evaluation) {
    const double weight = 1.0 / static_cast<double>(assignment.size());
    Known outcome;
    Known cost;
    std::vector<Known> levelOutcome(experiment.levelNames.size());
    std::vector<bool> wholeLevel(levelOutcome.size(), true);
    for (std::size_t i = 0; i < assignment.size(); ++i) {
        const auto level = static_cast<std::size_t>(experiment.level[i]);
        if (assignment[i] < 0) {
            wholeLevel[level] = false;
            continue;
        }
        ++evaluation.served;
        const auto j = static_cast<std::size_t>(assignment[i]);
        evaluation.share[j] += weight;
        evaluation.spend[j] += experiment.usd(i, j);
        evaluation.levelShare[level][j] += weight;
        const auto row = static_cast<Eigen::Index>(i);
        const double score = experiment.truth.outcome(row, assignment[i]);
        const double spent = experiment.truth.realizedCost(row, assignment[i]);
        if (std::isnan(score)) {
            ++evaluation.unknownOutcomes;
        } else {
            for (Known* known : {&outcome, &levelOutcome[level]}) {
                known->sum += score;
                known->squares += score * score;
                known->count += 1.0;
            }
        }
        if (std::isnan(spent)) {
            ++evaluation.unknownCosts;
        } else {
            cost.sum += spent;
            cost.count += 1.0;
        }
    }
    // The others' record says nothing of what a hypothetical model would have answered.
    for (std::size_t j = 0; j < evaluation.share.size(); ++j) {
        if (experiment.isHypothetical(j) && evaluation.share[j] > 0.0) return;
    }
    if (evaluation.servesAll()) {
        evaluation.realizedAccuracy = outcome.mean();
        evaluation.realizedAccuracyError = outcome.standardError();
    }
    evaluation.realizedCost = cost.mean() * static_cast<double>(evaluation.served);
    for (std::size_t level = 0; level < levelOutcome.size(); ++level) {
        if (wholeLevel[level]) evaluation.levelAccuracy[level] = levelOutcome[level].mean();
    }
}

const OwnPlan& requireOwnPlan(std::string_view id, const Experiment& experiment) {
    if (const OwnPlan* plan = experiment.ownPlanOf(id)) return *plan;
    std::string known;
    for (const OwnPlan& each : experiment.own) known += (known.empty() ? "" : ", ") + each.id;
    throw Error("router", fmt::format("there is no own router \"{}\"", id),
                known.empty() ? "Add it first: there are none of one's own here"
                              : "Those that are there: " + known);
}

}  // namespace

Evaluation evaluate(const Experiment& experiment, std::string_view router,
                    const Constraints& constraints, const RouteResult& result) {
    const std::size_t models = experiment.problem.modelCount();
    const std::size_t levels = experiment.levelNames.size();
    Evaluation evaluation;
    evaluation.router = router;
    evaluation.feasible = result.feasible;
    evaluation.explanation = result.explanation;
    evaluation.queries = experiment.problem.queryCount();
    evaluation.parameter = result.parameter;
    evaluation.milliseconds = result.milliseconds;
    evaluation.share.assign(models, 0.0);
    evaluation.spend.assign(models, 0.0);
    evaluation.levelShare.assign(levels, std::vector<double>(models, 0.0));
    evaluation.levelAccuracy.assign(levels, kMissing);
    if (result.assignment.empty()) return evaluation;

    const PlanTotals totals = totalsOf(experiment.problem, result.assignment);
    evaluation.objective = totals.cost;
    evaluation.cost =
        experiment.secondPrice > 0.0 ? experiment.usdOf(result.assignment) : totals.cost;
    if (experiment.seconds) {
        evaluation.meanSeconds = meanSecondsOf(*experiment.seconds, models, result.assignment);
    }
    if (totals.unplaced == 0) {
        evaluation.predictedAccuracy = meanPredicted(experiment, result.assignment, totals);
    }
    for (std::size_t j = 0; j < models; ++j) {
        evaluation.overload +=
            std::max<std::int64_t>(0, totals.load[j] - constraints.capacityOf(j));
    }
    if (constraints.mode == RoutingMode::CostUnderFloor) {
        evaluation.shortfall = std::max(0.0, constraints.qualityFloor - totals.quality);
    }
    if (result.solve) {
        evaluation.bound = result.solve->bound;
        evaluation.gap = result.solve->gap;
        evaluation.optimal = result.solve->proof == Proof::Optimal;
        evaluation.qualityPrice = result.solve->qualityPrice;
        evaluation.capacityPrice = result.solve->capacityPrice;
        evaluation.secondsPrice = result.solve->secondsPrice;
    }
    judgeChoices(experiment, result.assignment, evaluation);
    return evaluation;
}

std::vector<Evaluation> compareRouters(const Experiment& experiment, const Constraints& constraints,
                                       const std::vector<std::string>& routers, std::uint64_t seed,
                                       const Job& job) {
    std::vector<Evaluation> evaluations;
    ProgressMeter meter(job, "comparing routers");
    for (const std::string& router : routersOr(routers, experiment)) {
        meter.update(static_cast<double>(evaluations.size()) /
                     static_cast<double>(routerCatalogue().size() + experiment.own.size()));
        const RouteRequest request{constraints, std::nullopt, seed, &experiment.truth, job.stop};
        evaluations.push_back(evaluate(experiment, router, constraints,
                                       makeRouter(router, experiment)->route(request)));
    }
    return evaluations;
}

std::vector<std::string> routersOr(const std::vector<std::string>& routers,
                                   const Experiment& experiment) {
    if (!routers.empty()) {
        for (const std::string& id : routers) {
            if (isOwnRouter(id)) {
                (void)requireOwnPlan(id, experiment);
            } else {
                (void)routerInfo(id);
            }
        }
        return routers;
    }
    const bool known = !experiment.truth.outcome.isNaN().all();
    std::vector<std::string> all;
    for (const RouterInfo& info : routerCatalogue()) {
        if (known || !info.needsTruth) all.emplace_back(info.id);
    }
    for (const OwnPlan& plan : experiment.own) all.push_back(plan.id);
    return all;
}

std::unique_ptr<Router> makeRouter(std::string_view id, const Experiment& experiment) {
    if (!isOwnRouter(id)) return makeRouter(id, experiment.problem);
    const OwnPlan& plan = requireOwnPlan(id, experiment);
    const std::size_t unplaced = plan.unmatched + plan.ambiguous + plan.unavailable;
    std::string why;
    if (unplaced > 0) {
        why = fmt::format("{} of {} queries get no model: {} have no choice", unplaced,
                          plan.assignment.size(), plan.unmatched);
        if (plan.ambiguous > 0) why += fmt::format(", {} have several", plan.ambiguous);
        if (plan.unavailable > 0) {
            why += fmt::format(", {} go to models that cannot take them", plan.unavailable);
        }
        why += '.';
    }
    return makeFixedRouter(experiment.problem, plan.assignment, std::move(why), experiment.models);
}

}  // namespace orl
