#include "core/predict/neighbour_index.h"

#include <algorithm>
#include <array>
#include <utility>

#include "core/predict/neighbour_cells.h"
#include "core/predict/shortlists.h"
#include "core/support/shared_progress.h"
#include "core/support/thread_pool.h"

namespace orl {
namespace {

using similarity::kGroup;
using similarity::kPanel;

/// Queries searched together: each panel is fetched once for all of them.
constexpr std::size_t kTile = 16 * kGroup;

}  // namespace

bool nearer(const Neighbour& a, const Neighbour& b) {
    if (a.similarity != b.similarity) return a.similarity > b.similarity;
    return a.trainingRow < b.trainingRow;
}

/// A few queries on their way through all panels.
class NeighbourIndex::Tile {
  public:
    Tile(const NeighbourIndex& index, std::size_t wanted)
        : m_index(index),
          m_shortlists(index.m_vectors, wanted, kTile),
          m_packed(kTile * static_cast<std::size_t>(index.m_vectors.cols())) {}

    /// @param first    the row of the first query
    /// @param leaveOut the row that each query must not find; empty: none
    void search(const Matrix& queries, std::size_t first, std::span<const std::size_t> leaveOut,
                std::span<std::vector<Neighbour>> found, const Job& job) {
        constexpr std::size_t kPanelsBetweenChecks = 512;
        pack(queries, first, found.size());
        for (std::size_t base = 0; base < m_index.size(); base += kPanel) {
            if (base / kPanel % kPanelsBetweenChecks == 0) job.check();
            const float* panel = m_index.m_panels.panel(base / kPanel);
            for (std::size_t q = 0; q < found.size(); q += kGroup) scan(panel, base, q, leaveOut);
        }
        for (std::size_t q = 0; q < found.size(); ++q) found[q] = m_shortlists.take(q);
    }

  private:
    void pack(const Matrix& queries, std::size_t first, std::size_t count) {
        const float* row = queries.row(static_cast<Eigen::Index>(first)).data();
        m_shortlists.start(row, count);
        std::fill(m_packed.begin(), m_packed.end(), 0.0F);
        const auto dimensions = static_cast<std::size_t>(queries.cols());
        for (std::size_t q = 0; q < count; ++q) {
            float* column = m_packed.data() + q / kGroup * dimensions * kGroup + q % kGroup;
            for (std::size_t d = 0; d < dimensions; ++d) {
                column[d * kGroup] = row[q * dimensions + d];
            }
        }
    }

    void scan(const float* panel, std::size_t base, std::size_t group,
              std::span<const std::size_t> leaveOut) {
        const auto dimensions = static_cast<std::size_t>(m_index.m_vectors.cols());
        const std::size_t hits =
            m_variant.scan(panel, m_packed.data() + group * dimensions, dimensions,
                           m_shortlists.floors() + group, m_hits.data());
        for (std::size_t h = 0; h < hits; ++h) {
            const std::size_t q = group + m_hits[h].query;
            const std::size_t row = base + m_hits[h].column;
            // Past the end are the zeros that pad the last panel.
            if (row >= m_index.size() || (!leaveOut.empty() && row == leaveOut[q])) continue;
            m_shortlists.add(q, m_hits[h].similarity, row);
        }
    }

    const NeighbourIndex& m_index;
    const similarity::Variant& m_variant = similarity::widest();
    Shortlists m_shortlists;
    AlignedVector<float> m_packed;  ///< groups × dimensions × kGroup
    std::array<similarity::Hit, kGroup * kPanel> m_hits{};
};

NeighbourIndex::NeighbourIndex(Matrix vectors, Search search) : m_vectors(std::move(vectors)) {
    const bool chosen = search == Search::Chosen && NeighbourTree::pays(m_vectors);
    if (search == Search::Cells) {
        m_cells = std::make_shared<const NeighbourCells>(m_vectors, 1, Job{});
    } else if ((chosen || search == Search::Tree) && NeighbourTree::serves(m_vectors)) {
        m_tree = std::make_shared<const NeighbourTree>(m_vectors);
    } else {
        m_panels = Panels(m_vectors);
    }
}

NeighbourIndex NeighbourIndex::ofMany(Matrix vectors, std::size_t mostScanned, std::size_t threads,
                                      const Job& job) {
    const bool many = static_cast<std::size_t>(vectors.rows()) > mostScanned;
    if (many && vectors.cols() > 0 && !NeighbourTree::pays(vectors)) {
        auto cells = std::make_shared<const NeighbourCells>(vectors, threads, job);
        if (cells->pays()) {
            NeighbourIndex index;
            index.m_vectors = std::move(vectors);
            index.m_cells = std::move(cells);
            return index;
        }
    }
    return NeighbourIndex(std::move(vectors));
}

double NeighbourIndex::similarity(const float* a, const float* b, Eigen::Index dimensions) {
    constexpr std::uint32_t kOnly = 0;
    double dot = 0.0;
    similarity::widest().dots(a, b, static_cast<std::size_t>(dimensions), &kOnly, 1, &dot);
    return dot;
}

std::vector<std::vector<Neighbour>> NeighbourIndex::nearest(const Matrix& queries, int count,
                                                            std::span<const std::size_t> leaveOut,
                                                            std::size_t threads,
                                                            const Job& job) const {
    const auto queryCount = static_cast<std::size_t>(queries.rows());
    std::vector<std::vector<Neighbour>> result(queryCount);
    if (count <= 0 || size() == 0) return result;
    const std::size_t wanted = std::min(static_cast<std::size_t>(count), size());
    const std::size_t together = m_cells ? NeighbourCells::kTogether : kTile;
    const std::size_t tiles = (queryCount + together - 1) / together;
    SharedProgress progress(job, "neighbours", tiles);
    forEachItem(tiles, threads, job.stop, [&](std::size_t t) {
        const std::size_t first = t * together;
        const std::size_t inTile = std::min(together, queryCount - first);
        const auto left = leaveOut.empty() ? leaveOut : leaveOut.subspan(first, inTile);
        const auto found = std::span(result).subspan(first, inTile);
        if (m_cells) {
            m_cells->nearest(m_vectors, queries, first, wanted, left, found, job);
        } else if (m_tree) {
            for (std::size_t q = 0; q < inTile; ++q) {
                found[q] = m_tree->nearest(queries.row(static_cast<Eigen::Index>(first + q)).data(),
                                           wanted, left.empty() ? kNoRow : left[q]);
            }
        } else {
            Tile(*this, wanted).search(queries, first, left, found, job);
        }
        progress.finish();
    });
    return result;
}

void NeighbourIndex::write(ByteWriter& out) const {
    out.putMatrix(m_vectors);
    out.put(static_cast<std::uint8_t>(m_cells ? 1 : 0));
    if (m_cells) m_cells->write(out);
}

NeighbourIndex NeighbourIndex::read(ByteReader& in) {
    Matrix vectors = in.getMatrix();
    if (in.get<std::uint8_t>() == 0) return NeighbourIndex(std::move(vectors));
    NeighbourIndex index;
    index.m_vectors = std::move(vectors);
    index.m_cells = NeighbourCells::read(in, index.m_vectors);
    return index;
}

}  // namespace orl
