#include "core/evaluate/router_curve.h"

#include <gtest/gtest.h>

#include <cmath>

#include "builders.h"
#include "core/evaluate/metrics.h"

namespace orl {
namespace {

using testing::experimentOf;

/// Random predictions that are also the truth, so that the optimizer's curve is the best one.
Experiment foreseen(std::size_t queries, std::size_t models, std::uint64_t seed) {
    Random random(seed);
    RoutingProblem problem = testing::smoothProblem(random, queries, models);
    Truth truth{Grid(static_cast<Eigen::Index>(queries), static_cast<Eigen::Index>(models)),
                Grid(static_cast<Eigen::Index>(queries), static_cast<Eigen::Index>(models))};
    for (std::size_t i = 0; i < queries; ++i) {
        for (std::size_t j = 0; j < models; ++j) {
            const auto row = static_cast<Eigen::Index>(i);
            const auto column = static_cast<Eigen::Index>(j);
            truth.outcome(row, column) = problem.quality(i, j);
            truth.realizedCost(row, column) = problem.cost(i, j);
        }
    }
    return experimentOf(std::move(problem), std::move(truth));
}

TEST(RouterCurve, TheOptimizersHullLiesAboveEveryOther) {
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
        const Experiment experiment = foreseen(120, 4, seed);
        Constraints constraints;
        constraints.capacity.assign(4, seed % 2 == 0 ? 120 : 50);
        const auto curves = routerCurves(experiment, constraints, {});
        const auto scores = curveScores(curves, singleModels(experiment));
        ASSERT_EQ(curves.size(), scores.size());
        double ofOptimizer = kMissing;
        for (std::size_t k = 0; k < curves.size(); ++k) {
            if (curves[k].router == "dual") ofOptimizer = scores[k].aiq;
        }
        for (std::size_t k = 0; k < curves.size(); ++k) {
            // 25 points of a curve: its hull may miss a corner that another's points touch.
            EXPECT_LE(scores[k].aiq, ofOptimizer + 2e-3) << curves[k].router << " seed " << seed;
            EXPECT_LE(scores[k].aiqOverGreatestCost, scores[k].aiq) << curves[k].router;
        }
    }
}

TEST(RouterCurve, KeepsTheCapacitiesAndForgetsTheFloor) {
    const Experiment experiment = foreseen(90, 3, 7);
    Constraints constraints;
    constraints.capacity = {40, 40, 30};
    const auto curves = routerCurves(experiment, constraints, {});
    constraints.qualityFloor = 0.9;
    const auto floored = routerCurves(experiment, constraints, {});
    for (std::size_t k = 0; k < curves.size(); ++k) {
        ASSERT_FALSE(curves[k].points.empty()) << curves[k].router;
        ASSERT_LE(curves[k].points.size(), std::size_t(kCurvePoints));
        ASSERT_EQ(curves[k].points.size(), floored[k].points.size());
        for (std::size_t p = 0; p < curves[k].points.size(); ++p) {
            const CurvePoint& point = curves[k].points[p];
            EXPECT_EQ(point.realized, floored[k].points[p].realized);
            for (std::size_t j = 0; j < 3; ++j) {
                EXPECT_LE(point.share[j] * 90.0, double(constraints.capacity[j]) + 1e-9);
            }
        }
    }
}

TEST(RouterCurve, SettingsThatLeaveQueriesUnplacedAreNoPoints) {
    const Experiment experiment = foreseen(30, 2, 3);
    Constraints constraints;
    constraints.capacity = {10, 10};
    for (const RouterCurve& curve : routerCurves(experiment, constraints, {})) {
        EXPECT_TRUE(curve.points.empty()) << curve.router;
    }
    const auto scores = curveScores(routerCurves(experiment, constraints, {}), {});
    for (const CurveScores& one : scores) EXPECT_TRUE(std::isnan(one.aiq));
}

TEST(RouterCurve, ScoresOfTwoModelsByHand) {
    // A router through (share of strong calls, quality): (0.5, 0.8), between 0.6 and 0.9.
    const std::vector<SingleModel> two = {{{9.0, 0.9}, {9.0, 0.9}}, {{1.0, 0.6}, {1.0, 0.6}}};
    const RouterCurve curve{"threshold",
                            {{0.0, {1.0, 0.6}, {1.0, 0.6}, {0.0, 1.0}},
                             {0.5, {5.0, 0.8}, {5.0, 0.8}, {0.5, 0.5}},
                             {1.0, {9.0, 0.9}, {9.0, 0.9}, {1.0, 0.0}}}};
    const auto scores = curveScores(std::span(&curve, 1), two);
    // PGR 0, 2/3, 1 at shares 0, ½, 1.
    EXPECT_NEAR(scores[0].averageGapRecovered, 0.5 * (1.0 / 3.0) + 0.5 * (5.0 / 6.0), 1e-12);
    EXPECT_NEAR(scores[0].callsForHalf, 0.375, 1e-12);
    EXPECT_NEAR(scores[0].callsForMost, 0.5 + 0.5 * (0.8 - 2.0 / 3.0) * 3.0, 1e-12);
    // Trapezoids 0.7 · 4 + 0.85 · 4 over a range of 8, or over the greatest cost 9.
    EXPECT_NEAR(scores[0].aiq, (0.7 * 4 + 0.85 * 4) / 8.0, 1e-12);
    EXPECT_NEAR(scores[0].aiqOverGreatestCost, (0.7 * 4 + 0.85 * 4) / 9.0, 1e-12);
    const std::vector<SingleModel> off = {two[0], two[1], {{kMissing, kMissing}, {2.0, 0.7}}};
    EXPECT_NEAR(curveScores(std::span(&curve, 1), off)[0].callsForHalf, 0.375, 1e-12)
        << "a model that is switched off is not of the pool";
    const std::vector<SingleModel> three = {two[0], two[1], two[1]};
    EXPECT_TRUE(std::isnan(curveScores(std::span(&curve, 1), three)[0].averageGapRecovered));
}

}  // namespace
}  // namespace orl
