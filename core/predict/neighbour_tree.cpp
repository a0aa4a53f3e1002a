#include "core/predict/neighbour_tree.h"

#include <algorithm>
#include <nanoflann.hpp>

#include "core/predict/neighbour_index.h"

namespace orl {

struct VectorCloud {
    Matrix vectors;
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

namespace {

/// On a line all vectors of length 1 are one of two: the tree finds half of them for every query.
constexpr Eigen::Index kLeastDimensions = 2;
constexpr Eigen::Index kMostDimensions = 4;
/// Vectors from which on the tree was faster at every count of dimensions up to that.
constexpr Eigen::Index kLeastVectors = 20'000;
/// How far a length may be from 1 for the angle to give the distance.
constexpr float kLengthSlack = 1e-6F;
/// Bound on what rounding makes of a squared distance of such vectors in single precision.
constexpr float kDistanceSlack = 1e-5F;

}  // namespace

struct NeighbourTree::Index {
    using Tree =
        nanoflann::KDTreeSingleIndexAdaptor<nanoflann::L2_Simple_Adaptor<float, VectorCloud>,
                                            VectorCloud, -1, std::size_t>;

    explicit Index(const Matrix& vectors)
        : cloud{vectors},
          tree(static_cast<int>(vectors.cols()), cloud,
               nanoflann::KDTreeSingleIndexAdaptorParams(16)) {
        tree.buildIndex();
    }

    /// Rows at least as near as the k-th nearest, and those that rounding may have put behind it.
    std::vector<std::size_t> candidates(const float* query, std::size_t k) const {
        std::vector<std::size_t> row(k);
        std::vector<float> distance(k);
        tree.knnSearch(query, k, row.data(), distance.data());
        std::vector<std::pair<std::size_t, float>> near;
        const nanoflann::SearchParams unsorted(32, 0.0F, false);
        tree.radiusSearch(query, distance.back() + kDistanceSlack, near, unsorted);
        row.clear();
        for (const auto& [one, square] : near) row.push_back(one);
        return row;
    }

    VectorCloud cloud;
    Tree tree;
};

bool NeighbourTree::pays(const Matrix& vectors) {
    return vectors.cols() >= kLeastDimensions && vectors.cols() <= kMostDimensions &&
           vectors.rows() >= kLeastVectors;
}

bool NeighbourTree::serves(const Matrix& vectors) {
    return vectors.cols() > 0 && vectors.rows() > 0 &&
           ((vectors.rowwise().squaredNorm().array() - 1.0F).abs() < kLengthSlack).all();
}

NeighbourTree::NeighbourTree(const Matrix& vectors)
    : m_index(std::make_unique<const Index>(vectors)) {}

NeighbourTree::~NeighbourTree() = default;

std::vector<Neighbour> NeighbourTree::nearest(const float* query, std::size_t wanted,
                                              std::size_t leaveOut) const {
    const Matrix& vectors = m_index->cloud.vectors;
    const auto size = static_cast<std::size_t>(vectors.rows());
    // The row to leave out may be among the nearest.
    const std::size_t k = std::min(wanted + (leaveOut < size ? 1 : 0), size);
    std::vector<Neighbour> found;
    if (k == 0) return found;
    for (const std::size_t row : m_index->candidates(query, k)) {
        if (row == leaveOut) continue;
        found.push_back(
            {static_cast<std::uint32_t>(row),
             NeighbourIndex::similarity(query, vectors.row(static_cast<Eigen::Index>(row)).data(),
                                        vectors.cols())});
    }
    const auto end = found.begin() + static_cast<std::ptrdiff_t>(std::min(wanted, found.size()));
    std::partial_sort(found.begin(), end, found.end(), nearer);
    found.erase(end, found.end());
    return found;
}

}  // namespace orl
