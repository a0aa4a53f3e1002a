#include "core/lab/proving.h"

#include "core/lab/solving.h"

namespace orl {

bool mayBeProven(const SolveView& view) {
    return !view.thorough && view.certificate && view.certificate->solved() &&
           view.certificate->proof == Proof::LimitReached;
}

std::shared_ptr<const SolveView> provenOf(const SolveView& view, const std::stop_token& stop) {
    // A new router starts cold, as the command line's does.
    Routed routed = routeOnce(*view.experiment, view.scenario.router,
                              {view.constraints, std::nullopt, view.scenario.preparation.seed,
                               nullptr, stop, SolveBudget{}});
    SolveView proven = view;
    if (routed.result.solve) {
        proven.status = routed.result.solve->status;
        proven.certificate = std::make_shared<const SolveResult>(std::move(*routed.result.solve));
    }
    proven.chosen = std::move(routed.evaluation);
    proven.assignment = std::make_shared<const Assignment>(std::move(routed.result.assignment));
    return withRoutingOf(view, proven);
}

bool sameQuestion(const SolveView& one, const SolveView& other) {
    return one.experiment == other.experiment && one.scenario.router == other.scenario.router &&
           one.scenario.constraints == other.scenario.constraints;
}

std::shared_ptr<const SolveView> withRoutingOf(const SolveView& view, const SolveView& proven) {
    auto made = std::make_shared<SolveView>(view);
    made->thorough = true;
    made->status = proven.status;
    made->certificate = proven.certificate;
    made->chosen = proven.chosen;
    made->assignment = proven.assignment;
    for (std::size_t r = 0; r < made->evaluations.size(); ++r) {
        if (made->evaluations[r].router != view.scenario.router) continue;
        made->evaluations[r] = made->chosen;
        made->assignments[r] = made->assignment;
    }
    return made;
}

}  // namespace orl
