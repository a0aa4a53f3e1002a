#include "core/evaluate/sweep.h"

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <set>
#include <sstream>

#include "builders.h"
#include "core/support/error.h"

namespace orl {
namespace {

using testing::experimentOf;
using testing::randomTruth;
using testing::smoothProblem;

Experiment sample(std::uint64_t seed, std::size_t queries = 200) {
    Random random(seed);
    RoutingProblem problem = smoothProblem(random, queries, 5);
    const Truth truth = randomTruth(random, problem);
    return experimentOf(std::move(problem), truth);
}

std::string csvOf(const Experiment& experiment, const SweepOptions& options) {
    std::ostringstream out;
    writeSweepCsv(out, experiment.models, options.over, sweep(experiment, options));
    return out.str();
}

TEST(Sweep, EqualsSingleRoutesWithinTheGap) {
    const Experiment experiment = sample(51);
    for (const SweepOver over : {SweepOver::Alpha, SweepOver::Capacity}) {
        SweepOptions options;
        options.over = over;
        options.base.qualityFloor = 0.5;
        options.values = over == SweepOver::Alpha ? std::vector<double>{0.3, 0.5, 0.6, 0.7, 1.0}
                                                  : std::vector<double>{0.1, 0.2, 0.3, 0.6, 1.0};
        const auto points = sweep(experiment, options);
        ASSERT_EQ(points.size(), routerCatalogue().size() * 5);
        std::size_t at = 0;
        for (const RouterInfo& info : routerCatalogue()) {
            for (const double value : options.values) {
                const SweepPoint& point = points[at++];
                EXPECT_EQ(point.value, value);
                EXPECT_EQ(point.evaluation.router, info.id);
                Constraints constraints = options.base;
                if (over == SweepOver::Alpha) {
                    constraints.qualityFloor = value;
                } else {
                    constraints.capacity.assign(5, slotsOfShare(value, 200));
                }
                EXPECT_EQ(point.alpha, constraints.qualityFloor);
                const Evaluation cold =
                    compareRouters(experiment, constraints, {std::string(info.id)}).front();
                EXPECT_EQ(point.evaluation.feasible, cold.feasible) << info.id << " at " << value;
                if (info.isBaseline || info.needsTruth) {
                    EXPECT_EQ(point.evaluation.cost, cold.cost) << info.id << " at " << value;
                } else if (cold.feasible) {
                    const double slack = std::max(cold.gap, point.evaluation.gap) + 1e-9;
                    EXPECT_NEAR(point.evaluation.cost, cold.cost, slack * cold.cost)
                        << info.id << " at " << value;
                }
            }
        }
    }
}

TEST(Sweep, TwoThreadsMakeTheSameBytes) {
    const Experiment experiment = sample(52);
    SweepOptions options;
    for (int k = 0; k <= 10; ++k) options.values.push_back(0.05 * k + 0.3);
    const std::string one = csvOf(experiment, options);
    options.threads = 2;
    EXPECT_EQ(one, csvOf(experiment, options));
    EXPECT_EQ(one, csvOf(experiment, options));
}

TEST(Sweep, ReportsEachPointOnceAndStops) {
    const Experiment experiment = sample(53);
    SweepOptions options;
    options.values = {0.3, 0.4, 0.5};
    options.threads = 2;
    std::set<std::pair<std::string, double>> seen;
    const auto points = sweep(experiment, options, {}, [&](const SweepPoint& point) {
        EXPECT_TRUE(seen.emplace(point.evaluation.router, point.value).second);
    });
    EXPECT_EQ(seen.size(), points.size());

    std::stop_source source;
    int calls = 0;
    EXPECT_THROW(sweep(experiment, options, {source.get_token(), {}},
                       [&](const SweepPoint&) {
                           ++calls;
                           source.request_stop();
                       }),
                 Cancelled);
    EXPECT_LE(calls, 2);
}

TEST(Sweep, RefusesSenselessValues) {
    const Experiment experiment = sample(54, 20);
    SweepOptions options;
    EXPECT_THROW(sweep(experiment, options), Error);
    options.values = {0.5, 1.01};
    EXPECT_THROW(sweep(experiment, options), Error);
    options.values = {kMissing};
    EXPECT_THROW(sweep(experiment, options), Error);
    options.values = {0.5};
    options.routers = {"dual", "greedy"};
    EXPECT_THROW(sweep(experiment, options), Error);
}

/// The golden was written by hand from the column list of the command line's manual.
TEST(SweepCsv, MatchesTheGoldenFile) {
    SweepPoint solved;
    solved.value = 0.8;
    solved.alpha = 0.8;
    solved.evaluation.router = "dual";
    solved.evaluation.feasible = true;
    solved.evaluation.cost = 1.5;
    solved.evaluation.predictedAccuracy = 0.8125;
    solved.evaluation.realizedAccuracy = 0.79;
    solved.evaluation.realizedCost = 0.1 + 0.2;
    solved.evaluation.bound = 1.4999;
    solved.evaluation.gap = 1e-7;
    solved.evaluation.share = {0.25, 0.75};
    SweepPoint unreachable;
    unreachable.value = 0.99;
    unreachable.alpha = 0.99;
    unreachable.evaluation.router = "dual";
    unreachable.evaluation.share = {0.0, 0.0};
    std::ostringstream out;
    writeSweepCsv(out, {"gpt-4", "odd, \"name\""}, SweepOver::Alpha, {solved, unreachable});
    std::ifstream file(ORL_SOURCE_DIR "/tests/core/evaluate/golden/sweep.csv");
    ASSERT_TRUE(file) << "the golden file is missing";
    std::istringstream actual(out.str());
    std::string expectedLine;
    std::string actualLine;
    for (int line = 1; std::getline(file, expectedLine); ++line) {
        ASSERT_TRUE(std::getline(actual, actualLine)) << "ends before line " << line;
        EXPECT_EQ(actualLine, expectedLine) << "line " << line;
    }
    EXPECT_FALSE(std::getline(actual, actualLine)) << "superfluous: " << actualLine;
}

}  // namespace
}  // namespace orl
