#include "core/lab/worth.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>

#include "core/support/infinity.h"
#include "routed_support.h"

namespace orl::testing {
namespace {

/// What a routing of all queries does, with one model's part apart.
struct Plan {
    double own = 0.0;
    double others = 0.0;
    double quality = 0.0;  ///< sum
    std::vector<std::int64_t> load;
};

void allPlans(const RoutingProblem& problem, std::size_t model,
              const std::function<void(const Plan&)>& visit) {
    Plan plan;
    plan.load.assign(problem.modelCount(), 0);
    const std::function<void(std::size_t)> place = [&](std::size_t i) {
        if (i == problem.queryCount()) {
            visit(plan);
            return;
        }
        for (std::size_t j = 0; j < problem.modelCount(); ++j) {
            if (!problem.allowed(i, j)) continue;
            const Plan before = plan;
            (j == model ? plan.own : plan.others) += problem.cost(i, j);
            plan.quality += problem.quality(i, j);
            ++plan.load[j];
            place(i + 1);
            plan = before;
        }
    };
    place(0);
}

/// By looking at every routing there is.
struct Exhaustive {
    double with = kInfinity;  ///< loss, as the optimizer makes it least
    double without = kInfinity;
    double multiple = 0.0;  ///< break-even; 0: not even free; ∞: never
    std::int64_t enough = 0;
    double unlimited = kInfinity;
};

Exhaustive lookAtAll(const RoutingProblem& problem, const Constraints& asked, std::size_t model) {
    const auto queries = static_cast<double>(problem.queryCount());
    const bool floor = asked.mode == RoutingMode::CostUnderFloor;
    const auto keeps = [&](const Plan& plan, bool ownLimit) {
        for (std::size_t j = 0; j < plan.load.size(); ++j) {
            if ((ownLimit || j != model) && plan.load[j] > asked.capacityOf(j)) return false;
        }
        return !floor || plan.quality >= asked.qualityFloor * queries - 1e-9;
    };
    const auto loss = [&](const Plan& plan) {
        return floor ? plan.own + plan.others : -plan.quality / queries;
    };
    const auto affords = [&](const Plan& plan) {
        return floor || plan.own + plan.others <= asked.budget + 1e-12;
    };
    Exhaustive found;
    std::vector<double> atLimit(problem.queryCount() + 1, kInfinity);
    allPlans(problem, model, [&](const Plan& plan) {
        if (!affords(plan)) return;
        if (keeps(plan, false)) {
            double& best = atLimit[std::size_t(plan.load[model])];
            best = std::min(best, loss(plan));
        }
        if (!keeps(plan, true)) return;
        found.with = std::min(found.with, loss(plan));
        if (plan.load[model] == 0) found.without = std::min(found.without, loss(plan));
    });
    double most = kInfinity;
    for (const double each : atLimit) most = std::min(most, each);
    found.unlimited = most;
    while (atLimit[std::size_t(found.enough)] > most + 1e-9) ++found.enough;
    if (std::isinf(found.without)) {
        found.multiple = kInfinity;
        return found;
    }
    allPlans(problem, model, [&](const Plan& plan) {
        if (!keeps(plan, true) || plan.load[model] == 0) return;
        if (floor) {
            if (plan.others >= found.without - 1e-12) return;
            found.multiple = std::max(found.multiple, (found.without - plan.others) / plan.own);
        } else if (loss(plan) < found.without - 1e-9 && plan.others <= asked.budget) {
            found.multiple = std::max(found.multiple, (asked.budget - plan.others) / plan.own);
        }
    });
    return found;
}

void expectSame(const RoutingProblem& problem, const ConstraintSettings& settings,
                const std::string& what) {
    const auto view = routed(problem, settings);
    WorthEngine engine(*view);
    for (std::size_t j = 0; j < problem.modelCount(); ++j) {
        SCOPED_TRACE(what + ", model " + std::to_string(j));
        const Exhaustive truth = lookAtAll(problem, view->constraints, j);
        const ModelWorth worth = engine.worthOf(j, {});
        const bool floor = settings.mode == RoutingMode::CostUnderFloor;
        const double sign = floor ? 1.0 : -1.0;
        if (std::isinf(truth.with)) {
            EXPECT_TRUE(std::isnan(worth.with));
            continue;
        }
        ASSERT_TRUE(worth.proven);
        EXPECT_NEAR(worth.with * sign, truth.with, 1e-9);
        EXPECT_EQ(worth.needed(), std::isinf(truth.without));
        if (!worth.needed()) {
            EXPECT_NEAR(worth.without * sign, truth.without, 1e-9);
        }
        EXPECT_EQ(worth.enoughSlots, truth.enough);
        EXPECT_NEAR(worth.unlimited * sign, truth.unlimited, 1e-9);
        using Kind = BreakEven::Kind;
        if (std::isinf(truth.multiple)) {
            EXPECT_EQ(worth.breakEven.kind, Kind::NeverLoses);
        } else if (truth.multiple == 0.0) {
            EXPECT_EQ(worth.breakEven.kind, Kind::NotEvenFree);
        } else {
            const bool has = truth.with < truth.without - 1e-9;
            EXPECT_EQ(worth.breakEven.kind, has ? Kind::LosesLast : Kind::GetsFirst);
            EXPECT_NEAR(worth.breakEven.multiple, truth.multiple, 1e-6 * truth.multiple);
        }
    }
}

TEST(Worth, EqualsWhatLookingAtEveryRoutingSays) {
    for (unsigned seed = 1; seed <= 24; ++seed) {
        ConstraintSettings settings;
        settings.qualityFloor = 0.55 + 0.015 * double(seed % 12);
        settings.commonCapacity = seed % 3 == 0 ? 1.0 : 0.5;
        expectSame(randomProblem(8, 3, seed, seed % 4 == 0), settings,
                   "seed " + std::to_string(seed));
    }
}

TEST(Worth, UnderABudgetByAccuracy) {
    for (unsigned seed = 1; seed <= 24; ++seed) {
        ConstraintSettings settings;
        settings.mode = RoutingMode::QualityUnderBudget;
        settings.budgetPer1000 = 0.8 + 0.1 * double(seed % 12);
        settings.commonCapacity = seed % 3 == 0 ? 1.0 : 0.5;
        expectSame(randomProblem(8, 3, seed + 100, seed % 4 == 0), settings,
                   "seed " + std::to_string(seed));
    }
}

TEST(Worth, TiesAreNoWorth) {
    for (unsigned seed = 1; seed <= 12; ++seed) {
        ConstraintSettings settings;
        settings.qualityFloor = 0.6 + 0.02 * double(seed % 6);
        settings.commonCapacity = seed % 2 == 0 ? 1.0 : 0.5;
        expectSame(tiedProblem(7, 3, seed), settings, "tied, seed " + std::to_string(seed));
    }
}

/// A larger batch, where the neighbours of the price tell whether it is the one.
TEST(Worth, TheNeighboursOfABreakEvenPriceAreOnEitherSide) {
    ConstraintSettings settings;
    settings.qualityFloor = 0.72;
    settings.commonCapacity = 0.4;
    const auto view = routed(randomProblem(200, 5, 7), settings);
    WorthEngine engine(*view);
    for (std::size_t j = 0; j < 5; ++j) {
        const ModelWorth worth = engine.worthOf(j, {});
        ASSERT_FALSE(worth.needed());
        if (std::isnan(worth.breakEven.multiple)) continue;
        const double price = worth.breakEven.multiple;
        EXPECT_LT(engine.at(j, price * (1.0 - 1e-5), {}).objective, worth.without);
        EXPECT_GT(engine.at(j, price * (1.0 - 1e-5), {}).share[j], 0.0);
        EXPECT_NEAR(engine.at(j, price * (1.0 + 1e-5), {}).objective, worth.without,
                    1e-9 * worth.without);
        EXPECT_EQ(engine.at(j, price * (1.0 + 1e-5), {}).share[j], 0.0);
    }
}

/// The factor that the operator has set already changes nothing about the multiple.
TEST(Worth, TheMultipleIsOfThePriceWithoutTheOperatorsFactor) {
    ConstraintSettings settings;
    settings.qualityFloor = 0.7;
    const RoutingProblem problem = randomProblem(60, 4, 3);
    const auto view = routed(problem, settings);
    RoutingProblem dearer = problem;
    for (std::size_t i = 0; i < 60; ++i) {
        dearer.set(i, 1, problem.cost(i, 1) * 1.25, problem.quality(i, 1));
    }
    const auto moved = routed(dearer, settings);
    const ModelWorth plain =
        WorthEngine(view->experiment, view->constraints, {1, 1, 1, 1}).worthOf(1, {});
    const ModelWorth factored =
        WorthEngine(moved->experiment, moved->constraints, {1, 1.25, 1, 1}).worthOf(1, {});
    ASSERT_FALSE(std::isnan(plain.breakEven.multiple));
    EXPECT_NEAR(factored.breakEven.multiple, plain.breakEven.multiple, 1e-9);
    EXPECT_NEAR(factored.without, plain.without, 1e-12);
    // Of nothing there is no multiple.
    const ModelWorth unknown =
        WorthEngine(moved->experiment, moved->constraints, {1, 0, 1, 1}).worthOf(1, {});
    EXPECT_EQ(unknown.breakEven.kind, BreakEven::Kind::Unknown);
}

TEST(Worth, OneModelAloneIsNeeded) {
    ConstraintSettings settings;
    settings.qualityFloor = 0.0;
    const auto view = routed(randomProblem(20, 1, 1), settings);
    const ModelWorth worth = WorthEngine(*view).worthOf(0, {});
    EXPECT_TRUE(worth.needed());
    EXPECT_EQ(worth.breakEven.kind, BreakEven::Kind::NeverLoses);
    EXPECT_EQ(worth.enoughSlots, 20);
}

TEST(Worth, StopsWhenAsked) {
    ConstraintSettings settings;
    settings.qualityFloor = 0.7;
    const auto view = routed(randomProblem(200, 5, 2), settings);
    std::stop_source stop;
    stop.request_stop();
    EXPECT_THROW(WorthEngine(*view).worthOf(0, {stop.get_token(), {}}), Cancelled);
}

}  // namespace
}  // namespace orl::testing
