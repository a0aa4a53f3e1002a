#include "core/predict/sparse_rows.h"

namespace orl {

Matrix times(const SparseRows& sparse, const Matrix& dense) {
    Matrix product(static_cast<Eigen::Index>(sparse.rowCount()), dense.cols());
    for (std::size_t i = 0; i < sparse.rowCount(); ++i) {
        product.row(static_cast<Eigen::Index>(i)) = rowTimes(sparse.row(i), dense);
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
