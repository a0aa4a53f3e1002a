#include <cmath>

#include "core/evaluate/evaluation.h"
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

}  // namespace

std::vector<MatchedComparison> matchBaselines(const Experiment& experiment,
                                              const Evaluation& reference,
                                              const Constraints& constraints, MatchOn on,
                                              const std::vector<std::string>& routers,
                                              const Job& job, int evaluations) {
    const RoutingProblem& problem = experiment.problem;
    const Truth* judgedBy = on == MatchOn::Realized ? &experiment.truth : nullptr;
    const double target = accuracyOf(reference, on);
    // A tuned baseline answers to the reference's accuracy, not to the operator's floor or budget.
    Constraints capacities;
    capacities.mode = RoutingMode::CostUnderFloor;
    capacities.qualityFloor = 0.0;
    capacities.capacity = constraints.capacity;

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
        const RouteResult route = makeRouter(id, problem)->route(request);
        comparison.tuned = evaluate(experiment, id, capacities, route);
        comparison.reached = route.feasible && accuracyOf(comparison.tuned, on) >= target - 1e-9;
        const double cost = costOf(comparison.tuned, on);
        if (comparison.reached && cost > 0.0) {
            comparison.saving = 1.0 - costOf(reference, on) / cost;
        }
        comparison.assignment = route.assignment;
        comparisons.push_back(std::move(comparison));
    }
    return comparisons;
}

}  // namespace orl
