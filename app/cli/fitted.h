#pragma once

#include <CLI/CLI.hpp>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "app/cli/arguments.h"
#include "core/data/workspace.h"
#include "core/evaluate/experiment.h"
#include "core/predict/predictor.h"

/// Data sets by "NAME[:split]", fitted predictors in the workspace, and what evaluate, route and
/// sweep make of both.
namespace orl::cli {

/// Some rows of a data set in the workspace.
struct DatasetPart {
    std::string dataset;
    std::string split;  ///< empty: all rows
    std::string shown() const { return split.empty() ? dataset : dataset + ":" + split; }
};

/// Reads "NAME[:split]". Without a split: the usual one ("train", "test") if the data set has it,
/// else all rows. @throws Error naming what there is
DatasetPart datasetPartOf(const Workspace& workspace, const std::string& text,
                          const std::string& usualSplit);
/// @throws Error when that split has no query
std::vector<std::size_t> rowsOf(const Dataset& data, const DatasetPart& part);

/// Under which a fitted predictor is kept. Where the options beyond k, blend and seed are the
/// usual ones, it is the name that the window gives the same fit, so that they share it.
std::string predictorKey(const DatasetPart& training, const PredictorOptions& options);

/// Keeps the predictor and remembers it as the latest of its data set and kind.
/// @return its key
std::string storeFit(Workspace& workspace, const Dataset& data, const DatasetPart& training,
                     const Predictor& predictor);

struct StoredFit {
    std::string key;
    DatasetPart training;
    Predictor predictor;
};
/// The latest fit on that data set, of that kind unless empty. @throws Error saying what to fit
StoredFit latestFit(const Workspace& workspace, const std::string& dataset, const std::string& kind,
                    const Job& job);

/// The fits of a data set whose training rows are not among those that an import is about to
/// change. saveDataset drops all fits of the data set; restore() puts these back.
class KeptFits {
  public:
    KeptFits(const Workspace& workspace, const std::string& dataset);
    void restore(Workspace& workspace, const Dataset& data) const;

  private:
    struct Entry {
        std::string setting, key, bytes, split;
        std::uint64_t fingerprint;
    };
    std::vector<Entry> m_entries;
};

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
