#include "ui/charts/marker.h"

#include <QPainter>
#include <QPolygonF>
#include <cmath>
#include <numbers>

namespace orl {

namespace {

QPolygonF star(QPointF centre, qreal radius) {
    QPolygonF points;
    for (int k = 0; k < 10; ++k) {
        const double angle = std::numbers::pi * (k / 5.0 - 0.5);
        const double reach = k % 2 == 0 ? radius * 1.25 : radius * 0.55;
        points << centre + QPointF(std::cos(angle) * reach, std::sin(angle) * reach);
    }
    return points;
}

QPolygonF polygon(QPointF c, qreal r, MarkerShape shape) {
    switch (shape) {
        case MarkerShape::Square:
            return QRectF(c.x() - r * 0.85, c.y() - r * 0.85, r * 1.7, r * 1.7);
        case MarkerShape::Diamond:
            return QPolygonF({{c.x(), c.y() - r * 1.2},
                              {c.x() + r * 1.2, c.y()},
                              {c.x(), c.y() + r * 1.2},
                              {c.x() - r * 1.2, c.y()}});
        case MarkerShape::TriangleUp:
            return QPolygonF({{c.x(), c.y() - r * 1.1},
                              {c.x() + r * 1.1, c.y() + r * 0.9},
                              {c.x() - r * 1.1, c.y() + r * 0.9}});
        case MarkerShape::TriangleDown:
            return QPolygonF({{c.x(), c.y() + r * 1.1},
                              {c.x() + r * 1.1, c.y() - r * 0.9},
                              {c.x() - r * 1.1, c.y() - r * 0.9}});
        case MarkerShape::Star:
            return star(c, r);
        default:
            return {};
    }
}

}  // namespace

void paintMarker(QPainter& painter, QPointF centre, qreal radius, MarkerShape shape,
                 const QColor& color, bool filled, const QColor& outline) {
    if (shape == MarkerShape::Cross || shape == MarkerShape::Plus) {
        const double r = radius * (shape == MarkerShape::Cross ? 0.85 : 1.1);
        const QPointF a = shape == MarkerShape::Cross ? QPointF(r, r) : QPointF(r, 0);
        const QPointF b = shape == MarkerShape::Cross ? QPointF(r, -r) : QPointF(0, r);
        QPen pen(color, filled ? 2.0 : 1.1);
        pen.setCapStyle(Qt::FlatCap);
        painter.setPen(pen);
        painter.drawLine(centre - a, centre + a);
        painter.drawLine(centre - b, centre + b);
        return;
    }
    painter.setPen(QPen(filled ? outline : color, filled ? 1.0 : 1.4));
    painter.setBrush(filled ? color : outline);
    if (shape == MarkerShape::Circle) {
        painter.drawEllipse(centre, radius, radius);
    } else {
        painter.drawPolygon(polygon(centre, radius, shape));
    }
}

}  // namespace orl
