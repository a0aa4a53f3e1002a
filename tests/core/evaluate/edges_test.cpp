#include <gtest/gtest.h>

#include <set>

#include "builders.h"
#include "core/evaluate/sweep.h"
#include "core/experiment/difficulty.h"
#include "core/route/baselines.h"

namespace orl {
namespace {

using testing::emptyDataset;
using testing::emptyPredictions;
using testing::experimentOf;
using testing::randomTruth;
using testing::smoothProblem;

// A score of exactly one half is no failure.
TEST(DifficultyEdges, HalfIsPassedAndJustBelowIsFailed) {
    Dataset data = emptyDataset(4, 5);
    data.score.row(0).setConstant(0.5);
    data.score.row(1).setConstant(std::nextafter(0.5, 0.0));
    data.score.row(2) << 0.5, 0.5, 0.5, 0.49, 0.5;
    data.score.row(3) << 0.5, kMissing, 0.25, kMissing, kMissing;
    const std::vector<std::size_t> rows{0, 1, 2, 3};
    const DifficultyLevels levels = difficultyLevels(data, rows, emptyPredictions(4, 5));
    // Shares that fail: none, all, a fifth (the second level begins there), half of the known two.
    EXPECT_EQ(levels.level, (std::vector<int>{0, 4, 1, 2}));
    EXPECT_FALSE(levels.predicted);
}

TEST(OracleEdges, HalfIsCorrectAndTheCheapestOfThoseIsTaken) {
    RoutingProblem problem(4, 3);
    for (std::size_t i = 0; i < 4; ++i) {
        for (std::size_t j = 0; j < 3; ++j) problem.set(i, j, 1.0 + static_cast<double>(j), 0.5);
    }
    Truth truth;
    truth.outcome = Grid(4, 3);
    truth.outcome << 0.0, 0.5, 1.0,  // the half is cheaper than the whole
        std::nextafter(0.5, 0.0), std::nextafter(0.5, 0.0), 0.5,  // the only one right
        0.25, 0.49, kMissing,                                     // nobody: the cheapest
        0.5, 0.5, 0.5;
    truth.realizedCost = Grid::Constant(4, 3, kMissing);
    truth.realizedCost(3, 0) = 9.0;  // as recorded dearer than the others as predicted
    const auto oracle = makeBaseline("oracle", problem);
    Assignment placed;
    oracle->place({{}, 0.0, 1, &truth, {}}, placed);
    EXPECT_EQ(placed, (Assignment{1, 2, 0, 1}));
}

// Every value asked for is a point of its own, in the order given, also where values repeat.
TEST(SweepEdges, RepeatedValuesAreRepeatedPoints) {
    Random random(54);
    RoutingProblem problem = smoothProblem(random, 60, 4);
    const Truth truth = randomTruth(random, problem);
    const Experiment experiment = experimentOf(std::move(problem), truth);
    for (const SweepOver over : {SweepOver::Alpha, SweepOver::Capacity}) {
        SweepOptions options;
        options.over = over;
        options.base.qualityFloor = 0.5;
        options.values = {0.6, 0.6, 0.4, 0.6, 1.0, 1.0};
        options.routers = {"dual", "cheapest", "threshold"};
        std::size_t calls = 0;
        const auto points = sweep(experiment, options, {}, [&](const SweepPoint&) { ++calls; });
        ASSERT_EQ(points.size(), 18U);
        EXPECT_EQ(calls, 18U);
        for (std::size_t r = 0; r < 3; ++r) {
            for (std::size_t v = 0; v < 6; ++v) {
                const SweepPoint& point = points[r * 6 + v];
                EXPECT_EQ(point.value, options.values[v]);
                EXPECT_EQ(point.evaluation.router, options.routers[r]);
                const std::size_t same = v < 4 ? (v == 2 ? 2 : 0) : 4;
                EXPECT_EQ(point.evaluation.feasible, points[r * 6 + same].evaluation.feasible);
                const double first = points[r * 6 + same].evaluation.cost;
                if (std::isnan(first)) {  // no routing at all: the floor is out of reach
                    EXPECT_TRUE(std::isnan(point.evaluation.cost));
                } else {
                    EXPECT_NEAR(point.evaluation.cost, first, 1e-6 * first);
                }
            }
        }
    }
}

}  // namespace
}  // namespace orl
