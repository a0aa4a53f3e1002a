#include "core/lab/comparing.h"

#include <algorithm>
#include <cmath>

#include "core/lab/solving.h"

namespace orl {

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
    if (solve->chosen.feasible) {
        TunedBaselines& tuned = view->hindsight;
        tuned.matched = matchBaselines(experiment, solve->chosen, solve->constraints,
                                       view->matchedOn, baselineIds(), job);
        if (const auto* best = strongest(tuned.matched)) tuned.strongest = best->router;
        if (view->matchedOn == MatchOn::Realized && solve->assignment) {
            addBands(tuned, headlined(tuned), experiment, *solve->assignment,
                     solve->scenario.preparation.seed, job);
        }
    }
    for (const RouterInfo& info : routerCatalogue()) {
        job.check();
        const std::string id(info.id);
        const auto known = std::ranges::find(solve->evaluations, id, &Evaluation::router);
        if (id == solve->chosen.router) {
            view->evaluations.push_back(solve->chosen);
            view->assignments.push_back(solve->assignment);
        } else if (known != solve->evaluations.end()) {
            view->evaluations.push_back(*known);
            view->assignments.push_back(
                solve->assignments[std::size_t(known - solve->evaluations.begin())]);
        } else if (!info.needsTruth || experiment.hasOutcomes) {
            Routed routed = routeOnce(experiment, id,
                                      {solve->constraints, std::nullopt,
                                       solve->scenario.preparation.seed, nullptr, job.stop});
            view->evaluations.push_back(std::move(routed.evaluation));
            view->assignments.push_back(
                std::make_shared<const Assignment>(std::move(routed.result.assignment)));
        }
    }
    return view;
}

std::shared_ptr<const ComparisonView> withHeldOut(const ComparisonView& view, BaselineTuner& tuner,
                                                  const std::shared_ptr<const Prepared>& prepared,
                                                  const Job& job) {
    auto full = std::make_shared<ComparisonView>(view);
    full->heldOut = tuner.tune(prepared, *view.solve, job);
    return full;
}

std::shared_ptr<const ComparisonView> comparisonOf(const ComparisonView& whole,
                                                   const QueryList& queries) {
    auto view = std::make_shared<ComparisonView>();
    view->solve = whole.solve;
    view->matchedOn = whole.matchedOn;
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
