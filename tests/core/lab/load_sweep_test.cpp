// Sweeps over load and slots: what moves, and that points are the runs of their own plans.
#include "core/lab/load_sweep.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <memory>
#include <sstream>

#include "../simulate/instances.h"
#include "core/simulate/arrival_rate.h"
#include "core/simulate/arrivals.h"
#include "core/support/error.h"
#include "core/support/random.h"

namespace orl {
namespace {

using testing::pool;
using Shape = ArrivalPlan::Shape;

SimulationPlan sweptPlan() {
    SimulationPlan plan;
    plan.arrivals.shape = Shape::Poisson;
    plan.arrivals.rate = 3.0;
    plan.arrivals.queries = 600;
    plan.concurrency = {3, 0, 3, 2};
    plan.qualityFloor = 0.5;
    return plan;
}

std::string sayOf(const std::function<void()>& call) {
    try {
        call();
    } catch (const Error& e) {
        return e.where() + ": " + e.problem() + ". " + e.remedy();
    }
    return {};
}

TEST(LongRunRate, IsWhatArrives) {
    ArrivalPlan burst;
    burst.shape = Shape::Burst;
    burst.rate = 2.0;
    burst.peakRate = 20.0;
    burst.quietSeconds = 9.0;
    burst.burstSeconds = 3.0;
    ArrivalPlan daily;
    daily.shape = Shape::Daily;
    daily.rate = 5.0;
    daily.swing = 0.8;
    daily.period = 60.0;
    ArrivalPlan ramp;
    ramp.shape = Shape::Ramp;
    ramp.rate = 1.0;
    ramp.peakRate = 8.0;
    ramp.period = 20.0;
    const Experiment experiment = pool(1, 20, 2);
    for (ArrivalPlan plan : {burst, daily, ramp}) {
        plan.queries = 200'000;
        for (const double rate : {longRunRate(plan), 3.0 * longRunRate(plan)}) {
            const ArrivalPlan moved = atRate(plan, rate);
            EXPECT_NEAR(longRunRate(moved), rate, 1e-12 * rate);
            ArrivalStream stream(experiment, moved, 7);
            Arrival arrival;
            while (stream.next(arrival)) {
            }
            EXPECT_NEAR(200'000.0 / arrival.time, rate, 0.03 * rate);
        }
    }
    EXPECT_NEAR(longRunRate(burst), 6.5, 1e-12);
    EXPECT_TRUE(std::isnan(longRunRate({})));
}

TEST(LongRunRate, TimesArePressedTogether) {
    ArrivalPlan plan;
    plan.shape = Shape::Times;
    plan.times = {1.0, 3.0, 5.0};
    EXPECT_EQ(longRunRate(plan), 0.5);
    EXPECT_EQ(atRate(plan, 2.0).times, (std::vector<double>{0.25, 0.75, 1.25}));
    plan.times = {1.0, 1.0};
    EXPECT_TRUE(std::isnan(longRunRate(plan)));
    EXPECT_NE(sayOf([&] { atRate(plan, 2.0); }).find("all of their times are the same"),
              std::string::npos);
    EXPECT_NE(sayOf([&] { atRate(sweptPlan().arrivals, -1.0); }).find("-1"), std::string::npos);
}

TEST(LoadSweep, AnAxisMovesWhatItSaysAlone) {
    const Experiment experiment = pool(1, 20, 4);
    const SimulationPlan plan = sweptPlan();
    EXPECT_EQ(planAt(plan, {LoadAxis::Kind::Rate}, 7.0, experiment).arrivals.rate, 7.0);
    const auto common = planAt(plan, {LoadAxis::Kind::Concurrency}, 5.0, experiment);
    EXPECT_EQ(common.concurrency, (std::vector<std::int64_t>{5, 0, 5, 5}));
    EXPECT_EQ(common.arrivals.rate, plan.arrivals.rate);
    const LoadAxis one{LoadAxis::Kind::ModelConcurrency, 1};
    EXPECT_EQ(planAt(plan, one, 4.0, experiment).concurrency,
              (std::vector<std::int64_t>{3, 4, 3, 2}));
    SimulationPlan free = plan;
    free.concurrency.clear();
    EXPECT_EQ(planAt(free, one, 4.0, experiment).concurrency,
              (std::vector<std::int64_t>{kUnlimited, 4, kUnlimited, kUnlimited}));
    EXPECT_EQ(loadAxisName(one, experiment), "concurrency:m1");
    for (const double bad : {-1.0, 1.5, 1e12, std::nan("")}) {
        EXPECT_NE(sayOf([&] { planAt(plan, one, bad, experiment); }).find("concurrency:m1"),
                  std::string::npos);
    }
    EXPECT_THROW(planAt(plan, {LoadAxis::Kind::ModelConcurrency, 4}, 1.0, experiment), Error);
}

TEST(LoadSweep, PlannedUseIsOfThePlan) {
    const Experiment experiment = pool(1, 20, 4);
    const LoadAxis use{LoadAxis::Kind::PlannedUse};
    EXPECT_EQ(planAt(sweptPlan(), use, 0.9, experiment).plannedUse, 0.9);
    EXPECT_EQ(loadAxisName(use, experiment), "planned-use");
    for (const double bad : {0.0, 1.1, std::nan("")}) {
        EXPECT_THROW(planAt(sweptPlan(), use, bad, experiment), Error);
    }
}

TEST(LoadSweep, ASecondsPriceIsInTheCostsAndNotInTheDollars) {
    Random random(8);
    Experiment free = pool(2, 30, 4);
    free.seconds = nullptr;
    EXPECT_THROW(atSecondPrice(free, 0.1), Error);
    std::vector<double> seconds;
    for (int k = 0; k < 30 * 4; ++k) {
        seconds.push_back(k % 17 == 3 ? kMissing : random.uniform(0.5, 4.0));
    }
    free.seconds = std::make_shared<const std::vector<double>>(seconds);
    EXPECT_THROW(atSecondPrice(free, -0.1), Error);
    EXPECT_THROW(atSecondPrice(free, std::nan("")), Error);
    const Experiment priced = atSecondPrice(free, 0.002);
    const Experiment again = atSecondPrice(atSecondPrice(free, 0.7), 0.002);
    EXPECT_EQ(priced.secondPrice, 0.002);
    for (std::size_t i = 0; i < 30; ++i) {
        for (std::size_t j = 0; j < 4; ++j) {
            const double each = seconds[i * 4 + j];
            EXPECT_EQ(priced.problem.allowed(i, j),
                      free.problem.allowed(i, j) && !std::isnan(each));
            if (!priced.problem.allowed(i, j)) continue;
            EXPECT_EQ(priced.usd(i, j), free.problem.cost(i, j));
            EXPECT_EQ(priced.problem.cost(i, j), free.problem.cost(i, j) + 0.002 * each);
            EXPECT_EQ(priced.problem.quality(i, j), free.problem.quality(i, j));
            EXPECT_EQ(again.problem.cost(i, j), priced.problem.cost(i, j));
        }
    }
}

TEST(LoadSweep, APointIsTheRunOfItsPlanOnAnyThreads) {
    const Experiment experiment = pool(2, 80, 4);
    const SimulationPlan plan = sweptPlan();
    const std::vector<double> values = {1.0, 3.0, 6.0};
    const std::vector<PolicyChoice> choices = {{"dual", {}}, {"threshold", 0.6}};
    RepeatOptions options;
    options.repeats = 3;
    std::size_t heard = 0;
    const auto once =
        loadSweep(experiment, plan, {}, values, choices, options, {},
                  [&](const LoadSweepPoint& point) { EXPECT_EQ(point.at, values[heard++]); });
    EXPECT_EQ(heard, 3U);
    options.threads = 2;
    const auto again = loadSweep(experiment, plan, {}, values, choices, options);
    ASSERT_EQ(once.size(), 3U);
    for (std::size_t k = 0; k < values.size(); ++k) {
        SimulationPlan own = plan;
        own.arrivals.rate = values[k];
        const auto alone = simulateRouters(experiment, own, choices, options);
        for (std::size_t r = 0; r < choices.size(); ++r) {
            EXPECT_EQ(once[k].routers[r].router, choices[r].router);
            for (std::size_t f = 0; f < alone[r].values.size(); ++f) {
                for (std::size_t run = 0; run < 3; ++run) {
                    const double expected = alone[r].values[f][run];
                    if (std::isnan(expected)) continue;
                    EXPECT_EQ(once[k].routers[r].values[f][run], expected);
                    EXPECT_EQ(again[k].routers[r].values[f][run], expected);
                }
            }
        }
    }
    // The same queries in less time wait longer.
    for (std::size_t r = 0; r < choices.size(); ++r) {
        EXPECT_LT(once[0].routers[r].band("wait_mean").mean,
                  once[2].routers[r].band("wait_mean").mean);
    }
}

TEST(LoadSweep, TheTableHoldsEveryRunFigureAndItsError) {
    const Experiment experiment = pool(2, 40, 4);
    const LoadAxis axis{LoadAxis::Kind::Concurrency};
    RepeatOptions options;
    options.repeats = 2;
    const auto points = loadSweep(experiment, sweptPlan(), axis, std::vector{2.0, 4.0},
                                  std::vector<PolicyChoice>{{"dual", {}}}, options);
    std::ostringstream out;
    writeLoadSweepCsv(out, axis, experiment, points);
    std::istringstream lines(out.str());
    std::string head;
    std::string first;
    std::getline(lines, head);
    std::getline(lines, first);
    EXPECT_EQ(head.find("router,over,value,runs,arrived,arrived_error,served,"), 0U) << head;
    EXPECT_EQ(first.find("dual,concurrency,2,2,600,0,"), 0U) << first;
    EXPECT_EQ(std::count(head.begin(), head.end(), ','),
              std::count(first.begin(), first.end(), ','));
    const RunBand wait = points[0].routers[0].band("wait_p95");
    EXPECT_NE(first.find(fmt::format(",{},{},", wait.mean, wait.error)), std::string::npos);
}

TEST(LoadSweep, SaysWhatMakesNoSense) {
    const Experiment experiment = pool(2, 40, 4);
    const std::vector<PolicyChoice> dual = {{"dual", {}}};
    const auto swept = [&](const std::vector<double>& values,
                           const std::vector<PolicyChoice>& choices) {
        return sayOf([&] { loadSweep(experiment, sweptPlan(), {}, values, choices, {}); });
    };
    EXPECT_NE(swept({}, dual).find("no value"), std::string::npos);
    EXPECT_NE(swept({1.0, 1.0}, dual).find("comes after"), std::string::npos);
    EXPECT_NE(swept({1.0}, {}).find("no router"), std::string::npos);
    EXPECT_NE(swept({1.0, 1e12}, dual).find("rate"), std::string::npos);
    std::stop_source source;
    source.request_stop();
    EXPECT_THROW(loadSweep(experiment, sweptPlan(), {}, std::vector{1.0}, dual, {},
                           {source.get_token(), {}}),
                 Cancelled);
}

}  // namespace
}  // namespace orl
