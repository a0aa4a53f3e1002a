#pragma once

#include <memory>
#include <string>

#include "core/lab/selection.h"
#include "core/lab/tuning.h"
#include "core/lab/views.h"
#include "core/own_router.h"

/// The routers side by side, and what the optimizer saves against the baselines.
namespace orl {

/// Every router of the catalogue and every own one once, those already in the solve view not again,
/// and the baselines tuned to the accuracy of the scenario's own router. The curves are those of
/// `before` (may be null) where they are of the same experiment and capacities; else still missing,
/// as is the tuning on other queries.
std::shared_ptr<const ComparisonView> compareAll(const std::shared_ptr<const SolveView>& solve,
                                                 const ComparisonView* before, const Job& job);

/// The same with the baselines tuned on queries that are not routed.
/// @param prepared what was solved
std::shared_ptr<const ComparisonView> withHeldOut(const ComparisonView& view, BaselineTuner& tuner,
                                                  const std::shared_ptr<const Prepared>& prepared,
                                                  const Job& job);

/// The same with what the optimizer does at the accuracy of each own router: it does not depend on
/// floor and budget.
std::shared_ptr<const ComparisonView> withOwn(const ComparisonView& view, const Job& job);

/// What a router of one's own, kept or not yet, does with the queries that were solved.
/// @param data that they are of
OwnPlan ownPlanOn(const OwnRouter& router, const SolveView& solve, const Dataset& data,
                  const Job& job);

/// What the same routings do with some of the queries. Whether they meet the constraints is said of
/// the whole; what is only of the whole (savings, bounds, curves) is missing.
std::shared_ptr<const ComparisonView> comparisonOf(const ComparisonView& whole,
                                                   const QueryList& queries);

/// The same with its curves, which take longer than all the rest.
std::shared_ptr<const ComparisonView> withCurves(const ComparisonView& view, const Job& job);

}  // namespace orl
