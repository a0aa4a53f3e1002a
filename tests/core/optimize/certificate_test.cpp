#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "core/optimize/optimize.h"
#include "core/optimize/supergradient.h"
#include "tests/core/optimize/instances.h"

namespace orl::testing {
namespace {

/// What a solve claims, turned so that less is better in both modes.
struct Claim {
    double objective;
    double bound;
};
Claim claimOf(const SolveResult& result, RoutingMode mode) {
    return mode == RoutingMode::CostUnderFloor ? Claim{result.cost, result.bound}
                                               : Claim{-result.quality, -result.bound};
}

/// Neither the bound nor a proof may say more than is true of the optimum.
void expectHonest(const SolveResult& result, RoutingMode mode, double optimum,
                  const std::string& what) {
    const Claim claim = claimOf(result, mode);
    const double slack = 1e-9 * std::abs(optimum) + 1e-300;
    EXPECT_LE(claim.bound, optimum + slack) << what;
    if (result.proof == Proof::Optimal) {
        EXPECT_LE(claim.objective, optimum + slack) << what;
    }
}

RoutingProblem smallProblem(Random& random, bool coarse) {
    RoutingProblem problem(3 + random.below(5), 2 + random.below(2));
    const bool byModel = random.below(2) == 0;
    for (std::size_t i = 0; i < problem.queryCount(); ++i) {
        for (std::size_t j = 0; j < problem.modelCount(); ++j) {
            const double step = static_cast<double>(1 + random.below(6)) / 8.0;
            const double cost = byModel ? 0.25 * static_cast<double>(j * j + j + 1) : step;
            problem.set(i, j, coarse ? cost : random.uniform(),
                        coarse ? static_cast<double>(random.below(5)) / 4.0 : random.uniform());
        }
    }
    return problem;
}

Constraints smallConstraints(Random& random, const RoutingProblem& problem) {
    Constraints ask;
    const std::size_t queries = problem.queryCount();
    if (random.below(4) > 0) {
        for (std::size_t j = 0; j < problem.modelCount(); ++j) {
            const std::size_t least = (queries + problem.modelCount() - 1) / problem.modelCount();
            ask.capacity.push_back(static_cast<std::int64_t>(least + random.below(queries / 2)));
        }
    }
    const Exhaustive ends = exhaustive(problem, ask);
    ask.mode = random.below(2) == 0 ? RoutingMode::CostUnderFloor : RoutingMode::QualityUnderBudget;
    ask.qualityFloor = ends.bestQuality * random.uniform(0.4, 1.0);
    ask.budget = ends.leastCost * random.uniform(1.0, 2.5);
    return ask;
}

// A search that may keep only a few states has to say less, not something else.
TEST(Certificate, SearchesCutShortClaimNothingFalseAboutSmallBatches) {
    Random random(606);
    int cut = 0;
    for (int round = 0; round < 12000 && !HasFailure(); ++round) {
        const RoutingProblem problem = smallProblem(random, round % 3 > 0);
        const Constraints ask = smallConstraints(random, problem);
        const Exhaustive truth = exhaustive(problem, ask);
        if (!truth.optimum) continue;
        const double sign = ask.mode == RoutingMode::CostUnderFloor ? 1.0 : -1.0;
        SolveOptions options;
        options.warmStart = round % 2 == 0;
        options.gapTarget = 0.0;
        DualOptimizer optimizer(problem);
        for (std::size_t states = 1; states <= 12; ++states) {
            options.proofStates = states;
            const SolveResult result = optimizer.solve(ask, options);
            ASSERT_TRUE(result.solved()) << round << ": " << result.explanation;
            EXPECT_TRUE(verify(problem, ask, result.assignment).feasible) << round;
            expectHonest(result, ask.mode, sign * *truth.optimum,
                         std::to_string(round) + " states " + std::to_string(states));
            cut += result.proof == Proof::LimitReached ? 1 : 0;
        }
    }
    EXPECT_GE(cut, 2000) << "too few searches were cut short to say anything";
}

TEST(Certificate, SearchesCutShortClaimNothingFalseAboutMediumBatches) {
    Random random(707);
    int cut = 0;
    for (int round = 0; round < 1500 && !HasFailure(); ++round) {
        const Kind kind = static_cast<Kind>(round % 4);
        const RoutingProblem problem =
            instance(kind, 30 + random.below(31), 3 + random.below(3), 900U + random.below(1000));
        Constraints ask = floorAt(problem, random.uniform(0.36, 0.8), random.uniform(0.3, 0.95));
        if (round % 8 > 3) {
            ask.mode = RoutingMode::QualityUnderBudget;
            ask.budget = DualOptimizer(problem).minCost(ask) * random.uniform(1.05, 2.0);
        }
        const SolveResult full = DualOptimizer(problem).solve(ask);
        ASSERT_TRUE(full.solved()) << round;
        // Any feasible routing bounds the optimum from above, so a false claim cannot hide.
        const double known = claimOf(full, ask.mode).objective;
        DualOptimizer optimizer(problem);
        SolveOptions options;
        options.gapTarget = 0.0;
        for (const std::size_t states : {2U, 3U, 5U, 9U, 17U, 40U, 100U, 300U}) {
            options.proofStates = states;
            const SolveResult result = optimizer.solve(ask, options);
            ASSERT_TRUE(result.solved()) << round;
            expectHonest(result, ask.mode, known,
                         std::string(nameOf(kind)) + " round " + std::to_string(round) +
                             " states " + std::to_string(states));
            cut += result.proof == Proof::LimitReached ? 1 : 0;
        }
    }
    EXPECT_GE(cut, 700) << "too few searches were cut short to say anything";
}

// What is learned of crowds under some capacities must not be said of others.
TEST(Certificate, CapacitiesThatComeAndGoAgreeWithFreshOptimizers) {
    Random random(808);
    SolveOptions options;
    options.gapTarget = 1e-9;
    for (int round = 0; round < 160 && !HasFailure(); ++round) {
        const std::size_t queries = round % 4 == 0 ? 12000 : 60 + random.below(400);
        const RoutingProblem problem = instance(Kind::Tied, queries, 3 + random.below(4),
                                                100U + static_cast<std::uint64_t>(round));
        const double share = random.uniform(0.35, 0.6);
        const Constraints tight = floorAt(problem, share, random.uniform(0.5, 0.95));
        Constraints other = tight;
        // Slots that are worth nothing leave the multipliers where they are: the most alike asks.
        for (auto& slots : other.capacity) slots += 1 + static_cast<std::int64_t>(random.below(9));
        DualOptimizer dragged(problem);
        const Constraints* const asks[] = {&tight, &other, &tight, &other};
        for (const Constraints* ask : asks) {
            const SolveResult warm = dragged.solve(*ask, options);
            const SolveResult cold = DualOptimizer(problem).solve(*ask, options);
            ASSERT_TRUE(warm.solved() && cold.solved()) << round;
            EXPECT_TRUE(verify(problem, *ask, warm.assignment).feasible) << round;
            expectHonest(warm, ask->mode, cold.cost, "warm, round " + std::to_string(round));
            expectHonest(cold, ask->mode, warm.cost, "cold, round " + std::to_string(round));
            if (queries < 10000) {
                EXPECT_EQ(warm.proof, cold.proof) << round;
            }
        }
    }
}

// The projection: prices are never negative, and a model that always has slots to spare is never
// charged for.
TEST(Certificate, SupergradientKeepsItsPricesInTheOrthant) {
    for (const std::uint64_t seed : {1U, 2U, 3U, 4U}) {
        const RoutingProblem problem = instance(Kind::RouterBench, 200, 4, seed);
        Constraints ask = floorAt(problem, 0.3, 0.6);
        ask.capacity[1] = 200;  // as many as there are queries: slack whatever happens
        SupergradientOptions options;
        options.iterations = 80;
        options.firstStep = 4.0;
        bool charged = false;
        bool droppedAgain = false;
        double last = 0.0;
        const SolveResult result = solveSupergradient(problem, ask, options);
        for (const IterationRecord& record : result.history) {
            EXPECT_GE(record.qualityPrice, 0.0);
            for (const double price : record.capacityPrice) EXPECT_GE(price, 0.0);
            EXPECT_EQ(record.capacityPrice[1], 0.0);
            charged = charged || record.capacityPrice[3] > 0.0 || record.capacityPrice[0] > 0.0;
            droppedAgain = droppedAgain || record.qualityPrice < last;
            last = record.qualityPrice;
        }
        EXPECT_TRUE(charged && droppedAgain) << seed;  // else there was nothing to project
        EXPECT_EQ(result.capacityPrice[1], 0.0);
    }
}

}  // namespace
}  // namespace orl::testing
