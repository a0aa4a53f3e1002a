#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <set>

#include "core/predict/learning_sample.h"
#include "core/predict/neighbour_cells.h"
#include "core/predict/predictor_state.h"
#include "core/support/error.h"
#include "tests/core/predict/make_data.h"

namespace orl {
namespace {

PredictorOptions limited(std::size_t learned, std::size_t scanned) {
    PredictorOptions options;
    options.limits = {learned, scanned};
    return options;
}

TEST(LearningSample, OfFewRowsAllOfManyEachTaskWithItsShare) {
    Dataset data = topicDataset(2000, 31);
    for (std::size_t i = 0; i < data.queryCount(); ++i) {
        data.queries[i].task = i % 10 == 0 ? "rare" : "common";
    }
    const auto rows = data.rowsOfSplit("train");
    const auto all = learningSample(data, rows, rows.size(), 1);
    ASSERT_EQ(all.size(), rows.size());
    for (std::size_t i = 0; i < all.size(); ++i) EXPECT_EQ(all[i], i);

    const auto sample = learningSample(data, rows, 400, 1);
    EXPECT_EQ(sample.size(), 400U);
    EXPECT_TRUE(std::is_sorted(sample.begin(), sample.end()));
    EXPECT_EQ(std::set<std::size_t>(sample.begin(), sample.end()).size(), sample.size());
    const auto shareOf = [&](const std::vector<std::size_t>& positions) {
        const auto rare = std::count_if(positions.begin(), positions.end(), [&](std::size_t i) {
            return data.queries[rows[i]].task == "rare";
        });
        return static_cast<double>(rare) / static_cast<double>(positions.size());
    };
    EXPECT_NEAR(shareOf(sample), shareOf(all), 1.0 / 400.0);
    EXPECT_EQ(sample, learningSample(data, rows, 400, 1));
    EXPECT_NE(sample, learningSample(data, rows, 400, 2));
}

TEST(LearningSample, AModelWithFewOutcomesBringsItsRowsAlong) {
    Dataset data = topicDataset(3000, 32);
    const auto rows = data.rowsOfSplit("");
    std::set<std::size_t> scored;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto row = static_cast<Eigen::Index>(i);
        if (i % 200 != 7) data.score(row, 1) = kMissing;
        if (i % 100 != 3) data.outputTokens(row, 2) = kMissing;
        if (!std::isnan(data.score(row, 1))) scored.insert(i);
    }
    const auto sample = learningSample(data, rows, 800, 5);
    const auto known = [&](const Grid& grid, Eigen::Index column) {
        return std::count_if(sample.begin(), sample.end(), [&](std::size_t i) {
            return !std::isnan(grid(static_cast<Eigen::Index>(i), column));
        });
    };
    EXPECT_EQ(known(data.score, 1), static_cast<std::ptrdiff_t>(scored.size()));
    EXPECT_GE(known(data.outputTokens, 2), 20) << "800 / 40";
    EXPECT_LE(sample.size(), 800U + 40U);
}

TEST(Growth, ASampleOfAllRowsIsTheFullFit) {
    const Dataset data = topicDataset(400, 33);
    const auto train = data.rowsOfSplit("train");
    const auto test = data.rowsOfSplit("test");
    const auto full = Predictor::fit(data, train, {}).predict(data, test);
    const auto limit = Predictor::fit(data, train, limited(train.size(), train.size()));
    EXPECT_EQ(limit.state().text->index.cells(), nullptr);
    EXPECT_EQ(bitsOf(full), bitsOf(limit.predict(data, test)));
}

TEST(Growth, WeightsComeFromTheSampleAndRetrievalKnowsAllRows) {
    Dataset data = topicDataset(1200, 34);
    auto train = data.rowsOfSplit("train");
    const PredictorOptions options = limited(300, 10'000);
    const auto sample = learningSample(data, train, 300, options.seed);
    const Predictor before = Predictor::fit(data, train, options);
    // Something that only a row outside of the sample says.
    std::size_t outside = 0;
    while (std::binary_search(sample.begin(), sample.end(), outside)) ++outside;
    Dataset changed = data;
    changed.queries[train[outside]].text = "a treaty of butter and recursion with a lemma";
    const Predictor after = Predictor::fit(changed, train, options);
    EXPECT_EQ(after.trainingCount(), train.size());
    const auto found = after.neighbours(changed, train[outside], 3);
    EXPECT_EQ(found.front().trainingRow, outside);
    EXPECT_NEAR(found.front().similarity, 1.0, 1e-6);
    // What the trained parts say of other queries has not moved by a bit.
    for (const std::size_t row : data.rowsOfSplit("test")) {
        const PredictionParts one = before.parts(data, row);
        const PredictionParts other = after.parts(changed, row);
        ASSERT_EQ(one.kernel, other.kernel);
        ASSERT_EQ(one.regression, other.regression);
    }
    // A changed score of that row is what retrieval says near it.
    changed.score.row(static_cast<Eigen::Index>(train[outside])).setConstant(1.0);
    const auto right = Predictor::fit(changed, train, options).parts(changed, train[outside]);
    changed.score.row(static_cast<Eigen::Index>(train[outside])).setConstant(0.0);
    const auto wrong = Predictor::fit(changed, train, options).parts(changed, train[outside]);
    for (std::size_t j = 0; j < 3; ++j) EXPECT_GT(right.retrieval[j], wrong.retrieval[j]);
}

TEST(Growth, AThirdOfTheRowsTeachesNearlyAsMuch) {
    const Dataset data = topicDataset(2400, 35);
    const auto train = data.rowsOfSplit("train");
    const auto test = data.rowsOfSplit("test");
    const auto scored = [&](const PredictorOptions& options) {
        return scorePredictions(data, test,
                                Predictor::fit(data, train, options).predict(data, test))
            .back();
    };
    const PredictionScore full = scored({});
    const PredictionScore sampled = scored(limited(600, 600));
    EXPECT_LT(sampled.brier, full.brier + 0.005);
    EXPECT_LT(sampled.lengthMae, 1.05 * full.lengthMae);
    PredictorOptions prior;
    prior.kind = PredictorKind::Prior;
    EXPECT_LT(sampled.brier, scored(prior).brier - 0.02);
}

TEST(Growth, ASampledFitWithCellsIsStoredAndTheSameOnAllThreads) {
    const Dataset data = topicDataset(1600, 36);
    const auto train = data.rowsOfSplit("train");
    const auto test = data.rowsOfSplit("test");
    PredictorOptions options = limited(400, 500);
    options.threads = 1;
    const Predictor one = Predictor::fit(data, train, options);
    ASSERT_NE(one.state().text->index.cells(), nullptr);
    options.threads = 3;
    const Predictor three = Predictor::fit(data, train, options);
    const std::string bytes = one.serialize();
    EXPECT_EQ(bytes, three.serialize());
    const Predictor stored = Predictor::deserialize(bytes);
    EXPECT_EQ(stored.options().limits, options.limits);
    EXPECT_EQ(stored.serialize(), bytes);
    EXPECT_EQ(bitsOf(one.predict(data, test)), bitsOf(stored.predict(data, test)));
    const auto read = stored.read(data, test, 40);
    EXPECT_EQ(bitsOf(stored.predict(read)), bitsOf(one.predict(data, test)));
}

TEST(Growth, AModelThatFewRowsKnowIsPredictedFromASample) {
    Dataset data = topicDataset(2400, 37);
    const auto train = data.rowsOfSplit("train");
    for (std::size_t i = 0; i < train.size(); ++i) {
        if (i % 150 == 0) continue;
        const auto row = static_cast<Eigen::Index>(train[i]);
        data.score(row, 1) = data.outputTokens(row, 1) = data.cost(row, 1) = kMissing;
    }
    const auto test = data.rowsOfSplit("test");
    const auto made = Predictor::fit(data, train, limited(400, 400)).predict(data, test);
    EXPECT_FALSE(made.quality.isNaN().any());
    EXPECT_FALSE(made.outputTokens.isNaN().any());
    EXPECT_FALSE(made.cost.isNaN().any());
    EXPECT_GT(made.outputTokens.col(1).minCoeff(), 0.0);
}

TEST(Growth, ByTheDatasVectorsToo) {
    Dataset data = topicDataset(1200, 38);
    Random random(3);
    data.embedding = Embeddings(static_cast<Eigen::Index>(data.queryCount()), 12);
    for (std::size_t i = 0; i < data.queryCount(); ++i) {
        for (Eigen::Index d = 0; d < 12; ++d) {
            const bool own = d == std::stoi(data.queries[i].task);
            data.embedding(static_cast<Eigen::Index>(i), d) =
                static_cast<float>((own ? 1.0 : 0.0) + 0.15 * random.normal());
        }
        if (i % 50 == 0) data.embedding.row(static_cast<Eigen::Index>(i)).setConstant(NAN);
    }
    data.embeddingSource = "made";
    const auto train = data.rowsOfSplit("train");
    const auto test = data.rowsOfSplit("test");
    PredictorOptions options = limited(300, 400);
    options.vectors = VectorSource::Data;
    const Predictor fitted = Predictor::fit(data, train, options);
    const auto made = fitted.predict(data, test);
    EXPECT_FALSE(made.quality.isNaN().any());
    EXPECT_EQ(made.withoutVector, static_cast<std::size_t>(std::count_if(
                                      test.begin(), test.end(),
                                      [&](std::size_t row) { return !data.hasEmbedding(row); })));
    EXPECT_EQ(bitsOf(made), bitsOf(Predictor::deserialize(fitted.serialize()).predict(data, test)));
}

TEST(Growth, StopsAtEveryStageOfASampledFit) {
    const Dataset data = topicDataset(1600, 39);
    const auto train = data.rowsOfSplit("train");
    std::vector<std::string> stages;
    Job counting;
    counting.progress = [&](double, std::string_view stage) {
        if (stages.empty() || stages.back() != stage) stages.emplace_back(stage);
    };
    PredictorOptions options = limited(400, 500);
    options.threads = 1;
    Predictor::fit(data, train, options, counting);
    for (const char* stage : {"remembering", "cells", "lengths and costs", "regression"}) {
        EXPECT_NE(std::find(stages.begin(), stages.end(), stage), stages.end()) << stage;
    }
    for (const std::string& last : std::set<std::string>(stages.begin(), stages.end())) {
        if (last == "fitted") continue;
        std::stop_source source;
        Job job;
        job.stop = source.get_token();
        job.progress = [&](double, std::string_view stage) {
            if (stage == last) source.request_stop();
        };
        EXPECT_THROW(Predictor::fit(data, train, options, job), Cancelled) << last;
    }
}

TEST(Growth, LimitsThatMakeNoSenseAreRefused) {
    const Dataset data = topicDataset(20, 40);
    EXPECT_THROW(Predictor::fit(data, data.rowsOfSplit(""), limited(99, 1)), Error);
}

}  // namespace
}  // namespace orl
