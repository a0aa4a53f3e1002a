#include "core/predict/class_mixture.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/predict/mixture_ensemble.h"
#include "core/support/random.h"

namespace orl {
namespace {

Matrix randomMatrix(Eigen::Index rows, Eigen::Index cols, Random& random) {
    Matrix matrix(rows, cols);
    for (float& value : matrix.reshaped()) value = static_cast<float>(random.normal());
    return matrix;
}

/// Queries of as many classes as there are rows of `chance`, each class around a place of its own.
struct Planted {
    Matrix features;
    Grid score;
    Grid chance;  ///< of the query's class, rows × models
    PerModel prior;
};

Planted planted(const Grid& chance, Eigen::Index rows, double missing, std::uint64_t seed) {
    Random random(seed);
    const Eigen::Index dimensions = chance.rows() + 2;
    Planted made{0.15F * randomMatrix(rows, dimensions, random), Grid(rows, chance.cols()),
                 Grid(rows, chance.cols()), PerModel::Zero(chance.cols())};
    for (Eigen::Index i = 0; i < rows; ++i) {
        const auto k = static_cast<Eigen::Index>(random.below(std::uint64_t(chance.rows())));
        made.features(i, k) += 1.0F;
        made.chance.row(i) = chance.row(k);
        for (Eigen::Index j = 0; j < chance.cols(); ++j) {
            made.score(i, j) = random.uniform() < chance(k, j) ? 1.0 : 0.0;
            if (random.uniform() < missing) made.score(i, j) = kMissing;
        }
    }
    for (Eigen::Index j = 0; j < chance.cols(); ++j) {
        const auto known = !made.score.col(j).isNaN();
        made.prior(j) = known.select(made.score.col(j), 0.0).sum() / double(known.count());
    }
    return made;
}

Grid fourClasses() {
    Grid chance(4, 3);
    chance << 0.1, 0.9, 0.5, 0.9, 0.1, 0.5, 0.8, 0.8, 0.9, 0.15, 0.2, 0.1;
    return chance;
}

Grid predicted(const ClassMixture& mixture, const Matrix& features) {
    return mixture.predict(features).mean;
}

bool same(const Grid& a, const Grid& b) {
    return a.rows() == b.rows() && a.cols() == b.cols() &&
           ((a == b) || (a.isNaN() && b.isNaN())).all();
}

TEST(Softmax, GradientIsTheSlopeOfTheLoss) {
    Random random(3);
    const Matrix features = randomMatrix(40, 5, random);
    Matrix member = randomMatrix(3, 40, random).cwiseAbs();
    for (Eigen::Index i = 0; i < 40; ++i) member.col(i) /= member.col(i).sum();
    const SoftmaxTrainer trainer(features, 3, 0.7);
    Eigen::VectorXd weight(3 * 6);
    for (double& value : weight) value = 0.5 * random.normal();
    Eigen::VectorXd gradient, unused;
    trainer.loss(member, weight, gradient);
    for (Eigen::Index w = 0; w < weight.size(); ++w) {
        constexpr double kStep = 0.01;  // single precision inside
        Eigen::VectorXd up = weight, down = weight;
        up(w) += kStep;
        down(w) -= kStep;
        const double slope =
            (trainer.loss(member, up, unused) - trainer.loss(member, down, unused)) / (2 * kStep);
        EXPECT_NEAR(gradient(w), slope, 5e-3) << w;
    }
}

TEST(Softmax, ChancesAreThoseOfTheTrainer) {
    Random random(4);
    const Matrix features = randomMatrix(30, 4, random);
    Matrix member = Matrix::Zero(3, 30);
    for (Eigen::Index i = 0; i < 30; ++i) member(features(i, 0) > 0.0F ? 0 : 1 + i % 2, i) = 1.0F;
    SoftmaxTrainer trainer(features, 3, 0.5);
    trainer.improve(member, 50);
    const Matrix chances = trainer.result().chances(features);
    const Matrix logs = trainer.logChances();
    for (Eigen::Index i = 0; i < 30; ++i) {
        EXPECT_NEAR(chances.row(i).sum(), 1.0F, 1e-5F);
        for (Eigen::Index k = 0; k < 3; ++k)
            EXPECT_NEAR(chances(i, k), std::exp(logs(k, i)), 1e-5F);
    }
    // At the optimum the biases, which are free, make the classes as large as they are.
    for (Eigen::Index k = 0; k < 3; ++k) {
        EXPECT_NEAR(chances.col(k).mean(), member.row(k).mean(), 2e-3F);
    }
}

TEST(Lbfgs, FindsTheMinimumOfAQuadratic) {
    Random random(5);
    const Eigen::MatrixXd root = randomMatrix(12, 12, random).cast<double>();
    const Eigen::MatrixXd form = root * root.transpose() + Eigen::MatrixXd::Identity(12, 12);
    const Eigen::VectorXd right = randomMatrix(12, 1, random).cast<double>();
    double last = 1e300;
    Lbfgs lbfgs;
    Eigen::VectorXd x = Eigen::VectorXd::Zero(12);
    for (int call = 0; call < 20; ++call) {
        const double value = lbfgs.minimise(
            [&](const Eigen::VectorXd& at, Eigen::VectorXd& gradient) {
                gradient = form * at - right;
                return 0.5 * at.dot(form * at) - right.dot(at);
            },
            x, 5);
        EXPECT_LE(value, last);
        last = value;
    }
    EXPECT_LT((form * x - right).norm(), 1e-5 * right.norm());
}

TEST(ClassMixture, RoundsNeverLowerTheObjective) {
    for (const std::uint64_t seed : {1U, 2U, 3U, 4U}) {
        const Planted data = planted(fourClasses(), 300, 0.2, seed);
        std::vector<double> objective;
        ClassMixture::fit(data.features, data.score, data.prior,
                          {.classes = 6, .ridge = 0.2, .rounds = 25, .seed = seed}, {}, &objective);
        ASSERT_EQ(objective.size(), 25U);
        for (std::size_t r = 1; r < objective.size(); ++r) {
            EXPECT_GE(objective[r], objective[r - 1] - 1e-5 * std::abs(objective[r])) << r;
        }
        EXPECT_GT(objective.back(), objective.front());
    }
}

TEST(ClassMixture, FindsPlantedClasses) {
    const Planted data = planted(fourClasses(), 3000, 0.3, 7);
    const ClassMixture mixture = ClassMixture::fit(data.features, data.score, data.prior,
                                                   {.classes = 4, .ridge = 0.1, .seed = 1});
    const Planted fresh = planted(fourClasses(), 500, 0.0, 8);
    const Grid said = predicted(mixture, fresh.features);
    EXPECT_LT((said - fresh.chance).abs().mean(), 0.03);
}

TEST(ClassMixture, OneClassIsThePrior) {
    const Planted data = planted(fourClasses(), 400, 0.1, 9);
    const ClassMixture mixture =
        ClassMixture::fit(data.features, data.score, data.prior, {.classes = 1});
    const Grid said = predicted(mixture, data.features);
    EXPECT_LT((said.rowwise() - data.prior).abs().maxCoeff(), 1e-5);
}

/// The fit never sees what stands in a cell without an outcome, and a model without any changes
/// nothing for the others.
TEST(ClassMixture, MissingScoresAreLeftOut) {
    const Planted data = planted(fourClasses(), 300, 0.4, 10);
    const MixtureOptions options{.classes = 5, .ridge = 0.3, .seed = 2};
    const Grid whole =
        predicted(ClassMixture::fit(data.features, data.score, data.prior, options), data.features);
    EXPECT_TRUE(whole.isFinite().all());
    Grid wide(300, 4);
    wide << data.score.leftCols(1), Grid::Constant(300, 1, kMissing), data.score.rightCols(2);
    PerModel prior(4);
    prior << data.prior(0), kMissing, data.prior(1), data.prior(2);
    const Grid said =
        predicted(ClassMixture::fit(data.features, wide, prior, options), data.features);
    EXPECT_TRUE(said.col(1).isNaN().all());
    EXPECT_TRUE(same(said.col(0), whole.col(0)));
    EXPECT_TRUE(same(said.rightCols(2), whole.rightCols(2)));
}

TEST(ClassMixture, FitsFewRowsOrNone) {
    const Planted data = planted(fourClasses(), 3, 0.0, 11);
    const PerModel prior = PerModel::Constant(3, 0.4);
    const MixtureOptions options{.classes = 8};
    const Grid few =
        predicted(ClassMixture::fit(data.features, data.score, prior, options), data.features);
    EXPECT_TRUE((few > 0.0 && few < 1.0).all());
    const Grid none = predicted(
        ClassMixture::fit(data.features.topRows(0), data.score.topRows(0), prior, options),
        data.features);
    EXPECT_LT((none - 0.4).abs().maxCoeff(), 1e-6);
}

struct Ensemble {
    MixtureEnsemble ensemble;
    Grid outOfFold;
};
Ensemble ensembleOf(const Planted& data, int threads) {
    Ensemble made;
    PredictorOptions options;
    options.threads = threads;
    made.ensemble = MixtureEnsemble::fit(
        [&](std::size_t) { return data.features; }, data.score, data.prior,
        Folds::dealt(std::size_t(data.score.rows()), 3, 1), options, made.outOfFold, {});
    return made;
}

TEST(MixtureEnsemble, IsTheSameOnAnyThreadsAndReadBack) {
    const Planted data = planted(fourClasses(), 300, 0.2, 12);
    const Ensemble one = ensembleOf(data, 1);
    const Ensemble four = ensembleOf(data, 4);
    EXPECT_TRUE(same(one.outOfFold, four.outOfFold));
    const Grid said = one.ensemble.predict(data.features).mean;
    EXPECT_TRUE(same(said, four.ensemble.predict(data.features).mean));
    // A row by itself is what it is among others.
    EXPECT_TRUE(
        same(one.ensemble.predict(data.features.middleRows(17, 1)).mean, said.middleRows(17, 1)));
    ByteWriter out;
    one.ensemble.write(out);
    const std::string bytes = out.sealed("t", 1);
    ByteReader in(bytes, "t", 1);
    const MixtureEnsemble again = MixtureEnsemble::read(in);
    in.requireEnd();
    EXPECT_TRUE(again.matches(6, 3));
    EXPECT_FALSE(again.matches(5, 3));
    EXPECT_TRUE(same(again.predict(data.features).mean, said));
    EXPECT_TRUE(same(again.spread(again.predict(data.features)),
                     one.ensemble.spread(one.ensemble.predict(data.features))));
}

TEST(MixtureEnsemble, SaysOfARowWhatWasLearnedWithoutIt) {
    const Planted data = planted(fourClasses(), 300, 0.0, 13);
    Planted turned = data;
    const Folds folds = Folds::dealt(300, 3, 1);
    const std::size_t row = folds.heldOut[1].front();
    turned.score.row(Eigen::Index(row)) = 1.0 - turned.score.row(Eigen::Index(row));
    const Ensemble before = ensembleOf(data, 1);
    const Ensemble after = ensembleOf(turned, 1);
    for (const std::size_t held : folds.heldOut[1]) {
        const auto i = Eigen::Index(held);
        EXPECT_TRUE(same(before.outOfFold.row(i), after.outOfFold.row(i)));
    }
    EXPECT_FALSE(same(before.outOfFold, after.outOfFold));
}

/// The variance of the classes' chances about their mean, class by class, over that of one outcome.
TEST(ClassMixture, TheSpreadIsTheClassesShareInTheVariance) {
    const Planted data = planted(fourClasses(), 400, 0.0, 14);
    const ClassMixture mixture =
        ClassMixture::fit(data.features, data.score, data.prior, {.classes = 4, .ridge = 0.3});
    const ClassChances said = mixture.predict(data.features);
    const Grid spread = said.spread();
    EXPECT_TRUE((spread >= 0.0 && spread <= 1.0).all());
    // By drawing the class and then the outcome: two outcomes on one query of one class are alike
    // by just that correlation.
    const Grid both = said.square;  // P(right and right)
    const Grid covariance = both - said.mean * said.mean;
    const Grid correlation = covariance / (said.mean * (1.0 - said.mean));
    EXPECT_LT((spread - correlation.max(0.0)).abs().maxCoeff(), 1e-12);
    const ClassMixture single =
        ClassMixture::fit(data.features, data.score, data.prior, {.classes = 1});
    EXPECT_LT(single.predict(data.features).spread().maxCoeff(), 1e-6);
}

/// Where all models find the same classes hard, so does one that has not seen them.
TEST(ClassMixture, AModelOfFewOutcomesFollowsTheOthers) {
    Grid chance(4, 3);
    chance << 0.9, 0.9, 0.9, 0.1, 0.1, 0.1, 0.9, 0.9, 0.9, 0.1, 0.1, 0.1;
    Planted data = planted(chance, 400, 0.0, 16);
    for (Eigen::Index i = 8; i < 400; ++i) data.score(i, 2) = kMissing;
    const Grid said = predicted(
        ClassMixture::fit(data.features, data.score, data.prior, {.classes = 4, .ridge = 0.3}),
        data.features);
    double off = 0.0;
    for (Eigen::Index i = 0; i < 400; ++i) off += std::abs(said(i, 2) - said(i, 0)) / 400.0;
    EXPECT_LT(off, 0.2);
}

TEST(MixtureEnsemble, AModelOfFewOutcomesKnowsLittleOfItsClasses) {
    Planted data = planted(fourClasses(), 300, 0.0, 15);
    for (Eigen::Index i = 12; i < 300; ++i) data.score(i, 2) = kMissing;
    const Ensemble made = ensembleOf(data, 1);
    const Grid spread = made.ensemble.spread(made.ensemble.predict(data.features));
    EXPECT_TRUE((spread.col(2) > 0.5).all());
    EXPECT_LT(spread.col(0).mean(), 0.5);
}

}  // namespace
}  // namespace orl
