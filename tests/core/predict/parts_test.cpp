#include <gtest/gtest.h>

#include <Eigen/SVD>
#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "core/data/dataset.h"
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
    // Into what an earlier, longer text has left.
    std::u32string text(50, U'x');
    const auto normalised = [&](std::string_view utf8) {
        normaliseText(utf8, {}, text);
        return text;
    };
    EXPECT_EQ(normalised(""), U" ");
    EXPECT_EQ(normalised("  A\n\tB  "), U" a b ");
    EXPECT_EQ(normalised("\xC3\x84\xCE\xA9"), U" \u00e4\u03c9 ");
    EXPECT_EQ(normalised("x\xF0\x9F\x98\x80"), U" x\U0001F600 ");
    EXPECT_EQ(normalised("\xC0\x80"), U" \uFFFD\uFFFD ");            // overlong
    EXPECT_EQ(normalised("\xED\xA0\x80"), U" \uFFFD\uFFFD\uFFFD ");  // surrogate
    EXPECT_EQ(normalised("\xE2\x82"), U" \uFFFD\uFFFD ");            // cut short
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

/// Rows and outcomes of `models` that depend on two of the features.
Labels labelsOf(const SparseRows& rows, Eigen::Index models, Random& random) {
    Labels label(static_cast<Eigen::Index>(rows.rowCount()), models);
    for (std::size_t i = 0; i < rows.rowCount(); ++i) {
        double z = -0.5;
        for (const auto& entry : rows.row(i))
            z += (entry.column < 2 ? 0.8 : -0.2) * static_cast<double>(entry.value);
        for (Eigen::Index j = 0; j < models; ++j) {
            label(static_cast<Eigen::Index>(i), j) =
                random.uniform() < 1.0 / (1.0 + std::exp(-z + 0.1 * static_cast<double>(j)));
        }
    }
    return label;
}

std::vector<std::size_t> everyRow(const SparseRows& rows) {
    std::vector<std::size_t> all(rows.rowCount());
    std::iota(all.begin(), all.end(), std::size_t{0});
    return all;
}

/// Weights and, last, the bias less `base` with the least ½‖w‖² + C Σ ln(1 + e^(∓(base + w·x))), by
/// Newton's method in double precision.
Eigen::VectorXd leastLoss(const Eigen::MatrixXd& x, const Eigen::VectorXd& right, double base,
                          double strength) {
    Eigen::VectorXd w = Eigen::VectorXd::Zero(x.cols());
    for (int iteration = 0; iteration < 30; ++iteration) {
        const Eigen::ArrayXd p = 1.0 / (1.0 + (-(x * w).array() - base).exp());
        const Eigen::VectorXd gradient = w + strength * x.transpose() * (p.matrix() - right);
        Eigen::MatrixXd hessian =
            strength * x.transpose() * (p * (1.0 - p)).matrix().asDiagonal() * x;
        hessian.diagonal().array() += 1.0;
        w -= hessian.ldlt().solve(gradient);
    }
    return w;
}

TEST(Logistic, IsTheMinimumOfThePenalisedLoss) {
    Random random(21);
    constexpr Eigen::Index kModels = 19;  // more than lanes: a full block and one that is not
    constexpr double kBase = -0.3;
    const SparseRows rows = randomSparse(400, 6, random);
    const Labels label = labelsOf(rows, kModels, random);
    Eigen::MatrixXd x = Eigen::MatrixXd::Zero(400, 7);
    x.col(6).setOnes();
    for (Eigen::Index i = 0; i < 400; ++i) {
        for (const auto& entry : rows.row(static_cast<std::size_t>(i))) {
            x(i, entry.column) = static_cast<double>(entry.value);
        }
    }
    for (const double strength : {0.02, 0.5}) {
        const auto models = LogisticTrainer(rows).fit(everyRow(rows), label,
                                                      PerModel::Constant(kModels, kBase), strength);
        for (Eigen::Index j = 0; j < kModels; ++j) {
            const Eigen::VectorXd want =
                leastLoss(x, label.col(j).cast<double>().matrix(), kBase, strength);
            Eigen::VectorXd got(7);
            got << models.weight.col(j).cast<double>(), models.bias(j) - kBase;
            EXPECT_LT((x * (got - want)).cwiseAbs().maxCoeff(), 0.1) << j << ", C " << strength;
            EXPECT_GT((x * want).cwiseAbs().maxCoeff(), 0.2);
        }
    }
}

TEST(Logistic, AModelLearnsTheSameAloneAndNothingFromOneClass) {
    Random random(22);
    const SparseRows rows = randomSparse(200, 6, random);
    Labels label = labelsOf(rows, 18, random);
    PerModel base = PerModel::Constant(18, 0.2);
    label.col(3).setConstant(true);
    label(0, 3) = label(1, 3) = false;
    base(5) = kMissing;
    const LogisticTrainer trainer(rows);
    const auto together = trainer.fit(everyRow(rows), label, base, 0.5);
    for (const Eigen::Index j : {0, 4, 17}) {
        const auto alone = trainer.fit(everyRow(rows), label.col(j), base.col(j), 0.5);
        EXPECT_LT((alone.weight.col(0) - together.weight.col(j)).cwiseAbs().maxCoeff(), 0.1F);
        EXPECT_NEAR(alone.bias(0), together.bias(j), 0.1);
        EXPECT_GT(alone.weight.cwiseAbs().maxCoeff(), 0.5F);
    }
    for (const Eigen::Index j : {3, 5}) EXPECT_TRUE(together.weight.col(j).isZero(0.0F));
    EXPECT_EQ(together.bias(3), 0.2);
    EXPECT_TRUE(std::isnan(together.bias(5)));
    EXPECT_TRUE(trainer.fit({}, label, base, 1.0).weight.isZero(0.0F));
}

}  // namespace
}  // namespace orl
