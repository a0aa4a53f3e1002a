#include "core/predict/fold_regressions.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "core/support/random.h"

namespace orl {
namespace {

constexpr std::size_t kRows = 150;
constexpr Eigen::Index kModels = 3;
constexpr std::size_t kFoldCount = 5;

/// Texts of a few of 40 words; whether a model is right depends on the words.
struct WordData {
    SparseRows rows;
    Labels label{static_cast<Eigen::Index>(kRows), kModels};
    Grid score{static_cast<Eigen::Index>(kRows), kModels};
    PerModel base = PerModel::Constant(kModels, 0.2);
    Folds folds = Folds::dealt(kRows, kFoldCount, 3);

    void turn(std::size_t row) {
        const auto i = static_cast<Eigen::Index>(row);
        label.row(i) = !label.row(i);
        score.row(i) = 1.0 - score.row(i);
    }
};

WordData wordData(std::uint64_t seed) {
    WordData data;
    Random random(seed);
    data.rows.columnCount = 40;
    for (std::size_t i = 0; i < kRows; ++i) {
        double odds = 0.0;
        for (std::uint32_t word = 0; word < 40; ++word) {
            if (random.uniform() > 0.15) continue;
            data.rows.entries.push_back({word, 0.5F});
            odds += word < 20 ? 0.6 : -0.6;
        }
        data.rows.start.push_back(data.rows.entries.size());
        for (Eigen::Index j = 0; j < kModels; ++j) {
            const bool right = random.uniform() < 1.0 / (1.0 + std::exp(-odds));
            data.label(static_cast<Eigen::Index>(i), j) = right;
            data.score(static_cast<Eigen::Index>(i), j) = right ? 1.0 : 0.0;
        }
    }
    return data;
}

FoldRegressions fittedTo(const WordData& data, double strength = 1.5) {
    PredictorOptions options;
    options.threads = 1;
    options.regularization = strength;
    FoldRegressions regressions(data.rows, data.label, data.base, data.folds);
    regressions.fit(data.score, options, {});
    return regressions;
}

bool equal(const Grid& a, const Grid& b) {
    return (a == b).all();
}

TEST(FoldRegressions, NoRowIsSpokenOfByWhoHasSeenIt) {
    const WordData data = wordData(1);
    const Grid before = fittedTo(data).outOfFold();
    for (const std::size_t row : {0U, 17U, 149U}) {
        WordData turned = data;
        turned.turn(row);
        const Grid after = fittedTo(turned).outOfFold();
        const auto i = static_cast<Eigen::Index>(row);
        EXPECT_TRUE(equal(before.row(i), after.row(i)));
        EXPECT_FALSE(equal(before, after));
    }
}

TEST(FoldRegressions, OutcomesHeldOutSayNothingWithinTheFold) {
    const WordData data = wordData(2);
    const FoldRegressions before = fittedTo(data);
    for (std::size_t fold = 0; fold < kFoldCount; ++fold) {
        WordData turned = data;
        for (const std::size_t row : data.folds.heldOut[fold]) turned.turn(row);
        const FoldRegressions after = fittedTo(turned);
        EXPECT_TRUE(equal(before.asTheFoldSees(fold, 1, {}), after.asTheFoldSees(fold, 1, {})));
        const std::size_t other = (fold + 1) % kFoldCount;
        EXPECT_FALSE(equal(before.asTheFoldSees(other, 1, {}), after.asTheFoldSees(other, 1, {})));
    }
}

TEST(FoldRegressions, ASeenRowSaysNothingOfItself) {
    const WordData data = wordData(3);
    const Grid before = fittedTo(data).asTheFoldSees(2, 1, {});
    for (const std::size_t place : {0U, 33U, 60U}) {
        const std::size_t row = data.folds.seen[2][place];
        WordData turned = data;
        turned.turn(row);
        const Grid after = fittedTo(turned).asTheFoldSees(2, 1, {});
        const auto i = static_cast<Eigen::Index>(row);
        EXPECT_TRUE(equal(before.row(i), after.row(i)));
        EXPECT_FALSE(equal(before, after));
    }
}

TEST(FoldRegressions, HeldOutRowsAreSpokenOfAsByTheFoldItself) {
    const WordData data = wordData(4);
    const FoldRegressions regressions = fittedTo(data);
    const Grid outOfFold = regressions.outOfFold();
    const Grid seen = regressions.asTheFoldSees(4, 1, {});
    for (const std::size_t row : data.folds.heldOut[4]) {
        const auto i = static_cast<Eigen::Index>(row);
        EXPECT_TRUE(equal(outOfFold.row(i), seen.row(i)));
    }
}

TEST(FoldRegressions, TheStrengthIsChosenWhereNoneIsNamed) {
    const WordData data = wordData(5);
    const Grid chosen = fittedTo(data, 0.0).outOfFold();
    bool found = false;
    for (const double strength : {1.5, 4.0, 10.0}) {
        found = found || equal(chosen, fittedTo(data, strength).outOfFold());
    }
    EXPECT_TRUE(found);
}

TEST(Regressions, TheMeanSaysTheMean) {
    const WordData data = wordData(6);
    const LogisticTrainer trainer(data.rows);
    std::vector<Regressions> all;
    all.reserve(kFoldCount);
    for (std::size_t fold = 0; fold < kFoldCount; ++fold) {
        all.emplace_back(trainer.fit(data.folds.seen[fold], data.label, data.base, 1.5), data.base);
    }
    const Regressions mean = Regressions::meanOf(all, data.base);
    for (std::size_t i = 0; i < kRows; ++i) {
        PerModel sum = PerModel::Zero(kModels);
        for (const Regressions& one : all) sum += one.deviation(data.rows.row(i));
        const PerModel off = mean.deviation(data.rows.row(i)) - sum / double(kFoldCount);
        EXPECT_LT(off.abs().maxCoeff(), 1e-5);
    }
    ByteWriter out;
    mean.write(out);
    const std::string bytes = out.sealed("t", 1);
    ByteReader in(bytes, "t", 1);
    const Regressions again = Regressions::read(in, data.base);
    in.requireEnd();
    for (std::size_t i = 0; i < kRows; ++i) {
        EXPECT_TRUE(equal(again.deviation(data.rows.row(i)), mean.deviation(data.rows.row(i))));
    }
}

}  // namespace
}  // namespace orl
