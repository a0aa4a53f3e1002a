#include "core/evaluate/guarantee.h"

#include <gtest/gtest.h>

#include <cmath>

#include "builders.h"
#include "core/support/error.h"
#include "core/support/quantile.h"

namespace orl {
namespace {

using testing::experimentOf;

TEST(Quantile, IsThatOfTheTables) {
    EXPECT_EQ(normalQuantile(0.5), 0.0);
    EXPECT_NEAR(normalQuantile(0.9), 1.2815515655, 1e-9);
    EXPECT_NEAR(normalQuantile(0.975), 1.9599639845, 1e-9);
    EXPECT_NEAR(normalQuantile(0.9999), 3.7190164855, 1e-9);
    EXPECT_NEAR(studentQuantile(0.9, 10), 1.3722, 1e-3);
    EXPECT_NEAR(studentQuantile(0.9, 30), 1.3104, 1e-4);
    EXPECT_NEAR(studentQuantile(0.975, 29), 2.0452, 1e-3);
    EXPECT_NEAR(studentQuantile(0.99, 60), 2.3901, 1e-3);
}

/// One model, so that every floor gives the same routing.
Experiment oneModel(std::size_t queries, double predicted, std::size_t right) {
    RoutingProblem problem(queries, 1);
    Truth truth{Grid(static_cast<Eigen::Index>(queries), 1),
                Grid::Constant(static_cast<Eigen::Index>(queries), 1, 1.0)};
    for (std::size_t i = 0; i < queries; ++i) {
        problem.set(i, 0, 1.0, predicted);
        truth.outcome(static_cast<Eigen::Index>(i), 0) = i < right ? 1.0 : 0.0;
    }
    return experimentOf(std::move(problem), std::move(truth));
}

TEST(FloorPath, IsTheClosedFormForOneModel) {
    const Experiment batch = oneModel(50, 0.8, 50);
    const Experiment calibration = oneModel(100, 0.8, 70);
    const FloorPath path = floorPath(batch, calibration, {});
    ASSERT_FALSE(path.points.empty());
    EXPECT_EQ(path.calibrationQueries, 100U);
    EXPECT_EQ(path.batchQueries, 50U);
    // 70 residuals of 0.2, 30 of −0.8, and the imagined one a whole answer off.
    const double variance = (70 * 0.09 + 30 * 0.49 + 1.0) / 99.0;
    for (const FloorPoint& point : path.points) {
        EXPECT_NEAR(point.floor, 0.8, 1e-8);
        EXPECT_NEAR(point.cost, 50.0, 1e-9);
        EXPECT_NEAR(point.residual, -0.1, 1e-12);
        EXPECT_NEAR(point.margin,
                    studentQuantile(0.9, 99) * std::sqrt(variance * (1.0 / 100 + 1.0 / 50)), 1e-12);
        EXPECT_EQ(point.outcomes, 100U);
        EXPECT_DOUBLE_EQ(point.bound(), point.floor + point.residual - point.margin);
    }
}

TEST(FloorPath, WeightsTasksAsTheBatchHasThem) {
    Experiment batch = oneModel(40, 0.5, 0);
    Experiment calibration = oneModel(100, 0.5, 60);
    for (std::size_t i = 0; i < 40; ++i) batch.task.push_back(i < 30 ? "hard" : "easy");
    for (std::size_t i = 0; i < 100; ++i) calibration.task.push_back(i < 60 ? "easy" : "hard");
    const FloorPoint point = floorPath(batch, calibration, {}).points.front();
    // Always right on the easy ones, always wrong on the hard ones.
    EXPECT_NEAR(point.residual, 0.75 * -0.5 + 0.25 * 0.5, 1e-12);
    const double easy = 0.6 / 59.0 * 0.0625 * (1.0 / 60 + 1.0 / 10);
    const double hard = 0.4 / 39.0 * 0.5625 * (1.0 / 40 + 1.0 / 30);
    EXPECT_NEAR(point.margin, studentQuantile(0.9, 98) * std::sqrt(easy + hard), 1e-12);

    GuaranteeOptions pooled;
    pooled.byTask = false;
    EXPECT_NEAR(floorPath(batch, calibration, {}, pooled).points.front().residual, 0.1, 1e-12);
}

TEST(FloorPath, JoinsTasksWithFewOutcomes) {
    Experiment batch = oneModel(40, 0.5, 0);
    Experiment calibration = oneModel(100, 0.5, 100);
    for (std::size_t i = 0; i < 40; ++i) batch.task.push_back(i % 2 == 0 ? "seen" : "new");
    for (std::size_t i = 0; i < 100; ++i) calibration.task.push_back(i < 80 ? "seen" : "rare");
    const FloorPoint point = floorPath(batch, calibration, {}).points.front();
    EXPECT_EQ(point.outcomes, 100U);
    EXPECT_NEAR(point.residual, 0.5, 1e-12);
    EXPECT_GT(point.margin, 0.0);
}

/// Two models; the able one costs more and does better than predicted, the other worse.
Experiment twoModels(std::size_t queries) {
    RoutingProblem problem(queries, 2);
    Truth truth{Grid(static_cast<Eigen::Index>(queries), 2),
                Grid::Constant(static_cast<Eigen::Index>(queries), 2, 1.0)};
    for (std::size_t i = 0; i < queries; ++i) {
        problem.set(i, 0, 1.0, 0.6);
        problem.set(i, 1, 5.0, 0.9);
        truth.outcome.row(static_cast<Eigen::Index>(i)) << 0.5, 1.0;
    }
    return experimentOf(std::move(problem), std::move(truth));
}

TEST(FloorPath, HoldsCapacitiesAsSharesOnTheCalibrationQueries) {
    Constraints constraints;
    constraints.capacity = {kUnlimited, 10};  // of 40: a quarter
    const FloorPath path = floorPath(twoModels(40), twoModels(80), constraints);
    const FloorPoint& top = path.points.front();
    EXPECT_NEAR(top.floor, (30 * 0.6 + 10 * 0.9) / 40, 1e-8);
    EXPECT_NEAR(top.cost, 30 * 1.0 + 10 * 5.0, 1e-9);
    EXPECT_NEAR(top.residual, (60 * -0.1 + 20 * 0.1) / 80, 1e-12);
    const FloorPoint& bottom = path.points.back();
    EXPECT_NEAR(bottom.floor, 0.6, 1e-12);
    EXPECT_NEAR(bottom.residual, -0.1, 1e-12);
    for (std::size_t k = 1; k < path.points.size(); ++k) {
        EXPECT_LT(path.points[k].floor, path.points[k - 1].floor);
        EXPECT_LE(path.points[k].cost, path.points[k - 1].cost + 1e-9);
    }
}

TEST(FloorPath, LeavesMissingOutcomesOut) {
    const Experiment batch = oneModel(50, 0.8, 50);
    Experiment calibration = oneModel(100, 0.8, 70);
    calibration.truth.outcome.topRows(60).setConstant(kMissing);  // 10 right, 30 wrong stay
    const FloorPoint point = floorPath(batch, calibration, {}).points.front();
    EXPECT_EQ(point.outcomes, 40U);
    EXPECT_NEAR(point.residual, 0.25 - 0.8, 1e-12);
}

TEST(FloorPath, SaysWhatIsMissing) {
    const Experiment batch = oneModel(50, 0.8, 50);
    const Experiment calibration = oneModel(100, 0.8, 70);
    EXPECT_THROW(floorPath(batch, oneModel(kLeastCalibration - 1, 0.8, 5), {}), Error);
    EXPECT_THROW(floorPath(batch, twoModels(100), {}), Error);
    for (const double confidence : {0.4, 1.0, kMissing}) {
        GuaranteeOptions options;
        options.confidence = confidence;
        EXPECT_THROW(floorPath(batch, calibration, {}, options), Error) << confidence;
    }
    Constraints grouped;
    grouped.group.assign(50, 0);
    grouped.groupFloor = {0.5};
    EXPECT_THROW(floorPath(batch, calibration, grouped), Error);

    Constraints tight;
    tight.capacity = {49};
    const FloorPath none = floorPath(batch, calibration, tight);
    EXPECT_TRUE(none.points.empty());
    EXPECT_FALSE(none.explanation.empty());
    EXPECT_FALSE(guaranteedFloor(none, 0.1).reachable);
    EXPECT_EQ(guaranteedFloor(none, 0.1).explanation, none.explanation);
}

FloorPath pathWithBounds(const std::vector<double>& bounds) {
    FloorPath path;
    for (std::size_t k = 0; k < bounds.size(); ++k) {
        FloorPoint point;
        point.floor = 0.9 - 0.1 * static_cast<double>(k);
        point.residual = 0.0;
        point.margin = point.floor - bounds[k];
        point.outcomes = 100;
        path.points.push_back(point);
    }
    return path;
}

TEST(GuaranteedFloor, StopsAtTheFirstFloorThatFails) {
    const FloorPath path = pathWithBounds({0.80, 0.76, 0.69, 0.72, 0.40});
    const Guarantee guarantee = guaranteedFloor(path, 0.7);
    EXPECT_TRUE(guarantee.reachable);
    EXPECT_DOUBLE_EQ(guarantee.point.floor, 0.8);
    EXPECT_DOUBLE_EQ(guaranteedFloor(path, 0.69).point.floor, 0.9 - 0.1 * 3);
    EXPECT_DOUBLE_EQ(guaranteedFloor(path, 0.1).point.floor, 0.9 - 0.1 * 4);
    EXPECT_THROW(guaranteedFloor(path, 1.5), Error);
    EXPECT_THROW(guaranteedFloor(path, kMissing), Error);
}

TEST(GuaranteedFloor, TellsTheLargestGuarantee) {
    const FloorPath path = pathWithBounds({0.80, 0.81, 0.60});
    const Guarantee guarantee = guaranteedFloor(path, 0.85);
    EXPECT_FALSE(guarantee.reachable);
    // The second floor's bound is greater, but whoever asks for it is turned away at the first.
    EXPECT_DOUBLE_EQ(guarantee.largestGuarantee(), 0.80);
    EXPECT_DOUBLE_EQ(guarantee.largest.floor, 0.8);
    EXPECT_NE(guarantee.explanation.find("80.0 %"), std::string::npos) << guarantee.explanation;
    const Guarantee offered = guaranteedFloor(path, guarantee.largestGuarantee());
    EXPECT_TRUE(offered.reachable);
    EXPECT_DOUBLE_EQ(offered.point.floor, guarantee.largest.floor);
    EXPECT_FALSE(guaranteedFloor(path, 0.805).reachable);
    const FloorPath unknown = pathWithBounds({kMissing, kMissing});
    EXPECT_FALSE(guaranteedFloor(unknown, 0.0).reachable);
    EXPECT_TRUE(std::isnan(guaranteedFloor(unknown, 0.0).largestGuarantee()));
}

/// Queries whose true chances are below the predictions, more so for the abler models.
Experiment hopeful(Random& random, std::size_t queries) {
    RoutingProblem problem = testing::smoothProblem(random, queries, 3);
    Truth truth{Grid(static_cast<Eigen::Index>(queries), 3),
                Grid::Constant(static_cast<Eigen::Index>(queries), 3, 1.0)};
    for (std::size_t i = 0; i < queries; ++i) {
        for (std::size_t j = 0; j < 3; ++j) {
            const double chance = problem.quality(i, j) * (0.95 - 0.1 * static_cast<double>(j));
            truth.outcome(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(j)) =
                random.uniform() < chance ? 1.0 : 0.0;
        }
    }
    return experimentOf(std::move(problem), std::move(truth));
}

TEST(GuaranteedFloor, KeepsItsGuaranteeAsOftenAsItSays) {
    constexpr double kAlpha = 0.45;
    Random random(11);
    int guaranteed = 0;
    int kept = 0;
    int keptByPlain = 0;
    for (int k = 0; k < 150; ++k) {
        const Experiment batch = hopeful(random, 120);
        const Experiment calibration = hopeful(random, 90);
        GuaranteeOptions options;
        options.floors = 24;
        const Guarantee guarantee =
            guaranteedFloor(floorPath(batch, calibration, {}, options), kAlpha);
        const auto router = makeRouter("dual", batch.problem);
        const auto realized = [&](double floor) {
            RouteRequest request;
            request.constraints.qualityFloor = floor;
            const Assignment chosen = router->route(request).assignment;
            double right = 0.0;
            for (std::size_t i = 0; i < chosen.size(); ++i) {
                right += batch.truth.outcome(static_cast<Eigen::Index>(i), chosen[i]);
            }
            return right / static_cast<double>(chosen.size());
        };
        keptByPlain += realized(kAlpha) >= kAlpha ? 1 : 0;
        if (!guarantee.reachable) continue;
        ++guaranteed;
        kept += realized(guarantee.point.floor) >= kAlpha ? 1 : 0;
    }
    EXPECT_GT(guaranteed, 140);
    // 90 % less three standard errors; and not so careful that it would pay for 99 %.
    EXPECT_GT(kept, 0.826 * guaranteed);
    EXPECT_LT(kept, 0.97 * guaranteed);
    EXPECT_LT(keptByPlain, 75);  // not even half
}

}  // namespace
}  // namespace orl
