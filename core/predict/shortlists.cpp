#include "core/predict/shortlists.h"

#include <algorithm>

#include "core/predict/neighbour_index.h"

namespace orl {
namespace {

/// Bound on the rounding error of a float dot product of unit vectors.
float roundingOf(Eigen::Index dimensions) {
    return 4.0F * static_cast<float>(dimensions + 8) * std::numeric_limits<float>::epsilon();
}

}  // namespace

Shortlists::Shortlists(const Matrix& vectors, std::size_t wanted, std::size_t queries)
    : m_vectors(vectors),
      m_wanted(wanted),
      m_slack(roundingOf(vectors.cols())),
      m_capacity(std::min(std::max<std::size_t>(4 * wanted, 64),
                          static_cast<std::size_t>(vectors.rows()))),
      m_floor(queries, kNothing),
      m_size(queries, 0),
      m_similarity(queries * m_capacity),
      m_row(queries * m_capacity),
      m_dots(m_capacity) {}

void Shortlists::start(const float* queries, std::size_t count) {
    m_queries = queries;
    std::fill(m_floor.begin(), m_floor.end(), kNothing);
    std::fill_n(m_floor.begin(), count, -kNothing);
    std::fill(m_size.begin(), m_size.end(), std::size_t{0});
}

void Shortlists::add(std::size_t query, float similarity, std::size_t row) {
    put(query, similarity, row);
    if (m_size[query] == m_capacity) prune(query);
}

std::vector<Neighbour> Shortlists::take(std::size_t query) {
    prune(query);
    rank(query);
    return m_ranked;
}

void Shortlists::put(std::size_t query, float similarity, std::size_t row) {
    m_similarity[query * m_capacity + m_size[query]] = similarity;
    m_row[query * m_capacity + m_size[query]] = static_cast<std::uint32_t>(row);
    ++m_size[query];
}

/// Drops what cannot be among the nearest and raises the floor.
void Shortlists::prune(std::size_t query) {
    if (m_size[query] <= m_wanted) return;
    float* similarity = m_similarity.data() + query * m_capacity;
    std::uint32_t* row = m_row.data() + query * m_capacity;
    m_floor[query] = m_variant.floor(similarity, m_size[query], m_wanted) - 2.0F * m_slack;
    std::size_t kept = 0;
    for (std::size_t i = 0; i < m_size[query]; ++i) {
        similarity[kept] = similarity[i];
        row[kept] = row[i];
        kept += similarity[i] >= m_floor[query] ? 1U : 0U;
    }
    m_size[query] = kept;
    if (kept <= 2 * m_wanted) return;
    // A crowd of ties: single precision cannot tell them apart, and they must not pile up.
    rank(query);
    m_size[query] = 0;
    for (const Neighbour& one : m_ranked) {
        put(query, static_cast<float>(one.similarity), one.trainingRow);
    }
    m_floor[query] = static_cast<float>(m_ranked.back().similarity) - 2.0F * m_slack;
}

/// The nearest of the candidates, in m_ranked.
void Shortlists::rank(std::size_t query) {
    const auto dimensions = static_cast<std::size_t>(m_vectors.cols());
    const std::uint32_t* row = m_row.data() + query * m_capacity;
    m_variant.dots(m_queries + query * dimensions, m_vectors.data(), dimensions, row, m_size[query],
                   m_dots.data());
    m_ranked.resize(m_size[query]);
    for (std::size_t i = 0; i < m_size[query]; ++i) m_ranked[i] = {row[i], m_dots[i]};
    const auto end =
        m_ranked.begin() + static_cast<std::ptrdiff_t>(std::min(m_wanted, m_ranked.size()));
    // All but a few are wanted.
    if (end != m_ranked.end()) std::nth_element(m_ranked.begin(), end, m_ranked.end(), nearer);
    std::sort(m_ranked.begin(), end, nearer);
    m_ranked.erase(end, m_ranked.end());
}

}  // namespace orl
