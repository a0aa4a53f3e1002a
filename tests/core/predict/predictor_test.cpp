#include "core/predict/predictor.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "core/support/error.h"
#include "tests/core/predict/make_data.h"

namespace orl {
namespace {

double meanBrier(const Dataset& data, const std::vector<std::size_t>& rows, PredictorKind kind) {
    const Predictor predictor = Predictor::fit(data, data.rowsOfSplit("train"), {.kind = kind});
    return scorePredictions(data, rows, predictor.predict(data, rows)).back().brier;
}

TEST(Predictor, EveryTextReaderBeatsTheTrainingMeans) {
    const Dataset data = topicDataset(800, 1);
    const auto test = data.rowsOfSplit("test");
    const double prior = meanBrier(data, test, PredictorKind::Prior);
    for (const PredictorKind kind :
         {PredictorKind::Hybrid, PredictorKind::Knn, PredictorKind::Trained}) {
        EXPECT_LT(meanBrier(data, test, kind), prior - 0.02) << toString(kind);
    }
}

TEST(Predictor, ScramblingEveryTestOutcomeChangesNoPrediction) {
    const Dataset data = topicDataset(300, 2);
    Dataset scrambled = data;
    Random random(7);
    for (const std::size_t row : data.rowsOfSplit("test")) {
        for (Eigen::Index j = 0; j < 3; ++j) {
            const auto i = static_cast<Eigen::Index>(row);
            scrambled.score(i, j) = random.uniform();
            scrambled.cost(i, j) = random.uniform(0.0, 9.0);
            scrambled.outputTokens(i, j) = random.uniform() < 0.5 ? kMissing : 1e6;
        }
    }
    const auto train = data.rowsOfSplit("train");
    const auto test = data.rowsOfSplit("test");
    for (const PredictorKind kind : {PredictorKind::Hybrid, PredictorKind::Prior}) {
        const auto one = Predictor::fit(data, train, {.kind = kind});
        const auto two = Predictor::fit(scrambled, train, {.kind = kind});
        EXPECT_EQ(one.serialize(), two.serialize());
        EXPECT_EQ(bitsOf(one.predict(data, test)), bitsOf(two.predict(scrambled, test)));
    }
    const auto other = Predictor::fit(scrambled, test, {});
    EXPECT_NE(other.serialize(), Predictor::fit(data, test, {}).serialize());
}

TEST(Predictor, SameSeedGivesSameBytesForAnyCountOfThreads) {
    const Dataset data = topicDataset(900, 3);
    const auto rows = data.rowsOfSplit("");
    PredictorOptions options;
    options.threads = 1;
    const auto one = Predictor::fit(data, rows, options);
    options.threads = 3;
    const auto three = Predictor::fit(data, rows, options);
    EXPECT_EQ(one.serialize(), three.serialize());
    EXPECT_EQ(bitsOf(one.predict(data, rows)), bitsOf(three.predict(data, rows)));
    options.seed = 2;
    EXPECT_NE(one.serialize(), Predictor::fit(data, rows, options).serialize());
}

TEST(Predictor, ReloadedPredictsTheSameBits) {
    const Dataset data = topicDataset(200, 4);
    const auto rows = data.rowsOfSplit("");
    for (int kind = 0; kind <= static_cast<int>(PredictorKind::Recorded); ++kind) {
        const auto fitted = Predictor::fit(data, rows, {.kind = static_cast<PredictorKind>(kind)});
        const auto again = Predictor::deserialize(fitted.serialize());
        EXPECT_EQ(again.models(), fitted.models());
        EXPECT_EQ(again.trainingCount(), 200U);
        EXPECT_EQ(bitsOf(again.predict(data, rows)), bitsOf(fitted.predict(data, rows)));
        EXPECT_EQ(again.serialize(), fitted.serialize());
    }
}

TEST(Predictor, OneFitUsedOtherwisePredictsAsTheFitMadeForIt) {
    const Dataset data = topicDataset(300, 14);
    const auto train = data.rowsOfSplit("train");
    const auto test = data.rowsOfSplit("test");
    const Predictor hybrid = Predictor::fit(data, train, {});
    const int k = hybrid.options().neighbours;
    for (const double blend : {0.0, 0.3, 1.0}) {
        const auto made = Predictor::fit(data, train, {.blend = blend});
        const auto used = hybrid.with(PredictorKind::Hybrid, k, blend);
        EXPECT_EQ(bitsOf(used.predict(data, test)), bitsOf(made.predict(data, test)));
        EXPECT_EQ(used.serialize(), made.serialize());
    }
    for (const PredictorKind kind :
         {PredictorKind::Knn, PredictorKind::Trained, PredictorKind::Prior}) {
        const Predictions made = Predictor::fit(data, train, {.kind = kind}).predict(data, test);
        const Predictions used = hybrid.with(kind, k, 0.5).predict(data, test);
        EXPECT_LT((used.quality - made.quality).abs().maxCoeff(), 1e-6) << toString(kind);
        EXPECT_LT((used.cost - made.cost).abs().maxCoeff(), 1e-12) << toString(kind);
    }
    const auto few = hybrid.with(PredictorKind::Knn, 1, 0.5).predict(data, test);
    EXPECT_GT((few.quality - hybrid.with(PredictorKind::Knn, k, 0.5).predict(data, test).quality)
                  .abs()
                  .maxCoeff(),
              0.01);
}

TEST(Predictor, QueriesReadOncePredictAsThoseReadEachTime) {
    Dataset data = topicDataset(300, 16);
    const auto train = data.rowsOfSplit("train");
    const auto test = data.rowsOfSplit("test");
    data.queries[test[3]].text = "";
    const Predictor hybrid = Predictor::fit(data, train, {});
    const Predictor retrieval = hybrid.with(PredictorKind::Knn, 32, 0.5);
    const ReadQueries read = retrieval.read(data, test, 50);
    EXPECT_EQ(read.size(), test.size());
    EXPECT_EQ(read.neighbours(), 50);
    for (const PredictorKind kind : {PredictorKind::Hybrid, PredictorKind::Knn,
                                     PredictorKind::Trained, PredictorKind::Prior}) {
        for (const int neighbours : {1, 32, 50}) {
            const Predictor used = hybrid.with(kind, neighbours, 0.4);
            EXPECT_EQ(bitsOf(used.predict(read)), bitsOf(used.predict(data, test)))
                << toString(kind) << ", k = " << neighbours;
        }
    }
    EXPECT_THROW(hybrid.with(PredictorKind::Hybrid, 51, 0.5).predict(read), Error);
    EXPECT_THROW(Predictor::fit(data, train, {}).predict(read), Error);
    const auto recorded = Predictor::fit(data, train, {.kind = PredictorKind::Recorded});
    EXPECT_THROW(recorded.predict(read), Error);
    EXPECT_THROW(recorded.read(data, test, 5), Error);
    const auto knn = Predictor::fit(data, train, {.kind = PredictorKind::Knn});
    EXPECT_EQ(bitsOf(knn.predict(knn.read(data, test, 32))), bitsOf(knn.predict(data, test)));
}

TEST(Predictor, AFitIsNotUsedForWhatItHasNotLearned) {
    const Dataset data = topicDataset(60, 15);
    const auto rows = data.rowsOfSplit("train");
    const auto fitted = [&](PredictorKind kind) {
        return Predictor::fit(data, rows, {.kind = kind});
    };
    EXPECT_THROW(fitted(PredictorKind::Knn).with(PredictorKind::Hybrid, 3, 0.5), Error);
    EXPECT_THROW(fitted(PredictorKind::Trained).with(PredictorKind::Knn, 3, 0.5), Error);
    EXPECT_THROW(fitted(PredictorKind::Prior).with(PredictorKind::Knn, 3, 0.5), Error);
    EXPECT_THROW(fitted(PredictorKind::Hybrid).with(PredictorKind::Recorded, 3, 0.5), Error);
    EXPECT_THROW(fitted(PredictorKind::Recorded).with(PredictorKind::Prior, 3, 0.5), Error);
    EXPECT_THROW(fitted(PredictorKind::Hybrid).with(PredictorKind::Hybrid, 0, 0.5), Error);
    EXPECT_THROW(fitted(PredictorKind::Hybrid).with(PredictorKind::Hybrid, 3, 1.5), Error);
    EXPECT_NO_THROW(fitted(PredictorKind::Knn).with(PredictorKind::Prior, 3, 0.5));
}

TEST(Predictor, DamagedBytesAreAnError) {
    const Dataset data = topicDataset(40, 5);
    const std::string bytes = Predictor::fit(data, data.rowsOfSplit(""), {}).serialize();
    Random random(11);
    for (int trial = 0; trial < 300; ++trial) {
        std::string broken = bytes;
        if (trial % 2 == 0) {
            broken.resize(random.below(bytes.size()));
        } else {
            const auto at = static_cast<std::size_t>(random.below(bytes.size()));
            broken[at] = static_cast<char>(broken[at] ^ (1 << random.below(8)));
        }
        EXPECT_THROW(Predictor::deserialize(broken), Error) << trial;
    }
    EXPECT_THROW(Predictor::deserialize(""), Error);
    EXPECT_THROW(Predictor::deserialize(bytes + "x"), Error);
}

TEST(Predictor, OddTextsGetNumbersAndAnEmptyOneThePrior) {
    Dataset data = topicDataset(200, 6);
    const auto train = data.rowsOfSplit("train");
    const auto fitted = Predictor::fit(data, train, {.kind = PredictorKind::Hybrid});
    const auto prior = Predictor::fit(data, train, {.kind = PredictorKind::Prior});
    std::string longText;
    for (int i = 0; i < 200'000; ++i) longText += "matrix ";
    data.queries[0].text = "";
    data.queries[1].text = longText;
    data.queries[2].text = "\xF0\x9F\x98\x80\xF0\x9F\xA7\xA0 \xE6\x95\xB0\xE5\xAD\xA6";
    data.queries[3].text = "\xFF\xFE\x80 broken \xC3";
    data.queries[4].text = std::string("a\0b", 3);
    data.queries[4].task = "never seen";
    const std::vector<std::size_t> rows = {0, 1, 2, 3, 4};
    const Predictions odd = fitted.predict(data, rows);
    const Predictions means = prior.predict(data, rows);
    EXPECT_TRUE((odd.quality >= 0.0 && odd.quality <= 1.0).all());
    EXPECT_TRUE((odd.outputTokens > 0.0 && odd.outputTokens < 1e5).all());
    EXPECT_TRUE((odd.quality.row(0) - means.quality.row(0)).abs().maxCoeff() < 0.02);
    EXPECT_EQ(fitted.neighbours(data, 0, 3).size(), 3U);
}

TEST(Predictor, OneTrainingRowAndOneSidedModelsWork) {
    Dataset data = topicDataset(120, 7);
    data.score.col(0).setConstant(1.0);  // always right
    data.score.col(1).setConstant(0.0);  // always wrong
    const std::vector<std::size_t> single = {5};
    data.score(5, 2) = kMissing;
    data.outputTokens.row(5).setConstant(kMissing);
    const auto rows = data.rowsOfSplit("");
    const Predictions few = Predictor::fit(data, single, {}).predict(data, rows);
    EXPECT_TRUE((few.quality.leftCols(2) > 0.0 && few.quality.leftCols(2) < 1.0).all());
    EXPECT_TRUE(few.quality.col(2).isNaN().all());
    EXPECT_TRUE(few.outputTokens.isNaN().all());
    const Predictions many =
        Predictor::fit(data, data.rowsOfSplit("train"), {}).predict(data, rows);
    EXPECT_GT(many.quality.col(0).minCoeff(), 0.9);
    EXPECT_LT(many.quality.col(1).maxCoeff(), 0.1);
}

TEST(Predictor, ModelsAreMatchedByName) {
    const Dataset data = topicDataset(200, 8);
    const auto rows = data.rowsOfSplit("");
    const auto fitted = Predictor::fit(data, rows, {});
    Dataset other = data;
    other.models = namedModels({"large", "unheard of", "small"});
    const Predictions direct = fitted.predict(data, rows);
    const Predictions matched = fitted.predict(other, rows);
    EXPECT_TRUE((matched.quality.col(0) == direct.quality.col(2)).all());
    EXPECT_TRUE(matched.quality.col(1).isNaN().all());
    EXPECT_TRUE(matched.outputTokens.col(1).isNaN().all());
    EXPECT_TRUE((matched.cost.col(2) == direct.cost.col(0)).all());
}

TEST(Predictor, RecordedGivesTheRecords) {
    const Dataset data = topicDataset(50, 9);
    const auto rows = data.rowsOfSplit("test");
    const Predictions recorded =
        Predictor::fit(data, {}, {.kind = PredictorKind::Recorded}).predict(data, rows);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        for (Eigen::Index j = 0; j < 3; ++j) {
            const double want = data.score(static_cast<Eigen::Index>(rows[i]), j);
            const double got = recorded.quality(static_cast<Eigen::Index>(i), j);
            EXPECT_TRUE(want == got || (std::isnan(want) && std::isnan(got)));
        }
    }
}

TEST(Predictor, PriorIsTheMeanOfWhatIsKnown) {
    const Dataset data = topicDataset(90, 10);
    const auto train = data.rowsOfSplit("train");
    const Predictions prior = Predictor::fit(data, train, {.kind = PredictorKind::Prior})
                                  .predict(data, std::vector<std::size_t>{1, 2});
    double sum = 0.0;
    double count = 0.0;
    for (const std::size_t row : train) {
        const double score = data.score(static_cast<Eigen::Index>(row), 1);
        if (std::isnan(score)) continue;
        sum += score;
        count += 1.0;
    }
    EXPECT_NEAR(prior.quality(0, 1), sum / count, 1e-12);
    EXPECT_EQ(prior.quality(0, 1), prior.quality(1, 1));
}

TEST(Predictor, TotalsOfPredictedLengthsAndCostsAreUnbiased) {
    const Dataset data = topicDataset(1200, 12);
    const auto test = data.rowsOfSplit("test");
    const Predictions predicted =
        Predictor::fit(data, data.rowsOfSplit("train"), {}).predict(data, test);
    const auto ratio = [&](const Grid& guess, const Grid& truth) {
        double a = 0.0;
        double b = 0.0;
        for (std::size_t i = 0; i < test.size(); ++i) {
            for (Eigen::Index j = 0; j < 3; ++j) {
                const double value = truth(static_cast<Eigen::Index>(test[i]), j);
                if (std::isnan(value)) continue;
                a += guess(static_cast<Eigen::Index>(i), j);
                b += value;
            }
        }
        return a / b;
    };
    EXPECT_NEAR(ratio(predicted.cost, data.cost), 1.0, 0.06);
    EXPECT_NEAR(ratio(predicted.outputTokens, data.outputTokens), 1.0, 0.06);
    const auto score = scorePredictions(data, test, predicted).back();
    EXPECT_LT(score.lengthMae, 80.0);  // the mean alone is off by about 130
    const Dataset bare = topicDataset(100, 12, false);
    EXPECT_TRUE(Predictor::fit(bare, bare.rowsOfSplit(""), {})
                    .predict(bare, test.size() > 3 ? std::vector<std::size_t>{0} : test)
                    .outputTokens.isNaN()
                    .all());
}

}  // namespace
}  // namespace orl
