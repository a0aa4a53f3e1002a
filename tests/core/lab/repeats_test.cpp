#include "core/lab/repeats.h"

#include <cmath>
#include <sstream>

#include "core/data/split.h"
#include "core/lab/settings.h"
#include "lab_support.h"

namespace orl::testing {
namespace {

RepeatInputs inputs(int splits, PredictorKind kind = PredictorKind::Hybrid) {
    Dataset data = generateDataset({240, 4, 3});
    data.name = "small";
    RepeatInputs made;
    made.data = std::make_shared<const Dataset>(std::move(data));
    made.predictor.kind = kind;
    made.predictor.components = 16;
    ConstraintSettings settings;
    settings.qualityFloor = 0.6;
    settings.commonCapacity = 0.5;
    made.constraints = [settings](const Experiment& experiment) {
        return constraintsOf(settings, experiment);
    };
    made.routers = {"threshold", "cheapest"};
    made.splits = splits;
    return made;
}

std::string csvOf(const Repeats& repeats) {
    std::ostringstream out;
    writeRepeatsCsv(out, repeats);
    return out.str();
}

/// The third split, made by hand.
TEST(RepeatComparison, EverySplitIsAFitAndARoutingOfItsOwn) {
    const RepeatInputs asked = inputs(3);
    const Repeats repeats = repeatComparison(asked, {});
    ASSERT_EQ(repeats.done, 3);
    ASSERT_EQ(repeats.routers.size(), 3U);

    Dataset data = *asked.data;
    SplitRule rule;
    rule.kind = SplitRule::Kind::Shares;
    rule.shares = {{"train", 0.7}, {"test", 1.0 - 0.7}};
    rule.seed = 3;
    applySplit(data, rule);
    const auto test = data.rowsOfSplit("test");
    const auto predictor = Predictor::fit(data, data.rowsOfSplit("train"), asked.predictor);
    const Experiment experiment = makeExperiment(data, test, predictor.predict(data, test), {});
    const Constraints constraints = asked.constraints(experiment);
    for (const RepeatedRouter& router : repeats.routers) {
        const Evaluation expected =
            routeOnce(experiment, router.id, {constraints, std::nullopt, 1, nullptr, {}})
                .evaluation;
        const RepeatRow& row = router.rows[2];
        EXPECT_EQ(row[0], expected.costPer1000());
        EXPECT_EQ(row[1], expected.realizedCostPer1000());
        EXPECT_EQ(row[2], expected.predictedAccuracy);
        EXPECT_EQ(row[3], expected.realizedAccuracy);
        EXPECT_EQ(row[6], std::max(0.0, 0.6 - expected.realizedAccuracy));
    }
    EXPECT_EQ(repeats.routed, test.size());
    EXPECT_EQ(repeats.learned + repeats.routed, 240U);
}

TEST(RepeatComparison, SameInputsGiveTheSameBytes) {
    RepeatInputs asked = inputs(3);
    asked.predictor.threads = 1;
    const std::string one = csvOf(repeatComparison(asked, {}));
    asked.predictor.threads = 3;
    EXPECT_EQ(csvOf(repeatComparison(asked, {})), one);
    // The data's own splits do not matter.
    Dataset other = *asked.data;
    for (Query& query : other.queries) query.split = "elsewhere";
    asked.data = std::make_shared<const Dataset>(std::move(other));
    EXPECT_EQ(csvOf(repeatComparison(asked, {})), one);
    asked.seed = 2;
    EXPECT_NE(csvOf(repeatComparison(asked, {})), one);
}

/// Split s of one seed is split s − 1 of the next.
TEST(RepeatComparison, SplitsAreFunctionsOfTheirSeeds) {
    RepeatInputs asked = inputs(3, PredictorKind::Prior);
    asked.routers.clear();
    const Repeats first = repeatComparison(asked, {});
    ++asked.seed;
    const Repeats second = repeatComparison(asked, {});
    EXPECT_EQ(first.routers[0].rows[1][0], second.routers[0].rows[0][0]);
    EXPECT_EQ(first.routers[0].rows[2][3], second.routers[0].rows[1][3]);
}

TEST(RepeatComparison, MeansAndStandardErrors) {
    RepeatedRouter router{"x", {}, 0};
    for (const double cost : {1.0, 2.0, 3.0, 6.0}) {
        RepeatRow row;
        row.fill(kMissing);
        row[0] = cost;
        router.rows.push_back(row);
    }
    const RepeatValue value = router.value(RepeatMetric::Cost);
    EXPECT_DOUBLE_EQ(value.mean, 3.0);
    EXPECT_DOUBLE_EQ(value.deviation, std::sqrt(14.0 / 3.0));
    EXPECT_DOUBLE_EQ(value.error, std::sqrt(14.0 / 3.0) / 2.0);
    EXPECT_EQ(value.splits, 4U);
    EXPECT_EQ(router.value(RepeatMetric::Saving).splits, 0U);
    EXPECT_TRUE(std::isnan(router.value(RepeatMetric::Saving).mean));
    router.rows.resize(1);
    EXPECT_TRUE(std::isnan(router.value(RepeatMetric::Cost).error));
}

TEST(RepeatComparison, PublishesEverySplitAndStops) {
    std::stop_source stop;
    int seen = 0;
    EXPECT_THROW(repeatComparison(inputs(50, PredictorKind::Prior), Job{stop.get_token(), {}},
                                  [&](const Repeats& repeats) {
                                      EXPECT_EQ(repeats.done, ++seen);
                                      if (seen == 2) stop.request_stop();
                                  }),
                 Cancelled);
    EXPECT_EQ(seen, 2);
}

TEST(RepeatComparison, WhatCannotBeDoneIsExplained) {
    RepeatInputs asked = inputs(2, PredictorKind::Prior);
    asked.share = 1.0;
    EXPECT_THROW(repeatComparison(asked, {}), Error);
    asked = inputs(0, PredictorKind::Prior);
    EXPECT_THROW(repeatComparison(asked, {}), Error);
    asked = inputs(2, PredictorKind::Prior);
    asked.routers = {"nobody"};
    EXPECT_THROW(repeatComparison(asked, {}), Error);
    // A floor that no split can hold is a result, and says how often it held.
    asked = inputs(2, PredictorKind::Prior);
    asked.constraints = [](const Experiment&) {
        Constraints constraints;
        constraints.qualityFloor = 0.999;
        return constraints;
    };
    const Repeats never = repeatComparison(asked, {});
    EXPECT_EQ(never.of("dual")->feasible, 0U);
    EXPECT_EQ(never.of("dual")->value(RepeatMetric::Cost).splits, 0U);
    EXPECT_EQ(never.of("cheapest")->value(RepeatMetric::Cost).splits, 2U);
}

}  // namespace
}  // namespace orl::testing
