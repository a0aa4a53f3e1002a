#include "core/evaluate/metrics.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/evaluate/frontier.h"
#include "core/support/random.h"

namespace orl {
namespace {

/// By definition, O(n³): the best height at a cost that any point at or below it, or any mixture of
/// two points, reaches.
double heightByDefinition(const std::vector<PlanePoint>& points, double cost) {
    double best = -HUGE_VAL;
    for (const PlanePoint& a : points) {
        if (a.cost <= cost) best = std::max(best, a.quality);
        for (const PlanePoint& b : points) {
            if (!(a.cost <= cost && cost < b.cost)) continue;
            const double share = (cost - a.cost) / (b.cost - a.cost);
            best = std::max(best, a.quality + share * (b.quality - a.quality));
        }
    }
    return best;
}

TEST(UpperHull, IsTheBestMixtureOfAnyTwoPoints) {
    Random random(31);
    for (int round = 0; round < 300; ++round) {
        std::vector<PlanePoint> points;
        const std::size_t count = 1 + random.below(12);
        for (std::size_t k = 0; k < count; ++k) {
            // Few distinct values, so that ties and collinear points occur.
            points.push_back(
                {static_cast<double>(random.below(8)), static_cast<double>(random.below(8)) / 8.0});
        }
        const auto hull = upperHull(points);
        ASSERT_FALSE(hull.empty());
        for (double cost = hull.front().cost; cost <= 8.0; cost += 0.25) {
            EXPECT_NEAR(hullHeight(hull, cost), heightByDefinition(points, cost), 1e-12)
                << "round " << round << ", cost " << cost;
        }
        for (std::size_t k = 1; k < hull.size(); ++k) {
            EXPECT_GT(hull[k].cost, hull[k - 1].cost);
            EXPECT_GT(hull[k].quality, hull[k - 1].quality);
        }
        for (std::size_t k = 2; k < hull.size(); ++k) {
            const auto rate = [&](std::size_t at) {
                return (hull[at].quality - hull[at - 1].quality) /
                       (hull[at].cost - hull[at - 1].cost);
            };
            EXPECT_LT(rate(k), rate(k - 1));
        }
    }
}

TEST(UpperHull, LeavesUnknownPointsOut) {
    const double unknown = std::nan("");
    EXPECT_TRUE(upperHull({}).empty());
    EXPECT_TRUE(upperHull({{unknown, 0.5}, {1.0, unknown}}).empty());
    EXPECT_EQ(upperHull({{1.0, 0.5}, {unknown, 0.9}}), (std::vector<PlanePoint>{{1.0, 0.5}}));
}

/// Most of price · quality − cost that a mixture within the limits has: the dearest shares go to
/// whoever has most of it.
double bestMixture(std::vector<PlanePoint> points, std::vector<double> most, double price) {
    double value = 0.0;
    double missing = 1.0;
    while (!points.empty()) {
        std::size_t best = 0;
        const auto worth = [&](std::size_t j) {
            return price * points[j].quality - points[j].cost;
        };
        for (std::size_t j = 1; j < points.size(); ++j) {
            if (worth(j) > worth(best)) best = j;
        }
        const double part = std::min(missing, most[best]);
        value += part * worth(best);
        missing -= part;
        points.erase(points.begin() + static_cast<std::ptrdiff_t>(best));
        most.erase(most.begin() + static_cast<std::ptrdiff_t>(best));
    }
    return value;
}

TEST(MixingHull, IsTheUpperHullWithoutLimitsAndTheBestMixtureWithThem) {
    Random random(7);
    for (int round = 0; round < 300; ++round) {
        std::vector<PlanePoint> points;
        std::vector<double> most;
        const std::size_t count = 2 + random.below(8);
        double room = 0.0;
        for (std::size_t k = 0; k < count; ++k) {
            points.push_back(
                {static_cast<double>(random.below(8)), static_cast<double>(random.below(8)) / 8.0});
            most.push_back(static_cast<double>(random.below(7)) / 8.0);
            room += most.back();
        }
        const auto free = mixingHull(points, std::vector<double>(count, 1.0));
        const auto upper = upperHull(points);
        ASSERT_EQ(free.size(), upper.size());
        for (std::size_t k = 0; k < free.size(); ++k) {
            EXPECT_NEAR(free[k].cost, upper[k].cost, 1e-12);
            EXPECT_NEAR(free[k].quality, upper[k].quality, 1e-12);
        }
        const auto hull = mixingHull(points, most);
        ASSERT_EQ(hull.empty(), room < 1.0) << "round " << round;
        if (hull.empty()) continue;
        for (const double price : {0.0, 0.3, 1.0, 3.0, 10.0, 30.0, 1e6}) {
            double best = -1e300;
            for (const PlanePoint& corner : hull) {
                best = std::max(best, price * corner.quality - corner.cost);
            }
            EXPECT_NEAR(best, bestMixture(points, most, price), 1e-9 * (1.0 + price));
        }
    }
    EXPECT_TRUE(mixingHull({{1.0, 0.5}, {std::nan(""), 0.9}}, {0.5, 1.0}).empty());
}

TEST(Aiq, IsTheMeanHeightOfTheHull) {
    const std::vector<PlanePoint> hull = {{1.0, 0.4}, {3.0, 0.8}};
    EXPECT_DOUBLE_EQ(aiq(hull, 1.0, 3.0), 0.6);
    EXPECT_DOUBLE_EQ(aiq(hull, 1.0, 5.0), (2 * 0.6 + 2 * 0.8) / 4);
    EXPECT_DOUBLE_EQ(aiq(hull, 2.0, 3.0), 0.7);
    EXPECT_DOUBLE_EQ(aiq(hull, 0.0, 3.0), 2 * 0.6 / 3);
    EXPECT_DOUBLE_EQ(aiq(hull, 4.0, 5.0), 0.8);
    EXPECT_DOUBLE_EQ(aiq(hull, 2.0, 2.0), 0.6);
    EXPECT_DOUBLE_EQ(aiq(hull, 1.5, 2.5), 0.6);
    EXPECT_DOUBLE_EQ(aiqOverGreatestCost(hull, 1.0, 3.0), 2 * 0.6 / 3);
    EXPECT_TRUE(std::isnan(aiq({}, 0.0, 1.0)));
}

TEST(RouterArena, ScoresByItsFormula) {
    // c at the geometric mean of both ends gives C = 1/2.
    EXPECT_NEAR(routerArenaScore(0.8, std::sqrt(200.0 * 0.0044)), 1.1 * 0.4 / 0.58, 1e-12);
    EXPECT_NEAR(routerArenaScore(0.8, 0.0), 1.1 * 0.8 / 1.08, 1e-12);
    EXPECT_EQ(routerArenaScore(0.8, 1000.0), 0.0);
    EXPECT_EQ(routerArenaScore(0.0, 1000.0), 0.0);
    EXPECT_TRUE(std::isnan(routerArenaScore(std::nan(""), 1.0)));
}

TEST(RouteLlm, GapRecoveredAndCallThreshold) {
    EXPECT_NEAR(pgr(0.7, 0.6, 0.8), 0.5, 1e-12);
    EXPECT_TRUE(std::isnan(pgr(0.7, 0.8, 0.8)));
    EXPECT_DOUBLE_EQ(apgr({}, 0.6, 0.8), 0.5);  // a coin: the diagonal
    EXPECT_NEAR(apgr({{0.5, 0.8}}, 0.6, 0.8), 0.25 + 0.5, 1e-12);
    EXPECT_NEAR(callPerformanceThreshold({}, 0.6, 0.8, 0.8), 0.8, 1e-12);
    EXPECT_NEAR(callPerformanceThreshold({{0.5, 0.8}}, 0.6, 0.8, 0.8), 0.4, 1e-12);
    EXPECT_NEAR(callPerformanceThreshold({{0.5, 0.8}}, 0.6, 0.8, 0.0), 0.0, 1e-12);
    EXPECT_TRUE(std::isnan(callPerformanceThreshold({}, 0.8, 0.6, 0.5)));
}

}  // namespace
}  // namespace orl
