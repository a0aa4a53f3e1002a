#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/data/dataset.h"
#include "core/data/workspace/workspace.h"
#include "core/evaluate/evaluation.h"
#include "core/evaluate/matched.h"
#include "core/evaluate/own_comparison.h"
#include "core/evaluate/router_curve.h"
#include "core/evaluate/single_model.h"
#include "core/evaluate/sweep.h"
#include "core/experiment/experiment.h"
#include "core/experiment/latency.h"
#include "core/lab/selection.h"
#include "core/predict/cross_fit.h"
#include "core/predict/predictor.h"
#include "core/predict/shared_prefixes.h"
#include "core/scenario.h"

/// What the workers publish to the window: values that never change again once they are shown.
namespace orl {

/// Cross-fitted predictions of the training and the routed rows.
struct CrossFitted {
    std::shared_ptr<const Dataset> data;
    Preparation preparation;  ///< whose splits and predictor they are of
    CrossFit fit;
};

/// Data, fitted predictor and predictions: everything that stays while prices, α and L move.
struct Prepared {
    std::shared_ptr<const Dataset> data;
    std::uint64_t queryFingerprint = 0;                ///< of the data, as Dataset has it
    std::shared_ptr<const SharedPrefixes> beginnings;  ///< that many of its texts share
    std::vector<DatasetSummary> datasets;              ///< of the workspace, for the choosers
    std::vector<std::size_t> rows;                     ///< routed rows of the data set
    std::vector<std::string> assumptions;  ///< that their costs rest on, as of assumptionsOf
    std::shared_ptr<const Predictor> predictor;
    std::shared_ptr<const Predictions> predictions;
    std::shared_ptr<const CrossFitted> crossed;  ///< where they come from; null: from the predictor
    Scenario scenario;  ///< that it was made for, with names that the data really has
    std::shared_ptr<const Selection> part;  ///< the only ones of `rows` to route; null: all
};

/// What the current constraints can reach at all.
struct Reach {
    double maxQuality = kMissing;  ///< highest α under the capacities
    double minCost = kMissing;     ///< least B under the capacities, USD for the batch; budget mode
    double leastCommonCapacity = 0.0;  ///< share of N below which the queries do not fit
};

/// What mixing the models of the pool at random reaches under the capacities, USD per 1,000
/// queries.
struct MixingHulls {
    std::vector<PlanePoint> predicted;
    std::vector<PlanePoint> realized;
};

/// One answer of the optimizer and the compared routers to one set of constraints.
struct SolveView {
    Scenario scenario;
    Constraints constraints;
    std::shared_ptr<const Experiment> experiment;
    /// Grid of the α sweep: the same for all capacities.
    std::shared_ptr<const std::vector<double>> alphaValues;
    /// Of the budget sweep, USD for the batch: the same for all capacities.
    std::shared_ptr<const std::vector<double>> budgetValues;
    /// What each model alone would do, in column order: the same for all constraints.
    std::shared_ptr<const std::vector<SingleModel>> singleModels;
    LatencyRange latency;  ///< of the experiment: the same for all constraints
    MixingHulls mixing;
    Reach reach;
    SolveStatus status = SolveStatus::Solved;
    Evaluation chosen;  ///< of the scenario's own router
    /// Of an optimizer: bound, proof and prices, without the assignment; null for other routers.
    std::shared_ptr<const SolveResult> certificate;
    std::shared_ptr<const Assignment> assignment;  ///< its routing; empty where there is none
    std::vector<Evaluation> evaluations;           ///< of the compared routers, in catalogue order
    /// Their routings, in the same order; empty ones where there is none.
    std::vector<std::shared_ptr<const Assignment>> assignments;
    /// The routing is what the command line finds, whose budget for a proof is larger than that of
    /// a drag.
    bool thorough = false;
};

/// Whether the routers' curves of one are those of the other: they do not depend on floor and
/// budget.
bool sameGround(const SolveView& one, const SolveView& other);

/// The baselines tuned to the accuracy of the scenario's own router.
struct TunedBaselines {
    std::vector<MatchedComparison> matched;
    /// Against which the least is saved where they were tuned; empty: none has the accuracy.
    std::string strongest;

    /// The strongest as it does here; nullptr: there is none.
    const MatchedComparison* best() const { return against(strongest); }
    /// That baseline, if it reached the accuracy; else nullptr.
    const MatchedComparison* against(const std::string& router) const;
};

/// Tuned, and the strongest of them chosen, on queries that are not routed.
struct HeldOutTuning {
    TunedBaselines tuned;
    std::string on;           ///< which queries, in words
    std::string explanation;  ///< why there are none; else empty

    bool isKnown() const { return explanation.empty(); }
};

/// All routers under the same constraints and the baselines tuned to the optimizer's accuracy.
struct ComparisonView {
    std::shared_ptr<const SolveView> solve;
    std::vector<Evaluation> evaluations;  ///< every router, in catalogue order, own ones last
    std::vector<std::shared_ptr<const Assignment>> assignments;  ///< their routings, likewise
    MatchOn matchedOn = MatchOn::Realized;
    TunedBaselines hindsight;  ///< on the routed queries themselves
    /// null: not computed yet. What is saved against them may come with another accuracy.
    std::shared_ptr<const HeldOutTuning> heldOut;
    /// Of the routers that have a parameter; null: not computed yet.
    std::shared_ptr<const std::vector<RouterCurve>> curves;
    std::vector<CurveScores> curveScores;  ///< in the order of the curves
    /// What the optimizer does at the accuracy of each own router, in the experiment's order; null:
    /// not computed yet.
    std::shared_ptr<const std::vector<OwnComparison>> own;

    /// What the savings are read from: the held-out tuning where there is one, else hindsight.
    const TunedBaselines& tuned() const;
};

/// Everything that a sweep's curves depend on.
struct SweepInputs {
    std::shared_ptr<const Experiment> experiment;
    SweepOver over = SweepOver::Alpha;
    Constraints base;
    std::vector<double> values;
    std::vector<std::string> routers;
    std::uint64_t seed = 1;
    /// Same curves come out: a running or finished sweep need not be repeated.
    bool sameAs(const SweepInputs& other) const;
    /// Same points come out for a router that both have.
    bool samePointsAs(const SweepInputs& other) const;
};

/// A sweep so far, all of it of one set of inputs.
struct SweepView {
    SweepInputs inputs;
    /// [router][value]; empty where nothing was computed yet.
    std::vector<std::vector<std::optional<SweepPoint>>> points;
    bool complete = false;

    std::vector<SweepPoint> flat() const;
};

}  // namespace orl
