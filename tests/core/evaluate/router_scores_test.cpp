#include "core/evaluate/router_scores.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace orl {
namespace {

Evaluation routed(double accuracy, double costPer1000) {
    Evaluation evaluation;
    evaluation.queries = 500;
    evaluation.realizedAccuracy = accuracy;
    evaluation.realizedCost = costPer1000 * 0.5;
    return evaluation;
}

SingleModel model(double quality) {
    return {{1.0, quality}, {1.0, quality}};
}

TEST(RouterScores, RouterArenaByItsFormula) {
    // C = (log2 200 − log2 c) / (log2 200 − log2 0.0044), S = 1.1 A C / (0.1 A + C).
    const double cheapness = std::log2(200.0 / 0.4) / std::log2(200.0 / 0.0044);
    const double expected = 1.1 * 0.8 * cheapness / (0.08 + cheapness);
    EXPECT_NEAR(routerScores(routed(0.8, 0.4), {}).routerArena, expected, 1e-12);
    EXPECT_TRUE(std::isnan(routerScores(routed(kMissing, 0.4), {}).routerArena));
    EXPECT_TRUE(std::isnan(routerScores(routed(0.8, kMissing), {}).routerArena));
}

TEST(RouterScores, TheGapIsDefinedBetweenTwoModelsOnly) {
    const std::vector<SingleModel> two = {model(0.9), model(0.6)};
    EXPECT_NEAR(routerScores(routed(0.75, 1.0), two).gapRecovered, 0.5, 1e-12);
    EXPECT_NEAR(routerScores(routed(0.95, 1.0), two).gapRecovered, 7.0 / 6.0, 1e-12);
    const std::vector<SingleModel> three = {model(0.9), model(0.6), model(0.5)};
    EXPECT_TRUE(std::isnan(routerScores(routed(0.75, 1.0), three).gapRecovered));
    const std::vector<SingleModel> equal = {model(0.6), model(0.6)};
    EXPECT_TRUE(std::isnan(routerScores(routed(0.75, 1.0), equal).gapRecovered));
    const std::vector<SingleModel> unknown = {model(kMissing), model(0.6)};
    EXPECT_TRUE(std::isnan(routerScores(routed(0.75, 1.0), unknown).gapRecovered));
}

}  // namespace
}  // namespace orl
