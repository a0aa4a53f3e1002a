// Retrieval by the data's own vectors.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "core/predict/predictor.h"
#include "core/support/error.h"
#include "tests/core/predict/make_data.h"

namespace orl {
namespace {

constexpr PredictorOptions kData{.vectors = VectorSource::Data};

void dropVector(Dataset& data, std::size_t row) {
    data.embedding.row(static_cast<Eigen::Index>(row))
        .setConstant(std::numeric_limits<float>::quiet_NaN());
}

/// Queries whose texts all say the same, and whose vectors say which of two kinds they are.
Dataset vectorDataset(std::size_t queries, std::uint64_t seed) {
    Random random(seed);
    Dataset data;
    data.name = "vectors";
    data.models = namedModels({"a", "b"});
    const auto rows = static_cast<Eigen::Index>(queries);
    data.score = Grid::Constant(rows, 2, kMissing);
    data.cost = data.score;
    data.outputTokens = data.score;
    data.embedding.resize(rows, 6);
    data.embeddingSource = "file v.npy";
    for (std::size_t i = 0; i < queries; ++i) {
        Query query;
        query.text = "the same words in every question";
        query.split = i % 4 == 3 ? "test" : "train";
        const bool kind = random.below(2) == 0;
        data.queries.push_back(query);
        const auto row = static_cast<Eigen::Index>(i);
        // Lengths differ by far: only directions may count.
        const double length = std::exp(3.0 * random.normal());
        for (Eigen::Index d = 0; d < 6; ++d) {
            const double centre = (d < 3) == kind ? 1.0 : 0.0;
            data.embedding(row, d) = static_cast<float>(length * (centre + 0.3 * random.normal()));
        }
        data.score(row, 0) = random.uniform() < (kind ? 0.9 : 0.1) ? 1.0 : 0.0;
        data.score(row, 1) = random.uniform() < (kind ? 0.2 : 0.8) ? 1.0 : 0.0;
        data.cost(row, 0) = data.cost(row, 1) = kind ? 1.0 : 3.0;
    }
    return data;
}

TEST(VectorSource, VectorsTellWhatTextsCannot) {
    const Dataset data = vectorDataset(400, 1);
    const auto train = data.rowsOfSplit("train");
    const auto test = data.rowsOfSplit("test");
    for (const PredictorKind kind : {PredictorKind::Hybrid, PredictorKind::Knn}) {
        PredictorOptions options = kData;
        options.kind = kind;
        const auto byVectors = Predictor::fit(data, train, options);
        const Predictions predictions = byVectors.predict(data, test);
        EXPECT_EQ(predictions.withoutVector, 0U);
        EXPECT_GT(scorePredictions(data, test, predictions).back().auc, 0.8) << toString(kind);
        options.vectors = VectorSource::BuiltIn;
        const auto byTexts = Predictor::fit(data, train, options);
        EXPECT_LT(scorePredictions(data, test, byTexts.predict(data, test)).back().auc, 0.65);
    }
}

TEST(VectorSource, NeighboursAreThoseOfBruteForce) {
    Dataset data = topicDataset(200, 2);
    data.embedding = vectorDataset(200, 3).embedding;
    dropVector(data, 5);
    data.embedding.row(9).setZero();  // points nowhere: as if it had none
    const auto train = data.rowsOfSplit("train");
    const auto fitted = Predictor::fit(data, train, kData);
    const auto direction = [&](std::size_t row) -> Eigen::RowVectorXd {
        return data.embedding.row(static_cast<Eigen::Index>(row)).cast<double>().normalized();
    };
    Eigen::RowVectorXd mean = Eigen::RowVectorXd::Zero(data.embedding.cols());
    for (const std::size_t row : train) {
        if (row != 5 && row != 9) mean += direction(row) / static_cast<double>(train.size() - 2);
    }
    const auto cosine = [&](std::size_t a, std::size_t b) {
        return (direction(a) - mean).normalized().dot((direction(b) - mean).normalized());
    };
    for (const std::size_t row : {std::size_t{3}, std::size_t{77}, std::size_t{150}}) {
        std::vector<double> expected;
        for (const std::size_t other : train) {
            if (other != 5 && other != 9) expected.push_back(cosine(row, other));
        }
        std::sort(expected.rbegin(), expected.rend());
        const auto found = fitted.neighbours(data, row, 7);
        ASSERT_EQ(found.size(), 7U);
        for (std::size_t k = 0; k < 7; ++k) {
            EXPECT_NEAR(found[k].similarity, expected[k], 1e-5);
            EXPECT_NEAR(cosine(row, train[found[k].trainingRow]), expected[k], 1e-5);
        }
    }
    Dataset textsAlone = data;
    textsAlone.embedding.resize(0, 0);
    for (const std::size_t row : {std::size_t{5}, std::size_t{9}}) {
        const auto byText = fitted.neighbours(textsAlone, row, 7);
        const auto byRow = fitted.neighbours(data, row, 7);
        ASSERT_EQ(byRow.size(), byText.size());
        for (std::size_t k = 0; k < byRow.size(); ++k) {
            EXPECT_EQ(byRow[k].trainingRow, byText[k].trainingRow);
        }
    }
}

TEST(VectorSource, QueriesWithoutVectorAreCountedAndPredictedFromTheirTexts) {
    Dataset data = topicDataset(400, 4);
    data.embedding = vectorDataset(400, 5).embedding;
    const auto train = data.rowsOfSplit("train");
    const auto test = data.rowsOfSplit("test");
    const auto fitted = Predictor::fit(data, train, kData);
    const Predictions all = fitted.predict(data, test);
    Dataset some = data;
    for (std::size_t k = 0; k < test.size(); k += 3) dropVector(some, test[k]);
    Dataset none = data;
    none.embedding.resize(0, 0);
    const Predictions partly = fitted.predict(some, test);
    const Predictions bare = fitted.predict(none, test);
    EXPECT_EQ(partly.withoutVector, (test.size() + 2) / 3);
    EXPECT_EQ(bare.withoutVector, test.size());
    for (std::size_t k = 0; k < test.size(); ++k) {
        const auto row = static_cast<Eigen::Index>(k);
        const Predictions& expected = k % 3 == 0 ? bare : all;
        EXPECT_TRUE((partly.quality.row(row) == expected.quality.row(row)).all()) << k;
    }
    EXPECT_FALSE((bare.quality == all.quality).all());
}

TEST(VectorSource, TrainingRowsWithoutVectorDoNoHarm) {
    Dataset data = vectorDataset(400, 6);
    const auto train = data.rowsOfSplit("train");
    const auto test = data.rowsOfSplit("test");
    for (std::size_t k = 0; k < train.size(); k += 4) dropVector(data, train[k]);
    const auto fitted = Predictor::fit(data, train, kData);
    EXPECT_GT(scorePredictions(data, test, fitted.predict(data, test)).back().auc, 0.8);
    for (const Neighbour& one : fitted.neighbours(data, test[0], 50)) {
        EXPECT_TRUE(data.hasEmbedding(train[one.trainingRow]));
    }
}

TEST(VectorSource, SameBytesForAnyCountOfThreadsAndAfterReloading) {
    Dataset data = topicDataset(700, 7);
    data.embedding = vectorDataset(700, 8).embedding;
    data.embeddingSource = "nomic @ host";
    dropVector(data, 3);
    const auto rows = data.rowsOfSplit("");
    PredictorOptions options = kData;
    options.threads = 1;
    const auto one = Predictor::fit(data, rows, options);
    options.threads = 3;
    const auto three = Predictor::fit(data, rows, options);
    EXPECT_EQ(one.serialize(), three.serialize());
    const auto again = Predictor::deserialize(one.serialize());
    EXPECT_EQ(again.options().vectors, VectorSource::Data);
    EXPECT_EQ(again.embeddingSource(), "nomic @ host");
    EXPECT_EQ(again.serialize(), one.serialize());
    EXPECT_EQ(bitsOf(again.predict(data, rows)), bitsOf(three.predict(data, rows)));
}

TEST(VectorSource, BuiltInDoesNotLookAtTheVectors) {
    Dataset data = topicDataset(200, 9);
    const auto rows = data.rowsOfSplit("");
    const auto without = Predictor::fit(data, rows, {});
    data.embedding = vectorDataset(200, 10).embedding;
    data.embeddingSource = "column";
    const auto with = Predictor::fit(data, rows, {});
    EXPECT_EQ(with.serialize(), without.serialize());
    EXPECT_EQ(with.embeddingSource(), "");
    EXPECT_EQ(with.predict(data, rows).withoutVector, 0U);
}

TEST(VectorSource, EqualVectorsSayNothingAndTextsRemain) {
    Dataset data = topicDataset(200, 12);
    data.embedding = Embeddings::Constant(200, 3, 0.7F);
    const auto train = data.rowsOfSplit("train");
    const auto test = data.rowsOfSplit("test");
    const Predictions flat = Predictor::fit(data, train, kData).predict(data, test);
    EXPECT_EQ(flat.withoutVector, test.size());
    const Predictions byText = Predictor::fit(data, train, {}).predict(data, test);
    EXPECT_EQ(bitsOf(flat), bitsOf(byText));
}

TEST(VectorSource, WhatDoesNotFitIsAnError) {
    Dataset data = vectorDataset(80, 11);
    const auto train = data.rowsOfSplit("train");
    const auto fitted = Predictor::fit(data, train, kData);
    Dataset wider = data;
    wider.embedding = Embeddings::Ones(80, 7);
    EXPECT_THROW(fitted.predict(wider, train), Error);
    EXPECT_THROW(fitted.neighbours(wider, 0, 3), Error);
    EXPECT_THROW(fitted.neighbours(data, 80, 3), Error);
    for (const std::size_t row : train) dropVector(data, row);
    EXPECT_THROW(Predictor::fit(data, train, kData), Error);
    data.embedding.resize(0, 0);
    EXPECT_THROW(Predictor::fit(data, train, kData), Error);
    EXPECT_EQ(vectorSourceFrom("data"), VectorSource::Data);
    EXPECT_EQ(vectorSourceFrom(toString(VectorSource::BuiltIn)), VectorSource::BuiltIn);
    EXPECT_THROW(vectorSourceFrom("web"), Error);
}

}  // namespace
}  // namespace orl
