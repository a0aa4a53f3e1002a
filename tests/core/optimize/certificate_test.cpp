#include <gtest/gtest.h>

#include <cmath>

#include "core/optimize/optimize.h"
#include "tests/core/optimize/instances.h"

/// What a certificate claims holds however early the search for a proof has to stop, and whatever
/// the optimizer was asked before.
namespace orl::testing {
namespace {

/// The objective as a cost: what is proven is the least of it, and the bound is below.
struct Claim {
    double objective = 0.0;
    double bound = 0.0;
    bool optimal = false;
};

Claim claimOf(const SolveResult& result, RoutingMode mode) {
    const bool floor = mode == RoutingMode::CostUnderFloor;
    return {floor ? result.cost : -result.quality, floor ? result.bound : -result.bound,
            result.proof == Proof::Optimal};
}

/// @param strict optimum; loose: what verify()'s tolerance allows besides
void expectTrue(const Claim& claim, double strict, double loose) {
    const double slack = kTolerance * std::abs(strict);
    EXPECT_LE(claim.bound, strict + slack) << "a bound above the optimum";
    EXPECT_GE(claim.objective, loose - slack) << "better than anything feasible";
    if (claim.optimal) {
        EXPECT_LE(claim.objective, strict + slack) << "called proven, but better exists";
    }
}

TEST(Certificate, HoldsWithAnyFewStatesOnSmallInstances) {
    Random random(4711);
    int limited = 0;
    for (int round = 0; round < 6000 && !HasFailure(); ++round) {
        const SmallInstance small = smallInstance(random);
        const Exhaustive truth = exhaustive(small.problem, small.constraints);
        if (!truth.optimum || !truth.looseOptimum) continue;
        SolveOptions options;
        options.budget.proofStates = 1 + static_cast<std::size_t>(round % 12);
        DualOptimizer optimizer(small.problem);
        const SolveResult result = optimizer.solve(small.constraints, options);
        ASSERT_TRUE(result.solved()) << result.explanation;
        if (result.proof == Proof::LimitReached) ++limited;
        const bool floor = small.constraints.mode == RoutingMode::CostUnderFloor;
        expectTrue(claimOf(result, small.constraints.mode),
                   floor ? *truth.optimum : -*truth.optimum,
                   floor ? *truth.looseOptimum : -*truth.looseOptimum);
        if (HasFailure()) FAIL() << "round " << round << ", states " << options.budget.proofStates;
    }
    EXPECT_GT(limited, 0) << "too few states never mattered: the test says nothing";
}

TEST(Certificate, HoldsWithFewStatesOnMediumInstances) {
    int limited = 0;
    int proven = 0;
    for (const Kind kind : {Kind::RouterBench, Kind::Tied, Kind::Uniform, Kind::Adversarial}) {
        for (std::uint64_t seed = 1; seed <= 12 && !HasFailure(); ++seed) {
            const RoutingProblem problem = instance(kind, 20 + 7 * seed, 4, seed);
            const Constraints constraints =
                floorAt(problem, seed % 3 == 0 ? 1.0 : 0.3, 0.2 + 0.05 * static_cast<double>(seed));
            SolveOptions full;
            full.budget.proofStates = 1'000'000;
            const SolveResult best = DualOptimizer(problem).solve(constraints, full);
            if (!best.solved() || best.proof != Proof::Optimal) continue;
            for (const std::size_t states : {2U, 5U, 17U, 60U, 300U}) {
                SolveOptions few;
                few.budget.proofStates = states;
                const SolveResult result = DualOptimizer(problem).solve(constraints, few);
                ASSERT_TRUE(result.solved());
                result.proof == Proof::Optimal ? ++proven : ++limited;
                expectTrue(claimOf(result, constraints.mode), best.cost, best.cost);
                if (HasFailure()) FAIL() << nameOf(kind) << " " << seed << ", states " << states;
            }
        }
    }
    EXPECT_GT(limited, 0);
    EXPECT_GT(proven, 0);
}

// Where most models are full, lists are cut by the loads that states need to come out even.
TEST(Certificate, HoldsWithFewStatesUnderTightCapacities) {
    int limited = 0;
    int proven = 0;
    for (std::uint64_t seed = 1; seed <= 30 && !HasFailure(); ++seed) {
        const std::size_t models = seed % 3 == 0 ? 20 : 9;
        const RoutingProblem problem = instance(Kind::Tight, 100 + 10 * seed, models, seed);
        const Constraints constraints = tightFloor(problem, 1.1 / static_cast<double>(models));
        const SolveResult best = DualOptimizer(problem).solve(constraints);
        if (!best.solved() || best.proof != Proof::Optimal) continue;
        for (const std::size_t states : {5U, 20U, 80U, 400U, 2000U}) {
            SolveOptions few;
            few.budget.proofStates = states;
            const SolveResult result = DualOptimizer(problem).solve(constraints, few);
            ASSERT_TRUE(result.solved());
            result.proof == Proof::Optimal ? ++proven : ++limited;
            expectTrue(claimOf(result, constraints.mode), best.cost, best.cost);
            if (HasFailure()) FAIL() << "seed " << seed << ", states " << states;
        }
    }
    EXPECT_GT(limited, 10);
    EXPECT_GT(proven, 10);
}

/// Capacities whose price is zero leave the prices, and with them the crowds, as they were.
TEST(Certificate, HoldsWhereCrowdsAreMetAgainUnderOtherCapacities) {
    for (std::uint64_t seed = 1; seed <= 40 && !HasFailure(); ++seed) {
        const RoutingProblem problem = instance(Kind::Tied, 60 + 5 * seed, 4, seed);
        const Constraints free = floorAt(problem, 1.0, 0.2 + 0.015 * static_cast<double>(seed));
        DualOptimizer used(problem);
        const std::vector<std::int64_t> load = used.solve(free).load;
        for (std::size_t j = 0; j < load.size(); ++j) {
            for (const std::int64_t room : {0, 1, 3, -1}) {
                Constraints constraints = free;
                constraints.capacity.assign(load.size(), kUnlimited);
                constraints.capacity[j] = std::max<std::int64_t>(0, load[j] + room);
                const SolveResult warm = used.solve(constraints);
                const SolveResult cold = DualOptimizer(problem).solve(constraints);
                ASSERT_EQ(warm.status, cold.status);
                if (!cold.solved()) continue;
                EXPECT_TRUE(verify(problem, constraints, warm.assignment).feasible);
                const double slack = kTolerance * cold.cost;
                EXPECT_LE(warm.bound, cold.cost + slack);
                EXPECT_LE(cold.bound, warm.cost + slack);
                if (warm.proof == Proof::Optimal && cold.proof == Proof::Optimal) {
                    EXPECT_NEAR(warm.cost, cold.cost, slack);
                }
                if (HasFailure()) FAIL() << "seed " << seed << ", model " << j << ", " << room;
            }
        }
    }
}

}  // namespace
}  // namespace orl::testing
