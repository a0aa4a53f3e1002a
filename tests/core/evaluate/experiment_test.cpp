#include "core/experiment/experiment.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "builders.h"
#include "core/evaluate/evaluation.h"
#include "core/experiment/difficulty.h"
#include "core/support/error.h"

namespace orl {
namespace {

using testing::allRows;
using testing::emptyDataset;
using testing::emptyPredictions;

bool mentions(const std::vector<std::string>& warnings, const std::string& text) {
    return std::any_of(warnings.begin(), warnings.end(), [&](const std::string& warning) {
        return warning.find(text) != std::string::npos;
    });
}

/// Two queries; m0 has prices and tokens (1000 in, 200 and 400 out), m1 recorded costs alone.
Dataset twoKindsOfCost() {
    Dataset data = emptyDataset(2, 2);
    data.queries[0].inputTokens = 1000;
    data.queries[1].inputTokens = 1000;
    data.models[0].inputPrice = 1.0;
    data.models[0].outputPrice = 5.0;
    data.outputTokens.col(0) << 200, 400;
    data.cost.col(1) << 0.25, 0.5;
    data.score << 1, 0, 0, 1;
    return data;
}

Predictions twoKindsPredicted() {
    Predictions predictions = emptyPredictions(2, 2);
    predictions.quality << 0.9, 0.4, 0.3, 0.8;
    predictions.outputTokens.col(0) << 300, 300;
    predictions.cost.col(1) << 0.3, 0.3;
    return predictions;
}

TEST(MakeExperiment, CostsFollowTokensOrRecords) {
    const Dataset data = twoKindsOfCost();
    const Experiment experiment = makeExperiment(data, allRows(data), twoKindsPredicted());
    EXPECT_DOUBLE_EQ(experiment.problem.cost(0, 0), 0.0025);
    EXPECT_DOUBLE_EQ(experiment.problem.cost(1, 1), 0.3);
    EXPECT_DOUBLE_EQ(experiment.problem.quality(1, 1), 0.8);
    EXPECT_DOUBLE_EQ(experiment.truth.realizedCost(0, 0), 0.002);
    EXPECT_DOUBLE_EQ(experiment.truth.realizedCost(1, 0), 0.003);
    EXPECT_DOUBLE_EQ(experiment.truth.realizedCost(1, 1), 0.5);
    EXPECT_FALSE(experiment.qualityIsRecorded);
    EXPECT_TRUE(experiment.warnings.empty());
}

TEST(MakeExperiment, PriceChangesReachPredictionAndTruth) {
    const Dataset data = twoKindsOfCost();
    PoolSettings pool;
    pool.priceMultiplier = {{"m0", 2.0}, {"m1", 3.0}};
    pool.outputPrice = {{"m0", 10.0}};
    const Experiment experiment = makeExperiment(data, allRows(data), twoKindsPredicted(), pool);
    EXPECT_DOUBLE_EQ(experiment.problem.cost(0, 0), 2 * 0.004);
    EXPECT_DOUBLE_EQ(experiment.truth.realizedCost(1, 0), 2 * 0.005);
    EXPECT_DOUBLE_EQ(experiment.problem.cost(0, 1), 0.9);
    EXPECT_DOUBLE_EQ(experiment.truth.realizedCost(0, 1), 0.75);
    pool.inputPrice = {{"m1", 1.0}};
    pool.outputPrice = {{"m1", 1.0}};
    EXPECT_TRUE(mentions(makeExperiment(data, allRows(data), twoKindsPredicted(), pool).warnings,
                         "new prices of m1 do not reach 2 recorded costs"));
}

TEST(MakeExperiment, TrustsRecordedCostsThatDisagreeWithPrices) {
    Dataset data = twoKindsOfCost();
    Predictions predictions = twoKindsPredicted();
    predictions.cost.col(0) << 0.007, 0.007;
    data.cost.col(0) << 0.002, 0.003;  // what tokens × prices give
    Experiment experiment = makeExperiment(data, allRows(data), predictions);
    EXPECT_DOUBLE_EQ(experiment.problem.cost(0, 0), 0.0025);
    EXPECT_TRUE(experiment.warnings.empty());
    data.cost.col(0) << 0.006, 0.008;
    experiment = makeExperiment(data, allRows(data), predictions);
    EXPECT_DOUBLE_EQ(experiment.problem.cost(0, 0), 0.007);
    EXPECT_DOUBLE_EQ(experiment.truth.realizedCost(0, 0), 0.006);
    EXPECT_TRUE(mentions(experiment.warnings, "Recorded costs of m0"));
    PoolSettings pool;
    pool.inputPrice = {{"m0", 2.0}};
    experiment = makeExperiment(data, allRows(data), predictions, pool);
    EXPECT_DOUBLE_EQ(experiment.problem.cost(0, 0), 0.0035);
    EXPECT_DOUBLE_EQ(experiment.truth.realizedCost(0, 0), 0.003);
}

TEST(MakeExperiment, UnknownIsForbiddenAndCountedNeverFree) {
    const Dataset data = emptyDataset(5, 4);
    Predictions predictions = emptyPredictions(5, 4);
    predictions.quality.setConstant(0.5);
    predictions.cost.setConstant(1.0);
    predictions.cost.col(1).setConstant(kMissing);
    predictions.quality.col(2).setConstant(kMissing);
    predictions.quality(1, 0) = kMissing;
    predictions.cost(2, 0) = kMissing;
    predictions.cost(3, 0) = kMissing;
    predictions.cost.row(4).setConstant(kMissing);
    const Experiment experiment = makeExperiment(data, allRows(data), predictions);
    EXPECT_EQ(experiment.models.size(), 4U);
    EXPECT_EQ(experiment.rows, (std::vector<std::size_t>{0, 1, 2, 3}));
    EXPECT_EQ(experiment.problem.queryCount(), 4U);
    for (std::size_t i = 0; i < 4; ++i) {
        EXPECT_EQ(experiment.problem.allowed(i, 0), i == 0);
        EXPECT_FALSE(experiment.problem.allowed(i, 1));
        EXPECT_FALSE(experiment.problem.allowed(i, 2));
        EXPECT_TRUE(experiment.problem.allowed(i, 3));
    }
    EXPECT_TRUE(mentions(experiment.warnings, "m1 is left out: its cost is unknown"));
    EXPECT_TRUE(mentions(experiment.warnings, "m2 is left out: it has no prediction"));
    EXPECT_TRUE(mentions(experiment.warnings, "1 without a predicted quality, 3 without a cost"));
    EXPECT_TRUE(mentions(experiment.warnings, "1 of 5 queries are left out"));
}

TEST(MakeExperiment, SwitchedOffModelsKeepTheirColumn) {
    const Dataset data = twoKindsOfCost();
    PoolSettings pool;
    pool.disabled = {"m0"};
    const Experiment experiment = makeExperiment(data, allRows(data), twoKindsPredicted(), pool);
    EXPECT_EQ(experiment.models, (std::vector<std::string>{"m0", "m1"}));
    EXPECT_FALSE(experiment.problem.allowed(0, 0));
    EXPECT_TRUE(experiment.problem.allowed(0, 1));
    EXPECT_TRUE(experiment.warnings.empty());
    pool.disabled = {"m0", "m1"};
    EXPECT_THROW(makeExperiment(data, allRows(data), twoKindsPredicted(), pool), Error);
}

TEST(MakeExperiment, RefusesSenselessSettings) {
    const Dataset data = twoKindsOfCost();
    const Predictions predictions = twoKindsPredicted();
    PoolSettings pool;
    pool.priceMultiplier = {{"m0", -1.0}};
    EXPECT_THROW(makeExperiment(data, allRows(data), predictions, pool), Error);
    pool.priceMultiplier = {{"gpt-5", 1.0}};
    EXPECT_THROW(makeExperiment(data, allRows(data), predictions, pool), Error);
    EXPECT_THROW(makeExperiment(data, {}, predictions), Error);
    EXPECT_THROW(makeExperiment(data, {0}, predictions), Error);
}

TEST(MakeExperiment, PerfectForesightIsRecognised) {
    const Dataset data = twoKindsOfCost();
    Predictions predictions = emptyPredictions(2, 2);
    predictions.quality = data.score;
    predictions.outputTokens = data.outputTokens;
    predictions.cost = data.cost;
    const Experiment experiment = makeExperiment(data, allRows(data), predictions);
    EXPECT_TRUE(experiment.qualityIsRecorded);
    for (std::size_t i = 0; i < 2; ++i) {
        for (std::size_t j = 0; j < 2; ++j) {
            EXPECT_EQ(experiment.problem.cost(i, j),
                      experiment.truth.realizedCost(static_cast<Eigen::Index>(i),
                                                    static_cast<Eigen::Index>(j)));
        }
    }
}

TEST(Difficulty, OwnLevelsStandInNaturalOrder) {
    Dataset data = emptyDataset(5, 1);
    const std::vector<std::string> given = {"Level 10", "Level 2", "", "Level 1", "Level 2"};
    for (std::size_t i = 0; i < 5; ++i) data.queries[i].level = given[i];
    const DifficultyLevels levels = difficultyLevels(data, allRows(data), emptyPredictions(5, 1));
    EXPECT_EQ(levels.names,
              (std::vector<std::string>{"Level 1", "Level 2", "Level 10", "unknown"}));
    EXPECT_EQ(levels.level, (std::vector<int>{2, 1, 3, 0, 1}));
    EXPECT_FALSE(levels.predicted);
}

TEST(Difficulty, KnownWordsStandByTheirMeaning) {
    std::vector<std::string> names = {"hard", "Very hard", "easy", "medium", "very_easy"};
    std::sort(names.begin(), names.end(), easierLevel);
    EXPECT_EQ(names,
              (std::vector<std::string>{"very_easy", "easy", "medium", "hard", "Very hard"}));
}

TEST(Difficulty, NaturalOrderIsAStrictWeakOrder) {
    const std::vector<std::string> names = {"",     "a",    "A",   "a1",    "a01",    "a10", "a2",
                                            "easy", "1",    "10",  "2",     "02",     "a1b", "a1 b",
                                            "Hard", "hard", "zzz", "level", "expert", "0"};
    for (const auto& a : names) {
        EXPECT_FALSE(easierLevel(a, a));
        for (const auto& b : names) {
            if (a != b) {
                EXPECT_NE(easierLevel(a, b), easierLevel(b, a)) << a << " / " << b;
            }
            for (const auto& c : names) {
                if (easierLevel(a, b) && easierLevel(b, c)) {
                    EXPECT_TRUE(easierLevel(a, c)) << a << " < " << b << " < " << c;
                }
            }
        }
    }
}

TEST(Difficulty, SharesOfFailingModelsMakeFiveLevels) {
    Dataset data = emptyDataset(7, 5);
    for (Eigen::Index i = 0; i < 6; ++i) {
        for (Eigen::Index j = 0; j < 5; ++j) data.score(i, j) = j < i ? 0.25 : 1.0;
    }
    data.score(5, 0) = kMissing;
    Predictions predictions = emptyPredictions(7, 5);
    predictions.quality.row(6).setConstant(0.55);
    DifficultyLevels levels = difficultyLevels(data, allRows(data), predictions);
    EXPECT_EQ(levels.level, (std::vector<int>{0, 1, 2, 3, 4, 4, 2}));
    EXPECT_EQ(levels.names.size(), 5U);
    EXPECT_FALSE(levels.predicted);
    EXPECT_NE(levels.warning.find("1 of 7 queries"), std::string::npos);

    data.score.setConstant(kMissing);
    predictions.quality.setConstant(0.9);
    levels = difficultyLevels(data, allRows(data), predictions);
    EXPECT_TRUE(levels.predicted);
    EXPECT_EQ(std::set<int>(levels.level.begin(), levels.level.end()), std::set<int>{0});
    EXPECT_NE(levels.names.front().find("predicted"), std::string::npos);
}

PoolSettings cautious(double kappa) {
    PoolSettings pool;
    pool.caution = kappa;
    return pool;
}

TEST(RobustExperiment, RoutesByTheCautiousValueAndReportsTheMean) {
    Dataset data = emptyDataset(2, 2);
    data.queries[1].task = "law";
    Predictions predictions = emptyPredictions(2, 2);
    predictions.quality << 0.75, 0.5, 0.25, 1.0;
    predictions.uncertainty.resize(2, 2);
    predictions.uncertainty << 0.125, 0.0, 0.25, 0.125;
    predictions.cost.setConstant(1.0);
    const Experiment plain = makeExperiment(data, allRows(data), predictions);
    EXPECT_EQ(plain.meanQuality.size(), 0);
    EXPECT_EQ(plain.problem.quality(0, 0), 0.75);
    EXPECT_EQ(plain.task, (std::vector<std::string>{"", "law"}));

    const Experiment robust = makeExperiment(data, allRows(data), predictions, cautious(2.0));
    EXPECT_EQ(robust.problem.quality(0, 0), 0.5);
    EXPECT_EQ(robust.problem.quality(0, 1), 0.5);
    EXPECT_EQ(robust.problem.quality(1, 0), 0.0);
    EXPECT_EQ(robust.problem.quality(1, 1), 0.75);
    RouteResult route;
    route.assignment = {0, 1};
    Constraints constraints;
    constraints.qualityFloor = 0.75;
    const Evaluation evaluation = evaluate(robust, "dual", constraints, route);
    EXPECT_DOUBLE_EQ(evaluation.predictedAccuracy, (0.75 + 1.0) / 2.0);
    EXPECT_DOUBLE_EQ(evaluation.shortfall, 0.75 - (0.5 + 0.75) / 2.0);
}

TEST(RobustExperiment, ChecksWhatItNeeds) {
    const Dataset data = emptyDataset(2, 2);
    Predictions predictions = emptyPredictions(2, 2);
    predictions.quality.setConstant(0.5);
    predictions.cost.setConstant(1.0);
    EXPECT_THROW(makeExperiment(data, allRows(data), predictions, cautious(1.0)), Error);
    predictions.uncertainty = predictions.cost;
    EXPECT_NO_THROW(makeExperiment(data, allRows(data), predictions, cautious(1.0)));
    EXPECT_THROW(makeExperiment(data, allRows(data), predictions, cautious(-0.5)), Error);
    EXPECT_THROW(makeExperiment(data, allRows(data), predictions, cautious(kMissing)), Error);
}

}  // namespace
}  // namespace orl
