#include "core/predict/reliability.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "core/support/error.h"
#include "core/support/random.h"

namespace orl {
namespace {

struct Case {
    Dataset data;
    Predictions predictions;
    std::vector<std::size_t> rows;
};

/// Every second row of the data set is predicted, so that rows and positions differ.
Case makeCase(const Grid& quality, const Grid& score) {
    Case result;
    const Eigen::Index rows = score.rows();
    result.data.queries.resize(static_cast<std::size_t>(2 * rows));
    result.data.score = Grid::Constant(2 * rows, score.cols(), kMissing);
    for (Eigen::Index i = 0; i < rows; ++i) {
        result.data.score.row(2 * i + 1) = score.row(i);
        result.rows.push_back(static_cast<std::size_t>(2 * i + 1));
    }
    result.data.cost = Grid::Constant(2 * rows, score.cols(), kMissing);
    result.data.outputTokens = result.data.cost;
    for (Eigen::Index j = 0; j < score.cols(); ++j) {
        result.data.models.emplace_back().name = std::to_string(j);
    }
    const Grid unknown = Grid::Constant(rows, score.cols(), kMissing);
    result.predictions = {quality, unknown, unknown};
    return result;
}

Case randomCase(Random& random, Eigen::Index rows, Eigen::Index models, bool ties) {
    Grid quality(rows, models);
    Grid score(rows, models);
    for (Eigen::Index i = 0; i < rows; ++i) {
        for (Eigen::Index j = 0; j < models; ++j) {
            quality(i, j) = ties ? static_cast<double>(random.below(5)) / 4.0 : random.uniform();
            score(i, j) = random.uniform() < 0.1 ? kMissing : random.uniform();
            if (random.uniform() < 0.05) quality(i, j) = kMissing;
        }
    }
    return makeCase(quality, score);
}

TEST(Reliability, HandCase) {
    Grid quality(4, 1);
    quality << 0.9, 0.2, 0.4, 0.7;
    Grid score(4, 1);
    score << 1.0, 0.0, 1.0, 0.0;
    const Case one = makeCase(quality, score);
    const auto bins = reliability(one.data, one.rows, one.predictions, 0, 2);
    ASSERT_EQ(bins.size(), 2U);
    EXPECT_EQ(bins[0].cells, 2U);
    EXPECT_DOUBLE_EQ(bins[0].predicted, 0.3);
    EXPECT_DOUBLE_EQ(bins[0].observed, 0.5);
    EXPECT_DOUBLE_EQ(bins[0].least, 0.2);
    EXPECT_DOUBLE_EQ(bins[0].greatest, 0.4);
    EXPECT_DOUBLE_EQ(bins[1].predicted, 0.8);
    // Wilson for 1 of 2: centre 0.5, reach z/(1+z²/2) √(1/8 + z²/16) with z = 1.96.
    EXPECT_NEAR(bins[1].low, 0.0945, 5e-4);
    EXPECT_NEAR(bins[1].high, 0.9055, 5e-4);
}

TEST(Reliability, BinsPartitionTheKnownCellsAndKeepTiesTogether) {
    Random random(11);
    for (int trial = 0; trial < 60; ++trial) {
        const auto rows = static_cast<Eigen::Index>(random.below(40));
        const Case one = randomCase(random, rows, 3, trial % 2 == 0);
        std::map<double, std::pair<double, std::size_t>> byPrediction;  // sum of scores, count
        double predicted = 0.0;
        for (Eigen::Index i = 0; i < rows; ++i) {
            for (Eigen::Index j = 0; j < 3; ++j) {
                const double a = one.predictions.quality(i, j);
                const double y = one.data.score(2 * i + 1, j);
                if (std::isnan(a) || std::isnan(y)) continue;
                byPrediction[a].first += y;
                ++byPrediction[a].second;
                predicted += a;
            }
        }
        const auto bins = reliability(one.data, one.rows, one.predictions);
        EXPECT_LE(bins.size(), kReliabilityBins);
        double last = -1.0;
        double sum = 0.0;
        for (const ReliabilityBin& bin : bins) {
            EXPECT_GT(bin.least, last);  // whole runs of equal predictions
            last = bin.greatest;
            double score = 0.0;
            std::size_t cells = 0;
            for (auto it = byPrediction.lower_bound(bin.least);
                 it != byPrediction.end() && it->first <= bin.greatest; ++it) {
                score += it->second.first;
                cells += it->second.second;
            }
            EXPECT_EQ(bin.cells, cells);
            EXPECT_NEAR(bin.observed, score / static_cast<double>(cells), 1e-12);
            EXPECT_LE(bin.low, bin.observed + 1e-12);
            EXPECT_GE(bin.high, bin.observed - 1e-12);
            sum += bin.predicted * static_cast<double>(bin.cells);
            for (auto it = byPrediction.begin(); it->first < bin.least;) {
                it = byPrediction.erase(it);  // what no bin has claimed must not be there
                ADD_FAILURE() << "a cell is in no bin";
            }
            byPrediction.erase(byPrediction.lower_bound(bin.least),
                               byPrediction.upper_bound(bin.greatest));
        }
        EXPECT_TRUE(byPrediction.empty());
        EXPECT_NEAR(sum, predicted, 1e-9);
    }
}

TEST(Reliability, SumsToTheCalibrationErrorWhereNothingIsTied) {
    Random random(12);
    for (int trial = 0; trial < 20; ++trial) {
        const Case one = randomCase(random, 50 + trial, 4, false);
        const auto scores = scorePredictions(one.data, one.rows, one.predictions);
        for (std::size_t j = 0; j <= 4; ++j) {
            const auto bins = reliability(one.data, one.rows, one.predictions,
                                          j < 4 ? std::optional(j) : std::nullopt);
            double error = 0.0;
            double cells = 0.0;
            for (const ReliabilityBin& bin : bins) {
                error += static_cast<double>(bin.cells) * std::abs(bin.predicted - bin.observed);
                cells += static_cast<double>(bin.cells);
            }
            EXPECT_NEAR(error / cells, scores[j].ece, 1e-12);
        }
    }
}

/// Share of intervals that hold the true chance, over data sets of one bin whose models answer a
/// query alike with probability `alike`.
double coverage(double alike, std::uint64_t seed) {
    Random random(seed);
    constexpr double kChance = 0.7;
    int covered = 0;
    constexpr int kTrials = 400;
    for (int trial = 0; trial < kTrials; ++trial) {
        Grid score(60, 5);
        for (Eigen::Index i = 0; i < score.rows(); ++i) {
            const double common = random.uniform() < kChance ? 1.0 : 0.0;
            for (Eigen::Index j = 0; j < score.cols(); ++j) {
                const double own = random.uniform() < kChance ? 1.0 : 0.0;
                score(i, j) = random.uniform() < alike ? common : own;
            }
        }
        const Case one = makeCase(Grid::Constant(60, 5, kChance), score);
        const auto bins = reliability(one.data, one.rows, one.predictions);
        covered += bins.size() == 1 && bins[0].low <= kChance && kChance <= bins[0].high ? 1 : 0;
    }
    return static_cast<double>(covered) / kTrials;
}

TEST(Reliability, BandHoldsTheTruthAlsoWhereModelsFailTogether) {
    // 95 % ± three standard errors of 400 trials; a band that took all 300 cells for independent
    // would cover 61 % where the models answer alike.
    EXPECT_NEAR(coverage(0.0, 1), 0.95, 0.033);
    EXPECT_NEAR(coverage(1.0, 2), 0.95, 0.033);
    EXPECT_NEAR(coverage(0.6, 3), 0.95, 0.033);
}

TEST(Reliability, NothingKnownIsNoBinAndNonsenseAnError) {
    Case one = makeCase(Grid::Constant(3, 2, 0.5), Grid::Constant(3, 2, kMissing));
    EXPECT_TRUE(reliability(one.data, one.rows, one.predictions).empty());
    EXPECT_THROW(reliability(one.data, one.rows, one.predictions, 2), Error);
    EXPECT_THROW(reliability(one.data, one.rows, one.predictions, 0, 0), Error);
    one.rows.pop_back();
    EXPECT_THROW(reliability(one.data, one.rows, one.predictions), Error);
}

}  // namespace
}  // namespace orl
