// Curves of a run against its measures, and against sums over the record at every moment.
#include <gtest/gtest.h>

#include <cmath>

#include "core/simulate/run_curve.h"
#include "instances.h"

namespace orl {
namespace {

SimulationPlan crowdedPlan(std::uint64_t seed) {
    SimulationPlan plan;
    plan.arrivals.shape = ArrivalPlan::Shape::Poisson;
    plan.arrivals.rate = 6.0;
    plan.arrivals.queries = 400;
    plan.concurrency.assign(3, 2);
    plan.queue.limit = 6;
    plan.deadline = 2.5;
    plan.faults.failure.assign(3, 0.15);
    plan.faults.retries = 1;
    plan.qualityFloor = 0.6;
    plan.seed = seed;
    return plan;
}

SimulationResult recorded(const Experiment& experiment, const SimulationPlan& plan) {
    SimulationOptions options;
    options.record = true;
    return simulate(experiment, plan, {"threshold", {}}, options);
}

void expectSame(double value, double expected) {
    if (std::isnan(expected)) {
        EXPECT_TRUE(std::isnan(value));
    } else {
        EXPECT_NEAR(value, expected, 1e-12 * (1.0 + std::abs(expected)));
    }
}

TEST(RunCurve, EndsWhereTheMeasuresAre) {
    for (std::uint64_t seed = 1; seed <= 12; ++seed) {
        const Experiment experiment = testing::pool(seed, 60, 3);
        const SimulationPlan plan = crowdedPlan(seed);
        const SimulationResult run = recorded(experiment, plan);
        ASSERT_GT(run.measures.late, 0U);
        const auto curve = runCurve(experiment, run.record);
        ASSERT_FALSE(curve.empty());
        EXPECT_DOUBLE_EQ(curve.back().time, run.measures.end);
        expectSame(curve.back().costPer1000, run.measures.costPer1000());
        expectSame(curve.back().predicted, run.measures.predictedAccuracy());
        expectSame(curve.back().realized, run.measures.realizedAccuracy());
    }
}

TEST(RunCurve, IsTheSumOfWhatWasSettledByThen) {
    const Experiment experiment = testing::pool(3, 60, 3);
    const SimulationResult run = recorded(experiment, crowdedPlan(3));
    for (const RunCurvePoint& point : runCurve(experiment, run.record, 37)) {
        double cost = 0.0;
        double quality = 0.0;
        double right = 0.0;
        int answers = 0;
        int settled = 0;
        int known = 0;
        for (const QueryRecord& query : run.record) {
            if (!(query.ended <= point.time)) continue;
            ++settled;
            const bool served = query.outcome == QueryOutcome::Served;
            const bool left = query.outcome == QueryOutcome::Late && std::isnan(query.begun);
            if (query.outcome != QueryOutcome::Rejected && !left) {
                ++answers;
                cost += experiment.problem.cost(query.row, std::size_t(query.model));
            }
            const double score = served ? experiment.truth.outcome(query.row, query.model) : 0.0;
            if (served) quality += experiment.problem.quality(query.row, std::size_t(query.model));
            if (std::isnan(score)) continue;
            ++known;
            right += score;
        }
        if (answers > 0) expectSame(point.costPer1000, 1000.0 * cost / answers);
        if (settled > 0) expectSame(point.predicted, quality / settled);
        if (!std::isnan(point.realized)) expectSame(point.realized, right / known);
        EXPECT_EQ(std::isnan(point.costPer1000), answers == 0);
    }
}

TEST(RunCurve, OfNothingIsNothing) {
    const Experiment experiment = testing::pool(1, 5, 2);
    EXPECT_TRUE(runCurve(experiment, {}).empty());
    EXPECT_TRUE(runCurve(experiment, {QueryRecord{}}).empty());
}

}  // namespace
}  // namespace orl
