#include "core/evaluate/matched.h"

#include <cmath>

#include "core/route/tune.h"
#include "core/support/error.h"

namespace orl {
namespace {

double accuracyOf(const Evaluation& evaluation, MatchOn on) {
    return on == MatchOn::Realized ? evaluation.realizedAccuracy : evaluation.predictedAccuracy;
}

double costOf(const Evaluation& evaluation, MatchOn on) {
    return on == MatchOn::Realized ? evaluation.realizedCost : evaluation.cost;
}

/// A tuned baseline answers to the reference's accuracy, not to the operator's floor or budget.
Constraints capacitiesAlone(const Constraints& constraints) {
    Constraints capacities;
    capacities.mode = RoutingMode::CostUnderFloor;
    capacities.qualityFloor = 0.0;
    capacities.capacity = constraints.capacity;
    return capacities;
}

void compareWith(const Evaluation& reference, MatchOn on, MatchedComparison& comparison) {
    const double cost = costOf(comparison.tuned, on);
    comparison.accuracyLead = accuracyOf(reference, on) - accuracyOf(comparison.tuned, on);
    if (comparison.reached && cost > 0.0) comparison.saving = 1.0 - costOf(reference, on) / cost;
}

}  // namespace

std::vector<MatchedComparison> matchBaselines(const Experiment& experiment,
                                              const Evaluation& reference,
                                              const Constraints& constraints, MatchOn on,
                                              const std::vector<std::string>& routers,
                                              const Job& job, int evaluations) {
    const RoutingProblem& problem = experiment.problem;
    const Truth* judgedBy = on == MatchOn::Realized ? &experiment.truth : nullptr;
    const double target = accuracyOf(reference, on);
    const Constraints capacities = capacitiesAlone(constraints);

    std::vector<MatchedComparison> comparisons;
    for (const std::string& id : routers) {
        job.check();
        const RouterInfo& info = routerInfo(id);
        MatchedComparison comparison;
        comparison.router = id;
        if (std::isnan(target)) {
            comparisons.push_back(std::move(comparison));
            continue;
        }
        RouteRequest request{capacities, std::nullopt, 1, &experiment.truth, job.stop};
        if (!info.parameterName.empty()) {
            const TuneRequest tuning{
                capacities,   judgedBy,    {TuneGoal::Kind::CheapestAtQuality, target},
                request.seed, evaluations, job.stop};
            comparison.parameter =
                tuneBaseline(id, *makeBaseline(id, problem), problem, tuning).parameter;
            request.parameter = comparison.parameter;
        }
        const RouteResult route = makeRouter(id, experiment)->route(request);
        comparison.tuned = evaluate(experiment, id, capacities, route);
        comparison.reached = route.feasible && accuracyOf(comparison.tuned, on) >= target - 1e-9;
        compareWith(reference, on, comparison);
        comparison.assignment = route.assignment;
        comparisons.push_back(std::move(comparison));
    }
    return comparisons;
}

std::vector<MatchedComparison> applyTuned(const Experiment& experiment, const Evaluation& reference,
                                          const Constraints& constraints,
                                          std::span<const MatchedComparison> elsewhere,
                                          const Job& job) {
    const Constraints capacities = capacitiesAlone(constraints);
    std::vector<MatchedComparison> comparisons;
    comparisons.reserve(elsewhere.size());
    for (const MatchedComparison& there : elsewhere) {
        job.check();
        MatchedComparison& here = comparisons.emplace_back();
        here.router = there.router;
        here.parameter = there.parameter;
        RouteRequest request{capacities, std::nullopt, 1, &experiment.truth, job.stop};
        if (!std::isnan(there.parameter)) request.parameter = there.parameter;
        const RouteResult route = makeRouter(there.router, experiment)->route(request);
        here.tuned = evaluate(experiment, there.router, capacities, route);
        here.reached = there.reached && route.feasible;
        compareWith(reference, MatchOn::Realized, here);
        here.assignment = route.assignment;
    }
    return comparisons;
}

const MatchedComparison* strongest(std::span<const MatchedComparison> comparisons) {
    const MatchedComparison* strongest = nullptr;
    for (const MatchedComparison& each : comparisons) {
        if (!each.reached || std::isnan(each.saving)) continue;
        if (!strongest || each.saving < strongest->saving) strongest = &each;
    }
    return strongest;
}

}  // namespace orl
