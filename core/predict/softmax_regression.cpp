#include "core/predict/softmax_regression.h"

#include <cmath>

#include "core/predict/lanes.h"

namespace orl {
namespace {

using WeightRows =
    Eigen::Map<const Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>>;

Matrix withOnes(const Matrix& features) {
    Matrix wide(features.rows(), features.cols() + 1);
    wide.leftCols(features.cols()) = features;
    wide.rightCols(1).setOnes();
    return wide;
}

/// Scores in place to their exponentials over the column's sum.
/// @param scores classes × rows
/// @return the logarithm of each column's sum before
Eigen::RowVectorXf normalise(Matrix& scores) {
    Eigen::RowVectorXf greatest = scores.row(0);
    for (Eigen::Index k = 1; k < scores.rows(); ++k) greatest = greatest.cwiseMax(scores.row(k));
    scores.rowwise() -= greatest;
    lanes::widest().exponentials(scores.data(), static_cast<std::size_t>(scores.size()));
    Eigen::RowVectorXf sum = scores.row(0);
    for (Eigen::Index k = 1; k < scores.rows(); ++k) sum += scores.row(k);
    const Eigen::RowVectorXf inverse = sum.cwiseInverse();
    for (Eigen::Index k = 0; k < scores.rows(); ++k) {
        scores.row(k).array() *= inverse.array();
    }
    for (Eigen::Index i = 0; i < sum.size(); ++i) sum(i) = greatest(i) + std::log(sum(i));
    return sum;
}

/// Σ a·b, of always the same partial sums.
double dotOf(const Matrix& a, const Matrix& b) {
    constexpr Eigen::Index kSums = 8;
    double sums[kSums] = {};
    const Eigen::Index whole = a.size() / kSums * kSums;
    for (Eigen::Index i = 0; i < whole; i += kSums) {
        for (Eigen::Index s = 0; s < kSums; ++s) {
            sums[s] += static_cast<double>(a.data()[i + s] * b.data()[i + s]);
        }
    }
    for (Eigen::Index i = whole; i < a.size(); ++i) {
        sums[0] += static_cast<double>(a.data()[i] * b.data()[i]);
    }
    double sum = 0.0;
    for (const double one : sums) sum += one;
    return sum;
}

}  // namespace

SoftmaxRegression::SoftmaxRegression(const Matrix& weight)
    : m_weight(weight), m_byClass(weight.leftCols(weight.cols() - 1)) {}

Matrix SoftmaxRegression::chances(const Matrix& features) const {
    Matrix result = m_byClass.products(features);
    for (Eigen::Index i = 0; i < result.rows(); ++i) {
        auto row = result.row(i);
        row += m_weight.rightCols(1).transpose();
        row.array() -= row.maxCoeff();
    }
    lanes::widest().exponentials(result.data(), static_cast<std::size_t>(result.size()));
    for (Eigen::Index i = 0; i < result.rows(); ++i) {
        float sum = 0.0F;
        for (Eigen::Index k = 0; k < result.cols(); ++k) sum += result(i, k);
        result.row(i) /= sum;
    }
    return result;
}

SoftmaxTrainer::SoftmaxTrainer(const Matrix& features, Eigen::Index classes, double ridge)
    : m_classes(classes), m_width(features.cols() + 1), m_ridge(ridge) {
    const Matrix wide = withOnes(features);
    m_byRow = Panels(wide);
    m_byDimension = Panels(Matrix(wide.transpose()));
    m_weight = Eigen::VectorXd::Zero(classes * m_width);
}

Matrix SoftmaxTrainer::scores(const Eigen::VectorXd& weight) const {
    return m_byRow.products(WeightRows(weight.data(), m_classes, m_width).cast<float>());
}

double SoftmaxTrainer::penaltyOf(const Eigen::VectorXd& weight) const {
    return 0.5 * m_ridge *
           WeightRows(weight.data(), m_classes, m_width).leftCols(m_width - 1).squaredNorm();
}

double SoftmaxTrainer::loss(const Matrix& member, const Eigen::VectorXd& weight,
                            Eigen::VectorXd& gradient) const {
    const Matrix score = scores(weight);
    Matrix chance = score;
    const Eigen::RowVectorXf logSum = normalise(chance);
    // Each column of the memberships has the sum 1.
    double loss = -dotOf(member, score);
    for (const float one : logSum) loss += static_cast<double>(one);
    chance -= member;
    gradient.resize(weight.size());
    Eigen::Map<Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>> slope(
        gradient.data(), m_classes, m_width);
    slope = m_byDimension.products(chance).cast<double>();
    slope.leftCols(m_width - 1) +=
        m_ridge * WeightRows(weight.data(), m_classes, m_width).leftCols(m_width - 1);
    return loss + penaltyOf(weight);
}

void SoftmaxTrainer::improve(const Matrix& member, int steps) {
    m_lbfgs.minimise([&](const Eigen::VectorXd& weight,
                         Eigen::VectorXd& gradient) { return loss(member, weight, gradient); },
                     m_weight, steps);
}

Matrix SoftmaxTrainer::logChances() const {
    Matrix score = scores(m_weight);
    Matrix chance = score;
    score.rowwise() -= normalise(chance);
    return score;
}

double SoftmaxTrainer::penalty() const {
    return penaltyOf(m_weight);
}

SoftmaxRegression SoftmaxTrainer::result() const {
    return SoftmaxRegression(WeightRows(m_weight.data(), m_classes, m_width).cast<float>());
}

}  // namespace orl
