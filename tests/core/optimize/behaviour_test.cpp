#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "core/optimize/optimize.h"
#include "core/support/error.h"
#include "tests/core/optimize/instances.h"

namespace orl::testing {
namespace {

void expectSame(const SolveResult& a, const SolveResult& b) {
    EXPECT_EQ(a.assignment, b.assignment);
    EXPECT_EQ(a.cost, b.cost);
    EXPECT_EQ(a.bound, b.bound);
    EXPECT_EQ(a.gap, b.gap);
    EXPECT_EQ(a.qualityPrice, b.qualityPrice);
    EXPECT_EQ(a.capacityPrice, b.capacityPrice);
    EXPECT_EQ(a.load, b.load);
    EXPECT_EQ(a.iterations, b.iterations);
}

TEST(Optimizer, TwoColdSolvesGiveTheSameBytes) {
    for (const Kind kind : {Kind::RouterBench, Kind::Tied, Kind::Adversarial}) {
        const RoutingProblem problem = instance(kind, 6000, 9, 21);
        const Constraints ask = floorAt(problem, 0.2, 0.7);
        SolveOptions cold;
        cold.warmStart = false;
        DualOptimizer first(problem);
        DualOptimizer second(problem);
        const SolveResult a = first.solve(ask, cold);
        expectSame(a, second.solve(ask, cold));
        first.solve({RoutingMode::CostUnderFloor, 0.3, INFINITY, {}});
        expectSame(a, first.solve(ask, cold));
    }
}

TEST(Optimizer, WarmSolvesAreAsGoodAsColdOnes) {
    const RoutingProblem problem = instance(Kind::RouterBench, 5000, 11, 4);
    Constraints ask = floorAt(problem, 0.2, 0.5);
    DualOptimizer warm(problem);
    SolveOptions cold;
    cold.warmStart = false;
    for (int step = 0; step < 25; ++step) {
        ask.qualityFloor += 0.002;
        if (step == 12) ask.capacity[0] -= 200;
        const SolveResult a = warm.solve(ask);
        DualOptimizer fresh(problem);
        const SolveResult b = fresh.solve(ask, cold);
        ASSERT_EQ(a.status, b.status);
        if (!a.solved()) continue;
        EXPECT_TRUE(verify(problem, ask, a.assignment).feasible);
        EXPECT_NEAR(a.bound, b.bound, 1e-6 * b.bound);
        EXPECT_LE(a.gap, 2e-5);
    }
}

/// What most programs do with the optimal multipliers: every query to its least reduced cost as
/// long as there is room, then query by query to the best model with room until the floor is met.
/// λ is known to nine digits, from below, as an ascent of the dual leaves it.
PlanTotals naiveRepair(const RoutingProblem& problem, const Constraints& ask,
                       const SolveResult& dual) {
    const double qualityPrice = dual.qualityPrice * (1.0 - 1e-9);
    const std::size_t models = problem.modelCount();
    Assignment plan(problem.queryCount());
    std::vector<std::int64_t> load(models, 0);
    for (std::size_t i = 0; i < plan.size(); ++i) {
        std::size_t best = models;
        double least = INFINITY;
        for (std::size_t j = 0; j < models; ++j) {
            const double reduced =
                problem.cost(i, j) - qualityPrice * problem.quality(i, j) + dual.capacityPrice[j];
            if (load[j] < ask.capacity[j] && reduced < least) {
                least = reduced;
                best = j;
            }
        }
        plan[i] = static_cast<std::int32_t>(best);
        ++load[best];
    }
    double quality = totalsOf(problem, plan).quality * static_cast<double>(plan.size());
    const double floor = ask.qualityFloor * static_cast<double>(plan.size());
    for (std::size_t i = 0; i < plan.size() && quality < floor; ++i) {
        const auto j = static_cast<std::size_t>(plan[i]);
        std::size_t best = j;
        for (std::size_t k = 0; k < models; ++k) {
            if (load[k] < ask.capacity[k] && problem.quality(i, k) > problem.quality(i, best))
                best = k;
        }
        quality += problem.quality(i, best) - problem.quality(i, j);
        --load[j];
        ++load[best];
        plan[i] = static_cast<std::int32_t>(best);
    }
    return totalsOf(problem, plan);
}

// Qualities from 16 neighbours and one price per model: whole crowds of queries tie at the optimal
// multipliers, and which of them go where decides.
TEST(Optimizer, TiesThatDefeatANaiveRepairAreSolved) {
    const RoutingProblem problem = instance(Kind::Tied, 2000, 7, 42);
    const double cases[][2] = {{1.0, 0.3}, {0.3, 0.6}, {0.2, 0.3}, {0.15, 0.1}};
    for (const auto& [share, fraction] : cases) {
        const Constraints ask = floorAt(problem, share, fraction);
        DualOptimizer optimizer(problem);
        const SolveResult result = optimizer.solve(ask);
        ASSERT_TRUE(result.solved());
        EXPECT_TRUE(verify(problem, ask, result.assignment).feasible);
        EXPECT_LE(result.gap, 2e-3);
        const PlanTotals naive = naiveRepair(problem, ask, result);
        const bool missed = naive.quality < ask.qualityFloor;
        EXPECT_TRUE(missed || naive.cost > 1.15 * result.cost)
            << "share " << share << ": naive repair costs " << naive.cost << " against "
            << result.cost;
    }
}

// Between two vertices at one multiplier only the part of the crowds that has moved changes: steps
// to and fro, at warm and cold starts, must bound each other and never break a constraint.
TEST(Optimizer, DragsThroughCrowdsKeepBoundsAndConstraints) {
    for (const Kind kind : {Kind::Tied, Kind::Adversarial}) {
        const RoutingProblem problem = instance(kind, 12000, 7, 7);
        for (const double share : {1.0, 0.2}) {
            Constraints ask = floorAt(problem, share, 0.6);
            SolveOptions options;
            options.gapTarget = 1e-5;
            DualOptimizer dragged(problem);
            for (int step = 0; step < 12; ++step) {
                ask.qualityFloor += step % 8 < 4 ? -0.003 : 0.0029;
                options.warmStart = true;
                const SolveResult warm = dragged.solve(ask, options);
                options.warmStart = false;
                const SolveResult cold = DualOptimizer(problem).solve(ask, options);
                ASSERT_TRUE(warm.solved() && cold.solved());
                EXPECT_TRUE(verify(problem, ask, warm.assignment).feasible);
                EXPECT_TRUE(verify(problem, ask, cold.assignment).feasible);
                EXPECT_LE(warm.bound, cold.cost * (1.0 + 1e-12));
                EXPECT_LE(cold.bound, warm.cost * (1.0 + 1e-12));
                EXPECT_LE(std::max(warm.gap, cold.gap), 3e-4);
            }
        }
    }
}

// What a drag has passed it knows: on the way back hardly anything is evaluated again, and the sums
// that are carried along are those of the assignment.
TEST(Optimizer, ADragOverKnownGroundNeedsFewEvaluations) {
    for (const Kind kind : {Kind::RouterBench, Kind::Tied, Kind::Uniform, Kind::Adversarial}) {
        const RoutingProblem problem = instance(kind, 20000, 11, 42);
        Constraints ask = floorAt(problem, 0.2, 0.7);
        SolveOptions options;
        options.gapTarget = 1e-5;
        DualOptimizer optimizer(problem);
        int evaluations[2] = {0, 0};
        for (int step = 0; step < 40; ++step) {
            ask.qualityFloor += step % 20 < 10 ? -0.002 : 0.002;
            const SolveResult result = optimizer.solve(ask, options);
            ASSERT_TRUE(result.solved());
            evaluations[step / 20] += result.iterations;
            const Verification check = verify(problem, ask, result.assignment);
            EXPECT_TRUE(check.feasible);
            EXPECT_NEAR(result.cost, check.totals.cost, 1e-12 * check.totals.cost);
            EXPECT_NEAR(result.quality, check.totals.quality, 1e-12);
            EXPECT_EQ(result.load, check.totals.load);
        }
        EXPECT_LE(3 * evaluations[1], evaluations[0]) << nameOf(kind);
        EXPECT_LT(evaluations[1], 20) << nameOf(kind);  // less than one a step
    }
}

// Eleven models at a tight capacity: crowds leave a model, come back and leave again.
TEST(Optimizer, CrowdsThatComeBackFitTheCapacities) {
    for (const std::size_t queries : {12000UL, 20000UL}) {
        const RoutingProblem problem = instance(Kind::Tied, queries, 11, 42);
        for (const double fraction : {0.3, 0.5, 0.8}) {
            const Constraints ask = floorAt(problem, 0.15, fraction);
            const SolveResult result = DualOptimizer(problem).solve(ask);
            ASSERT_TRUE(result.solved());
            EXPECT_TRUE(verify(problem, ask, result.assignment).feasible) << queries;
            EXPECT_LE(result.bound, result.cost * (1.0 + 1e-12)) << queries;
        }
    }
}

TEST(Optimizer, FloorsThatCostNothingNeedNoPrice) {
    RoutingProblem problem(100, 3);
    for (std::size_t i = 0; i < 100; ++i) {
        for (std::size_t j = 0; j < 3; ++j)
            problem.set(i, j, 0.5, static_cast<double>((i + j) % 3) / 2.0);
    }
    DualOptimizer optimizer(problem);
    Constraints ask;
    ask.qualityFloor = 1.0;
    const SolveResult result = optimizer.solve(ask);
    ASSERT_TRUE(result.solved());
    EXPECT_EQ(result.cost, 50.0);
    EXPECT_EQ(result.quality, 1.0);
    EXPECT_NEAR(result.bound, 50.0, 1e-9);
}

TEST(Optimizer, EveryInfeasibleCaseSaysItsNumbers) {
    RoutingProblem problem(4, 2);
    for (std::size_t i = 0; i < 4; ++i) {
        problem.set(i, 0, 1.0, 0.5);
        problem.set(i, 1, 3.0, 0.75);
    }
    DualOptimizer optimizer(problem);
    Constraints ask;
    ask.capacity = {1, 2};
    SolveResult result = optimizer.solve(ask);
    EXPECT_EQ(result.status, SolveStatus::CapacityShort);
    EXPECT_EQ(result.limit, 3.0);
    EXPECT_EQ(result.explanation, "The capacities hold 3 of 4 queries: 1 slots are missing.");
    EXPECT_TRUE(result.assignment.empty());
    ask.capacity = {4, 2};
    ask.qualityFloor = 0.7;
    result = optimizer.solve(ask);
    EXPECT_EQ(result.status, SolveStatus::FloorUnreachable);
    EXPECT_EQ(result.limit, 0.625);
    EXPECT_EQ(result.explanation,
              "The floor 0.7 cannot be reached: the best mean quality under these capacities is "
              "0.625.");
    ask.capacity = {2, 4};
    ask.mode = RoutingMode::QualityUnderBudget;
    ask.budget = 7.5;
    result = optimizer.solve(ask);
    EXPECT_EQ(result.status, SolveStatus::BudgetTooSmall);
    EXPECT_EQ(result.limit, 8.0);
    EXPECT_EQ(result.explanation,
              "The budget of $7.5 is too small: the least possible cost under these capacities is "
              "$8.");
    problem.forbid(0, 1);
    problem.forbid(1, 1);
    problem.forbid(2, 1);
    DualOptimizer picky(problem);
    ask.capacity = {2, 4};
    result = picky.solve(ask);
    EXPECT_EQ(result.status, SolveStatus::CapacityShort);
    EXPECT_EQ(result.limit, 3.0);
}

TEST(Optimizer, SenselessConstraintsAreRefused) {
    const RoutingProblem problem = instance(Kind::Uniform, 10, 3, 1);
    DualOptimizer optimizer(problem);
    const double nan = std::numeric_limits<double>::quiet_NaN();
    for (const double alpha : {-0.1, 1.1, nan}) {
        EXPECT_THROW(optimizer.solve({RoutingMode::CostUnderFloor, alpha, INFINITY, {}}), Error);
    }
    for (const double budget : {-1.0, nan}) {
        EXPECT_THROW(optimizer.solve({RoutingMode::QualityUnderBudget, 0.0, budget, {}}), Error);
    }
    EXPECT_THROW(optimizer.solve({RoutingMode::CostUnderFloor, 0.1, INFINITY, {1, 2}}), Error);
    EXPECT_THROW(optimizer.solve({RoutingMode::CostUnderFloor, 0.1, INFINITY, {10, -1, 10}}),
                 Error);
    EXPECT_THROW(DualOptimizer{RoutingProblem()}, Error);
    EXPECT_THROW(optimizer.maxQuality({RoutingMode::CostUnderFloor, 0.0, INFINITY, {1, 2}}), Error);
    EXPECT_THROW(optimizer.minCost({RoutingMode::CostUnderFloor, 0.0, INFINITY, {10, -1, 10}}),
                 Error);
}

TEST(Optimizer, StopsWhenAsked) {
    const RoutingProblem problem = instance(Kind::RouterBench, 3000, 5, 2);
    const Constraints ask = floorAt(problem, 0.25, 0.5);
    DualOptimizer optimizer(problem);
    std::stop_source source;
    source.request_stop();
    SolveOptions options;
    options.stop = source.get_token();
    EXPECT_THROW(optimizer.solve(ask, options), Cancelled);
    EXPECT_TRUE(optimizer.solve(ask).solved());  // and nothing is left half done
}

TEST(Optimizer, HistoryClimbsToTheBound) {
    const RoutingProblem problem = instance(Kind::RouterBench, 1000, 5, 2);
    const Constraints ask = floorAt(problem, 0.25, 0.5);
    DualOptimizer optimizer(problem);
    SolveOptions options;
    options.recordHistory = true;
    options.budget.proofStates = 0;  // the search for a proof would lift the bound above the dual's
    const SolveResult result = optimizer.solve(ask, options);
    ASSERT_FALSE(result.history.empty());
    double best = -INFINITY;
    for (const IterationRecord& record : result.history) {
        best = std::max(best, record.dualValue);
        EXPECT_EQ(record.bestBound, best);
    }
    EXPECT_NEAR(result.bound, best, 1e-9 * best);
}

TEST(Verify, CountsEveryViolation) {
    RoutingProblem problem(3, 2);
    for (std::size_t i = 0; i < 3; ++i) {
        problem.set(i, 0, 1.0, 0.5);
        problem.set(i, 1, 2.0, 1.0);
    }
    Constraints ask;
    ask.qualityFloor = 0.75;
    ask.capacity = {3, 1};
    const Verification low = verify(problem, ask, {0, 0, 1});
    EXPECT_FALSE(low.feasible);
    EXPECT_NEAR(low.qualityShortfall, 0.75 - 2.0 / 3.0, 1e-15);
    const Verification full = verify(problem, ask, {1, 1, 0});
    EXPECT_FALSE(full.feasible);
    EXPECT_EQ(full.overload, (std::vector<std::int64_t>{0, 1}));
    EXPECT_FALSE(verify(problem, {}, {0, -1, 0}).feasible);
    EXPECT_TRUE(verify(problem, {}, {0, 1, 0}).feasible);
    Constraints budget{RoutingMode::QualityUnderBudget, 0.0, 3.5, {}};
    const Verification dear = verify(problem, budget, {1, 0, 0});
    EXPECT_NEAR(dear.budgetExcess, 0.5, 1e-15);
    EXPECT_FALSE(dear.feasible);
}

}  // namespace
}  // namespace orl::testing
