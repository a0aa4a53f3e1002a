#include "core/experiment/hypothetical.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "builders.h"
#include "core/evaluate/evaluation.h"
#include "core/experiment/experiment.h"
#include "core/support/error.h"

namespace orl {
namespace {

using testing::allRows;
using testing::emptyDataset;
using testing::emptyPredictions;

Grid column(const std::vector<double>& values) {
    Grid grid(Eigen::Index(values.size()), 1);
    for (std::size_t i = 0; i < values.size(); ++i) grid(Eigen::Index(i), 0) = values[i];
    return grid;
}

double meanAfter(const Grid& grid, double shift) {
    double sum = 0.0;
    double known = 0.0;
    for (Eigen::Index i = 0; i < grid.rows(); ++i) {
        if (std::isnan(grid(i, 0))) continue;
        sum += withOdds(grid(i, 0), std::exp(shift));
        known += 1.0;
    }
    return sum / known;
}

TEST(Hypothetical, TheShiftRaisesTheMeanByThePoints) {
    std::mt19937 random(5);
    std::uniform_real_distribution<double> unit(0.0, 1.0);
    for (int round = 0; round < 40; ++round) {
        std::vector<double> values;
        for (int i = 0; i < 60; ++i) values.push_back(unit(random));
        values[3] = kMissing;
        values[5] = 0.0;
        values[6] = 1.0;
        const Grid grid = column(values);
        const double points = 0.5 * unit(random) - 0.25;
        const OddsShift shift = oddsShift(grid, 0, points);
        ASSERT_TRUE(shift.reached);
        EXPECT_NEAR(meanAfter(grid, shift.shift) - meanAfter(grid, 0.0), points, 1e-10);
        // By bisection, as a second opinion.
        double low = -40.0;
        double high = 40.0;
        for (int step = 0; step < 200; ++step) {
            const double middle = (low + high) / 2.0;
            (meanAfter(grid, middle) - meanAfter(grid, 0.0) < points ? low : high) = middle;
        }
        EXPECT_NEAR(shift.shift, low, 1e-8);
    }
}

TEST(Hypothetical, WhatIsOutOfReachIsSaid) {
    const Grid grid = column({0.5, 0.9, 1.0, 0.0});  // 0 has no odds: 0.75 is the most
    const OddsShift shift = oddsShift(grid, 0, 0.3);
    EXPECT_FALSE(shift.reached);
    EXPECT_NEAR(shift.points, 0.15, 1e-9);
    const OddsShift certain = oddsShift(column({1.0, 0.0}), 0, 0.1);
    EXPECT_FALSE(certain.reached);
    EXPECT_EQ(certain.points, 0.0);
    EXPECT_EQ(oddsShift(grid, 0, 0.0).shift, 0.0);
}

/// Two models by tokens and price, three queries.
Dataset priced() {
    Dataset data = emptyDataset(3, 2);
    for (Query& query : data.queries) query.inputTokens = 1000;
    for (ModelInfo& model : data.models) {
        model.inputPrice = 1.0;
        model.outputPrice = 5.0;
    }
    data.outputTokens.setConstant(200.0);
    data.score << 1, 0, 0, 1, 1, 1;
    return data;
}

Predictions predicted() {
    Predictions predictions = emptyPredictions(3, 2);
    predictions.quality << 0.9, 0.4, 0.3, 0.8, 0.6, 0.5;
    predictions.outputTokens.setConstant(200.0);
    return predictions;
}

TEST(Hypothetical, IsAColumnOfItsOwnThatNothingIsRecordedOf) {
    const Dataset data = priced();
    PoolSettings pool;
    pool.hypothetical = {{"better", "m0", 0.05}};
    pool.priceMultiplier = {{"better", 0.5}, {"m0", 3.0}};
    const Experiment experiment = makeExperiment(data, allRows(data), predicted(), pool);
    const Experiment plain = makeExperiment(data, allRows(data), predicted());
    ASSERT_EQ(experiment.models, (std::vector<std::string>{"m0", "m1", "better"}));
    EXPECT_TRUE(experiment.isHypothetical(2));
    EXPECT_FALSE(experiment.isHypothetical(1));
    double raised = 0.0;
    for (std::size_t i = 0; i < 3; ++i) {
        // Half the list's price, whatever the factor of the one that it is like.
        EXPECT_DOUBLE_EQ(experiment.problem.cost(i, 2), 0.5 * plain.problem.cost(i, 0));
        EXPECT_GT(experiment.problem.quality(i, 2), experiment.problem.quality(i, 0));
        raised += experiment.problem.quality(i, 2) - experiment.problem.quality(i, 0);
        EXPECT_TRUE(std::isnan(experiment.truth.outcome(Eigen::Index(i), 2)));
        EXPECT_TRUE(std::isnan(experiment.truth.realizedCost(Eigen::Index(i), 2)));
    }
    EXPECT_NEAR(raised / 3.0, 0.05, 1e-9);
    EXPECT_FALSE(experiment.hasOutcomes);
    EXPECT_TRUE(plain.hasOutcomes);

    RouteResult result;
    result.assignment = {0, 1, 2};
    const Evaluation judged = evaluate(experiment, "dual", {}, result);
    EXPECT_TRUE(std::isnan(judged.realizedAccuracy));
    EXPECT_TRUE(std::isnan(judged.realizedCost));
    EXPECT_FALSE(std::isnan(judged.predictedAccuracy));
    result.assignment = {0, 1, 1};
    EXPECT_DOUBLE_EQ(evaluate(experiment, "dual", {}, result).realizedAccuracy, 1.0);

    // Switched off it changes nothing.
    pool.disabled = {"better"};
    const Experiment off = makeExperiment(data, allRows(data), predicted(), pool);
    EXPECT_TRUE(off.hasOutcomes);
    EXPECT_FALSE(off.problem.allowed(0, 2));
}

TEST(Hypothetical, CautionAppliesAsToTheOneItIsLike) {
    const Dataset data = priced();
    Predictions predictions = predicted();
    predictions.uncertainty = Grid::Constant(3, 2, 0.1);
    predictions.uncertainty(0, 0) = 0.2;
    PoolSettings pool;
    pool.caution = 1.0;
    pool.hypothetical = {{"same", "m0", 0.0}};
    const Experiment experiment = makeExperiment(data, allRows(data), predictions, pool);
    for (std::size_t i = 0; i < 3; ++i) {
        EXPECT_EQ(experiment.problem.quality(i, 2), experiment.problem.quality(i, 0));
        EXPECT_EQ(experiment.problem.cost(i, 2), experiment.problem.cost(i, 0));
    }
}

TEST(Hypothetical, WhatMakesNoSenseIsRefused) {
    const Dataset data = priced();
    for (const HypotheticalModel& wrong :
         {HypotheticalModel{"", "m0", 0.0}, HypotheticalModel{"m1", "m0", 0.0},
          HypotheticalModel{"x", "gone", 0.0}, HypotheticalModel{"x", "m0", 1.5},
          HypotheticalModel{"x", "m0", kMissing}}) {
        PoolSettings pool;
        pool.hypothetical = {wrong};
        EXPECT_THROW(makeExperiment(data, allRows(data), predicted(), pool), Error);
    }
    PoolSettings twice;
    twice.hypothetical = {{"x", "m0", 0.0}, {"x", "m1", 0.0}};
    EXPECT_THROW(makeExperiment(data, allRows(data), predicted(), twice), Error);
}

}  // namespace
}  // namespace orl
