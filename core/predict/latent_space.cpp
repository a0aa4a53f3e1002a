#include "core/predict/latent_space.h"

#include <Eigen/Eigenvalues>
#include <Eigen/QR>
#include <algorithm>

#include "core/predict/parallel.h"
#include "core/support/random.h"

namespace orl {
namespace {

Matrix orthonormalColumns(const Matrix& matrix) {
    const Eigen::HouseholderQR<Eigen::MatrixXf> qr(matrix);
    return qr.householderQ() * Eigen::MatrixXf::Identity(matrix.rows(), matrix.cols());
}

}  // namespace

LatentSpace LatentSpace::fit(const SparseRows& rows, int components, std::uint64_t seed,
                             const Job& job) {
    constexpr Eigen::Index kOversampling = 8;
    constexpr int kPowerIterations = 3;
    const auto rowCount = static_cast<Eigen::Index>(rows.rowCount());
    const auto columnCount = static_cast<Eigen::Index>(rows.columnCount);
    const Eigen::Index width =
        std::min({static_cast<Eigen::Index>(components) + kOversampling, rowCount, columnCount});
    LatentSpace result;
    result.m_basis.resize(columnCount, 0);
    if (width == 0) return result;

    ProgressMeter meter(job, "latent space");
    Random random(seed);
    Matrix start(rowCount, width);
    for (Eigen::Index i = 0; i < start.size(); ++i) {
        start.data()[i] = static_cast<float>(random.normal());
    }
    // The right singular vectors are wanted: find the range of rowsᵀ.
    Matrix range = orthonormalColumns(transposedTimes(rows, start));
    for (int i = 0; i < kPowerIterations; ++i) {
        meter.update(static_cast<double>(i) / kPowerIterations);
        range = orthonormalColumns(transposedTimes(rows, times(rows, range)));
    }
    const Matrix image = times(rows, range);
    // imageᵀ·image is width × width: its eigenvectors turn the range into singular vectors.
    const Eigen::MatrixXd gram = (image.transpose() * image).cast<double>();
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> eigen(gram);
    const Eigen::VectorXd& values = eigen.eigenvalues();  // ascending
    Eigen::Index kept = 0;
    const double least = values(width - 1) * 1e-9;
    while (kept < std::min<Eigen::Index>(components, width) && values(width - 1 - kept) > least) {
        ++kept;
    }
    const Matrix turn = eigen.eigenvectors().rightCols(kept).rowwise().reverse().cast<float>();
    result.m_basis = range * turn;
    return result;
}

Matrix LatentSpace::project(const SparseRows& rows, std::size_t threads, const Job& job) const {
    constexpr std::size_t kChunk = 512;
    Matrix vectors(static_cast<Eigen::Index>(rows.rowCount()), dimensions());
    forEachItem((rows.rowCount() + kChunk - 1) / kChunk, threads, job.stop, [&](std::size_t c) {
        for (std::size_t i = c * kChunk; i < std::min(rows.rowCount(), (c + 1) * kChunk); ++i) {
            Eigen::RowVectorXf vector = rowTimes(rows.row(i), m_basis);
            const float length = vector.norm();
            if (length > 1e-6F) {
                vector /= length;
            } else {
                vector.setZero();
            }
            vectors.row(static_cast<Eigen::Index>(i)) = vector;
        }
    });
    return vectors;
}

LatentSpace LatentSpace::read(ByteReader& in) {
    LatentSpace result;
    result.m_basis = in.getMatrix();
    return result;
}

}  // namespace orl
