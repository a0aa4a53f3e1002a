#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/route/tune.h"
#include "instances.h"

namespace orl {
namespace {

using testing::smoothProblem;
using Kind = TuneGoal::Kind;

// Out of reach, the goal is still what the choice is made by: the ablest below a floor, the
// cheapest above a budget.
TEST(TuneOutOfReach, TheNearestToTheTargetIsChosen) {
    Random random(61);
    for (int round = 0; round < 50; ++round) {
        std::vector<double> candidates;
        std::vector<TuneScore> scores;
        for (int k = 0; k < 24; ++k) {
            candidates.push_back(k);
            scores.push_back({random.uniform(1.0, 2.0), random.uniform(0.1, 0.6), k % 5 != 0});
        }
        const auto score = [&](double at) { return scores[static_cast<std::size_t>(at)]; };
        double ablest = 0.0;
        double cheapest = HUGE_VAL;
        for (const TuneScore& each : scores) {
            if (!each.complete) continue;
            ablest = std::max(ablest, each.quality);
            cheapest = std::min(cheapest, each.cost);
        }
        const Tuned floor = tuneParameter(candidates, {Kind::CheapestAtQuality, 0.9}, 64, score);
        EXPECT_FALSE(floor.reached);
        EXPECT_TRUE(floor.score.complete);
        EXPECT_EQ(floor.score.quality, ablest);
        EXPECT_EQ(score(floor.parameter).quality, ablest);
        const Tuned budget = tuneParameter(candidates, {Kind::BestUnderBudget, 0.5}, 64, score);
        EXPECT_FALSE(budget.reached);
        EXPECT_TRUE(budget.score.complete);
        EXPECT_EQ(budget.score.cost, cheapest);
    }
}

TEST(TuneOutOfReach, BaselinesComeAsNearAsTheirRuleCan) {
    Random random(62);
    for (int round = 0; round < 20; ++round) {
        const RoutingProblem problem = smoothProblem(random, 15, 4);
        double best = 0.0;
        double least = 0.0;
        for (std::size_t i = 0; i < 15; ++i) {
            double quality = 0.0;
            double cost = HUGE_VAL;
            for (std::size_t j = 0; j < 4; ++j) {
                quality = std::max(quality, problem.quality(i, j));
                cost = std::min(cost, problem.cost(i, j));
            }
            best += quality / 15.0;
            least += cost;
        }
        for (const std::string_view id : {"threshold", "willingness"}) {
            const auto rule = makeBaseline(id, problem);
            const Tuned floor =
                tuneBaseline(id, *rule, problem,
                             {{}, nullptr, {Kind::CheapestAtQuality, best + 0.01}, 1, 64, {}});
            EXPECT_FALSE(floor.reached);
            EXPECT_NEAR(floor.score.quality, best, 1e-9) << id;
            const Tuned budget = tuneBaseline(
                id, *rule, problem, {{}, nullptr, {Kind::BestUnderBudget, 0.9 * least}, 1, 64, {}});
            EXPECT_FALSE(budget.reached);
            EXPECT_NEAR(budget.score.cost, least, 1e-9) << id;
        }
    }
}

TEST(TuneOutOfReach, OnlyWholePlacementsReachAGoal) {
    const TuneGoal goal{Kind::CheapestAtQuality, 0.5};
    const TuneScore partial{0.1, 0.9, false};
    const TuneScore whole{5.0, 0.2, true};
    EXPECT_FALSE(goal.reachedBy(partial));
    EXPECT_TRUE(goal.prefers(whole, partial));
    EXPECT_FALSE(goal.prefers(partial, whole));
    EXPECT_TRUE(goal.reachedBy({1.0, 0.5, true}));
    EXPECT_FALSE(goal.reachedBy({1.0, kMissing, true}));
    EXPECT_TRUE((TuneGoal{Kind::BestUnderBudget, 2.0}.reachedBy({2.0, 0.1, true})));
    EXPECT_FALSE((TuneGoal{Kind::BestUnderBudget, 2.0}.reachedBy({2.001, 0.1, true})));
}

}  // namespace
}  // namespace orl
