#pragma once

#include <memory>
#include <vector>

#include "core/predict/predictor.h"
#include "core/predict/sparse_rows.h"

namespace orl {

/// Exact nearest neighbours by cosine among vectors of length 1 (or 0).
///
/// Two ways to search, one answer: a KD-tree (nanoflann), and a matrix product
/// with partial selection. Both only collect candidates within rounding of the
/// k-th best; similarity() then ranks them, ties by row. So the answers are the
/// same to the bit, whichever way was taken.
class NeighbourIndex {
  public:
    enum class Search {
        Automatic,  ///< the tree for few dimensions, else the product
        Tree,
        Product,
    };
    /// Nothing to be left out.
    static constexpr std::size_t kNoRow = static_cast<std::size_t>(-1);

    explicit NeighbourIndex(Matrix vectors = {}, Search search = Search::Automatic);
    ~NeighbourIndex();
    NeighbourIndex(NeighbourIndex&&) noexcept;
    NeighbourIndex& operator=(NeighbourIndex&&) noexcept;

    const Matrix& vectors() const { return *m_vectors; }
    std::size_t size() const { return static_cast<std::size_t>(m_vectors->rows()); }

    /// Dot product in double precision, in order of the dimensions.
    static double similarity(const float* a, const float* b, Eigen::Index dimensions);

    /// For each query row the `count` nearest (all, if fewer), most similar
    /// first, ties by lower row. With leaveOutFrom = f, query i never finds row f
    /// + i: how training rows look up their neighbours.
    std::vector<std::vector<Neighbour>> nearest(const Matrix& queries, int count,
                                                std::size_t leaveOutFrom = kNoRow,
                                                std::size_t threads = 1, const Job& job = {}) const;

  private:
    struct Tree;
    void rank(const float* query, std::vector<std::size_t>& candidates, std::size_t count,
              std::vector<Neighbour>& out) const;

    std::unique_ptr<const Matrix> m_vectors;  ///< stays in place: the tree refers to it
    std::unique_ptr<const Tree> m_tree;       ///< null when the product is to be used
};

}  // namespace orl
