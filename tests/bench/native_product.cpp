// A namespace of its own: functions compiled for this machine must not stand in for those that the
// rest of the program is compiled with.
#define Eigen EigenNative
#include "tests/bench/native_product.h"

#include <Eigen/Core>

void nativeProduct(const float* queries, std::size_t rows, const float* vectors,
                   std::size_t columns, std::size_t dimensions, float* block) {
    using Matrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    const auto size = [](std::size_t n) { return static_cast<Eigen::Index>(n); };
    Eigen::Map<Matrix>(block, size(rows), size(columns)).noalias() =
        Eigen::Map<const Matrix>(queries, size(rows), size(dimensions)) *
        Eigen::Map<const Matrix>(vectors, size(columns), size(dimensions)).transpose();
}
