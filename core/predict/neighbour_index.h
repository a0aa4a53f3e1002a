#pragma once

#include <memory>
#include <vector>

#include "core/predict/neighbour_tree.h"
#include "core/predict/panels.h"
#include "core/predict/predictor.h"
#include "core/predict/sparse_rows.h"

namespace orl {

/// Exact nearest neighbours by cosine among vectors of length 1 (or 0).
///
/// A blocked matrix product in single precision whose values are compared with the k-th best so far
/// while they are still in registers: few ever reach memory. What comes within rounding of the k-th
/// best is ranked by similarity(), ties by row. So the answers are those of brute force, to the bit
/// the same for every count of threads, size of batch and instruction set.
///
/// Among many vectors of few dimensions a tree gives the same answers sooner (see NeighbourTree).
///
/// Memory: the vectors twice (by rows, and in panels for the product); while searching, per thread,
/// 128 queries and their candidates, at most max(4k, 64) of 8 bytes each.
class NeighbourIndex {
  public:
    /// Nothing to be left out.
    static constexpr std::size_t kNoRow = static_cast<std::size_t>(-1);

    /// What looks for the neighbours. Chosen: the faster one.
    enum class Search { Chosen, Product, Tree };
    explicit NeighbourIndex(Matrix vectors = {}, Search search = Search::Chosen);

    const Matrix& vectors() const { return m_vectors; }
    std::size_t size() const { return static_cast<std::size_t>(m_vectors.rows()); }

    /// Dot product in double precision, in the order of similarity::Dots.
    static double similarity(const float* a, const float* b, Eigen::Index dimensions);

    /// For each query row the `count` nearest (all, if fewer), most similar first, ties by lower
    /// row. With leaveOutFrom = f, query i never finds row f + i: how training rows look up their
    /// neighbours. @throws Cancelled
    std::vector<std::vector<Neighbour>> nearest(const Matrix& queries, int count,
                                                std::size_t leaveOutFrom = kNoRow,
                                                std::size_t threads = 1, const Job& job = {}) const;

  private:
    class Tile;

    Matrix m_vectors;
    Panels m_panels;                              ///< for the product
    std::shared_ptr<const NeighbourTree> m_tree;  ///< null: the product is used
};

/// Order of neighbours: the more similar first, ties by row.
bool nearer(const Neighbour& a, const Neighbour& b);

}  // namespace orl
