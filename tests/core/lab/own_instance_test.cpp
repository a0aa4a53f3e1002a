#include "core/lab/duals/own_instance.h"

#include <gtest/gtest.h>

#include "core/lab/duals/routings.h"
#include "core/lab/settings.h"
#include "core/optimize/optimize.h"
#include "routed_support.h"

namespace orl {
namespace {

TEST(OwnInstance, TheTextbookIsTheOneThatGreedyFallsFor) {
    const Dataset data = textbookInstance();
    EXPECT_TRUE(isOwnInstance(data));
    EXPECT_EQ(data.score.rows(), 2);
    EXPECT_EQ(data.cost.cols(), 2);
    const Scenario scenario = textbookScenario();
    EXPECT_EQ(scenario.preparation.dataset, data.name);
    EXPECT_EQ(slotsOfShare(scenario.constraints.capacityShare.at("strong"), 2), 1);
}

TEST(OwnInstance, DrawnQueriesKeepTheirNumbers) {
    ConstraintSettings settings;
    settings.qualityFloor = 0.72;
    settings.commonCapacity = 0.5;
    const auto whole = testing::routed(testing::randomProblem(60, 4, 3), settings);
    const SmallBatch batch = drawnFrom(*whole, 6, 3, 2);
    const Dataset data = instanceOf(batch, {"a", "b", "c", "d", "e", "f"});
    for (std::size_t i = 0; i < 6; ++i) {
        for (std::size_t j = 0; j < 3; ++j) {
            EXPECT_EQ(data.score(Eigen::Index(i), Eigen::Index(j)), batch.problem().quality(i, j));
            EXPECT_EQ(data.cost(Eigen::Index(i), Eigen::Index(j)), batch.problem().cost(i, j));
        }
    }
    const Scenario scenario = scenarioOf(batch);
    EXPECT_EQ(scenario.constraints.qualityFloor, batch.constraints().qualityFloor);
    for (std::size_t j = 0; j < 3; ++j) {
        const std::string& name = data.models[j].name;
        if (batch.constraints().capacityOf(j) >= 6) continue;
        EXPECT_EQ(slotsOfShare(scenario.constraints.capacityShare.at(name), 6),
                  batch.constraints().capacityOf(j));
    }
}

TEST(OwnInstance, QueriesAndModelsComeAndGoWithinTheirLimits) {
    Dataset data = textbookInstance();
    for (std::size_t k = 0; k < 20; ++k) addQuery(data);
    for (std::size_t k = 0; k < 20; ++k) addModel(data);
    EXPECT_EQ(data.queryCount(), kMostOwnQueries);
    EXPECT_EQ(data.modelCount(), kMostOwnModels);
    EXPECT_EQ(data.score.rows(), Eigen::Index(kMostOwnQueries));
    EXPECT_EQ(data.cost.cols(), Eigen::Index(kMostOwnModels));
    EXPECT_TRUE((data.score <= 1.0).all() && (data.score >= 0.0).all());
    setPair(data, 3, 2, -1.0, 1.7);
    EXPECT_EQ(data.cost(3, 2), 0.0);
    EXPECT_EQ(data.score(3, 2), 1.0);
    const Grid before = data.score;
    removeQuery(data, 0);
    EXPECT_EQ(data.queries.front().text, "Hard");
    EXPECT_EQ(data.score(2, 2), before(3, 2));
    removeModel(data, 1);
    EXPECT_EQ(data.score(2, 1), before(3, 2));
    EXPECT_EQ(data.outputTokens.cols(), data.score.cols());
    for (int k = 0; k < 20; ++k) removeQuery(data, 0);
    for (int k = 0; k < 20; ++k) removeModel(data, 0);
    EXPECT_EQ(data.queryCount(), 1U);
    EXPECT_EQ(data.modelCount(), 1U);
}

}  // namespace
}  // namespace orl
