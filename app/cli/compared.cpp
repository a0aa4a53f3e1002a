#include "app/cli/compared.h"

#include <fmt/format.h>

#include <cmath>

#include "app/cli/output.h"
#include "core/evaluate/own_comparison.h"
#include "core/evaluate/report_json.h"
#include "core/lab/parts.h"
#include "core/route/router.h"

namespace orl::cli {
namespace {

/// "−1.2 to 3.4 %"; empty where unknown.
std::string range(const Band& band, std::string_view unit) {
    if (std::isnan(band.low)) return {};
    return fmt::format("{:.1f} to {:.1f} {}", 100.0 * band.low, 100.0 * band.high, unit);
}

/// @param title which queries the baselines are tuned on
std::string comparisonTable(std::string_view title, const TunedBaselines& baselines) {
    std::vector<std::vector<std::string>> rows = {{"router", "realized cost", "accuracy",
                                                   "saving of dual", "95 % of them",
                                                   "lead in accuracy, 95 %"}};
    for (const MatchedComparison& one : baselines.matched) {
        const Evaluation& tuned = one.tuned;
        const bool part = tuned.served > 0 && !tuned.servesAll();
        const PairedBands bands = one.bands.value_or(PairedBands());
        rows.push_back({one.router, part ? "–" : usd(tuned.realizedCost),
                        part ? fmt::format("serves {} of {}", tuned.served, tuned.queries)
                             : percent(tuned.realizedAccuracy),
                        one.reached ? percent(one.saving) : "not reached", range(bands.saving, "%"),
                        range(bands.accuracyLead, "points")});
    }
    return fmt::format("\n{}\n{}", title, table(rows));
}

/// Why there is none, where there is none, in its explanation.
HeldOutTuning heldOutTuning(const ComparedBy& by, const Predicted& predicted, const TunedTo& batch,
                            const Job& job) {
    HeldOutTuning none;
    if (!batch.experiment.hasOutcomes || predicted.kind == PredictorKind::Recorded) {
        none.explanation = "without recorded outcomes, or with them known, predictions decide";
        return none;
    }
    const PredictionArguments& prediction = by.prediction;
    const bool sameData = predicted.training.dataset == predicted.part.dataset;
    std::optional<Dataset> other;
    if (!sameData) {
        other = Workspace::open(prediction.request.workspace, Workspace::Access::ReadOnly)
                    .loadDataset(predicted.training.dataset, job);
    }
    const Dataset& data = sameData ? predicted.data : *other;
    TuningGround ground =
        tuningGround(data, rowsOf(data, predicted.training),
                     sameData ? std::span(predicted.rows) : std::span<const std::size_t>(),
                     *predicted.predictor, job);
    if (!ground.explanation.empty()) {
        none.explanation = ground.explanation;
        return none;
    }
    PoolSettings pool = sameData ? by.pool : prediction.pool.settings(data);
    pool.caution = by.pool.caution;
    const Experiment there = makeExperiment(data, ground.rows, ground.predictions, pool);
    return tuneOn(there, ground.on, batch, job);
}

/// The optimizer at what each own router reaches.
std::string ownTable(const std::vector<OwnComparison>& own) {
    if (own.empty()) return {};
    std::vector<std::vector<std::string>> rows = {{"router", "queries", "realized cost", "accuracy",
                                                   "dual costs", "saving", "95 % of them",
                                                   "saving predicted"}};
    std::string why;
    for (const OwnComparison& one : own) {
        const PairedBands bands = one.bands.value_or(PairedBands());
        rows.push_back({one.router, fmt::format("{} of {}", one.queries, one.all),
                        usd(one.own.realizedCost), percent(one.own.realizedAccuracy),
                        usd(one.atRealized.realizedCost), percent(one.savingRealized),
                        range(bands.saving, "%"), percent(one.savingPredicted)});
        if (!one.explanation.empty()) {
            why += fmt::format("{}: {}.\n", one.router, one.explanation);
        }
        if (one.own.overload > 0) {
            why += fmt::format(
                "{}: it sends {} queries above the limits, which bind the optimizer "
                "alone.\n",
                one.router, one.own.overload);
        }
    }
    return "\nOwn routers, and the optimizer at their accuracy on the queries that they serve:\n" +
           table(rows) + why;
}

std::vector<std::string> ownIdsOf(const Experiment& experiment) {
    std::vector<std::string> ids;
    ids.reserve(experiment.own.size());
    for (const OwnPlan& plan : experiment.own) ids.push_back(plan.id);
    return ids;
}

}  // namespace

std::string Compared::tables() const {
    const std::string elsewhere =
        heldOut.isKnown()
            ? comparisonTable("Baselines tuned on " + heldOut.on + ":", heldOut.tuned)
            : "\nBaselines are not tuned on other queries: " + heldOut.explanation + ".\n";
    return elsewhere +
           comparisonTable("Baselines tuned in hindsight, on the routed queries:", hindsight) +
           ownTable(own);
}

void Compared::addTo(nlohmann::ordered_json& json) const {
    json["tuned_held_out"] = {{"on", heldOut.on},
                              {"explanation", heldOut.explanation},
                              {"strongest", heldOut.tuned.strongest},
                              {"baselines", matchedJson(heldOut.tuned.matched)}};
    json["matched_realized"] = matchedJson(hindsight.matched);
    json["matched_predicted"] = matchedJson(predicted.matched);
    if (!own.empty()) json["own_matched"] = ownComparisonsJson(own);
}

Compared compareTo(const ComparedBy& by, const Predicted& predicted, const TunedTo& batch,
                   const Job& job) {
    Compared compared;
    const auto match = [&](MatchOn on) {
        TunedBaselines tuned;
        tuned.matched = matchBaselines(batch.experiment, batch.evaluation, batch.constraints, on,
                                       baselineIds(), job);
        if (const auto* best = strongest(tuned.matched)) tuned.strongest = best->router;
        // They have no parameter to tune: they are compared where they stand.
        const auto standing = matchBaselines(batch.experiment, batch.evaluation, batch.constraints,
                                             on, ownIdsOf(batch.experiment), job);
        tuned.matched.insert(tuned.matched.end(), standing.begin(), standing.end());
        return tuned;
    };
    compared.hindsight = match(MatchOn::Realized);
    compared.predicted = match(MatchOn::Predicted);
    compared.heldOut = heldOutTuning(by, predicted, batch, job);
    std::vector<std::string> sure = baselineIds();
    const std::vector<std::string> own = ownIdsOf(batch.experiment);
    sure.insert(sure.end(), own.begin(), own.end());
    for (TunedBaselines* each : {&compared.hindsight, &compared.heldOut.tuned}) {
        addBands(*each, sure, batch.experiment, batch.assignment, batch.seed, job);
    }
    compared.own.reserve(batch.experiment.own.size());
    for (const OwnPlan& plan : batch.experiment.own) {
        compared.own.push_back(
            compareOwn(batch.experiment, batch.constraints, plan, batch.seed, job));
    }
    return compared;
}

}  // namespace orl::cli
