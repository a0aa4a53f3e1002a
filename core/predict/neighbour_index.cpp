#include "core/predict/neighbour_index.h"

#include <algorithm>
#include <limits>
#include <nanoflann.hpp>

#include "core/support/thread_pool.h"

namespace orl {
namespace {

/// Beyond this the matrix product is faster even for a single query (as
/// measured before this code was written; not measured again since).
constexpr Eigen::Index kTreeDimensions = 12;

/// Bound on the rounding error of a float dot product or squared distance of
/// unit vectors.
float slack(Eigen::Index dimensions) {
    return 4.0F * static_cast<float>(dimensions + 8) * std::numeric_limits<float>::epsilon();
}

struct Points {
    const Matrix& vectors;
    // nanoflann calls these by name.
    // NOLINTBEGIN(readability-identifier-naming)
    std::size_t kdtree_get_point_count() const { return static_cast<std::size_t>(vectors.rows()); }
    float kdtree_get_pt(std::size_t row, std::size_t dimension) const {
        return vectors(static_cast<Eigen::Index>(row), static_cast<Eigen::Index>(dimension));
    }
    template <typename Box>
    bool kdtree_get_bbox(Box& /*box*/) const {
        return false;
    }
    // NOLINTEND(readability-identifier-naming)
};

using KdTree = nanoflann::KDTreeSingleIndexAdaptor<nanoflann::L2_Simple_Adaptor<float, Points>,
                                                   Points, -1, std::size_t>;

/// Collects the columns of one row of similarities that can be among the best
/// `count`: all within `margin` of the count-th best.
class TopCollector {
  public:
    TopCollector(std::size_t count, float margin) : m_count(count), m_margin(margin) {}

    void collect(const float* similarity, std::size_t size, std::size_t leaveOut,
                 std::vector<std::size_t>& out) {
        m_found.clear();
        m_floor = -std::numeric_limits<float>::infinity();
        std::size_t capacity = std::max<std::size_t>(4 * m_count, 64);
        for (std::size_t i = 0; i < size; ++i) {
            if (similarity[i] < m_floor || i == leaveOut) continue;
            m_found.push_back({similarity[i], i});
            if (m_found.size() == capacity) {
                prune();
                capacity = std::max(capacity, 2 * m_found.size());
            }
        }
        prune();
        out.clear();
        for (const auto& [value, row] : m_found) out.push_back(row);
    }

  private:
    void prune() {
        if (m_found.size() <= m_count) return;
        const auto kth = m_found.begin() + static_cast<std::ptrdiff_t>(m_count - 1);
        std::nth_element(m_found.begin(), kth, m_found.end(),
                         [](const auto& a, const auto& b) { return a.first > b.first; });
        m_floor = kth->first - m_margin;
        std::erase_if(m_found, [this](const auto& found) { return found.first < m_floor; });
    }

    std::size_t m_count;
    float m_margin;
    float m_floor = 0.0F;
    std::vector<std::pair<float, std::size_t>> m_found;
};

}  // namespace

struct NeighbourIndex::Tree {
    explicit Tree(const Matrix& vectors)
        : points{vectors},
          index(static_cast<int>(vectors.cols()), points,
                nanoflann::KDTreeSingleIndexAdaptorParams(16)) {
        index.buildIndex();
    }
    Points points;
    KdTree index;
};

NeighbourIndex::NeighbourIndex(Matrix vectors, Search search)
    : m_vectors(std::make_unique<const Matrix>(std::move(vectors))) {
    const bool wanted = search == Search::Tree ||
                        (search == Search::Automatic && m_vectors->cols() <= kTreeDimensions);
    if (wanted && m_vectors->size() > 0) m_tree = std::make_unique<const Tree>(*m_vectors);
}

NeighbourIndex::~NeighbourIndex() = default;
NeighbourIndex::NeighbourIndex(NeighbourIndex&&) noexcept = default;
NeighbourIndex& NeighbourIndex::operator=(NeighbourIndex&&) noexcept = default;

double NeighbourIndex::similarity(const float* a, const float* b, Eigen::Index dimensions) {
    double sum = 0.0;
    for (Eigen::Index d = 0; d < dimensions; ++d) {
        sum += static_cast<double>(a[d]) * static_cast<double>(b[d]);
    }
    return sum;
}

void NeighbourIndex::rank(const float* query, std::vector<std::size_t>& candidates,
                          std::size_t count, std::vector<Neighbour>& out) const {
    out.clear();
    for (const std::size_t row : candidates) {
        out.push_back({row, similarity(query, m_vectors->row(static_cast<Eigen::Index>(row)).data(),
                                       m_vectors->cols())});
    }
    const std::size_t kept = std::min(count, out.size());
    std::partial_sort(out.begin(), out.begin() + static_cast<std::ptrdiff_t>(kept), out.end(),
                      [](const Neighbour& a, const Neighbour& b) {
                          if (a.similarity != b.similarity) return a.similarity > b.similarity;
                          return a.trainingRow < b.trainingRow;
                      });
    out.resize(kept);
}

std::vector<std::vector<Neighbour>> NeighbourIndex::nearest(const Matrix& queries, int count,
                                                            std::size_t leaveOutFrom,
                                                            std::size_t threads,
                                                            const Job& job) const {
    const auto queryCount = static_cast<std::size_t>(queries.rows());
    std::vector<std::vector<Neighbour>> result(queryCount);
    if (count <= 0 || size() == 0) return result;
    const bool useTree = m_tree != nullptr;
    const std::size_t wanted = std::min(static_cast<std::size_t>(count), size());
    const float margin = slack(m_vectors->cols());
    const auto leftOut = [&](std::size_t query) {
        return leaveOutFrom == kNoRow ? kNoRow : leaveOutFrom + query;
    };

    const auto byTree = [&](std::size_t i, std::vector<std::size_t>& candidates) {
        const float* query = queries.row(static_cast<Eigen::Index>(i)).data();
        const std::size_t reach = std::min(size(), wanted + (leaveOutFrom == kNoRow ? 0 : 1));
        std::vector<std::size_t> rows(reach);
        std::vector<float> distances(reach);
        m_tree->index.knnSearch(query, reach, rows.data(), distances.data());
        std::vector<std::pair<std::size_t, float>> within;
        m_tree->index.radiusSearch(query, distances.back() + 2.0F * margin, within,
                                   nanoflann::SearchParams(0, 0.0F, false));
        candidates.clear();
        for (const auto& [row, distance] : within) {
            if (row != leftOut(i)) candidates.push_back(row);
        }
    };

    // Tiles of similarities that stay in the second-level cache.
    const std::size_t tile =
        std::clamp<std::size_t>((std::size_t{1} << 18U) / std::max<std::size_t>(size(), 1), 1, 64);
    forEachItem((queryCount + tile - 1) / tile, threads, job.stop, [&](std::size_t t) {
        const std::size_t first = t * tile;
        const std::size_t last = std::min(queryCount, first + tile);
        Matrix similarities;
        if (!useTree) {
            similarities.noalias() = queries.middleRows(static_cast<Eigen::Index>(first),
                                                        static_cast<Eigen::Index>(last - first)) *
                                     m_vectors->transpose();
        }
        TopCollector collector(wanted, 2.0F * margin);
        std::vector<std::size_t> candidates;
        for (std::size_t i = first; i < last; ++i) {
            if (useTree) {
                byTree(i, candidates);
            } else {
                collector.collect(similarities.row(static_cast<Eigen::Index>(i - first)).data(),
                                  size(), leftOut(i), candidates);
            }
            rank(queries.row(static_cast<Eigen::Index>(i)).data(), candidates, wanted, result[i]);
        }
    });
    return result;
}

}  // namespace orl
