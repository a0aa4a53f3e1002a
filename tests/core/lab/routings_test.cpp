#include "core/lab/duals/routings.h"
#include "core/lab/duals/slackness.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <random>
#include <set>

#include "core/optimize/optimize.h"
#include "core/optimize/verify.h"
#include "core/support/error.h"
#include "routed_support.h"

namespace orl {
namespace {

using testing::randomProblem;
using testing::routed;
using testing::tiedProblem;

ConstraintSettings sharedSettings(RoutingMode mode, double floor, double share) {
    ConstraintSettings settings;
    settings.mode = mode;
    settings.qualityFloor = floor;
    settings.budgetPer1000 = 2.2;
    settings.commonCapacity = share;
    return settings;
}

SmallBatch wholeOf(const RoutingProblem& problem, const ConstraintSettings& settings) {
    return drawnFrom(*routed(problem, settings), problem.queryCount(), problem.modelCount(), 1);
}

/// The two queries of a textbook: 0.7 → 0.9 and 0.5 → 0.9 for 4 more.
RoutingProblem twoQueries(std::size_t times = 1) {
    RoutingProblem problem(2 * times, 2);
    for (std::size_t k = 0; k < times; ++k) {
        problem.set(2 * k, 0, 1.0, 0.7);
        problem.set(2 * k, 1, 5.0, 0.9);
        problem.set(2 * k + 1, 0, 1.0, 0.5);
        problem.set(2 * k + 1, 1, 5.0, 0.9);
    }
    return problem;
}

TEST(RoutingCloud, IsEveryRoutingOnce) {
    const RoutingProblem problem = randomProblem(5, 3, 4, true);
    const SmallBatch batch =
        wholeOf(problem, sharedSettings(RoutingMode::CostUnderFloor, 0.7, 0.6));
    const RoutingCloud cloud(batch, 1, {});
    ASSERT_TRUE(cloud.complete());
    EXPECT_EQ(double(cloud.size()), cloud.total());
    std::set<Assignment> seen;
    std::size_t kept = 0;
    double best = INFINITY;
    for (std::size_t k = 0; k < cloud.size(); ++k) {
        const Assignment routing = cloud.routing(k);
        EXPECT_TRUE(seen.insert(routing).second);
        const Verification check = verify(problem, batch.constraints(), routing);
        EXPECT_EQ(check.feasible, cloud.kind(k) == RoutingKind::Holds);
        EXPECT_EQ(check.totals.cost, cloud.cost(k));
        kept += check.feasible;
        if (check.feasible) best = std::min(best, cloud.cost(k));
    }
    EXPECT_EQ(kept, cloud.count(RoutingKind::Holds));
    const SolveResult solved = DualOptimizer(problem).solve(batch.constraints());
    ASSERT_TRUE(solved.solved());
    EXPECT_NEAR(solved.cost, best, 1e-12);
}

TEST(RoutingCloud, ASampleIsSaidToBeOneAndRepeats) {
    const SmallBatch batch =
        wholeOf(randomProblem(20, 4, 4), sharedSettings(RoutingMode::CostUnderFloor, 0.7, 0.6));
    const RoutingCloud one(batch, 7, {});
    const RoutingCloud same(batch, 7, {});
    const RoutingCloud other(batch, 8, {});
    EXPECT_FALSE(one.complete());
    EXPECT_EQ(one.size(), RoutingCloud::kMost);
    EXPECT_EQ(one.total(), std::pow(4.0, 20.0));
    std::size_t differ = 0;
    for (std::size_t k = 0; k < one.size(); k += 97) {
        EXPECT_EQ(one.cost(k), same.cost(k));
        EXPECT_EQ(totalsOf(batch.problem(), one.routing(k)).cost, one.cost(k));
        differ += one.cost(k) != other.cost(k);
    }
    EXPECT_GT(differ, 900U);
}

TEST(Relaxation, OfTheTextbookIsSolvedByHand) {
    ConstraintSettings settings;
    settings.qualityFloor = 0.75;
    const Relaxation at75 = relaxationOf(wholeOf(twoQueries(), settings), 50, {});
    ASSERT_TRUE(at75.feasible);
    EXPECT_NEAR(at75.bound, 5.0, 1e-9);
    EXPECT_NEAR(at75.prices.qualityPrice, 10.0, 1e-9);
    EXPECT_EQ(at75.split, 1U);
    settings.qualityFloor = 0.775;
    const SmallBatch batch = wholeOf(twoQueries(), settings);
    const Relaxation relaxed = relaxationOf(batch, 50, {});
    EXPECT_NEAR(relaxed.bound, 5.5, 1e-9);
    EXPECT_NEAR(relaxed.share, 7.0 / 8.0, 1e-9);
    EXPECT_NEAR(gapOfPrices(batch, relaxed, {}), 0.5 / 5.5, 1e-9);
    ASSERT_EQ(relaxed.edge.size(), 3U);
    EXPECT_NEAR(relaxed.edge[1].cost, 6.0, 1e-9);
    EXPECT_NEAR(relaxed.edge[1].quality, 0.8, 1e-9);
    // The gap melts: 4,002 copies pay the same half a cent.
    const SmallBatch many = wholeOf(twoQueries(2001), settings);
    const Relaxation large = relaxationOf(many, 0, {});
    EXPECT_NEAR(large.bound, 11005.5, 1e-6);
    EXPECT_NEAR(gapOfPrices(many, large, {}) * 11005.5, 0.5, 1e-6);
}

TEST(Relaxation, IsCertifiedByItsOwnMixtureAndPrices) {
    int solved = 0;
    for (unsigned seed = 1; seed <= 40; ++seed) {
        const bool floor = seed % 2 == 1;
        const RoutingProblem problem =
            seed % 3 == 0 ? tiedProblem(8, 3, seed) : randomProblem(8, 3, seed, seed % 5 == 0);
        const SmallBatch batch = wholeOf(
            problem,
            sharedSettings(floor ? RoutingMode::CostUnderFloor : RoutingMode::QualityUnderBudget,
                           0.72, seed % 4 == 0 ? 1.0 : 0.5));
        const Relaxation relaxed = relaxationOf(batch, 60, {});
        if (!relaxed.feasible) continue;
        ++solved;
        // Both routings keep the slots, and the mixture the goal: so its value is reached.
        for (const Assignment& routing : {relaxed.below, relaxed.above}) {
            EXPECT_GE(kindOf(batch.constraints(), totalsOf(problem, routing)),
                      RoutingKind::WithinSlots);
        }
        if (floor) {
            EXPECT_GE(relaxed.quality, batch.constraints().qualityFloor - 1e-9);
        } else {
            EXPECT_LE(relaxed.cost, batch.constraints().budget * (1.0 + 1e-8));
        }
        // The prices prove that nothing does better: the dual's value there is the same.
        if (floor || relaxed.prices.qualityPrice > 0.0) {
            const Slackness slack = slacknessOf(batch, relaxed.prices, relaxed.above);
            const double bound = floor ? slack.bound : slack.bound / 8.0;
            EXPECT_NEAR(bound, relaxed.bound, 1e-9 * std::abs(bound) + 1e-12) << seed;
        }
        // No routing within the slots lies below the edge.
        const RoutingCloud cloud(batch, 1, {});
        for (std::size_t k = 0; k < cloud.size(); ++k) {
            if (cloud.kind(k) == RoutingKind::OverSlots) continue;
            for (std::size_t c = 0; c + 1 < relaxed.edge.size(); ++c) {
                const auto& a = relaxed.edge[c];
                const auto& b = relaxed.edge[c + 1];
                if (cloud.quality(k) < a.quality || cloud.quality(k) > b.quality) continue;
                const double share = (cloud.quality(k) - a.quality) / (b.quality - a.quality);
                EXPECT_GE(cloud.cost(k), std::lerp(a.cost, b.cost, share) - 1e-9) << seed;
            }
        }
    }
    EXPECT_GT(solved, 30);
}

TEST(Slackness, BoundAndWhatIsPaidAddUpToTheValue) {
    std::mt19937 random(3);
    for (unsigned seed = 1; seed <= 30; ++seed) {
        const bool floor = seed % 2 == 1;
        const RoutingProblem problem = randomProblem(7, 3, seed);
        const SmallBatch batch = wholeOf(
            problem,
            sharedSettings(floor ? RoutingMode::CostUnderFloor : RoutingMode::QualityUnderBudget,
                           0.7, 0.5));
        HeldPrices prices{0.001 + 0.001 * (seed % 6), {0.0005 * (seed % 3), 0.0, 0.001}};
        Assignment routing;
        for (std::size_t i = 0; i < 7; ++i) routing.push_back(std::int32_t(random() % 3));
        const Slackness slack = slacknessOf(batch, prices, routing);
        double sum = slack.bound;
        for (const SlacknessItem& item : slack.items) sum += floor ? item.pays : -item.pays;
        EXPECT_NEAR(sum, slack.value, 1e-9) << seed;
        ASSERT_EQ(slack.items.size(), 2U + 3U);
    }
}

TEST(Slackness, AllHoldsWhereTheGapIsNone) {
    // Lesson of the greedy trap: one strong slot, floor 90 %.
    RoutingProblem problem(2, 2);
    problem.set(0, 0, 1.0, 0.9);
    problem.set(0, 1, 6.0, 1.0);
    problem.set(1, 0, 1.0, 0.4);
    problem.set(1, 1, 6.0, 0.9);
    ConstraintSettings settings;
    settings.qualityFloor = 0.9;
    settings.capacityShare["m1"] = 0.5;
    const SmallBatch batch = wholeOf(problem, settings);
    const Relaxation relaxed = relaxationOf(batch, 10, {});
    EXPECT_NEAR(relaxed.bound, 7.0, 1e-9);
    for (const SlacknessItem& item : slacknessOf(batch, relaxed.prices, {0, 1}).items) {
        EXPECT_TRUE(item.holds());
        EXPECT_NEAR(item.pays, 0.0, 1e-9);
    }
    const Slackness wrong = slacknessOf(batch, relaxed.prices, {0, 0});
    EXPECT_FALSE(wrong.items[0].holds() && wrong.items[1].holds());
}

TEST(GreedyInOrder, FallsIntoItsTrap) {
    RoutingProblem problem(2, 2);
    problem.set(0, 0, 1.0, 0.9);
    problem.set(0, 1, 6.0, 1.0);
    problem.set(1, 0, 1.0, 0.4);
    problem.set(1, 1, 6.0, 0.9);
    Constraints constraints;
    constraints.qualityFloor = 0.9;
    constraints.capacity = {2, 1};
    EXPECT_EQ(greedyInOrder(problem, constraints, {0, 1}, 2, GreedyRule::BestFree),
              Assignment({1, 0}));
    EXPECT_EQ(greedyInOrder(problem, constraints, {1, 0}, 2, GreedyRule::BestFree),
              Assignment({0, 1}));
    EXPECT_EQ(greedyInOrder(problem, constraints, {0, 1}, 1, GreedyRule::BestFree),
              Assignment({1, -1}));
    EXPECT_EQ(greedyInOrder(problem, constraints, {0, 1}, 2, GreedyRule::Threshold),
              Assignment({0, 1}));
    constraints.capacity = {1, 0};
    EXPECT_EQ(greedyInOrder(problem, constraints, {0, 1}, 2, GreedyRule::BestFree),
              Assignment({0, -1}));
}

TEST(DrawnFrom, GivesWayWhereItMustAndSaysSo) {
    const auto whole =
        routed(randomProblem(200, 6, 5), sharedSettings(RoutingMode::CostUnderFloor, 0.75, 0.2));
    const SmallBatch few = drawnFrom(*whole, 8, 3, 1);
    EXPECT_EQ(few.queries.size(), 8U);
    EXPECT_EQ(few.models.size(), 3U);
    std::int64_t places = 0;
    for (const std::int64_t slots : few.constraints().capacity) places += slots;
    EXPECT_GE(places, 8);
    EXPECT_FALSE(few.notes.empty());
    EXPECT_TRUE(relaxationOf(few, 0, {}).feasible);
    EXPECT_EQ(drawnFrom(*whole, 8, 3, 1).queries, few.queries);
    EXPECT_NE(drawnFrom(*whole, 8, 3, 2).queries, few.queries);
    const SmallBatch all = drawnFrom(*whole, 1000, 10, 1);
    EXPECT_EQ(all.queries.size(), 200U);
    EXPECT_EQ(all.models.size(), 6U);
    EXPECT_TRUE(all.notes.empty());
}

TEST(GapsOver, FallWithTheSize) {
    const auto whole =
        routed(randomProblem(600, 4, 5), sharedSettings(RoutingMode::CostUnderFloor, 0.72, 0.5));
    const auto gaps = gapsOver(*whole, {8, 64, 512}, 4, 6, 1, {});
    ASSERT_EQ(gaps.size(), 3U);
    for (const GapPoint& gap : gaps) {
        EXPECT_GT(gap.samples, 0U);
        EXPECT_LE(gap.least, gap.mean);
        EXPECT_LE(gap.mean, gap.greatest);
    }
    EXPECT_GT(gaps[0].mean, gaps[2].mean);
}

}  // namespace
}  // namespace orl
