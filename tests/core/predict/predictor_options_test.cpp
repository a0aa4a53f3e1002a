#include "core/predict/predictor.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "core/support/error.h"
#include "tests/core/predict/make_data.h"

namespace orl {
namespace {

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
    const Predictions retrieved =
        Predictor::fit(data, train, {.kind = PredictorKind::Knn}).predict(data, rows);
    const Predictions hybrid = Predictor::fit(data, train, {}).predict(data, rows);
    const auto relative = [](const Predictions& of) -> Grid {
        return of.uncertainty / (of.quality * (1.0 - of.quality)).sqrt();
    };
    for (Eigen::Index j = 0; j < 3; ++j) {
        EXPECT_LT(relative(retrieved)(0, j), 0.3);                    // at least ten queries' worth
        EXPECT_GT(relative(retrieved)(0, j), 1.0 / std::sqrt(33.5));  // at most all 32 neighbours
        EXPECT_LT(relative(hybrid)(0, j),
                  relative(retrieved)(0, j));  // and what its class is worth
        EXPECT_NEAR(relative(retrieved)(1, j), 1.0, 1e-9);
        EXPECT_NEAR(relative(hybrid)(1, j), 1.0, 1e-9);
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

/// Chances by which the outcomes were drawn are known here: where σ is said to be greater, the
/// prediction is further off them, and about as far as is said.
TEST(Uncertainty, IsHowFarPredictionsAreOffTheTruth) {
    double square = 0.0;
    double said = 0.0;
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
        const Dataset data = topicDataset(400, seed);
        const auto test = data.rowsOfSplit("test");
        const Predictions of =
            Predictor::fit(data, data.rowsOfSplit("train"), {}).predict(data, test);
        for (std::size_t i = 0; i < test.size(); ++i) {
            const bool hard = data.queries[test[i]].task < "2";
            for (Eigen::Index j = 0; j < 3; ++j) {
                const double truth = hard ? 0.1 + 0.35 * static_cast<double>(j) : 0.85;
                const auto row = static_cast<Eigen::Index>(i);
                square += std::pow(of.quality(row, j) - truth, 2);
                said += std::pow(of.uncertainty(row, j), 2);
            }
        }
    }
    EXPECT_GT(said / square, 0.5);
    EXPECT_LT(said / square, 4.0);
}

}  // namespace
}  // namespace orl
