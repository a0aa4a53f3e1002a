// What holds in every run, over random plans and at the edges.
#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

#include "core/support/error.h"
#include "instances.h"

namespace orl {
namespace {

using testing::oneServer;
using testing::pool;
using testing::queuePlan;

constexpr double kNever = std::numeric_limits<double>::infinity();

SimulationPlan planOf(std::size_t models, double rate, std::int64_t slots) {
    SimulationPlan plan;
    plan.arrivals.shape = ArrivalPlan::Shape::Poisson;
    plan.arrivals.rate = rate;
    plan.arrivals.queries = 500;
    plan.concurrency.assign(models, slots);
    plan.qualityFloor = 0.6;
    return plan;
}

/// A plan with anything in it.
SimulationPlan randomPlan(Random& random, std::size_t models) {
    SimulationPlan plan = planOf(models, random.uniform(0.5, 20.0), 0);
    for (auto& slots : plan.concurrency) slots = static_cast<std::int64_t>(random.below(5));
    plan.arrivals.queries = random.below(3) == 0 ? 0 : 300;
    plan.arrivals.order = static_cast<ArrivalPlan::Order>(random.below(5));
    if (random.below(4) == 0) plan.arrivals.shape = ArrivalPlan::Shape::AllAtOnce;
    if (random.below(2) == 0) plan.queue.kind = QueuePlan::Kind::Common;
    if (random.below(2) == 0) plan.queue.limit = static_cast<std::int64_t>(random.below(10));
    if (random.below(2) == 0) plan.deadline = random.uniform(0.1, 5.0);
    if (random.below(3) == 0) {
        plan.window.kind = WindowPlan::Kind::Count;
        plan.window.count = static_cast<std::int64_t>(1 + random.below(12));
    } else if (random.below(3) == 0) {
        plan.window.kind = WindowPlan::Kind::Seconds;
        plan.window.seconds = random.uniform(0.05, 3.0);
    }
    if (random.below(2) == 0) {
        const double from = random.uniform(0.0, 20.0);
        plan.faults.disturbances.push_back(
            {random.below(models), from, from + random.uniform(0.5, 20.0)});
        plan.faults.disturbances.push_back({random.below(models), from, kNever, 3.0});
        plan.faults.failure.assign(models, 0.1);
        plan.faults.retries = static_cast<int>(random.below(3));
        if (random.below(2) == 0) plan.faults.fallback.assign(models, {models - 1, 0});
    }
    if (random.below(3) == 0) plan.rateLimit.assign(models, {random.uniform(0.2, 300.0), 1e5});
    if (random.below(4) == 0) plan.horizon = random.uniform(1.0, 30.0);
    if (random.below(4) == 0) {
        plan.mode = RoutingMode::QualityUnderBudget;
        plan.budget = random.uniform(0.0, 0.3);
    }
    plan.service.jitter = random.below(2) == 0 ? 0.5 : 0.0;
    plan.seed = random.bits();
    return plan;
}

/// The measures again from the record alone.
void expectSameAsRecord(const SimulationResult& result, const Experiment& experiment) {
    const RunMeasures& measures = result.measures;
    ASSERT_EQ(result.record.size(), measures.arrived);
    std::array<std::uint64_t, 4> count{};
    double cost = 0.0;
    double quality = 0.0;
    std::vector<double> waits;
    for (const QueryRecord& query : result.record) {
        ++count[static_cast<std::size_t>(query.outcome)];
        EXPECT_GE(query.arrived, 0.0);
        EXPECT_FALSE(query.begun < query.arrived);
        EXPECT_FALSE(query.ended < query.arrived);
        const bool answered = query.outcome == QueryOutcome::Served ||
                              (query.outcome == QueryOutcome::Late && query.begun == query.begun);
        if (!answered) continue;
        const auto model = static_cast<std::size_t>(query.model);
        ASSERT_TRUE(experiment.problem.allowed(query.row, model));
        cost += experiment.usd(query.row, model);
        if (query.outcome != QueryOutcome::Served) continue;
        quality += experiment.problem.quality(query.row, model);
        waits.push_back(query.begun - query.arrived);
    }
    EXPECT_EQ(count[0], measures.served);
    EXPECT_EQ(count[1], measures.late);
    EXPECT_EQ(count[2], measures.rejected);
    EXPECT_EQ(count[3], measures.waiting);
    EXPECT_NEAR(cost, measures.cost, 1e-9 * (1.0 + cost));
    EXPECT_NEAR(quality, measures.quality, 1e-9 * (1.0 + quality));
    if (waits.empty()) return;
    std::sort(waits.begin(), waits.end());
    for (const double p : {0.5, 0.95, 0.99}) {
        const auto rank =
            static_cast<std::size_t>(std::ceil(p * static_cast<double>(waits.size())));
        const double exact = waits[rank - 1];
        EXPECT_NEAR(measures.wait.quantile(p), exact,
                    SecondsHistogram::kRelativeError * exact + 1e-6);
    }
}

/// Most at once, of intervals open at the end.
std::int64_t mostAtOnce(std::vector<std::pair<double, int>> steps) {
    std::sort(steps.begin(), steps.end());  // at one moment places are freed first
    std::int64_t present = 0;
    std::int64_t most = 0;
    for (const auto& [time, step] : steps) {
        present += step;
        most = std::max(most, present);
    }
    return most;
}

/// Nobody serves more at once than it has slots, nor has more there than may wait besides; by the
/// intervals of the visits, calls that failed included.
void expectWithinSlots(const SimulationResult& result, const SimulationPlan& plan, bool ownQueues) {
    for (std::size_t j = 0; j < plan.concurrency.size(); ++j) {
        std::vector<std::pair<double, int>> busy, there;
        for (const Visit& visit : result.visits) {
            const bool taken = visit.begun == visit.begun;
            if ((taken ? visit.model : visit.queue) != static_cast<int>(j)) continue;
            there.emplace_back(visit.since, +1);
            if (visit.ended == visit.ended) there.emplace_back(visit.ended, -1);
            if (!taken) continue;
            busy.emplace_back(visit.begun, +1);
            if (visit.ended == visit.ended) busy.emplace_back(visit.ended, -1);
        }
        ASSERT_LE(mostAtOnce(busy), plan.concurrency[j]);
        if (ownQueues) {
            ASSERT_LE(
                static_cast<double>(mostAtOnce(there)),
                static_cast<double>(plan.concurrency[j]) + static_cast<double>(plan.queue.limit));
        }
    }
}

/// Each visit begins where the one before failed, and together they are what was measured.
void expectVisitsAddUp(const SimulationResult& result) {
    const RunMeasures& measures = result.measures;
    double queued = 0.0;
    std::vector<double> busy(measures.busySeconds.size(), 0.0);
    std::uint64_t failed = 0;
    for (std::uint32_t k = 0; k < result.record.size(); ++k) {
        const QueryRecord& query = result.record[k];
        const auto visits = visitsOf(result.visits, k);
        double since = query.arrived;
        std::uint32_t calls = 0;
        for (const Visit& visit : visits) {
            ASSERT_EQ(visit.since, since);
            const bool taken = visit.begun == visit.begun;
            ASSERT_EQ(taken, visit.model >= 0);
            const double until = visit.ended == visit.ended ? visit.ended : measures.end;
            queued += (taken ? visit.begun : until) - visit.since;
            if (taken) busy[static_cast<std::size_t>(visit.model)] += until - visit.begun;
            calls += taken ? 1 : 0;
            failed += visit.failed ? 1 : 0;
            ASSERT_TRUE(visit.failed || &visit == &visits.back());
            since = visit.ended;
        }
        ASSERT_EQ(calls, query.calls);
        if (visits.empty()) {
            ASSERT_EQ(query.ended, query.arrived);
            continue;
        }
        if (query.begun == query.begun) {
            ASSERT_EQ(visits.back().begun, query.begun);
            ASSERT_EQ(visits.back().model, query.model);
        }
        ASSERT_TRUE(visits.back().ended == query.ended || query.ended != query.ended);
    }
    EXPECT_EQ(failed, measures.failedCalls);
    EXPECT_NEAR(queued, measures.queuedSeconds, 1e-9 * (1.0 + queued));
    for (std::size_t j = 0; j < busy.size(); ++j) {
        EXPECT_NEAR(busy[j], measures.busySeconds[j], 1e-9 * (1.0 + busy[j]));
    }
}

TEST(Simulation, EveryRunConservesQueriesAndKeepsItsLimits) {
    Random random(5);
    const std::vector<std::string> routers = {"dual",     "dual",          "online-dual",
                                              "cheapest", "quality-only",  "threshold",
                                              "random",   "balance-aware", "willingness"};
    for (int trial = 0; trial < 150; ++trial) {
        const std::size_t models = 1 + random.below(5);
        const Experiment experiment = pool(random.bits(), 60, models, 0.2);
        const SimulationPlan plan = randomPlan(random, models);
        SimulationOptions options;
        options.record = true;
        std::vector<double> tokens(experiment.problem.queryCount() * models, 900.0);
        options.tokens = &tokens;
        const std::string& router = routers[random.below(routers.size())];
        const auto result = simulate(experiment, plan, {router, {}}, options);
        SCOPED_TRACE(trial);
        const RunMeasures& measures = result.measures;
        EXPECT_TRUE(measures.conserved());
        EXPECT_NEAR(measures.queuedSeconds, measures.waitingIntegral,
                    1e-9 * (1.0 + measures.waitingIntegral));
        expectSameAsRecord(result, experiment);
        const bool windowed = plan.window.kind != WindowPlan::Kind::None && router != kOnlineDual;
        expectWithinSlots(result, plan, !windowed && plan.queue.kind == QueuePlan::Kind::EachModel);
        expectVisitsAddUp(result);
        if (plan.mode == RoutingMode::QualityUnderBudget) {
            EXPECT_LE(measures.cost, plan.budget * (1.0 + 1e-12));
        }
        EXPECT_LE(measures.series.bins().size(), RunSeries::kBins);
        std::uint64_t arrived = 0;
        double waiting = 0.0;
        for (const SeriesBin& bin : measures.series.bins()) {
            arrived += bin.arrived;
            waiting += bin.waitingSeconds;
        }
        EXPECT_EQ(arrived, measures.arrived);
        EXPECT_NEAR(waiting, measures.waitingIntegral, 1e-6 * (1.0 + waiting));
    }
}

TEST(Simulation, TheSameSeedGivesTheSameBytes) {
    const Experiment experiment = pool(3, 80, 4);
    SimulationPlan plan = planOf(4, 6.0, 2);
    plan.service.jitter = 0.4;
    SimulationOptions options;
    options.record = true;
    const auto once = simulate(experiment, plan, {"threshold", {}}, options);
    const auto again = simulate(experiment, plan, {"threshold", {}}, options);
    plan.seed = 2;
    const auto other = simulate(experiment, plan, {"threshold", {}}, options);
    ASSERT_EQ(once.record.size(), again.record.size());
    for (std::size_t k = 0; k < once.record.size(); ++k) {
        EXPECT_EQ(once.record[k].ended, again.record[k].ended);
        EXPECT_EQ(once.record[k].model, again.record[k].model);
    }
    EXPECT_NE(once.measures.end, other.measures.end);
}

TEST(Simulation, ModelsWithoutSlotsGetNothing) {
    const Experiment experiment = pool(3, 80, 3);
    SimulationPlan plan = planOf(3, 6.0, 2);
    plan.concurrency = {2, 0, 2};
    auto result = simulate(experiment, plan, {"quality-only", {}});
    EXPECT_EQ(result.measures.begun[1], 0U);
    EXPECT_EQ(result.measures.served, 500U);
    plan.concurrency = {0, 0, 0};
    result = simulate(experiment, plan, {"quality-only", {}});
    EXPECT_EQ(result.measures.rejected, 500U);
    EXPECT_EQ(result.measures.rejectedFor[static_cast<std::size_t>(Rejection::NoModel)], 500U);
    plan.queue.kind = QueuePlan::Kind::Common;
    EXPECT_EQ(simulate(experiment, plan, {"quality-only", {}}).measures.rejected, 500U);
}

TEST(Simulation, AnswersThatTakeNoTimeNeverWait) {
    auto plan = queuePlan(5.0, 1, ServicePlan::Kind::Constant, 0.0, 2'000, 1);
    const auto result = simulate(oneServer(), plan, {"cheapest", {}});
    EXPECT_EQ(result.measures.served, 2'000U);
    EXPECT_EQ(result.measures.wait.greatest(), 0.0);
}

TEST(Simulation, AllAtOnceAreServedInTurn) {
    // n at the same moment, c slots, service s: query k waits ⌊k/c⌋ s.
    auto plan = queuePlan(1.0, 3, ServicePlan::Kind::Constant, 2.0, 10'000, 1);
    plan.arrivals.shape = ArrivalPlan::Shape::AllAtOnce;
    SimulationOptions options;
    options.record = true;
    const auto result = simulate(oneServer(), plan, {"cheapest", {}}, options);
    for (std::size_t k = 0; k < 10'000; ++k) {
        ASSERT_EQ(result.record[k].begun, 2.0 * static_cast<double>(k / 3));
    }
    EXPECT_EQ(result.measures.mostWaiting, 9'997U);
    EXPECT_EQ(result.measures.throughput(), 10'000.0 / result.measures.end);
}

TEST(Simulation, ADeadlineBelowAnyServiceMakesAllLate) {
    auto plan = queuePlan(1.0, 1, ServicePlan::Kind::Constant, 1.0, 200, 1);
    plan.deadline = 0.5;
    const auto result = simulate(oneServer(), plan, {"cheapest", {}});
    EXPECT_EQ(result.measures.late, 200U);
    EXPECT_EQ(result.measures.served, 0U);
    // Who was served is paid; who left the queue is not.
    EXPECT_NEAR(result.measures.cost, 0.001 * static_cast<double>(result.measures.answeredLate),
                1e-12);
    EXPECT_LT(result.measures.answeredLate, 200U);
    EXPECT_GT(result.measures.answeredLate, 0U);
    EXPECT_EQ(result.measures.predictedAccuracy(), 0.0);
}

TEST(Simulation, OneQueryIsARun) {
    const auto plan = queuePlan(1.0, 1, ServicePlan::Kind::Constant, 1.0, 1, 1);
    const auto result = simulate(oneServer(), plan, {"cheapest", {}});
    EXPECT_EQ(result.measures.served, 1U);
    EXPECT_EQ(result.measures.span(), 1.0);
    EXPECT_EQ(result.measures.utilisation(0, 1), 1.0);
}

TEST(Simulation, MomentsOfARecordAddUp) {
    const Experiment experiment = pool(3, 80, 3);
    SimulationPlan plan = planOf(3, 8.0, 2);
    SimulationOptions options;
    options.record = true;
    for (const auto kind : {QueuePlan::Kind::EachModel, QueuePlan::Kind::Common}) {
        plan.queue.kind = kind;
        const auto result = simulate(experiment, plan, {"threshold", {}}, options);
        for (double time = 0.0; time < result.measures.end; time += 1.7) {
            const RunState state = stateAt(result.visits, 3, time);
            EXPECT_TRUE(kind == QueuePlan::Kind::EachModel || state.queued[0].empty());
            std::size_t present = state.common.size();
            for (std::size_t j = 0; j < 3; ++j) {
                EXPECT_LE(state.serving[j].size(), 2U);
                present += state.serving[j].size() + state.queued[j].size();
            }
            const auto there = std::count_if(
                result.record.begin(), result.record.end(),
                [&](const auto& query) { return query.arrived <= time && !(query.ended <= time); });
            EXPECT_EQ(present, static_cast<std::size_t>(there));
        }
    }
}

TEST(Simulation, SenselessPlansAreRefusedWithWhatToDo) {
    const Experiment experiment = pool(3, 10, 2);
    const auto refused = [&](const std::function<void(SimulationPlan&)>& spoil, const char* part) {
        SimulationPlan plan = planOf(2, 1.0, 1);
        spoil(plan);
        try {
            simulate(experiment, plan, {"cheapest", {}});
            ADD_FAILURE() << part;
        } catch (const Error& error) {
            EXPECT_NE(std::string(error.what()).find(part), std::string::npos) << error.what();
            EXPECT_FALSE(error.remedy().empty());
        }
    };
    for (const char* router : {"dual-paper", "own:mine", "nobody"}) {
        EXPECT_THROW(simulate(experiment, planOf(2, 1.0, 1), {router, {}}), Error) << router;
    }
    refused([](auto& plan) { plan.concurrency = {1}; }, "1 numbers for 2 models");
    refused([](auto& plan) { plan.concurrency = {1, -1}; }, "concurrency of m1");
    refused([](auto& plan) { plan.arrivals.rate = 0.0; }, "the rate is 0");
    refused([](auto& plan) { plan.arrivals.rate = kNever; }, "the rate is inf");
    refused([](auto& plan) { plan.deadline = 0.0; }, "deadline");
    refused([](auto& plan) { plan.queue.limit = -1; }, "queue limit");
    refused([](auto& plan) { plan.window = {WindowPlan::Kind::Count, 0, 0.0}; }, "window");
    refused([](auto& plan) { plan.faults.disturbances = {{0, 5.0, 5.0}}; }, "outage of m0");
    refused([](auto& plan) { plan.faults.disturbances = {{1, 5.0, 6.0, 0.5}}; }, "slow-down of m1");
    refused([](auto& plan) { plan.plannedUse = 0.0; }, "planned use");
    refused([](auto& plan) { plan.faults.failure = {0.1, 1.5}; }, "failures of m1");
    refused([](auto& plan) { plan.rateLimit.assign(2, {1.0, 100.0}); }, "rate limit of m0");
    refused([](auto& plan) { plan.qualityFloor = 1.5; }, "alpha");
    // What would take forever to draw, or be lost in the rounding of the clock.
    const auto service = [](double seconds) {
        return [seconds](SimulationPlan& plan) {
            plan.service.kind = ServicePlan::Kind::Constant;
            plan.service.seconds = seconds;
        };
    };
    for (const double seconds : {-1.0, 1.0000001e6, 1e19, 1e300, kNever}) {
        refused(service(seconds), "an answer takes");
    }
    refused([](auto& plan) { plan.window = {WindowPlan::Kind::Seconds, 0, 1e24}; }, "window");
    refused([](auto& plan) { plan.horizon = 1e300; }, "horizon");
    refused([](auto& plan) { plan.faults.disturbances = {{0, 0.0, kNever, 1e25}}; }, "slow-down");
    refused([](auto& plan) { plan.arrivals.rate = 1e-300; }, "the rate is");
    refused([](auto& plan) { plan.arrivals.rate = 1e300; }, "the rate is");
    const auto daily = [](double period) {
        return [period](SimulationPlan& plan) {
            plan.arrivals.shape = ArrivalPlan::Shape::Daily;
            plan.arrivals.swing = 1.0;
            plan.arrivals.rate = 1000.0;
            plan.arrivals.period = period;
        };
    };
    refused(daily(1e300), "the period");
    refused(daily(1e9), "a period of 1e+09 s brings");
    const auto burst = [](SimulationPlan& plan) {
        plan.arrivals.shape = ArrivalPlan::Shape::Burst;
        plan.arrivals.rate = 0.0;
        plan.arrivals.peakRate = 1.0;
        plan.arrivals.burstSeconds = 1e-4;
        plan.arrivals.quietSeconds = 1.0;
    };
    refused(burst, "bring 0.0001 queries on average");
    const auto times = [&](std::vector<double> values, const char* part) {
        refused(
            [&](auto& plan) {
                plan.arrivals.shape = ArrivalPlan::Shape::Times;
                plan.arrivals.queries = 0;
                plan.arrivals.times = values;
            },
            part);
    };
    times({0.0, 2.0, 1.0}, "time 3");
    times({0.0, -1.0}, "time 2");
    times({}, "no times");
    times({kNever}, "time 1");
}

TEST(Simulation, UnknownSpeedsAreNeverAssumed) {
    Experiment experiment = pool(3, 10, 2);
    auto seconds = std::make_shared<std::vector<double>>(*experiment.seconds);
    (*seconds)[3] = kMissing;  // query 1, model 1
    experiment.seconds = seconds;
    SimulationPlan plan = planOf(2, 1.0, 1);
    try {
        simulate(experiment, plan, {"cheapest", {}});
        FAIL();
    } catch (const Error& error) {
        EXPECT_NE(std::string(error.what()).find("m1"), std::string::npos);
        EXPECT_NE(error.remedy().find("--first-token"), std::string::npos);
    }
    plan.concurrency = {1, 0};
    EXPECT_EQ(simulate(experiment, plan, {"cheapest", {}}).measures.served, 500U);
}

TEST(Simulation, ARequestedStopEndsARun) {
    std::stop_source source;
    source.request_stop();
    const auto plan = queuePlan(1.0, 1, ServicePlan::Kind::Constant, 1.0, 1'000'000, 1);
    EXPECT_THROW(simulate(oneServer(), plan, {"cheapest", {}}, {}, {source.get_token(), {}}),
                 Cancelled);
}

}  // namespace
}  // namespace orl
