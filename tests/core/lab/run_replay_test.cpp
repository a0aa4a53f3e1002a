#include "core/lab/run_replay.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "../simulate/instances.h"

namespace orl::testing {
namespace {

/// A run with whatever can happen: queues, windows, deadlines, outages, failures, a cut end.
struct ReplayedRun {
    Experiment experiment;
    SimulationPlan plan;
    SimulationResult result;
};

ReplayedRun replayedRun(std::uint64_t seed) {
    Random random(seed);
    const std::size_t models = 2 + random.below(4);
    SimulationPlan plan = queuePlan(1.0 + 8.0 * random.uniform(), 3, ServicePlan::Kind::Pool, 1.0,
                                    60 + random.below(240), seed);
    plan.concurrency.assign(models, 0);
    for (auto& slots : plan.concurrency) slots = static_cast<std::int64_t>(random.below(4));
    plan.concurrency[0] = seed % 5 == 0 ? kUnlimited : 2;
    plan.qualityFloor = 0.6;
    if (seed % 3 == 1) plan.queue.kind = QueuePlan::Kind::Common;
    if (seed % 3 == 2) plan.window = {WindowPlan::Kind::Seconds, 0, 0.7};
    if (seed % 2 == 0) plan.queue.limit = static_cast<std::int64_t>(random.below(6));
    if (seed % 4 < 2) plan.deadline = 1.0 + 3.0 * random.uniform();
    if (seed % 4 == 3) plan.faults.disturbances.push_back({0, 5.0, 12.0});
    if (seed % 7 < 3) plan.faults.failure.assign(models, 0.2);
    if (seed % 7 == 2) plan.faults.retries = 3;
    if (seed % 6 == 0) plan.horizon = 10.0;
    const char* router = seed % 2 == 0 ? "threshold" : "dual";
    Experiment experiment = pool(seed, 80, models, 0.2);
    SimulationOptions options;
    options.record = true;
    SimulationResult result = simulate(experiment, plan, {router, {}}, options);
    return {std::move(experiment), std::move(plan), std::move(result)};
}

std::vector<std::size_t> sorted(std::span<const std::uint32_t> places) {
    std::vector<std::size_t> all;
    for (const std::uint32_t place : places) {
        if (place != RunCursor::kNobody) all.push_back(place);
    }
    std::ranges::sort(all);
    return all;
}

void expectState(const RunCursor& cursor, const ReplayedRun& run) {
    const RunState state = stateAt(run.result.visits, run.experiment.models.size(), cursor.time());
    std::size_t waiting = state.common.size();
    for (std::size_t j = 0; j < run.experiment.models.size(); ++j) {
        ASSERT_EQ(sorted(cursor.places(j)), state.serving[j]);
        ASSERT_EQ(cursor.serving(j), state.serving[j].size());
        ASSERT_EQ(sorted(cursor.queue(j)), state.queued[j]);
        ASSERT_TRUE(std::ranges::is_sorted(cursor.queue(j)));
        waiting += state.queued[j].size();
        std::vector<std::uint32_t> levels(run.experiment.levelNames.size(), 0);
        for (const std::size_t k : state.serving[j]) {
            const QueryRecord& query = run.result.record[run.result.visits[k].query];
            ++levels[static_cast<std::size_t>(run.experiment.level[query.row])];
        }
        ASSERT_TRUE(std::ranges::equal(cursor.levels(j), levels));
    }
    ASSERT_EQ(sorted(cursor.common()), state.common);
    ASSERT_EQ(cursor.waiting(), waiting);
}

TEST(RunReplay, CursorIsTheStateAtAnyMoment) {
    for (std::uint64_t seed = 1; seed <= 42; ++seed) {
        const ReplayedRun run = replayedRun(seed);
        const RunReplay replay(run.experiment, run.result);
        RunCursor cursor(replay);
        Random random(seed);
        for (int k = 0; k < 60; ++k) {  // jumps in both directions
            cursor.seek(replay.end() * 1.05 * random.uniform());
            ASSERT_NO_FATAL_FAILURE(expectState(cursor, run)) << "seed " << seed;
        }
        for (std::size_t k = 0; k < replay.events().size(); k += 7) {  // exactly at events
            cursor.seek(replay.events()[k].time);
            ASSERT_NO_FATAL_FAILURE(expectState(cursor, run)) << "seed " << seed;
        }
    }
}

TEST(RunReplay, SlotsHoldOneQueryEachAndAreNoMoreThanThereAre) {
    for (std::uint64_t seed = 1; seed <= 42; ++seed) {
        const ReplayedRun run = replayedRun(seed);
        const RunReplay replay(run.experiment, run.result);
        RunCursor cursor(replay);
        for (const ReplayEvent& event : replay.events()) {
            cursor.seek(event.time);
            for (std::size_t j = 0; j < run.experiment.models.size(); ++j) {
                const auto slots = cursor.places(j);
                ASSERT_LE(slots.size(), static_cast<std::uint64_t>(run.plan.slotsOf(j)));
                for (std::size_t slot = 0; slot < slots.size(); ++slot) {
                    if (slots[slot] == RunCursor::kNobody) continue;
                    ASSERT_EQ(replay.slotOf(slots[slot]), slot);
                }
            }
        }
    }
}

TEST(RunReplay, IsConservedAtEveryMomentAndEndsAsMeasured) {
    for (std::uint64_t seed = 1; seed <= 42; ++seed) {
        const ReplayedRun run = replayedRun(seed);
        const RunReplay replay(run.experiment, run.result);
        RunCursor cursor(replay);
        for (const ReplayEvent& event : replay.events()) {
            cursor.seek(event.time);
            const RunSoFar now = replay.soFar(event.time);
            ASSERT_EQ(now.arrived, now.served + now.late + now.rejected + now.waiting);
            std::size_t there = cursor.waiting();
            for (std::size_t j = 0; j < run.experiment.models.size(); ++j) {
                there += cursor.serving(j);
            }
            ASSERT_EQ(now.waiting, there) << "seed " << seed << " at " << event.time;
        }
        const RunMeasures& measures = run.result.measures;
        const RunSoFar end = replay.soFar(replay.end());
        EXPECT_EQ(end.arrived, measures.arrived);
        EXPECT_EQ(end.served, measures.served);
        EXPECT_EQ(end.late, measures.late);
        EXPECT_EQ(end.rejected, measures.rejected);
        EXPECT_EQ(end.waiting, measures.waiting);
        const auto same = [&](double now, double then) {
            EXPECT_EQ(std::isnan(now), std::isnan(then)) << seed;
            if (!std::isnan(then)) {
                EXPECT_NEAR(now, then, 1e-9 * (1.0 + std::abs(then))) << seed;
            }
        };
        same(end.costPer1000, measures.costPer1000());
        same(end.predictedAccuracy, measures.predictedAccuracy());
        same(end.realizedAccuracy, measures.realizedAccuracy());
        same(end.waitP95, static_cast<float>(measures.wait.quantile(0.95)));
    }
}

/// A query that an outage cuts off is shown where it was until then, and nowhere else.
TEST(RunReplay, ShowsAQueryWhereItWasBeforeTheOutage) {
    Experiment experiment = pool(3, 40, 2);
    SimulationPlan plan = queuePlan(2.0, 1, ServicePlan::Kind::Constant, 4.0, 12, 3);
    plan.concurrency = {3, 1};
    plan.queue.limit = 50;
    plan.faults.disturbances.push_back({0, 3.0, 60.0});
    SimulationOptions options;
    options.record = true;
    const SimulationResult run = simulate(experiment, plan, {"cheapest", {}}, options);
    const RunReplay replay(experiment, run);
    RunCursor cursor(replay);
    const double before = std::nextafter(3.0, 0.0);
    cursor.seek(before);
    std::set<std::uint32_t> cut;
    for (const std::uint32_t visit : cursor.places(0)) {
        if (visit == RunCursor::kNobody) continue;
        EXPECT_TRUE(run.visits[visit].failed);
        cut.insert(run.visits[visit].query);
    }
    ASSERT_EQ(cut.size(), 3U);
    for (const std::uint32_t visit : cursor.queue(1))
        EXPECT_FALSE(cut.contains(run.visits[visit].query));
    cursor.seek(3.0);
    EXPECT_EQ(cursor.serving(0), 0U);
    std::size_t moved = 0;
    for (const std::uint32_t visit : cursor.queue(1)) moved += cut.count(run.visits[visit].query);
    for (const std::uint32_t visit : cursor.places(1)) {
        if (visit != RunCursor::kNobody) moved += cut.count(run.visits[visit].query);
    }
    EXPECT_EQ(moved, 3U);
}

TEST(RunReplay, CountsBusySecondsAsTheRunDid) {
    std::uint64_t failed = 0;
    for (std::uint64_t seed = 1; seed <= 30; ++seed) {
        const ReplayedRun run = replayedRun(seed);
        failed += run.result.measures.failedCalls;
        const RunReplay replay(run.experiment, run.result);
        RunCursor cursor(replay);
        cursor.seek(run.result.measures.end);
        for (std::size_t j = 0; j < run.experiment.models.size(); ++j) {
            EXPECT_NEAR(cursor.busySeconds(j), run.result.measures.busySeconds[j], 1e-7);
        }
        const double half = 0.5 * run.result.measures.end;
        cursor.seek(half);
        for (std::size_t j = 0; j < run.experiment.models.size(); ++j) {
            double seconds = 0.0;
            for (const Visit& visit : run.result.visits) {
                if (visit.model != static_cast<std::int32_t>(j) || !(visit.begun < half)) continue;
                const double until = std::isnan(visit.ended) ? half : std::min(visit.ended, half);
                seconds += until - visit.begun;
            }
            EXPECT_NEAR(cursor.busySeconds(j), seconds, 1e-7);
        }
    }
    EXPECT_GT(failed, 100U);
}

TEST(RunReplay, TellsWhenHowManyWait) {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        const ReplayedRun run = replayedRun(seed);
        const RunReplay replay(run.experiment, run.result);
        RunCursor cursor(replay);
        std::uint32_t most = 0;
        double last = -1.0;
        for (const WaitingStep& step : replay.waiting()) {
            EXPECT_GT(step.time, last);
            last = step.time;
            cursor.seek(step.time);
            ASSERT_EQ(cursor.waiting(), step.waiting);
            most = std::max(most, step.waiting);
        }
        EXPECT_EQ(replay.mostWaiting(), most);
    }
}

TEST(RunReplay, StepsFromEventToEvent) {
    const ReplayedRun run = replayedRun(4);
    const RunReplay replay(run.experiment, run.result);
    std::set<double> times;
    for (const ReplayEvent& event : replay.events()) times.insert(event.time);
    double time = -1.0;
    for (const double each : times) {
        EXPECT_EQ(replay.nextTime(time), each);
        time = each;
    }
    EXPECT_EQ(replay.nextTime(time), replay.end());
    for (auto each = times.rbegin(); std::next(each) != times.rend(); ++each) {
        EXPECT_EQ(replay.previousTime(*each), *std::next(each));
    }
    EXPECT_EQ(replay.previousTime(*times.begin()), 0.0);
}

}  // namespace
}  // namespace orl::testing
