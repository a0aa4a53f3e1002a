#include "app/cli/fitted.h"

#include <fmt/format.h>

#include <algorithm>

#include "app/cli/output.h"
#include "core/predict/fit_store.h"
#include "core/support/error.h"

namespace orl::cli {
namespace {

std::vector<std::string> splitNames(const DatasetSummary& summary) {
    std::vector<std::string> names;
    for (const auto& [split, count] : summary.splits) names.push_back(split);
    return names;
}

std::string fitCommand(const Workspace& workspace, const std::string& dataset,
                       const std::string& kind) {
    return fmt::format("Run: omnirouter fit --workspace {} --train {}{}{}",
                       workspace.file().string(), dataset, kind.empty() ? "" : " --predictor ",
                       kind);
}

}  // namespace

DatasetPart datasetPartOf(const Workspace& workspace, const std::string& text,
                          const std::string& usualSplit) {
    const std::vector<DatasetSummary> known = workspace.datasets();
    const auto named = [&](const std::string& name) {
        return std::find_if(known.begin(), known.end(),
                            [&](const DatasetSummary& entry) { return entry.name == name; });
    };
    // A data set's own name may hold a colon, so the whole text is tried first.
    if (const auto whole = named(text); whole != known.end()) {
        return {text, whole->splits.contains(usualSplit) ? usualSplit : ""};
    }
    const auto colon = text.rfind(':');
    const auto found = colon == std::string::npos ? known.end() : named(text.substr(0, colon));
    if (found == known.end()) {
        std::vector<std::string> names;
        names.reserve(known.size());
        for (const DatasetSummary& entry : known) names.push_back(entry.name);
        throw Error(
            workspace.file().string(), fmt::format("There is no data set \"{}\"", text),
            names.empty() ? "It has none yet; import one first" : "It has " + joined(names));
    }
    DatasetPart part{found->name, text.substr(colon + 1)};
    if (!found->splits.contains(part.split)) {
        throw Error(part.dataset, fmt::format("It has no split \"{}\"", part.split),
                    "Its splits are " + joined(splitNames(*found)));
    }
    return part;
}

std::vector<std::size_t> rowsOf(const Dataset& data, const DatasetPart& part) {
    std::vector<std::size_t> rows = data.rowsOfSplit(part.split);
    if (rows.empty()) throw Error(part.shown(), "It has no queries", "Choose another split");
    return rows;
}

StoredFit latestFitOf(const Workspace& workspace, const std::string& dataset,
                      const std::string& kind, const Job& job) {
    const auto record = latestFit(workspace, dataset, kind);
    if (!record) {
        throw Error(dataset,
                    fmt::format("No {} has been fitted on it",
                                kind.empty() ? "predictor" : kind + " predictor"),
                    fitCommand(workspace, dataset, kind));
    }
    const DatasetPart training{dataset, record->split};
    const Dataset data = workspace.loadDataset(dataset, job);
    const auto bytes = workspace.loadPredictor(record->key, record->fingerprint);
    if (!bytes || fingerprintFor(data, *record) != record->fingerprint) {
        throw Error(training.shown(), "It has changed since its predictor was fitted",
                    fitCommand(workspace, training.shown(), kind));
    }
    return {record->key, training, Predictor::deserialize(*bytes)};
}

void PredictionArguments::addTo(CLI::App& command) {
    command.add_option("--workspace", workspace, "The workspace file")->required();
    command
        .add_option("--test", test,
                    "Data set and split to work on; the split \"test\" unless named")
        ->required()
        ->type_name("D[:split]");
    command
        .add_option("--train", train,
                    "Data set whose fitted predictor is used; the tested one unless named")
        ->type_name("D");
    command
        .add_option("--predictor", predictor,
                    "Use the latest fit of this kind, or the recorded outcomes themselves (perfect "
                    "foresight); the latest fit of any kind unless named")
        ->check(CLI::IsMember({"hybrid", "knn", "trained", "prior", "recorded"}));
}

namespace {

void warnAboutVectors(const Predictor& predictor, Predicted& result) {
    if (predictor.options().vectors != VectorSource::Data) return;
    const std::size_t missing = result.predictions.withoutVector;
    if (missing > 0) {
        result.warnings.push_back(
            fmt::format("{} of {} queries have no vector; they were predicted from their texts",
                        missing, result.rows.size()));
    }
    const std::string& source = result.data.embeddingSource;
    if (!source.empty() && source != predictor.embeddingSource()) {
        result.warnings.push_back(fmt::format(
            "the predictor was fitted on vectors from {}, these are from {}: make sure that the "
            "same model made both",
            predictor.embeddingSource(), source));
    }
}

}  // namespace

Predicted predictPart(const PredictionArguments& arguments, const Job& job) {
    const auto workspace = Workspace::open(arguments.workspace, Workspace::Access::ReadOnly);
    Predicted result;
    result.part = datasetPartOf(workspace, arguments.test, "test");
    result.data = workspace.loadDataset(result.part.dataset, job);
    result.rows = rowsOf(result.data, result.part);
    if (arguments.predictor == "recorded") {
        PredictorOptions options;
        options.kind = result.kind = PredictorKind::Recorded;
        result.training = result.part;
        const auto recorded = Predictor::fit(result.data, result.rows, options, job);
        result.predictions = recorded.predict(result.data, result.rows, job);
        result.predictorKey = "recorded";
        return result;
    }
    const std::string source = arguments.train.empty()
                                   ? result.part.dataset
                                   : datasetPartOf(workspace, arguments.train, "train").dataset;
    const StoredFit fit = latestFitOf(workspace, source, arguments.predictor, job);
    result.predictorKey = fit.key;
    result.kind = fit.predictor.options().kind;
    result.training = fit.training;
    result.predictions = fit.predictor.predict(result.data, result.rows, job);
    warnAboutVectors(fit.predictor, result);
    const bool sameRows = fit.training.dataset == result.part.dataset &&
                          (fit.training.split.empty() || result.part.split.empty() ||
                           fit.training.split == result.part.split);
    if (sameRows) {
        result.warnings.push_back(
            fmt::format("{} holds queries that the predictor was fitted on ({}): figures are too "
                        "good",
                        result.part.shown(), fit.training.shown()));
    }
    return result;
}

Experiment experimentOf(Predicted& predicted, const PredictionArguments& arguments,
                        double robustness) {
    Experiment experiment = makeExperiment(predicted.data, predicted.rows, predicted.predictions,
                                           arguments.pool.settings(predicted.data), robustness);
    experiment.warnings.insert(experiment.warnings.begin(), predicted.warnings.begin(),
                               predicted.warnings.end());
    return experiment;
}

}  // namespace orl::cli
