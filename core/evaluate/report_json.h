#pragma once

#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <vector>

#include "core/evaluate/matched.h"
#include "core/evaluate/own_comparison.h"
#include "core/evaluate/router_curve.h"
#include "core/evaluate/single_model.h"

namespace orl {

/// What `route --json`, exports and stored runs say about one routing. Keys, in this order: router,
/// mode ("cost" or "budget"), alpha (null in budget mode), budget (null in cost mode), queries,
/// models, cost, cost_per_1000, predicted_accuracy, realized_accuracy, realized_cost,
/// realized_cost_per_1000, bound, gap, optimal (proven), feasible, explanation, solve_ms,
/// parameter, lambda, mu (per model), shortfall, overload, unknown_outcomes, unknown_costs, share
/// (per model) and levels (array of level, accuracy, share). `models` is their number. Unknown
/// numbers are null.
nlohmann::ordered_json evaluationJson(const Experiment& experiment, const Evaluation& evaluation,
                                      const Constraints& constraints);

/// Array of router, reached, parameter, saving, cost, predicted_accuracy, realized_accuracy,
/// realized_cost, accuracy_lead, saving_band and accuracy_lead_band (arrays of two; null where they
/// were not asked for).
nlohmann::ordered_json matchedJson(const std::vector<MatchedComparison>& comparisons);

/// Object by router id of router_arena and gap_recovered (PGR) of its routing, and of aiq,
/// aiq_over_greatest_cost, average_gap_recovered (APGR), calls_for_half and calls_for_most (CPT) of
/// its curve, if it has one: null where not defined.
nlohmann::ordered_json routerScoresJson(std::span<const Evaluation> evaluations,
                                        std::span<const RouterCurve> curves,
                                        std::span<const SingleModel> models);

/// What an own router's choices could and could not be matched with.
nlohmann::ordered_json ownPlanJson(const OwnPlan& plan);
/// What the optimizer does at the accuracy of each own router.
nlohmann::ordered_json ownComparisonsJson(std::span<const OwnComparison> comparisons);

}  // namespace orl
