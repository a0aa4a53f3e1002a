#include "core/lab/prediction.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/predict/fit_store.h"
#include "core/predict/word_store.h"
#include "core/support/error.h"

namespace orl {

namespace {

std::string fitCommand(const Workspace& workspace, const std::string& dataset,
                       const std::string& kind) {
    return fmt::format("Run: omnirouter fit --workspace {} --train {}{}{}",
                       workspace.file().string(), dataset, kind.empty() ? "" : " --predictor ",
                       kind);
}

void warnAboutVectors(const Predictor& predictor, Predicted& result) {
    if (predictor.options().vectors != VectorSource::Data) return;
    const std::size_t missing = result.predictions.withoutVector;
    if (missing > 0) {
        result.warnings.push_back(
            fmt::format("{} of {} queries have no vector; they were predicted from their texts",
                        missing, result.rows.size()));
    }
    const std::string& source = result.data.embeddingSource;
    if (source.empty() || source == predictor.embeddingSource()) return;
    if (wordsOf(predictor) != nullptr) {
        result.warnings.push_back(
            fmt::format("the data's own vectors ({}) are not used: the predictor was fitted on {}",
                        source, predictor.embeddingSource()));
    } else {
        result.warnings.push_back(fmt::format(
            "the predictor was fitted on vectors from {}, these are from {}: make sure that the "
            "same model made both",
            predictor.embeddingSource(), source));
    }
}

}  // namespace

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
    return {record->key, training,
            withWordsBehind(Predictor::deserialize(*bytes), workspace, data)};
}

Predicted predictPart(const PredictionRequest& request, const Job& job) {
    const auto workspace = Workspace::open(request.workspace, Workspace::Access::ReadOnly);
    Predicted result;
    result.part = datasetPartOf(workspace, request.test, "test");
    result.data = workspace.loadDataset(result.part.dataset, job);
    result.rows = rowsOf(result.data, result.part);
    if (request.predictor == "recorded") {
        PredictorOptions options;
        options.kind = result.kind = PredictorKind::Recorded;
        result.training = result.part;
        const auto recorded = Predictor::fit(result.data, result.rows, options, job);
        result.predictions = recorded.predict(result.data, result.rows, job);
        result.predictorKey = "recorded";
        return result;
    }
    const std::string source = request.train.empty()
                                   ? result.part.dataset
                                   : datasetPartOf(workspace, request.train, "train").dataset;
    const StoredFit fit = latestFitOf(workspace, source, request.predictor, job);
    result.predictorKey = fit.key;
    result.kind = fit.predictor.options().kind;
    result.training = fit.training;
    result.predictor = fit.predictor;
    result.predictions = fit.predictor.predict(result.data, result.rows, job);
    warnAboutVectors(fit.predictor, result);
    if (overlap(fit.training, result.part)) {
        result.warnings.push_back(
            fmt::format("{} holds queries that the predictor was fitted on ({}): figures are too "
                        "good",
                        result.part.shown(), fit.training.shown()));
    } else if (const std::size_t copies = result.predictions.copies.size(); copies > 0) {
        result.warnings.push_back(
            fmt::format("{} of the {} queries of {} repeat a text of {}: their outcomes have been "
                        "seen, so they are not held out",
                        copies, result.rows.size(), result.part.shown(), fit.training.shown()));
    }
    return result;
}

std::size_t copiesIn(const Predicted& predicted, const Experiment& experiment) {
    const std::vector<std::size_t>& copies = predicted.predictions.copies;
    return static_cast<std::size_t>(std::ranges::count_if(copies, [&](std::size_t position) {
        return std::ranges::binary_search(experiment.rows, predicted.rows[position]);
    }));
}

Experiment experimentOf(const Predicted& predicted, const PoolSettings& pool) {
    Experiment experiment =
        makeExperiment(predicted.data, predicted.rows, predicted.predictions, pool);
    experiment.warnings.insert(experiment.warnings.begin(), predicted.warnings.begin(),
                               predicted.warnings.end());
    return experiment;
}

}  // namespace orl
