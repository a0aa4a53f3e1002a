#pragma once

#include <QPointF>
#include <memory>
#include <optional>
#include <vector>

namespace orl {

/// Which point of a chart the pointer means: a k-d tree over positions in pixels (nanoflann), so
/// that a map of a million queries answers as quickly as a plane of ten routers.
class NearestPoint {
  public:
    NearestPoint();
    ~NearestPoint();

    /// Does nothing where the positions are those of before. Positions with a NaN are never found.
    void setPoints(std::vector<QPointF> points);
    std::size_t size() const;
    /// Index of the nearest point at most that many pixels away; of several at the same distance
    /// the last one, which is painted on top.
    std::optional<std::size_t> within(QPointF position, double reach) const;

  private:
    struct Tree;
    std::vector<QPointF> m_points;
    std::unique_ptr<Tree> m_tree;
};

}  // namespace orl
