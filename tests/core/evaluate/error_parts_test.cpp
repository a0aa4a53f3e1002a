#include "core/evaluate/error_parts.h"

#include <gtest/gtest.h>

#include <cmath>

#include "builders.h"
#include "core/optimize/optimize.h"
#include "core/support/error.h"

namespace orl {
namespace {

using testing::experimentOf;

void expectParts(const ErrorParts& parts, double optimality, double forecast, double calibration,
                 double headroom) {
    EXPECT_NEAR(parts.optimality, optimality, 1e-8);
    EXPECT_NEAR(parts.forecast, forecast, 1e-8);
    EXPECT_NEAR(parts.calibration, calibration, 1e-8);
    EXPECT_NEAR(parts.headroom, headroom, 1e-8);
    EXPECT_NEAR(parts.prediction(), forecast + calibration, 1e-8);
    EXPECT_NEAR(parts.total(), optimality + forecast + calibration + headroom, 1e-8);
}

/// Four queries; model 0 costs 1 and is predicted 1.0 but right on the last two alone, model 1
/// costs 2, is predicted 0.9 and always right.
Experiment overrated() {
    RoutingProblem problem(4, 2);
    Truth truth{Grid(4, 2), Grid(4, 2)};
    for (std::size_t i = 0; i < 4; ++i) {
        problem.set(i, 0, 1.0, 1.0);
        problem.set(i, 1, 2.0, 0.9);
        truth.outcome.row(static_cast<Eigen::Index>(i)) << (i < 2 ? 0.0 : 1.0), 1.0;
        truth.realizedCost.row(static_cast<Eigen::Index>(i)) << 1.0, 2.0;
    }
    return experimentOf(std::move(problem), std::move(truth));
}

TEST(ErrorParts, NameEveryPartOfAHandMadeLoss) {
    // Dollars 6; predicted right 0.95, in truth 0.5.
    const ErrorExplanation loss = explainError(overrated(), {}, {0, 0, 1, 1});
    EXPECT_DOUBLE_EQ(loss.realizedCost, 6.0);
    EXPECT_DOUBLE_EQ(loss.realizedAccuracy, 0.5);
    // Model 0 alone costs 4, is predicted above 0.95 and right on half: the rest was wasted.
    EXPECT_NEAR(loss.hindsightCost, 4.0, 1e-8);
    expectParts(loss.cost, 2.0, 0.0, 0.0, 0.0);
    // For 6 dollars: model 0 everywhere is predicted 1.0. Knowing that it is right half the time,
    // model 1 on any two queries makes 0.75; knowing which, 1.0.
    EXPECT_NEAR(loss.hindsightAccuracy, 1.0, 1e-8);
    expectParts(loss.accuracy, 0.05, 0.45, -0.25, 0.25);
}

TEST(ErrorParts, AreNothingWithPerfectForesight) {
    Experiment experiment = overrated();
    for (std::size_t i = 0; i < 4; ++i) {
        experiment.problem.set(i, 0, 1.0, i < 2 ? 0.0 : 1.0);
        experiment.problem.set(i, 1, 2.0, 1.0);
    }
    experiment.qualityIsRecorded = true;
    const ErrorExplanation best = explainError(experiment, {}, {1, 1, 0, 0});
    expectParts(best.cost, 0.0, 0.0, 0.0, 0.0);
    expectParts(best.accuracy, 0.0, 0.0, 0.0, 0.0);
    // Then everything lost is the optimizer's.
    const ErrorExplanation wasteful = explainError(experiment, {}, {1, 1, 1, 1});
    expectParts(wasteful.cost, 2.0, 0.0, 0.0, 0.0);
    const ErrorExplanation wrong = explainError(experiment, {}, {0, 1, 1, 0});
    expectParts(wrong.accuracy, 0.25, 0.0, 0.0, 0.0);
}

TEST(ErrorParts, WrongCostsCancelWhereThereIsNoChoice) {
    RoutingProblem problem(3, 1);
    for (std::size_t i = 0; i < 3; ++i) problem.set(i, 0, 1.0, 0.5);
    Truth truth{Grid::Constant(3, 1, 1.0), Grid::Constant(3, 1, 5.0)};
    const ErrorExplanation loss =
        explainError(experimentOf(std::move(problem), std::move(truth)), {}, {0, 0, 0});
    expectParts(loss.cost, 0.0, 12.0, -12.0, 0.0);
    expectParts(loss.accuracy, 0.0, -0.5, 0.5, 0.0);
}

TEST(ErrorParts, LeaveToHeadroomWhatNoCalibrationCanTell) {
    // Two models, both right on other halves and predicted so: nobody can tell which.
    RoutingProblem problem(4, 2);
    Truth truth{Grid(4, 2), Grid(4, 2)};
    for (std::size_t i = 0; i < 4; ++i) {
        problem.set(i, 0, 1.0, 0.5);
        problem.set(i, 1, 1.0, 0.5);
        truth.outcome.row(static_cast<Eigen::Index>(i)) << (i < 2 ? 1.0 : 0.0), (i < 2 ? 0.0 : 1.0);
        truth.realizedCost.row(static_cast<Eigen::Index>(i)) << 1.0, 1.0;
    }
    const ErrorExplanation loss =
        explainError(experimentOf(std::move(problem), std::move(truth)), {}, {0, 0, 0, 0});
    expectParts(loss.cost, 0.0, 0.0, 0.0, 0.0);
    expectParts(loss.accuracy, 0.0, 0.0, 0.0, 0.5);
}

TEST(ErrorParts, HoldHindsightToTheCapacities) {
    Constraints constraints;
    constraints.capacity = {kUnlimited, 1};
    const ErrorExplanation loss = explainError(overrated(), constraints, {0, 0, 0, 1});
    EXPECT_DOUBLE_EQ(loss.realizedAccuracy, 0.5);
    // One query may go to model 1: in hindsight the right one.
    EXPECT_NEAR(loss.hindsightAccuracy, 0.75, 1e-8);
    // A routing beyond the capacities is not measured against less than it took.
    EXPECT_NEAR(explainError(overrated(), constraints, {1, 1, 0, 0}).accuracy.total(), 0.0, 1e-8);
}

/// Least recorded cost of at least that accuracy within the capacities, over all routings.
double cheapestByHand(const Experiment& experiment, const Constraints& constraints,
                      double accuracy) {
    const std::size_t queries = experiment.problem.queryCount();
    const auto models = static_cast<std::int32_t>(experiment.problem.modelCount());
    Assignment all(queries, 0);
    double least = RoutingProblem::kForbidden;
    while (true) {
        double cost = 0.0;
        double right = 0.0;
        std::vector<std::int64_t> load(static_cast<std::size_t>(models), 0);
        bool allowed = true;
        for (std::size_t i = 0; i < queries; ++i) {
            const auto j = static_cast<std::size_t>(all[i]);
            allowed = allowed && experiment.problem.allowed(i, j) &&
                      ++load[j] <= constraints.capacityOf(j);
            cost += experiment.truth.realizedCost(static_cast<Eigen::Index>(i), all[i]);
            right += experiment.truth.outcome(static_cast<Eigen::Index>(i), all[i]);
        }
        if (allowed && right >= accuracy * static_cast<double>(queries) - 1e-9) {
            least = std::min(least, cost);
        }
        std::size_t i = 0;
        while (i < queries && ++all[i] == models) all[i++] = 0;
        if (i == queries) return least;
    }
}

TEST(ErrorParts, AddUpOverRandomInstances) {
    Random random(17);
    int compared = 0;
    for (int k = 0; k < 120; ++k) {
        RoutingProblem problem = testing::randomProblem(random, 6, 3, 0.1);
        Truth truth = testing::randomTruth(random, problem, 0.0);
        const Experiment experiment = experimentOf(std::move(problem), std::move(truth));
        Constraints constraints;
        constraints.capacity = {kUnlimited, 4, 3};
        const char* const rule = k % 2 == 0 ? "random" : "threshold";
        RouteRequest request;
        request.constraints = constraints;
        request.parameter = rule[0] == 't' ? std::optional(0.6) : std::nullopt;
        request.seed = static_cast<std::uint64_t>(k);
        const Assignment chosen = makeRouter(rule, experiment.problem)->route(request).assignment;
        if (std::ranges::count(chosen, -1) > 0) continue;
        ++compared;
        const ErrorExplanation loss = explainError(experiment, constraints, chosen);
        EXPECT_NEAR(loss.cost.total(), loss.realizedCost - loss.hindsightCost, 1e-9);
        EXPECT_NEAR(loss.accuracy.total(), loss.hindsightAccuracy - loss.realizedAccuracy, 1e-9);
        EXPECT_GE(loss.cost.total(), -1e-9);
        EXPECT_GE(loss.accuracy.total(), -1e-9);
        EXPECT_GE(loss.cost.optimality, -1e-9);
        EXPECT_GE(loss.accuracy.optimality, -1e-9);
        const double byHand = cheapestByHand(experiment, constraints, loss.realizedAccuracy);
        EXPECT_LE(loss.hindsightCost, byHand + 1e-9);
        EXPECT_NEAR(loss.hindsightCost, byHand, 1e-9);  // so small a batch is solved to the end
    }
    EXPECT_GT(compared, 60);
}

TEST(ErrorParts, CountWhatIsNotRecorded) {
    Experiment experiment = overrated();
    experiment.truth.outcome(0, 0) = kMissing;
    experiment.truth.realizedCost(1, 1) = kMissing;
    experiment.truth.realizedCost(2, 1) = kMissing;
    const ErrorExplanation loss = explainError(experiment, {}, {0, 1, 1, 1});
    EXPECT_EQ(loss.unknownOutcomes, 1U);
    EXPECT_EQ(loss.unknownCosts, 2U);
    EXPECT_DOUBLE_EQ(loss.realizedCost, 7.0);  // predictions stand in
    EXPECT_DOUBLE_EQ(loss.realizedAccuracy, (2.0 / 3.0 + 3.0) / 4.0);
}

TEST(ErrorParts, SayWhyThereAreNone) {
    const Experiment experiment = overrated();
    EXPECT_THROW(explainError(experiment, {}, {0, 0, -1, 0}), Error);
    EXPECT_THROW(explainError(experiment, {}, {0}), Error);
    Constraints grouped;
    grouped.group = {0, 0, 0, 0};
    grouped.groupFloor = {0.5};
    EXPECT_THROW(explainError(experiment, grouped, {0, 0, 0, 0}), Error);
    Experiment unknown = overrated();
    unknown.truth.outcome.setConstant(kMissing);
    EXPECT_THROW(explainError(unknown, {}, {0, 0, 0, 0}), Error);
}

}  // namespace
}  // namespace orl
