#include "core/lab/load_runs.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "../simulate/instances.h"
#include "core/support/error.h"

namespace orl::testing {
namespace {

std::shared_ptr<const Experiment> shared(Experiment experiment) {
    return std::make_shared<const Experiment>(std::move(experiment));
}

SimulationPlan loadedPlan(std::size_t models, double rate) {
    SimulationPlan plan;
    plan.arrivals.shape = ArrivalPlan::Shape::Poisson;
    plan.arrivals.rate = rate;
    plan.concurrency.assign(models, 2);
    plan.queue.limit = 4;
    plan.qualityFloor = 0.6;
    plan.seed = 7;
    return plan;
}

/// All queries alike on two models: the able one with slots, the other without limit.
Experiment twoKinds(double seconds) {
    RoutingProblem problem(40, 2);
    for (std::size_t i = 0; i < 40; ++i) {
        problem.set(i, 0, 0.002, 1.0);
        problem.set(i, 1, 0.001, 0.0);
    }
    Experiment experiment = experimentOf(std::move(problem), Truth{});
    experiment.seconds = std::make_shared<std::vector<double>>(80, seconds);
    return experiment;
}

TEST(LoadRuns, AreTheRunsOfTheirChoices) {
    const auto experiment = shared(pool(3, 200, 4));
    const SimulationPlan plan = loadedPlan(4, 6.0);
    const std::vector<PolicyChoice> choices{{"threshold", 0.7}, {"cheapest", {}}, {"dual", {}}};
    const LoadRuns all = loadRuns(experiment, plan, choices, true, {});
    ASSERT_EQ(all.runs.size(), 3U);
    EXPECT_EQ(all.experiment, experiment);
    for (std::size_t k = 0; k < 3; ++k) {
        const SimulationResult alone = simulate(*experiment, plan, choices[k]);
        const RunMeasures& measures = all.runs[k].result.measures;
        EXPECT_EQ(all.runs[k].choice.router, choices[k].router);
        EXPECT_EQ(all.runs[k].choice.parameter, choices[k].parameter);
        EXPECT_FALSE(all.runs[k].tuned);
        EXPECT_EQ(measures.served, alone.measures.served);
        EXPECT_EQ(measures.cost, alone.measures.cost);
        EXPECT_EQ(measures.quality, alone.measures.quality);
        EXPECT_EQ(all.runs[k].result.record.size(), measures.arrived);
    }
}

TEST(LoadRuns, ASmallParameterIsFoundAsByTryingAll) {
    for (std::uint64_t seed = 1; seed <= 12; ++seed) {
        // So few queries that every threshold is tried.
        const auto experiment = shared(pool(seed, 4, 3));
        SimulationPlan plan = loadedPlan(3, 3.0);
        plan.arrivals.queries = 60;
        plan.seed = seed;
        const std::vector<PolicyChoice> choices{{"threshold", {}}, {"dual", {}}};
        const LoadRuns all = loadRuns(experiment, plan, choices, true, {});
        ASSERT_TRUE(all.runs[0].tuned);
        const double target = tunedAccuracy(all.runs[1].result.measures);
        std::vector<double> values{1.5};
        for (std::size_t i = 0; i < 4; ++i) {
            for (std::size_t j = 0; j < 3; ++j) {
                values.push_back(experiment->problem.quality(i, j));
            }
        }
        const RunMeasures& found = all.runs[0].result.measures;
        const double gap = std::abs(tunedAccuracy(found) - target);
        for (const double tau : values) {
            const RunMeasures other = simulate(*experiment, plan, {"threshold", tau}).measures;
            const double otherGap = std::abs(tunedAccuracy(other) - target);
            if (otherGap <= kEqualAccuracy) {
                EXPECT_LE(gap, kEqualAccuracy);
                EXPECT_LE(found.costPer1000(), other.costPer1000());
            } else {
                EXPECT_LE(gap, otherGap);
            }
        }
    }
}

TEST(LoadRuns, AreTunedToEqualAccuracy) {
    for (const std::string router : {"threshold", "balance-aware", "willingness"}) {
        const auto experiment = shared(pool(11, 800, 5));
        SimulationPlan plan = loadedPlan(5, 4.0);
        const std::vector<PolicyChoice> choices{{router, {}}, {"dual", {}}};
        const LoadRuns all = loadRuns(experiment, plan, choices, true, {});
        ASSERT_TRUE(all.runs[0].tuned) << router;
        ASSERT_FALSE(std::isnan(all.runs[1].result.measures.realizedAccuracy()));
        EXPECT_NEAR(all.runs[0].result.measures.realizedAccuracy(),
                    all.runs[1].result.measures.realizedAccuracy(), 0.01)
            << router;
        const LoadRuns untuned = loadRuns(experiment, plan, choices, false, {});
        EXPECT_FALSE(untuned.runs[0].tuned);
        EXPECT_EQ(untuned.runs[0].choice.parameter, std::nullopt);
    }
}

TEST(LoadRuns, GoByPredictionsWhereNothingIsRecorded) {
    Experiment unrecorded = pool(5, 500, 4);
    unrecorded.truth.outcome.setConstant(kMissing);
    const auto experiment = shared(std::move(unrecorded));
    const std::vector<PolicyChoice> choices{{"threshold", {}}, {"dual", {}}};
    const LoadRuns all = loadRuns(experiment, loadedPlan(4, 4.0), choices, true, {});
    EXPECT_TRUE(std::isnan(all.runs[0].result.measures.realizedAccuracy()));
    EXPECT_TRUE(all.runs[0].tuned);
    EXPECT_NEAR(all.runs[0].result.measures.predictedAccuracy(),
                all.runs[1].result.measures.predictedAccuracy(), 0.01);
}

TEST(LoadRuns, NeedARouterAndStopWhenAsked) {
    const auto experiment = shared(pool(5, 100, 3));
    EXPECT_THROW(loadRuns(experiment, loadedPlan(3, 2.0), {}, true, {}), Error);
    std::stop_source stop;
    stop.request_stop();
    const std::vector<PolicyChoice> choices{{"threshold", {}}, {"dual", {}}};
    SimulationPlan plan = loadedPlan(3, 2.0);
    plan.arrivals.queries = 20'000;
    EXPECT_THROW(loadRuns(experiment, plan, choices, true, {}, Job{stop.get_token(), {}}),
                 Cancelled);
}

TEST(LoadPresets, FigureOneIsThePapers) {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        SimulationPlan base;
        base.seed = seed;
        const LoadCase load = loadCase(LoadPreset::TwoQueries, shared(pool(1, 30, 3)), base);
        EXPECT_TRUE(load.paperQueries);
        const std::vector<PolicyChoice> choices{{"quality-only", {}}, {"dual", {}}};
        const LoadRuns all = loadRuns(load.experiment, load.plan, choices, true, {});
        // Greedy spends the strong slot on the easy query that came first.
        EXPECT_NEAR(all.runs[0].result.measures.realizedAccuracy(), (0.98 + 0.15) / 2.0, 1e-12);
        EXPECT_NEAR(all.runs[1].result.measures.realizedAccuracy(), (0.90 + 0.85) / 2.0, 1e-12);
        EXPECT_EQ(all.runs[1].result.record[1].model, 1) << "the hard one has the strong model";
    }
}

TEST(LoadPresets, SaturationIsWhatTheSlotsCanTake) {
    Experiment one = oneServer();
    SimulationPlan plan = queuePlan(1.0, 10, ServicePlan::Kind::Constant, 2.0, 0, 1);
    plan.plannedUse = 0.8;
    EXPECT_NEAR(saturationRate(one, plan), 0.8 * 10.0 / 2.0, 1e-5);
    plan.concurrency = {20};
    EXPECT_NEAR(saturationRate(one, plan), 0.8 * 20.0 / 2.0, 1e-5);
    plan.qualityFloor = 0.9;  // out of reach at any rate: 0.5 is the most
    EXPECT_NEAR(saturationRate(one, plan), 0.8 * 20.0 / 2.0, 1e-5);
    plan.concurrency = {0};
    EXPECT_EQ(saturationRate(one, plan), 0.0);
    plan.concurrency = {};
    plan.qualityFloor = 0.4;
    EXPECT_TRUE(std::isinf(saturationRate(one, plan)));
}

TEST(LoadPresets, SaturationFollowsTheFloor) {
    const Experiment experiment = twoKinds(3.0);
    SimulationPlan plan;
    plan.concurrency = {6, kUnlimited};
    plan.plannedUse = 1.0;
    for (const double floor : {0.25, 0.5, 1.0}) {
        plan.qualityFloor = floor;  // the share of the queries that needs a slot
        const double exact = 6.0 / 3.0 / floor;
        EXPECT_NEAR(saturationRate(experiment, plan), exact, 1e-5 * exact) << floor;
    }
    plan.qualityFloor = 0.0;
    EXPECT_TRUE(std::isinf(saturationRate(experiment, plan)));
}

TEST(LoadPresets, MeanTheSameForEveryPool) {
    for (const double factor : {1.0, 10.0}) {
        Experiment slow = pool(9, 1'200, 4);
        auto seconds = std::make_shared<std::vector<double>>(*slow.seconds);
        for (double& each : *seconds) each *= factor;
        slow.seconds = seconds;
        const auto experiment = shared(std::move(slow));
        SimulationPlan base;
        base.concurrency.assign(4, 5);
        base.qualityFloor = 0.6;
        base.queue.limit = 8;
        base.seed = 3;
        const double saturation = saturationRate(*experiment, base);
        for (const LoadPreset preset : {LoadPreset::RushHour, LoadPreset::Outage,
                                        LoadPreset::HardestFirst, LoadPreset::FlashCrowd}) {
            const LoadCase load = loadCase(preset, experiment, base);
            EXPECT_EQ(load.experiment, experiment);
            EXPECT_FALSE(load.paperQueries);
            const std::vector<PolicyChoice> choices{{"threshold", 0.6}, {"dual", {}}};
            const LoadRuns all = loadRuns(load.experiment, load.plan, choices, false, {});
            for (const LoadRun& run : all.runs) {
                EXPECT_TRUE(run.result.measures.conserved());
                EXPECT_EQ(run.result.measures.arrived, 1'200U);
                EXPECT_GT(run.result.measures.mostWaiting, 0U) << "it shows nothing";
            }
            const double mean = 1'200.0 / all.runs[1].result.record.back().arrived;
            EXPECT_GT(mean, 0.4 * saturation);
            EXPECT_LT(mean, 1.3 * saturation);
        }
    }
}

TEST(LoadPresets, KeepTheirPromises) {
    const auto experiment = shared(pool(9, 1'200, 4));
    SimulationPlan base;
    base.concurrency.assign(4, 5);
    base.qualityFloor = 0.6;
    const LoadCase hardest = loadCase(LoadPreset::HardestFirst, experiment, base);
    SimulationOptions recorded;
    recorded.record = true;
    const auto record = simulate(*experiment, hardest.plan, {"cheapest", {}}, recorded).record;
    EXPECT_TRUE(std::ranges::is_sorted(record, std::greater{}, [&](const QueryRecord& query) {
        return experiment->level[query.row];
    }));
    const LoadCase outage = loadCase(LoadPreset::Outage, experiment, base);
    ASSERT_EQ(outage.plan.faults.disturbances.size(), 1U);
    const Disturbance& out = outage.plan.faults.disturbances[0];
    const double length = 1'200.0 / outage.plan.arrivals.rate;
    EXPECT_TRUE(out.outage());
    EXPECT_NEAR(out.from, length / 3.0, 0.01 * length);
    EXPECT_NEAR(out.until - out.from, length / 9.0, 0.01 * length);
    // It is the one that serves most of the time of those with a queue of its own worth.
    const auto calm = simulate(*experiment, outage.plan, {"dual", {}}).measures;
    double most = 0.0;
    for (std::size_t j = 0; j < 4; ++j) most = std::max(most, calm.busySeconds[j]);
    EXPECT_GT(calm.busySeconds[out.model], 0.3 * most);
}

TEST(LoadPresets, DrawAsManyAsShowSomething) {
    SimulationPlan base;
    base.concurrency.assign(3, 5);
    base.budget = 2.0;
    base.mode = RoutingMode::QualityUnderBudget;
    const LoadCase few = loadCase(LoadPreset::RushHour, shared(pool(2, 50, 3)), base);
    EXPECT_EQ(few.plan.arrivals.queries, 1'000U);
    EXPECT_NEAR(few.plan.budget, 2.0 * 1'000.0 / 50.0, 1e-9);
    const LoadCase all = loadCase(LoadPreset::RushHour, shared(pool(2, 1'500, 3)), base);
    EXPECT_EQ(all.plan.arrivals.queries, 0U);
    EXPECT_EQ(all.plan.budget, 2.0);
}

TEST(LoadPresets, WithoutLimitsLastThreeMinutes) {
    const auto experiment = shared(pool(2, 1'800, 3));
    const LoadCase load = loadCase(LoadPreset::HardestFirst, experiment, {});
    EXPECT_NEAR(load.plan.arrivals.rate, 0.8 * 10.0, 0.01);
}

}  // namespace
}  // namespace orl::testing
