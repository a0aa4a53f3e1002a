#include "ui/charts/nearest_point.h"

#include <algorithm>
#include <cmath>
#include <nanoflann.hpp>
#include <utility>

namespace orl {

struct NearestPoint::Tree {
    struct Cloud {
        struct Point {
            double x = 0.0;
            double y = 0.0;
            std::size_t index = 0;  ///< as the caller counts
        };
        std::vector<Point> points;

        // nanoflann calls these by name.
        std::size_t kdtree_get_point_count() const { return points.size(); }  // NOLINT
        double kdtree_get_pt(std::size_t k, std::size_t axis) const {         // NOLINT
            return axis == 0 ? points[k].x : points[k].y;
        }
        template <typename Box>
        bool kdtree_get_bbox(Box& /*unused*/) const {  // NOLINT
            return false;
        }
    };

    using Index = nanoflann::KDTreeSingleIndexAdaptor<nanoflann::L2_Simple_Adaptor<double, Cloud>,
                                                      Cloud, 2, std::size_t>;

    static Cloud cloudOf(const std::vector<QPointF>& points) {
        Cloud cloud;
        for (std::size_t k = 0; k < points.size(); ++k) {
            if (std::isfinite(points[k].x()) && std::isfinite(points[k].y())) {
                cloud.points.push_back({points[k].x(), points[k].y(), k});
            }
        }
        return cloud;
    }

    explicit Tree(const std::vector<QPointF>& points)
        : cloud(cloudOf(points)), index(2, cloud, nanoflann::KDTreeSingleIndexAdaptorParams(16)) {
        if (!cloud.points.empty()) index.buildIndex();
    }
    Cloud cloud;
    Index index;
};

NearestPoint::NearestPoint() : m_tree(std::make_unique<Tree>(m_points)) {}
NearestPoint::~NearestPoint() = default;

void NearestPoint::setPoints(std::vector<QPointF> points) {
    // Bit by bit: QPointF's own comparison is fuzzy.
    const auto same = [](const QPointF& a, const QPointF& b) {
        return a.x() == b.x() && a.y() == b.y();
    };
    if (std::ranges::equal(points, m_points, same)) return;
    m_points = std::move(points);
    m_tree = std::make_unique<Tree>(m_points);
}

std::size_t NearestPoint::size() const {
    return m_points.size();
}

std::optional<std::size_t> NearestPoint::within(QPointF position, double reach) const {
    const std::vector<Tree::Cloud::Point>& points = m_tree->cloud.points;
    if (points.empty()) return {};
    const double at[2] = {position.x(), position.y()};
    std::size_t found = 0;
    double square = 0.0;  // nanoflann's distances are squared
    if (m_tree->index.knnSearch(at, 1, &found, &square) == 0) return {};
    if (!(square <= reach * reach)) return {};
    // All that are as near: the search leaves out what is exactly at its radius.
    std::vector<std::pair<std::size_t, double>> ties;
    m_tree->index.radiusSearch(at, std::nextafter(square, INFINITY), ties,
                               nanoflann::SearchParams());
    std::size_t last = points[found].index;
    for (const auto& [k, distance] : ties) {
        if (distance == square) last = std::max(last, points[k].index);
    }
    return last;
}

}  // namespace orl
