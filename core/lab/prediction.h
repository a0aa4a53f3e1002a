#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/data/workspace/workspace.h"
#include "core/experiment/experiment.h"
#include "core/lab/parts.h"
#include "core/predict/predictor.h"

/// From a workspace to predictions by the fit that it keeps: what every command begins with.
namespace orl {

struct StoredFit {
    std::string key;
    DatasetPart training;
    Predictor predictor;
};
/// The latest fit on that data set, of that kind unless empty. @throws Error saying what to fit
StoredFit latestFitOf(const Workspace& workspace, const std::string& dataset,
                      const std::string& kind, const Job& job);

/// Which rows are predicted, by which fit.
struct PredictionRequest {
    std::filesystem::path workspace;
    std::string test;       ///< "D[:split]"; the split "test" unless named
    std::string train;      ///< data set whose fit is used; empty: the tested one
    std::string predictor;  ///< latest fit of this kind, or "recorded"; empty: of any kind
};

struct Predicted {
    Dataset data;
    DatasetPart part;
    std::vector<std::size_t> rows;
    std::string predictorKey;
    std::optional<Predictor> predictor;  ///< none where the record is read
    PredictorKind kind = PredictorKind::Hybrid;
    DatasetPart training;
    Predictions predictions;
    std::vector<std::string> warnings;
};

/// @throws Error, Cancelled
Predicted predictPart(const PredictionRequest& request, const Job& job);
/// How many of the experiment's queries repeat a query that was learned from.
std::size_t copiesIn(const Predicted& predicted, const Experiment& experiment);
/// Adds the warnings of the predictions to those of the experiment. @throws Error
Experiment experimentOf(const Predicted& predicted, const PoolSettings& pool);

}  // namespace orl
