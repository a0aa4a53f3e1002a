#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <string>
#include <vector>

#include "core/problem.h"

namespace orl {

/// Which data are routed and what predicts them: all that data, a fit and predictions follow from.
/// Two scenarios with equal preparations share them.
struct Preparation {
    std::string dataset;
    std::string trainSplit = "train";
    std::string testSplit = "test";  ///< empty: all rows
    std::string predictor = "hybrid";
    std::string embedding = "built-in";  ///< by which retrieval goes; "data": the data set's own
    int neighbours = 32;
    double blend = 0.5;
    /// The routed queries are predicted by the mean of the predictors of cross-fitting with so many
    /// folds, as a guarantee that is calibrated so needs it; 0: by one fit.
    int folds = 0;
    std::uint64_t seed = 1;  ///< of the fit, and of the routers that draw

    bool operator==(const Preparation&) const = default;
};

/// A model that nobody has asked yet: like one of the data set, some points better or worse. Its
/// prices, limit and speed are settings under its own name, its prices before any factor those of
/// the model that it is like.
struct HypotheticalModel {
    std::string name;
    std::string like;     ///< a model of the data set
    double points = 0.0;  ///< mean predicted quality over the routed queries above that one's

    bool operator==(const HypotheticalModel&) const = default;
};

/// What the operator changes about the pool without touching the data. With one preparation and
/// one pool goes one routing problem.
struct PoolSettings {
    std::map<std::string, double> priceMultiplier;  ///< by model name; absent: 1
    std::map<std::string, double> inputPrice;       ///< USD per million tokens, replaces the data's
    std::map<std::string, double> outputPrice;
    std::map<std::string, double> firstTokenSeconds;  ///< until an answer begins; absent: unknown
    std::map<std::string, double> tokensPerSecond;    ///< from then on; absent: unknown
    std::vector<std::string> disabled;                ///< models switched off
    std::vector<HypotheticalModel> hypothetical;      ///< after the models of the data
    /// ω >= 0: what a second of waiting for an answer costs, USD. Routers make c + ω·s least; what
    /// is reported stays USD. Needs the speeds of every model that is on.
    double secondPrice = 0.0;
    /// Where the prices that replace the data's come from, with its date; empty: typed by hand.
    std::string priceList;
    /// κ >= 0: the routing goes by a − κσ, predicted quality less so many standard deviations of
    /// its estimate. A part of the method, so it stays when another data set is chosen.
    double caution = 0.0;

    bool operator==(const PoolSettings&) const = default;
};

/// Floors and caps of tasks or difficulty levels, beside those of the whole batch.
struct GroupSettings {
    std::string by;                       ///< "task" or "level"; empty: no groups
    std::map<std::string, double> floor;  ///< α_g by the group's name
    /// By the group's and then the model's name: share of the group's queries that the model may
    /// take at most.
    std::map<std::string, std::map<std::string, double>> cap;

    bool operator==(const GroupSettings&) const = default;
};

/// A goal: realized accuracy of at least so much, with so much confidence. The floor on predictions
/// that keeps it is then found (core/evaluate/guarantee.h) instead of set by hand.
struct GuaranteeSettings {
    bool asked = false;
    double accuracy = 0.8;
    double confidence = 0.9;  ///< in [0.5, 1)

    bool operator==(const GuaranteeSettings&) const = default;
};

/// What the routing has to keep, for a batch of any size: shares of N instead of numbers.
struct ConstraintSettings {
    RoutingMode mode = RoutingMode::CostUnderFloor;
    double qualityFloor = 0.8;    ///< α
    double budgetPer1000 = 1.0;   ///< B as USD per 1,000 queries
    double commonCapacity = 1.0;  ///< L as a share of N for every model; 1: no limit
    std::map<std::string, double> capacityShare;  ///< per model, replaces the common share
    /// Cap on the mean predicted seconds of the answers; +∞: none.
    double secondsCap = std::numeric_limits<double>::infinity();
    GroupSettings groups;
    GuaranteeSettings guarantee;  ///< where asked, qualityFloor is what was found for it

    bool operator==(const ConstraintSettings&) const = default;
};

/// Every setting of the operator as one value: what the window snapshots and sends to the worker,
/// what undo remembers and the workspace stores. Plain data, no behaviour beyond its JSON form.
struct Scenario {
    std::string name;
    Preparation preparation;
    PoolSettings pool;
    ConstraintSettings constraints;
    std::string router = "dual";

    bool operator==(const Scenario&) const = default;
    /// One object without levels, as every version of the program reads it.
    std::string toJson() const;
    /// Only what differs from the defaults, and the data set; without the name.
    std::string toShortJson() const;
    /// Unknown keys are ignored, absent keys keep their default.
    /// @throws Error on text that is no scenario
    static Scenario fromJson(const std::string& json);
};

/// A scenario that is kept under its name, with what people write about it.
struct SavedScenario {
    Scenario scenario = {};
    std::string note = {};
    /// Dataset::queryFingerprint of the data that it was saved with; 0: unknown.
    std::uint64_t data = 0;

    bool operator==(const SavedScenario&) const = default;
    /// The scenario's object with two keys more, so that whoever reads scenarios reads it as well.
    std::string toJson() const;
    /// @throws Error on text that is no scenario
    static SavedScenario fromJson(const std::string& json);
};

}  // namespace orl
