#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/data/dataset.h"
#include "core/experiment/hypothetical.h"
#include "core/experiment/own_plan.h"
#include "core/predict/predictor.h"
#include "core/problem.h"
#include "core/scenario.h"
#include "core/truth.h"

namespace orl {

/// Everything that stays the same while α and L move: the predicted problem on the routed rows,
/// the truth to judge it by, and the groups that charts show.
struct Experiment {
    RoutingProblem problem;
    /// a_ij where the problem holds less than that (robust mode), queries × models; else empty.
    Grid meanQuality = {};
    /// c_ij in USD where a second has a price and the problem holds c + ω·s, queries × models; else
    /// empty. See usd().
    Grid dollars = {};
    double secondPrice = 0.0;  ///< ω that the problem's costs hold, USD per second
    /// s_ij at i·M + j: predicted seconds of an answer, NaN where the length or the model's speed
    /// is unknown. Null: no model's speed is known.
    std::shared_ptr<const std::vector<double>> seconds = {};
    Truth truth;
    std::vector<std::size_t> rows;        ///< of the data set
    std::vector<std::string> models;      ///< names, in column order of everything here
    std::vector<std::string> task;        ///< per query; empty where unknown
    std::vector<int> level;               ///< difficulty level index per query
    std::vector<std::string> levelNames;  ///< easiest first
    bool levelsPredicted = false;         ///< levels come from predictions, not from data
    bool qualityIsRecorded = false;       ///< perfect foresight (predictor "recorded")
    /// At least one outcome is recorded, and no hypothetical model may take a query: routings can
    /// be judged by the record.
    bool hasOutcomes = false;
    /// Of the hypothetical models, which are the last columns. No answer of theirs is recorded.
    std::vector<OddsShift> hypothetical = {};
    std::string levelWarning = {};      ///< of them, the one about the levels; empty: none
    std::vector<std::string> warnings;  ///< e.g. models left out because their price is unknown
    /// What people's own routers do with these queries (own_choices.h); makeExperiment leaves it
    /// empty, and a part has none.
    std::vector<OwnPlan> own = {};

    /// That of the id; null: there is none.
    const OwnPlan* ownPlanOf(std::string_view id) const;

    /// Predicted USD of an answer, without the price of its seconds; kForbidden as in the problem.
    double usd(std::size_t query, std::size_t model) const {
        if (dollars.size() == 0) return problem.cost(query, model);
        return dollars(static_cast<Eigen::Index>(query), static_cast<Eigen::Index>(model));
    }
    /// The same of all placed queries together.
    double usdOf(std::span<const std::int32_t> assignment) const;
    /// Predicted seconds of an answer; NaN where unknown.
    double secondsOf(std::size_t query, std::size_t model) const {
        return seconds ? (*seconds)[query * models.size() + model] : kMissing;
    }

    /// As a cap on them needs: `seconds`, or all unknown.
    std::shared_ptr<const std::vector<double>> secondsForCap() const;

    bool isHypothetical(std::size_t model) const {
        return !hypothetical.empty() && model + hypothetical.size() >= models.size();
    }
};

/// Joins predictions with current prices into a problem. A predicted length and known prices give
/// the cost, unless the data's recorded costs disagree with its prices (see Pricing); else the cost
/// learned from recorded costs × the multiplier; a pair with neither is forbidden and reported in
/// warnings. The truth's costs follow the same price changes. Quality is clamped to [0,1].
///
/// Robust mode, κ = PoolSettings::caution > 0: the problem's qualities are max(0, a − κσ) with the
/// predictions' uncertainty σ, so that every constraint and choice rests on the cautious value; a
/// itself is kept in meanQuality for reports.
///
/// Where the pool states a model's time to the first token and tokens per second, the predicted
/// length gives the seconds of an answer. ω = PoolSettings::secondPrice > 0: the problem's cost is
/// c + ω·s, USD alone is kept in `dollars`, and a pair whose seconds are unknown is forbidden and
/// reported: a second that costs something is never taken for none.
///
/// A hypothetical model has the predictions of the one that it is like, with shifted log-odds, and
/// no record. While one may take queries nothing is judged by the record, and a warning says so.
///
/// All models of the data set keep their column, hypothetical ones follow, those left out (switched
/// off, no prediction, no cost) with every pair forbidden. Queries that no model may take are left
/// out with a warning, so `Experiment::rows` can be shorter than the rows asked for.
/// @param before made of the same data, rows and predictions by another pool: what does not depend
/// on the pool is taken from it. May be null.
/// @throws Error if no query is left, the pool settings or κ make no sense, or κ > 0 and the
/// predictions have no uncertainty
Experiment makeExperiment(const Dataset& data, std::vector<std::size_t> rows,
                          const Predictions& predictions, const PoolSettings& pool = {},
                          const Experiment* before = nullptr);

/// The problem with the predicted USD of one model in proportion; its seconds keep their price.
RoutingProblem withPriceFactor(const Experiment& experiment, std::size_t model, double factor);

}  // namespace orl
