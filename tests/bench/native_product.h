#pragma once

#include <cstddef>

/// Eigen's matrix product, compiled for the machine it is built on: what retrieval is measured by.
/// Fills `block` with queries (rows × dimensions) times a block of vectors (columns × dimensions),
/// transposed; all row-major.
void nativeProduct(const float* queries, std::size_t rows, const float* vectors,
                   std::size_t columns, std::size_t dimensions, float* block);
