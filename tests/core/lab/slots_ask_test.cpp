// How many slots, as the window asks it.
#include "core/lab/slots_ask.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "../simulate/instances.h"
#include "core/support/error.h"

namespace orl {
namespace {

TEST(SlotsAsk, ModelsWithoutSpeedsGetNoSlotsUnlessAnswersTakeAConstantTime) {
    Experiment experiment = testing::pool(5, 30, 3);
    auto seconds = std::make_shared<std::vector<double>>(*experiment.seconds);
    (*seconds)[4] = kMissing;  // of the second model
    experiment.seconds = seconds;
    SlotsAsk ask;
    ask.rate = 2.0;
    ask.floor = 0.4;
    ask.commonPrice = 0.5;
    ask.ownPrice["m2"] = 2.0;
    ask.most["m0"] = 7;
    const CapacityQuestion question = slotsQuestion(ask, experiment);
    EXPECT_EQ(question.most, (std::vector<std::int64_t>{7, 0, kUnlimited}));
    EXPECT_EQ(question.slotPrice, (std::vector<double>{0.5, 0.5, 2.0}));
    EXPECT_EQ(question.plan.arrivals.queries, 1000U);
    ask.constantSeconds = 1.5;
    EXPECT_EQ(slotsQuestion(ask, experiment).most[1], kUnlimited);
    EXPECT_EQ(slotsQuestion(ask, experiment).plan.service.seconds, 1.5);
    experiment.seconds = nullptr;
    ask.constantSeconds = 0.0;
    EXPECT_THROW(slotsQuestion(ask, experiment), Error);
    ask.commonPrice = 0.0;
    ask.ownPrice.clear();
    ask.constantSeconds = 1.0;
    EXPECT_TRUE(slotsQuestion(ask, experiment).slotPrice.empty());
}

TEST(SlotsAsk, TheWordsSayAllOfIt) {
    const Experiment experiment = testing::pool(5, 30, 3);
    SlotsAsk ask;
    ask.rate = 2.5;
    ask.floor = 0.4;
    ask.target.of = CapacityTarget::Of::Total;
    ask.target.seconds = 3.5;
    ask.ownPrice["m2"] = 2.0;
    ask.most["m0"] = 7;
    ask.constantSeconds = 1.5;
    std::string line;
    for (const std::string& word : slotsWords(ask, experiment)) line += word + ' ';
    EXPECT_EQ(line,
              "--rate 2.5 --alpha 0.4 --total-p95 3.5s --queries 1000 --repeats 5 --seed 1 "
              "--service constant:1.5 --slot-price m2=2 --most m0=7 ");
    SlotsAsk other = ask;
    EXPECT_EQ(other, ask);
    other.target.seconds = 3.0;
    EXPECT_NE(other, ask);
}

TEST(SlotsAsk, TheLoadOfAPlanIsWhatItWasPlannedFor) {
    const auto experiment = std::make_shared<const Experiment>(testing::pool(5, 1'200, 3));
    SlotsAsk ask;
    ask.rate = 2.5;
    ask.floor = 0.4;
    LoadSettings before;
    before.greedy = {"cheapest"};
    before.seed = 12;
    before.window = WindowPlan::Kind::Count;
    before.outages = std::vector<LoadOutage>{{"m0", 1.0, 5.0}};
    const std::map<std::string, std::int64_t> fleet = {{"m0", 0}, {"m1", 6}, {"m2", 9}};
    Constraints goal;
    goal.qualityFloor = ask.floor;
    const LoadSettings load = loadOfPlan(ask, fleet, before);
    EXPECT_EQ(load.greedy, before.greedy);
    EXPECT_EQ(load.seed, before.seed);
    const SimulationPlan plan = loadQuestion(load, experiment, goal).load.plan;
    const SimulationPlan planned = slotsQuestion(ask, *experiment).plan;
    EXPECT_EQ(plan.arrivals.shape, planned.arrivals.shape);
    EXPECT_EQ(plan.arrivals.rate, planned.arrivals.rate);
    EXPECT_EQ(plan.concurrency, (std::vector<std::int64_t>{0, 6, 9}));
    EXPECT_TRUE(plan.faults.disturbances.empty());
    EXPECT_EQ(plan.queue.limit, planned.queue.limit);
    EXPECT_EQ(plan.window.kind, planned.window.kind);
    EXPECT_EQ(plan.service.kind, planned.service.kind);
    EXPECT_EQ(plan.plannedUse, planned.plannedUse);
    EXPECT_EQ(plan.knownPrices, planned.knownPrices);
    EXPECT_EQ(plan.qualityFloor, planned.qualityFloor);
    ask.constantSeconds = 1.5;
    EXPECT_EQ(loadOfPlan(ask, fleet, load).serviceSeconds, 1.5);
}

}  // namespace
}  // namespace orl
