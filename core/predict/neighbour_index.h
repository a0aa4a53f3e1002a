#pragma once

#include <memory>
#include <span>
#include <vector>

#include "core/predict/bytes.h"
#include "core/predict/neighbour_tree.h"
#include "core/predict/panels.h"
#include "core/predict/predictor.h"
#include "core/predict/sparse_rows.h"

namespace orl {

class NeighbourCells;

/// Nearest neighbours by cosine among vectors of length 1 (or 0).
///
/// A blocked matrix product in single precision whose values are compared with the k-th best so far
/// while they are still in registers: few ever reach memory. What comes within rounding of the k-th
/// best is ranked by similarity(), ties by row. So the answers are those of brute force, to the bit
/// the same for every count of threads, size of batch and instruction set.
///
/// Among many vectors of few dimensions a tree gives the same answers sooner (see NeighbourTree).
/// An index of very many vectors looks at a part of them only, by cells (see NeighbourCells); its
/// answers miss a few neighbours, but are the same bits everywhere as well.
///
/// Memory: the vectors twice (by rows, and in panels for the product); while searching, per thread,
/// 128 queries (by cells 2,048) and their candidates, at most max(4k, 64) of 8 bytes each.
class NeighbourIndex {
  public:
    /// Nothing to be left out.
    static constexpr std::size_t kNoRow = static_cast<std::size_t>(-1);

    /// What looks for the neighbours. Chosen: the faster one of those that are exact.
    enum class Search { Chosen, Product, Tree, Cells };
    explicit NeighbourIndex(Matrix vectors = {}, Search search = Search::Chosen);
    /// By cells beyond so many vectors, where cells pay; exact else. @throws Cancelled
    static NeighbourIndex ofMany(Matrix vectors, std::size_t mostScanned, std::size_t threads = 1,
                                 const Job& job = {});

    const Matrix& vectors() const { return m_vectors; }
    std::size_t size() const { return static_cast<std::size_t>(m_vectors.rows()); }
    /// Null where the answers are exact.
    const NeighbourCells* cells() const { return m_cells.get(); }

    /// Dot product in double precision, in the order of similarity::Dots.
    static double similarity(const float* a, const float* b, Eigen::Index dimensions);

    /// For each query row the `count` nearest (all, if fewer; by cells at most those in the cells
    /// looked into), most similar first, ties by lower row. @param leaveOut the row that each query
    /// never finds (kNoRow: none), as a training row itself; empty: none for any. @throws Cancelled
    std::vector<std::vector<Neighbour>> nearest(const Matrix& queries, int count,
                                                std::span<const std::size_t> leaveOut = {},
                                                std::size_t threads = 1, const Job& job = {}) const;

    void write(ByteWriter& out) const;
    static NeighbourIndex read(ByteReader& in);

  private:
    class Tile;

    Matrix m_vectors;
    Panels m_panels;                                ///< for the product
    std::shared_ptr<const NeighbourTree> m_tree;    ///< where it answers, else null
    std::shared_ptr<const NeighbourCells> m_cells;  ///< where they answer, else null
};

/// Order of neighbours: the more similar first, ties by row.
bool nearer(const Neighbour& a, const Neighbour& b);

}  // namespace orl
