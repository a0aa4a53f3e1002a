#include <gtest/gtest.h>

#include <cmath>

#include "core/optimize/optimize.h"
#include "core/optimize/supergradient.h"
#include "tests/core/optimize/instances.h"

namespace orl::testing {
namespace {

void expectAgrees(const SmallInstance& small, const SolveResult& result) {
    const Exhaustive truth = exhaustive(small.problem, small.constraints);
    const bool floor = small.constraints.mode == RoutingMode::CostUnderFloor;
    if (!truth.placeable) {
        EXPECT_EQ(result.status, SolveStatus::CapacityShort);
        // Too few slots are counted as slots; slots that forbidden pairs keep empty by queries.
        const bool tooFewSlots = truth.slots < small.problem.queryCount();
        EXPECT_EQ(result.limit, static_cast<double>(tooFewSlots ? truth.slots : truth.held));
        EXPECT_FALSE(result.explanation.empty());
        return;
    }
    if (!truth.optimum && !(truth.looseOptimum && result.solved())) {
        EXPECT_EQ(result.status,
                  floor ? SolveStatus::FloorUnreachable : SolveStatus::BudgetTooSmall);
        const double limit = floor ? truth.bestQuality : truth.leastCost;
        EXPECT_NEAR(result.limit, limit, kTolerance * limit);
        EXPECT_FALSE(result.explanation.empty());
        return;
    }
    ASSERT_EQ(result.status, SolveStatus::Solved) << result.explanation;
    const Verification check = verify(small.problem, small.constraints, result.assignment);
    EXPECT_TRUE(check.feasible);
    EXPECT_EQ(check.totals.load, result.load);
    EXPECT_EQ(check.totals.cost, result.cost);
    EXPECT_EQ(check.totals.quality, result.quality);
    const double optimum = truth.optimum.value_or(*truth.looseOptimum);
    const double slack = kTolerance * std::abs(optimum);
    if (floor) {
        EXPECT_LE(result.bound, optimum + slack);
        EXPECT_GE(result.cost, *truth.looseOptimum - slack);
    } else {
        EXPECT_GE(result.bound, optimum - slack);
        EXPECT_LE(result.quality, *truth.looseOptimum + slack);
    }
    if (result.proof == Proof::Optimal) {
        // An optimum that only the tolerance of verify() allows is one too.
        const double objective = floor ? result.cost : -result.quality;
        EXPECT_LE(objective, (floor ? optimum : -optimum) + slack);
        EXPECT_LE(result.gap, 1e-10);
    }
    const double distance = floor ? result.cost - result.bound : result.bound - result.quality;
    EXPECT_GE(result.gap, 0.0);
    if (distance > 0.0 && result.bound > 0.0) {
        EXPECT_NEAR(result.gap, distance / result.bound, 1e-12 + kTolerance * result.gap);
    }
}

TEST(SmallInstances, AgreeWithExhaustiveSearch) {
    Random random(20260);
    for (int round = 0; round < 12000; ++round) {
        const SmallInstance small = smallInstance(random);
        DualOptimizer optimizer(small.problem);
        const SolveResult result = optimizer.solve(small.constraints);
        expectAgrees(small, result);
        if (result.solved()) {
            EXPECT_EQ(result.proof, Proof::Optimal);
        }
        if (HasFailure()) {
            FAIL() << "round " << round << ", " << small.problem.queryCount() << " × "
                   << small.problem.modelCount();
        }
    }
}

TEST(SmallInstances, SupergradientAgreesWithExhaustiveSearch) {
    Random random(99);
    SupergradientOptions options;
    options.iterations = 60;
    for (int round = 0; round < 2000; ++round) {
        const SmallInstance small = smallInstance(random);
        expectAgrees(small, solveSupergradient(small.problem, small.constraints, options));
        if (HasFailure()) FAIL() << "round " << round;
    }
}

// One optimizer object under moving constraints: what it remembers must not leak into the answer.
TEST(SmallInstances, WarmStartsAgreeWithExhaustiveSearch) {
    Random random(4242);
    for (int round = 0; round < 400; ++round) {
        SmallInstance small = smallInstance(random);
        DualOptimizer optimizer(small.problem);
        for (int move = 0; move < 12; ++move) {
            Constraints& ask = small.constraints;
            if (random.below(3) == 0) {
                ask.capacity.assign(small.problem.modelCount(), 0);
                for (auto& capacity : ask.capacity)
                    capacity =
                        static_cast<std::int64_t>(random.below(small.problem.queryCount() + 2));
            }
            if (random.below(3) == 0) {
                const bool floor = ask.mode == RoutingMode::CostUnderFloor;
                ask.mode = floor ? RoutingMode::QualityUnderBudget : RoutingMode::CostUnderFloor;
            }
            ask.qualityFloor = random.uniform();
            if (const double least = optimizer.minCost(ask); !std::isnan(least))
                ask.budget = least * random.uniform(0.9, 3.0);
            expectAgrees(small, optimizer.solve(ask));
            if (HasFailure()) FAIL() << "round " << round << ", move " << move;
        }
    }
}

TEST(SmallInstances, ReachableEndsAreExact) {
    Random random(7);
    for (int round = 0; round < 3000; ++round) {
        const SmallInstance small = smallInstance(random);
        const Exhaustive truth = exhaustive(small.problem, small.constraints);
        DualOptimizer optimizer(small.problem);
        const double quality = optimizer.maxQuality(small.constraints);
        const double cost = optimizer.minCost(small.constraints);
        if (!truth.placeable) {
            EXPECT_TRUE(std::isnan(quality));
            EXPECT_TRUE(std::isnan(cost));
            continue;
        }
        EXPECT_NEAR(quality, truth.bestQuality, 1e-12);
        EXPECT_NEAR(cost, truth.leastCost, 1e-12 * truth.leastCost);
        Constraints last = small.constraints;
        last.mode = RoutingMode::CostUnderFloor;
        last.qualityFloor = quality;
        EXPECT_TRUE(optimizer.solve(last).solved()) << "floor at the end, round " << round;
        last.mode = RoutingMode::QualityUnderBudget;
        last.budget = cost;
        EXPECT_TRUE(optimizer.solve(last).solved()) << "budget at the end, round " << round;
    }
}

}  // namespace
}  // namespace orl::testing
