#include "core/evaluate/matched.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "builders.h"
#include "core/evaluate/report_json.h"

namespace orl {
namespace {

using testing::experimentOf;
using testing::randomTruth;
using testing::smoothProblem;

/// Four queries, two models; everything readable by hand.
Experiment byHand() {
    RoutingProblem problem(4, 2);
    for (std::size_t i = 0; i < 4; ++i) {
        problem.set(i, 0, 1.0, 0.5);
        problem.set(i, 1, 3.0, 0.75);
    }
    Truth truth{Grid(4, 2), Grid(4, 2)};
    truth.outcome << 1, 1, 0, 1, kMissing, 1, 0, 0.5;
    truth.realizedCost << 1, 4, 1, kMissing, 2, 4, 1, 4;
    return experimentOf(std::move(problem), std::move(truth));
}

TEST(Evaluate, ReadsEveryNumberByHand) {
    Constraints constraints;
    constraints.qualityFloor = 0.7;
    constraints.capacity = {1, 2};
    RouteResult route;
    route.assignment = {0, 1, 0, 1};
    route.explanation = "reason";
    route.parameter = 0.25;
    const Evaluation e = evaluate(byHand(), "threshold", constraints, route);
    EXPECT_EQ(e.router, "threshold");
    EXPECT_EQ(e.explanation, "reason");
    EXPECT_DOUBLE_EQ(e.cost, 8.0);
    EXPECT_DOUBLE_EQ(e.costPer1000(), 2000.0);
    EXPECT_DOUBLE_EQ(e.predictedAccuracy, 0.625);
    EXPECT_DOUBLE_EQ(e.realizedAccuracy, 2.5 / 3.0);
    EXPECT_DOUBLE_EQ(e.realizedCost, (1.0 + 2.0 + 4.0) / 3.0 * 4.0);
    EXPECT_EQ(e.unknownOutcomes, 1U);
    EXPECT_EQ(e.unknownCosts, 1U);
    EXPECT_EQ(e.share, (std::vector<double>{0.5, 0.5}));
    EXPECT_EQ(e.levelShare, (std::vector<std::vector<double>>{{0.5, 0.0}, {0.0, 0.5}}));
    EXPECT_EQ(e.levelAccuracy, (std::vector<double>{1.0, 0.75}));
    EXPECT_DOUBLE_EQ(e.shortfall, 0.7 - 0.625);
    EXPECT_EQ(e.overload, 1);
}

/// Whoever leaves the hard queries out has no accuracy to boast of.
TEST(Evaluate, KnowsNoAccuracyOfARoutingThatServesOnlyAPart) {
    RouteResult route;
    route.assignment = {0, -1, 1, -1};
    const Evaluation e = evaluate(byHand(), "random", {}, route);
    EXPECT_TRUE(std::isnan(e.realizedAccuracy));
    EXPECT_TRUE(std::isnan(e.predictedAccuracy));
    EXPECT_EQ(e.served, 2U);
    EXPECT_FALSE(e.servesAll());
    EXPECT_DOUBLE_EQ(e.realizedCost, 5.0);
    const auto json = evaluationJson(byHand(), e, {});
    EXPECT_TRUE(json["realized_accuracy"].is_null());
    EXPECT_EQ(json["served"], 2);
    EXPECT_EQ(e.share, (std::vector<double>{0.25, 0.25}));
}

TEST(Evaluate, LeavesNumbersUnknownWithoutAnAssignment) {
    RouteResult route;
    route.explanation = "The capacities hold 3 of 4 queries.";
    const Evaluation e = evaluate(byHand(), "dual", {}, route);
    EXPECT_FALSE(e.feasible);
    EXPECT_TRUE(std::isnan(e.cost));
    EXPECT_TRUE(std::isnan(e.realizedAccuracy));
    EXPECT_EQ(e.share, (std::vector<double>{0.0, 0.0}));
    const auto json = evaluationJson(byHand(), e, {});
    EXPECT_TRUE(json["cost"].is_null());
    EXPECT_TRUE(json["gap"].is_null());
    EXPECT_EQ(json["explanation"], route.explanation);
}

TEST(EvaluationJson, HasTheKeysOfTheCommandLine) {
    Constraints constraints;
    constraints.qualityFloor = 0.7;
    const Experiment experiment = byHand();
    const Evaluation e = compareRouters(experiment, constraints, {"dual"}).front();
    const auto json = evaluationJson(experiment, e, constraints);
    for (const char* key :
         {"router", "alpha", "queries", "models", "cost", "predicted_accuracy", "realized_accuracy",
          "realized_cost", "bound", "gap", "feasible", "solve_ms", "share"}) {
        EXPECT_TRUE(json.contains(key)) << key;
        EXPECT_FALSE(json[key].is_null()) << key;
    }
    EXPECT_EQ(json["router"], "dual");
    EXPECT_EQ(json["alpha"], 0.7);
    EXPECT_EQ(json["queries"], 4);
    EXPECT_EQ(json["models"], 2);
    EXPECT_EQ(json["feasible"], true);
    // α = 0.7 of 4 queries needs four times the abler model: 0.5 + 3 × 0.75 = 2.75 < 2.8.
    EXPECT_DOUBLE_EQ(json["cost"].get<double>(), 12.0);
    EXPECT_EQ(json["share"], (nlohmann::ordered_json{{"m0", 0.0}, {"m1", 1.0}}));
}

/// No baseline that meets the same constraints may be cheaper than the certified bound, and the
/// optimizer may exceed the bound by its gap alone.
TEST(CompareRouters, NothingFeasibleIsCheaperThanTheBound) {
    Random random(41);
    int compared = 0;
    for (int round = 0; round < 12; ++round) {
        RoutingProblem problem = smoothProblem(random, 120, 5);
        const Truth truth = randomTruth(random, problem);
        const Experiment experiment = experimentOf(std::move(problem), truth);
        Constraints constraints;
        constraints.qualityFloor = random.uniform(0.4, 0.75);
        if (round % 2 == 1) constraints.capacity = {40, 40, 40, 40, 40};
        const auto all = compareRouters(experiment, constraints);
        ASSERT_EQ(all.size(), routerCatalogue().size());
        const Evaluation& dual = all.front();
        ASSERT_EQ(dual.router, "dual");
        for (const Evaluation& e : all) {
            EXPECT_EQ(e.overload, 0) << e.router;
            if (!e.feasible || routerInfo(e.router).needsTruth) continue;
            ++compared;
            EXPECT_LE(dual.bound, e.cost * (1 + 1e-9)) << e.router;
            EXPECT_LE(dual.cost, e.cost * (1 + dual.gap + 1e-9)) << e.router;
        }
    }
    EXPECT_GT(compared, 24);
}

TEST(CompareRouters, LeavesTheOracleOutWithoutTruth) {
    Random random(42);
    RoutingProblem problem = smoothProblem(random, 20, 3);
    const Grid unknown = Grid::Constant(20, 3, kMissing);
    const Experiment experiment = experimentOf(std::move(problem), {unknown, unknown});
    const auto all = compareRouters(experiment, {});
    EXPECT_TRUE(std::none_of(all.begin(), all.end(),
                             [](const Evaluation& e) { return e.router == "oracle"; }));
    std::stop_source source;
    source.request_stop();
    EXPECT_THROW(compareRouters(experiment, {}, {}, 1, {source.get_token(), {}}), Cancelled);
}

/// willingness is the optimizer's own rule without capacity prices: tuned on predictions and
/// without capacities it can only differ by the one query that straddles the floor.
TEST(MatchBaselines, TunedWillingnessIsTheOptimizerWithoutCapacities) {
    Random random(43);
    for (int round = 0; round < 5; ++round) {
        RoutingProblem problem = smoothProblem(random, 2000, 6);
        const Truth truth = randomTruth(random, problem, 0.0);
        const Experiment experiment = experimentOf(std::move(problem), truth);
        Constraints constraints;
        constraints.qualityFloor = 0.5 + 0.05 * round;
        const Evaluation dual = compareRouters(experiment, constraints, {"dual"}).front();
        const auto matched = matchBaselines(experiment, dual, constraints, MatchOn::Predicted,
                                            {"willingness", "threshold"});
        EXPECT_TRUE(matched[0].reached);
        EXPECT_GE(matched[0].tuned.predictedAccuracy, dual.predictedAccuracy - 1e-9);
        EXPECT_NEAR(matched[0].saving, 0.0, 1.0 / 500.0);
        EXPECT_GE(matched[0].saving, -dual.gap - 1e-9);
        EXPECT_NEAR(matched[0].parameter, dual.qualityPrice, 0.02 * dual.qualityPrice);
        EXPECT_GT(matched[1].saving, matched[0].saving);
    }
}

TEST(MatchBaselines, CapacitiesSeparateGreedyFromOptimal) {
    Random random(44);
    RoutingProblem problem = smoothProblem(random, 1000, 5);
    const Truth truth = randomTruth(random, problem, 0.0);
    const Experiment experiment = experimentOf(std::move(problem), truth);
    Constraints constraints;
    constraints.qualityFloor = 0.55;
    constraints.capacity.assign(5, 250);
    const Evaluation dual = compareRouters(experiment, constraints, {"dual"}).front();
    ASSERT_TRUE(dual.feasible) << dual.explanation;
    const auto matched = matchBaselines(experiment, dual, constraints, MatchOn::Predicted,
                                        {"willingness", "threshold", "balance-aware"});
    for (const MatchedComparison& comparison : matched) {
        EXPECT_EQ(comparison.tuned.overload, 0);
        if (comparison.reached) {
            EXPECT_GE(comparison.saving, -dual.gap - 1e-9) << comparison.router;
        }
    }
    EXPECT_TRUE(matched[0].reached);
    EXPECT_GT(matched[0].saving, 0.01);
}

TEST(MatchBaselines, ReadsRealizedNumbersAndSaysWhatIsOutOfReach) {
    const Experiment experiment = byHand();
    Evaluation reference;
    reference.realizedAccuracy = 0.6;
    reference.realizedCost = 4.0;
    reference.predictedAccuracy = 0.9;
    reference.cost = 1.0;
    const std::vector<std::string> routers = {"threshold", "cheapest", "best-single"};
    const auto realized = matchBaselines(experiment, reference, {}, MatchOn::Realized, routers);
    // m0 alone: 1/3; m1 alone: 3.5/4 at 12 / 3 × 4 = 16.
    EXPECT_FALSE(realized[1].reached);
    EXPECT_TRUE(std::isnan(realized[1].saving));
    EXPECT_TRUE(realized[2].reached);
    EXPECT_DOUBLE_EQ(realized[2].saving, 1.0 - 4.0 / 16.0);
    EXPECT_TRUE(realized[0].reached);
    EXPECT_DOUBLE_EQ(realized[0].tuned.realizedAccuracy, 3.5 / 4.0);
    for (const auto& comparison :
         matchBaselines(experiment, reference, {}, MatchOn::Predicted, routers)) {
        EXPECT_FALSE(comparison.reached) << comparison.router;
    }
    reference.realizedAccuracy = kMissing;
    for (const auto& comparison :
         matchBaselines(experiment, reference, {}, MatchOn::Realized, routers)) {
        EXPECT_FALSE(comparison.reached) << comparison.router;
    }
}

}  // namespace
}  // namespace orl
