#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "core/optimize/optimize.h"
#include "tests/core/optimize/instances.h"
#include "tests/core/optimize/integer_program.h"

namespace orl::testing {
namespace {

/// What is called proven must be an integer optimum, and every bound must hold.
/// @returns whether branch and cut proved its own within its nodes
bool expectOptimum(const RoutingProblem& problem, const Constraints& ask, const std::string& what) {
    DualOptimizer optimizer(problem);
    const SolveResult result = optimizer.solve(ask);
    EXPECT_TRUE(result.solved()) << what << ": " << result.explanation;
    EXPECT_TRUE(verify(problem, ask, result.assignment).feasible) << what;
    const IntegerOptimum truth = branchAndCut(problem, ask, {.nodes = 300});
    if (!truth.feasible) return false;
    // CBC may overstep the floor by its tolerance of 1e-6 of a query, and stop 1e-6 short.
    const bool floor = ask.mode == RoutingMode::CostUnderFloor;
    const double size = static_cast<double>(problem.queryCount());
    const double tolerance =
        floor ? 2e-6 * (truth.objective + result.qualityPrice) : 2e-6 * (1.0 + 1.0 / size);
    const double ours = floor ? result.cost : -result.quality;
    const double best = floor ? truth.objective : -truth.objective;
    const double bound = floor ? result.bound : -result.bound;
    EXPECT_LE(bound, best + tolerance) << what;
    if (truth.proven) {
        EXPECT_GE(ours, best - tolerance) << what;
    }
    if (result.proof == Proof::Optimal) {
        EXPECT_LE(ours, best + tolerance) << what;
    }
    return truth.proven;
}

TEST(Proof, AgreesWithBranchAndCut) {
    int proven = 0;
    for (const std::size_t queries : {24UL, 60UL}) {
        for (const Kind kind :
             {Kind::RouterBench, Kind::Tied, Kind::Uniform, Kind::Adversarial, Kind::Tight}) {
            const RoutingProblem problem = instance(kind, queries, 5, 7 * queries);
            for (const double share : {1.0, 0.3, 0.22}) {
                Constraints ask = floorAt(problem, share, 0.6);
                const std::string what = std::string(nameOf(kind)) + " " + std::to_string(queries) +
                                         " share " + std::to_string(share);
                proven += expectOptimum(problem, ask, what + " floor") ? 1 : 0;
                DualOptimizer optimizer(problem);
                ask.mode = RoutingMode::QualityUnderBudget;
                ask.budget = 1.4 * optimizer.minCost(ask);
                proven += expectOptimum(problem, ask, what + " budget") ? 1 : 0;
            }
        }
    }
    EXPECT_GE(proven, 34) << "branch and cut proved too few of the 60 to compare with";
}

// Crowds of queries with the same few numbers, scarce slots: what the search lets ties settle has
// to come out as by trying everything.
TEST(Proof, CrowdsAgreeWithExhaustiveSearch) {
    Random random(31);
    int proven = 0;
    for (int round = 0; round < 400; ++round) {
        const std::size_t queries = 7 + random.below(3);
        RoutingProblem problem(queries, 3);
        const double steps = round % 2 == 0 ? 2.0 : 4.0;
        for (std::size_t i = 0; i < queries; ++i) {
            for (std::size_t j = 0; j < 3; ++j) {
                const auto right = random.below(static_cast<std::uint64_t>(steps) + 1);
                problem.set(i, j, 0.25 * static_cast<double>(1 + j * j),
                            static_cast<double>(right) / steps);
            }
        }
        Constraints ask;
        ask.capacity = {static_cast<std::int64_t>(queries) / 2, 3, 3};
        const Exhaustive ends = exhaustive(problem, ask);
        ask.qualityFloor = random.uniform(0.5, 1.0) * ends.bestQuality;
        const Exhaustive truth = exhaustive(problem, ask);
        DualOptimizer optimizer(problem);
        const SolveResult result = optimizer.solve(ask);
        ASSERT_TRUE(result.solved()) << round;
        EXPECT_LE(result.bound, *truth.optimum * (1.0 + 1e-9)) << round;
        if (result.proof != Proof::Optimal) continue;
        ++proven;
        EXPECT_NEAR(result.cost, *truth.optimum, 1e-9 * *truth.optimum) << round;
    }
    EXPECT_GE(proven, 390);
}

/// Least cost of a batch whose qualities are sixteenths, without capacities, by a table over the
/// sixteenths reached so far.
double leastCostBySixteenths(const RoutingProblem& problem, double floor) {
    const auto needed = static_cast<std::size_t>(
        std::ceil(16.0 * floor * static_cast<double>(problem.queryCount()) - 1e-9));
    std::vector<double> least(needed + 1, INFINITY);  // with so many sixteenths or more
    least[0] = 0.0;
    for (std::size_t i = 0; i < problem.queryCount(); ++i) {
        std::vector<double> next(needed + 1, INFINITY);
        for (std::size_t q = 0; q <= needed; ++q) {
            if (least[q] == INFINITY) continue;
            for (std::size_t j = 0; j < problem.modelCount(); ++j) {
                const auto gain =
                    static_cast<std::size_t>(std::lround(16.0 * problem.quality(i, j)));
                double& cell = next[std::min(needed, q + gain)];
                cell = std::min(cell, least[q] + problem.cost(i, j));
            }
        }
        least.swap(next);
    }
    return least[needed];
}

TEST(Proof, TiedBatchesAgreeWithADynamicProgram) {
    for (const std::size_t queries : {50UL, 400UL}) {
        for (const std::uint64_t seed : {5UL, 6UL, 7UL}) {
            const RoutingProblem problem = instance(Kind::Tied, queries, 6, seed);
            for (const double fraction : {0.2, 0.5, 0.85, 0.97}) {
                Constraints ask = floorAt(problem, 1.0, fraction);
                ask.capacity.clear();
                DualOptimizer optimizer(problem);
                const SolveResult result = optimizer.solve(ask);
                EXPECT_EQ(result.proof, Proof::Optimal);
                const double truth = leastCostBySixteenths(problem, ask.qualityFloor);
                EXPECT_NEAR(result.cost, truth, 1e-10 * truth)
                    << queries << " seed " << seed << " fraction " << fraction;
            }
        }
    }
}

/// Least cost of a batch of quarters on three models, one cost each, by a table over the quarters
/// reached so far and the loads of the second and the third.
double leastCostByLoads(const RoutingProblem& problem, const Constraints& ask) {
    const std::size_t queries = problem.queryCount();
    const auto needed = static_cast<std::size_t>(
        std::ceil(4.0 * ask.qualityFloor * static_cast<double>(queries) - 1e-9));
    const auto second = static_cast<std::size_t>(ask.capacity[1]);
    const auto third = static_cast<std::size_t>(ask.capacity[2]);
    const auto at = [&](std::size_t b, std::size_t c) { return b * (third + 1) + c; };
    // The most quarters at these loads: cost depends on the loads alone.
    std::vector<int> most(at(second, third) + 1, -1);
    most[0] = 0;
    for (std::size_t i = 0; i < queries; ++i) {
        std::vector<int> next(most.size(), -1);
        const auto reach = [&](std::size_t b, std::size_t c, int so, std::size_t j) {
            if (b > second || c > third) return;
            const int sum = so + static_cast<int>(std::lround(4.0 * problem.quality(i, j)));
            next[at(b, c)] = std::max(next[at(b, c)], sum);
        };
        for (std::size_t b = 0; b <= second; ++b) {
            for (std::size_t c = 0; c <= third; ++c) {
                const int so = most[at(b, c)];
                if (so < 0) continue;
                if (i - b - c < static_cast<std::size_t>(ask.capacity[0])) reach(b, c, so, 0);
                reach(b + 1, c, so, 1);
                reach(b, c + 1, so, 2);
            }
        }
        most.swap(next);
    }
    double least = INFINITY;
    for (std::size_t b = 0; b <= second; ++b) {
        for (std::size_t c = 0; c <= third; ++c) {
            if (most[at(b, c)] < static_cast<int>(needed)) continue;
            const auto count = [](std::size_t n) { return static_cast<double>(n); };
            least =
                std::min(least, count(queries - b - c) * problem.cost(0, 0) +
                                    count(b) * problem.cost(0, 1) + count(c) * problem.cost(0, 2));
        }
    }
    return least;
}

// Crowds large enough to settle loads by: the optimum buys the last quarters with a regret.
TEST(Proof, CrowdsUnderCapacitiesAgreeWithATableOfLoads) {
    Random random(77);
    int proven = 0;
    for (int round = 0; round < 150; ++round) {
        const std::size_t queries = 60 + random.below(40);
        RoutingProblem problem(queries, 3);
        double cost[3] = {1e-4 * random.uniform(0.5, 2.0), 0.0, 0.0};
        for (int j = 1; j < 3; ++j) cost[j] = cost[j - 1] * random.uniform(1.1, 4.0);
        for (std::size_t i = 0; i < queries; ++i) {
            for (std::size_t j = 0; j < 3; ++j)
                problem.set(i, j, cost[j], 0.25 * static_cast<double>(random.below(5)));
        }
        Constraints ask;
        for (int j = 0; j < 3; ++j) {
            const double share = random.uniform(0.34, 0.7);
            ask.capacity.push_back(
                static_cast<std::int64_t>(std::ceil(share * static_cast<double>(queries))));
        }
        DualOptimizer optimizer(problem);
        ask.qualityFloor = random.uniform(0.7, 1.0) * optimizer.maxQuality(ask);
        const SolveResult result = optimizer.solve(ask);
        ASSERT_TRUE(result.solved()) << round;
        const double truth = leastCostByLoads(problem, ask);
        EXPECT_LE(result.bound, truth * (1.0 + 1e-9)) << round;
        EXPECT_GE(result.cost, truth * (1.0 - 1e-9)) << round;
        if (result.proof != Proof::Optimal) continue;
        ++proven;
        EXPECT_NEAR(result.cost, truth, 1e-9 * truth) << round;
    }
    EXPECT_GE(proven, 148);
}

/// Least cost of a batch on four models by a table over the loads of the first three: of each, all
/// pairs of quality and cost of which no other has more at less.
double leastCostByPairs(const RoutingProblem& problem, const Constraints& ask) {
    struct Pair {
        double quality;
        double cost;
    };
    using Pairs = std::vector<Pair>;
    const auto size = [&](std::size_t j) { return static_cast<std::size_t>(ask.capacity[j]) + 1; };
    const auto at = [&](std::size_t a, std::size_t b, std::size_t c) {
        return (a * size(1) + b) * size(2) + c;
    };
    std::vector<Pairs> known(size(0) * size(1) * size(2));
    known[0] = {{0.0, 0.0}};
    for (std::size_t i = 0; i < problem.queryCount(); ++i) {
        std::vector<Pairs> next(known.size());
        const auto add = [&](const Pairs& from, std::size_t to, std::size_t j) {
            for (const Pair& pair : from)
                next[to].push_back(
                    {pair.quality + problem.quality(i, j), pair.cost + problem.cost(i, j)});
        };
        for (std::size_t a = 0; a < size(0); ++a) {
            for (std::size_t b = 0; b < size(1); ++b) {
                for (std::size_t c = 0; c < size(2); ++c) {
                    const Pairs& from = known[at(a, b, c)];
                    if (from.empty()) continue;
                    if (a + 1 < size(0)) add(from, at(a + 1, b, c), 0);
                    if (b + 1 < size(1)) add(from, at(a, b + 1, c), 1);
                    if (c + 1 < size(2)) add(from, at(a, b, c + 1), 2);
                    if (i - a - b - c + 1 < size(3)) add(from, at(a, b, c), 3);
                }
            }
        }
        for (Pairs& pairs : next) {
            std::sort(pairs.begin(), pairs.end(), [](const Pair& x, const Pair& y) {
                return x.quality > y.quality || (x.quality == y.quality && x.cost < y.cost);
            });
            double least = INFINITY;
            std::erase_if(pairs, [&](const Pair& pair) {
                const bool beaten = pair.cost >= least;
                least = std::min(least, pair.cost);
                return beaten;
            });
        }
        known.swap(next);
    }
    const double needed = ask.qualityFloor * static_cast<double>(problem.queryCount());
    double least = INFINITY;
    for (const Pairs& pairs : known) {
        for (const Pair& pair : pairs) {
            if (pair.quality >= needed) least = std::min(least, pair.cost);
        }
    }
    return least;
}

// All models full or nearly so: lists are cut by the loads that have to come out even.
TEST(Proof, FullModelsAgreeWithATableOfPairs) {
    int proven = 0;
    int limited = 0;
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
        const RoutingProblem problem = instance(Kind::Tight, 22, 4, seed);
        Constraints ask;
        ask.capacity = {6, 6, 6, seed % 2 == 0 ? 6 : 5};
        DualOptimizer optimizer(problem);
        const double share = 0.90 + 0.002 * static_cast<double>(seed);
        ask.qualityFloor = share * optimizer.maxQuality(ask);
        const double truth = leastCostByPairs(problem, ask);
        SolveOptions options;
        for (const std::size_t states : {4U, 8U, 16U, 40U, 250'000U}) {
            options.budget.proofStates = states;
            const SolveResult result = DualOptimizer(problem).solve(ask, options);
            ASSERT_TRUE(result.solved()) << seed;
            EXPECT_LE(result.bound, truth * (1.0 + 1e-9)) << seed << " states " << states;
            EXPECT_GE(result.cost, truth * (1.0 - 1e-9)) << seed << " states " << states;
            result.proof == Proof::Optimal ? ++proven : ++limited;
            if (result.proof == Proof::Optimal) {
                EXPECT_NEAR(result.cost, truth, 1e-9 * truth) << seed << " states " << states;
            }
        }
    }
    EXPECT_GT(proven, 40);
    EXPECT_GT(limited, 5);
}

// Where qualities are sixteenths and costs differ by model alone, the integer optimum itself may
// lie above the linear one; the bound has to follow it.
TEST(Proof, TiedInstancesCloseTheirGap) {
    for (const std::size_t queries : {1000UL, 3000UL, 10000UL, 30000UL}) {
        for (const std::uint64_t seed : {1UL, 42UL, 43UL}) {
            const RoutingProblem problem = instance(Kind::Tied, queries, 11, seed);
            for (const double share : {1.0, 0.3, 0.15}) {
                const Constraints ask = floorAt(problem, share, 0.7);
                DualOptimizer optimizer(problem);
                const SolveResult result = optimizer.solve(ask);
                ASSERT_TRUE(result.solved());
                EXPECT_TRUE(verify(problem, ask, result.assignment).feasible);
                EXPECT_LE(result.gap, 5e-7) << queries << " seed " << seed << " share " << share;
            }
        }
    }
}

// Steps to and fro among crowds: what was learned at some multipliers serves other floors, and must
// not say more about them than a solve of their own.
TEST(Proof, StepsAmongCrowdsAgreeWithColdSolves) {
    const RoutingProblem problem = instance(Kind::Tied, 20000, 11, 42);
    Constraints ask = floorAt(problem, 0.15, 0.7);
    SolveOptions options;
    options.gapTarget = 1e-7;
    DualOptimizer dragged(problem);
    int crowded = 0;
    for (int step = 0; step < 24; ++step) {
        ask.qualityFloor += step % 12 < 6 ? -0.0011 : 0.0012;
        options.warmStart = true;
        const SolveResult warm = dragged.solve(ask, options);
        options.warmStart = false;
        const SolveResult cold = DualOptimizer(problem).solve(ask, options);
        ASSERT_TRUE(warm.solved() && cold.solved());
        EXPECT_TRUE(verify(problem, ask, warm.assignment).feasible);
        EXPECT_LE(std::max(warm.gap, cold.gap), 1e-7);
        EXPECT_NEAR(warm.cost, cold.cost, 2e-7 * cold.cost);
        crowded += warm.proof == Proof::Optimal ? 1 : 0;
    }
    EXPECT_GE(crowded, 6);  // else the floors would be elsewhere
}

TEST(Proof, SaysWhetherItWasSoughtAndFound) {
    const RoutingProblem problem = instance(Kind::RouterBench, 400, 5, 3);
    const Constraints ask = floorAt(problem, 0.25, 0.5);
    DualOptimizer optimizer(problem);
    SolveOptions options;
    options.warmStart = false;
    const SolveResult proven = optimizer.solve(ask, options);
    EXPECT_EQ(proven.proof, Proof::Optimal);
    EXPECT_EQ(proven.gap, 0.0);
    EXPECT_EQ(proven.bound, proven.cost);
    options.budget.proofStates = 0;
    const SolveResult plain = optimizer.solve(ask, options);
    EXPECT_EQ(plain.proof, Proof::NotSought);
    EXPECT_GT(plain.gap, 0.0);
    EXPECT_LE(plain.bound, proven.bound);
    EXPECT_GE(plain.cost, proven.cost);
    options.budget.proofStates = 2;
    const SolveResult tried = optimizer.solve(ask, options);
    EXPECT_EQ(tried.proof, Proof::LimitReached);
    EXPECT_GE(tried.cost, proven.cost);
    EXPECT_LE(tried.bound, proven.cost);
    EXPECT_GE(tried.bound, plain.bound);
}

}  // namespace
}  // namespace orl::testing
