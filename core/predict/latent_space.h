#pragma once

#include <cstdint>

#include "core/predict/bytes.h"
#include "core/predict/sparse_rows.h"
#include "core/support/job.h"

namespace orl {

/// Latent semantic analysis: the leading right singular vectors of the training
/// TF-IDF matrix.
class LatentSpace {
  public:
    LatentSpace() = default;
    /// Randomised truncated SVD (Halko, Martinsson & Tropp 2011, algorithm 4.4:
    /// Gaussian range finder with oversampling and re-orthonormalised power
    /// iterations). Same rows and seed give the same bytes. Keeps at most
    /// `components` dimensions, fewer when the rank is smaller.
    static LatentSpace fit(const SparseRows& rows, int components, std::uint64_t seed,
                           const Job& job = {});

    Eigen::Index dimensions() const { return m_basis.cols(); }
    Eigen::Index features() const { return m_basis.rows(); }
    /// Features × dimensions, orthonormal columns, by falling singular value.
    Matrix basis() const { return m_basis.matrix(); }

    /// Rows times basis, each row scaled to length 1; a text without known
    /// n-grams stays 0.
    Matrix project(const SparseRows& rows, std::size_t threads = 1, const Job& job = {}) const;
    /// The same for the rows that fit was given, each as a basis would see it that was fitted on
    /// the others. A row takes part in its own singular vectors: of its coordinate p_d the share
    /// ‖x‖² / σ_d² is its own doing (to first order), which would make training texts look unlike
    /// any text to come. Only right after fit.
    Matrix projectTraining(const SparseRows& rows, std::size_t threads = 1,
                           const Job& job = {}) const;

    void write(ByteWriter& out) const { out.putMatrix(m_basis.matrix()); }
    static LatentSpace read(ByteReader& in);

  private:
    Matrix projected(const SparseRows& rows, bool training, std::size_t threads,
                     const Job& job) const;

    PaddedRows m_basis;
    Eigen::RowVectorXf m_energy;  ///< σ² by dimension; not stored
};

}  // namespace orl
