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
        } else if (known != solve->evaluations.end()) {
            view->evaluations.push_back(*known);
        } else if (!info.needsTruth || experiment.hasOutcomes) {
            view->evaluations.push_back(
                routeOnce(experiment, id,
                          {solve->constraints, std::nullopt, solve->scenario.preparation.seed,
                           nullptr, job.stop})
                    .evaluation);
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
