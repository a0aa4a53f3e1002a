#include "core/predict/latent_space.h"

#include <Eigen/Eigenvalues>
#include <Eigen/QR>
#include <algorithm>
#include <cmath>

#include "core/support/random.h"
#include "core/support/thread_pool.h"

namespace orl {
namespace {

Matrix orthonormalColumns(const Matrix& matrix) {
    const Eigen::HouseholderQR<Eigen::MatrixXf> qr(matrix);
    return qr.householderQ() * Eigen::MatrixXf::Identity(matrix.rows(), matrix.cols());
}

/// The leading directions of a few thousand texts are those of all.
constexpr std::size_t kMostRows = 2'500;

/// Number of the i-th of at most kMostRows rows, evenly spread.
std::size_t sampledRow(std::size_t i, std::size_t rowCount) {
    return rowCount <= kMostRows ? i : i * rowCount / kMostRows;
}

SparseRows sample(const SparseRows& rows) {
    if (rows.rowCount() <= kMostRows) return rows;
    SparseRows part;
    part.columnCount = rows.columnCount;
    for (std::size_t i = 0; i < kMostRows; ++i) {
        const auto row = rows.row(sampledRow(i, rows.rowCount()));
        part.entries.insert(part.entries.end(), row.begin(), row.end());
        part.start.push_back(part.entries.size());
    }
    return part;
}

}  // namespace

LatentSpace LatentSpace::fit(const SparseRows& rows, int components, std::uint64_t seed,
                             const Job& job) {
    constexpr Eigen::Index kOversampling = 8;
    constexpr int kPowerIterations = 2;
    const SparseRows part = sample(rows);
    const auto rowCount = static_cast<Eigen::Index>(part.rowCount());
    const auto columnCount = static_cast<Eigen::Index>(part.columnCount);
    const Eigen::Index width =
        std::min({static_cast<Eigen::Index>(components) + kOversampling, rowCount, columnCount});
    LatentSpace result;
    result.m_basis = PaddedRows(Matrix(columnCount, 0));
    if (width == 0) return result;

    ProgressMeter meter(job, "latent space");
    Random random(seed);
    Matrix start(rowCount, width);
    for (Eigen::Index i = 0; i < start.size(); ++i) {
        start.data()[i] = static_cast<float>(random.normal());
    }
    // Orthonormalise on the side of the rows: far fewer than features.
    Matrix range = orthonormalColumns(start);
    for (int i = 0; i < kPowerIterations; ++i) {
        meter.update(static_cast<double>(i) / kPowerIterations);
        range = orthonormalColumns(times(part, transposedTimes(part, range)));
    }
    // part ≈ range · imageᵀ: the eigenvectors of imageᵀ·image turn image into
    // singular vectors.
    const Matrix image = transposedTimes(part, range);
    const Eigen::MatrixXd gram = (image.transpose() * image).cast<double>();
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> eigen(gram);
    const Eigen::VectorXd& values = eigen.eigenvalues();  // ascending
    const double least = values(width - 1) * 1e-7;
    Eigen::Index kept = 0;
    while (kept < std::min<Eigen::Index>(components, width) && values(width - 1 - kept) > least) {
        ++kept;
    }
    Matrix turn(width, kept);
    for (Eigen::Index d = 0; d < kept; ++d) {
        const Eigen::Index from = width - 1 - d;
        turn.col(d) = (eigen.eigenvectors().col(from) / std::sqrt(values(from))).cast<float>();
    }
    result.m_basis = PaddedRows(image * turn);
    result.m_energy = values.reverse().head(kept).transpose().cast<float>();
    return result;
}

Matrix LatentSpace::project(const SparseRows& rows, std::size_t threads, const Job& job) const {
    return projected(rows, false, threads, job);
}

Matrix LatentSpace::projectTraining(const SparseRows& rows, std::size_t threads,
                                    const Job& job) const {
    return projected(rows, true, threads, job);
}

Matrix LatentSpace::projected(const SparseRows& rows, bool training, std::size_t threads,
                              const Job& job) const {
    constexpr std::size_t kChunk = 512;
    std::vector<bool> tookPart(rows.rowCount(), false);
    for (std::size_t i = 0; training && i < std::min(rows.rowCount(), kMostRows); ++i) {
        tookPart[sampledRow(i, rows.rowCount())] = true;
    }
    Matrix vectors(static_cast<Eigen::Index>(rows.rowCount()), dimensions());
    forEachItem((rows.rowCount() + kChunk - 1) / kChunk, threads, job.stop, [&](std::size_t c) {
        for (std::size_t i = c * kChunk; i < std::min(rows.rowCount(), (c + 1) * kChunk); ++i) {
            Eigen::RowVectorXf vector = m_basis.times(rows.row(i));
            if (tookPart[i]) {
                float squares = 0.0F;
                for (const SparseRows::Entry& entry : rows.row(i)) {
                    squares += entry.value * entry.value;
                }
                vector.array() *= (1.0F - squares / m_energy.array()).max(0.0F);
            }
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
    result.m_basis = PaddedRows(in.getMatrix());
    return result;
}

}  // namespace orl
