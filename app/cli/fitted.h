#pragma once

#include <CLI/CLI.hpp>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "app/cli/arguments.h"
#include "core/data/workspace/workspace.h"
#include "core/experiment/experiment.h"
#include "core/predict/predictor.h"

/// Data sets by "NAME[:split]", fitted predictors in the workspace, and what evaluate, route and
/// sweep make of both.
namespace orl::cli {

/// Reads "NAME[:split]". Without a split: the usual one ("train", "test") if the data set has it,
/// else all rows. @throws Error naming what there is
DatasetPart datasetPartOf(const Workspace& workspace, const std::string& text,
                          const std::string& usualSplit);
/// @throws Error when that split has no query
std::vector<std::size_t> rowsOf(const Dataset& data, const DatasetPart& part);

struct StoredFit {
    std::string key;
    DatasetPart training;
    Predictor predictor;
};
/// The latest fit on that data set, of that kind unless empty. @throws Error saying what to fit
StoredFit latestFitOf(const Workspace& workspace, const std::string& dataset,
                      const std::string& kind, const Job& job);

/// Options of the commands that predict: which rows, by which fit, in which pool.
struct PredictionArguments {
    std::filesystem::path workspace;
    std::string test;
    std::string train;
    std::string predictor;
    PoolArguments pool;

    /// Without the pool's options, which not every command has.
    void addTo(CLI::App& command);
};

struct Predicted {
    Dataset data;
    DatasetPart part;
    std::vector<std::size_t> rows;
    std::string predictorKey;
    PredictorKind kind = PredictorKind::Hybrid;
    DatasetPart training;
    Predictions predictions;
    std::vector<std::string> warnings;
};
/// @throws Error, Cancelled
Predicted predictPart(const PredictionArguments& arguments, const Job& job);
/// Consumes the predictions; adds warnings. @throws Error
/// @param robustness as of makeExperiment
Experiment experimentOf(Predicted& predicted, const PredictionArguments& arguments,
                        double robustness = 0.0);

}  // namespace orl::cli
