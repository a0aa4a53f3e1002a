#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/predict/lanes.h"

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

/// Σ value × dense.row(column) over a sparse row.
template <typename Dense>
Eigen::Matrix<typename Dense::Scalar, 1, Eigen::Dynamic> rowTimes(
    std::span<const SparseRows::Entry> row, const Dense& dense) {
    using Scalar = typename Dense::Scalar;
    Eigen::Matrix<Scalar, 1, Eigen::Dynamic> sum =
        Eigen::Matrix<Scalar, 1, Eigen::Dynamic>::Zero(dense.cols());
    for (const SparseRows::Entry& entry : row) {
        sum +=
            static_cast<Scalar>(entry.value) * dense.row(static_cast<Eigen::Index>(entry.column));
    }
    return sum;
}

/// sparse × dense.
Matrix times(const SparseRows& sparse, const Matrix& dense);
/// sparseᵀ × dense.
Matrix transposedTimes(const SparseRows& sparse, const Matrix& dense);

}  // namespace orl
