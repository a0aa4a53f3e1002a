#include "core/lab/load_query.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "../simulate/instances.h"

namespace orl::testing {
namespace {

LoadRuns crowded(std::int64_t limit) {
    const auto experiment = std::make_shared<const Experiment>(pool(8, 400, 4));
    SimulationPlan plan;
    plan.arrivals.shape = ArrivalPlan::Shape::Poisson;
    plan.arrivals.rate = 9.0;
    plan.concurrency.assign(4, 2);
    plan.queue.limit = limit;
    plan.qualityFloor = 0.6;
    plan.faults.disturbances = {{1, 5.0, 20.0}};
    const std::vector<PolicyChoice> choices{{"threshold", 0.6}, {"dual", {}}};
    return loadRuns(experiment, plan, choices, false, {});
}

/// What a threshold takes by its rule in the alternatives as told.
std::int32_t ruled(const LoadQuery& query, double tau) {
    std::int32_t best = -1;
    double most = -1.0;
    for (const LoadAlternative& each : query.alternatives) {  // by cost
        if (each.full) continue;
        if (each.quality >= tau) return static_cast<std::int32_t>(each.model);
        if (each.quality > most) {
            most = each.quality;
            best = static_cast<std::int32_t>(each.model);
        }
    }
    return best;
}

TEST(LoadQuery, TellsWhatTheThresholdWentBy) {
    for (const std::int64_t limit : {0, 3, 8}) {
        const LoadRuns runs = crowded(limit);
        const LoadRun& greedy = runs.runs[0];
        const RunReplay replay(*runs.experiment, greedy.result);
        std::size_t full = 0;
        for (std::uint32_t k = 0; k < greedy.result.record.size(); ++k) {
            const LoadQuery query = loadQueryOf(runs, greedy, replay, k, 0.0);
            EXPECT_TRUE(std::isnan(query.prices.qualityPrice));
            full += std::ranges::count_if(query.alternatives, &LoadAlternative::full) > 0 ? 1 : 0;
            if (query.visits.empty()) {
                ASSERT_EQ(ruled(query, 0.6), -1) << k << " at limit " << limit;
                continue;
            }
            const std::int32_t best = ruled(query, 0.6);
            if (best < 0) {  // it waits for one that will be back
                const auto model = static_cast<std::size_t>(query.model);
                ASSERT_FALSE(std::isnan(outUntil(runs.plan, model, query.decided)));
                continue;
            }
            ASSERT_EQ(query.model, best) << k << " at limit " << limit;
        }
        EXPECT_GT(full, 0U);
    }
}

TEST(LoadQuery, TellsOfTheVisitOfTheTime) {
    const LoadRuns runs = crowded(8);
    const LoadRun& greedy = runs.runs[0];
    const RunReplay replay(*runs.experiment, greedy.result);
    std::size_t again = 0;
    for (std::uint32_t k = 0; k < greedy.result.record.size(); ++k) {
        const auto visits = visitsOf(greedy.result.visits, k);
        for (std::size_t v = 0; v < visits.size(); ++v) {
            const LoadQuery query = loadQueryOf(runs, greedy, replay, k, visits[v].since);
            ASSERT_EQ(query.at, v);
            ASSERT_EQ(query.visits.size(), visits.size());
            EXPECT_EQ(query.decided, visits[v].since);
            EXPECT_EQ(query.model, visits[v].model < 0 ? visits[v].queue : visits[v].model);
            if (v == 0) continue;
            ++again;
            EXPECT_EQ(visits[v - 1].model, 1) << "the one that is out";
            EXPECT_NE(query.model, 1);
            const auto out = std::ranges::find(query.alternatives, 1U, &LoadAlternative::model);
            EXPECT_TRUE(out == query.alternatives.end() || out->full);
        }
    }
    EXPECT_GT(again, 0U);
}

TEST(LoadQuery, PricesAreThoseOfTheTime) {
    const LoadRuns runs = crowded(8);
    const LoadRun& dual = runs.runs[1];
    const RunReplay replay(*runs.experiment, dual.result);
    std::size_t best = 0;
    for (std::uint32_t k = 20; k < dual.result.record.size(); ++k) {
        const LoadQuery query = loadQueryOf(runs, dual, replay, k, 0.0);
        ASSERT_FALSE(std::isnan(query.prices.qualityPrice));
        EXPECT_LE(query.prices.time, query.decided);
        for (std::size_t a = 0; a < query.alternatives.size(); ++a) {
            const LoadAlternative& each = query.alternatives[a];
            const double seconds = runs.experiment->secondsOf(query.record.row, each.model);
            EXPECT_EQ(each.seconds, seconds);
            EXPECT_NEAR(each.value,
                        each.usd - query.prices.qualityPrice * each.quality +
                            query.prices.slotPrice[each.model] * seconds,
                        1e-15);
            if (a > 0) {
                EXPECT_GE(each.value, query.alternatives[a - 1].value);
            }
        }
        const auto first =
            std::ranges::find_if(query.alternatives, [](const auto& each) { return !each.full; });
        if (first == query.alternatives.end()) continue;
        best += first->model == static_cast<std::size_t>(query.model) ? 1 : 0;
    }
    // Waiting counts as well, and prices move between the moments at which they are kept.
    EXPECT_GT(best, dual.result.record.size() / 2);
}

TEST(LoadQuery, OutagesHaveAnEnd) {
    SimulationPlan plan;
    plan.faults.disturbances = {{1, 5.0, 20.0}, {1, 18.0, 30.0}, {2, 0.0, 4.0, 3.0}};
    EXPECT_TRUE(std::isnan(outUntil(plan, 1, 4.9)));
    EXPECT_EQ(outUntil(plan, 1, 5.0), 20.0);
    EXPECT_EQ(outUntil(plan, 1, 19.0), 30.0);
    EXPECT_TRUE(std::isnan(outUntil(plan, 1, 30.0)));
    EXPECT_TRUE(std::isnan(outUntil(plan, 2, 1.0))) << "slow is not out";
    EXPECT_TRUE(std::isnan(outUntil(plan, 0, 10.0)));
}

}  // namespace
}  // namespace orl::testing
