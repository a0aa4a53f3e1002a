#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "core/predict/predictor.h"
#include "core/predict/similarity_scan.h"
#include "core/predict/sparse_rows.h"

namespace orl {

/// What can still be among the nearest of some queries while they are compared with stored vectors,
/// panel after panel: of each query every row so far whose similarity in single precision is within
/// rounding of the k-th best. take() ranks them by NeighbourIndex::similarity, ties by row, so the
/// order in which rows come leaves no trace.
class Shortlists {
  public:
    /// The floor of a query that wants nothing.
    static constexpr float kNothing = std::numeric_limits<float>::infinity();

    /// @param vectors stored ones, of length 1 or 0; must outlive this
    /// @param wanted  rows for each query, at least 1
    /// @param queries most of them at once
    Shortlists(const Matrix& vectors, std::size_t wanted, std::size_t queries);

    /// Begins anew. @param queries rows of as many numbers as the vectors have; must stay
    void start(const float* queries, std::size_t count);
    /// What a row has to reach to be added; kNothing for those past the count.
    const float* floors() const { return m_floor.data(); }
    /// A row that reached the query's floor.
    void add(std::size_t query, float similarity, std::size_t row);
    /// The nearest of one query, most similar first.
    std::vector<Neighbour> take(std::size_t query);

  private:
    void put(std::size_t query, float similarity, std::size_t row);
    void prune(std::size_t query);
    void rank(std::size_t query);

    const Matrix& m_vectors;
    std::size_t m_wanted;
    float m_slack;
    std::size_t m_capacity;  ///< most candidates of a query
    const similarity::Variant& m_variant = similarity::widest();
    const float* m_queries = nullptr;
    std::vector<float> m_floor;
    std::vector<std::size_t> m_size;  ///< candidates of each query
    std::vector<float> m_similarity;  ///< queries × capacity
    std::vector<std::uint32_t> m_row;
    std::vector<double> m_dots;  ///< of one query's candidates
    std::vector<Neighbour> m_ranked;
};

}  // namespace orl
