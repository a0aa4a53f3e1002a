#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/data/dataset.h"
#include "core/predict/predictor.h"
#include "core/problem.h"
#include "core/route/router.h"

namespace orl {

/// What the operator changes about the pool without touching the data.
struct PoolSettings {
    std::map<std::string, double> priceMultiplier;  ///< by model name; absent: 1
    std::map<std::string, double> inputPrice;       ///< USD per million tokens, replaces the data's
    std::map<std::string, double> outputPrice;
    std::vector<std::string> disabled;  ///< models switched off
};

/// Everything that stays the same while α and L move: the predicted problem on the routed rows,
/// the truth to judge it by, and the groups that charts show.
struct Experiment {
    RoutingProblem problem;
    Truth truth;
    std::vector<std::size_t> rows;        ///< of the data set
    std::vector<std::string> models;      ///< names, in column order of everything here
    std::vector<int> level;               ///< difficulty level index per query
    std::vector<std::string> levelNames;  ///< easiest first
    bool levelsPredicted = false;         ///< levels come from predictions, not from data
    bool qualityIsRecorded = false;       ///< perfect foresight (predictor "recorded")
    std::vector<std::string> warnings;    ///< e.g. models left out because their price is unknown
};

/// Joins predictions with current prices into a problem. A predicted length and known prices give
/// the cost; else the cost learned from recorded costs × the multiplier; a pair with neither is
/// forbidden and reported in warnings.
/// @throws Error if no query, or a query without any usable model, is left
Experiment makeExperiment(const Dataset& data, std::vector<std::size_t> rows,
                          const Predictions& predictions, const PoolSettings& pool = {});

}  // namespace orl
