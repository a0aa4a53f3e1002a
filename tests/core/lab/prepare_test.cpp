#include "core/lab/prepare.h"

#include "core/predict/fit_store.h"
#include "lab_support.h"

namespace orl::testing {
namespace {

class Prepare : public LabTest {};

TEST_F(Prepare, TakesOverWhatIsStillRight) {
    const auto kept = store();
    const auto first = prepare(kept, nullptr, scenario(), {});

    Scenario dearer = scenario();
    dearer.pool.priceMultiplier["gpt-4o"] = 3.0;
    dearer.constraints.qualityFloor = 0.6;
    const auto priced = prepare(kept, first, dearer, {});
    EXPECT_EQ(priced->data, first->data);
    EXPECT_EQ(priced->predictor, first->predictor);
    EXPECT_EQ(priced->predictions, first->predictions);
    EXPECT_EQ(priced->scenario, dearer);

    Scenario others = scenario();
    others.preparation.testSplit = "train";
    const auto elsewhere = prepare(kept, first, others, {});
    EXPECT_EQ(elsewhere->data, first->data);
    EXPECT_NE(elsewhere->predictions, first->predictions);
    EXPECT_EQ(elsewhere->rows, first->data->rowsOfSplit("train"));
}

TEST_F(Prepare, ABlendNeedsNoFitButOtherPredictions) {
    const auto kept = store();
    const auto first = prepare(kept, nullptr, scenario("hybrid"), {});
    Scenario blended = scenario("hybrid");
    blended.preparation.blend = 0.9;
    const auto second = prepare(kept, first, blended, {});
    EXPECT_EQ(second->predictor->options().blend, 0.9);

    // The same as a fit of its own.
    const auto fresh = prepare(nullptr,
                               [&] {
                                   auto held = std::make_shared<Prepared>(*first);
                                   held->scenario.preparation.seed =
                                       77;  // nothing of it can be used but the data
                                   return held;
                               }(),
                               blended, {});
    EXPECT_TRUE((second->predictions->quality == fresh->predictions->quality).all());
}

TEST_F(Prepare, AnotherSeedOrTrainingSplitIsFittedAnew) {
    const auto kept = store();
    const auto first = prepare(kept, nullptr, scenario("hybrid"), {});
    for (const bool seed : {true, false}) {
        Scenario other = scenario("hybrid");
        if (seed) {
            other.preparation.seed = 2;
        } else {
            other.preparation.trainSplit = "test";
        }
        EXPECT_NE(prepare(kept, first, other, {})->predictor, first->predictor) << seed;
    }
}

TEST_F(Prepare, FitsAreKeptInTheWorkspaceAndFoundAgain) {
    const auto kept = store();
    const auto first = prepare(kept, nullptr, scenario("knn"), {});
    const auto record = latestFit(kept->workspace, "small", "knn");
    ASSERT_TRUE(record);
    EXPECT_EQ(record->split, "train");
    const auto again = prepare(kept, nullptr, scenario("knn"), {});
    EXPECT_TRUE((again->predictions->quality == first->predictions->quality).all());
}

TEST_F(Prepare, CrossFitsAreSharedWhateverTheFoldsThatWereAsked) {
    const auto kept = store();
    const auto first = prepare(kept, nullptr, scenario("knn"), {});
    const Preparation wanted = first->scenario.preparation;
    const auto crossed = crossFitFor(nullptr, first->data, wanted, {});
    EXPECT_EQ(crossed->preparation.folds, kCrossFitFolds);
    EXPECT_EQ(crossFitFor(crossed, first->data, wanted, {}), crossed);
    Preparation other = wanted;
    other.neighbours = 5;
    EXPECT_NE(crossFitFor(crossed, first->data, other, {}), crossed);

    Scenario folded = scenario("knn");
    folded.preparation.folds = kCrossFitFolds;
    const auto second = prepare(kept, first, folded, {}, crossed);
    EXPECT_EQ(second->crossed, crossed);
    EXPECT_EQ(second->predictions.get(), &crossed->fit.batch);
}

TEST_F(Prepare, StopsWhenAskedTo) {
    const auto kept = store();
    std::stop_source stop;
    stop.request_stop();
    EXPECT_THROW(prepare(kept, nullptr, scenario("hybrid"), {stop.get_token(), {}}), Cancelled);
}

class Opening : public LabTest {};

TEST_F(Opening, RestoresTheLastScenarioAndRouters) {
    Scenario last = scenario();
    last.constraints.commonCapacity = 0.4;
    last.pool.disabled = {"gpt-4o"};
    {
        const auto kept = store();
        writeScenario(*kept, last, {"dual", "threshold"});
    }
    const Opened opened = openWorkspace(path("w.orlab"), false, {}, {});
    EXPECT_EQ(opened.scenario, last);
    EXPECT_EQ(opened.routers, (std::vector<std::string>{"dual", "threshold"}));
    ASSERT_TRUE(opened.prepared);
    EXPECT_EQ(opened.prepared->data->name, "small");
}

TEST_F(Opening, AScenarioOfAnEarlierVersionStillOpens) {
    {
        const auto kept = store();
        kept->workspace.saveSetting(
            "lab.scenario",
            R"({"name":"","dataset":"small","train_split":"train","test_split":"test",)"
            R"("mode":"quality-under-budget","quality_floor":0.7,"budget_per_1000":3.5,)"
            R"("common_capacity":0.25,"capacity_share":{"gpt-4o":0.1},"price_multiplier":)"
            R"({"gpt-4o":2.0},"input_price":{},"output_price":{},"disabled":["gpt-4o-mini"],)"
            R"("predictor":"prior","neighbours":9,"blend":0.3,"router":"threshold","seed":4})");
    }
    const Scenario read = openWorkspace(path("w.orlab"), false, {}, {}).scenario;
    EXPECT_EQ(read.constraints.mode, RoutingMode::QualityUnderBudget);
    EXPECT_EQ(read.constraints.budgetPer1000, 3.5);
    EXPECT_EQ(read.constraints.commonCapacity, 0.25);
    EXPECT_EQ(read.constraints.capacityShare.at("gpt-4o"), 0.1);
    EXPECT_EQ(read.pool.priceMultiplier.at("gpt-4o"), 2.0);
    EXPECT_EQ(read.pool.disabled, std::vector<std::string>{"gpt-4o-mini"});
    EXPECT_EQ(read.preparation.predictor, "prior");
    EXPECT_EQ(read.preparation.neighbours, 9);
    EXPECT_EQ(read.preparation.seed, 4U);
    EXPECT_EQ(read.router, "threshold");
}

TEST_F(Opening, ADamagedScenarioIsNoReasonToRefuseTheWorkspace) {
    {
        const auto kept = store();
        kept->workspace.saveSetting("lab.scenario", "{\"seed\": \"one\"");
        kept->workspace.saveSetting("lab.routers", "dual,none-such");
    }
    const Opened opened = openWorkspace(path("w.orlab"), false,
                                        [](Scenario& s) { s.preparation.predictor = "prior"; }, {});
    EXPECT_EQ(opened.scenario.constraints, ConstraintSettings());
    EXPECT_EQ(opened.routers, std::vector<std::string>{"dual"});
}

TEST_F(Opening, BundledDataStayInMemoryWhereNothingCanBeWritten) {
    BundledPlaces places;
    places.workspace = "/proc/no/such/bundled.orlab";
    const Opened opened =
        openBundled(places, [](Scenario& s) { s.preparation.predictor = "prior"; }, {});
    EXPECT_EQ(opened.store, nullptr);
    EXPECT_TRUE(opened.remark);
    ASSERT_TRUE(opened.prepared);
    EXPECT_EQ(opened.prepared->data->name, "bundled");
}

}  // namespace
}  // namespace orl::testing
