#include "core/predict/sparse_rows.h"

#include <algorithm>

namespace orl {

PaddedRows::PaddedRows(const Matrix& matrix)
    : m_rows(matrix.rows()),
      m_cols(matrix.cols()),
      m_width(lanes::padded(static_cast<std::size_t>(matrix.cols()))),
      m_numbers(static_cast<std::size_t>(matrix.rows()) * m_width, 0.0F) {
    for (Eigen::Index i = 0; i < m_rows; ++i) {
        std::copy_n(matrix.row(i).data(), m_cols,
                    m_numbers.data() + static_cast<std::size_t>(i) * m_width);
    }
}

Matrix PaddedRows::matrix() const {
    return Eigen::Map<const Matrix, 0, Eigen::OuterStride<>>(
        m_numbers.data(), m_rows, m_cols, Eigen::OuterStride<>(static_cast<Eigen::Index>(m_width)));
}

Eigen::RowVectorXf PaddedRows::times(std::span<const SparseRows::Entry> entries) const {
    Eigen::RowVectorXf sum(static_cast<Eigen::Index>(m_width));
    lanes::widest().sparseTimes(entries.data(), entries.size(), m_numbers.data(), m_width,
                                sum.data());
    sum.conservativeResize(m_cols);
    return sum;
}

Matrix times(const SparseRows& sparse, const Matrix& dense) {
    const PaddedRows padded(dense);
    Matrix product(static_cast<Eigen::Index>(sparse.rowCount()), dense.cols());
    for (std::size_t i = 0; i < sparse.rowCount(); ++i) {
        product.row(static_cast<Eigen::Index>(i)) = padded.times(sparse.row(i));
    }
    return product;
}

Matrix transposedTimes(const SparseRows& sparse, const Matrix& dense) {
    Matrix product = Matrix::Zero(static_cast<Eigen::Index>(sparse.columnCount), dense.cols());
    for (std::size_t i = 0; i < sparse.rowCount(); ++i) {
        for (const SparseRows::Entry& entry : sparse.row(i)) {
            product.row(static_cast<Eigen::Index>(entry.column)) +=
                entry.value * dense.row(static_cast<Eigen::Index>(i));
        }
    }
    return product;
}

}  // namespace orl
