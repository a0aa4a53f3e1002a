#include "core/lab/load_settings.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "../simulate/instances.h"
#include "core/support/error.h"

namespace orl::testing {
namespace {

std::shared_ptr<const Experiment> loaded(std::size_t queries = 1'200, bool speeds = true) {
    Experiment experiment = pool(4, queries, 3);
    if (!speeds) experiment.seconds = nullptr;
    return std::make_shared<const Experiment>(std::move(experiment));
}

Constraints batchFloor(double floor) {
    Constraints constraints;
    constraints.qualityFloor = floor;
    constraints.capacity = {3, 4, 5};  // of the batch: no slots
    return constraints;
}

TEST(LoadSettings, TakeTheGoalAndNotTheCapacitiesOfTheBatch) {
    LoadSettings settings;
    settings.ownSlots["m1"] = 3;
    const LoadQuestion question = loadQuestion(settings, loaded(), batchFloor(0.62));
    EXPECT_EQ(question.load.plan.qualityFloor, 0.62);
    EXPECT_EQ(question.load.plan.concurrency, (std::vector<std::int64_t>{10, 3, 10}));
    EXPECT_EQ(question.load.plan.queue.limit, 8);
    EXPECT_EQ(question.load.plan.seed, 7U);
    ASSERT_EQ(question.choices.size(), 2U);
    EXPECT_EQ(question.choices[0].router, "threshold");
    EXPECT_EQ(question.choices[1].router, "dual");
    EXPECT_EQ(question.load.plan.service.kind, ServicePlan::Kind::Pool);
    EXPECT_FALSE(question.assumedService);
}

TEST(LoadSettings, UnsetOnesAreThePresets) {
    const auto experiment = loaded();
    for (const LoadPreset preset : {LoadPreset::RushHour, LoadPreset::FlashCrowd}) {
        LoadSettings settings;
        settings.preset = preset;
        const LoadQuestion question = loadQuestion(settings, experiment, batchFloor(0.6));
        SimulationPlan base;
        base.concurrency.assign(3, 10);
        base.qualityFloor = 0.6;
        const ArrivalPlan arrivals = loadCase(preset, experiment, base).plan.arrivals;
        EXPECT_EQ(question.load.plan.arrivals.shape, arrivals.shape);
        EXPECT_EQ(question.load.plan.arrivals.rate, arrivals.rate);
        EXPECT_EQ(question.load.plan.arrivals.period, arrivals.period);
    }
}

TEST(LoadSettings, ARateStretchesTheRhythmAndKeepsItsForm) {
    const auto experiment = loaded();
    LoadSettings settings;
    settings.preset = LoadPreset::RushHour;
    const ArrivalPlan before =
        loadQuestion(settings, experiment, batchFloor(0.6)).load.plan.arrivals;
    settings.rate = 2.0 * before.rate;
    const ArrivalPlan twice =
        loadQuestion(settings, experiment, batchFloor(0.6)).load.plan.arrivals;
    EXPECT_EQ(twice.rate, 2.0 * before.rate);
    EXPECT_NEAR(twice.period, 0.5 * before.period, 1e-9);
    settings.shape = ArrivalPlan::Shape::Ramp;
    const ArrivalPlan ramp = loadQuestion(settings, experiment, batchFloor(0.6)).load.plan.arrivals;
    EXPECT_EQ(ramp.shape, ArrivalPlan::Shape::Ramp);
    EXPECT_GT(ramp.peakRate, ramp.rate);
    EXPECT_LT(ramp.period, 1'200.0 / ramp.rate);
}

TEST(LoadSettings, ThePresetsOutageStaysInTheRun) {
    const auto experiment = loaded();
    LoadSettings settings;
    const SimulationPlan preset = loadQuestion(settings, experiment, batchFloor(0.6)).load.plan;
    ASSERT_EQ(preset.faults.disturbances.size(), 1U);
    settings.rate = 2.0 * preset.arrivals.rate;
    const SimulationPlan faster = loadQuestion(settings, experiment, batchFloor(0.6)).load.plan;
    ASSERT_EQ(faster.faults.disturbances.size(), 1U);
    EXPECT_DOUBLE_EQ(faster.faults.disturbances[0].from, preset.faults.disturbances[0].from / 2.0);
    EXPECT_DOUBLE_EQ(faster.faults.disturbances[0].until,
                     preset.faults.disturbances[0].until / 2.0);
}

TEST(LoadSettings, EveryShapeAndOrderCanBeRun) {
    using Shape = ArrivalPlan::Shape;
    const auto experiment = loaded(300);
    for (const Shape shape :
         {Shape::AllAtOnce, Shape::Poisson, Shape::Burst, Shape::Daily, Shape::Ramp}) {
        for (const auto order : {ArrivalPlan::Order::EasiestFirst, ArrivalPlan::Order::ByTask,
                                 ArrivalPlan::Order::Shuffled}) {
            LoadSettings settings;
            settings.shape = shape;
            settings.order = order;
            settings.window = WindowPlan::Kind::Seconds;
            settings.tune = false;
            const LoadQuestion question = loadQuestion(settings, experiment, batchFloor(0.6));
            EXPECT_EQ(question.load.plan.arrivals.order, order);
            const LoadRuns runs = loadRuns(question.load.experiment, question.load.plan,
                                           question.choices, settings.tune, {});
            EXPECT_TRUE(runs.runs[0].result.measures.conserved());
        }
    }
}

TEST(LoadSettings, SpeedsAreNeverAssumedSilently) {
    LoadSettings settings;
    const LoadQuestion none = loadQuestion(settings, loaded(1'200, false), batchFloor(0.6));
    EXPECT_TRUE(none.assumedService);
    EXPECT_EQ(none.load.plan.service.kind, ServicePlan::Kind::Constant);
    EXPECT_EQ(none.load.plan.service.seconds, kAssumedSeconds);

    Experiment partly = pool(4, 1'200, 3);
    auto seconds = std::make_shared<std::vector<double>>(*partly.seconds);
    for (std::size_t i = 0; i < 1'200; ++i) (*seconds)[i * 3 + 1] = kMissing;
    partly.seconds = seconds;
    const auto some = std::make_shared<const Experiment>(std::move(partly));
    const LoadQuestion left = loadQuestion(settings, some, batchFloor(0.6));
    EXPECT_FALSE(left.assumedService);
    EXPECT_EQ(left.unknownSpeeds, std::vector<std::size_t>{1});
    EXPECT_EQ(left.load.plan.concurrency, (std::vector<std::int64_t>{10, 0, 10}));
    settings.service = ServicePlan::Kind::Constant;
    settings.serviceSeconds = 3.0;
    const LoadQuestion said = loadQuestion(settings, some, batchFloor(0.6));
    EXPECT_TRUE(said.unknownSpeeds.empty());
    EXPECT_EQ(said.load.plan.concurrency, (std::vector<std::int64_t>{10, 10, 10}));
    EXPECT_EQ(said.load.plan.service.seconds, 3.0);
}

TEST(LoadSettings, OutagesGoByNameAndReplaceThePresets) {
    const auto experiment = loaded();
    LoadSettings settings;
    EXPECT_EQ(
        loadQuestion(settings, experiment, batchFloor(0.6)).load.plan.faults.disturbances.size(),
        1U);
    settings.outages = {{"m2", 3.0, 9.0}, {"gone", 1.0, 2.0}, {"m0", 5.0, 5.0}};
    const auto said = loadQuestion(settings, experiment, batchFloor(0.6)).load.plan.faults;
    ASSERT_EQ(said.disturbances.size(), 1U);
    EXPECT_EQ(said.disturbances[0].model, 2U);
    EXPECT_EQ(said.disturbances[0].from, 3.0);
    EXPECT_EQ(said.disturbances[0].until, 9.0);
    settings.outages.emplace();
    EXPECT_TRUE(
        loadQuestion(settings, experiment, batchFloor(0.6)).load.plan.faults.disturbances.empty());
}

TEST(LoadSettings, FigureOneHasItsOwnQueriesAndGreedyRouter) {
    LoadSettings settings;
    settings.preset = LoadPreset::TwoQueries;
    const LoadQuestion question = loadQuestion(settings, loaded(), batchFloor(0.6));
    EXPECT_TRUE(question.load.paperQueries);
    EXPECT_EQ(question.choices[0].router, "quality-only");
    EXPECT_EQ(question.load.plan.window.count, 2);
    settings.greedy = {"threshold", "cheapest"};
    EXPECT_EQ(loadQuestion(settings, loaded(), batchFloor(0.6)).choices.size(), 3U);
}

TEST(LoadSettings, ReachIsTheBestOfEachQueryAmongModelsWithSlots) {
    const auto experiment = loaded();
    LoadSettings settings;
    settings.ownSlots["m1"] = 0;
    double sum = 0.0;
    for (std::size_t i = 0; i < 1'200; ++i) {
        sum += std::max(experiment->problem.quality(i, 0), experiment->problem.quality(i, 2));
    }
    EXPECT_NEAR(loadQuestion(settings, experiment, batchFloor(0.6)).reach, sum / 1'200.0, 1e-12);
}

TEST(LoadSettings, WithoutAnySlotThereIsNothingToRun) {
    LoadSettings settings;
    settings.commonSlots = 0;
    EXPECT_THROW(loadQuestion(settings, loaded(), batchFloor(0.6)), Error);
    settings.ownSlots["m0"] = 1;
    EXPECT_NO_THROW(loadQuestion(settings, loaded(), batchFloor(0.6)));
}

TEST(LoadSettings, GreedyOnesAreThoseThatDecideByThemselves) {
    const auto ids = greedyIds();
    EXPECT_TRUE(std::ranges::find(ids, "threshold") != ids.end());
    EXPECT_TRUE(std::ranges::find(ids, "dual") == ids.end());
    EXPECT_TRUE(std::ranges::find(ids, kOnlineDual) == ids.end());
}

}  // namespace
}  // namespace orl::testing
