#pragma once

#include <memory>
#include <vector>

#include "core/predict/predictor.h"
#include "core/predict/sparse_rows.h"

namespace orl {

/// A k-d tree (nanoflann) over vectors of few dimensions, where it beats looking at all of them.
/// Its answers are those of the whole scan, to the bit: what comes within rounding of the k-th best
/// is ranked by NeighbourIndex::similarity, ties by row.
class NeighbourTree {
  public:
    /// Whether a tree is the better tool: two to four dimensions, and so many vectors that the
    /// scan takes longer. The figures are in docs/benchmarks.md.
    static bool pays(const Matrix& vectors);
    /// Whether it is right: nearest by angle is nearest by distance only if each vector has length
    /// 1, none 0.
    static bool serves(const Matrix& vectors);

    explicit NeighbourTree(const Matrix& vectors);
    ~NeighbourTree();
    NeighbourTree(const NeighbourTree&) = delete;
    NeighbourTree& operator=(const NeighbourTree&) = delete;

    /// The most similar first. Of a query of length 0 all rows are equally far.
    /// @param leaveOut a row that is not found; NeighbourIndex::kNoRow for none
    std::vector<Neighbour> nearest(const float* query, std::size_t wanted,
                                   std::size_t leaveOut) const;

  private:
    struct Index;
    std::unique_ptr<const Index> m_index;
};

}  // namespace orl
