#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/predict/lanes.h"
#include "core/support/aligned.h"

namespace orl {

/// Dense numbers, one row per query or per feature.
using Matrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// One number per model.
using PerModel = Eigen::Array<double, 1, Eigen::Dynamic>;

/// A sparse matrix by rows (one row a text). Columns within a row come in no
/// particular order but are distinct.
struct SparseRows {
    using Entry = lanes::SparseEntry;

    std::size_t columnCount = 0;
    std::vector<std::size_t> start{0};  ///< of each row in entries, and the end
    std::vector<Entry> entries;

    std::size_t rowCount() const { return start.size() - 1; }
    std::span<const Entry> row(std::size_t i) const {
        return std::span(entries).subspan(start[i], start[i + 1] - start[i]);
    }
};

/// A dense matrix that sparse rows are multiplied with: its rows begin at cache lines and are
/// padded with zeros to full lanes.
class PaddedRows {
  public:
    PaddedRows() = default;
    explicit PaddedRows(const Matrix& matrix);

    Eigen::Index rows() const { return m_rows; }
    Eigen::Index cols() const { return m_cols; }
    Matrix matrix() const;
    /// Σ value × row(column) over the entries, cols() numbers.
    Eigen::RowVectorXf times(std::span<const SparseRows::Entry> entries) const;

  private:
    Eigen::Index m_rows = 0;
    Eigen::Index m_cols = 0;
    std::size_t m_width = 0;
    AlignedVector<float> m_numbers;
};

/// sparse × dense.
Matrix times(const SparseRows& sparse, const Matrix& dense);
/// sparseᵀ × dense.
Matrix transposedTimes(const SparseRows& sparse, const Matrix& dense);

}  // namespace orl
