// The sweep of slots over time: what it is of, and that its points are the runs of their plans.
#include "core/lab/slot_sweep.h"

#include <gtest/gtest.h>

#include <cmath>

#include "../simulate/instances.h"
#include "core/simulate/headroom.h"
#include "core/support/error.h"

namespace orl {
namespace {

SlotSweepInputs inputsOf(Experiment experiment, double floor) {
    SlotSweepInputs inputs;
    inputs.experiment = std::make_shared<const Experiment>(std::move(experiment));
    inputs.floor = floor;
    inputs.routers = {"dual", "threshold"};
    inputs.seed = 5;
    return inputs;
}

TEST(SlotSweep, IsOfTheRoutersThatDecideAtArrival) {
    SolveView solve;
    solve.experiment = std::make_shared<const Experiment>(testing::pool(1, 20, 3));
    solve.constraints.qualityFloor = 0.6;
    const auto inputs =
        slotSweepInputs(solve, {"dual", "dual-paper", "threshold", "oracle", "own:mine", "random"});
    EXPECT_EQ(inputs.routers, (std::vector<std::string>{"dual", "threshold", "random"}));
    EXPECT_EQ(inputs.floor, 0.6);
    SolveView tight = solve;
    tight.constraints.capacity = {1, 2, 3};  // of the batch: no part of this
    EXPECT_EQ(slotSweepInputs(tight, {"threshold", "random"}), inputs);
    tight.constraints.qualityFloor = 0.7;
    EXPECT_NE(slotSweepInputs(tight, {"threshold", "random"}), inputs);
    solve.constraints.mode = RoutingMode::QualityUnderBudget;
    solve.constraints.budget = 4.0;
    EXPECT_EQ(slotSweepInputs(solve, {}).budgetShare, 0.2);
}

TEST(SlotSweep, LoadIsPartOfWhatEightSlotsBear) {
    const SlotSweepInputs inputs = inputsOf(testing::pool(2, 60, 3), 0.55);
    const SimulationPlan plan = slotSweepPlan(inputs);
    EXPECT_EQ(plan.service.kind, ServicePlan::Kind::Pool);
    const Headroom room = headroomOf(*inputs.experiment, plan, plan.arrivals.rate);
    EXPECT_NEAR(plan.arrivals.rate, 0.75 * room.largestRate, 1e-3 * room.largestRate);
    // A floor that nothing reaches leaves a load that can be served.
    SlotSweepInputs beyond = inputs;
    beyond.floor = 1.0;
    const double rate = slotSweepPlan(beyond).arrivals.rate;
    EXPECT_GT(rate, 0.0);
    EXPECT_TRUE(std::isfinite(rate));
}

TEST(SlotSweep, PointsAreTheRunsOfTheirPlans) {
    const SlotSweepInputs inputs = inputsOf(testing::pool(3, 120, 3), 0.55);
    std::vector<std::shared_ptr<const SlotSweepView>> shown;
    runSlotSweep(inputs, {}, [&](auto view) { shown.push_back(std::move(view)); });
    const std::vector<double> grid = slotGrid();
    ASSERT_EQ(shown.size(), grid.size());
    for (std::size_t k = 0; k < shown.size(); ++k) {
        EXPECT_EQ(shown[k]->points.size(), k + 1);
        EXPECT_EQ(shown[k]->complete, k + 1 == grid.size());
    }
    const SimulationPlan plan = slotSweepPlan(inputs);
    EXPECT_EQ(shown.back()->rate, plan.arrivals.rate);
    for (std::size_t k = 0; k < grid.size(); k += 4) {
        EXPECT_EQ(shown.back()->points[k].slotCount, grid[k]);
        for (std::size_t r = 0; r < inputs.routers.size(); ++r) {
            SimulationPlan own = plan;
            own.concurrency.assign(3, static_cast<std::int64_t>(grid[k]));
            const RunMeasures measures =
                simulate(*inputs.experiment, own, {inputs.routers[r], {}}).measures;
            const SlotFigures& figures = shown.back()->points[k].figures[r];
            EXPECT_EQ(figures.costPer1000, measures.costPer1000());
            EXPECT_EQ(figures.realized, measures.realizedAccuracy());
            EXPECT_EQ(figures.waitP95, measures.wait.quantile(0.95));
            EXPECT_EQ(figures.keepsFloor, measures.predictedAccuracy() >= 0.55 - 0.0005);
        }
    }
}

TEST(SlotSweep, ModelsOfUnknownSpeedGetNoSlots) {
    Experiment experiment = testing::pool(4, 40, 2);
    auto seconds = std::make_shared<std::vector<double>>(*experiment.seconds);
    (*seconds)[7] = kMissing;  // of the second model
    experiment.seconds = seconds;
    SlotSweepView last;
    runSlotSweep(inputsOf(experiment, 0.5), {}, [&](auto view) { last = *view; });
    EXPECT_EQ(last.unknownSpeeds, std::vector<std::size_t>{1});
    EXPECT_FALSE(last.assumedService);
    EXPECT_EQ(slotSweepPlan(last.inputs).concurrency[1], 0);
    // Where no speed is known at all, one is taken for all, and said.
    experiment.seconds = nullptr;
    runSlotSweep(inputsOf(experiment, 0.5), {}, [&](auto view) { last = *view; });
    EXPECT_TRUE(last.assumedService);
    EXPECT_TRUE(last.unknownSpeeds.empty());
    EXPECT_EQ(slotSweepPlan(last.inputs).service.seconds, kAssumedSeconds);
}

TEST(SlotSweep, StopsWhenAsked) {
    const SlotSweepInputs inputs = inputsOf(testing::pool(5, 60, 2), 0.5);
    std::stop_source stop;
    Job job;
    job.stop = stop.get_token();
    int points = 0;
    EXPECT_THROW(runSlotSweep(inputs, job,
                              [&](auto) {
                                  if (++points == 2) stop.request_stop();
                              }),
                 Cancelled);
    EXPECT_EQ(points, 2);
}

}  // namespace
}  // namespace orl
