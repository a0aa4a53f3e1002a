// What a fleet of slots can bear, against CLP, closed formulas and enumeration.
#include "core/simulate/headroom.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "core/simulate/fleet.h"
#include "core/support/error.h"
#include "fluid_oracle.h"
#include "instances.h"

namespace orl {
namespace {

using testing::pool;

constexpr double kNoLimit = std::numeric_limits<double>::infinity();

FluidProblem fluidOf(const Experiment& experiment) {
    SimulationPlan plan;
    const ServiceTimes service(experiment, plan);
    std::vector<std::uint32_t> rows(experiment.problem.queryCount());
    std::iota(rows.begin(), rows.end(), 0U);
    return {experiment, service, rows};
}

/// Random supplies, among them none and unlimited ones.
std::vector<double> randomSupply(Random& random, std::size_t models, double most) {
    std::vector<double> supply;
    for (std::size_t j = 0; j < models; ++j) {
        const auto kind = random.below(8);
        supply.push_back(kind == 0 ? 0.0 : (kind == 1 ? kNoLimit : random.uniform(0.0, most)));
    }
    return supply;
}

TEST(FluidPlanner, EqualsTheLinearProgram) {
    Random random(41);
    int feasible = 0;
    int infeasible = 0;
    for (int trial = 0; trial < 60; ++trial) {
        const std::size_t models = 2 + random.below(6);
        FluidProblem fluid = fluidOf(pool(random.bits(), 5 + random.below(60), models, 0.1));
        if (trial % 3 == 0) {
            fluid.mode = RoutingMode::QualityUnderBudget;
            fluid.budget = fluid.leastCost + random.uniform(-0.05, 0.6) * fluid.costSpread;
        } else {
            fluid.floor = random.uniform(0.3, 0.8);
        }
        FluidPlanner planner(fluid);
        for (int repeat = 0; repeat < 4; ++repeat) {  // one after the other on the same routings
            const auto supply = randomSupply(random, models, 2.0 / static_cast<double>(models));
            const auto expected = testing::fluidOptimum(fluid, supply);
            const FluidPlan plan = planner.plan(supply);
            ASSERT_EQ(plan.feasible, expected.has_value()) << trial << '/' << repeat;
            ++(plan.feasible ? feasible : infeasible);
            if (!plan.feasible) continue;
            const double unit =
                fluid.mode == RoutingMode::CostUnderFloor ? fluid.costSpread : fluid.qualitySpread;
            EXPECT_NEAR(plan.value, *expected, 1e-7 * unit);
            EXPECT_NEAR(plan.bound, *expected, 1e-7 * unit);
            for (std::size_t j = 0; j < models; ++j) {
                EXPECT_LE(plan.seconds[j], supply[j] + 1e-7);
                EXPECT_GE(plan.prices.slot[j], 0.0);
            }
        }
    }
    EXPECT_GT(feasible, 60);
    EXPECT_GT(infeasible, 40);
}

TEST(FluidPlanner, TheLeastScaleIsTheLinearPrograms) {
    Random random(42);
    int some = 0;
    for (int trial = 0; trial < 120; ++trial) {
        const std::size_t models = 1 + random.below(6);
        FluidProblem fluid = fluidOf(pool(random.bits(), 5 + random.below(60), models, 0.1));
        if (trial % 3 == 0) {
            fluid.mode = RoutingMode::QualityUnderBudget;
            fluid.budget = fluid.leastCost + random.uniform(-0.05, 0.6) * fluid.costSpread;
        } else {
            fluid.floor = random.uniform(0.3, 0.8);
        }
        const auto unit = randomSupply(random, models, 5.0);
        const auto expected = testing::fluidLeastScale(fluid, unit);
        FluidPlanner planner(fluid);
        const FluidReach reach = planner.leastScale(unit);
        ASSERT_EQ(std::isinf(reach.scale), !expected) << trial;
        if (!expected) continue;
        EXPECT_NEAR(reach.scale, *expected, 1e-6 * *expected + 1e-12) << trial;
        some += reach.scale > 0.0 ? 1 : 0;
    }
    EXPECT_GT(some, 40);
}

/// A random load on a random fleet; every second one under a budget.
struct Load {
    Experiment experiment;
    SimulationPlan plan;
    double rate = 1.0;
};
Load randomLoad(Random& random, bool budget) {
    const std::size_t models = 2 + random.below(4);
    Load load{pool(random.bits(), 20 + random.below(40), models, 0.1), {}};
    for (std::size_t j = 0; j < models; ++j) {
        load.plan.concurrency.push_back(static_cast<std::int64_t>(random.below(7)));
    }
    load.plan.plannedUse = random.uniform(0.5, 1.0);
    load.plan.qualityFloor = random.uniform(0.4, 0.75);
    load.plan.arrivals.queries = 1000;
    if (budget) {
        const FluidProblem fluid = fluidOf(load.experiment);
        load.plan.mode = RoutingMode::QualityUnderBudget;
        load.plan.budget = 1000.0 * (fluid.leastCost + random.uniform(0.0, 0.5) * fluid.costSpread);
    }
    load.rate = random.uniform(0.5, 8.0);
    return load;
}

/// The load as CLP sees it.
struct Oracle {
    explicit Oracle(const Load& load) : m_load(load), m_fluid(fluidOf(load.experiment)) {
        m_fluid.mode = load.plan.mode;
        m_fluid.floor = load.plan.qualityFloor;
        m_fluid.budget = load.plan.budget / 1000.0;
    }
    std::vector<double> supply(double rate, std::size_t model, double more) const {
        std::vector<double> all;
        for (std::size_t j = 0; j < m_fluid.models; ++j) {
            const double slots =
                static_cast<double>(m_load.plan.concurrency[j]) + (j == model ? more : 0.0);
            all.push_back(m_load.plan.plannedUse * slots / rate);
        }
        return all;
    }
    /// USD an hour with more slots of a model; in quality an hour under a budget.
    std::optional<double> anHour(std::size_t model, double more) const {
        const auto best = testing::fluidOptimum(m_fluid, supply(m_load.rate, model, more));
        if (!best) return std::nullopt;
        const double sign = m_fluid.mode == RoutingMode::CostUnderFloor ? 1.0 : -1.0;
        return sign * 3600.0 * m_load.rate * *best;
    }
    double largestRate(std::size_t model, double more) const {
        const auto scale = testing::fluidLeastScale(m_fluid, supply(1.0, model, more));
        return scale ? 1.0 / *scale : 0.0;
    }

  private:
    const Load& m_load;
    FluidProblem m_fluid;
};

TEST(Headroom, OneModelIsSlotsTimesUseOverSeconds) {
    for (const std::int64_t slots : {1, 4, 30}) {
        SimulationPlan plan =
            testing::queuePlan(1.0, slots, ServicePlan::Kind::Constant, 2.5, 10, 1);
        plan.plannedUse = 0.8;
        const Headroom room = headroomOf(testing::oneServer(), plan, 1.0);
        EXPECT_NEAR(room.largestRate, 0.8 * static_cast<double>(slots) / 2.5, 1e-7);
        EXPECT_EQ(room.planned(), slots > 3);
        if (!room.planned()) continue;
        EXPECT_NEAR(room.worth[0].use, 2.5 / static_cast<double>(slots), 1e-9);
        EXPECT_NEAR(room.costPerHour, 3.6, 1e-9);
        EXPECT_EQ(room.worth[0].perHour, 0.0);
        EXPECT_FALSE(room.best);
    }
    // Where the one slot serves 0.32 a second, the fewest that serve 1 are 4.
    SimulationPlan plan = testing::queuePlan(1.0, 1, ServicePlan::Kind::Constant, 2.5, 10, 1);
    plan.plannedUse = 0.8;
    const Headroom room = headroomOf(testing::oneServer(), plan, 1.0);
    ASSERT_TRUE(room.best);
    EXPECT_EQ(room.best->slotCount, 3);
    EXPECT_NEAR(room.best->largestRate, 4.0 * 0.8 / 2.5, 1e-7);
    EXPECT_TRUE(std::isnan(room.costPerHour));
}

TEST(Headroom, RatesCostsAndWorthsAreTheLinearPrograms) {
    Random random(43);
    int planned = 0;
    int priced = 0;
    for (int trial = 0; trial < 80; ++trial) {
        const Load load = randomLoad(random, trial % 2 == 1);
        const Oracle oracle(load);
        const Headroom room = headroomOf(load.experiment, load.plan, load.rate);
        EXPECT_NEAR(room.largestRate, oracle.largestRate(0, 0.0), 1e-6 * room.largestRate) << trial;
        const auto now = oracle.anHour(0, 0.0);
        ASSERT_EQ(room.planned(), now.has_value());
        if (!now) {
            EXPECT_TRUE(std::isnan(room.costPerHour));
            continue;
        }
        ++planned;
        if (load.plan.mode == RoutingMode::QualityUnderBudget) {
            EXPECT_NEAR(room.accuracy, -*now / 3600.0 / load.rate, 1e-7);
            continue;
        }
        EXPECT_NEAR(room.costPerHour, *now, 1e-6 * *now);
        for (const SlotWorth& worth : room.worth) {
            // The cost is convex in the slots: a slot more saves no more than the price says, and
            // the first bit of one as much.
            const double first = *now - oracle.anHour(worth.model, 1.0).value();
            const double bit = (*now - oracle.anHour(worth.model, 1e-4).value()) / 1e-4;
            EXPECT_GE(worth.perHour, first - 1e-6 * *now);
            EXPECT_GE(worth.perHour, bit - 1e-4 * *now);
            if (load.plan.concurrency[worth.model] == 0) {
                EXPECT_TRUE(std::isnan(worth.use));
                EXPECT_NEAR(worth.perHour, bit, 0.2 * worth.perHour + 1e-4 * *now);
                continue;
            }
            EXPECT_LE(worth.use, load.plan.plannedUse + 1e-6);
            const auto less = oracle.anHour(worth.model, -1e-4);
            if (less) {
                EXPECT_LE(worth.perHour, (*less - *now) / 1e-4 + 1e-4 * *now);
            }
            if (worth.perHour > 1e-3) ++priced;
        }
    }
    EXPECT_GT(planned, 30);
    EXPECT_GT(priced, 15);
}

TEST(Headroom, TheBestChangeIsSolvedAgainAndNoOtherSlotSavesMore) {
    Random random(44);
    int changes = 0;
    int cures = 0;
    for (int trial = 0; trial < 60; ++trial) {
        const Load load = randomLoad(random, false);
        const Oracle oracle(load);
        const Headroom room = headroomOf(load.experiment, load.plan, load.rate);
        const auto now = oracle.anHour(0, 0.0);
        const std::size_t models = load.plan.concurrency.size();
        if (!room.best) {
            for (std::size_t j = 0; j < models && now; ++j) {
                EXPECT_NEAR(*oracle.anHour(j, 1.0), *now, 1e-6 * *now);
            }
            continue;
        }
        const FleetChange& best = *room.best;
        const auto more = static_cast<double>(best.slotCount);
        EXPECT_NEAR(best.largestRate, oracle.largestRate(best.model, more),
                    1e-6 * best.largestRate);
        if (!now) {
            EXPECT_TRUE(std::isnan(best.savesPerHour));
            if (!oracle.anHour(best.model, more)) continue;  // no one change helps enough
            ++cures;
            for (std::size_t j = 0; j < models; ++j) EXPECT_FALSE(oracle.anHour(j, more - 1.0));
            continue;
        }
        ++changes;
        EXPECT_NEAR(best.savesPerHour, *now - *oracle.anHour(best.model, more), 1e-6 * *now);
        for (std::size_t j = 0; j < models; ++j) {
            EXPECT_GE(best.savesPerHour, *now - *oracle.anHour(j, 1.0) - 1e-6 * *now);
        }
        const double first = *now - *oracle.anHour(best.model, 1.0);
        EXPECT_GE(best.savesPerHour, 0.8 * more * first - 1e-6 * *now);
    }
    EXPECT_GT(changes, 15);
    EXPECT_GT(cures, 5);
}

TEST(Headroom, WithoutLimitsThereIsNoEndAndBeyondReachNoRate) {
    const Experiment experiment = pool(7, 50, 3);
    SimulationPlan plan;
    plan.qualityFloor = 0.5;
    const Headroom free = headroomOf(experiment, plan, 3.0);
    EXPECT_TRUE(std::isinf(free.largestRate));
    EXPECT_FALSE(free.bottleneck);
    EXPECT_FALSE(free.best);
    for (const SlotWorth& worth : free.worth) {
        EXPECT_EQ(worth.perHour, 0.0);
        EXPECT_TRUE(std::isnan(worth.use));
    }
    plan.concurrency = {5, 5, 5};
    plan.qualityFloor = 1.0;
    const Headroom none = headroomOf(experiment, plan, 3.0);
    EXPECT_EQ(none.largestRate, 0.0);
    EXPECT_FALSE(none.planned());
    EXPECT_FALSE(none.best);
}

TEST(Headroom, AWindowLeavesSlotsIdle) {
    SimulationPlan plan = testing::queuePlan(1.0, 4, ServicePlan::Kind::Constant, 2.0, 10, 1);
    plan.plannedUse = 0.9;
    plan.window = {WindowPlan::Kind::Seconds, 0, 1.0};
    const Headroom room = headroomOf(testing::oneServer(), plan, 1.0);
    EXPECT_NEAR(room.largestRate, 0.9 * 4.0 / 2.5, 1e-7);
}

TEST(Headroom, SaysWhatMakesNoSense) {
    const Experiment experiment = pool(7, 20, 3);
    SimulationPlan plan;
    EXPECT_THROW(headroomOf(experiment, plan, 0.0), Error);
    EXPECT_THROW(headroomOf(experiment, plan, kNoLimit), Error);
    plan.concurrency = {1, 2};
    EXPECT_THROW(headroomOf(experiment, plan, 1.0), Error);
    plan.concurrency = {1, 2, -1};
    EXPECT_THROW(headroomOf(experiment, plan, 1.0), Error);
    std::stop_source source;
    source.request_stop();
    plan.concurrency = {1, 2, 1};
    EXPECT_THROW(headroomOf(experiment, plan, 1.0, {source.get_token(), {}}), Cancelled);
}

}  // namespace
}  // namespace orl
