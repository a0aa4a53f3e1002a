#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "core/optimize/optimize.h"
#include "tests/core/optimize/instances.h"
#include "tests/core/optimize/linear_program.h"

namespace orl::testing {
namespace {

/// The linear optimum bounds the integer one from below; a floor rounded up to the unit of the
/// qualities may lift our bound above it, but never above our own cost.
void expectNearLinearOptimum(const RoutingProblem& problem, const Constraints& ask,
                             const std::string& what, bool tied = false) {
    DualOptimizer optimizer(problem);
    const SolveResult result = optimizer.solve(ask);
    const auto linear = linearOptimum(problem, ask);
    ASSERT_EQ(result.solved(), linear.has_value()) << what << ": " << result.explanation;
    if (!linear) return;
    EXPECT_TRUE(verify(problem, ask, result.assignment).feasible) << what;
    const bool floor = ask.mode == RoutingMode::CostUnderFloor;
    const double objective = floor ? result.cost : result.quality;
    const double worse = floor ? objective / *linear - 1.0 : 1.0 - objective / *linear;
    const double certified = floor ? result.bound / *linear - 1.0 : 1.0 - result.bound / *linear;
    EXPECT_GE(worse, -1e-7) << what;
    EXPECT_GE(certified, -2e-6) << what << ": the bound is weaker than the linear optimum";
    EXPECT_LE(certified, worse + 1e-9) << what;
    if (problem.queryCount() < 1000) return;
    // Where all qualities are multiples of 1/16 and prices differ by model alone, the integer
    // optimum itself lies up to about three such steps above the linear one.
    const double step = tied && floor ? 3.0 * result.qualityPrice / 16.0 / result.cost : 0.0;
    EXPECT_LE(worse, 1e-3 + step) << what;
    EXPECT_LE(result.gap, 1e-3 + step) << what;
}

TEST(MediumInstances, WithinATenthOfAPercentOfTheLinearOptimum) {
    for (const std::size_t queries : {200UL, 1000UL}) {
        for (const Kind kind : {Kind::RouterBench, Kind::Tied, Kind::Uniform, Kind::Adversarial}) {
            const RoutingProblem problem = instance(kind, queries, 7, queries);
            DualOptimizer optimizer(problem);
            for (const double share : {1.0, 0.25, 0.15}) {
                Constraints ask;
                ask.capacity = capacityShare(problem, share);
                const SolveResult cheapest = optimizer.solve(ask);
                const double low = cheapest.quality;
                const double high = optimizer.maxQuality(ask);
                const double fraction = share == 0.25 ? 0.5 : 0.9;
                const std::string what = std::string(nameOf(kind)) + " " + std::to_string(queries) +
                                         " share " + std::to_string(share);
                ask.qualityFloor = low + fraction * (high - low);
                expectNearLinearOptimum(problem, ask, what + " floor", kind == Kind::Tied);
                ask.mode = RoutingMode::QualityUnderBudget;
                ask.budget = cheapest.cost * 1.7;
                expectNearLinearOptimum(problem, ask, what + " budget", kind == Kind::Tied);
            }
        }
    }
}

TEST(MediumInstances, TwoThousandQueries) {
    const RoutingProblem problem = instance(Kind::RouterBench, 2000, 11, 3);
    Constraints ask;
    ask.capacity = capacityShare(problem, 0.15);
    DualOptimizer optimizer(problem);
    const double low = optimizer.solve(ask).quality;
    ask.qualityFloor = 0.4 * low + 0.6 * optimizer.maxQuality(ask);
    expectNearLinearOptimum(problem, ask, "2000 queries");
}

TEST(MediumInstances, CapacitiesOfZeroAndWithoutASlotToSpare) {
    const RoutingProblem problem = instance(Kind::RouterBench, 1000, 6, 77);
    Constraints ask;
    ask.capacity = {0, 300, 200, 0, 400, 100};
    DualOptimizer optimizer(problem);
    const double high = optimizer.maxQuality(ask);
    const double low = optimizer.solve(ask).quality;
    ask.qualityFloor = 0.5 * (low + high);
    expectNearLinearOptimum(problem, ask, "exactly N slots");
    const SolveResult result = optimizer.solve(ask);
    EXPECT_EQ(result.load, ask.capacity);
    for (const double price : result.capacityPrice) EXPECT_TRUE(std::isfinite(price));
}

TEST(MediumInstances, ForbiddenPairs) {
    RoutingProblem problem = instance(Kind::RouterBench, 1500, 6, 78);
    Random random(5);
    for (std::size_t i = 0; i < problem.queryCount(); ++i) {
        for (std::size_t j = 1; j < 6; ++j) {
            if (random.below(3) == 0) problem.forbid(i, j);
        }
    }
    Constraints ask;
    ask.capacity = capacityShare(problem, 0.3);
    DualOptimizer optimizer(problem);
    ask.qualityFloor = 0.5 * (optimizer.solve(ask).quality + optimizer.maxQuality(ask));
    expectNearLinearOptimum(problem, ask, "forbidden pairs");
}

// A capacity price is what one slot more is worth: the slope of the optimal cost, so its one-sided
// derivatives enclose it.
TEST(MediumInstances, PricesAreTheSlopesOfTheOptimum) {
    const RoutingProblem problem = instance(Kind::RouterBench, 1200, 5, 9);
    Constraints ask;
    ask.capacity = capacityShare(problem, 0.22);
    DualOptimizer optimizer(problem);
    const double low = optimizer.solve(ask).quality;
    ask.qualityFloor = low + 0.6 * (optimizer.maxQuality(ask) - low);
    SolveOptions cold;
    cold.gapTarget = 1e-9;
    cold.warmStart = false;
    const SolveResult at = optimizer.solve(ask, cold);
    const double tolerance = 1e-6 * at.cost;
    for (std::size_t j = 0; j < 5; ++j) {
        Constraints more = ask;
        Constraints less = ask;
        more.capacity[j] += 5;
        less.capacity[j] -= 5;
        const double saved = at.bound - optimizer.solve(more, cold).bound;
        const double lost = optimizer.solve(less, cold).bound - at.bound;
        EXPECT_GE(at.capacityPrice[j] * 5.0, saved - tolerance) << j;
        EXPECT_LE(at.capacityPrice[j] * 5.0, lost + tolerance) << j;
    }
    Constraints higher = ask;
    Constraints lower = ask;
    higher.qualityFloor += 1e-3;
    lower.qualityFloor -= 1e-3;
    const double answers = 1e-3 * 1200.0;
    EXPECT_LE(at.qualityPrice * answers,
              optimizer.solve(higher, cold).bound - at.bound + tolerance);
    EXPECT_GE(at.qualityPrice * answers, at.bound - optimizer.solve(lower, cold).bound - tolerance);
}

}  // namespace
}  // namespace orl::testing
