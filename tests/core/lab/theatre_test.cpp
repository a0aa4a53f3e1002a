#include "core/lab/duals/theatre.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/lab/duals/repair.h"
#include "core/optimize/verify.h"
#include "core/support/error.h"
#include "routed_support.h"

namespace orl {
namespace {

using testing::randomProblem;
using testing::routed;
using testing::tiedProblem;

ConstraintSettings tight(RoutingMode mode) {
    ConstraintSettings settings;
    settings.mode = mode;
    settings.qualityFloor = 0.72;
    settings.budgetPer1000 = 2.0;
    settings.commonCapacity = 0.4;
    return settings;
}

TEST(Repaired, KeepsTheConstraintsOrSaysThatItCannot) {
    int found = 0;
    for (unsigned seed = 1; seed <= 60; ++seed) {
        const bool budget = seed % 2 == 0;
        const RoutingProblem problem =
            seed % 3 == 0 ? tiedProblem(40, 4, seed) : randomProblem(40, 4, seed, seed % 5 == 0);
        const auto view = routed(
            problem, tight(budget ? RoutingMode::QualityUnderBudget : RoutingMode::CostUnderFloor));
        const double lambda = 0.002 * (seed % 7);
        std::vector<std::int32_t> choice;
        for (std::size_t i = 0; i < 40; ++i) {
            std::int32_t best = 0;
            for (std::int32_t j = 1; j < 4; ++j) {
                const auto reduced = [&](std::int32_t k) {
                    return problem.cost(i, std::size_t(k)) -
                           lambda * problem.quality(i, std::size_t(k));
                };
                if (problem.allowed(i, std::size_t(j)) && reduced(j) < reduced(best)) best = j;
            }
            choice.push_back(best);
        }
        const Assignment kept = repaired(problem, view->constraints, choice, lambda, {});
        if (kept.empty()) continue;
        ++found;
        EXPECT_TRUE(verify(problem, view->constraints, kept).feasible) << seed;
    }
    EXPECT_GT(found, 30);
}

TEST(Theatre, BothLanesCloseInOnTheOptimum) {
    for (unsigned seed = 1; seed <= 8; ++seed) {
        const RoutingMode mode =
            seed % 2 ? RoutingMode::CostUnderFloor : RoutingMode::QualityUnderBudget;
        const auto solve = routed(randomProblem(80, 4, seed), tight(mode));
        ASSERT_EQ(solve->status, SolveStatus::Solved) << seed;
        const TheatreView view = theatreOf(solve, {}, {});
        const bool floor = mode == RoutingMode::CostUnderFloor;
        const double optimum = floor ? solve->certificate->cost : solve->certificate->quality;
        for (const TheatreLane* lane : {&view.paper, &view.fast}) {
            ASSERT_FALSE(lane->looks.empty());
            int before = 0;
            double bound = lane->looks.front().bestBound;
            for (const IterationRecord& look : lane->looks) {
                EXPECT_GE(look.evaluations, before);
                before = look.evaluations;
                const double sign = floor ? 1.0 : -1.0;
                EXPECT_LE(sign * look.bestBound, sign * optimum + 1e-12) << seed;
                EXPECT_GE(sign * look.bestBound, sign * bound - 1e-12);
                bound = look.bestBound;
                if (!std::isnan(look.bestFeasible)) {
                    EXPECT_GE(sign * look.bestFeasible, sign * optimum - 1e-12) << seed;
                }
            }
        }
        EXPECT_EQ(view.fast.looks.back().bestFeasible, optimum);
        EXPECT_EQ(gapAt(view.fast.looks.back()), solve->certificate->gap);
        EXPECT_LT(gapAt(view.paper.looks.back()), 0.1) << seed;
        EXPECT_EQ(view.paper.looks.size(), 300U);
        EXPECT_EQ(view.repairs, 300);
    }
}

TEST(Theatre, AStepThatIsTooSmallOrTooLargeIsWorseThanTheAdaptiveOne) {
    int small = 0;
    int large = 0;
    constexpr int kSeeds = 10;
    for (unsigned seed = 1; seed <= kSeeds; ++seed) {
        const auto solve = routed(randomProblem(200, 5, seed), tight(RoutingMode::CostUnderFloor));
        TheatreSettings settings;
        settings.looks = 120;
        const double adaptive = boundsOf(*solve, settings, {}).back().bestBound;
        settings.patience = 0;
        settings.diminishes = false;
        const double tooLarge = boundsOf(*solve, settings, {}).back().bestBound;
        settings.firstStep = 0.002;
        const double tooSmall = boundsOf(*solve, settings, {}).back().bestBound;
        small += tooSmall < adaptive;
        large += tooLarge < adaptive;
    }
    EXPECT_EQ(small, kSeeds);
    EXPECT_GE(large, kSeeds - 1);
}

TEST(Theatre, StartsAndStopsWhereItIsTold) {
    const auto solve = routed(randomProblem(200, 5, 3), tight(RoutingMode::CostUnderFloor));
    TheatreSettings settings;
    settings.startQualityPrice = solve->certificate->qualityPrice;
    settings.startCapacityPrice = solve->certificate->capacityPrice;
    const TheatreView near = theatreOf(solve, settings, {});
    EXPECT_EQ(near.paper.looks.front().qualityPrice, settings.startQualityPrice);
    EXPECT_EQ(near.paper.looks.front().capacityPrice, settings.startCapacityPrice);
    // At the optimizer's prices the first look has its bound but for what the proof added.
    EXPECT_NEAR(near.paper.looks.front().dualValue, solve->certificate->bound,
                2e-3 * solve->certificate->bound);
    settings = {};
    settings.stopGap = 0.05;
    const TheatreView early = theatreOf(solve, settings, {});
    EXPECT_TRUE(early.paper.stoppedEarly);
    EXPECT_LT(early.paper.looks.size(), 300U);
    EXPECT_LT(gapAt(early.paper.looks.back()), 0.05);
    for (std::size_t k = 0; k + 1 < early.paper.looks.size(); ++k) {
        EXPECT_FALSE(gapAt(early.paper.looks[k]) < 0.05);
    }
}

TEST(Theatre, GroupsAndTooFewSlotsAreExplained) {
    ConstraintSettings settings = tight(RoutingMode::CostUnderFloor);
    const auto grouped = routed(randomProblem(60, 4, 2), settings, [](Constraints& constraints) {
        constraints.group.assign(60, 0);
        constraints.groupFloor = {0.7};
        constraints.groupNames = {"all"};
    });
    const TheatreView view = theatreOf(grouped, {}, {});
    EXPECT_TRUE(view.paper.looks.empty());
    EXPECT_NE(view.paper.explanation.find("groups"), std::string::npos);
    EXPECT_FALSE(view.fast.looks.empty());
    settings.commonCapacity = 0.1;
    const TheatreView none = theatreOf(routed(randomProblem(60, 4, 2), settings), {}, {});
    EXPECT_FALSE(none.paper.explanation.empty());
    EXPECT_FALSE(none.fast.explanation.empty());
}

TEST(Theatre, AtFindsTheLookOfACount) {
    TheatreLane lane;
    for (const int count : {2, 5, 9}) {
        lane.looks.emplace_back();
        lane.looks.back().evaluations = count;
    }
    EXPECT_EQ(lane.at(1), 0U);
    EXPECT_EQ(lane.at(2), 0U);
    EXPECT_EQ(lane.at(4), 0U);
    EXPECT_EQ(lane.at(5), 1U);
    EXPECT_EQ(lane.at(100), 2U);
}

TEST(Theatre, IsCancelled) {
    const auto solve = routed(randomProblem(200, 5, 3), tight(RoutingMode::CostUnderFloor));
    std::stop_source stop;
    stop.request_stop();
    EXPECT_THROW((void)theatreOf(solve, {}, {stop.get_token(), {}}), Cancelled);
}

}  // namespace
}  // namespace orl
