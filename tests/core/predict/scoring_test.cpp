#include <gtest/gtest.h>

#include <cmath>

#include "core/predict/predictor.h"
#include "core/support/error.h"
#include "core/support/random.h"

namespace orl {
namespace {

struct ScoredCase {
    Dataset data;
    Predictions predictions;
    std::vector<std::size_t> rows;
};

ScoredCase scoredCase(const Grid& quality, const Grid& score) {
    ScoredCase result;
    result.data.queries.resize(static_cast<std::size_t>(score.rows()));
    for (Eigen::Index j = 0; j < score.cols(); ++j) {
        result.data.models.emplace_back().name = std::to_string(j);
    }
    result.data.score = score;
    result.data.cost = Grid::Constant(score.rows(), score.cols(), kMissing);
    result.data.outputTokens = result.data.cost;
    result.predictions = {quality, result.data.cost, result.data.cost};
    for (std::size_t i = 0; i < result.data.queryCount(); ++i) result.rows.push_back(i);
    return result;
}

TEST(ScorePredictions, HandCase) {
    Grid quality(4, 1);
    quality << 0.9, 0.6, 0.6, 0.1;
    Grid score(4, 1);
    score << 1.0, 1.0, 0.0, 0.0;
    ScoredCase one = scoredCase(quality, score);
    one.predictions.outputTokens << 10.0, 20.0, 30.0, kMissing;
    one.data.outputTokens << 12.0, 20.0, 24.0, 5.0;
    const auto scores = scorePredictions(one.data, one.rows, one.predictions);
    ASSERT_EQ(scores.size(), 2U);
    EXPECT_DOUBLE_EQ(scores[0].auc, 3.5 / 4.0);
    EXPECT_NEAR(scores[0].brier, (0.01 + 0.16 + 0.36 + 0.01) / 4.0, 1e-12);
    EXPECT_NEAR(scores[0].logLoss,
                -(std::log(0.9) + std::log(0.6) + std::log(0.4) + std::log(0.9)) / 4.0, 1e-12);
    EXPECT_NEAR(scores[0].ece, (0.1 + 0.4 + 0.6 + 0.1) / 4.0, 1e-12);  // a cell a bin
    EXPECT_NEAR(scores[0].lengthMae, 8.0 / 3.0, 1e-12);
    EXPECT_TRUE(std::isnan(scores[0].costMae));
    EXPECT_EQ(scores[1].model, "mean");
    EXPECT_EQ(scores[1].cells, 4U);
}

TEST(ScorePredictions, AucEqualsCountingPairs) {
    Random random(3);
    for (int trial = 0; trial < 30; ++trial) {
        const Eigen::Index n = 40;
        Grid quality(n, 1);
        Grid score(n, 1);
        for (Eigen::Index i = 0; i < n; ++i) {
            quality(i, 0) = static_cast<double>(random.below(8)) / 8.0;  // many ties
            score(i, 0) = random.uniform() < 0.1 ? kMissing : random.uniform();
        }
        const ScoredCase one = scoredCase(quality, score);
        double wins = 0.0;
        double pairs = 0.0;
        for (Eigen::Index a = 0; a < n; ++a) {
            for (Eigen::Index b = 0; b < n; ++b) {
                if (!(score(a, 0) >= 0.5) || !(score(b, 0) < 0.5)) continue;
                pairs += 1.0;
                wins += quality(a, 0) > quality(b, 0)    ? 1.0
                        : quality(a, 0) == quality(b, 0) ? 0.5
                                                         : 0.0;
            }
        }
        EXPECT_NEAR(scorePredictions(one.data, one.rows, one.predictions)[0].auc, wins / pairs,
                    1e-12);
    }
}

TEST(ScorePredictions, CalibratedPredictionsHaveSmallErrorAndBiasShows) {
    Random random(5);
    Grid quality(6000, 2);
    Grid score(6000, 2);
    for (Eigen::Index i = 0; i < quality.rows(); ++i) {
        for (Eigen::Index j = 0; j < 2; ++j) {
            const double p = random.uniform();
            quality(i, j) = j == 0 ? p : std::min(1.0, p + 0.2);
            score(i, j) = random.uniform() < p ? 1.0 : 0.0;
        }
    }
    const ScoredCase one = scoredCase(quality, score);
    const auto scores = scorePredictions(one.data, one.rows, one.predictions);
    EXPECT_LT(scores[0].ece, 0.03);
    EXPECT_NEAR(scores[1].ece, 0.18, 0.03);  // 0.2, less where it is cut at 1
    EXPECT_NEAR(scores[2].auc, (scores[0].auc + scores[1].auc) / 2.0, 1e-12);
}

TEST(ScorePredictions, OneClassOrNoOutcomesIsUnknownAndWrongShapesAreErrors) {
    const Grid quality = Grid::Constant(5, 2, 0.0);
    Grid score = Grid::Constant(5, 2, 1.0);
    score.col(1).setConstant(kMissing);
    ScoredCase one = scoredCase(quality, score);
    const auto scores = scorePredictions(one.data, one.rows, one.predictions);
    EXPECT_TRUE(std::isnan(scores[0].auc));
    EXPECT_TRUE(std::isfinite(scores[0].logLoss));
    EXPECT_TRUE(std::isnan(scores[1].brier));
    EXPECT_EQ(scores[1].cells, 0U);
    EXPECT_DOUBLE_EQ(scores[2].brier, 1.0);
    one.rows.pop_back();
    EXPECT_THROW(scorePredictions(one.data, one.rows, one.predictions), Error);
}

}  // namespace
}  // namespace orl
