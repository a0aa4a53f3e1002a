#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/problem.h"

namespace orl {

/// Every setting of the operator as one value: what the window snapshots and sends to the worker,
/// what undo remembers and the workspace stores. Plain data, no behaviour beyond its JSON form.
struct Scenario {
    std::string name;
    std::string dataset;
    std::string trainSplit = "train";
    std::string testSplit = "test";  ///< empty: all rows
    RoutingMode mode = RoutingMode::CostUnderFloor;
    double qualityFloor = 0.8;    ///< α
    double budgetPer1000 = 1.0;   ///< B as USD per 1,000 queries
    double commonCapacity = 1.0;  ///< L as a share of N for every model; 1 = no limit
    std::map<std::string, double> capacityShare;    ///< per model, replaces the common share
    std::map<std::string, double> priceMultiplier;  ///< per model; absent: 1
    std::map<std::string, double> inputPrice;       ///< per model, USD per million tokens
    std::map<std::string, double> outputPrice;
    std::vector<std::string> disabled;
    std::string predictor = "hybrid";
    std::string embedding = "built-in";  ///< by which retrieval goes; "data": the data set's own
    int neighbours = 32;
    double blend = 0.5;
    /// The routed queries are predicted by the mean of the predictors of cross-fitting with so many
    /// folds, as a promise that is calibrated so needs it; 0: by one fit.
    int folds = 0;
    std::string router = "dual";
    std::uint64_t seed = 1;

    bool operator==(const Scenario&) const = default;
    std::string toJson() const;
    /// Unknown keys are ignored, absent keys keep their default.
    /// @throws Error on text that is no scenario
    static Scenario fromJson(const std::string& json);
};

}  // namespace orl
