// Prices over time against the optimizer, against enumeration and against their own promises.
#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

#include "core/optimize/optimize.h"
#include "core/simulate/fluid.h"
#include "core/simulate/window_dual.h"
#include "instances.h"

namespace orl {
namespace {

using testing::pool;

std::vector<std::uint32_t> allRows(const Experiment& experiment) {
    std::vector<std::uint32_t> rows(experiment.problem.queryCount());
    for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = static_cast<std::uint32_t>(i);
    return rows;
}

SimulationPlan secondsPlan(double rate, std::vector<std::int64_t> slots, double floor) {
    SimulationPlan plan;
    plan.arrivals.shape = ArrivalPlan::Shape::Poisson;
    plan.arrivals.rate = rate;
    plan.arrivals.queries = 4000;
    plan.service.kind = ServicePlan::Kind::Constant;
    plan.concurrency = std::move(slots);
    plan.qualityFloor = floor;
    return plan;
}

TEST(Fluid, EqualSecondsAreTheOptimizersRelaxation) {
    // With one second an answer the fluid of a batch is the batch's own relaxation.
    Random random(11);
    for (int trial = 0; trial < 8; ++trial) {
        const std::size_t queries = 150;
        const Experiment experiment = pool(random.bits(), queries, 5, 0.1);
        SimulationPlan plan = secondsPlan(1.0, {}, 0.0);
        const ServiceTimes service(experiment, plan);
        FluidProblem fluid(experiment, service, allRows(experiment));
        Constraints constraints;
        constraints.capacity.assign(5, 60);
        for (double& supply : fluid.supply) supply = 60.0 / static_cast<double>(queries);
        if (trial % 2 == 0) {
            constraints.qualityFloor = fluid.floor = 0.6;
        } else {
            fluid.mode = constraints.mode = RoutingMode::QualityUnderBudget;
            DualOptimizer least(experiment.problem);
            constraints.budget = 1.5 * least.minCost(constraints);
            fluid.budget = constraints.budget / static_cast<double>(queries);
        }
        const SolveResult solved = DualOptimizer(experiment.problem).solve(constraints);
        ASSERT_TRUE(solved.solved()) << solved.explanation;
        FluidPrices from = fluid.noPrices();
        const FluidSolution found = fluidPrices(fluid, from, 4000);
        if (trial % 2 == 0) {
            const double bound = found.bound * static_cast<double>(queries);
            EXPECT_LE(bound, solved.cost * (1.0 + 1e-9));
            EXPECT_GE(bound, 0.98 * solved.cost);
        } else {
            EXPECT_GE(found.bound, solved.quality - 1e-9);
            EXPECT_LE(found.bound, solved.quality + 0.01);
        }
    }
}

TEST(Fluid, TheDualIsBelowEveryRoutingAtAnyPrices) {
    Random random(12);
    for (int trial = 0; trial < 200; ++trial) {
        const Experiment experiment = pool(random.bits(), 4, 3);
        SimulationPlan plan;
        const ServiceTimes service(experiment, plan);
        FluidProblem fluid(experiment, service, allRows(experiment));
        fluid.floor = random.uniform(0.2, 0.7);
        for (double& supply : fluid.supply) supply = random.uniform(0.2, 1.5);
        FluidPrices prices = fluid.noPrices();
        prices.quality = random.uniform(0.0, 0.01);
        for (double& price : prices.slot) price = random.uniform(0.0, 0.002);
        const double value = fluidDual(fluid, prices).value;
        for (int routing = 0; routing < 81; ++routing) {
            double cost = 0.0;
            double quality = 0.0;
            std::vector<double> used(3, 0.0);
            for (std::size_t i = 0, code = static_cast<std::size_t>(routing); i < 4;
                 ++i, code /= 3) {
                const std::size_t j = code % 3;
                cost += experiment.problem.cost(i, j) / 4.0;
                quality += experiment.problem.quality(i, j) / 4.0;
                used[j] += service.expected(i, j) / 4.0;
            }
            const bool feasible = quality >= fluid.floor && used[0] <= fluid.supply[0] &&
                                  used[1] <= fluid.supply[1] && used[2] <= fluid.supply[2];
            EXPECT_TRUE(!feasible || value <= cost + 1e-12);
        }
    }
}

TEST(OnlineDual, KeepsTheFloorAndComesNearTheBound) {
    for (const std::uint64_t seed : {1U, 2U, 3U}) {
        const Experiment experiment = pool(seed, 400, 5);
        SimulationPlan plan = secondsPlan(4.0, {3, 3, 3, 3, 3}, 0.6);
        plan.seed = seed;
        SimulationOptions options;
        options.bound = true;
        const auto dual = simulate(experiment, plan, {"dual", {}}, options);
        EXPECT_EQ(dual.measures.served, 4000U);
        EXPECT_NEAR(dual.measures.predictedAccuracy(), 0.6, 0.003);
        EXPECT_GE(dual.measures.cost, dual.bound);
        EXPECT_LE(dual.measures.cost, 1.35 * dual.bound);
        // The rule tuned to the same floor sends whoever comes first to the models it prefers.
        const auto greedy = simulate(experiment, plan, {"threshold", 0.6}, options);
        EXPECT_GT(greedy.measures.costPer1000(), 1.2 * dual.measures.costPer1000());
        EXPECT_GE(greedy.measures.cost, greedy.bound);
        ASSERT_FALSE(dual.prices.empty());
        EXPECT_LE(dual.prices.size(), 513U);
        EXPECT_GT(dual.prices.back().qualityPrice, 0.0);
    }
}

/// Lesson 9 over time: easy (0.9 → 1.0) and hard (0.4 → 0.9) queries in turn, weak 1, strong 6.
Experiment trap() {
    RoutingProblem problem(2, 2);
    problem.set(0, 0, 0.01, 0.9);
    problem.set(0, 1, 0.06, 1.0);
    problem.set(1, 0, 0.01, 0.4);
    problem.set(1, 1, 0.06, 0.9);
    return testing::experimentOf(std::move(problem), Truth{});
}

TEST(OnlineDual, KeepsTheStrongSlotsForTheHardQueries) {
    // The strong model has the time of a little more than half of the queries.
    SimulationPlan plan = secondsPlan(1.0, {20, 4}, 0.88);
    plan.arrivals.rate = 6.0;
    plan.queue.limit = 0;
    const auto greedy = simulate(trap(), plan, {"quality-only", {}});
    const auto dual = simulate(trap(), plan, {"dual", {}});
    EXPECT_EQ(greedy.measures.served, 4000U);
    EXPECT_EQ(dual.measures.served, 4000U);
    // Greedy: strong slots by order of arrival, so about the same share of easy and hard.
    EXPECT_LT(greedy.measures.predictedAccuracy(), 0.85);
    EXPECT_GT(dual.measures.predictedAccuracy(), greedy.measures.predictedAccuracy() + 0.015);
    EXPECT_LT(dual.measures.cost, greedy.measures.cost);
}

TEST(OnlineDual, SpreadsABudgetOverTheRun) {
    const Experiment experiment = pool(4, 400, 5);
    SimulationPlan plan = secondsPlan(4.0, {4, 4, 4, 4, 4}, 0.0);
    plan.mode = RoutingMode::QualityUnderBudget;
    plan.budget = 4.0;
    SimulationOptions options;
    options.record = true;
    options.bound = true;
    const auto dual = simulate(experiment, plan, {"dual", {}}, options);
    EXPECT_EQ(dual.measures.served, 4000U);
    EXPECT_LE(dual.measures.cost, 4.0);
    EXPECT_GE(dual.measures.cost, 3.8);
    double half = 0.0;
    for (std::size_t k = 0; k < 2000; ++k) {
        half += experiment.usd(dual.record[k].row, static_cast<std::size_t>(dual.record[k].model));
    }
    EXPECT_NEAR(half, 2.0, 0.15);
    EXPECT_LE(dual.measures.predictedAccuracy(), dual.bound + 1e-9);
    EXPECT_GE(dual.measures.predictedAccuracy(), 0.93 * dual.bound);
    // Greedy with the same money.
    const auto greedy = simulate(experiment, plan, {"threshold", {}}, options);
    EXPECT_LE(greedy.measures.cost, 4.0);
    EXPECT_GT(dual.measures.predictedAccuracy(), greedy.measures.predictedAccuracy());
}

TEST(OnlineDual, UnreachableAndIdleGoalsDoNoHarm) {
    const Experiment experiment = pool(4, 100, 3);
    for (const double floor : {0.0, 1.0}) {
        SimulationPlan plan = secondsPlan(50.0, {2, 2, 2}, floor);
        plan.arrivals.queries = 500;
        for (const auto shape : {ArrivalPlan::Shape::Poisson, ArrivalPlan::Shape::AllAtOnce}) {
            plan.arrivals.shape = shape;
            const auto run = simulate(experiment, plan, {"dual", {}});
            EXPECT_EQ(run.measures.served, 500U);
            for (const RunPrices& prices : run.prices) {
                EXPECT_TRUE(std::isfinite(prices.qualityPrice));
                for (const double price : prices.slotPrice) EXPECT_TRUE(std::isfinite(price));
            }
        }
    }
}

TEST(OnlineDual, KnownPricesAreThoseOfTheDataFromTheFirstQueryOn) {
    for (const std::uint64_t seed : {1U, 2U, 3U}) {
        const Experiment experiment = pool(seed, 400, 5);
        SimulationPlan plan = secondsPlan(8.0, {3, 3, 3, 3, 3}, 0.6);
        const ServiceTimes service(experiment, plan);
        FluidProblem fluid(experiment, service, allRows(experiment));
        fluid.floor = 0.6;
        for (std::size_t j = 0; j < 5; ++j) {
            fluid.supply[j] = plannedSeconds(plan, j, fluid.meanSeconds[j]) / 8.0;
        }
        const double best = fluidPrices(fluid, fluid.noPrices(), 4000).bound;
        const auto valueOfFirst = [&] {
            const RunPrices first = simulate(experiment, plan, {"dual", {}}).prices.at(0);
            return fluidDual(fluid, {1.0, first.qualityPrice, first.slotPrice}).value;
        };
        EXPECT_LT(valueOfFirst(), 0.95 * best);
        plan.knownPrices = true;
        EXPECT_GT(valueOfFirst(), 0.98 * best);
    }
}

TEST(OnlineDual, TheMoreIsPlannedTheCheaperAndTheLongerAreWaits) {
    for (const std::uint64_t seed : {1U, 2U, 3U}) {
        const Experiment experiment = pool(seed, 400, 5);
        SimulationPlan plan = secondsPlan(10.0, {3, 3, 3, 3, 3}, 0.6);
        plan.queue.limit = 20;
        plan.knownPrices = true;
        double cost = std::numeric_limits<double>::infinity();
        double wait = 0.0;
        for (const double use : {0.8, 0.9, 1.0}) {
            plan.plannedUse = use;
            const RunMeasures measures = simulate(experiment, plan, {"dual", {}}).measures;
            // Known prices are corrected slowly: of 4,000 queries the mean may miss by so much.
            EXPECT_NEAR(measures.predictedAccuracy(), 0.6, 0.01) << use;
            EXPECT_LT(measures.cost, cost) << use;
            EXPECT_GT(measures.wait.mean(), wait) << use;
            cost = measures.cost;
            wait = measures.wait.mean();
        }
    }
}

TEST(OnlineDual, AModelWithoutSlotsIsAsOneThatIsOut) {
    // A dear model without slots has no part in any unit, spread or price.
    Experiment with = pool(7, 300, 4);
    for (std::size_t i = 0; i < 300; ++i) with.problem.set(i, 3, 5.0, 0.99);
    Experiment without = with;
    for (std::size_t i = 0; i < 300; ++i) without.problem.forbid(i, 3);
    for (const bool known : {false, true}) {
        SimulationPlan plan = secondsPlan(8.0, {3, 3, 3, 0}, 0.5);
        plan.knownPrices = known;
        const auto closed = simulate(with, plan, {"dual", {}}).measures;
        const auto out = simulate(without, plan, {"dual", {}}).measures;
        EXPECT_EQ(closed.cost, out.cost);
        EXPECT_EQ(closed.quality, out.quality);
        EXPECT_EQ(closed.wait.mean(), out.wait.mean());
    }
}

TEST(OnlineDual, ASecondsPriceBuysShorterWaits) {
    Experiment experiment = pool(6, 300, 4);
    SimulationPlan plan = secondsPlan(9.0, {3, 3, 3, 3}, 0.5);
    const auto patient = simulate(experiment, plan, {"dual", {}});
    experiment.secondPrice = 0.01;
    const auto hasty = simulate(experiment, plan, {"dual", {}});
    EXPECT_LT(hasty.measures.wait.mean(), 0.7 * patient.measures.wait.mean());
    EXPECT_NEAR(hasty.measures.secondsCost,
                0.01 * hasty.measures.total.mean() * static_cast<double>(hasty.measures.served),
                1e-6);
}

TEST(WindowDual, AWindowIsRoutedAtLeastPrice) {
    Random random(21);
    int compared = 0;
    for (int trial = 0; trial < 60; ++trial) {
        const Experiment experiment = pool(random.bits(), 40, 3);
        SimulationPlan plan = secondsPlan(3.0, {}, 0.55);
        for (int j = 0; j < 3; ++j) {
            plan.concurrency.push_back(static_cast<std::int64_t>(1 + random.below(2)));
        }
        plan.window = {WindowPlan::Kind::Count, 4, 0.0};
        const ServiceTimes service(experiment, plan);
        WindowDual dual({experiment, plan, service, 4000});
        for (std::uint32_t k = 0; k < 64; ++k) {
            const Candidate query{static_cast<std::uint32_t>(random.below(40)), 0.3 * k};
            dual.arrived(query, 0.3 * k);
        }
        std::vector<Candidate> waiting;
        const std::size_t count = 2 + random.below(2);
        for (std::size_t k = 0; k < count; ++k) {
            waiting.push_back({static_cast<std::uint32_t>(random.below(40)), 20.0});
        }
        Room room{20.0, Slots(plan.concurrency), {0, 0, 0}, {0, 0, 0}};
        std::vector<std::int32_t> model(count);
        dual.assign(waiting, room, model);
        const RunPrices prices = *dual.prices();
        const auto totalOf = [&](const std::vector<std::int32_t>& routing) {
            double total = 0.0;
            std::vector<std::int64_t> load(3, 0);
            for (std::size_t k = 0; k < count; ++k) {
                if (routing[k] < 0) return std::numeric_limits<double>::infinity();
                const auto j = static_cast<std::size_t>(routing[k]);
                if (++load[j] > plan.concurrency[j]) return std::numeric_limits<double>::infinity();
                total += experiment.problem.cost(waiting[k].row, j) -
                         prices.qualityPrice * experiment.problem.quality(waiting[k].row, j) +
                         prices.slotPrice[j] * service.expected(waiting[k].row, j);
            }
            return total;
        };
        double least = std::numeric_limits<double>::infinity();
        std::vector<std::int32_t> routing(count, 0);
        for (int code = 0; code < 27; ++code) {
            for (std::size_t k = 0, rest = static_cast<std::size_t>(code); k < count;
                 ++k, rest /= 3) {
                routing[k] = static_cast<std::int32_t>(rest % 3);
            }
            least = std::min(least, totalOf(routing));
        }
        ASSERT_TRUE(std::isfinite(least));
        EXPECT_NEAR(totalOf(model), least, 1e-9);
        ++compared;
    }
    EXPECT_EQ(compared, 60);
}

TEST(WindowDual, WaitsForABusyModelOnlyWhereThatIsWorthIt) {
    // All is free: who is alone in a window goes where the prices say, strong slots included.
    SimulationPlan plan = secondsPlan(6.0, {20, 4}, 0.86);
    plan.window = {WindowPlan::Kind::Seconds, 0, 0.25};
    const auto windows = simulate(trap(), plan, {"dual", {}});
    EXPECT_EQ(windows.measures.served, 4000U);
    EXPECT_NEAR(windows.measures.predictedAccuracy(), 0.86, 0.005);
    // Windows of a quarter of a second cost half of that on average, and nobody starves.
    EXPECT_GT(windows.measures.wait.mean(), 0.1);
    EXPECT_LT(windows.measures.wait.greatest(), 10.0);
}

TEST(HindsightBound, NoRunBeatsIt) {
    Random random(31);
    const std::vector<std::string> routers = {"dual", "threshold", "cheapest", "quality-only",
                                              "balance-aware"};
    for (int trial = 0; trial < 30; ++trial) {
        const Experiment experiment = pool(random.bits(), 50, 4, 0.1);
        SimulationPlan plan =
            secondsPlan(random.uniform(1.0, 12.0), {1, 2, 2, 3}, random.uniform(0.3, 0.7));
        plan.arrivals.queries = 400;
        if (random.below(2) == 0) plan.service.kind = ServicePlan::Kind::Pool;
        if (random.below(2) == 0) plan.queue.limit = 2;
        SimulationOptions options;
        options.bound = true;
        const auto run =
            simulate(experiment, plan, {routers[random.below(routers.size())], {}}, options);
        if (run.measures.served == 0) continue;
        EXPECT_GT(run.bound, 0.0);
        EXPECT_LE(run.bound, run.measures.cost * (1.0 + 1e-9));
    }
}

}  // namespace
}  // namespace orl
