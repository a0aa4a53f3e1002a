#include "core/evaluate/report_json.h"

#include <algorithm>
#include <cmath>

#include "core/evaluate/router_scores.h"

namespace orl {
namespace {

using Json = nlohmann::ordered_json;

Json number(double value) {
    return std::isfinite(value) ? Json(value) : Json(nullptr);
}

Json bandJson(const Band& band) {
    return std::isnan(band.low) ? Json(nullptr) : Json({band.low, band.high});
}

Json perModel(const std::vector<std::string>& models, const std::vector<double>& values) {
    Json object = Json::object();
    for (std::size_t j = 0; j < models.size() && j < values.size(); ++j) {
        object[models[j]] = number(values[j]);
    }
    return object;
}

Json levels(const Experiment& experiment, const Evaluation& evaluation) {
    Json array = Json::array();
    for (std::size_t k = 0; k < experiment.levelNames.size(); ++k) {
        Json level = Json::object();
        level["level"] = experiment.levelNames[k];
        level["accuracy"] = number(evaluation.levelAccuracy[k]);
        level["share"] = perModel(experiment.models, evaluation.levelShare[k]);
        array.push_back(std::move(level));
    }
    return array;
}

}  // namespace

Json evaluationJson(const Experiment& experiment, const Evaluation& evaluation,
                    const Constraints& constraints) {
    const bool floor = constraints.mode == RoutingMode::CostUnderFloor;
    Json json = Json::object();
    json["router"] = evaluation.router;
    json["mode"] = floor ? "cost" : "budget";
    json["alpha"] = floor ? number(constraints.qualityFloor) : Json(nullptr);
    json["budget"] = floor ? Json(nullptr) : number(constraints.budget);
    json["queries"] = evaluation.queries;
    json["served"] = evaluation.served;
    json["models"] = experiment.models.size();
    json["cost"] = number(evaluation.cost);
    json["cost_per_1000"] = number(evaluation.costPer1000());
    json["objective"] = number(evaluation.objective);
    json["mean_seconds"] = number(evaluation.meanSeconds);
    json["second_price"] = experiment.secondPrice;
    json["seconds_cap"] = number(constraints.secondsCap);
    json["seconds_cap_price"] = number(evaluation.secondsPrice);
    json["predicted_accuracy"] = number(evaluation.predictedAccuracy);
    json["realized_accuracy"] = number(evaluation.realizedAccuracy);
    json["realized_cost"] = number(evaluation.realizedCost);
    json["realized_cost_per_1000"] = number(evaluation.realizedCostPer1000());
    json["bound"] = number(evaluation.bound);
    json["gap"] = number(evaluation.gap);
    json["optimal"] = evaluation.optimal;
    json["feasible"] = evaluation.feasible;
    json["explanation"] = evaluation.explanation;
    json["solve_ms"] = number(evaluation.milliseconds);
    json["parameter"] = number(evaluation.parameter.value_or(kMissing));
    json["lambda"] = number(evaluation.qualityPrice);
    json["mu"] = perModel(experiment.models, evaluation.capacityPrice);
    json["shortfall"] = number(evaluation.shortfall);
    json["overload"] = evaluation.overload;
    json["unknown_outcomes"] = evaluation.unknownOutcomes;
    json["unknown_costs"] = evaluation.unknownCosts;
    json["share"] = perModel(experiment.models, evaluation.share);
    json["levels"] = levels(experiment, evaluation);
    return json;
}

Json matchedJson(const std::vector<MatchedComparison>& comparisons) {
    Json array = Json::array();
    for (const MatchedComparison& comparison : comparisons) {
        Json json = Json::object();
        json["router"] = comparison.router;
        json["reached"] = comparison.reached;
        json["parameter"] = number(comparison.parameter);
        json["saving"] = number(comparison.saving);
        json["cost"] = number(comparison.tuned.cost);
        json["predicted_accuracy"] = number(comparison.tuned.predictedAccuracy);
        json["realized_accuracy"] = number(comparison.tuned.realizedAccuracy);
        json["realized_cost"] = number(comparison.tuned.realizedCost);
        json["accuracy_lead"] = number(comparison.accuracyLead);
        const PairedBands bands = comparison.bands.value_or(PairedBands());
        json["saving_band"] = bandJson(bands.saving);
        json["accuracy_lead_band"] = bandJson(bands.accuracyLead);
        array.push_back(std::move(json));
    }
    return array;
}

Json routerScoresJson(std::span<const Evaluation> evaluations, std::span<const RouterCurve> curves,
                      std::span<const SingleModel> models) {
    const std::vector<CurveScores> ofCurves = curveScores(curves, models);
    Json json = Json::object();
    for (const Evaluation& evaluation : evaluations) {
        const RouterScores scores = routerScores(evaluation, models);
        const auto curve = std::ranges::find(curves, evaluation.router, &RouterCurve::router);
        const CurveScores whole =
            curve == curves.end() ? CurveScores() : ofCurves[std::size_t(curve - curves.begin())];
        json[evaluation.router] = {{"router_arena", number(scores.routerArena)},
                                   {"gap_recovered", number(scores.gapRecovered)},
                                   {"aiq", number(whole.aiq)},
                                   {"aiq_over_greatest_cost", number(whole.aiqOverGreatestCost)},
                                   {"average_gap_recovered", number(whole.averageGapRecovered)},
                                   {"calls_for_half", number(whole.callsForHalf)},
                                   {"calls_for_most", number(whole.callsForMost)}};
    }
    return json;
}

nlohmann::ordered_json ownPlanJson(const OwnPlan& plan) {
    Json unavailable = Json::object();
    for (const auto& [model, queries] : plan.unavailableModels) unavailable[model] = queries;
    return {{"router", plan.id},
            {"rule", plan.rule},
            {"unmatched", plan.unmatched},
            {"ambiguous", plan.ambiguous},
            {"unavailable", plan.unavailable},
            {"unavailable_models", unavailable},
            {"choices_elsewhere", plan.elsewhere},
            {"other_rows", plan.otherRows},
            {"remarks", plan.remarks}};
}

nlohmann::ordered_json ownComparisonsJson(std::span<const OwnComparison> comparisons) {
    const auto figures = [](const Evaluation& evaluation) {
        return Json{{"cost", number(evaluation.cost)},
                    {"predicted_accuracy", number(evaluation.predictedAccuracy)},
                    {"realized_accuracy", number(evaluation.realizedAccuracy)},
                    {"realized_cost", number(evaluation.realizedCost)}};
    };
    Json array = Json::array();
    for (const OwnComparison& one : comparisons) {
        const PairedBands bands = one.bands.value_or(PairedBands());
        Json json{{"router", one.router}, {"queries", one.queries}, {"of", one.all}};
        json["own"] = figures(one.own);
        json["overload"] = one.own.overload;
        json["dual_at_predicted"] = figures(one.atPredicted);
        json["saving_predicted"] = number(one.savingPredicted);
        json["dual_at_realized"] = figures(one.atRealized);
        json["alpha_at_realized"] = number(one.floor);
        json["saving_realized"] = number(one.savingRealized);
        json["saving_band"] = bandJson(bands.saving);
        json["accuracy_lead_band"] = bandJson(bands.accuracyLead);
        json["explanation"] = one.explanation;
        array.push_back(std::move(json));
    }
    return array;
}

}  // namespace orl
