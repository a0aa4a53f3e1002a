#include "core/lab/flips.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "core/lab/reduced_cost.h"
#include "routed_support.h"

namespace orl::testing {
namespace {

/// What the optimizer answers, asked afresh.
std::int32_t solvedAnew(const RoutingProblem& problem, const Constraints& constraints,
                        std::size_t query) {
    SolveOptions options;
    options.budget = kQuickBudget;
    const Assignment found = DualOptimizer(problem).solve(constraints, options).assignment;
    return found.empty() ? -1 : found[query];
}

/// The constraints and the problem with the axis' value in place.
std::int32_t modelWith(const SolveView& view, const FlipLine& line, double value,
                       std::size_t query) {
    Constraints constraints = view.constraints;
    const std::size_t queries = view.experiment->problem.queryCount();
    if (line.axis == FlipAxis::Price) {
        RoutingProblem problem = view.experiment->problem;
        const auto j = static_cast<std::size_t>(line.subject);
        for (std::size_t i = 0; i < queries; ++i) {
            if (problem.allowed(i, j)) {
                problem.set(i, j, problem.cost(i, j) * (value / line.now), problem.quality(i, j));
            }
        }
        return solvedAnew(problem, constraints, query);
    }
    if (line.axis == FlipAxis::Capacity) {
        ConstraintSettings settings = view.scenario.constraints;
        if (line.subject < 0) {
            settings.commonCapacity = value;
        } else {
            settings.capacityShare[view.experiment->models[std::size_t(line.subject)]] = value;
        }
        constraints.capacity = capacitiesOf(settings, view.experiment->models, queries);
    } else if (constraints.mode == RoutingMode::CostUnderFloor) {
        constraints.qualityFloor = value;
    } else {
        constraints.budget = value * double(queries) / 1000.0;
    }
    return solvedAnew(view.experiment->problem, constraints, query);
}

void expectWhole(const FlipLine& line) {
    ASSERT_FALSE(line.segments.empty());
    EXPECT_EQ(line.segments.front().from, line.low);
    EXPECT_EQ(line.segments.back().to, line.high);
    ASSERT_EQ(line.points.size() + 1, line.segments.size());
    for (std::size_t k = 0; k < line.points.size(); ++k) {
        EXPECT_EQ(line.segments[k].to, line.segments[k + 1].from);
        EXPECT_LE(line.points[k].below, line.points[k].above);
        EXPECT_NE(line.points[k].modelBelow, line.points[k].modelAbove);
    }
}

/// Solved again just below and just above every point, and inside every segment.
void expectTrue(const SolveView& view, const FlipLine& line, std::size_t query) {
    expectWhole(line);
    for (const FlipPoint& point : line.points) {
        EXPECT_EQ(modelWith(view, line, point.below, query), point.modelBelow) << point.below;
        EXPECT_EQ(modelWith(view, line, point.above, query), point.modelAbove) << point.above;
    }
}

std::vector<std::shared_ptr<SolveView>> instances() {
    std::vector<std::shared_ptr<SolveView>> views;
    for (unsigned seed = 1; seed <= 4; ++seed) {
        ConstraintSettings settings;
        settings.qualityFloor = 0.7;
        views.push_back(routed(randomProblem(60, 4, seed), settings));
        settings.commonCapacity = 0.35;
        views.push_back(routed(randomProblem(60, 4, seed), settings));
        settings.capacityShare["m1"] = 0.2;
        settings.capacityShare["m2"] = 0.3;
        views.push_back(routed(randomProblem(50, 5, seed, true), settings));
        settings.mode = RoutingMode::QualityUnderBudget;
        // A sixth above the least that will do: it binds.
        settings.budgetPer1000 = 1e3;
        const double least = routed(randomProblem(60, 4, seed), settings)->reach.minCost;
        settings.budgetPer1000 = 1.15 * least / 60.0 * 1000.0;
        views.push_back(routed(randomProblem(60, 4, seed), settings));
        settings = {};
        settings.qualityFloor = 0.7;
        views.push_back(routed(tiedProblem(40, 4, seed), settings));
    }
    for (const auto& view : views)
        EXPECT_TRUE(view->certificate->solved()) << view->certificate->explanation;
    return views;
}

TEST(Flips, PricesOfAccuracyFollowTheLowerEnvelope) {
    for (const auto& view : instances()) {
        const ReducedCosts costs(*view);
        ASSERT_TRUE(costs.known());
        for (std::size_t query = 0; query < 40; query += 3) {
            const FlipLine line = qualityPriceFlips(*view, query);
            expectWhole(line);
            for (int k = 0; k <= 500; ++k) {
                const double lambda = line.low * std::pow(line.high / line.low, k / 500.0);
                const double change = lambda - line.now;
                double least = 1e300;
                double mine = 1e300;
                for (std::size_t j = 0; j < view->experiment->models.size(); ++j) {
                    const double reduced =
                        costs.of(query, j) - change * view->experiment->problem.quality(query, j);
                    least = std::min(least, reduced);
                    if (std::int32_t(j) == line.modelAt(lambda)) mine = reduced;
                }
                EXPECT_NEAR(mine, least, 1e-12);
            }
            for (const FlipPoint& point : line.points) EXPECT_EQ(point.below, point.above);
        }
    }
}

TEST(Flips, SolvingAgainOnBothSidesAgrees) {
    for (const auto& view : instances()) {
        FlipEngine engine;
        for (const std::size_t query : {0UL, 7UL, 31UL}) {
            for (const FlipAxis axis :
                 {FlipAxis::Constraint, FlipAxis::Price, FlipAxis::Capacity}) {
                const FlipLine line = engine.along(*view, query, axis, {});
                EXPECT_EQ(line.stride, 0);
                expectTrue(*view, line, query);
            }
        }
    }
}

/// Every value of the control, solved one by one, goes where the line says.
TEST(Flips, SmallBatchesMissNoChange) {
    ConstraintSettings settings;
    settings.qualityFloor = 0.72;
    settings.commonCapacity = 0.4;
    const auto view = routed(randomProblem(40, 4, 9), settings);
    FlipEngine engine;
    for (const std::size_t query : {3UL, 12UL}) {
        const FlipLine line = engine.along(*view, query, FlipAxis::Constraint, {});
        for (double value = line.low; value <= line.high + 1e-9; value += 0.001) {
            const double shown = std::round(value * 1000.0) / 1000.0;
            EXPECT_EQ(line.modelAt(shown), modelWith(*view, line, shown, query)) << shown;
        }
    }
}

TEST(Flips, LargeBatchesAreHalvedDownToOneStep) {
    for (const auto& view : instances()) {
        FlipEngine engine(0.0);
        for (const std::size_t query : {5UL, 22UL}) {
            for (const FlipAxis axis :
                 {FlipAxis::Constraint, FlipAxis::Price, FlipAxis::Capacity}) {
                const bool curve =
                    axis == FlipAxis::Constraint && view->constraints.capacity.empty();
                const FlipLine line = engine.along(*view, query, axis, {});
                if (curve) continue;  // below
                expectTrue(*view, line, query);
                if (line.stride == 0) continue;
                for (const FlipPoint& point : line.points) {
                    EXPECT_LT(point.above - point.below, axis == FlipAxis::Price ? 0.0101 : 0.03);
                }
            }
        }
    }
}

/// Without capacities the curve says where, to the query; its points are optimal routings.
TEST(Flips, TheCostCurveAnswersWithoutCapacities) {
    for (unsigned seed = 1; seed <= 6; ++seed) {
        ConstraintSettings settings;
        settings.qualityFloor = 0.7;
        const auto view = routed(randomProblem(60, 4, seed), settings);
        int changes = 0;
        FlipEngine engine(0.0);
        for (std::size_t query = 0; query < 60; ++query) {
            const FlipLine line = engine.along(*view, query, FlipAxis::Constraint, {});
            EXPECT_EQ(line.stride, 0);
            expectWhole(line);
            for (const FlipPoint& point : line.points) {
                if (point.below <= line.low || point.above >= line.high) continue;
                ++changes;
                EXPECT_EQ(modelWith(*view, line, point.below - 1e-10, query), point.modelBelow);
                EXPECT_EQ(modelWith(*view, line, point.above - 1e-10, query), point.modelAbove);
            }
        }
        EXPECT_GT(changes, 20);
    }
}

TEST(Flips, WhatWasAskedBeforeDoesNotMatter) {
    ConstraintSettings settings;
    settings.qualityFloor = 0.7;
    settings.commonCapacity = 0.35;
    const auto view = routed(randomProblem(80, 5, 3), settings);
    FlipEngine one(0.0);
    FlipEngine other(0.0);
    std::vector<FlipLine> forwards;
    for (std::size_t i = 0; i < 20; ++i) {
        forwards.push_back(one.along(*view, i, FlipAxis::Capacity, {}));
    }
    for (std::size_t i = 20; i-- > 0;) {
        EXPECT_EQ(other.along(*view, i, FlipAxis::Capacity, {}), forwards[i]) << i;
    }
}

TEST(Flips, GroupsArePricedAndHeldAsTheyAre) {
    ConstraintSettings settings;
    settings.qualityFloor = 0.6;
    settings.commonCapacity = 0.5;
    const auto view = routed(randomProblem(60, 4, 5), settings, [](Constraints& constraints) {
        constraints.group.resize(60);
        for (std::size_t i = 0; i < 60; ++i) constraints.group[i] = std::int32_t(i % 2);
        constraints.groupFloor = {0.75, kMissing};
    });
    ASSERT_TRUE(view->certificate->solved());
    ASSERT_GT(view->certificate->groupPrice[0], 0.0);
    FlipEngine engine;
    for (const std::size_t query : {0UL, 1UL, 8UL}) {
        expectWhole(qualityPriceFlips(*view, query));
        for (const FlipAxis axis : {FlipAxis::Constraint, FlipAxis::Capacity}) {
            expectTrue(*view, engine.along(*view, query, axis, {}), query);
        }
    }
}

TEST(Flips, OneModelHasNowhereElse) {
    ConstraintSettings settings;
    settings.qualityFloor = 0.0;
    const auto view = routed(randomProblem(12, 1, 1), settings);
    FlipEngine engine;
    EXPECT_TRUE(qualityPriceFlips(*view, 3).points.empty());
    for (const FlipAxis axis : {FlipAxis::Constraint, FlipAxis::Price, FlipAxis::Capacity}) {
        EXPECT_TRUE(engine.along(*view, 3, axis, {}).points.empty());
    }
}

TEST(Flips, AStopEndsTheScan) {
    ConstraintSettings settings;
    settings.qualityFloor = 0.7;
    settings.commonCapacity = 0.4;
    const auto view = routed(randomProblem(60, 4, 1), settings);
    std::stop_source stop;
    stop.request_stop();
    FlipEngine engine;
    EXPECT_THROW(engine.along(*view, 0, FlipAxis::Capacity, Job{stop.get_token(), {}}), Cancelled);
    expectTrue(*view, engine.along(*view, 0, FlipAxis::Capacity, {}), 0);
}

TEST(Flips, MovedCountsAreThoseOfTheirLines) {
    ConstraintSettings settings;
    settings.qualityFloor = 0.7;
    settings.commonCapacity = 0.4;
    const auto view = routed(randomProblem(60, 4, 2), settings);
    FlipEngine engine;
    const std::vector<std::uint32_t> queries{1, 4, 9, 30, 31, 59};
    const MovedLine moved = engine.movedAlong(*view, queries, FlipAxis::Constraint, {});
    ASSERT_GT(moved.values.size(), 10U);
    for (std::size_t k = 0; k < moved.values.size(); k += 7) {
        double expected = 0.0;
        for (const std::uint32_t query : queries) {
            const FlipLine line = engine.along(*view, query, FlipAxis::Constraint, {});
            if (line.modelAt(moved.values[k]) != (*view->assignment)[query]) expected += 1.0;
        }
        EXPECT_EQ(moved.moved[k], expected);
    }
}

TEST(Flips, AnotherFloorIsSolvedAnew) {
    ConstraintSettings settings;
    settings.qualityFloor = 0.75;
    settings.commonCapacity = 0.5;
    const auto view = routed(randomProblem(60, 4, 2), settings);
    const AtFloor lower = costAtFloor(*view, 0.73, {});
    settings.qualityFloor = 0.73;
    const auto there = routed(randomProblem(60, 4, 2), settings);
    EXPECT_DOUBLE_EQ(lower.cost, there->certificate->cost);
    EXPECT_LT(lower.cost, view->certificate->cost);
    EXPECT_TRUE(std::isnan(costAtFloor(*view, 1.0, {}).cost));
}

/// A floor at which the optimizer's λ is about the one asked for.
TEST(Flips, AConstraintIsFoundForAPrice) {
    ConstraintSettings settings;
    settings.qualityFloor = 0.75;
    const auto view = routed(randomProblem(400, 5, 2), settings);
    const double wanted = view->certificate->qualityPrice * 1.5;
    settings.qualityFloor = constraintAt(*view, wanted);
    EXPECT_GT(settings.qualityFloor, 0.75);
    const auto there = routed(randomProblem(400, 5, 2), settings);
    EXPECT_NEAR(there->certificate->qualityPrice / wanted, 1.0, 0.1);
}

}  // namespace
}  // namespace orl::testing
