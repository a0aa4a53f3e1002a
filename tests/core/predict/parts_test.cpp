#include <gtest/gtest.h>

#include <Eigen/SVD>
#include <algorithm>
#include <array>
#include <cmath>

#include "core/predict/latent_space.h"
#include "core/predict/logistic.h"
#include "core/predict/shared_prefixes.h"
#include "core/predict/tfidf.h"
#include "core/support/random.h"

namespace orl {
namespace {

SparseRows randomSparse(std::size_t rows, std::size_t columns, Random& random) {
    SparseRows sparse;
    sparse.columnCount = columns;
    for (std::size_t i = 0; i < rows; ++i) {
        for (std::uint32_t c = 0; c < columns; ++c) {
            // A few strong directions over noise, so that the leading subspace is well defined.
            const bool topic = c % 5 == i % 5;
            if (random.uniform() < (topic ? 0.9 : 0.1)) {
                sparse.entries.push_back({c, static_cast<float>(1.0 + 0.2 * random.normal())});
            }
        }
        sparse.start.push_back(sparse.entries.size());
    }
    return sparse;
}

TEST(LatentSpace, SpansTheLeadingSingularVectors) {
    Random random(5);
    const SparseRows sparse = randomSparse(120, 60, random);
    Eigen::MatrixXd dense = Eigen::MatrixXd::Zero(120, 60);
    for (std::size_t i = 0; i < 120; ++i) {
        for (const auto& entry : sparse.row(i)) {
            dense(static_cast<Eigen::Index>(i), entry.column) = static_cast<double>(entry.value);
        }
    }
    const Eigen::BDCSVD<Eigen::MatrixXd> svd(dense, Eigen::ComputeThinV);
    const LatentSpace space = LatentSpace::fit(sparse, 5, 1);
    ASSERT_EQ(space.dimensions(), 5);
    const Eigen::MatrixXd basis = space.basis().cast<double>();
    EXPECT_LT((basis.transpose() * basis - Eigen::MatrixXd::Identity(5, 5)).norm(), 1e-4);
    const Eigen::MatrixXd overlap = basis.transpose() * svd.matrixV().leftCols(5);
    EXPECT_NEAR(overlap.squaredNorm(), 5.0, 1e-3);  // 5 only if both span the same space
    for (Eigen::Index d = 0; d < 5; ++d) {
        EXPECT_NEAR((dense * basis.col(d)).norm(), svd.singularValues()(d), 1e-3);
    }
    const Matrix vectors = space.project(sparse);
    const Eigen::RowVectorXd direct = (dense.row(9) * basis).normalized();
    EXPECT_LT((vectors.row(9).cast<double>() - direct).norm(), 1e-5);
}

TEST(LatentSpace, TrainingRowsLookAsIfTheyHadNotBeenFittedOn) {
    // Oracle: the basis of all other rows. Bases turn, so what is compared is how near each row
    // comes to its nearest one.
    Random random(6);
    const std::size_t count = 80;
    const SparseRows sparse = randomSparse(count, 120, random);
    const auto nearestOf = [](const Matrix& query, const Matrix& index, std::size_t self) {
        float best = -1.0F;
        for (Eigen::Index k = 0; k < index.rows(); ++k) {
            if (static_cast<std::size_t>(k) == self) continue;
            best = std::max(best, query.row(0).dot(index.row(k)));
        }
        return static_cast<double>(best);
    };
    const LatentSpace space = LatentSpace::fit(sparse, 12, 1);
    const Matrix fitted = space.project(sparse);
    const Matrix unseen = space.projectTraining(sparse);
    double truth = 0.0, naive = 0.0, corrected = 0.0;
    for (std::size_t i = 0; i < count; ++i) {
        SparseRows others, own;
        others.columnCount = own.columnCount = sparse.columnCount;
        for (std::size_t k = 0; k < count; ++k) {
            SparseRows& to = k == i ? own : others;
            to.entries.insert(to.entries.end(), sparse.row(k).begin(), sparse.row(k).end());
            to.start.push_back(to.entries.size());
        }
        const LatentSpace without = LatentSpace::fit(others, 12, 1);
        truth += nearestOf(without.project(own), without.project(others), count);
        const auto row = static_cast<Eigen::Index>(i);
        naive += nearestOf(fitted.row(row), fitted, i);
        corrected += nearestOf(unseen.row(row), fitted, i);
    }
    EXPECT_GT(truth - naive, 0.02 * static_cast<double>(count));
    EXPECT_LT(std::abs(corrected - truth), 0.3 * std::abs(naive - truth));
}

TEST(LatentSpace, KeepsNoMoreThanTheRank) {
    SparseRows sparse;
    sparse.columnCount = 3;
    for (int i = 0; i < 10; ++i) {
        sparse.entries.push_back({static_cast<std::uint32_t>(i % 2), 1.0F});
        sparse.start.push_back(sparse.entries.size());
    }
    EXPECT_EQ(LatentSpace::fit(sparse, 8, 1).dimensions(), 2);
    SparseRows nothing;
    EXPECT_EQ(LatentSpace::fit(nothing, 8, 1).dimensions(), 0);
}

TEST(Tfidf, WeightsFollowTheFormula) {
    // One-word texts in words only: every number can be computed by hand.
    const std::vector<std::string_view> texts = {"aa aa bb", "aa cc", "aa bb", "dd"};
    TfidfOptions options;
    options.ngrams.maxWords = 1;
    options.ngrams.maxChars = 0;
    options.share = {1.0, 0.0, 0.0, 0.0};
    const Tfidf tfidf = Tfidf::fit(texts, options);
    EXPECT_EQ(tfidf.featureCount(), 4U);
    const SparseRows rows = tfidf.transform(texts);
    const double aa = (1.0 + std::log(2.0)) * (std::log(5.0 / 4.0) + 1.0);
    const double bb = std::log(5.0 / 3.0) + 1.0;
    ASSERT_EQ(rows.row(0).size(), 2U);
    EXPECT_NEAR(static_cast<double>(rows.row(0)[0].value), aa / std::hypot(aa, bb), 1e-6);
    EXPECT_NEAR(static_cast<double>(rows.row(0)[1].value), bb / std::hypot(aa, bb), 1e-6);
    const std::vector<std::string_view> strange = {"zz yy", "AA\tBb"};
    const SparseRows others = tfidf.transform(strange);
    EXPECT_TRUE(others.row(0).empty());
    EXPECT_EQ(others.row(1).size(), 2U);  // upper case and white space do not matter
}

TEST(Tfidf, VectorsHaveUnitLengthAndTheVocabularyItsCap) {
    std::vector<std::string> texts;
    Random random(9);
    for (int i = 0; i < 100; ++i) {
        std::string text;
        for (int w = 0; w < 12; ++w) text += std::to_string(random.below(50)) + "w ";
        texts.push_back(text);
    }
    const std::vector<std::string_view> views(texts.begin(), texts.end());
    TfidfOptions options;
    options.maxFeatures = 80;
    const Tfidf tfidf = Tfidf::fit(views, options);
    EXPECT_EQ(tfidf.featureCount(), 80U);
    const SparseRows rows = tfidf.transform(views, 2);
    for (std::size_t i = 0; i < rows.rowCount(); ++i) {
        double squares = 0.0;
        for (const auto& entry : rows.row(i)) squares += std::pow(entry.value, 2);
        EXPECT_NEAR(squares, 1.0, 1e-5);
    }
}

TEST(TextNgrams, MalformedUtf8BecomesTheReplacementCharacter) {
    const NgramRule rule;
    EXPECT_EQ(normalisedText("", rule), U" ");
    EXPECT_EQ(normalisedText("  A\n\tB  ", rule), U" a b ");
    EXPECT_EQ(normalisedText("\xC3\x84\xCE\xA9", rule), U" \u00e4\u03c9 ");
    EXPECT_EQ(normalisedText("x\xF0\x9F\x98\x80", rule), U" x\U0001F600 ");
    EXPECT_EQ(normalisedText("\xC0\x80", rule), U" \uFFFD\uFFFD ");            // overlong
    EXPECT_EQ(normalisedText("\xED\xA0\x80", rule), U" \uFFFD\uFFFD\uFFFD ");  // surrogate
    EXPECT_EQ(normalisedText("\xE2\x82", rule), U" \uFFFD\uFFFD ");            // cut short
}

TEST(SharedPrefixes, FindsWhatManyTextsBeginWith) {
    const std::string examples =
        "Answer like these examples. Q: one and one? A: two. Q: two and two? A: four. Q: ";
    std::vector<std::string> texts;
    for (int i = 0; i < 60; ++i) {
        texts.push_back(i % 2 == 0 ? examples + std::to_string(i * 7919) + " is prime?"
                                   : std::to_string(i * 104729) + " stands alone");
    }
    const auto prefixes = SharedPrefixes::find({texts.begin(), texts.end()});
    ASSERT_EQ(prefixes.prefixes().size(), 1U);
    EXPECT_EQ(prefixes.prefixes().front(), examples);
    EXPECT_EQ(prefixes.split(examples + "new?").rest, "new?");
    EXPECT_EQ(prefixes.split("Answer like").prefix, -1);
    EXPECT_TRUE(SharedPrefixes::find({}).prefixes().empty());
}

TEST(Logistic, IsTheMinimumOfThePenalisedLoss) {
    // At the minimum the gradient w + C Σ (p − y) x vanishes.
    Random random(21);
    const SparseRows rows = randomSparse(400, 6, random);
    const LogisticTrainer trainer(rows);
    std::vector<std::size_t> all;
    std::array<bool, 400> right{};
    for (std::size_t i = 0; i < rows.rowCount(); ++i) {
        all.push_back(i);
        double z = -0.5;
        for (const auto& entry : rows.row(i))
            z += (entry.column < 2 ? 0.8 : -0.2) * static_cast<double>(entry.value);
        right[i] = random.uniform() < 1.0 / (1.0 + std::exp(-z));
    }
    const double strength = 0.05;
    const auto model = trainer.fit(all, right, strength);
    ASSERT_TRUE(model.has_value());
    std::vector<double> gradient(6, 0.0);
    std::vector<double> scale(6, 0.0);
    for (std::size_t i = 0; i < rows.rowCount(); ++i) {
        double z = static_cast<double>(model->bias);
        for (const auto& entry : rows.row(i)) {
            z +=
                static_cast<double>(entry.value) * static_cast<double>(model->weight[entry.column]);
        }
        const double slope = strength * (1.0 / (1.0 + std::exp(-z)) - (right[i] ? 1.0 : 0.0));
        for (const auto& entry : rows.row(i)) {
            gradient[entry.column] += slope * static_cast<double>(entry.value);
            scale[entry.column] += std::abs(slope) * static_cast<double>(entry.value);
        }
    }
    for (std::size_t f = 0; f < 6; ++f) {
        EXPECT_NEAR(gradient[f] + static_cast<double>(model->weight[f]), 0.0, 0.1 * scale[f]) << f;
    }
    right.fill(true);
    EXPECT_FALSE(trainer.fit(all, right, 1.0).has_value());
    EXPECT_FALSE(trainer.fit({}, {}, 1.0).has_value());
}

}  // namespace
}  // namespace orl
