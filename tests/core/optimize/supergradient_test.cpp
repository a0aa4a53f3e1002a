#include "core/optimize/supergradient.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "core/support/error.h"
#include "tests/core/optimize/instances.h"

namespace orl::testing {
namespace {

TEST(Supergradient, ComesCloseToTheExactBound) {
    for (const Kind kind : {Kind::RouterBench, Kind::Tied, Kind::Uniform, Kind::Adversarial}) {
        const RoutingProblem problem = instance(kind, 1000, 11, 5);
        const Constraints ask = floorAt(problem, 0.2, 0.7);
        DualOptimizer optimizer(problem);
        const SolveResult exact = optimizer.solve(ask);
        const SolveResult paper = solveSupergradient(problem, ask);
        ASSERT_TRUE(paper.solved()) << nameOf(kind);
        EXPECT_TRUE(verify(problem, ask, paper.assignment).feasible) << nameOf(kind);
        EXPECT_LE(paper.bound, exact.cost * (1 + 1e-9)) << nameOf(kind);
        EXPECT_GE(paper.bound, 0.97 * exact.bound) << nameOf(kind);
        EXPECT_GE(paper.cost, exact.bound * (1 - 1e-9)) << nameOf(kind);
    }
}

// The rule is stated in units of the instance, so another currency changes nothing but the unit.
TEST(Supergradient, StepsDoNotDependOnTheCurrency) {
    const RoutingProblem dollars = instance(Kind::RouterBench, 300, 5, 8);
    RoutingProblem other(300, 5);
    const double rate = 0x1.0p20;  // a power of two, so that not a bit is lost
    for (std::size_t i = 0; i < 300; ++i) {
        for (std::size_t j = 0; j < 5; ++j)
            other.set(i, j, dollars.cost(i, j) * rate, dollars.quality(i, j));
    }
    const Constraints ask = floorAt(dollars, 0.4, 0.5);
    const SolveResult a = solveSupergradient(dollars, ask);
    const SolveResult b = solveSupergradient(other, ask);
    EXPECT_EQ(a.assignment, b.assignment);
    EXPECT_EQ(a.bound * rate, b.bound);
    EXPECT_EQ(a.qualityPrice * rate, b.qualityPrice);
}

TEST(Supergradient, RecordsEveryIteration) {
    const RoutingProblem problem = instance(Kind::RouterBench, 500, 6, 3);
    const Constraints ask = floorAt(problem, 0.3, 0.6);
    SupergradientOptions options;
    options.iterations = 40;
    const SolveResult result = solveSupergradient(problem, ask, options);
    ASSERT_EQ(result.history.size(), 40U);
    double best = result.history.front().dualValue;
    for (const IterationRecord& record : result.history) {
        best = std::max(best, record.dualValue);
        EXPECT_EQ(record.bestBound, best);
        EXPECT_GE(record.qualityPrice, 0.0);
        std::int64_t placed = 0;
        for (const std::int64_t load : record.load) placed += load;
        EXPECT_EQ(placed, 500);
        // g(λ, μ) recomputed from its definition
        double value = ask.qualityFloor * 500.0 * record.qualityPrice;
        for (std::size_t j = 0; j < 6; ++j)
            value -= static_cast<double>(ask.capacity[j]) * record.capacityPrice[j];
        for (std::size_t i = 0; i < 500; ++i) {
            double least = INFINITY;
            for (std::size_t j = 0; j < 6; ++j) {
                least = std::min(least, problem.cost(i, j) -
                                            record.qualityPrice * problem.quality(i, j) +
                                            record.capacityPrice[j]);
            }
            value += least;
        }
        EXPECT_NEAR(record.dualValue, value, 1e-9 * std::abs(value) + 1e-12);
    }
    EXPECT_EQ(result.bound, best);
}

TEST(Supergradient, RefusesWhatItDoesNotKnow) {
    const RoutingProblem problem = instance(Kind::Uniform, 10, 3, 3);
    Constraints ask;
    ask.group.assign(10, 0);
    ask.groupFloor = {0.5};
    EXPECT_THROW(solveSupergradient(problem, ask), Error);
}

TEST(Supergradient, StopsWhenAsked) {
    const RoutingProblem problem = instance(Kind::Uniform, 100, 3, 3);
    std::stop_source source;
    source.request_stop();
    SupergradientOptions options;
    options.stop = source.get_token();
    EXPECT_THROW(solveSupergradient(problem, {}, options), Cancelled);
}

// The projection: prices are never negative, and a model that always has slots to spare is never
// charged for.
TEST(Supergradient, KeepsItsPricesInTheOrthant) {
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
