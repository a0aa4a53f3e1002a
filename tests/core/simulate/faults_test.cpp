// Outages, failed calls, fallbacks and limits of providers.
#include <gtest/gtest.h>

#include <algorithm>

#include "instances.h"

namespace orl {
namespace {

using testing::Band;
using testing::bandOf;
using testing::oneServer;
using testing::pool;
using testing::queuePlan;

SimulationOptions recorded() {
    SimulationOptions options;
    options.record = true;
    return options;
}

SimulationPlan threeModels() {
    SimulationPlan plan;
    plan.arrivals.shape = ArrivalPlan::Shape::Poisson;
    plan.arrivals.rate = 5.0;
    plan.arrivals.queries = 600;
    plan.service.kind = ServicePlan::Kind::Constant;
    plan.service.seconds = 1.0;
    plan.concurrency = {10, 10, 10};
    return plan;
}

TEST(Faults, NothingBeginsInAnOutageAndCallsInFlightGoElsewhere) {
    const Experiment experiment = pool(3, 50, 3);
    SimulationPlan plan = threeModels();
    const auto before = simulate(experiment, plan, {"cheapest", {}}, recorded());
    ASSERT_EQ(before.measures.begun[0], 600U);
    plan.faults.disturbances = {{0, 20.0, 50.0}};
    for (const auto kind : {QueuePlan::Kind::EachModel, QueuePlan::Kind::Common}) {
        plan.queue.kind = kind;
        const auto run = simulate(experiment, plan, {"cheapest", {}}, recorded());
        EXPECT_EQ(run.measures.served, 600U);
        EXPECT_GT(run.measures.failedCalls, 0U);
        EXPECT_LE(run.measures.failedCalls, 10U);
        for (const QueryRecord& query : run.record) {
            if (query.model != 0) continue;
            EXPECT_FALSE(query.begun >= 20.0 && query.begun < 50.0);
            EXPECT_FALSE(query.begun < 20.0 && query.ended > 20.0);
        }
        plan.faults.retries = 0;
        const auto strict = simulate(experiment, plan, {"cheapest", {}});
        EXPECT_EQ(strict.measures.rejectedFor[static_cast<std::size_t>(Rejection::Failed)],
                  strict.measures.failedCalls);
        plan.faults.retries = 2;
    }
}

TEST(Faults, WhereAllAreOutQueriesWaitForWhoeverComesBack) {
    const Experiment experiment = pool(3, 50, 3);
    SimulationPlan plan = threeModels();
    plan.faults.retries = 3;  // who is passed on at 20 s may be in all three as they go
    for (std::size_t j = 0; j < 3; ++j) plan.faults.disturbances.push_back({j, 20.0, 50.0});
    for (const auto kind : {QueuePlan::Kind::EachModel, QueuePlan::Kind::Common}) {
        plan.queue.kind = kind;
        const auto run = simulate(experiment, plan, {"threshold", 0.6}, recorded());
        EXPECT_EQ(run.measures.served, 600U);
        EXPECT_GT(run.measures.wait.greatest(), 25.0);
        for (auto& each : plan.faults.disturbances) {
            each.until = std::numeric_limits<double>::infinity();
        }
        const auto forever = simulate(experiment, plan, {"threshold", 0.6});
        EXPECT_TRUE(forever.measures.conserved());
        EXPECT_GT(forever.measures.rejectedFor[static_cast<std::size_t>(Rejection::NoModel)], 400U);
        for (auto& each : plan.faults.disturbances) each.until = 50.0;
    }
}

TEST(Faults, SlowDownsStretchWhatBeginsInThem) {
    const Experiment experiment = pool(3, 50, 3);
    SimulationPlan plan = threeModels();
    plan.faults.disturbances = {{0, 20.0, 50.0, 3.0}, {0, 40.0, 60.0, 2.0}};
    const auto run = simulate(experiment, plan, {"cheapest", {}}, recorded());
    for (const QueryRecord& query : run.record) {
        const double begun = query.begun;
        const double factor = begun < 20.0   ? 1.0
                              : begun < 40.0 ? 3.0
                              : begun < 50.0 ? 6.0
                              : begun < 60.0 ? 2.0
                                             : 1.0;
        EXPECT_NEAR(query.ended - begun, factor, 1e-9) << begun;
    }
}

TEST(Faults, RepeatedFailuresAreGeometric) {
    // One model whose calls fail with p, r retries: p^(r+1) are rejected after 1 + p + … + p^r
    // calls on average.
    constexpr double p = 0.4;
    std::vector<double> rejected;
    std::vector<double> calls;
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        auto plan = queuePlan(1.0, kUnlimited, ServicePlan::Kind::Constant, 0.1, 3'000, seed);
        plan.faults.failure = {p};
        plan.faults.retries = 2;
        const auto run = simulate(oneServer(), plan, {"cheapest", {}});
        rejected.push_back(static_cast<double>(run.measures.rejected) / 3'000.0);
        calls.push_back(static_cast<double>(run.measures.begun[0]) / 3'000.0);
        EXPECT_EQ(run.measures.begun[0], run.measures.served + run.measures.failedCalls);
    }
    const Band lost = bandOf(rejected);
    EXPECT_NEAR(lost.mean, p * p * p, 3.9 * lost.error);
    const Band called = bandOf(calls);
    EXPECT_NEAR(called.mean, 1.0 + p + p * p, 3.9 * called.error);
}

TEST(Faults, FallbacksAreTriedInTheirOrder) {
    const Experiment experiment = pool(3, 50, 3);
    SimulationPlan plan = threeModels();
    plan.faults.failure = {1.0, 0.0, 0.0};
    plan.faults.fallback = {{2, 1}, {}, {}};
    auto run = simulate(experiment, plan, {"cheapest", {}}, recorded());
    for (const QueryRecord& query : run.record) {
        EXPECT_EQ(query.model, 2);
        EXPECT_EQ(query.calls, 2U);
    }
    // Without room at the first fallback the second is called.
    plan.concurrency[2] = 0;
    run = simulate(experiment, plan, {"cheapest", {}}, recorded());
    for (const QueryRecord& query : run.record) EXPECT_EQ(query.model, 1);
}

TEST(Faults, LimitsOfRequestsHoldAtEveryMoment) {
    const Experiment experiment = pool(3, 50, 3);
    SimulationPlan plan = threeModels();
    plan.arrivals.queries = 200;
    for (const double perMinute : {30.0, 0.5}) {
        plan.rateLimit = {{perMinute}, {perMinute}, {perMinute}};
        for (const auto kind : {QueuePlan::Kind::EachModel, QueuePlan::Kind::Common}) {
            plan.queue.kind = kind;
            const auto run = simulate(experiment, plan, {"cheapest", {}}, recorded());
            EXPECT_EQ(run.measures.served, 200U);
            for (int model = 0; model < 3; ++model) {
                std::vector<double> begun;
                for (const QueryRecord& query : run.record) {
                    if (query.model == model) begun.push_back(query.begun);
                }
                std::sort(begun.begin(), begun.end());
                // A full bucket, and what has flowed in since.
                const double burst = std::max(1.0, perMinute);
                for (std::size_t k = 0; k < begun.size(); ++k) {
                    EXPECT_LE(static_cast<double>(k + 1),
                              burst + begun[k] * perMinute / 60.0 + 1e-6);
                }
            }
        }
    }
}

TEST(Faults, LimitsOfTokensRefuseWhatIsLargerThanAMinute) {
    const Experiment experiment = pool(3, 50, 3);
    SimulationPlan plan = threeModels();
    std::vector<double> tokens(150, 500.0);
    for (std::size_t i = 0; i < 10; ++i) tokens[i * 3] = 5000.0;
    SimulationOptions options = recorded();
    options.tokens = &tokens;
    plan.rateLimit = {{1e9, 4000.0}, {}, {}};
    plan.queue.limit = 0;
    const auto run = simulate(experiment, plan, {"cheapest", {}}, options);
    EXPECT_EQ(run.measures.served, 600U);
    double spent = 0.0;
    for (const QueryRecord& query : run.record) {
        if (query.model != 0) continue;
        EXPECT_GE(query.row, 10U);
        spent += 500.0;
        EXPECT_LE(spent, 4000.0 + query.begun * 4000.0 / 60.0 + 1e-6);
    }
    EXPECT_GT(spent, 4000.0);
    // Nothing passes a limit of nothing.
    plan.rateLimit = {{0.0}, {0.0}, {0.0}};
    const auto none = simulate(experiment, plan, {"cheapest", {}}, options);
    EXPECT_EQ(none.measures.rejectedFor[static_cast<std::size_t>(Rejection::NoModel)], 600U);
}

}  // namespace
}  // namespace orl
