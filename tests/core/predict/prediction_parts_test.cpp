#include <gtest/gtest.h>

#include <cmath>

#include "core/predict/predictor.h"
#include "tests/core/predict/make_data.h"

namespace orl {
namespace {

TEST(PredictionParts, RetrievalIsTheWeightedMeanOfTheNeighbours) {
    Dataset data = topicDataset(400, 5);
    // Where a score is missing the model's own guess would stand in.
    data.score = data.score.isNaN().select(1.0, data.score);
    const auto train = data.rowsOfSplit("train");
    const auto predictor = Predictor::fit(data, train, {.kind = PredictorKind::Hybrid});
    for (const std::size_t row : data.rowsOfSplit("test")) {
        const PredictionParts parts = predictor.parts(data, row);
        ASSERT_EQ(parts.retrieval.size(), 3U);
        const auto near = predictor.neighbours(data, row, predictor.options().neighbours);
        for (std::size_t j = 0; j < 3; ++j) {
            double sum = 2.0 * parts.prior[j];  // two neighbours' worth of the prior
            double weight = 2.0;
            for (const Neighbour& each : near) {
                const double w =
                    each.similarity > 0.0 ? std::exp((each.similarity - 1.0) / 0.5) : 0.0;
                sum += w * data.score(Eigen::Index(train[each.trainingRow]), Eigen::Index(j));
                weight += w;
            }
            EXPECT_NEAR(parts.retrieval[j], std::clamp(sum / weight, 1e-3, 1.0 - 1e-3), 2e-6);
            for (const auto* part :
                 {&parts.prior, &parts.kernel, &parts.regression, &parts.mixture}) {
                ASSERT_EQ(part->size(), 3U);
                EXPECT_GT((*part)[j], 0.0);
                EXPECT_LT((*part)[j], 1.0);
            }
        }
    }
}

TEST(PredictionParts, OnlyThoseThatTheFitGoesBy) {
    const Dataset data = topicDataset(200, 6);
    const auto train = data.rowsOfSplit("train");
    const std::size_t row = data.rowsOfSplit("test").front();
    const auto hybrid = Predictor::fit(data, train, {.kind = PredictorKind::Hybrid});
    const auto trained = hybrid.with(PredictorKind::Trained, 32, 1.0).parts(data, row);
    EXPECT_TRUE(trained.retrieval.empty());
    EXPECT_FALSE(trained.kernel.empty());
    const auto knn = hybrid.with(PredictorKind::Knn, 32, 0.0).parts(data, row);
    EXPECT_FALSE(knn.retrieval.empty());
    EXPECT_TRUE(knn.kernel.empty());
    EXPECT_TRUE(knn.regression.empty());
    EXPECT_TRUE(knn.mixture.empty());
    const auto prior = Predictor::fit(data, train, {.kind = PredictorKind::Prior});
    EXPECT_TRUE(prior.parts(data, row).prior.empty());
}

TEST(PredictionParts, StandInTheColumnsOfTheData) {
    const Dataset data = topicDataset(200, 7);
    const auto predictor = Predictor::fit(data, data.rowsOfSplit("train"), {});
    const std::size_t row = data.rowsOfSplit("test").front();
    Dataset other = data;
    std::swap(other.models[0], other.models[2]);
    other.models[1].name = "never seen";
    const PredictionParts one = predictor.parts(data, row);
    const PredictionParts two = predictor.parts(other, row);
    EXPECT_EQ(one.kernel[0], two.kernel[2]);
    EXPECT_EQ(one.retrieval[2], two.retrieval[0]);
    EXPECT_EQ(one.mixture[0], two.mixture[2]);
    EXPECT_TRUE(std::isnan(two.prior[1]));
}

/// A text without any known word has nothing but the prior.
TEST(PredictionParts, AnEmptyTextHasThePriorAlone) {
    Dataset data = topicDataset(200, 8);
    const auto predictor = Predictor::fit(data, data.rowsOfSplit("train"), {});
    const std::size_t row = data.rowsOfSplit("test").front();
    data.queries[row].text.clear();
    const PredictionParts parts = predictor.parts(data, row);
    EXPECT_EQ(parts.prior.size(), 3U);
    for (const auto* part : {&parts.retrieval, &parts.kernel, &parts.regression, &parts.mixture}) {
        for (const double chance : *part) EXPECT_TRUE(std::isfinite(chance));
    }
}

}  // namespace
}  // namespace orl
