#pragma once

#include <QColor>
#include <QImage>
#include <QPointF>
#include <QString>
#include <QWidget>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "ui/charts/axis_scale.h"
#include "ui/style/tokens.h"

namespace orl {

/// Routings as points over predicted quality and cost, with the edge of what splitting queries
/// reaches, the goal, and the line of the optimal prices. Points are drawn once into an image. The
/// wheel zooms, a drag moves, a click asks for the nearest routing.
class RoutingPlane : public QWidget {
    Q_OBJECT
  public:
    struct Point {
        double quality = 0.0;   ///< mean, in [0,1]
        double cost = 0.0;      ///< as shown
        std::uint8_t kind = 0;  ///< 0 over a slot limit, 1 within, 2 and the goal holds
    };
    struct Mark {
        double quality = 0.0;
        double cost = 0.0;
        QString label;
        QColor color;
        bool hollow = false;
        bool operator==(const Mark&) const = default;
    };
    struct Content {
        std::shared_ptr<const std::vector<Point>> points;
        std::vector<QPointF> edge;     ///< (quality, cost), ascending
        std::optional<double> floor;   ///< quality
        std::optional<double> budget;  ///< cost
        std::optional<QPointF> bound;  ///< through which the line of slope goes
        double slope = 0.0;            ///< cost for a unit of mean quality
        std::vector<Mark> marks;
        QString costTitle;
        QString emptyText;
    };
    struct Range {
        double left = 0.0;
        double right = 1.0;
        double low = 0.0;
        double high = 1.0;
        bool operator==(const Range&) const = default;
    };

    explicit RoutingPlane(QWidget* parent = nullptr);

    /// @param fresh other routings: the range starts anew
    void setContent(Content content, bool fresh);
    const Content& content() const { return m_content; }
    Range range() const { return m_range; }
    void setRange(const Range& range);
    /// All points, and where the goal is.
    Range whole() const;
    Range nearGoal() const;
    /// A box that shows where another plane looks; it can be dragged.
    void setBox(const std::optional<Range>& box);
    /// Whether wheel and drag move this plane's own range.
    void setMovable(bool movable) { m_movable = movable; }
    QPointF pixelOf(double quality, double cost) const;
    QSize sizeHint() const override { return {420, 360}; }
    QSize minimumSizeHint() const override { return {150, 140}; }

  signals:
    /// The routing with that index was clicked.
    void asked(std::size_t index);
    void hovered(int index);  ///< −1: none
    void rangeChanged();
    void boxMoved(const orl::RoutingPlane::Range& box);

  protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;

  private:
    QRectF area() const;
    QPointF valueAt(QPointF pixel) const;
    int nearest(QPointF pixel) const;
    void paintPoints(const Theme& theme);
    void paintAxes(QPainter& painter, const Theme& theme) const;
    void paintLines(QPainter& painter, const Theme& theme) const;
    void paintMarks(QPainter& painter, const Theme& theme) const;

    Content m_content;
    Range m_range;
    std::optional<Range> m_box;
    bool m_movable = true;
    bool m_moved = false;
    QPointF m_pressed;
    QPointF m_last;
    int m_hover = -1;
    QImage m_points;
};

}  // namespace orl
