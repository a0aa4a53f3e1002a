// Routers of people's own: what they do with a batch, and how they are compared.
#include "core/experiment/own_choices.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "builders.h"
#include "core/evaluate/matched.h"
#include "core/evaluate/own_comparison.h"
#include "core/evaluate/report_json.h"
#include "core/evaluate/sweep.h"
#include "core/experiment/part.h"
#include "core/support/error.h"
#include "core/support/random.h"

namespace orl {
namespace {

using testing::emptyDataset;
using testing::experimentOf;
using testing::randomTruth;
using testing::smoothProblem;

/// Tasks and texts of a data set, and an experiment of all its rows.
struct Ground {
    Dataset data;
    Experiment experiment;
};

Ground groundOf(std::size_t queries, std::size_t models, std::uint64_t seed) {
    Ground ground{emptyDataset(queries, models), {}};
    Random random(seed);
    RoutingProblem problem = smoothProblem(random, queries, models);
    Truth truth = randomTruth(random, problem);
    ground.experiment = experimentOf(std::move(problem), std::move(truth));
    ground.experiment.hasOutcomes = true;
    const char* tasks[] = {"math", "code", ""};
    for (std::size_t i = 0; i < queries; ++i) {
        ground.data.queries[i].task = tasks[random.below(3)];
        ground.data.queries[i].split = "test";
        ground.data.queries[i].text = std::string(1 + random.below(40), 'x') + std::to_string(i);
        ground.experiment.task.push_back(ground.data.queries[i].task);
    }
    return ground;
}

OwnPlan planFor(const Ground& ground, const std::string& rule) {
    return ownPlan(ownRouterFrom(rule), rule, ground.data, ground.experiment);
}

OwnRouter choiceRouter(ChoiceList list) {
    OwnRouter router;
    router.name = "log";
    router.kind = OwnRouter::Kind::Choices;
    router.choices = std::make_shared<const ChoiceList>(std::move(list));
    return router;
}

QueryChoice byText(const std::string& text, std::uint32_t model) {
    return {"", choiceTextKey(text), -1, 0, model};
}

TEST(OwnPlans, TablesSendEveryQueryWhereItsTaskOrLevelSays) {
    const Ground ground = groundOf(120, 3, 5);
    const OwnPlan plan = planFor(ground, "task:math=m2,code=m0");
    const OwnPlan others = planFor(ground, "task:math=m2,*=m1");
    const OwnPlan level = planFor(ground, "level:easy=m0,hard=m1");
    std::size_t unmatched = 0;
    for (std::size_t i = 0; i < 120; ++i) {
        const std::string& task = ground.data.queries[i].task;
        EXPECT_EQ(plan.assignment[i], task == "math" ? 2 : task == "code" ? 0 : -1);
        EXPECT_EQ(others.assignment[i], task == "math" ? 2 : 1);
        EXPECT_EQ(level.assignment[i], ground.experiment.level[i]);
        unmatched += task.empty() ? 1 : 0;
    }
    EXPECT_EQ(plan.unmatched, unmatched);
    EXPECT_EQ(others.unmatched, 0U);
    EXPECT_TRUE(others.remarks.empty());
    ASSERT_EQ(plan.remarks.size(), 1U);
}

TEST(OwnPlans, TasksThatTheDataLackAreSaidWithTheNearest) {
    const Ground ground = groundOf(60, 2, 6);
    const OwnPlan plan = planFor(ground, "task:maths=m0,code=m1,*=m0");
    ASSERT_EQ(plan.remarks.size(), 1U);
    EXPECT_NE(plan.remarks[0].find("\"maths\""), std::string::npos);
    EXPECT_NE(plan.remarks[0].find("they have \"math\""), std::string::npos);
}

TEST(OwnPlans, LengthsAreBelowTheStepAndTheFirstStepWins) {
    Ground ground = groundOf(4, 3, 7);
    ground.data.queries[0].text = "12345";
    ground.data.queries[1].text = "123\xC3\xA9";  // four characters, five bytes
    ground.data.queries[2].text = "a b\nc";       // three words
    ground.data.queries[3].text = std::string(300, 'x');
    ground.data.queries[0].inputTokens = 10.0;
    EXPECT_EQ(planFor(ground, "length:<5=m0,<300=m1").assignment, (Assignment{1, 0, 1, -1}));
    EXPECT_EQ(planFor(ground, "length:<5=m0,*=m2").assignment, (Assignment{2, 0, 2, 2}));
    EXPECT_EQ(planFor(ground, "length-words:<3=m0,<4=m1").assignment, (Assignment{0, 0, 1, 0}));
    const OwnPlan tokens = planFor(ground, "length-tokens:<10=m0,*=m1");
    EXPECT_EQ(tokens.assignment, (Assignment{1, -1, -1, -1}));
    EXPECT_EQ(tokens.unmatched, 3U);
}

TEST(OwnPlans, SharesAreExactAndDealtByTheSeed) {
    const Ground ground = groundOf(101, 3, 8);
    OwnRouter router = ownRouterFrom("shares:m0=0.3,m2=0.7");
    const OwnPlan plan = ownPlan(router, "s", ground.data, ground.experiment);
    EXPECT_EQ(std::ranges::count(plan.assignment, 0), 30);
    EXPECT_EQ(std::ranges::count(plan.assignment, 2), 71);
    EXPECT_EQ(ownPlan(router, "s", ground.data, ground.experiment).assignment, plan.assignment);
    router.seed = 2;
    EXPECT_NE(ownPlan(router, "s", ground.data, ground.experiment).assignment, plan.assignment);
    EXPECT_TRUE(plan.remarks.empty());
    const OwnPlan part = planFor(ground, "shares:m0=0.3,m2=0.3");
    ASSERT_EQ(part.remarks.size(), 1U);
    EXPECT_NE(part.remarks[0].find("add up to 0.6, not to 1"), std::string::npos);
    // Not the first thirty.
    EXPECT_TRUE(std::any_of(plan.assignment.begin(), plan.assignment.begin() + 30,
                            [](std::int32_t model) { return model == 2; }));
}

TEST(OwnPlans, ModelsThatCannotTakeAQueryAreCountedWithTheNearestName) {
    Ground ground = groundOf(10, 2, 9);
    ground.experiment.models = {"gpt-4o", "mini"};
    for (std::size_t i = 0; i < 10; ++i) ground.experiment.problem.forbid(i, 1);
    const OwnPlan plan = planFor(ground, "shares:GPT4o=0.5,mini=0.5");
    EXPECT_EQ(plan.assignment, Assignment(10, -1));
    EXPECT_EQ(plan.unavailable, 10U);
    EXPECT_EQ(plan.unavailableModels,
              (std::map<std::string, std::size_t>{{"GPT4o", 5}, {"mini", 5}}));
    ASSERT_EQ(plan.remarks.size(), 1U);
    EXPECT_NE(plan.remarks[0].find("did you mean \"gpt-4o\"?"), std::string::npos);
    EXPECT_NE(plan.remarks[0].find("\"mini\" (5; switched off"), std::string::npos);
}

TEST(OwnPlans, ChoicesAreMatchedByIdThenByTextAndNeverGuessed) {
    Ground ground = groundOf(7, 2, 10);
    const char* texts[] = {"one", "one", "two", "three", "four", "five", "six"};
    for (std::size_t i = 0; i < 7; ++i) ground.data.queries[i].text = texts[i];
    ground.data.queries[2].id = "q2";
    ground.data.queries[3].id = "q3";
    ground.data.queries[4].id = "q4";
    ChoiceList list{"log.csv", {"m1", "m0", "gone"}, {}};
    list.entries = {byText("one\r\n", 0),                      // both queries of that text
                    {"q2", choiceTextKey("other"), -1, 0, 1},  // the id goes first
                    {"q3", choiceTextKey("three"), -1, 0, 0},  // two choices of one id:
                    {"q3", choiceTextKey("there"), -1, 0, 1},  // the text tells which
                    {"q4", choiceTextKey("x"), -1, 0, 0},      // here it does not
                    {"q4", choiceTextKey("y"), -1, 0, 1},
                    byText("five", 2),
                    byText("nowhere", 0)};
    const OwnPlan plan = ownPlan(choiceRouter(list), "l", ground.data, ground.experiment);
    EXPECT_EQ(plan.assignment, (Assignment{1, 1, 0, 1, -1, -1, -1}));
    EXPECT_EQ(plan.ambiguous, 1U);
    EXPECT_EQ(plan.unmatched, 1U);
    EXPECT_EQ(plan.unavailableModels, (std::map<std::string, std::size_t>{{"gone", 1}}));
    EXPECT_EQ(plan.elsewhere, 1U);
    OwnRouter router = choiceRouter(list);
    router.otherwise = "m0";
    const OwnPlan others = ownPlan(router, "l", ground.data, ground.experiment);
    EXPECT_EQ(others.assignment, (Assignment{1, 1, 0, 1, -1, -1, 0}));
    EXPECT_EQ(others.unmatched, 0U);
}

TEST(OwnPlans, RowsCountOnlyWhereTheyAreOfTheSameQueries) {
    Ground ground = groundOf(3, 2, 11);
    ground.data.queries[1].task = "math";
    ChoiceList list{"r.csv", {"m1"}, {}};
    list.entries = {{"", 0, 1, choiceRowKey("test", "math", ""), 0},
                    {"", 0, 2, choiceRowKey("test", "history", ""), 0}};
    const OwnPlan plan = ownPlan(choiceRouter(list), "r", ground.data, ground.experiment);
    EXPECT_EQ(plan.assignment, (Assignment{-1, 1, -1}));
    EXPECT_EQ(plan.otherRows, 1U);
    EXPECT_EQ(plan.elsewhere, 1U);
}

TEST(OwnPlans, AnIdThatQueriesShareNamesNoneOfThemAlone) {
    Ground ground = groundOf(3, 2, 11);
    for (std::size_t i = 0; i < 3; ++i) {
        ground.data.queries[i].text = "text " + std::to_string(i);
        ground.data.queries[i].id = i < 2 ? "0" : "1";
    }
    ChoiceList list{"log.csv", {"m1"}, {}};
    list.entries = {{"0", choiceTextKey("text 0"), -1, 0, 0}, {"1", 0, -1, 0, 0}};
    const OwnPlan plan = ownPlan(choiceRouter(list), "l", ground.data, ground.experiment);
    EXPECT_EQ(plan.assignment, (Assignment{1, -1, 1}));
    EXPECT_EQ(plan.ambiguous, 1U);
}

TEST(OwnPlans, TwoChoicesOfOneTextAreAmbiguous) {
    Ground ground = groundOf(1, 2, 12);
    ground.data.queries[0].text = "one";
    ChoiceList list{"log.csv", {"m0", "m1"}, {}};
    list.entries = {{"a", choiceTextKey("one"), -1, 0, 0}, {"b", choiceTextKey("one"), -1, 0, 1}};
    const OwnPlan plan = ownPlan(choiceRouter(list), "l", ground.data, ground.experiment);
    EXPECT_EQ(plan.ambiguous, 1U);
    EXPECT_EQ(plan.assignment, Assignment{-1});
}

TEST(OwnPlans, StopWhenAsked) {
    const Ground ground = groundOf(5, 2, 12);
    std::stop_source stop;
    stop.request_stop();
    EXPECT_THROW(ownPlan(ownRouterFrom("task:*=m0"), "t", ground.data, ground.experiment,
                         {stop.get_token(), {}}),
                 Cancelled);
}

/// The figures are those of the same assignment evaluated by hand, whichever way they come.
TEST(OwnRouting, IsJudgedLikeEveryOtherRouting) {
    Ground ground = groundOf(90, 4, 13);
    const OwnRouter router = ownRouterFrom("shares:m0=0.2,m1=0.3,m3=0.5");
    setOwnPlans(ground.experiment, std::span(&router, 1), ground.data);
    const std::string id = ownRouterId(router.name);
    const Experiment& experiment = ground.experiment;
    Constraints constraints;
    constraints.qualityFloor = 0.1;
    RouteResult byHand;
    byHand.assignment = experiment.own[0].assignment;
    const Evaluation expected = evaluate(experiment, id, constraints, byHand);
    const auto compared = compareRouters(experiment, constraints, {"dual", id});
    ASSERT_EQ(compared.size(), 2U);
    EXPECT_EQ(compared[1].router, id);
    EXPECT_TRUE(compared[1].feasible) << compared[1].explanation;
    EXPECT_EQ(compared[1].cost, expected.cost);
    EXPECT_EQ(compared[1].realizedAccuracy, expected.realizedAccuracy);
    // All unless named, own ones last.
    EXPECT_EQ(routersOr({}, experiment).back(), id);
    SweepOptions options;
    options.over = SweepOver::Capacity;
    options.values = {0.3, 1.0};
    options.base = constraints;
    options.routers = {id, "cheapest"};
    const auto one = sweep(experiment, options);
    options.threads = 2;
    const auto two = sweep(experiment, options);
    ASSERT_EQ(one.size(), 4U);
    EXPECT_EQ(one[0].evaluation.cost, expected.cost);
    EXPECT_FALSE(one[0].evaluation.feasible);
    EXPECT_EQ(one[0].evaluation.overload, 45 - 27);
    EXPECT_NE(one[0].evaluation.explanation.find("m3 takes 45 queries, above its limit of 27"),
              std::string::npos);
    EXPECT_TRUE(one[1].evaluation.feasible);
    for (std::size_t k = 0; k < one.size(); ++k) {
        EXPECT_EQ(one[k].evaluation.cost, two[k].evaluation.cost);
        EXPECT_EQ(one[k].evaluation.explanation, two[k].evaluation.explanation);
    }
}

TEST(OwnRouting, SaysWhyQueriesHaveNoModel) {
    Ground ground = groundOf(50, 2, 14);
    const OwnRouter router = ownRouterFrom("task:math=m0,code=gone");
    setOwnPlans(ground.experiment, std::span(&router, 1), ground.data);
    const OwnPlan& plan = ground.experiment.own[0];
    const Evaluation evaluation =
        compareRouters(ground.experiment, {}, {ownRouterId(router.name)})[0];
    EXPECT_FALSE(evaluation.feasible);
    EXPECT_EQ(evaluation.served, 50 - plan.unmatched - plan.unavailable);
    EXPECT_TRUE(std::isnan(evaluation.realizedAccuracy));
    EXPECT_NE(evaluation.explanation.find(std::to_string(plan.unmatched) + " have no choice"),
              std::string::npos)
        << evaluation.explanation;
    EXPECT_NE(evaluation.explanation.find(std::to_string(plan.unavailable) +
                                          " go to models that cannot take them"),
              std::string::npos);
    const auto json = ownPlanJson(plan);
    EXPECT_EQ(json["unmatched"], plan.unmatched);
    EXPECT_EQ(json["unavailable_models"]["gone"], plan.unavailable);
}

TEST(OwnRouting, NamesThoseThatAreThereWhereOneIsNot) {
    Ground ground = groundOf(5, 2, 15);
    const OwnRouter router = ownRouterFrom("task:*=m0");
    setOwnPlans(ground.experiment, std::span(&router, 1), ground.data);
    try {
        compareRouters(ground.experiment, {}, {"own:other"});
        FAIL();
    } catch (const Error& error) {
        EXPECT_NE(std::string(error.what()).find("task:*=m0"), std::string::npos);
    }
    EXPECT_THROW(routersOr({"own:other"}, ground.experiment), Error);
    EXPECT_THROW(makeRouter("own:other", ground.experiment.problem), Error);
}

/// Oracle: all routings of tiny batches. At the own router's predicted accuracy nothing is cheaper
/// than what the optimizer finds proven.
TEST(OwnComparisons, TheOptimizerAtItsAccuracyCostsTheLeastOfAllRoutings) {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        Ground ground = groundOf(6, 3, 100 + seed);
        const OwnRouter router = ownRouterFrom("shares:m0=1,m1=1,m2=1");
        setOwnPlans(ground.experiment, std::span(&router, 1), ground.data);
        const Experiment& experiment = ground.experiment;
        const OwnComparison found = compareOwn(experiment, {}, experiment.own[0], 1);
        EXPECT_EQ(found.queries, 6U);
        double least = std::numeric_limits<double>::infinity();
        for (int code = 0; code < 729; ++code) {
            double cost = 0.0;
            double quality = 0.0;
            for (int i = 0, rest = code; i < 6; ++i, rest /= 3) {
                cost += experiment.problem.cost(std::size_t(i), std::size_t(rest % 3));
                quality += experiment.problem.quality(std::size_t(i), std::size_t(rest % 3));
            }
            if (quality / 6.0 >= found.own.predictedAccuracy - 1e-9) least = std::min(least, cost);
        }
        ASSERT_TRUE(found.atPredicted.feasible);
        EXPECT_NEAR(found.atPredicted.cost, least, 1e-9) << seed;
        EXPECT_NEAR(found.savingPredicted, 1.0 - least / found.own.cost, 1e-9);
        if (!std::isnan(found.savingRealized)) {
            EXPECT_GE(found.atRealized.realizedAccuracy, found.own.realizedAccuracy - 1e-9);
        }
    }
}

TEST(OwnComparisons, AreOfTheQueriesThatTheOwnRouterServes) {
    Ground ground = groundOf(200, 3, 16);
    const OwnRouter router = ownRouterFrom("task:math=m2,code=m1");
    setOwnPlans(ground.experiment, std::span(&router, 1), ground.data);
    const Experiment& experiment = ground.experiment;
    const OwnPlan& plan = experiment.own[0];
    std::vector<std::uint32_t> served;
    Assignment of;
    for (std::uint32_t i = 0; i < 200; ++i) {
        if (plan.assignment[i] < 0) continue;
        served.push_back(i);
        of.push_back(plan.assignment[i]);
    }
    ASSERT_LT(served.size(), 200U);
    const OwnComparison found = compareOwn(experiment, {}, plan, 1);
    EXPECT_EQ(found.queries, served.size());
    EXPECT_EQ(found.all, 200U);
    const Experiment part = partOf(experiment, served);
    RouteResult byHand;
    byHand.assignment = of;
    const Evaluation own = evaluate(part, "x", {}, byHand);
    EXPECT_EQ(found.own.realizedAccuracy, own.realizedAccuracy);
    EXPECT_EQ(found.own.realizedCost, own.realizedCost);
    ASSERT_FALSE(std::isnan(found.savingRealized)) << found.explanation;
    EXPECT_GE(found.atRealized.realizedAccuracy, own.realizedAccuracy - 1e-9);
    EXPECT_EQ(found.atRealized.queries, served.size());
    EXPECT_DOUBLE_EQ(found.savingRealized, 1.0 - found.atRealized.realizedCost / own.realizedCost);
    ASSERT_TRUE(found.bands.has_value());
    EXPECT_LE(found.bands->saving.low, found.savingRealized);
    EXPECT_GE(found.bands->saving.high, found.savingRealized);
    const auto json = ownComparisonsJson(std::span(&found, 1));
    EXPECT_EQ(json[0]["queries"], served.size());
    EXPECT_EQ(json[0]["saving_realized"], found.savingRealized);
}

TEST(OwnComparisons, LimitsBindTheOptimizerInProportion) {
    Ground ground = groundOf(40, 2, 17);
    for (std::size_t i = 0; i < 40; ++i) {
        ground.experiment.problem.set(i, 0, 1.0, 0.2);
        ground.experiment.problem.set(i, 1, 2.0, 0.8);
    }
    const OwnRouter router = ownRouterFrom("task:*=m1");
    setOwnPlans(ground.experiment, std::span(&router, 1), ground.data);
    Constraints constraints;
    constraints.capacity = {kUnlimited, 20};
    const OwnComparison found =
        compareOwn(ground.experiment, constraints, ground.experiment.own[0], 1);
    EXPECT_FALSE(found.atPredicted.feasible);
    EXPECT_TRUE(std::isnan(found.savingPredicted));
    EXPECT_FALSE(found.explanation.empty());
    EXPECT_EQ(found.own.overload, 20);
}

TEST(OwnComparisons, WithoutAnyQueryThereIsNone) {
    Ground ground = groundOf(4, 2, 18);
    const OwnRouter router = ownRouterFrom("task:*=gone");
    setOwnPlans(ground.experiment, std::span(&router, 1), ground.data);
    const OwnComparison found = compareOwn(ground.experiment, {}, ground.experiment.own[0], 1);
    EXPECT_EQ(found.queries, 0U);
    EXPECT_FALSE(found.explanation.empty());
    EXPECT_TRUE(std::isnan(found.savingRealized));
}

TEST(OwnComparisons, WhereItStandsTheBaselineCountsAsReached) {
    Ground ground = groundOf(150, 3, 19);
    const OwnRouter router = ownRouterFrom("task:*=m2");
    setOwnPlans(ground.experiment, std::span(&router, 1), ground.data);
    const Experiment& experiment = ground.experiment;
    Constraints constraints;
    constraints.qualityFloor = 0.1;
    const Evaluation reference = compareRouters(experiment, constraints, {"dual"})[0];
    const auto matched = matchBaselines(experiment, reference, constraints, MatchOn::Predicted,
                                        {ownRouterId(router.name)});
    ASSERT_EQ(matched.size(), 1U);
    EXPECT_TRUE(std::isnan(matched[0].parameter));
    ASSERT_TRUE(matched[0].reached);
    EXPECT_NEAR(matched[0].saving, 1.0 - reference.cost / matched[0].tuned.cost, 1e-12);
}

}  // namespace
}  // namespace orl
