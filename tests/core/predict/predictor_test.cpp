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

TEST(Predictor, NothingToLearnFromAndSenselessOptionsAreErrors) {
    Dataset data = topicDataset(20, 13);
    const auto rows = data.rowsOfSplit("");
    EXPECT_THROW(Predictor::fit(data, {}, {}), Error);
    EXPECT_THROW(Predictor::fit(data, std::vector<std::size_t>{20}, {}), Error);
    EXPECT_THROW(Predictor::fit(data, rows, {.components = 0}), Error);
    EXPECT_THROW(Predictor::fit(data, rows, {.neighbours = 0}), Error);
    EXPECT_THROW(Predictor::fit(data, rows, {.blend = kMissing}), Error);
    EXPECT_THROW(Predictor::fit(data, rows, {.regularization = -1.0}), Error);
    EXPECT_THROW(predictorKindFrom("oracle"), Error);
    data.score.setConstant(kMissing);
    EXPECT_THROW(Predictor::fit(data, rows, {}), Error);
}

TEST(Predictor, StopsWhenAskedAndTellsHowFarItIs) {
    const Dataset data = topicDataset(200, 14);
    const auto rows = data.rowsOfSplit("");
    std::stop_source source;
    std::vector<double> shares;
    Job job;
    job.stop = source.get_token();
    job.progress = [&](double share, std::string_view) {
        shares.push_back(share);
        if (share >= 0.4) source.request_stop();
    };
    EXPECT_THROW(Predictor::fit(data, rows, {}, job), Cancelled);
    EXPECT_GE(shares.size(), 3U);
    const auto fitted = Predictor::fit(data, rows, {});
    EXPECT_THROW(fitted.predict(data, rows, job), Cancelled);
}

TEST(Predictor, ANewModelWithFewOutcomesIsBetterThanThePoolsMean) {
    Dataset data = topicDataset(800, 16);
    const auto train = data.rowsOfSplit("train");
    const auto test = data.rowsOfSplit("test");
    for (std::size_t i = 20; i < train.size(); ++i) {
        data.score(static_cast<Eigen::Index>(train[i]), 1) = kMissing;
    }
    const auto brier = [&](PredictorKind kind) {
        const auto fitted = Predictor::fit(data, train, {.kind = kind});
        return scorePredictions(data, test, fitted.predict(data, test))[1].brier;
    };
    EXPECT_LT(brier(PredictorKind::Hybrid), brier(PredictorKind::Prior) - 0.02);
}

TEST(Predictor, ReadsTheTaskWhereTheDataSetHasOne) {
    // Texts without any difference; only the task says who is right.
    Dataset data = topicDataset(300, 17);
    for (std::size_t i = 0; i < data.queryCount(); ++i) {
        const bool first = i % 2 == 0;
        data.queries[i].text = "the same question " + std::to_string(i);
        data.queries[i].task = first ? "one" : "two";
        data.score.row(static_cast<Eigen::Index>(i)).setConstant(first ? 1.0 : 0.0);
    }
    const auto rows = data.rowsOfSplit("test");
    const auto fitted = Predictor::fit(data, data.rowsOfSplit("train"), {});
    const Grid quality = fitted.predict(data, rows).quality;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const double chance = quality(static_cast<Eigen::Index>(i), 0);
        EXPECT_TRUE(rows[i] % 2 == 0 ? chance > 0.8 : chance < 0.2) << chance;
    }
}

// By least held-out loss, among strengths around those that serve texts.
TEST(Predictor, RegularizationMattersAndZeroIsCrossValidated) {
    const Dataset data = topicDataset(400, 18);
    const auto train = data.rowsOfSplit("train");
    const auto test = data.rowsOfSplit("test");
    const auto quality = [&](double strength) {
        return Grid(
            Predictor::fit(data, train, {.regularization = strength}).predict(data, test).quality);
    };
    const Grid chosen = quality(0.0);
    EXPECT_TRUE((chosen == quality(1.5)).all() || (chosen == quality(4.0)).all() ||
                (chosen == quality(10.0)).all());
    EXPECT_GT((quality(1e-4) - quality(100.0)).abs().maxCoeff(), 0.03);
}

TEST(Predictor, BytesOfAnOlderVersionSaySo) {
    const Dataset data = topicDataset(40, 19);
    std::string bytes = Predictor::fit(data, data.rowsOfSplit(""), {}).serialize();
    bytes[8] = 1;  // the version follows the magic
    try {
        Predictor::deserialize(bytes);
        FAIL() << "it was read";
    } catch (const Error& error) {
        EXPECT_NE(std::string(error.what()).find("older version"), std::string::npos);
    }
}

TEST(Predictor, BlendMovesFromRetrievalToTheTrainedPart) {
    const Dataset data = topicDataset(400, 15);
    const auto train = data.rowsOfSplit("train");
    const auto test = data.rowsOfSplit("test");
    const auto quality = [&](PredictorKind kind, double blend) {
        return Grid(Predictor::fit(data, train, {.kind = kind, .blend = blend})
                        .predict(data, test)
                        .quality);
    };
    EXPECT_TRUE(
        quality(PredictorKind::Hybrid, 1.0).isApprox(quality(PredictorKind::Trained, 0.5), 1e-9));
    EXPECT_TRUE(
        quality(PredictorKind::Hybrid, 0.0).isApprox(quality(PredictorKind::Knn, 0.5), 1e-9));
}

TEST(Predictor, SaysHowSureItIs) {
    Dataset data = topicDataset(400, 9);
    const auto train = data.rowsOfSplit("train");
    // A copy of a training text, and one that resembles none.
    Query copy = data.queries[train[0]];
    copy.split = "copy";
    Query stranger;
    stranger.text = "ψυχή ξένος";
    stranger.split = "stranger";
    data.queries.push_back(copy);
    data.queries.push_back(stranger);
    for (Grid* grid : {&data.score, &data.cost, &data.outputTokens}) {
        grid->conservativeResize(grid->rows() + 2, Eigen::NoChange);
        grid->bottomRows(2).setConstant(kMissing);
    }
    const std::size_t rows[] = {data.queryCount() - 2, data.queryCount() - 1};
    for (const PredictorKind kind : {PredictorKind::Hybrid, PredictorKind::Knn}) {
        const Predictions of = Predictor::fit(data, train, {.kind = kind}).predict(data, rows);
        const Grid spread = of.uncertainty / (of.quality * (1.0 - of.quality)).sqrt();
        for (Eigen::Index j = 0; j < 3; ++j) {
            EXPECT_LT(spread(0, j), 0.3);                    // at least ten queries' worth
            EXPECT_GT(spread(0, j), 1.0 / std::sqrt(33.5));  // at most all 32 neighbours
            EXPECT_NEAR(spread(1, j), 1.0, 1e-9);
        }
    }
    const Predictions prior =
        Predictor::fit(data, train, {.kind = PredictorKind::Prior}).predict(data, rows);
    const double share = prior.quality(0, 1);
    EXPECT_NEAR(prior.uncertainty(0, 1),
                std::sqrt(share * (1.0 - share) / (static_cast<double>(train.size()) + 1.0)),
                1e-12);
    const auto known = data.rowsOfSplit("test");
    const Predictions recorded =
        Predictor::fit(data, known, {.kind = PredictorKind::Recorded}).predict(data, known);
    for (Eigen::Index i = 0; i < recorded.quality.rows(); ++i) {
        for (Eigen::Index j = 0; j < 3; ++j) {
            if (std::isnan(recorded.quality(i, j))) {
                EXPECT_TRUE(std::isnan(recorded.uncertainty(i, j)));
            } else {
                EXPECT_EQ(recorded.uncertainty(i, j), 0.0);
            }
        }
    }
}

}  // namespace
}  // namespace orl
