#include <gtest/gtest.h>

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "core/predict/complete_scores.h"
#include "core/predict/kernel_ridge.h"
#include "core/predict/query_traits.h"
#include "core/predict/text_form.h"
#include "core/predict/text_ngrams.h"
#include "core/support/random.h"

namespace orl {
namespace {

Matrix normalMatrix(Eigen::Index rows, Eigen::Index columns, Random& random) {
    Matrix matrix(rows, columns);
    for (Eigen::Index i = 0; i < matrix.size(); ++i) {
        matrix.data()[i] = static_cast<float>(random.normal());
    }
    return matrix;
}

/// Kernel ridge about the mean in double precision with every row a landmark: prediction for
/// `query` from the rows that are not `left`, in the features of all rows.
Eigen::RowVectorXd bruteRidge(const Eigen::MatrixXd& x, const Eigen::MatrixXd& y,
                              const Eigen::RowVectorXd& query, Eigen::Index left, double penalty) {
    const Eigen::Index n = x.rows();
    const auto kernel = [](const Eigen::RowVectorXd& a, const Eigen::RowVectorXd& b) {
        return std::exp(-0.5 * (a - b).squaredNorm());
    };
    Eigen::MatrixXd gram(n, n);
    Eigen::VectorXd toQuery(n);
    for (Eigen::Index i = 0; i < n; ++i) {
        toQuery(i) = kernel(x.row(i), query);
        for (Eigen::Index j = 0; j < n; ++j) gram(i, j) = kernel(x.row(i), x.row(j));
    }
    Eigen::MatrixXd jittered = gram;
    jittered.diagonal().array() += 1e-3;
    const Eigen::MatrixXd root = jittered.llt().matrixL();
    const Eigen::MatrixXd features = root.triangularView<Eigen::Lower>().solve(gram).transpose();
    const Eigen::VectorXd asked = root.triangularView<Eigen::Lower>().solve(toQuery);
    std::vector<Eigen::Index> kept;
    for (Eigen::Index i = 0; i < n; ++i) {
        if (i != left) kept.push_back(i);
    }
    const Eigen::MatrixXd f = features(kept, Eigen::indexing::all);
    const Eigen::MatrixXd t = y(kept, Eigen::indexing::all);
    const Eigen::RowVectorXd centre = f.colwise().mean();
    const Eigen::RowVectorXd mean = t.colwise().mean();
    const Eigen::MatrixXd c = f.rowwise() - centre;
    const Eigen::MatrixXd normal = c.transpose() * c + penalty * Eigen::MatrixXd::Identity(n, n);
    const Eigen::MatrixXd slope = normal.ldlt().solve(c.transpose() * (t.rowwise() - mean));
    return mean + (asked.transpose() - centre) * slope;
}

TEST(KernelRidge, EqualsRefittingWithoutEachRowAtItsBestPenalty) {
    Random random(3);
    const Matrix x = 0.5F * normalMatrix(40, 3, random);
    Matrix y(40, 2);
    for (Eigen::Index i = 0; i < 40; ++i) {
        y(i, 0) = std::sin(2.0F * x(i, 0)) + 0.3F * static_cast<float>(random.normal());
        y(i, 1) = x(i, 1) * x(i, 2) + 0.3F * static_cast<float>(random.normal());
    }
    Matrix leaveOneOut;
    const KernelRidge ridge = KernelRidge::fit(x, y, leaveOneOut);
    const Eigen::MatrixXd xd = x.cast<double>();
    const Eigen::MatrixXd yd = y.cast<double>();
    double bestError = 1e9;
    double bestPenalty = 0.0;
    Eigen::MatrixXd best(40, 2);
    for (const double penalty : {0.3, 1.0, 3.0, 10.0, 30.0}) {
        Eigen::MatrixXd predicted(40, 2);
        for (Eigen::Index i = 0; i < 40; ++i) {
            predicted.row(i) = bruteRidge(xd, yd, xd.row(i), i, penalty);
        }
        const double error = (predicted - yd).squaredNorm();
        if (error < bestError) {
            bestError = error;
            bestPenalty = penalty;
            best = predicted;
        }
    }
    EXPECT_LT((leaveOneOut.cast<double>() - best).cwiseAbs().maxCoeff(), 5e-3);
    const Matrix asked = 0.5F * normalMatrix(10, 3, random);
    const Matrix answer = ridge.predict(asked);
    for (Eigen::Index i = 0; i < 10; ++i) {
        const Eigen::RowVectorXd want =
            bruteRidge(xd, yd, asked.row(i).cast<double>(), -1, bestPenalty);
        EXPECT_LT((answer.row(i).cast<double>() - want).cwiseAbs().maxCoeff(), 5e-3) << i;
    }
}

TEST(KernelRidge, LeavesOutAModelWithoutOutcomesAndWorksOnOneRow) {
    Random random(4);
    const Matrix x = normalMatrix(30, 2, random);
    Matrix y = normalMatrix(30, 2, random);
    Matrix leaveOneOut;
    const Matrix alone = KernelRidge::fit(x, y.leftCols(1), leaveOneOut).predict(x);
    y.col(1).setConstant(static_cast<float>(kMissing));
    const Matrix both = KernelRidge::fit(x, y, leaveOneOut).predict(x);
    EXPECT_TRUE(both.col(1).array().isNaN().all());
    EXPECT_TRUE(leaveOneOut.col(1).array().isNaN().all());
    EXPECT_LT((both.col(0) - alone.col(0)).cwiseAbs().maxCoeff(), 1e-4F);
    const Matrix single =
        KernelRidge::fit(x.topRows(1), y.topRows(1), leaveOneOut).predict(x.topRows(1));
    EXPECT_FLOAT_EQ(single(0, 0), y(0, 0));
}

/// Outcomes of models that share a difficulty; the last two do exactly the same.
Grid sharedOutcomes(Eigen::Index rows, Random& random) {
    Grid score(rows, 5);
    for (Eigen::Index i = 0; i < rows; ++i) {
        const double ease = random.uniform();
        for (Eigen::Index j = 0; j < 5; ++j) score(i, j) = random.uniform() < ease ? 1.0 : 0.0;
        score(i, 4) = score(i, 3);
    }
    return score;
}

TEST(CompleteScores, KeepsWhatIsKnownAndFillsWithNumbersInRange) {
    Random random(5);
    for (int trial = 0; trial < 20; ++trial) {
        Grid score = sharedOutcomes(60, random);
        for (double& value : score.reshaped()) {
            if (random.uniform() < 0.5) value = kMissing;
        }
        score.col(1).setConstant(kMissing);
        PerModel prior = PerModel::Constant(5, 0.5);
        prior(1) = kMissing;
        const Grid complete = completeScores(score, prior);
        for (Eigen::Index i = 0; i < score.rows(); ++i) {
            for (Eigen::Index j = 0; j < 5; ++j) {
                if (j == 1) {
                    EXPECT_TRUE(std::isnan(complete(i, j)));
                } else if (std::isnan(score(i, j))) {
                    EXPECT_TRUE(complete(i, j) >= 0.0 && complete(i, j) <= 1.0);
                } else {
                    EXPECT_EQ(complete(i, j), score(i, j));
                }
            }
        }
    }
}

TEST(CompleteScores, AFewOutcomesFollowThePoolAndManyFindTheTwin) {
    Random random(6);
    const Grid truth = sharedOutcomes(1500, random);
    const PerModel prior = PerModel::Constant(5, 0.5);
    const auto errorWith = [&](Eigen::Index known) {
        Grid score = truth;
        score.col(4).tail(1500 - known).setConstant(kMissing);
        return (completeScores(score, prior).col(4) - truth.col(4))
            .tail(1500 - known)
            .square()
            .mean();
    };
    const double byPrior = 0.25;
    EXPECT_LT(errorWith(10), byPrior - 0.05);  // the others tell how hard a query is
    EXPECT_LT(errorWith(500), 0.03);           // and one of them does exactly the same
}

TEST(TextForm, ShapesAndEdgesKnowFormAndNotWords) {
    FormHashes a;
    FormHashes b;
    hashForm("Who wrote Hamlet?", a);
    hashForm("Why count Apples?", b);
    EXPECT_EQ(a.shapes, b.shapes);
    EXPECT_NE(a.edges, b.edges);
    hashForm("who wrote hamlet", b);
    EXPECT_NE(a.shapes, b.shapes);
    hashForm(" \n\t ", a);
    EXPECT_TRUE(a.shapes.empty() && a.edges.empty());
    hashForm("x", a);
    EXPECT_EQ(a.shapes.size(), 3U);  // itself, with the beginning, with the end
    std::string noise;
    Random random(8);
    for (int i = 0; i < 3000; ++i) noise += static_cast<char>(random.below(256));
    hashForm(noise, a);
    for (const double value : surfaceOf(noise)) EXPECT_TRUE(std::isfinite(value));
    for (const double value : surfaceOf("")) EXPECT_TRUE(std::isfinite(value));
}

TEST(TextForm, SurfaceCountsWhatThereIs) {
    Random random(9);
    constexpr std::string_view kLetters = "abAB01 \n\t.?_$(\xC3";
    for (int trial = 0; trial < 200; ++trial) {
        std::string text;
        for (std::uint64_t i = random.below(60); i > 0; --i) {
            text += kLetters[random.below(kLetters.size())];
        }
        std::istringstream stream(text);
        std::set<std::string> distinct;
        double words = 0.0, capitalised = 0.0;
        std::size_t longest = 0;
        for (std::string word; stream >> word;) {
            words += 1.0;
            distinct.insert(word);
            longest = std::max(longest, word.size());
            capitalised += word[0] == 'A' || word[0] == 'B' ? 1.0 : 0.0;
        }
        double numbers = 0.0;
        for (std::size_t i = 0; i < text.size(); ++i) {
            const auto digit = [&](std::size_t at) { return text[at] == '0' || text[at] == '1'; };
            numbers += digit(i) && (i == 0 || !digit(i - 1)) ? 1.0 : 0.0;
        }
        const auto count = [&](std::string_view of) {
            return static_cast<double>(std::count_if(text.begin(), text.end(), [&](char c) {
                return of.find(c) != std::string_view::npos;
            }));
        };
        const auto bytes = static_cast<double>(text.size());
        const auto surface = surfaceOf(text);
        EXPECT_DOUBLE_EQ(surface[0], std::log1p(bytes));
        EXPECT_DOUBLE_EQ(surface[1], std::log1p(words));
        EXPECT_DOUBLE_EQ(surface[3], std::log1p(count("01")));
        EXPECT_DOUBLE_EQ(surface[4], std::log1p(numbers));
        EXPECT_DOUBLE_EQ(surface[14], std::log1p(count("\xC3")));
        EXPECT_DOUBLE_EQ(surface[15], count("AB") / std::max(bytes, 1.0));
        EXPECT_DOUBLE_EQ(surface[16], capitalised / std::max(words, 1.0));
        EXPECT_DOUBLE_EQ(surface[18], static_cast<double>(distinct.size()) / std::max(words, 1.0));
        EXPECT_DOUBLE_EQ(surface[19], std::log1p(static_cast<double>(longest)));
        EXPECT_DOUBLE_EQ(surface[20], std::log1p(count("_")));
    }
}

TEST(TextForm, EdgesAreTheFirstThreeWordsAndTheLastTwo) {
    const auto edges = [](std::string_view text) {
        FormHashes form;
        hashForm(text, form);
        return form.edges;
    };
    const auto whole = edges("one two three four five six");
    EXPECT_EQ(whole.size(), 7U);
    EXPECT_EQ(edges(" one\ttwo  three what ever is five\nsix "), whole);
    EXPECT_EQ(edges("one two").size(), 6U);  // no third word
    EXPECT_EQ(edges("alone").size(), 3U);
    EXPECT_NE(edges("one two three four five seven"), whole);
    EXPECT_NE(edges("one two tree four five six"), whole);
}

TEST(TextForm, CharacterNgramsMarkTheEndsOfWordsAndAllOfScriptsWithoutBlanks) {
    const NgramRule rule{.maxWords = 0, .minChars = 3, .maxChars = 3};
    NgramHashes hashes;
    hashNgrams(U" abcde fg ", rule, hashes);
    EXPECT_EQ(hashes.chars.size(), 5U);  // " ab", "de ", "e f", " fg", "fg "
    hashNgrams(U"\u6570\u5b66\u95ee\u9898", rule, hashes);
    EXPECT_EQ(hashes.chars.size(), 2U);
}

TEST(QueryTraits, StandardisesTheSurfaceAndMarksFrequentTasks) {
    Dataset data;
    for (int i = 0; i < 40; ++i) {
        Query query;
        query.text = std::string(static_cast<std::size_t>(5 + i), 'a') + (i % 2 == 0 ? "?" : ".");
        query.task = i < 20 ? "one" : i < 37 ? "two" : "rare";
        data.queries.push_back(query);
    }
    std::vector<std::size_t> rows;
    for (std::size_t i = 0; i < 40; ++i) rows.push_back(i);
    const QueryTraits traits = QueryTraits::fit(data, rows);
    constexpr auto kSurface = static_cast<Eigen::Index>(kSurfaceCount);
    ASSERT_EQ(traits.count(), kSurface + 2);
    const Matrix values = traits.of(queriesOf(data, rows));
    for (Eigen::Index c = 0; c < kSurface; ++c) {
        EXPECT_NEAR(values.col(c).mean(), 0.0F, 0.1F) << c;
        EXPECT_LE(values.col(c).cwiseAbs().maxCoeff(), 3.0F);
    }
    for (Eigen::Index i = 0; i < 40; ++i) {
        EXPECT_EQ(values(i, kSurface), i < 20 ? 1.0F : 0.0F);
        EXPECT_EQ(values(i, kSurface + 1), i >= 20 && i < 37 ? 1.0F : 0.0F);
    }
    Query blank;
    blank.task = "one";
    const Query* const asked = &blank;
    EXPECT_TRUE((traits.of(std::span(&asked, 1)).array() == 0.0F).all());
    ByteWriter out;
    traits.write(out);
    const std::string bytes = out.sealed("t", 1);
    ByteReader in(bytes, "t", 1);
    EXPECT_EQ(QueryTraits::read(in).of(queriesOf(data, rows)), values);
    in.requireEnd();
}

}  // namespace
}  // namespace orl
