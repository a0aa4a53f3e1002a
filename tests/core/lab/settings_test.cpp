#include "core/lab/settings.h"

#include <gtest/gtest.h>

#include <limits>

#include <cmath>
#include <functional>

#include "core/experiment/experiment.h"
#include "core/lab/parts.h"
#include "core/support/error.h"

namespace orl {
namespace {

/// Every field of a preparation, changed alone.
struct Change {
    const char* field;
    std::function<void(Preparation&)> apply;
    bool otherFit;   ///< a new fit is needed
    bool otherData;  ///< nothing judged before can be shown
};

const std::vector<Change>& changes() {
    static const std::vector<Change> all = {
        {"dataset", [](Preparation& p) { p.dataset = "other"; }, true, true},
        {"trainSplit", [](Preparation& p) { p.trainSplit = "half"; }, true, true},
        {"testSplit", [](Preparation& p) { p.testSplit = "rest"; }, false, true},
        {"predictor", [](Preparation& p) { p.predictor = "knn"; }, true, false},
        {"embedding", [](Preparation& p) { p.embedding = "data"; }, true, true},
        {"neighbours", [](Preparation& p) { p.neighbours = 7; }, true, false},
        {"blend", [](Preparation& p) { p.blend = 0.25; }, false, false},
        {"folds", [](Preparation& p) { p.folds = 5; }, false, true},
        {"seed", [](Preparation& p) { p.seed = 9; }, true, true},
    };
    return all;
}

TEST(Reconcile, WhoSetsAFloorAsksForNoGuarantee) {
    Scenario before;
    before.constraints.guarantee = {true, 0.85, 0.9};
    before.constraints.qualityFloor = 0.87;
    Scenario next = before;
    next.constraints.commonCapacity = 0.3;
    next.constraints.guarantee.accuracy = 0.9;
    Scenario expected = next;
    reconcile(next, before);
    EXPECT_EQ(next, expected);  // what else is changed leaves it
    next = before;
    next.constraints.qualityFloor = 0.8;
    reconcile(next, before);
    EXPECT_FALSE(next.constraints.guarantee.asked);
    EXPECT_EQ(next.constraints.qualityFloor, 0.8);
    next = before;
    next.constraints.mode = RoutingMode::QualityUnderBudget;
    reconcile(next, before);
    EXPECT_FALSE(next.constraints.guarantee.asked);
    // Turning to other data brings their own floor along.
    next = before;
    next.preparation.dataset = "other";
    next.constraints.qualityFloor = 0.5;
    reconcile(next, before);
    EXPECT_TRUE(next.constraints.guarantee.asked);
    // Asked for together with its floor.
    Scenario plain = before;
    plain.constraints.guarantee.asked = false;
    next = before;
    next.constraints.qualityFloor = 0.91;
    reconcile(next, plain);
    EXPECT_TRUE(next.constraints.guarantee.asked);
}

TEST(TurnTo, WhatWasSetForOtherDataStaysWithThem) {
    Scenario scenario;
    scenario.preparation.dataset = "ten models";
    scenario.preparation.predictor = "knn";
    scenario.constraints.qualityFloor = 0.7;
    scenario.constraints.commonCapacity = 0.3;
    scenario.constraints.capacityShare["gpt-4o"] = 0.1;
    scenario.pool.outputPrice["gpt-4o"] = 3.0;
    scenario.pool.caution = 0.5;
    scenario.constraints.groups = {"task", {{"law", 0.7}}, {}};
    const Scenario before = scenario;
    turnTo(scenario, "ten models");
    EXPECT_EQ(scenario, before);
    turnTo(scenario, "two models");  // 0.3 each would not hold all queries
    EXPECT_EQ(scenario.preparation.dataset, "two models");
    EXPECT_EQ(scenario.constraints.commonCapacity, 1.0);
    EXPECT_TRUE(scenario.constraints.capacityShare.empty());
    EXPECT_EQ(scenario.constraints.groups, GroupSettings());
    PoolSettings cautious;
    cautious.caution = 0.5;  // a part of the method
    EXPECT_EQ(scenario.pool, cautious);
    EXPECT_EQ(scenario.constraints.qualityFloor, 0.7);
    EXPECT_EQ(scenario.preparation.predictor, "knn");
}

TEST(SameSettings, EveryFieldOfAPreparationCounts) {
    for (const Change& change : changes()) {
        Preparation changed;
        change.apply(changed);
        EXPECT_FALSE(changed == Preparation()) << change.field;
        EXPECT_EQ(sameFit(Preparation(), changed), !change.otherFit) << change.field;
        EXPECT_EQ(sameFit(changed, Preparation()), !change.otherFit) << change.field;
        EXPECT_EQ(sameStudy(Preparation(), changed), !change.otherData) << change.field;
    }
    EXPECT_TRUE(sameFit({}, {}));
    EXPECT_TRUE(sameStudy({}, {}));
}

TEST(SameSettings, EveryPriceAndSwitchOfThePoolCounts) {
    const std::function<void(PoolSettings&)> edits[] = {
        [](PoolSettings& pool) { pool.priceMultiplier["a"] = 2.0; },
        [](PoolSettings& pool) { pool.inputPrice["a"] = 2.0; },
        [](PoolSettings& pool) { pool.outputPrice["a"] = 2.0; },
        [](PoolSettings& pool) { pool.firstTokenSeconds["a"] = 0.5; },
        [](PoolSettings& pool) { pool.tokensPerSecond["a"] = 80.0; },
        [](PoolSettings& pool) { pool.disabled = {"a"}; },
        [](PoolSettings& pool) { pool.caution = 0.5; },
    };
    for (const auto& edit : edits) {
        PoolSettings changed;
        edit(changed);
        EXPECT_FALSE(changed == PoolSettings());
        Scenario scenario;
        scenario.pool = changed;
        EXPECT_TRUE(scenario.preparation == Preparation()) << "prices need no fit";
    }
}

TEST(SameSettings, PredictorOptionsTakeEverythingThatChangesAFit) {
    Preparation preparation;
    preparation.predictor = "knn";
    preparation.embedding = "data";
    preparation.neighbours = 7;
    preparation.blend = 0.25;
    preparation.seed = 9;
    const PredictorOptions options = predictorOptionsOf(preparation);
    EXPECT_EQ(options.kind, PredictorKind::Knn);
    EXPECT_EQ(options.vectors, VectorSource::Data);
    EXPECT_EQ(options.neighbours, 7);
    EXPECT_EQ(options.blend, 0.25);
    EXPECT_EQ(options.seed, 9U);
    preparation.predictor = "oracle";
    EXPECT_THROW(predictorOptionsOf(preparation), Error);
}

Experiment groupedExperiment() {
    Experiment experiment;
    experiment.models = {"a", "b"};
    experiment.problem = RoutingProblem(6, 2);
    experiment.rows = {0, 1, 2, 3, 4, 5};
    experiment.task = {"law", "", "code", "law", "law", "law"};
    experiment.level = {0, 1, 1, 0, 0, 0};
    experiment.levelNames = {"easy", "hard"};
    return experiment;
}

TEST(GroupSettings, FloorsAndCapsAreOfTheGroupsThatAreRouted) {
    const Experiment experiment = groupedExperiment();
    ConstraintSettings settings;
    settings.groups.by = "task";
    settings.groups.floor = {{"law", 0.7}, {"medicine", 0.9}};
    settings.groups.cap = {{"law", {{"b", 0.5}}}, {"code", {{"a", 1.0}}}};
    const Constraints constraints = constraintsOf(settings, experiment);
    EXPECT_EQ(constraints.groupNames, (std::vector<std::string>{"law", "unknown", "code"}));
    EXPECT_EQ(constraints.group, (std::vector<std::int32_t>{0, 1, 2, 0, 0, 0}));
    EXPECT_EQ(constraints.groupFloor[0], 0.7);
    EXPECT_TRUE(std::isnan(constraints.groupFloor[1]) && std::isnan(constraints.groupFloor[2]));
    EXPECT_EQ(
        constraints.groupCapacity,
        (std::vector<std::int64_t>{kUnlimited, 2, kUnlimited, kUnlimited, kUnlimited, kUnlimited}));
    settings.groups.by = "level";
    settings.groups.floor = {{"hard", 0.6}};
    settings.groups.cap.clear();
    const Constraints levels = constraintsOf(settings, experiment);
    EXPECT_EQ(levels.group, (std::vector<std::int32_t>{0, 1, 1, 0, 0, 0}));
    EXPECT_EQ(levels.groupFloor[1], 0.6);
    EXPECT_TRUE(levels.groupCapacity.empty());
}

TEST(GroupSettings, WhatAsksForNothingHasNoGroups) {
    const Experiment experiment = groupedExperiment();
    ConstraintSettings settings;
    settings.groups.by = "task";
    for (const auto& floor : {std::map<std::string, double>(), {{"medicine", 0.9}}}) {
        settings.groups.floor = floor;
        const Constraints constraints = constraintsOf(settings, experiment);
        EXPECT_FALSE(constraints.hasGroups());
        EXPECT_TRUE(constraints.group.empty() && constraints.groupFloor.empty());
    }
}

TEST(GroupSettings, EveryFieldCounts) {
    const Experiment experiment = groupedExperiment();
    const std::function<void(GroupSettings&)> edits[] = {
        [](GroupSettings& groups) { groups.by = "level"; },
        [](GroupSettings& groups) { groups.floor["law"] = 0.2; },
        [](GroupSettings& groups) { groups.cap["law"]["a"] = 0.2; },
    };
    ConstraintSettings settings;
    settings.groups = {"task", {{"law", 0.7}, {"easy", 0.5}}, {{"law", {{"a", 0.5}}}}};
    const Constraints before = constraintsOf(settings, experiment);
    EXPECT_TRUE(sameGroups(before, before));
    for (const auto& edit : edits) {
        ConstraintSettings changed = settings;
        edit(changed.groups);
        EXPECT_FALSE(changed == settings);
        EXPECT_FALSE(sameGroups(before, constraintsOf(changed, experiment)));
    }
}

TEST(Settings, CapacitiesFollowTheShares) {
    ConstraintSettings settings;
    PoolSettings pool;
    const std::vector<std::string> models = {"a", "b", "c", "d"};
    EXPECT_TRUE(capacitiesOf(settings, models, 100).empty());
    settings.commonCapacity = 0.3;
    settings.capacityShare["b"] = 1.0;
    settings.capacityShare["c"] = 0.1;
    EXPECT_EQ(capacitiesOf(settings, models, 100),
              (std::vector<std::int64_t>{30, kUnlimited, 10, 30}));
    EXPECT_EQ(leastCommonCapacity(settings, pool, models, 100), 0.0);
    settings.capacityShare["b"] = 0.5;
    EXPECT_NEAR(leastCommonCapacity(settings, pool, models, 100), 0.2, 1e-12);
    pool.disabled = {"d"};
    EXPECT_NEAR(leastCommonCapacity(settings, pool, models, 100), 0.4, 1e-12);
}

TEST(Settings, SharesThatAreNoneAreRefusedInWords) {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    for (const double senseless : {-1.0, -1e-9, nan, -std::numeric_limits<double>::infinity()}) {
        ConstraintSettings settings;
        settings.commonCapacity = senseless;
        EXPECT_THROW(capacitiesOf(settings, {"a", "b"}, 10), Error);
        settings.commonCapacity = 0.5;
        settings.capacityShare["b"] = senseless;
        EXPECT_THROW(capacitiesOf(settings, {"a", "b"}, 10), Error);
        // Of a model that is not routed to nothing is read.
        EXPECT_EQ(capacitiesOf(settings, {"a"}, 10), std::vector<std::int64_t>{5});
    }
    ConstraintSettings none;
    none.commonCapacity = std::numeric_limits<double>::infinity();
    EXPECT_TRUE(capacitiesOf(none, {"a"}, 10).empty());
}

TEST(Settings, TheLeastCommonCapacityHoldsAllQueriesAndNothingLessDoes) {
    for (const std::size_t queries : {1U, 7U, 100U, 668U, 953U}) {
        for (const std::size_t count : {1U, 2U, 3U, 7U, 11U}) {
            std::vector<std::string> models;
            for (std::size_t j = 0; j < count; ++j) models.push_back(std::to_string(j));
            ConstraintSettings settings;
            if (count > 2) settings.capacityShare["0"] = 0.1;
            const auto held = [&](double share) {
                settings.commonCapacity = share;
                std::int64_t slots = 0;
                for (const std::int64_t each : capacitiesOf(settings, models, queries)) {
                    slots += std::min(each, static_cast<std::int64_t>(queries));
                }
                return slots;
            };
            const auto all = static_cast<std::int64_t>(queries);
            const double least = leastCommonCapacity(settings, {}, models, queries);
            EXPECT_TRUE(least == 1.0 || held(least) >= all) << queries << " over " << count;
            const double fewer = least - 1.0 / static_cast<double>(queries);
            EXPECT_TRUE(fewer < 1e-9 || held(fewer) < all) << queries << " over " << count;
        }
    }
}

TEST(Settings, TheBudgetIsPerThousandQueries) {
    ConstraintSettings settings;
    settings.mode = RoutingMode::QualityUnderBudget;
    settings.budgetPer1000 = 2.0;
    Experiment experiment;
    experiment.models = {"a"};
    experiment.problem = RoutingProblem(250, 1);
    const Constraints constraints = constraintsOf(settings, experiment);
    EXPECT_EQ(constraints.mode, RoutingMode::QualityUnderBudget);
    EXPECT_DOUBLE_EQ(constraints.budget, 0.5);
}

TEST(Settings, NamesThatDoNotExistAreReplaced) {
    DatasetSummary summary;
    summary.name = "d";
    summary.splits = {{"a", 3}, {"test", 2}};
    Preparation preparation;
    preparation.dataset = "gone";
    preparation.testSplit = "validation";
    preparation.embedding = "data";  // the data have no vectors
    adoptNames(preparation, {summary});
    EXPECT_EQ(preparation.dataset, "d");
    EXPECT_EQ(preparation.trainSplit, "a");
    EXPECT_EQ(preparation.testSplit, "test");
    EXPECT_EQ(preparation.embedding, "built-in");
    preparation.testSplit = "";  // all rows: a choice, not a missing name
    adoptNames(preparation, {summary});
    EXPECT_EQ(preparation.testSplit, "");
}

TEST(Parts, OverlapWhereASplitIsAllRowsOrTheSame) {
    EXPECT_TRUE(overlap({"d", "train"}, {"d", "train"}));
    EXPECT_TRUE(overlap({"d", ""}, {"d", "train"}));
    EXPECT_TRUE(overlap({"d", "test"}, {"d", ""}));
    EXPECT_FALSE(overlap({"d", "test"}, {"d", "train"}));
    EXPECT_FALSE(overlap({"d", ""}, {"e", ""}));
}

}  // namespace
}  // namespace orl
