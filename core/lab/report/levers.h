#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/lab/solving.h"
#include "core/lab/views.h"

namespace orl {

/// One change of the scenario, solved.
struct Lever {
    std::string words;  ///< "One point more accuracy (86 %)"
    Scenario scenario;
    bool reachable = false;
    /// USD per 1,000 queries, predicted, under a floor; mean predicted quality under a budget; NaN
    /// where it cannot be met.
    double becomes = kMissing;
    double change = kMissing;  ///< `becomes` less what it is now; NaN where either is unknown
    /// The change is for the better: cheaper, or more accurate.
    bool isBetter(RoutingMode mode) const {
        return mode == RoutingMode::QualityUnderBudget ? change > 0.0 : change < 0.0;
    }
};

/// What is optimised, of a solve: see Lever::becomes.
double objectiveOf(const SolveView& solve);

/// What would change the answer, each solved again by the scenario's own router and with the
/// command line's budget for a proof: one step of the goal, the dearest limit lifted, the model
/// that costs most at twice its price, each of the two that answer most switched off, and a
/// hypothetical model like the one that costs most, two points better at half the price. Where the
/// constraints cannot be met, each limit lifted. What has no meaning is left out.
/// @param prepared what was solved
/// @throws Cancelled
std::vector<Lever> leversOf(const std::shared_ptr<const Prepared>& prepared, const SolveView& solve,
                            const Job& job);

}  // namespace orl
