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
constexpr Eigen::Index kRowsAtOnce = 1024;

/// In the order of the dimensions, so that it is the same wherever the vector stands.
float squaredLength(const float* vector, Eigen::Index dimensions) {
    float sum = 0.0F;
    for (Eigen::Index d = 0; d < dimensions; ++d) sum += vector[d] * vector[d];
    return sum;
}

Eigen::RowVectorXf squaredLengths(const Eigen::Ref<const Matrix>& vectors) {
    Eigen::RowVectorXf squares(vectors.rows());
    for (Eigen::Index i = 0; i < vectors.rows(); ++i) {
        squares(i) = squaredLength(vectors.row(i).data(), vectors.cols());
    }
    return squares;
}

/// rows of vectors × landmarks
Matrix kernel(const Eigen::Ref<const Matrix>& vectors, const Panels& landmarks,
              const Eigen::RowVectorXf& landmarkSquares) {
    Matrix result = landmarks.products(vectors);
    for (Eigen::Index i = 0; i < result.rows(); ++i) {
        const float square = squaredLength(vectors.row(i).data(), vectors.cols());
        auto row = result.row(i).array();
        row = (row - 0.5F * (landmarkSquares.array() + square)).min(0.0F);
    }
    lanes::widest().exponentials(result.data(), static_cast<std::size_t>(result.size()));
    return result;
}

/// Calls use(first row, rows) with one chunk after another.
template <typename Use>
void forChunks(Eigen::Index rows, const Job& job, const Use& use) {
    for (Eigen::Index first = 0; first < rows; first += kRowsAtOnce) {
        job.check();
        use(first, std::min(kRowsAtOnce, rows - first));
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
    result.index();
    const auto kernelOf = [&](Eigen::Index first, Eigen::Index size) {
        return kernel(vectors.middleRows(first, size), result.m_byLandmark, result.m_squares);
    };
    Eigen::MatrixXf gram = kernel(result.m_landmarks, result.m_byLandmark, result.m_squares);
    gram.diagonal().array() += kJitter;
    const Eigen::LLT<Eigen::MatrixXf> root(gram);
    const Matrix inverseRoot = root.matrixL().solve(Eigen::MatrixXf::Identity(count, count));
    const Panels byFeature(inverseRoot);
    Eigen::VectorXf mean = Eigen::VectorXf::Zero(count);
    Eigen::MatrixXf normal = Eigen::MatrixXf::Zero(count, count);
    Matrix right = Matrix::Zero(models, count);
    forChunks(rows, job, [&](Eigen::Index first, Eigen::Index size) {
        // One feature a row.
        const Matrix features = byFeature.products(kernelOf(first, size)).transpose();
        const Panels byRow(features);
        mean += features.rowwise().sum();
        normal += byRow.products(features, Panels::Part::Lower);
        right += byRow.products(deviation.middleRows(first, size).transpose());
    });
    mean /= static_cast<float>(rows);
    normal.selfadjointView<Eigen::Lower>().rankUpdate(mean, -static_cast<float>(rows));

    // In the eigenvectors' coordinates every penalty is a division.
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXf> eigen(normal);
    const Eigen::ArrayXf value = eigen.eigenvalues().array().max(0.0F);
    const Matrix turned = right * eigen.eigenvectors();
    const Eigen::RowVectorXf turnedMean = mean.transpose() * eigen.eigenvectors();
    Matrix inverse(kPenalties.size(), count);
    Matrix slopes(inverse.rows() * models, count);
    for (Eigen::Index p = 0; p < inverse.rows(); ++p) {
        inverse.row(p) = (value + kPenalties[static_cast<std::size_t>(p)]).inverse();
        slopes.middleRows(p * models, models) = turned * inverse.row(p).asDiagonal();
    }
    const Panels byCoordinate(Matrix(eigen.eigenvectors().transpose() * inverseRoot));
    const Panels byPenalty(inverse);
    const Panels bySlope(slopes);
    std::array<Matrix, kPenalties.size()> byAllOthers;
    std::array<double, kPenalties.size()> error{};
    for (Matrix& matrix : byAllOthers) matrix.resize(rows, models);
    forChunks(rows, job, [&](Eigen::Index first, Eigen::Index size) {
        Matrix coordinates = byCoordinate.products(kernelOf(first, size));
        coordinates.rowwise() -= turnedMean;
        const Matrix fitted = bySlope.products(coordinates);
        const Matrix leverage =
            byPenalty.products(coordinates.cwiseAbs2()).array() + 1.0F / static_cast<float>(rows);
        for (std::size_t p = 0; p < kPenalties.size(); ++p) {
            const auto at = static_cast<Eigen::Index>(p);
            const Eigen::ArrayXf keep = (1.0F - leverage.col(at).array().min(0.99F)).inverse();
            const Matrix residual =
                keep.matrix().asDiagonal() *
                (deviation.middleRows(first, size) - fitted.middleCols(at * models, models));
            error[p] += static_cast<double>(residual.squaredNorm());
            byAllOthers[p].middleRows(first, size) = (targets.middleRows(first, size) - residual);
        }
    });
    const auto best =
        static_cast<std::size_t>(std::min_element(error.begin(), error.end()) - error.begin());
    leaveOneOut = byAllOthers[best];

    const Eigen::MatrixXf slope =
        eigen.eigenvectors() *
        slopes.middleRows(static_cast<Eigen::Index>(best) * models, models).transpose();
    result.m_coefficients.resize(count + 1, models);
    result.m_coefficients.topRows(count) = root.matrixU().solve(slope);
    result.m_coefficients.row(count) = centre - mean.transpose() * slope;
    result.index();
    return result;
}

Matrix KernelRidge::predict(const Matrix& vectors) const {
    Matrix result = m_byModel.products(kernel(vectors, m_byLandmark, m_squares));
    result.rowwise() += m_coefficients.row(m_landmarks.rows());
    return result;
}

void KernelRidge::index() {
    m_byLandmark = Panels(m_landmarks);
    m_squares = squaredLengths(m_landmarks);
    if (m_coefficients.rows() == 0) return;  // not yet known
    m_byModel = Panels(m_coefficients.topRows(m_landmarks.rows()).transpose());
}

void KernelRidge::write(ByteWriter& out) const {
    out.putMatrix(m_landmarks);
    out.putMatrix(m_coefficients);
}

KernelRidge KernelRidge::read(ByteReader& in) {
    KernelRidge result;
    result.m_landmarks = in.getMatrix();
    result.m_coefficients = in.getMatrix();
    in.require(result.m_coefficients.rows() ==
               (result.m_landmarks.rows() > 0 ? result.m_landmarks.rows() + 1 : 0));
    result.index();
    return result;
}

}  // namespace orl
