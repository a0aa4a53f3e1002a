#include "core/lab/tuning.h"

#include <algorithm>
#include <set>

#include "core/lab/comparing.h"
#include "core/lab/prepare.h"
#include "lab_support.h"

namespace orl::testing {
namespace {

class Tuning : public LabTest {
  protected:
    static Dataset data(std::size_t queries = 600) {
        Dataset made = generateDataset({queries, 5, 3});
        made.name = "small";
        return made;
    }
    std::shared_ptr<const Prepared> prepared(const Dataset& dataset, const std::string& name) {
        auto store = std::make_shared<Store>(Workspace::create(path(name)));
        store->workspace.saveDataset(dataset);
        Scenario asked = scenario();
        asked.preparation.trainSplit = "train";
        asked.preparation.testSplit = "test";
        return prepare(store, nullptr, asked, {});
    }
    static Predictor fitted(const Dataset& dataset, std::span<const std::size_t> training) {
        PredictorOptions options;
        options.kind = PredictorKind::Prior;
        return Predictor::fit(dataset, training, options);
    }
    static bool apart(std::span<const std::size_t> rows, std::span<const std::size_t> others) {
        const std::set<std::size_t> out(others.begin(), others.end());
        return std::ranges::none_of(rows, [&](std::size_t row) { return out.contains(row); });
    }
};

TEST_F(Tuning, TakesQueriesThatNobodyHasSeenBefore) {
    Dataset dataset = data();
    for (std::size_t i = 0; i < dataset.queryCount(); i += 4)
        dataset.queries[i].split = "calibration";
    const auto training = dataset.rowsOfSplit("train");
    const auto routed = dataset.rowsOfSplit("test");
    const TuningGround ground =
        tuningGround(dataset, training, routed, fitted(dataset, training), {});
    EXPECT_EQ(ground.explanation, "");
    EXPECT_EQ(ground.rows.size(), dataset.queryCount() - training.size() - routed.size());
    EXPECT_TRUE(apart(ground.rows, training));
    EXPECT_TRUE(apart(ground.rows, routed));
}

TEST_F(Tuning, ElseAHalfOfThoseLearnedFromByAFitOnTheOthers) {
    const Dataset dataset = data(240);
    const auto routed = dataset.rowsOfSplit("test");
    std::vector<std::size_t> training;
    for (std::size_t i = 0; i < dataset.queryCount(); ++i) {
        if (apart(std::span(&i, 1), routed)) training.push_back(i);
    }
    const TuningGround ground =
        tuningGround(dataset, training, routed, fitted(dataset, training), {});
    EXPECT_EQ(ground.explanation, "");
    EXPECT_EQ(ground.rows.size(), training.size() / 2);
    std::vector<std::size_t> others = training;
    std::erase_if(others, [&](std::size_t row) {
        return std::ranges::find(ground.rows, row) != ground.rows.end();
    });
    const Predictions direct = fitted(dataset, others).predict(dataset, ground.rows);
    EXPECT_TRUE((direct.quality == ground.predictions.quality).all());
}

TEST_F(Tuning, SaysWhyThereIsNone) {
    const Dataset dataset = data(240);
    std::vector<std::size_t> all(dataset.queryCount());
    for (std::size_t i = 0; i < all.size(); ++i) all[i] = i;
    const TuningGround none = tuningGround(dataset, all, all, fitted(dataset, all), {});
    EXPECT_TRUE(none.rows.empty());
    EXPECT_NE(none.explanation, "");
}

TEST_F(Tuning, KnowsNothingOfTheRoutedOutcomes) {
    Dataset other = data();
    for (const std::size_t row : other.rowsOfSplit("test")) {
        const auto i = static_cast<Eigen::Index>(row);
        other.score.row(i) = 1.0 - other.score.row(i);
    }
    const auto tuned = [&](const Dataset& dataset, const std::string& name) {
        const auto made = prepared(dataset, name);
        SolveEngine engine;
        BaselineTuner tuner;
        Scenario asked = made->scenario;
        asked.constraints.commonCapacity = 0.4;
        return tuner.tune(made, *engine.solve(made, asked, {}, {}), {});
    };
    const auto one = tuned(data(), "a.orlab");
    const auto two = tuned(other, "b.orlab");
    ASSERT_TRUE(one->isKnown()) << one->explanation;
    ASSERT_TRUE(two->isKnown()) << two->explanation;
    EXPECT_EQ(one->tuned.strongest, two->tuned.strongest);
    bool moved = false;
    for (std::size_t k = 0; k < one->tuned.matched.size(); ++k) {
        const MatchedComparison& a = one->tuned.matched[k];
        const MatchedComparison& b = two->tuned.matched[k];
        EXPECT_TRUE(a.parameter == b.parameter || std::isnan(a.parameter)) << a.router;
        EXPECT_EQ(a.assignment, b.assignment) << a.router;
        moved = moved || a.tuned.realizedAccuracy != b.tuned.realizedAccuracy;
    }
    EXPECT_TRUE(moved) << "judged by the outcomes all the same";
}

TEST_F(Tuning, JudgesWhatWasTunedElsewhereOnTheBatch) {
    const auto made = prepared(data(), "a.orlab");
    SolveEngine engine;
    BaselineTuner tuner;
    Scenario asked = made->scenario;
    asked.constraints.commonCapacity = 0.4;
    EXPECT_FALSE(tuner.isReadyFor(made));
    const auto solve = engine.solve(made, asked, {}, {});
    const auto view = withHeldOut(*compareAll(solve, nullptr, {}), tuner, made, {});
    EXPECT_TRUE(tuner.isReadyFor(made));
    ASSERT_TRUE(view->heldOut->isKnown()) << view->heldOut->explanation;
    EXPECT_EQ(&view->tuned(), &view->heldOut->tuned);
    const MatchedComparison* best = view->tuned().best();
    ASSERT_NE(best, nullptr);
    EXPECT_NEAR(best->accuracyLead, solve->chosen.realizedAccuracy - best->tuned.realizedAccuracy,
                1e-12);
    EXPECT_NEAR(best->saving, 1.0 - solve->chosen.realizedCost / best->tuned.realizedCost, 1e-12);
    for (const MatchedComparison* each : {best, view->tuned().against("threshold")}) {
        ASSERT_NE(each, nullptr);
        ASSERT_TRUE(each->bands);
        EXPECT_LE(each->bands->saving.low, each->saving);
        EXPECT_GE(each->bands->saving.high, each->saving);
        EXPECT_LE(each->bands->accuracyLead.low, each->accuracyLead);
        EXPECT_GE(each->bands->accuracyLead.high, each->accuracyLead);
        for (std::size_t j = 0; j < solve->experiment->models.size(); ++j) {
            EXPECT_LE(std::ranges::count(each->assignment, static_cast<int>(j)),
                      solve->constraints.capacityOf(j));
        }
    }
    // Prices that move need no new fit, but are seen.
    asked.pool.outputPrice[solve->experiment->models[0]] = 100.0;
    const auto dearer = tuner.tune(made, *engine.solve(made, asked, {}, {}), {});
    ASSERT_TRUE(dearer->isKnown());
    EXPECT_NE(dearer->tuned.matched[0].tuned.cost, view->tuned().matched[0].tuned.cost);
}

}  // namespace
}  // namespace orl::testing
