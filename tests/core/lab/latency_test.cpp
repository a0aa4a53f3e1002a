// Seconds beside money: what a second costs, a cap on their mean, and the curve between both.
#include "core/lab/latency.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/lab/next_steps.h"
#include "core/lab/reduced_cost.h"
#include "core/lab/worth.h"
#include "core/optimize/verify.h"
#include "core/support/error.h"
#include "lab_support.h"

namespace orl::testing {
namespace {

class LatencyTest : public LabTest {
  protected:
    /// Cheap models are slow here, so that money buys time.
    Scenario timed(double secondPrice = 0.0) const {
        Scenario made = scenario("knn");
        made.constraints.qualityFloor = 0.6;
        double first = 2.0;
        for (const ModelInfo& model : m_prepared->data->models) {
            made.pool.firstTokenSeconds[model.name] = first;
            made.pool.tokensPerSecond[model.name] = 40.0 / first;
            first /= 1.7;
        }
        made.pool.secondPrice = secondPrice;
        return made;
    }
    std::shared_ptr<const SolveView> solved(const Scenario& asked,
                                            const std::vector<std::string>& routers = {}) {
        return SolveEngine().solve(m_prepared, asked, routers, {});
    }
    std::shared_ptr<const Prepared> m_prepared = prepare(store(), nullptr, scenario("knn"), {});
};

TEST_F(LatencyTest, ASecondHasItsPriceInTheProblemAndCostStaysUsd) {
    constexpr double kPrice = 2e-4;
    const auto plain = solved(timed());
    const auto priced = solved(timed(kPrice), {"threshold", "cheapest"});
    const Experiment& without = *plain->experiment;
    const Experiment& with = *priced->experiment;
    const Predictions& predictions = *m_prepared->predictions;
    for (std::size_t i = 0; i < with.problem.queryCount(); ++i) {
        for (std::size_t j = 0; j < with.models.size(); ++j) {
            const PoolSettings& pool = priced->scenario.pool;
            const double seconds = pool.firstTokenSeconds.at(with.models[j]) +
                                   predictions.outputTokens(Eigen::Index(i), Eigen::Index(j)) /
                                       pool.tokensPerSecond.at(with.models[j]);
            EXPECT_EQ(with.secondsOf(i, j), seconds);
            EXPECT_EQ(with.usd(i, j), without.problem.cost(i, j));
            EXPECT_EQ(with.problem.cost(i, j), without.problem.cost(i, j) + kPrice * seconds);
        }
    }
    const Evaluation& chosen = priced->chosen;
    EXPECT_EQ(chosen.cost, without.usdOf(*priced->assignment));
    EXPECT_NEAR(chosen.objective,
                chosen.cost + kPrice * chosen.meanSeconds * double(chosen.queries), 1e-12);
    EXPECT_LE(chosen.bound, chosen.objective + 1e-12);
    double spent = 0.0;
    for (const double each : chosen.spend) spent += each;
    EXPECT_NEAR(spent, chosen.cost, 1e-12);
    // It pays to be faster, and that costs money.
    EXPECT_LT(chosen.meanSeconds, plain->chosen.meanSeconds);
    EXPECT_GT(chosen.cost, plain->chosen.cost);
    for (const Evaluation& other : priced->evaluations) {
        if (other.feasible) {
            EXPECT_GE(other.objective, chosen.bound - 1e-12);
        }
    }
    for (std::size_t j = 0; j < with.models.size(); ++j) {
        EXPECT_NEAR((*priced->singleModels)[j].predicted.cost,
                    (*plain->singleModels)[j].predicted.cost, 1e-12);
    }
}

TEST_F(LatencyTest, WithoutAPriceSpeedsChangeNothing) {
    Scenario bare = timed();
    bare.pool.firstTokenSeconds.clear();
    bare.pool.tokensPerSecond.clear();
    const auto one = solved(bare);
    const auto other = solved(timed());
    EXPECT_EQ(*one->assignment, *other->assignment);
    EXPECT_EQ(one->chosen.cost, other->chosen.cost);
    EXPECT_TRUE(std::isnan(one->chosen.meanSeconds));
    EXPECT_FALSE(std::isnan(other->chosen.meanSeconds));
}

TEST_F(LatencyTest, WhatIsNotKnownToTakeTimeIsNotTakenForFast) {
    Scenario asked = timed(1e-4);
    const std::string slow = m_prepared->data->models.front().name;
    asked.pool.tokensPerSecond.erase(slow);
    const auto view = solved(asked);
    EXPECT_EQ(view->chosen.share.front(), 0.0);
    bool said = false;
    for (const std::string& warning : view->experiment->warnings) {
        said = said || (warning.find(slow) != std::string::npos &&
                        warning.find("speed is unknown") != std::string::npos);
    }
    EXPECT_TRUE(said);
    asked.pool.tokensPerSecond.clear();
    EXPECT_THROW(solved(asked), Error);
    for (const double wrong : {-1.0, std::numeric_limits<double>::quiet_NaN(),
                               std::numeric_limits<double>::infinity()}) {
        EXPECT_THROW(solved(timed(wrong)), Error) << wrong;
        Scenario speed = timed();
        speed.pool.tokensPerSecond[slow] = wrong;
        EXPECT_THROW(solved(speed), Error) << wrong;
    }
    Scenario still = timed();
    still.pool.tokensPerSecond[slow] = 0.0;
    EXPECT_THROW(solved(still), Error);
}

TEST_F(LatencyTest, ACapIsKeptAndItsPriceExplainsTheRouting) {
    const auto free = solved(timed());
    Scenario asked = timed();
    asked.constraints.secondsCap = 0.8 * free->chosen.meanSeconds;
    const auto view = solved(asked, {"threshold", "dual-paper"});
    ASSERT_EQ(view->status, SolveStatus::Solved) << view->chosen.explanation;
    EXPECT_TRUE(view->chosen.feasible);
    EXPECT_LE(view->chosen.meanSeconds, asked.constraints.secondsCap + 1e-9);
    EXPECT_TRUE(verify(view->experiment->problem, view->constraints, *view->assignment).feasible);
    EXPECT_GT(view->chosen.secondsPrice, 0.0);
    EXPECT_GT(view->chosen.cost, free->chosen.cost);
    EXPECT_LT(view->chosen.gap, 0.02);
    // Nearly every query is where c − λa + μ + νs is least.
    const ReducedCosts costs(*view);
    std::size_t settled = 0;
    for (std::size_t i = 0; i < view->assignment->size(); ++i) {
        if (costs.margin(i) < -1e-12) ++settled;
    }
    EXPECT_LT(settled, view->assignment->size() / 10);
    // The methods that know no cap say so, or are judged by it.
    EXPECT_NE(view->evaluations[1].explanation.find("knows no cap"), std::string::npos);
    asked.constraints.secondsCap = 1e-3;
    const auto beyond = solved(asked);
    EXPECT_EQ(beyond->status, SolveStatus::SecondsUnreachable);
    EXPECT_GT(beyond->certificate->limit, asked.constraints.secondsCap);
}

TEST_F(LatencyTest, ACapHasItsStepAndItsReach) {
    const auto free = solved(timed());
    Scenario asked = timed();
    asked.constraints.secondsCap = 0.8 * free->chosen.meanSeconds;
    const auto view = solved(asked);
    EXPECT_LE(view->reach.maxQuality, free->reach.maxQuality);
    const NextSteps steps = nextSteps(*view, {});
    Scenario next = asked;
    next.constraints.secondsCap = steps.secondsTo;
    EXPECT_NEAR(steps.secondsTo, 1.1 * asked.constraints.secondsCap, 1e-12);
    EXPECT_NEAR(steps.secondsSaves, view->chosen.costPer1000() - solved(next)->chosen.costPer1000(),
                1e-6);
    EXPECT_TRUE(std::isnan(nextSteps(*free, {}).secondsSaves));
    // A cap that changes nothing is no other problem.
    asked.constraints.secondsCap = 1e3;
    EXPECT_EQ(*solved(asked)->assignment, *free->assignment);
    // Seconds of models that nobody knows cannot be capped.
    asked.pool.tokensPerSecond.clear();
    const auto unknown = solved(asked);
    EXPECT_EQ(unknown->status, SolveStatus::SecondsUnreachable);
    EXPECT_NE(unknown->chosen.explanation.find("speeds"), std::string::npos);
}

TEST_F(LatencyTest, ABudgetIsKeptBesideACap) {
    Scenario asked = timed();
    asked.constraints.mode = RoutingMode::QualityUnderBudget;
    asked.constraints.budgetPer1000 = 2.0 * solved(timed())->chosen.costPer1000();
    const auto free = solved(asked);
    asked.constraints.secondsCap = 0.8 * free->chosen.meanSeconds;
    const auto view = solved(asked);
    ASSERT_EQ(view->status, SolveStatus::Solved) << view->chosen.explanation;
    EXPECT_LE(view->chosen.meanSeconds, asked.constraints.secondsCap + 1e-9);
    EXPECT_LE(view->chosen.costPer1000(), asked.constraints.budgetPer1000 + 1e-9);
    EXPECT_LT(view->chosen.predictedAccuracy, free->chosen.predictedAccuracy);
    EXPECT_GE(view->certificate->bound, view->chosen.predictedAccuracy - 1e-12);
    EXPECT_LT(view->chosen.gap, 0.01);
}

/// A doubled price doubles what is paid in USD, not what seconds cost.
TEST_F(LatencyTest, BreakEvenPricesAreOfTheUsdAlone) {
    const auto view = solved(timed(2e-4));
    WorthEngine engine(*view);
    for (std::size_t j = 0; j < view->experiment->models.size(); ++j) {
        Scenario dear = timed(2e-4);
        dear.pool.priceMultiplier[view->experiment->models[j]] = 2.0;
        const PriceTry tried = engine.at(j, 2.0, {});
        EXPECT_NEAR(tried.objective, solved(dear)->chosen.objective,
                    1e-6 * std::abs(tried.objective))
            << j;
    }
}

TEST_F(LatencyTest, EveryPointOfTheFrontierIsTheBestAtItsPrice) {
    const auto view = solved(timed());
    const std::vector<LatencyPoint> points = latencyFrontier(*view, 12, {});
    ASSERT_GE(points.size(), 4U);
    EXPECT_EQ(points.front().secondPrice, 0.0);
    EXPECT_NEAR(points.front().cost, view->chosen.costPer1000(), 1e-9);
    for (std::size_t k = 0; k < points.size(); ++k) {
        if (k > 0) {
            EXPECT_LT(points[k].seconds, points[k - 1].seconds);
            EXPECT_GT(points[k].cost, points[k - 1].cost);
        }
        // No other point is better at its price, and the program itself finds the same.
        for (const LatencyPoint& other : points) {
            const double own = points[k].cost / 1000.0 + points[k].secondPrice * points[k].seconds;
            const double there = other.cost / 1000.0 + points[k].secondPrice * other.seconds;
            EXPECT_LE(own, there * (1.0 + 1e-6));
        }
        const auto at = solved(timed(points[k].secondPrice));
        EXPECT_NEAR(at->chosen.objective / double(at->chosen.queries),
                    points[k].cost / 1000.0 + points[k].secondPrice * points[k].seconds,
                    1e-6 * (points[k].cost / 1000.0 + points[k].secondPrice * points[k].seconds));
    }
    EXPECT_EQ(points, latencyFrontier(*view, 12, {}));
    Scenario bare = timed();
    bare.pool.tokensPerSecond.clear();
    EXPECT_TRUE(latencyFrontier(*solved(bare), 12, {}).empty());
}

TEST_F(LatencyTest, AScenarioKeepsBoth) {
    Scenario asked = timed(3e-4);
    asked.constraints.secondsCap = 1.25;
    EXPECT_EQ(Scenario::fromJson(asked.toJson()), asked);
    EXPECT_EQ(Scenario::fromJson(asked.toShortJson()), [&] {
        Scenario unnamed = asked;
        unnamed.name.clear();
        return unnamed;
    }());
    EXPECT_EQ(Scenario::fromJson("{}").constraints.secondsCap,
              std::numeric_limits<double>::infinity());
}

}  // namespace
}  // namespace orl::testing
