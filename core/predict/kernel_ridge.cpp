#include "core/predict/kernel_ridge.h"

#include <Eigen/Cholesky>
#include <Eigen/Eigenvalues>
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace orl {
namespace {

constexpr Eigen::Index kMostLandmarks = 500;
/// Keeps the landmarks' kernel matrix invertible in single precision.
constexpr float kJitter = 1e-3F;
constexpr std::array kPenalties = {0.3F, 1.0F, 3.0F, 10.0F, 30.0F};
constexpr Eigen::Index kChunk = 1024;

Matrix kernel(const Matrix& vectors, const Matrix& landmarks) {
    Matrix square = -2.0F * vectors * landmarks.transpose();
    square.colwise() += vectors.rowwise().squaredNorm();
    square.rowwise() += landmarks.rowwise().squaredNorm().transpose();
    return (-0.5F * square.array().max(0.0F)).exp();
}

/// Calls use(first row, rows) with one chunk after another.
template <typename Use>
void forChunks(Eigen::Index rows, const Job& job, const Use& use) {
    for (Eigen::Index first = 0; first < rows; first += kChunk) {
        job.check();
        use(first, std::min(kChunk, rows - first));
    }
}

}  // namespace

KernelRidge KernelRidge::fit(const Matrix& vectors, const Matrix& targets, Matrix& leaveOneOut,
                             const Job& job) {
    const Eigen::Index rows = vectors.rows();
    const Eigen::Index models = targets.cols();
    const Eigen::Index count = std::min(kMostLandmarks, rows);
    KernelRidge result;
    result.m_landmarks.resize(count, vectors.cols());
    for (Eigen::Index l = 0; l < count; ++l) {
        result.m_landmarks.row(l) = vectors.row(l * rows / count);
    }
    const Eigen::RowVectorXf centre = targets.colwise().mean();
    const auto known = centre.array().isFinite();
    Matrix deviation = targets.rowwise() - centre;
    for (Eigen::Index j = 0; j < models; ++j) {
        if (!known(j)) deviation.col(j).setZero();
    }

    // Features φ = L⁻¹ k with L Lᵀ the landmarks' kernel matrix: φ·φ' approximates the kernel.
    Eigen::MatrixXf gram = kernel(result.m_landmarks, result.m_landmarks);
    gram.diagonal().array() += kJitter;
    const Eigen::LLT<Eigen::MatrixXf> root(gram);
    const auto featuresOf = [&](Eigen::Index first, Eigen::Index size) -> Eigen::MatrixXf {
        return root.matrixL().solve(
            kernel(vectors.middleRows(first, size), result.m_landmarks).transpose());
    };
    Eigen::VectorXf mean = Eigen::VectorXf::Zero(count);
    Eigen::MatrixXf normal = Eigen::MatrixXf::Zero(count, count);
    Eigen::MatrixXf right = Eigen::MatrixXf::Zero(count, models);
    forChunks(rows, job, [&](Eigen::Index first, Eigen::Index size) {
        const Eigen::MatrixXf features = featuresOf(first, size);
        mean += features.rowwise().sum();
        normal.selfadjointView<Eigen::Lower>().rankUpdate(features);
        right.noalias() += features * deviation.middleRows(first, size);
    });
    mean /= static_cast<float>(rows);
    normal.selfadjointView<Eigen::Lower>().rankUpdate(mean, -static_cast<float>(rows));

    // In the eigenvectors' coordinates every penalty is a division.
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXf> eigen(normal);
    const Eigen::ArrayXf value = eigen.eigenvalues().array().max(0.0F);
    const Eigen::MatrixXf turned = eigen.eigenvectors().transpose() * right;
    std::array<Matrix, kPenalties.size()> byAllOthers;
    std::array<double, kPenalties.size()> error{};
    for (Matrix& matrix : byAllOthers) matrix.resize(rows, models);
    forChunks(rows, job, [&](Eigen::Index first, Eigen::Index size) {
        const Eigen::MatrixXf features =
            eigen.eigenvectors().transpose() * (featuresOf(first, size).colwise() - mean);
        const Eigen::MatrixXf squares = features.array().square();
        for (std::size_t p = 0; p < kPenalties.size(); ++p) {
            const Eigen::VectorXf inverse = (value + kPenalties[p]).inverse();
            const Eigen::ArrayXf leverage =
                (squares.transpose() * inverse).array() + 1.0F / static_cast<float>(rows);
            const Eigen::ArrayXf keep = (1.0F - leverage.min(0.99F)).inverse();
            const Matrix fitted = features.transpose() * (inverse.asDiagonal() * turned);
            const Matrix residual =
                keep.matrix().asDiagonal() * (deviation.middleRows(first, size) - fitted);
            error[p] += static_cast<double>(residual.squaredNorm());
            byAllOthers[p].middleRows(first, size) = (targets.middleRows(first, size) - residual);
        }
    });
    const auto best =
        static_cast<std::size_t>(std::min_element(error.begin(), error.end()) - error.begin());
    leaveOneOut = byAllOthers[best];

    const Eigen::MatrixXf slope =
        eigen.eigenvectors() *
        ((value + kPenalties[best]).inverse().matrix().asDiagonal() * turned);
    result.m_coefficients.resize(count + 1, models);
    result.m_coefficients.topRows(count) = root.matrixU().solve(slope);
    result.m_coefficients.row(count) = centre - mean.transpose() * slope;
    return result;
}

Matrix KernelRidge::predict(const Matrix& vectors) const {
    const Eigen::Index count = m_landmarks.rows();
    Matrix result = kernel(vectors, m_landmarks) * m_coefficients.topRows(count);
    result.rowwise() += m_coefficients.row(count);
    return result;
}

void KernelRidge::write(ByteWriter& out) const {
    out.putMatrix(m_landmarks);
    out.putMatrix(m_coefficients);
}

KernelRidge KernelRidge::read(ByteReader& in) {
    KernelRidge result;
    result.m_landmarks = in.getMatrix();
    result.m_coefficients = in.getMatrix();
    return result;
}

}  // namespace orl
