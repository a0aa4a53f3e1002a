#include "app/cli/assurance.h"

#include <fmt/format.h>

#include "app/cli/command.h"
#include "core/predict/cross_fit.h"
#include "core/support/error.h"

namespace orl::cli {
namespace {

bool overlap(const DatasetPart& one, const DatasetPart& other) {
    return one.dataset == other.dataset &&
           (one.split.empty() || other.split.empty() || one.split == other.split);
}

/// Where to calibrate unless told: nothing if there is no split for it.
std::optional<DatasetPart> partFor(const Workspace& workspace, const std::string& named,
                                   const std::string& dataset) {
    if (!named.empty()) return datasetPartOf(workspace, named, "calibration");
    const DatasetPart usual = datasetPartOf(workspace, dataset, "calibration");
    return usual.split.empty() ? std::nullopt : std::optional(usual);
}

/// @param calibration none: the training queries by cross-fitting
void checkApart(const std::optional<DatasetPart>& calibration, const DatasetPart& training,
                const DatasetPart& routed) {
    if (overlap(routed, training)) {
        throw Error("--guarantee",
                    routed.shown() + " holds queries that the predictor was fitted on",
                    "Route another split, or fit on another one");
    }
    if (calibration && (overlap(*calibration, training) || overlap(*calibration, routed))) {
        throw Error("--calibrate",
                    calibration->shown() +
                        " holds queries that are routed, or that the predictor "
                        "was fitted on",
                    "Calibrate on a split of its own, or leave it out to cross-fit");
    }
}

Json partsJson(const ErrorParts& parts) {
    return {{"optimality", parts.optimality},   {"forecast", parts.forecast},
            {"calibration", parts.calibration}, {"prediction", parts.prediction()},
            {"headroom", parts.headroom},       {"total", parts.total()}};
}

std::string promised(const Promise& promise) {
    return fmt::format("{} ({} confidence)", percent(promise.guarantee.alpha),
                       percent(promise.confidence));
}

std::string between(const std::string& low, const std::string& high) {
    return low + " to " + high;
}

}  // namespace

void AssuranceArguments::addTo(CLI::App& command) {
    command
        .add_option("--guarantee", guarantee,
                    "Promise that the realized accuracy reaches --alpha with this confidence: "
                    "route at the floor on predictions that it takes. Exit code 1 when nothing "
                    "that high can be promised")
        ->check(CLI::Range(0.5, 0.999));
    command
        .add_option("--calibrate", calibrate,
                    "Queries with outcomes, unseen by the predictor, that the promise rests on; "
                    "else the split \"calibration\" if there is one, else the training queries by "
                    "cross-fitting")
        ->type_name("D[:split]");
    command
        .add_option("--bootstrap", bootstrap,
                    "Bands of 95 % of the realized accuracy and cost, from so many resamples")
        ->check(CLI::Range(1, 1'000'000));
    command
        .add_option("--robust", robust,
                    "Optimise predicted quality less so many of its standard deviations")
        ->check(CLI::Range(0.0, 100.0));
    command.add_flag("--explain-error", explainError,
                     "Split what is lost against hindsight into its causes");
}

void AssuranceArguments::check(const ConstraintArguments& constraints, const std::string& router,
                               bool grouped) const {
    if (!calibrate.empty() && !guarantee) {
        throw UsageError("--calibrate belongs to --guarantee");
    }
    if (explainError && grouped) throw UsageError("--explain-error does not cover groups");
    if (!guarantee) return;
    if (!constraints.alpha) throw UsageError("--guarantee needs --alpha, the accuracy to promise");
    if (router != "dual") throw UsageError("--guarantee belongs to the router dual");
    if (grouped) throw UsageError("--guarantee does not cover groups");
}

Json Promise::json() const {
    const FloorPoint& point = guarantee.point;
    return {{"alpha", guarantee.alpha},
            {"confidence", confidence},
            {"reachable", guarantee.reachable},
            {"internal_floor", point.floor},
            {"mean_residual", point.residual},
            {"margin", point.margin},
            {"bound", point.bound()},
            {"largest_promise", guarantee.largestPromise()},
            {"largest_floor", guarantee.largest.floor},
            {"calibrated_on", calibratedOn},
            {"folds", folds},
            {"outcomes", guarantee.largest.outcomes},
            {"explanation", guarantee.explanation}};
}

Calibration calibrationFor(const AssuranceArguments& arguments,
                           const PredictionArguments& prediction, Predicted& predicted,
                           const Job& job) {
    if (predicted.kind == PredictorKind::Recorded) {
        throw UsageError("--guarantee needs a fitted predictor, not the recorded outcomes");
    }
    const auto workspace = Workspace::open(prediction.workspace, Workspace::Access::ReadOnly);
    const StoredFit fit =
        latestFitOf(workspace, predicted.training.dataset, prediction.predictor, job);
    const std::optional<DatasetPart> apart =
        partFor(workspace, arguments.calibrate, predicted.part.dataset);
    checkApart(apart, fit.training, predicted.part);

    const DatasetPart part = apart.value_or(fit.training);
    const Dataset data = workspace.loadDataset(part.dataset, job);
    const std::vector<std::size_t> rows = rowsOf(data, part);
    Predictions predictions;
    if (apart) {
        predictions = fit.predictor.predict(data, rows, job);
    } else {
        CrossFit crossed = crossFit(data, rows, fit.predictor.options(), kCrossFitFolds,
                                    predicted.data, predicted.rows, job);
        predictions = std::move(crossed.outOfFold);
        predicted.predictions = std::move(crossed.batch);
    }
    return {
        makeExperiment(data, rows, predictions, prediction.pool.settings(data), arguments.robust),
        part.shown(), apart ? 0 : kCrossFitFolds};
}

Promise promiseOf(double confidence, const Calibration& calibration, const Experiment& batch,
                  const Constraints& constraints, const Job& job) {
    GuaranteeOptions options;
    options.confidence = confidence;
    const FloorPath path = floorPath(batch, calibration.experiment, constraints, options, job);
    return {guaranteedFloor(path, constraints.qualityFloor), confidence, calibration.on,
            calibration.folds};
}

void Assurance::addTo(Json& json) const {
    if (robust > 0.0) json["robust"] = robust;
    if (promise) json["guarantee"] = promise->json();
    if (bands) {
        json["bands"] = {{"confidence", BootstrapOptions{}.confidence},
                         {"resamples", resamples},
                         {"realized_accuracy", {bands->accuracy.low, bands->accuracy.high}},
                         {"realized_cost", {bands->cost.low, bands->cost.high}}};
    }
    if (loss) {
        json["explained_error"] = {{"cost", partsJson(loss->cost)},
                                   {"accuracy", partsJson(loss->accuracy)},
                                   {"realized_cost", loss->realizedCost},
                                   {"realized_accuracy", loss->realizedAccuracy},
                                   {"hindsight_cost", loss->hindsightCost},
                                   {"hindsight_accuracy", loss->hindsightAccuracy},
                                   {"unknown_outcomes", loss->unknownOutcomes},
                                   {"unknown_costs", loss->unknownCosts}};
    }
}

std::vector<std::vector<std::string>> Assurance::rows() const {
    std::vector<std::vector<std::string>> rows;
    if (bands) {
        rows.push_back({"realized accuracy, 95 %",
                        between(percent(bands->accuracy.low), percent(bands->accuracy.high))});
        rows.push_back(
            {"realized cost, 95 % (USD)", between(usd(bands->cost.low), usd(bands->cost.high))});
    }
    if (promise) {
        const FloorPoint& point = promise->guarantee.point;
        rows.push_back({"promised accuracy", promised(*promise)});
        rows.push_back({"  floor on predictions", percent(point.floor)});
        rows.push_back({"  mean residual", percent(point.residual)});
        rows.push_back({"  margin", percent(point.margin)});
        rows.push_back({"  largest promise", percent(promise->guarantee.largestPromise())});
        rows.push_back({"  calibrated on", promise->folds > 0
                                               ? promise->calibratedOn + " by cross-fitting"
                                               : promise->calibratedOn});
    }
    return rows;
}

std::string Assurance::lossTable() const {
    if (!loss) return {};
    const auto row = [&](const char* name, double cost, double accuracy) {
        return std::vector<std::string>{name, usd(cost), percent(accuracy)};
    };
    return "\n" +
           table({{"lost against hindsight", "USD", "accuracy"},
                  row("by the optimizer", loss->cost.optimality, loss->accuracy.optimality),
                  row("by prediction", loss->cost.prediction(), loss->accuracy.prediction()),
                  row("  forecast of its choices", loss->cost.forecast, loss->accuracy.forecast),
                  row("  calibration", loss->cost.calibration, loss->accuracy.calibration),
                  row("headroom", loss->cost.headroom, loss->accuracy.headroom),
                  row("in all", loss->cost.total(), loss->accuracy.total())});
}

Assurance assuranceOf(const AssuranceArguments& arguments, std::optional<Promise> promise,
                      const Experiment& experiment, const Constraints& constraints,
                      const Assignment& assignment, std::uint64_t seed, const Job& job) {
    Assurance assurance;
    assurance.promise = std::move(promise);
    assurance.robust = arguments.robust;
    if (assignment.empty()) return assurance;
    if (arguments.bootstrap > 0) {
        BootstrapOptions options;
        options.resamples = assurance.resamples = arguments.bootstrap;
        options.seed = seed;
        assurance.bands = bootstrapBands(experiment, assignment, options, job);
    }
    if (arguments.explainError) {
        assurance.loss = explainError(experiment, constraints, assignment, job);
    }
    return assurance;
}

}  // namespace orl::cli
