// Routers of people's own in the engine that window and command line share.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "core/lab/bundle.h"
#include "core/lab/comparing.h"
#include "core/lab/prepare.h"
#include "core/lab/repeats.h"
#include "core/lab/settings.h"
#include "core/lab/sweeps.h"
#include "lab_support.h"

namespace orl::testing {
namespace {

class OwnRouters : public LabTest {
  protected:
    OwnRouters() : m_store(store()), m_scenario(scenario()) {
        m_prepared = prepare(m_store, nullptr, m_scenario, {});
        m_scenario = m_prepared->scenario;
    }
    OwnRouter named(const std::string& name, const std::string& rule) const {
        OwnRouter router = ownRouterFrom(rule);
        router.name = name;
        return router;
    }
    std::string model(std::size_t j) const { return m_prepared->data->models[j].name; }
    static std::shared_ptr<const std::vector<OwnRouter>> shared(std::vector<OwnRouter> list) {
        return std::make_shared<const std::vector<OwnRouter>>(std::move(list));
    }

    std::shared_ptr<Store> m_store;
    Scenario m_scenario;
    std::shared_ptr<const Prepared> m_prepared;
};

TEST_F(OwnRouters, StandBesideTheOthersInASolve) {
    const auto own = shared({named("today", "task:*=" + model(1))});
    SolveEngine engine;
    const auto with = engine.solve(m_prepared, m_scenario,
                                   {"dual", "own:today", "own:gone", "cheapest"}, {}, own);
    ASSERT_EQ(with->evaluations.size(), 3U);  // one that is not there is left out
    EXPECT_EQ(with->evaluations[1].router, "own:today");
    EXPECT_NEAR(with->evaluations[1].share[1], 1.0, 1e-9);
    EXPECT_EQ(*with->assignments[1], with->experiment->own[0].assignment);
    // The rest does not know of it.
    const auto without = SolveEngine().solve(m_prepared, m_scenario, {"dual"}, {});
    EXPECT_EQ(with->chosen.cost, without->chosen.cost);
    EXPECT_TRUE(without->experiment->own.empty());
    // Another list is another experiment: nothing that was found of the old one stays.
    const auto other = engine.solve(m_prepared, m_scenario, {"own:today"}, {},
                                    shared({named("today", "task:*=" + model(0))}));
    EXPECT_NE(other->experiment, with->experiment);
    EXPECT_NEAR(other->evaluations[0].share[0], 1.0, 1e-9);
    const auto again = engine.solve(m_prepared, m_scenario, {"own:today"}, {}, nullptr);
    EXPECT_TRUE(again->evaluations.empty());
}

TEST_F(OwnRouters, AreComparedWhereTheyStandAndTheOtherWayRound) {
    SolveEngine engine;
    const auto own = shared({named("today", "shares:" + model(0) + "=1," + model(2) + "=1"),
                             named("part", "length:<60=" + model(1))});
    const auto solve = engine.solve(m_prepared, m_scenario, {"dual"}, {}, own);
    auto view = compareAll(solve, nullptr, {});
    ASSERT_GE(view->evaluations.size(), 3U);
    EXPECT_EQ(view->evaluations[view->evaluations.size() - 2].router, "own:today");
    EXPECT_EQ(view->evaluations.back().router, "own:part");
    EXPECT_EQ(view->assignments.size(), view->evaluations.size());
    const auto ofOwn =
        std::ranges::find(view->hindsight.matched, "own:today", &MatchedComparison::router);
    ASSERT_NE(ofOwn, view->hindsight.matched.end());
    EXPECT_NE(view->hindsight.strongest, "own:today");
    EXPECT_EQ(view->own, nullptr);
    view = withOwn(*view, {});
    ASSERT_EQ(view->own->size(), 2U);
    EXPECT_EQ(view->own->at(0).router, "own:today");
    EXPECT_EQ(view->own->at(0).queries, view->own->at(0).all);
    EXPECT_LT(view->own->at(1).queries, view->own->at(1).all);
    // What does not depend on the floor is kept when it moves.
    Scenario moved = m_scenario;
    moved.constraints.qualityFloor = 0.55;
    const auto next = engine.solve(m_prepared, moved, {"dual"}, {}, own);
    EXPECT_EQ(compareAll(next, view.get(), {})->own, view->own);
    moved.constraints.commonCapacity = 0.5;
    const auto limited = engine.solve(m_prepared, moved, {"dual"}, {}, own);
    EXPECT_EQ(compareAll(limited, view.get(), {})->own, nullptr);
    // Without any there is nothing to wait for.
    const auto none = compareAll(engine.solve(m_prepared, moved, {"dual"}, {}), nullptr, {});
    ASSERT_NE(none->own, nullptr);
    EXPECT_TRUE(none->own->empty());
}

TEST_F(OwnRouters, HaveTheSameFiguresWhereverBaselinesAreTuned) {
    const auto own = shared({named("today", "task:*=" + model(1))});
    SolveEngine engine;
    const auto solve = engine.solve(m_prepared, m_scenario, {"dual"}, {}, own);
    BaselineTuner tuner;
    const auto view = withHeldOut(*compareAll(solve, nullptr, {}), tuner, m_prepared, {});
    ASSERT_TRUE(view->heldOut);
    if (!view->heldOut->isKnown()) GTEST_SKIP() << view->heldOut->explanation;
    const auto of = [](const TunedBaselines& tuned) {
        return *std::ranges::find(tuned.matched, "own:today", &MatchedComparison::router);
    };
    EXPECT_EQ(of(view->heldOut->tuned).tuned.cost, of(view->hindsight).tuned.cost);
    EXPECT_EQ(of(view->heldOut->tuned).reached, of(view->hindsight).reached);
}

TEST_F(OwnRouters, AreSweptAsLongAsTheyAreThere) {
    SolveEngine engine;
    const auto solve = engine.solve(m_prepared, m_scenario, {}, {},
                                    shared({named("today", "task:*=" + model(1))}));
    const SweepInputs inputs =
        sweepInputs(SweepOver::Alpha, *solve, {"dual", "own:today", "own:gone"});
    EXPECT_EQ(inputs.routers, (std::vector<std::string>{"dual", "own:today"}));
    std::shared_ptr<const SweepView> last;
    runSweep(inputs, nullptr, {}, [&](auto view) { last = std::move(view); });
    ASSERT_TRUE(last && last->complete);
    for (const auto& point : last->points[1]) EXPECT_NEAR(point->evaluation.share[1], 1.0, 1e-9);
}

TEST_F(OwnRouters, AreRepeatedOverSplits) {
    RepeatInputs inputs;
    inputs.data = m_prepared->data;
    inputs.predictor = predictorOptionsOf(m_scenario.preparation);
    inputs.constraints = [](const Experiment&) {
        Constraints constraints;
        constraints.qualityFloor = 0.3;
        return constraints;
    };
    inputs.own = {named("today", "task:*=" + model(1))};
    inputs.routers = {"dual", "own:today"};
    inputs.splits = 2;
    const Repeats repeats = repeatComparison(inputs, {});
    ASSERT_EQ(repeats.routers.size(), 2U);
    EXPECT_EQ(repeats.routers[1].id, "own:today");
    EXPECT_EQ(repeats.routers[1].title(), "today");
    EXPECT_EQ(repeats.routers[1].value(RepeatMetric::Cost).splits, 2U);
    inputs.routers = {"own:gone"};
    EXPECT_THROW(repeatComparison(inputs, {}), Error);
}

TEST_F(OwnRouters, AreKeptInTheWorkspaceAndTravelInBundles) {
    SavedWork work;
    work.ownRouters = {named("today", "length-words:<10=a,*=b")};
    ChoiceList list{"log.csv", {"a"}, {{"q", choiceTextKey("one"), -1, 0, 0}}};
    OwnRouter choices;
    choices.name = "log";
    choices.kind = OwnRouter::Kind::Choices;
    choices.choices = std::make_shared<const ChoiceList>(list);
    work.ownRouters.push_back(choices);
    keepWork(m_store->workspace, work);
    EXPECT_EQ(savedWork(m_store->workspace), work);
    for (const bool withData : {true, false}) {
        const auto file = path(withData ? "with.orlz" : "without.orlz");
        writeBundle(file, m_store->workspace, m_scenario, work, withData, "1", {});
        EXPECT_EQ(readBundle(file, {}).work, work);
    }
    unpackBundle(path("with.orlz"), path("there.orlab"), {});
    Workspace there = Workspace::open(path("there.orlab"));
    EXPECT_EQ(savedWork(there).ownRouters, work.ownRouters);
    // One of the same name that differs gets another name; the same is not doubled.
    SavedWork other = work;
    other.ownRouters[0] = named("today", "task:*=a");
    keepWork(there, other);
    addToWorkspace(there, readBundle(path("without.orlz"), {}));
    const auto united = savedWork(there).ownRouters;
    ASSERT_EQ(united.size(), 3U);
    EXPECT_EQ(united[2].name, "today (2)");
    keepWork(there, {});
    EXPECT_TRUE(savedWork(there).ownRouters.empty());
    there.saveSetting("lab.own_routers", "{");
    EXPECT_THROW(savedWork(there), Error);
}

TEST_F(OwnRouters, TheirListsKeepEachNameOnce) {
    std::vector<OwnRouter> list = {named("a", "task:*=x"), named("b", "task:*=x")};
    list = withOwnRouter(list, named("a", "task:*=y"));
    ASSERT_EQ(list.size(), 2U);
    EXPECT_EQ(list[0].otherwise, "y");
    EXPECT_EQ(withOwnRouter(list, named("c", "task:*=y")).size(), 3U);
}

}  // namespace
}  // namespace orl::testing
