#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <span>
#include <vector>

#include "core/optimize/dual/dual_function.h"
#include "core/optimize/dual/kernel.h"
#include "tests/core/optimize/instances.h"

namespace orl::testing {
namespace {

struct Outcome {
    kernel::Output sums{};
    std::vector<std::int32_t> choice;
    std::vector<double> margin;
    std::vector<std::int64_t> load;
};

Outcome run(kernel::Function function, const RoutingProblem& problem, const Multipliers& at,
            bool margins) {
    Outcome out;
    out.choice.assign(problem.blockCount() * 8, -7);
    out.margin.assign(problem.blockCount() * 8, -7.0);
    out.load.assign(problem.modelCount(), 0);
    kernel::Input in{};
    in.blocks = problem.blocks().data();
    in.blockCount = problem.blockCount();
    in.tailLanes = problem.queryCount() - (problem.blockCount() - 1) * 8;
    in.models = problem.modelCount();
    in.costWeight = at.costWeight;
    in.qualityWeight = at.qualityWeight;
    in.price = at.price.data();
    out.sums.choice = out.choice.data();
    out.sums.margin = margins ? out.margin.data() : nullptr;
    out.sums.load = out.load.data();
    function(in, out.sums);
    out.choice.resize(problem.queryCount());
    out.margin.resize(problem.queryCount());
    return out;
}

template <typename T>
bool sameBits(std::span<const T> a, std::span<const T> b) {
    return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size_bytes()) == 0;
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

/// Whole blocks and tails of every length, one chunk and more than one.
constexpr std::size_t kSizes[] = {1, 7, 8, 9, 15, 16, 17, 61, 1000, 4095, 4096, 4097, 8191};
constexpr std::size_t kModelCounts[] = {1, 2, 3, 5, 11, 64};

TEST(Kernel, EveryInstructionSetGivesTheSameBits) {
    std::size_t count = 0;
    const kernel::Variant* variants = kernel::supportedVariants(count);
    ASSERT_GE(count, 1U);
    EXPECT_STREQ(variants[count - 1].name, "baseline");
    std::uint64_t seed = 0;
    for (const std::size_t queries : kSizes) {
        for (const std::size_t models : kModelCounts) {
            ++seed;
            const RoutingProblem problem = withForbiddenPairs(queries, models, seed);
            Multipliers at{1.0, 1e-4 * static_cast<double>(seed % 60), {}};
            Random random(seed);
            for (std::size_t j = 0; j < models; ++j)
                at.price.push_back(random.below(2) == 0 ? 0.0 : 1e-4 * random.uniform());
            if (seed % 5 == 0) at.price[random.below(models)] = INFINITY;
            for (const bool margins : {false, true}) {
                const Outcome expected = run(variants[count - 1].function, problem, at, margins);
                for (std::size_t v = 0; v + 1 < count; ++v) {
                    SCOPED_TRACE(::testing::Message() << variants[v].name << " N " << queries
                                                      << " M " << models << " margins " << margins);
                    const Outcome got = run(variants[v].function, problem, at, margins);
                    EXPECT_TRUE(sameBits<double>(got.sums.value, expected.sums.value));
                    EXPECT_TRUE(sameBits<double>(got.sums.cost, expected.sums.cost));
                    EXPECT_TRUE(sameBits<double>(got.sums.quality, expected.sums.quality));
                    EXPECT_EQ(got.choice, expected.choice);
                    EXPECT_EQ(got.load, expected.load);
                    for (std::size_t i = 0; i < queries; ++i) {
                        if (expected.choice[i] >= 0) {
                            ASSERT_EQ(got.margin[i], expected.margin[i]);
                        }
                    }
                }
            }
        }
    }
}

TEST(Kernel, TheCountOfThreadsChangesNoBit) {
    std::uint64_t seed = 100;
    for (const std::size_t queries : {1UL, 9UL, 4095UL, 16384UL, 16385UL, 70003UL}) {
        for (const std::size_t models : {1UL, 11UL}) {
            const RoutingProblem problem = withForbiddenPairs(queries, models, ++seed);
            const Multipliers at{1.0, 2e-4, std::vector<double>(models, 1e-5)};
            DualSums expected;
            std::vector<std::int32_t> expectedChoice;
            std::vector<double> expectedMargin;
            DualFunction(tableOf(problem)).evaluate(at, expected, expectedChoice, &expectedMargin);
            for (const std::size_t threads : {1UL, 2UL, 3UL, 7UL}) {
                SCOPED_TRACE(::testing::Message() << "N " << queries << " threads " << threads);
                ThreadPool pool(threads);
                DualFunction dual(tableOf(problem));
                dual.shareWith(&pool);
                DualSums sums;
                std::vector<std::int32_t> choice;
                std::vector<double> margin;
                for (int repeat = 0; repeat < 3; ++repeat) {
                    dual.evaluate(at, sums, choice, &margin);
                    EXPECT_TRUE(sameBits<double>({&sums.value, 1}, {&expected.value, 1}));
                    EXPECT_TRUE(sameBits<double>({&sums.cost, 1}, {&expected.cost, 1}));
                    EXPECT_TRUE(sameBits<double>({&sums.quality, 1}, {&expected.quality, 1}));
                    EXPECT_EQ(sums.load, expected.load);
                    EXPECT_EQ(sums.unplaced, expected.unplaced);
                    EXPECT_EQ(choice, expectedChoice);
                    EXPECT_TRUE(sameBits<double>(margin, expectedMargin));
                }
            }
        }
    }
}

TEST(Kernel, TiesGoToTheLeastCostThenTheLowestIndex) {
    // Reduced costs at λ = 1 and no prices: model 0 is worse, 1 to 4 tie at 1, and of those 2 and 3
    // cost least.
    constexpr double kCost[] = {3.0, 1.75, 1.25, 1.25, 1.5};
    constexpr double kQuality[] = {0.5, 0.75, 0.25, 0.25, 0.5};
    RoutingProblem problem(21, 5);
    for (std::size_t i = 0; i < 21; ++i) {
        for (std::size_t j = 0; j < 5; ++j) problem.set(i, j, kCost[j], kQuality[j]);
    }
    problem.forbid(4, 2);
    problem.forbid(20, 2);
    problem.forbid(20, 3);
    std::size_t count = 0;
    const kernel::Variant* variants = kernel::supportedVariants(count);
    for (std::size_t v = 0; v < count; ++v) {
        const Outcome got =
            run(variants[v].function, problem, {1.0, 1.0, std::vector<double>(5, 0.0)}, true);
        for (std::size_t i = 0; i < 21; ++i) {
            EXPECT_EQ(got.choice[i], i == 4 ? 3 : i == 20 ? 4 : 2) << variants[v].name << " " << i;
            EXPECT_EQ(got.margin[i], 0.0);
        }
        EXPECT_EQ(got.load, (std::vector<std::int64_t>{0, 0, 19, 1, 1}));
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
