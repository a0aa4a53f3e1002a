#include "core/predict/neighbour_index.h"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

#include "core/predict/similarity_scan.h"
#include "core/support/shared_progress.h"
#include "core/support/thread_pool.h"

namespace orl {
namespace {

using similarity::kGroup;
using similarity::kPanel;

constexpr float kFarthest = std::numeric_limits<float>::infinity();
/// Queries searched together: each panel is fetched once for all of them.
constexpr std::size_t kTile = 16 * kGroup;

/// Bound on the rounding error of a float dot product of unit vectors.
float slack(Eigen::Index dimensions) {
    return 4.0F * static_cast<float>(dimensions + 8) * std::numeric_limits<float>::epsilon();
}

}  // namespace

bool nearer(const Neighbour& a, const Neighbour& b) {
    if (a.similarity != b.similarity) return a.similarity > b.similarity;
    return a.trainingRow < b.trainingRow;
}

/// A few queries on their way through all panels, each with what can still be among its nearest:
/// every row so far that is within rounding of the k-th best.
class NeighbourIndex::Tile {
  public:
    Tile(const NeighbourIndex& index, std::size_t wanted)
        : m_index(index),
          m_wanted(wanted),
          m_slack(slack(index.m_vectors.cols())),
          m_capacity(std::min(std::max<std::size_t>(4 * wanted, 64), index.size())),
          m_packed(kTile * static_cast<std::size_t>(index.m_vectors.cols())),
          m_similarity(kTile * m_capacity),
          m_row(kTile * m_capacity),
          m_dots(m_capacity) {}

    /// @param first the row of the first query, `leaveOut` the row that it must not find
    void search(const Matrix& queries, std::size_t first, std::size_t count, std::size_t leaveOut,
                std::span<std::vector<Neighbour>> found) {
        pack(queries, first, count);
        for (std::size_t base = 0; base < m_index.size(); base += kPanel) {
            const float* panel = m_index.m_panels.panel(base / kPanel);
            for (std::size_t q = 0; q < count; q += kGroup) scan(panel, base, q, leaveOut);
        }
        for (std::size_t q = 0; q < count; ++q) {
            prune(q);
            rank(q);
            found[q] = m_ranked;
        }
    }

  private:
    void pack(const Matrix& queries, std::size_t first, std::size_t count) {
        m_queries = queries.row(static_cast<Eigen::Index>(first)).data();
        m_floor.fill(kFarthest);
        std::fill(m_packed.begin(), m_packed.end(), 0.0F);
        const auto dimensions = static_cast<std::size_t>(queries.cols());
        for (std::size_t q = 0; q < count; ++q) {
            m_floor[q] = -kFarthest;
            m_size[q] = 0;
            float* column = m_packed.data() + q / kGroup * dimensions * kGroup + q % kGroup;
            for (std::size_t d = 0; d < dimensions; ++d) {
                column[d * kGroup] = m_queries[q * dimensions + d];
            }
        }
    }

    void scan(const float* panel, std::size_t base, std::size_t group, std::size_t leaveOut) {
        const auto dimensions = static_cast<std::size_t>(m_index.m_vectors.cols());
        const std::size_t hits = m_variant.scan(panel, m_packed.data() + group * dimensions,
                                                dimensions, m_floor.data() + group, m_hits.data());
        for (std::size_t h = 0; h < hits; ++h) {
            const std::size_t q = group + m_hits[h].query;
            const std::size_t row = base + m_hits[h].column;
            // Past the end are the zeros that pad the last panel.
            if (row >= m_index.size() || (leaveOut != kNoRow && row == leaveOut + q)) continue;
            add(q, m_hits[h].similarity, row);
            if (m_size[q] == m_capacity) prune(q);
        }
    }

    void add(std::size_t q, float similarity, std::size_t row) {
        m_similarity[q * m_capacity + m_size[q]] = similarity;
        m_row[q * m_capacity + m_size[q]] = static_cast<std::uint32_t>(row);
        ++m_size[q];
    }

    /// Drops what cannot be among the nearest and raises the floor.
    void prune(std::size_t q) {
        if (m_size[q] <= m_wanted) return;
        float* similarity = m_similarity.data() + q * m_capacity;
        std::uint32_t* row = m_row.data() + q * m_capacity;
        m_floor[q] = m_variant.floor(similarity, m_size[q], m_wanted) - 2.0F * m_slack;
        std::size_t kept = 0;
        for (std::size_t i = 0; i < m_size[q]; ++i) {
            similarity[kept] = similarity[i];
            row[kept] = row[i];
            kept += similarity[i] >= m_floor[q] ? 1U : 0U;
        }
        m_size[q] = kept;
        if (kept <= 2 * m_wanted) return;
        // A crowd of ties: single precision cannot tell them apart, and they must not pile up.
        rank(q);
        m_size[q] = 0;
        for (const Neighbour& one : m_ranked) {
            add(q, static_cast<float>(one.similarity), one.trainingRow);
        }
        m_floor[q] = static_cast<float>(m_ranked.back().similarity) - 2.0F * m_slack;
    }

    /// The nearest of the candidates, in m_ranked.
    void rank(std::size_t q) {
        const auto dimensions = static_cast<std::size_t>(m_index.m_vectors.cols());
        const std::uint32_t* row = m_row.data() + q * m_capacity;
        m_variant.dots(m_queries + q * dimensions, m_index.m_vectors.data(), dimensions, row,
                       m_size[q], m_dots.data());
        m_ranked.resize(m_size[q]);
        for (std::size_t i = 0; i < m_size[q]; ++i) m_ranked[i] = {row[i], m_dots[i]};
        const auto end =
            m_ranked.begin() + static_cast<std::ptrdiff_t>(std::min(m_wanted, m_ranked.size()));
        // All but a few are wanted.
        if (end != m_ranked.end()) std::nth_element(m_ranked.begin(), end, m_ranked.end(), nearer);
        std::sort(m_ranked.begin(), end, nearer);
        m_ranked.erase(end, m_ranked.end());
    }

    const NeighbourIndex& m_index;
    std::size_t m_wanted;
    float m_slack;
    std::size_t m_capacity;  ///< most candidates of a query
    const similarity::Variant& m_variant = similarity::widest();
    const float* m_queries = nullptr;
    AlignedVector<float> m_packed;  ///< groups × dimensions × kGroup
    std::array<float, kTile> m_floor{};
    std::array<std::size_t, kTile> m_size{};  ///< candidates of each query
    std::vector<float> m_similarity;          ///< kTile × capacity
    std::vector<std::uint32_t> m_row;
    std::vector<double> m_dots;  ///< of one query's candidates
    std::array<similarity::Hit, kGroup * kPanel> m_hits{};
    std::vector<Neighbour> m_ranked;
};

NeighbourIndex::NeighbourIndex(Matrix vectors, Search search) : m_vectors(std::move(vectors)) {
    const bool chosen = search == Search::Chosen && NeighbourTree::pays(m_vectors);
    if ((chosen || search == Search::Tree) && NeighbourTree::serves(m_vectors)) {
        m_tree = std::make_shared<const NeighbourTree>(m_vectors);
    } else {
        m_panels = Panels(m_vectors);
    }
}

double NeighbourIndex::similarity(const float* a, const float* b, Eigen::Index dimensions) {
    constexpr std::uint32_t kOnly = 0;
    double dot = 0.0;
    similarity::widest().dots(a, b, static_cast<std::size_t>(dimensions), &kOnly, 1, &dot);
    return dot;
}

std::vector<std::vector<Neighbour>> NeighbourIndex::nearest(const Matrix& queries, int count,
                                                            std::size_t leaveOutFrom,
                                                            std::size_t threads,
                                                            const Job& job) const {
    const auto queryCount = static_cast<std::size_t>(queries.rows());
    std::vector<std::vector<Neighbour>> result(queryCount);
    if (count <= 0 || size() == 0) return result;
    const std::size_t wanted = std::min(static_cast<std::size_t>(count), size());
    const std::size_t tiles = (queryCount + kTile - 1) / kTile;
    SharedProgress progress(job, "neighbours", tiles);
    forEachItem(tiles, threads, job.stop, [&](std::size_t t) {
        const std::size_t first = t * kTile;
        const std::size_t inTile = std::min(kTile, queryCount - first);
        if (m_tree) {
            for (std::size_t q = first; q < first + inTile; ++q) {
                const float* query = queries.row(static_cast<Eigen::Index>(q)).data();
                result[q] = m_tree->nearest(query, wanted,
                                            leaveOutFrom == kNoRow ? kNoRow : leaveOutFrom + q);
            }
            progress.finish();
            return;
        }
        Tile tile(*this, wanted);
        tile.search(queries, first, inTile, leaveOutFrom == kNoRow ? kNoRow : leaveOutFrom + first,
                    std::span(result).subspan(first, inTile));
        progress.finish();
    });
    return result;
}

}  // namespace orl
