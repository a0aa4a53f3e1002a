#pragma once

#include <memory>
#include <span>
#include <vector>

#include "core/predict/bytes.h"
#include "core/predict/neighbour_index.h"
#include "core/predict/panels.h"
#include "core/support/job.h"

namespace orl {

/// Inverted lists (Jégou, Douze and Schmid, "Product quantization for nearest neighbor search",
/// 2011, section IV, without the quantization): the vectors lie in cells, each with those that are
/// nearest to its centroid, and a query is compared only with the vectors of the cells nearest to
/// it. Centroids come from k-means by cosine on some of the vectors.
///
/// How many cells a query looks into is measured, not assumed: as few as hold the share kRecall of
/// the 32 nearest of some hundreds of the vectors themselves. It is the same for every number of
/// neighbours, so that the nearest few are the first of the nearest many; beyond 32 a smaller share
/// is found. Vectors of length 0 are like none, and are not found.
///
/// The answers are the same bits for every count of threads, batch and instruction set.
class NeighbourCells {
  public:
    /// Queries searched together: each cell is fetched once for all of them.
    static constexpr std::size_t kTogether = 2'048;
    /// Share of the 32 nearest that is found, in the mean over the vectors.
    static constexpr double kRecall = 0.98;

    /// @param vectors of length 1 or 0, at least one column @throws Cancelled
    NeighbourCells(const Matrix& vectors, std::size_t threads, const Job& job);

    std::size_t count() const { return m_centroids.size(); }
    /// How many cells are looked into.
    std::size_t looked() const { return m_looked; }
    /// Whether looking into the cells is less work than comparing with all vectors.
    bool pays() const;

    /// As NeighbourIndex::nearest, for the queries from `first` on, one for each place of `found`
    /// (at most kTogether).
    /// @param vectors the ones that this was made of
    void nearest(const Matrix& vectors, const Matrix& queries, std::size_t first,
                 std::size_t wanted, std::span<const std::size_t> leaveOut,
                 std::span<std::vector<Neighbour>> found, const Job& job) const;

    void write(ByteWriter& out) const;
    static std::shared_ptr<const NeighbourCells> read(ByteReader& in, const Matrix& vectors);

  private:
    class Visits;

    NeighbourCells() = default;
    /// Fills the cells. @param cellOf of each vector; kNoCell: in none
    void fill(const Matrix& vectors, std::span<const std::uint32_t> cellOf, const Job& job);
    /// Cells that have to be looked into for kRecall.
    std::size_t measured(const Matrix& vectors, std::size_t threads, const Job& job) const;
    /// As nearest, looking into so many cells.
    void search(const Matrix& vectors, const Matrix& queries, std::size_t looked,
                std::size_t wanted, std::span<const std::size_t> leaveOut,
                std::span<std::vector<Neighbour>> found, const Job& job) const;

    NeighbourIndex m_centroids;
    std::vector<std::uint32_t> m_cellOf;             ///< of each vector; kNoCell: in none
    std::vector<std::vector<std::uint32_t>> m_rows;  ///< of each cell, ascending
    std::vector<Panels> m_panels;                    ///< of each cell's vectors in that order
    std::size_t m_looked = 0;
};

}  // namespace orl
