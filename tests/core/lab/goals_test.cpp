#include "core/lab/goals.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <random>

#include "core/support/infinity.h"
#include "routed_support.h"

namespace orl::testing {
namespace {

constexpr double kNear = 1e-9;

/// Objective of the best of all routings there are: USD of the batch, or the mean quality with the
/// sign turned; infinite where none keeps the constraints.
double bestOfAll(const RoutingProblem& problem, const Constraints& asked) {
    const std::size_t queries = problem.queryCount();
    const std::size_t models = problem.modelCount();
    const bool floor = asked.mode == RoutingMode::CostUnderFloor;
    double best = kInfinity;
    Assignment routing(queries, 0);
    const auto judge = [&] {
        const PlanTotals totals = totalsOf(problem, routing);
        for (std::size_t j = 0; j < models; ++j) {
            if (totals.load[j] > asked.capacityOf(j)) return;
        }
        for (std::size_t g = 0; g < asked.groupFloor.size(); ++g) {
            double sum = 0.0;
            double size = 0.0;
            for (std::size_t i = 0; i < queries; ++i) {
                if (std::size_t(asked.group[i]) != g) continue;
                sum += problem.quality(i, std::size_t(routing[i]));
                size += 1.0;
            }
            if (!std::isnan(asked.groupFloor[g]) && sum < asked.groupFloor[g] * size - kNear)
                return;
        }
        if (floor) {
            if (totals.quality >= asked.qualityFloor - kNear) best = std::min(best, totals.cost);
        } else if (totals.cost <= asked.budget * (1.0 + kNear)) {
            best = std::min(best, -totals.quality);
        }
    };
    const std::function<void(std::size_t)> place = [&](std::size_t i) {
        if (i == queries) return judge();
        for (std::size_t j = 0; j < models; ++j) {
            if (!problem.allowed(i, j)) continue;
            routing[i] = std::int32_t(j);
            place(i + 1);
        }
    };
    place(0);
    return best;
}

ConstraintSettings settingsOf(RoutingMode mode, double bound, double common = 1.0) {
    ConstraintSettings settings;
    settings.mode = mode;
    (mode == RoutingMode::CostUnderFloor ? settings.qualityFloor : settings.budgetPer1000) = bound;
    settings.commonCapacity = common;
    return settings;
}

double objective(const RelaxedLimit& step, RoutingMode mode, double queries) {
    return mode == RoutingMode::CostUnderFloor ? step.cost * queries / 1000.0 : -step.accuracy;
}

void expectRanked(const RoutingProblem& problem, const ConstraintSettings& asked, double step,
                  const std::string& what) {
    SCOPED_TRACE(what);
    const auto view = routed(problem, asked);
    const LimitRanking ranking = relaxEach(*view->experiment, asked, step, {});
    const double now = bestOfAll(problem, view->constraints);
    const auto queries = double(problem.queryCount());
    const bool floor = asked.mode == RoutingMode::CostUnderFloor;
    EXPECT_EQ(ranking.now.evaluation.feasible, std::isfinite(now));
    double last = kInfinity;
    for (const RelaxedLimit& each : ranking.steps) {
        const double then = bestOfAll(problem, constraintsOf(each.relaxed, *view->experiment));
        EXPECT_EQ(each.reachable, std::isfinite(then));
        if (!each.reachable) continue;
        EXPECT_TRUE(each.proven);
        EXPECT_NEAR(objective(each, asked.mode, queries), then, kNear);
        if (!std::isfinite(now)) {
            EXPECT_TRUE(std::isnan(each.gain));
            continue;
        }
        const double gain = floor ? (now - then) / queries * 1000.0 : now - then;
        EXPECT_NEAR(each.gain, gain, 1e-6);
        EXPECT_LE(each.gain, last);
        last = each.gain;
    }
}

TEST(Goals, LimitsAreRankedAsByLookingAtAllRoutings) {
    for (unsigned seed = 1; seed <= 20; ++seed) {
        const RoutingProblem problem =
            seed % 4 == 0 ? tiedProblem(7, 3, seed) : randomProblem(7, 3, seed, seed % 3 == 0);
        ConstraintSettings asked = settingsOf(RoutingMode::CostUnderFloor, 0.72, 0.5);
        if (seed % 2 == 0) asked.capacityShare["m0"] = 0.3;
        expectRanked(problem, asked, 0.15, "floor, seed " + std::to_string(seed));
        asked = settingsOf(RoutingMode::QualityUnderBudget, 2.5, 0.6);
        expectRanked(problem, asked, 0.2, "budget, seed " + std::to_string(seed));
        asked = settingsOf(RoutingMode::CostUnderFloor, 0.99, 0.4);
        expectRanked(problem, asked, 0.2, "out of reach, seed " + std::to_string(seed));
    }
}

TEST(Goals, FloorsOfGroupsAreLimitsToo) {
    for (unsigned seed = 1; seed <= 10; ++seed) {
        const auto view = routed(randomProblem(8, 2, seed), {});
        Experiment experiment = *view->experiment;
        for (std::size_t i = 0; i < 8; ++i) experiment.task.push_back(i < 4 ? "sums" : "words");
        ConstraintSettings asked = settingsOf(RoutingMode::CostUnderFloor, 0.6);
        asked.groups.by = "task";
        asked.groups.floor = {{"sums", 0.75}, {"not there", 0.9}};
        asked.groups.cap["words"]["m1"] = 0.5;
        const LimitRanking ranking = relaxEach(experiment, asked, 0.1, {});
        const double now = bestOfAll(experiment.problem, constraintsOf(asked, experiment));
        ASSERT_EQ(ranking.steps.size(), 3U);  // α, one floor, one cap
        for (const RelaxedLimit& each : ranking.steps) {
            if (each.kind == RelaxedKind::GroupCap) {
                EXPECT_EQ(each.group, "words");
                EXPECT_EQ(each.model, "m1");
                EXPECT_DOUBLE_EQ(each.to, 0.6);
                continue;  // two of four slots either way
            }
            if (!each.reachable || std::isinf(now)) continue;
            const double then =
                bestOfAll(experiment.problem, constraintsOf(each.relaxed, experiment));
            // The cap is left out of the oracle: it can only cost.
            EXPECT_GE(each.cost * 8.0 / 1000.0, then - kNear);
        }
    }
}

TEST(Goals, PricesPromiseWhatSmallStepsOfLargeBatchesGive) {
    const RoutingProblem problem = randomProblem(2000, 4, 7);
    for (const auto mode : {RoutingMode::CostUnderFloor, RoutingMode::QualityUnderBudget}) {
        const ConstraintSettings asked =
            settingsOf(mode, mode == RoutingMode::CostUnderFloor ? 0.75 : 1.5, 0.3);
        const auto view = routed(problem, asked);
        const LimitRanking ranking = relaxEach(*view->experiment, asked, 0.001, {});
        ASSERT_FALSE(ranking.steps.empty());
        for (const RelaxedLimit& each : ranking.steps) {
            ASSERT_TRUE(each.reachable);
            // A step is worth no more than its price says, and nearly that much.
            EXPECT_LE(each.gain, each.byPrice * 1.001 + 1e-6);
            EXPECT_NEAR(each.gain, each.byPrice, 0.1 * each.byPrice + 2e-5);
        }
    }
}

/// Seconds that grow with the models; a cap on their mean, whole routings looked at.
TEST(Goals, TheCapOnSecondsIsALimitAndPricedSecondsCount) {
    for (unsigned seed = 1; seed <= 8; ++seed) {
        SCOPED_TRACE(seed);
        Experiment experiment = *routed(randomProblem(7, 3, seed), {})->experiment;
        auto seconds = std::make_shared<std::vector<double>>();
        for (std::size_t i = 0; i < 7; ++i) {
            for (std::size_t j = 0; j < 3; ++j)
                seconds->push_back(0.5 + double(j) + 0.1 * double(i));
        }
        experiment.seconds = seconds;
        ConstraintSettings asked = settingsOf(RoutingMode::CostUnderFloor, 0.7);
        asked.secondsCap = 1.4;
        const LimitRanking ranking = relaxEach(experiment, asked, 0.2, {});
        const auto capped = [&](double cap) {
            double best = kInfinity;
            for (std::size_t code = 0; code < 2187; ++code) {
                double cost = 0.0;
                double quality = 0.0;
                double waited = 0.0;
                for (std::size_t i = 0, rest = code; i < 7; ++i, rest /= 3) {
                    cost += experiment.problem.cost(i, rest % 3);
                    quality += experiment.problem.quality(i, rest % 3);
                    waited += (*seconds)[i * 3 + rest % 3];
                }
                if (quality >= 0.7 * 7 - kNear && waited <= cap * 7 + kNear) {
                    best = std::min(best, cost);
                }
            }
            return best;
        };
        for (const RelaxedLimit& each : ranking.steps) {
            if (each.kind != RelaxedKind::Seconds) continue;
            EXPECT_DOUBLE_EQ(each.to, 1.68);
            EXPECT_EQ(each.reachable, std::isfinite(capped(1.68)));
            if (!each.reachable || std::isinf(capped(1.4))) continue;
            EXPECT_NEAR(each.gain, (capped(1.4) - capped(1.68)) / 7.0 * 1000.0, 1e-6);
        }
        EXPECT_TRUE(std::ranges::any_of(ranking.steps, [](const RelaxedLimit& each) {
            return each.kind == RelaxedKind::Seconds;
        }));
    }
}

TEST(Goals, AFloorThatAGuaranteeFoundIsNoLimitToLower) {
    ConstraintSettings asked = settingsOf(RoutingMode::CostUnderFloor, 0.7, 0.5);
    asked.guarantee.asked = true;
    const auto view = routed(randomProblem(20, 3, 1), asked);
    for (const RelaxedLimit& each : relaxEach(*view->experiment, asked, 0.01, {}).steps) {
        EXPECT_NE(each.kind, RelaxedKind::Floor);
    }
    EXPECT_THROW(relaxEach(*view->experiment, asked, 0.0, {}), Error);
}

TEST(Goals, MoneyBuysWhatTheBestOfAllRoutingsHas) {
    for (unsigned seed = 1; seed <= 20; ++seed) {
        SCOPED_TRACE(seed);
        const RoutingProblem problem =
            seed % 4 == 0 ? tiedProblem(7, 3, seed) : randomProblem(7, 3, seed);
        const auto view = routed(problem, {});
        for (const double budget : {0.05, 1.0, 2.0, 50.0}) {
            const ConstraintSettings limits = settingsOf(RoutingMode::CostUnderFloor, 0.9, 0.6);
            const BudgetGoal goal = bestForBudget(*view->experiment, limits, budget, {});
            ConstraintSettings same = settingsOf(RoutingMode::QualityUnderBudget, budget, 0.6);
            const double best = bestOfAll(problem, constraintsOf(same, *view->experiment));
            ASSERT_EQ(goal.reachable, std::isfinite(best));
            same = settingsOf(RoutingMode::CostUnderFloor, goal.reachable ? -best : 0.0, 0.6);
            const double least =
                bestOfAll(problem, constraintsOf(same, *view->experiment)) / 7.0 * 1000.0;
            EXPECT_NEAR(goal.enough, least, 1e-6 * least);
            ASSERT_TRUE(goal.at.result.solve->solved());
            EXPECT_LE(goal.enough, goal.at.evaluation.costPer1000() * (1.0 + kNear));
            if (!goal.reachable) continue;
            EXPECT_NEAR(goal.at.evaluation.predictedAccuracy, -best, kNear);
            EXPECT_GE(goal.percentGains, 0.0);
        }
    }
}

TEST(Goals, WhereTheLimitsHoldTooFewMoneyDoesNotHelp) {
    const auto view = routed(randomProblem(10, 2, 3), {});
    const BudgetGoal goal = bestForBudget(
        *view->experiment, settingsOf(RoutingMode::CostUnderFloor, 0.5, 0.3), 100.0, {});
    EXPECT_FALSE(goal.reachable);
    EXPECT_TRUE(std::isnan(goal.enough));
    EXPECT_FALSE(goal.at.result.explanation.empty());
    EXPECT_THROW(bestForBudget(*view->experiment, {}, -1.0, {}), Error);
}

/// A batch whose recorded answers come by chance as predicted, less so much.
Experiment recorded(std::size_t queries, std::size_t models, unsigned seed, double less) {
    Experiment made = *routed(randomProblem(queries, models, seed), {})->experiment;
    std::mt19937 random(seed);
    std::uniform_real_distribution<double> unit(0.0, 1.0);
    for (std::size_t i = 0; i < queries; ++i) {
        made.task.emplace_back("all");
        for (std::size_t j = 0; j < models; ++j) {
            const double chance = made.problem.quality(i, j) - less;
            made.truth.outcome(Eigen::Index(i), Eigen::Index(j)) =
                unit(random) < chance ? 1.0 : 0.0;
        }
    }
    made.hasOutcomes = true;
    return made;
}

TEST(Goals, WhatIsGuaranteedIsRoutedAtLeastCost) {
    for (unsigned seed = 1; seed <= 8; ++seed) {
        SCOPED_TRACE(seed);
        const Experiment batch = recorded(8, 3, seed, 0.02);
        const Experiment calibration = recorded(400, 3, seed + 100, 0.02);
        const ConstraintSettings asked = settingsOf(RoutingMode::CostUnderFloor, 0.5, 0.7);
        const FloorPath path = floorPath(batch, calibration, constraintsOf(asked, batch));
        ASSERT_FALSE(path.points.empty());
        for (const double accuracy : {0.3, 0.45, 0.6, 0.99}) {
            const GuaranteeGoal goal = cheapestGuaranteed(batch, asked, path, accuracy, {});
            const Guarantee& found = goal.guarantee;
            EXPECT_EQ(found.reachable, guaranteedFloor(path, accuracy).reachable);
            const double floor = found.reachable ? found.point.floor : found.largest.floor;
            const ConstraintSettings same = settingsOf(RoutingMode::CostUnderFloor, floor, 0.7);
            ASSERT_TRUE(goal.at.result.solve->solved());
            EXPECT_TRUE(goal.taken.guarantee.asked);
            EXPECT_EQ(goal.taken.qualityFloor, floor);
            EXPECT_NEAR(goal.at.evaluation.cost,
                        bestOfAll(batch.problem, constraintsOf(same, batch)), kNear);
            if (found.reachable) {
                EXPECT_GE(found.point.bound(), accuracy);
            }
            if (!std::isnan(goal.nextPointCosts)) {
                EXPECT_TRUE(found.reachable);
                EXPECT_GE(goal.nextPointCosts, -1e-6);
            }
        }
    }
}

TEST(Goals, EverythingLongCanBeStopped) {
    const ConstraintSettings asked = settingsOf(RoutingMode::CostUnderFloor, 0.7, 0.5);
    const auto view = routed(randomProblem(50, 3, 1), asked);
    std::stop_source stop;
    stop.request_stop();
    Job job;
    job.stop = stop.get_token();
    EXPECT_THROW(relaxEach(*view->experiment, asked, 0.01, job), Cancelled);
    EXPECT_THROW(bestForBudget(*view->experiment, asked, 1.0, job), Cancelled);
}

}  // namespace
}  // namespace orl::testing
