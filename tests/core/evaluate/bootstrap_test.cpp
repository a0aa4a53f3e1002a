#include "core/evaluate/bootstrap.h"

#include <gtest/gtest.h>

#include <cmath>

#include "builders.h"
#include "core/evaluate/evaluation.h"
#include "core/support/error.h"

namespace orl {
namespace {

using testing::experimentOf;

/// One model; query i scores and costs what the lists say.
Experiment recorded(const std::vector<double>& scores, const std::vector<double>& costs) {
    const auto queries = static_cast<Eigen::Index>(scores.size());
    RoutingProblem problem(scores.size(), 1);
    Truth truth{Grid(queries, 1), Grid(queries, 1)};
    for (std::size_t i = 0; i < scores.size(); ++i) {
        truth.outcome(static_cast<Eigen::Index>(i), 0) = scores[i];
        truth.realizedCost(static_cast<Eigen::Index>(i), 0) = costs[i];
    }
    return experimentOf(std::move(problem), std::move(truth));
}

TEST(Bootstrap, IsTheExactDistributionOfTwoQueries) {
    // Means 0, ½ and 1 with chances ¼, ½, ¼.
    const Experiment two = recorded({0.0, 1.0}, {1.0, 3.0});
    const RealizedBands wide = bootstrapBands(two, {0, 0}, {4000, 0.8, 1});
    EXPECT_EQ(wide.accuracy.low, 0.0);
    EXPECT_EQ(wide.accuracy.high, 1.0);
    EXPECT_EQ(wide.cost.low, 2.0);
    EXPECT_EQ(wide.cost.high, 6.0);
    const RealizedBands narrow = bootstrapBands(two, {0, 0}, {4000, 0.4, 1});
    EXPECT_EQ(narrow.accuracy.low, 0.5);
    EXPECT_EQ(narrow.accuracy.high, 0.5);
    EXPECT_EQ(narrow.cost.low, 4.0);
    EXPECT_EQ(narrow.cost.high, 4.0);
}

TEST(Bootstrap, AgreesWithTheNormalLawOfManyQueries) {
    Random random(5);
    std::vector<double> scores;
    std::vector<double> costs;
    double sum = 0.0;
    double squares = 0.0;
    double right = 0.0;
    for (int i = 0; i < 900; ++i) {
        scores.push_back(random.uniform() < 0.3 ? 1.0 : 0.0);
        costs.push_back(std::exp(random.normal()));
        right += scores.back();
        sum += costs.back();
        squares += costs.back() * costs.back();
    }
    const RealizedBands bands = bootstrapBands(recorded(scores, costs), Assignment(900, 0));
    const double share = right / 900.0;
    const double accuracyError = 1.96 * std::sqrt(share * (1.0 - share) / 900.0);
    const double costError = 1.96 * std::sqrt((squares - sum * sum / 900.0));
    EXPECT_NEAR(bands.accuracy.low, share - accuracyError, 0.15 * accuracyError);
    EXPECT_NEAR(bands.accuracy.high, share + accuracyError, 0.15 * accuracyError);
    EXPECT_NEAR(bands.cost.low, sum - costError, 0.2 * costError);
    EXPECT_NEAR(bands.cost.high, sum + costError, 0.2 * costError);
}

TEST(Bootstrap, TreatsTheUnknownAsTheEvaluationDoes) {
    // Where all known figures are equal, every resample gives the evaluation's figure.
    const Experiment gaps = recorded({1.0, kMissing, 1.0, 1.0}, {2.0, 2.0, kMissing, 2.0});
    const Assignment chosen(4, 0);
    const RealizedBands bands = bootstrapBands(gaps, chosen, {200, 0.95, 3});
    RouteResult route;
    route.assignment = chosen;
    const Evaluation evaluation = evaluate(gaps, "dual", {}, route);
    EXPECT_EQ(bands.accuracy.low, evaluation.realizedAccuracy);
    EXPECT_EQ(bands.accuracy.high, evaluation.realizedAccuracy);
    EXPECT_EQ(bands.cost.low, evaluation.realizedCost);
    EXPECT_EQ(bands.cost.high, evaluation.realizedCost);

    const RealizedBands unplaced = bootstrapBands(gaps, {-1, -1, -1, -1}, {50, 0.95, 3});
    EXPECT_EQ(unplaced.accuracy.high, 0.0);
    const RealizedBands nothing =
        bootstrapBands(recorded({kMissing, kMissing}, {kMissing, kMissing}), {0, 0});
    EXPECT_TRUE(std::isnan(nothing.accuracy.low));
    EXPECT_TRUE(std::isnan(nothing.cost.high));
}

TEST(Bootstrap, ASavingIsJudgedOnTheSameDraws) {
    // Model 0 costs half of model 1 on every query, whatever it costs there.
    RoutingProblem problem(200, 2);
    Truth truth{Grid(200, 2), Grid(200, 2)};
    for (std::size_t i = 0; i < 200; ++i) {
        const double cost = 0.01 * static_cast<double>(1 + i * i);
        problem.set(i, 0, cost, 0.5);
        problem.set(i, 1, 2.0 * cost, 0.5);
        truth.outcome.row(static_cast<Eigen::Index>(i)) << 1.0, 1.0;
        truth.realizedCost.row(static_cast<Eigen::Index>(i)) << cost, 2.0 * cost;
    }
    const Experiment experiment = testing::experimentOf(std::move(problem), std::move(truth));
    const Assignment cheap(200, 0);
    const Assignment dear(200, 1);
    const Band half = bootstrapPair(experiment, cheap, dear, {300, 0.95, 1}).saving;
    EXPECT_NEAR(half.low, 0.5, 1e-12) << "unpaired draws would spread";
    EXPECT_NEAR(half.high, 0.5, 1e-12);
    Assignment mixed = cheap;
    for (std::size_t i = 0; i < 200; i += 2) mixed[i] = 1;
    const Band some = bootstrapPair(experiment, cheap, mixed, {300, 0.95, 1}).saving;
    EXPECT_LT(some.low, some.high);
    EXPECT_GT(some.low, 0.0);
    EXPECT_LT(some.high, 0.5);
    EXPECT_EQ(some.low, bootstrapPair(experiment, cheap, mixed, {300, 0.95, 1}).saving.low);
    EXPECT_THROW(bootstrapPair(experiment, cheap, {0, 1}), Error);
}

TEST(Bootstrap, IsSeededAndChecksItsOptions) {
    const Experiment three = recorded({0.0, 1.0, 0.5}, {1.0, 3.0, 7.0});
    const Assignment chosen(3, 0);
    const auto at = [&](std::uint64_t seed) {
        return bootstrapBands(three, chosen, {25, 0.5, seed}).cost.low;
    };
    EXPECT_EQ(at(1), at(1));
    EXPECT_TRUE(at(1) != at(2) || at(1) != at(3) || at(1) != at(4));
    EXPECT_THROW(bootstrapBands(three, chosen, {0, 0.95, 1}), Error);
    EXPECT_THROW(bootstrapBands(three, chosen, {10, 1.0, 1}), Error);
    EXPECT_THROW(bootstrapBands(three, {0, 0}), Error);
    std::stop_source stop;
    stop.request_stop();
    EXPECT_THROW(bootstrapBands(three, chosen, {}, {stop.get_token(), {}}), Cancelled);
}

}  // namespace
}  // namespace orl
