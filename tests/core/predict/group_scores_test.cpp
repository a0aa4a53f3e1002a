// Scores by task and level, against scores of the parts taken alone and against chance.
#include "core/predict/group_scores.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/support/error.h"
#include "core/support/random.h"

namespace orl {
namespace {

struct Judged {
    Dataset data;
    Predictions predictions;
    std::vector<std::size_t> rows;
};

/// Outcomes drawn by the predictions, shifted by `shift` of the query's task.
Judged drawn(Random& random, std::size_t queries, std::size_t models,
             const std::vector<std::string>& tasks, const std::vector<double>& shift) {
    Judged made;
    const auto n = static_cast<Eigen::Index>(queries);
    const auto m = static_cast<Eigen::Index>(models);
    made.data.queries.resize(queries);
    for (Eigen::Index j = 0; j < m; ++j) made.data.models.emplace_back().name = std::to_string(j);
    made.data.score = Grid::Constant(n, m, kMissing);
    made.data.cost = made.data.outputTokens = Grid::Constant(n, m, kMissing);
    made.predictions = {made.data.cost, made.data.cost, made.data.cost};
    for (std::size_t i = 0; i < queries; ++i) {
        const std::size_t task = i % tasks.size();
        made.data.queries[i].task = tasks[task];
        made.rows.push_back(i);
        for (Eigen::Index j = 0; j < m; ++j) {
            const auto row = static_cast<Eigen::Index>(i);
            const double chance = random.uniform(0.25, 0.75);
            made.predictions.quality(row, j) = chance;
            made.predictions.cost(row, j) = random.uniform();
            made.data.cost(row, j) = random.uniform();
            if (random.uniform() < 0.05) continue;
            made.data.score(row, j) = random.uniform() < chance + shift[task] ? 1.0 : 0.0;
        }
    }
    return made;
}

std::vector<GroupScore> byTask(const Judged& one) {
    return scoreGroups(one.data, one.rows, one.predictions, groupsByTask(one.data, one.rows));
}

TEST(GroupScores, AGroupScoresAsItsQueriesAlone) {
    Random random(1);
    const Judged one = drawn(random, 90, 4, {"b", "a", ""}, {0.0, 0.1, -0.1});
    const auto scores = byTask(one);
    ASSERT_EQ(scores.size(), 3U);
    EXPECT_EQ(scores[0].score.model, "a");
    EXPECT_EQ(scores[1].score.model, "b");
    EXPECT_EQ(scores[2].score.model, "no task");
    const std::vector<std::string> tasks = {"a", "b", ""};
    for (std::size_t g = 0; g < 3; ++g) {
        std::vector<std::size_t> rows;
        std::vector<Eigen::Index> positions;
        for (const std::size_t row : one.rows) {
            if (one.data.queries[row].task != tasks[g]) continue;
            rows.push_back(row);
            positions.push_back(static_cast<Eigen::Index>(row));
        }
        Predictions part;
        part.quality = one.predictions.quality(positions, Eigen::all);
        part.outputTokens = one.predictions.outputTokens(positions, Eigen::all);
        part.cost = one.predictions.cost(positions, Eigen::all);
        const auto alone = scorePredictions(one.data, rows, part);
        EXPECT_EQ(scores[g].queries, rows.size());
        EXPECT_EQ(scores[g].score.cells, alone.back().cells);
        EXPECT_EQ(scores[g].score.ece, alone.back().ece);
        EXPECT_NEAR(scores[g].score.costMae, alone.back().costMae, 1e-12);
        double brier = 0.0;
        for (std::size_t j = 0; j < 4; ++j) {
            brier += alone[j].brier * static_cast<double>(alone[j].cells);
        }
        EXPECT_NEAR(scores[g].score.brier, brier / static_cast<double>(alone.back().cells), 1e-12);
    }
}

TEST(GroupScores, ErrorsThatCancelInTheModelsShowInTheTasks) {
    Random random(2);
    const Judged one = drawn(random, 600, 4, {"hard", "easy"}, {-0.2, 0.2});
    EXPECT_LT(scorePredictions(one.data, one.rows, one.predictions).back().ece, 0.05);
    const auto scores = byTask(one);
    for (const GroupScore& score : scores) {
        EXPECT_NEAR(score.score.ece, 0.2, 0.05);
        EXPECT_TRUE(score.miscalibrated());
    }
    const auto warnings = calibrationWarnings(scores, "task");
    ASSERT_EQ(warnings.size(), 2U);
    EXPECT_NE(warnings[0].find("task easy"), std::string::npos);
}

TEST(GroupScores, ChanceIsWhatRightPredictionsShow) {
    Random random(3);
    double found = 0.0;
    double expected = 0.0;
    constexpr int kTrials = 300;
    int warned = 0;
    for (int trial = 0; trial < kTrials; ++trial) {
        const auto scores = byTask(drawn(random, 40, 4, {"one"}, {0.0}));
        found += scores[0].score.ece / kTrials;
        expected += scores[0].chanceEce / kTrials;
        EXPECT_GE(scores[0].score.cells, GroupScore::kLeastCells);
        warned += scores[0].miscalibrated() ? 1 : 0;
    }
    EXPECT_NEAR(found, expected, 0.04 * expected);
    // Chance alone is well above the limit with so few cells, and nevertheless hardly ever warns.
    EXPECT_GT(expected, 1.5 * GroupScore::kLargestEce);
    EXPECT_LT(warned, kTrials / 20);
}

TEST(GroupScores, FewCellsAreNoGroundToWarn) {
    Random random(4);
    EXPECT_FALSE(byTask(drawn(random, 20, 4, {"one"}, {0.25}))[0].miscalibrated());
    EXPECT_TRUE(byTask(drawn(random, 100, 4, {"one"}, {0.25}))[0].miscalibrated());
}

TEST(GroupScores, DataWithoutTasksHaveNoGroups) {
    Random random(5);
    Judged one = drawn(random, 10, 2, {""}, {0.0});
    EXPECT_TRUE(groupsByTask(one.data, one.rows).names.empty());
    EXPECT_TRUE(byTask(one).empty());
    one.rows.pop_back();
    EXPECT_THROW(byTask(one), Error);
}

}  // namespace
}  // namespace orl
