#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "core/optimize/prices/cost_curve.h"
#include "core/support/error.h"
#include "tests/core/optimize/instances.h"
#include "tests/core/optimize/linear_program.h"

namespace orl::testing {
namespace {

/// Up to 3^7 routings; costs and qualities in steps of 1/4 (ties abound) or arbitrary, some pairs
/// forbidden.
RoutingProblem tiny(Random& random) {
    const std::size_t models = 1 + random.below(3);
    RoutingProblem problem(1 + random.below(7), models);
    const bool steps = random.below(2) == 0;
    const auto number = [&] {
        return steps ? static_cast<double>(random.below(5)) / 4.0 : random.uniform();
    };
    for (std::size_t i = 0; i < problem.queryCount(); ++i) {
        for (std::size_t j = 0; j < models; ++j) problem.set(i, j, number(), number());
        if (models > 1 && random.below(4) == 0) problem.forbid(i, random.below(models));
    }
    return problem;
}

std::vector<PlanTotals> allRoutings(const RoutingProblem& problem) {
    std::vector<PlanTotals> all;
    Assignment plan(problem.queryCount(), 0);
    const auto models = static_cast<std::int32_t>(problem.modelCount());
    for (;;) {
        bool allowed = true;
        for (std::size_t i = 0; i < plan.size(); ++i)
            allowed = allowed && problem.allowed(i, static_cast<std::size_t>(plan[i]));
        if (allowed) all.push_back(totalsOf(problem, plan));
        std::size_t digit = 0;
        while (digit < plan.size() && ++plan[digit] == models) plan[digit++] = 0;
        if (digit == plan.size()) return all;
    }
}

// A convex curve on which every breakpoint is a routing and below which none lies is the lower hull
// of all routings; the relaxation reaches exactly that hull.
TEST(CostCurve, IsTheLowerHullOfAllRoutings) {
    Random random(5);
    for (int round = 0; round < 600; ++round) {
        SCOPED_TRACE(round);
        const RoutingProblem problem = tiny(random);
        const CostCurve curve(problem);
        const auto points = curve.points();
        const std::vector<PlanTotals> all = allRoutings(problem);
        double leastCost = INFINITY;
        double bestQuality = 0.0;
        for (const PlanTotals& plan : all) {
            leastCost = std::min(leastCost, plan.cost);
            bestQuality = std::max(bestQuality, plan.quality);
            EXPECT_GE(plan.cost, curve.costAt(plan.quality) - 1e-12);
            EXPECT_LE(plan.quality, curve.qualityAt(plan.cost) + 1e-12);
        }
        EXPECT_NEAR(points.front().cost, leastCost, 1e-12);
        EXPECT_NEAR(points.back().quality, bestQuality, 1e-12);
        for (std::size_t k = 0; k < points.size(); ++k) {
            double nearest = INFINITY;
            for (const PlanTotals& plan : all) {
                nearest = std::min(nearest, std::abs(plan.cost - points[k].cost) +
                                                std::abs(plan.quality - points[k].quality));
            }
            EXPECT_LE(nearest, 1e-12) << k;
            if (k + 1 == points.size()) continue;
            const double answers = (points[k + 1].quality - points[k].quality) *
                                   static_cast<double>(problem.queryCount());
            EXPECT_NEAR((points[k + 1].cost - points[k].cost) / answers, points[k].qualityPrice,
                        1e-9 * points[k].qualityPrice + 1e-12);
            EXPECT_LT(points[k].qualityPrice, points[k + 1].qualityPrice);
        }
        EXPECT_EQ(points.back().qualityPrice, INFINITY);
    }
}

TEST(CostCurve, AgreesWithTheLinearProgramAndWithTheEndsOfTheSliders) {
    for (const Kind kind : {Kind::RouterBench, Kind::Tied, Kind::Uniform, Kind::Adversarial}) {
        RoutingProblem problem = instance(kind, 150, 5, 31);
        Random random(3);
        for (std::size_t i = 0; i < 150; ++i) {
            if (random.below(3) == 0) problem.forbid(i, random.below(5));
        }
        SCOPED_TRACE(nameOf(kind));
        const CostCurve curve(problem);
        const auto points = curve.points();
        DualOptimizer optimizer(problem);
        EXPECT_NEAR(points.back().quality, optimizer.maxQuality(Constraints{}), 1e-12);
        EXPECT_NEAR(points.front().cost, optimizer.minCost(Constraints{}),
                    1e-12 * points.front().cost);
        for (int step = 0; step <= 30; ++step) {
            Constraints ask;
            ask.qualityFloor = points.back().quality * step / 30.0;
            const double cost = *linearOptimum(problem, ask);
            EXPECT_NEAR(curve.costAt(ask.qualityFloor), cost, 1e-9 * cost) << step;
            ask.mode = RoutingMode::QualityUnderBudget;
            ask.budget = points.front().cost +
                         (1.1 * points.back().cost - points.front().cost) * step / 30.0;
            EXPECT_NEAR(curve.qualityAt(ask.budget), *linearOptimum(problem, ask), 1e-9) << step;
        }
    }
}

TEST(CostCurve, IsUnknownWhereNoRoutingIs) {
    RoutingProblem problem(2, 2);
    for (std::size_t i = 0; i < 2; ++i) {
        problem.set(i, 0, 1.0, 0.25);
        problem.set(i, 1, 3.0, 0.75);
    }
    const CostCurve curve(problem);
    ASSERT_EQ(curve.points().size(), 2U);  // two equal slopes are one step
    EXPECT_EQ(curve.points()[0].qualityPrice, 4.0);
    EXPECT_EQ(curve.costAt(0.0), 2.0);
    EXPECT_EQ(curve.costAt(0.5), 4.0);
    EXPECT_EQ(curve.costAt(0.75), 6.0);
    EXPECT_TRUE(std::isnan(curve.costAt(0.76)));
    EXPECT_TRUE(std::isnan(curve.costAt(NAN)));
    EXPECT_TRUE(std::isnan(curve.qualityAt(1.99)));
    EXPECT_EQ(curve.qualityAt(2.0), 0.25);
    EXPECT_EQ(curve.qualityAt(4.0), 0.5);
    EXPECT_EQ(curve.qualityAt(INFINITY), 0.75);
}

TEST(CostCurve, StopsWhenAskedAndRefusesABadProblem) {
    std::stop_source source;
    source.request_stop();
    const RoutingProblem problem = instance(Kind::Uniform, 10, 3, 1);
    EXPECT_THROW(CostCurve(problem, source.get_token()), Cancelled);
    EXPECT_THROW(CostCurve{RoutingProblem()}, Error);
}

}  // namespace
}  // namespace orl::testing
