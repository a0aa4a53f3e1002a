#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <vector>

#include "core/optimize/dual/dual_function.h"
#include "tests/core/optimize/instances.h"

namespace orl::testing {
namespace {

TEST(LargeTables, UndecidedQueriesAreThoseOfLeastMargin) {
    for (const Kind kind : {Kind::RouterBench, Kind::Adversarial}) {
        // More than one chunk, and with ties many more than the limit.
        const RoutingProblem problem = instance(kind, 30001, 5, 3);
        DualFunction dual(tableOf(problem));
        const Multipliers at{1.0, 2e-4, std::vector<double>(5, 0.0)};
        DualSums sums;
        std::vector<std::int32_t> choice;
        std::vector<double> margin;
        dual.evaluate(at, sums, choice, &margin);
        for (const double reach : {0.0, 1e-6, 1e-4}) {
            std::vector<std::int32_t> near;
            for (std::int32_t i = 0; i < 30001; ++i) {
                if (margin[static_cast<std::size_t>(i)] <= reach) near.push_back(i);
            }
            std::stable_sort(near.begin(), near.end(), [&](std::int32_t a, std::int32_t b) {
                return margin[static_cast<std::size_t>(a)] < margin[static_cast<std::size_t>(b)];
            });
            for (const std::size_t limit :
                 {std::size_t{7}, std::size_t{2048}, std::size_t{40000}}) {
                const std::vector<Undecided> found = dual.undecided(at, reach, limit);
                ASSERT_EQ(found.size(), std::min(limit, near.size())) << nameOf(kind) << reach;
                for (std::size_t k = 0; k < found.size(); ++k) {
                    const auto i = static_cast<std::size_t>(near[k]);
                    ASSERT_EQ(found[k].query, near[k]);
                    ASSERT_EQ(found[k].margin, margin[i]);
                    ASSERT_EQ(found[k].choice, choice[i]);
                }
            }
        }
    }
}

TEST(LargeTables, TheUnitOfQualitiesIsTheLargest) {
    for (const std::size_t queries : {1UL, 8UL, 13UL}) {
        for (int k = 1; k <= 130; ++k) {
            RoutingProblem problem(queries, 3);
            for (std::size_t i = 0; i < queries; ++i) {
                for (std::size_t j = 0; j < 3; ++j)
                    problem.set(i, j, 1.0, static_cast<double>((i * 3 + j) % 2) * (k - 1) / k);
            }
            // (k − 1)/k is in lowest terms; a single query holds it at model 1.
            const double expected = k == 1 ? 1.0 : k <= 128 ? 1.0 / k : 0.0;
            EXPECT_EQ(qualityUnit(tableOf(problem)), expected) << queries << " " << k;
            problem.set(queries - 1, 2, 1.0, 1.0 / std::sqrt(2.0));
            EXPECT_EQ(qualityUnit(tableOf(problem)), 0.0);
        }
    }
}

TEST(LargeTables, TheGreatestCostIsThatOfAnAllowedPair) {
    RoutingProblem problem(13, 3);
    for (std::size_t i = 0; i < 13; ++i) {
        for (std::size_t j = 0; j < 3; ++j)
            problem.set(i, j, static_cast<double>(i) + 0.1 * static_cast<double>(j), 0.5);
    }
    EXPECT_EQ(greatestCost(tableOf(problem)), problem.cost(12, 2));
    problem.forbid(12, 2);
    EXPECT_EQ(greatestCost(tableOf(problem)), problem.cost(12, 1));
    for (std::size_t i = 0; i < 13; ++i) {
        for (std::size_t j = 0; j < 3; ++j) problem.forbid(i, j);
    }
    EXPECT_EQ(greatestCost(tableOf(problem)), 0.0);
}

TEST(LargeTables, SolvesHaveTheSameBitsForAnyCountOfThreads) {
    for (const Kind kind : {Kind::RouterBench, Kind::Tied}) {
        const RoutingProblem problem = instance(kind, 40003, 6, 9);
        Constraints ask;
        ask.capacity = capacityShare(problem, 0.25);
        ask.qualityFloor = 0.6;
        const SolveResult expected = DualOptimizer(problem).solve(ask);
        ASSERT_TRUE(expected.solved()) << expected.explanation;
        for (const int threads : {2, 3, 7}) {
            const SolveResult got = DualOptimizer(problem, threads).solve(ask);
            EXPECT_EQ(got.assignment, expected.assignment) << threads;
            EXPECT_EQ(std::memcmp(&got.bound, &expected.bound, sizeof got.bound), 0) << threads;
            EXPECT_EQ(got.capacityPrice, expected.capacityPrice) << threads;
            EXPECT_EQ(got.iterations, expected.iterations) << threads;
        }
    }
}

}  // namespace
}  // namespace orl::testing
