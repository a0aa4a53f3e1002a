#include "core/lab/comparing.h"

#include <algorithm>
#include <cmath>
#include <iterator>

#include "core/experiment/own_choices.h"
#include "core/lab/solving.h"
#include "core/own_router.h"

namespace orl {

namespace {

std::vector<std::string> ownIds(const Experiment& experiment) {
    std::vector<std::string> ids;
    ids.reserve(experiment.own.size());
    for (const OwnPlan& plan : experiment.own) ids.push_back(plan.id);
    return ids;
}

/// Of a router that has no parameter there is nothing to tune: it is compared where it stands.
void addOwn(TunedBaselines& tuned, const std::vector<MatchedComparison>& own) {
    tuned.matched.insert(tuned.matched.end(), own.begin(), own.end());
}

/// The savings against the baselines and against own routers, and how sure those of the headlines
/// and of own routers are. The strongest is one of the program's baselines.
TunedBaselines matchedInHindsight(const SolveView& solve, MatchOn on, const Job& job) {
    const Experiment& experiment = *solve.experiment;
    TunedBaselines tuned;
    tuned.matched =
        matchBaselines(experiment, solve.chosen, solve.constraints, on, baselineIds(), job);
    if (const auto* best = strongest(tuned.matched)) tuned.strongest = best->router;
    std::vector<std::string> sure = headlined(tuned);
    const std::vector<std::string> own = ownIds(experiment);
    sure.insert(sure.end(), own.begin(), own.end());
    addOwn(tuned, matchBaselines(experiment, solve.chosen, solve.constraints, on, own, job));
    if (on == MatchOn::Realized && solve.assignment) {
        addBands(tuned, sure, experiment, *solve.assignment, solve.scenario.preparation.seed, job);
    }
    return tuned;
}

void addRouting(ComparisonView& view, const std::string& id, const Job& job) {
    const SolveView& solve = *view.solve;
    const auto known = std::ranges::find(solve.evaluations, id, &Evaluation::router);
    if (id == solve.chosen.router) {
        view.evaluations.push_back(solve.chosen);
        view.assignments.push_back(solve.assignment);
    } else if (known != solve.evaluations.end()) {
        view.evaluations.push_back(*known);
        view.assignments.push_back(
            solve.assignments[std::size_t(known - solve.evaluations.begin())]);
    } else {
        Routed routed = routeOnce(
            *solve.experiment, id,
            {solve.constraints, std::nullopt, solve.scenario.preparation.seed, nullptr, job.stop});
        view.evaluations.push_back(std::move(routed.evaluation));
        view.assignments.push_back(
            std::make_shared<const Assignment>(std::move(routed.result.assignment)));
    }
}

}  // namespace

std::shared_ptr<const ComparisonView> compareAll(const std::shared_ptr<const SolveView>& solve,
                                                 const ComparisonView* before, const Job& job) {
    const Experiment& experiment = *solve->experiment;
    auto view = std::make_shared<ComparisonView>();
    view->solve = solve;
    view->matchedOn = experiment.hasOutcomes && !experiment.qualityIsRecorded ? MatchOn::Realized
                                                                              : MatchOn::Predicted;
    if (before && before->curves && sameGround(*before->solve, *solve)) {
        view->curves = before->curves;
        view->curveScores = before->curveScores;
    }
    if (before && before->own && sameGround(*before->solve, *solve)) view->own = before->own;
    if (experiment.own.empty()) view->own = std::make_shared<const std::vector<OwnComparison>>();
    if (solve->chosen.feasible) {
        view->hindsight = matchedInHindsight(*solve, view->matchedOn, job);
    }
    for (const RouterInfo& info : routerCatalogue()) {
        job.check();
        const std::string id(info.id);
        const bool known = id == solve->chosen.router ||
                           std::ranges::find(solve->evaluations, id, &Evaluation::router) !=
                               solve->evaluations.end();
        if (known || !info.needsTruth || experiment.hasOutcomes) addRouting(*view, id, job);
    }
    for (const OwnPlan& plan : experiment.own) addRouting(*view, plan.id, job);
    return view;
}

std::shared_ptr<const ComparisonView> withHeldOut(const ComparisonView& view, BaselineTuner& tuner,
                                                  const std::shared_ptr<const Prepared>& prepared,
                                                  const Job& job) {
    auto full = std::make_shared<ComparisonView>(view);
    auto heldOut = std::make_shared<HeldOutTuning>(*tuner.tune(prepared, *view.solve, job));
    std::vector<MatchedComparison> own;
    std::ranges::copy_if(view.hindsight.matched, std::back_inserter(own),
                         [](const MatchedComparison& each) { return isOwnRouter(each.router); });
    if (heldOut->isKnown()) addOwn(heldOut->tuned, own);
    full->heldOut = std::move(heldOut);
    return full;
}

std::shared_ptr<const ComparisonView> withOwn(const ComparisonView& view, const Job& job) {
    auto full = std::make_shared<ComparisonView>(view);
    const SolveView& solve = *view.solve;
    auto own = std::make_shared<std::vector<OwnComparison>>();
    own->reserve(solve.experiment->own.size());
    for (const OwnPlan& plan : solve.experiment->own) {
        own->push_back(compareOwn(*solve.experiment, solve.constraints, plan,
                                  solve.scenario.preparation.seed, job));
    }
    full->own = std::move(own);
    return full;
}

OwnPlan ownPlanOn(const OwnRouter& router, const SolveView& solve, const Dataset& data,
                  const Job& job) {
    return ownPlan(router, ownRouterId(router.name), data, *solve.experiment, job);
}

std::shared_ptr<const ComparisonView> comparisonOf(const ComparisonView& whole,
                                                   const QueryList& queries) {
    auto view = std::make_shared<ComparisonView>();
    view->solve = whole.solve;
    view->matchedOn = whole.matchedOn;
    view->own = std::make_shared<const std::vector<OwnComparison>>();
    const Experiment& experiment = *whole.solve->experiment;
    for (std::size_t r = 0; r < whole.evaluations.size(); ++r) {
        const Evaluation& all = whole.evaluations[r];
        const PartFigures part = figuresOf(experiment, *whole.assignments[r], queries);
        Evaluation evaluation;
        evaluation.router = all.router;
        evaluation.feasible = all.feasible;
        evaluation.explanation = all.explanation;
        evaluation.parameter = all.parameter;
        evaluation.milliseconds = all.milliseconds;
        evaluation.overload = all.overload;
        evaluation.shortfall = all.shortfall;
        evaluation.queries = part.queries;
        evaluation.served = part.served;
        evaluation.cost = part.served > 0 ? part.cost : kMissing;
        evaluation.predictedAccuracy = part.predictedAccuracy;
        evaluation.realizedAccuracy = part.realizedAccuracy;
        evaluation.realizedCost = part.realizedCost;
        evaluation.unknownOutcomes = part.unknownOutcomes;
        evaluation.share = part.share;
        view->evaluations.push_back(std::move(evaluation));
        view->assignments.push_back(whole.assignments[r]);
    }
    return view;
}

std::shared_ptr<const ComparisonView> withCurves(const ComparisonView& view, const Job& job) {
    auto full = std::make_shared<ComparisonView>(view);
    full->curves = std::make_shared<const std::vector<RouterCurve>>(
        routerCurves(*view.solve->experiment, view.solve->constraints, job));
    full->curveScores = curveScores(*full->curves, *view.solve->singleModels);
    return full;
}

const MatchedComparison* TunedBaselines::against(const std::string& router) const {
    const auto found = std::ranges::find(matched, router, &MatchedComparison::router);
    const bool usable = found != matched.end() && found->reached && !std::isnan(found->saving);
    return usable ? &*found : nullptr;
}

const TunedBaselines& ComparisonView::tuned() const {
    return heldOut && heldOut->isKnown() ? heldOut->tuned : hindsight;
}

}  // namespace orl
