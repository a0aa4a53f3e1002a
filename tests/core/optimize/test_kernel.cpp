#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <vector>

#include "core/optimize/dual_function.h"
#include "core/optimize/kernel.h"
#include "tests/core/optimize/instances.h"

namespace orl::testing {
namespace {

struct Outcome {
    kernel::Output sums{};
    std::vector<std::int32_t> choice;
    std::vector<double> margin;
};

Outcome run(kernel::Function function, const RoutingProblem& problem, double costWeight,
            double qualityWeight, const std::vector<double>& price, bool margins) {
    Outcome out;
    out.choice.assign(problem.blockCount() * 8, -7);
    out.margin.assign(problem.blockCount() * 8, -7.0);
    kernel::Input in{};
    in.blocks = problem.blocks().data();
    in.blockCount = problem.blockCount();
    in.tailLanes = problem.queryCount() - (problem.blockCount() - 1) * 8;
    in.models = problem.modelCount();
    in.costWeight = costWeight;
    in.qualityWeight = qualityWeight;
    in.price = price.data();
    out.sums.choice = out.choice.data();
    out.sums.margin = margins ? out.margin.data() : nullptr;
    function(in, out.sums);
    return out;
}

RoutingProblem withForbiddenPairs(std::size_t queries, std::size_t models, std::uint64_t seed) {
    RoutingProblem problem =
        instance(seed % 2 == 0 ? Kind::RouterBench : Kind::Adversarial, queries, models, seed);
    Random random(seed);
    for (std::size_t i = 0; i < queries; ++i) {
        for (std::size_t j = 0; j < models; ++j) {
            if (random.below(5) == 0) problem.forbid(i, j);
        }
    }
    return problem;
}

TEST(Kernel, EveryInstructionSetGivesTheSameBits) {
    std::size_t count = 0;
    const kernel::Variant* variants = kernel::supportedVariants(count);
    ASSERT_GE(count, 1U);
    EXPECT_STREQ(variants[count - 1].name, "baseline");
    for (std::uint64_t seed = 0; seed < 60; ++seed) {
        const std::size_t queries = 1 + seed * 7 % 61;
        const std::size_t models = 1 + seed % 12;
        const RoutingProblem problem = withForbiddenPairs(queries, models, seed);
        std::vector<double> price(models);
        Random random(seed);
        for (double& p : price) p = random.below(2) == 0 ? 0.0 : 1e-4 * random.uniform();
        for (const bool margins : {false, true}) {
            const Outcome expected = run(variants[count - 1].function, problem, 1.0,
                                         1e-4 * static_cast<double>(seed), price, margins);
            for (std::size_t v = 0; v + 1 < count; ++v) {
                const Outcome got = run(variants[v].function, problem, 1.0,
                                        1e-4 * static_cast<double>(seed), price, margins);
                for (std::size_t lane = 0; lane < 8; ++lane) {
                    EXPECT_EQ(std::memcmp(&got.sums.value[lane], &expected.sums.value[lane], 8), 0);
                    EXPECT_EQ(std::memcmp(&got.sums.cost[lane], &expected.sums.cost[lane], 8), 0);
                    EXPECT_EQ(std::memcmp(&got.sums.quality[lane], &expected.sums.quality[lane], 8),
                              0);
                }
                EXPECT_EQ(got.choice, expected.choice) << variants[v].name;
                for (std::size_t i = 0; i < queries; ++i) {
                    if (expected.choice[i] >= 0) {
                        EXPECT_EQ(got.margin[i], expected.margin[i]) << variants[v].name;
                    }
                }
            }
        }
    }
}

TEST(Kernel, MatchesTheDefinition) {
    for (std::uint64_t seed = 1; seed < 40; ++seed) {
        const std::size_t queries = 5 + seed * 211 % 9001;
        const std::size_t models = 1 + seed % 7;
        const RoutingProblem problem = withForbiddenPairs(queries, models, seed);
        DualFunction dual(tableOf(problem));
        Multipliers at{1.0, 2e-4, std::vector<double>(models, 0.0)};
        for (std::size_t j = 0; j < models; ++j) at.price[j] = 1e-5 * static_cast<double>(j % 3);
        if (models > 2) at.price[1] = INFINITY;  // a closed model
        DualSums sums;
        std::vector<std::int32_t> choice;
        std::vector<double> margin;
        dual.evaluate(at, sums, choice, &margin);
        double cost = 0.0;
        double quality = 0.0;
        std::int64_t unplaced = 0;
        std::vector<std::int64_t> load(models, 0);
        for (std::size_t i = 0; i < queries; ++i) {
            std::int32_t best = -1;
            double least = INFINITY;
            double second = INFINITY;
            for (std::size_t j = 0; j < models; ++j) {
                const double reduced =
                    problem.cost(i, j) - 2e-4 * problem.quality(i, j) + at.price[j];
                const bool cheaper =
                    best >= 0 &&
                    problem.cost(i, j) < problem.cost(i, static_cast<std::size_t>(best));
                if (reduced < least || (reduced == least && best >= 0 && cheaper)) {
                    second = least;
                    least = reduced;
                    best = static_cast<std::int32_t>(j);
                } else {
                    second = std::min(second, reduced);
                }
            }
            ASSERT_EQ(choice[i], best) << "query " << i;
            if (best < 0) {
                ++unplaced;
                continue;
            }
            EXPECT_EQ(margin[i], second - least);
            cost += problem.cost(i, static_cast<std::size_t>(best));
            quality += problem.quality(i, static_cast<std::size_t>(best));
            ++load[static_cast<std::size_t>(best)];
        }
        EXPECT_EQ(sums.load, load);
        EXPECT_EQ(sums.unplaced, unplaced);
        if (unplaced > 0) continue;
        EXPECT_NEAR(sums.cost, cost, 1e-12 * cost);
        EXPECT_NEAR(sums.quality, quality, 1e-12 * quality);
    }
}

}  // namespace
}  // namespace orl::testing
