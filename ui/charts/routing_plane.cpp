#include "ui/charts/routing_plane.h"

#include <QMouseEvent>
#include <QPainter>
#include <QWheelEvent>
#include <algorithm>
#include <cmath>
#include <limits>
#include <span>

#include "ui/charts/point_raster.h"

namespace orl {

namespace {

constexpr double kPlaneLeft = 44.0;
constexpr double kPlaneRight = 10.0;
constexpr double kClickReach = 8.0;  // pixels
constexpr double kDragStart = 4.0;
constexpr double kMarginShare = 0.04;  // of the range, around all points

/// What does not hold is drawn at a third of this: see rasterOf().
QColor kindColor(const Theme& theme, int kind) {
    switch (kind) {
        case 0:
            return mixed(theme.background, theme.mutedText, 0.7);
        case 1:
            return theme.text;
        default:
            return theme.accent;
    }
}

}  // namespace

RoutingPlane::RoutingPlane(QWidget* parent) : QWidget(parent) {
    setMouseTracking(true);
    setFocusPolicy(Qt::NoFocus);
    setAccessibleName(tr("Routings over quality and cost"));
}

void RoutingPlane::setContent(Content content, bool fresh) {
    // The image is of the points alone: marks and lines are painted over it.
    if (content.points != m_content.points) {
        m_points = {};
        m_hover = -1;
    }
    m_content = std::move(content);
    if (fresh) m_range = whole();
    update();
}

void RoutingPlane::setRange(const Range& range) {
    if (range == m_range || !(range.right > range.left) || !(range.high > range.low)) return;
    m_range = range;
    m_points = {};
    update();
    emit rangeChanged();
}

void RoutingPlane::setBox(const std::optional<Range>& box) {
    m_box = box;
    update();
}

RoutingPlane::Range RoutingPlane::whole() const {
    Range range{1.0, 0.0, std::numeric_limits<double>::infinity(), 0.0};
    const auto include = [&](double quality, double cost) {
        range.left = std::min(range.left, quality);
        range.right = std::max(range.right, quality);
        range.low = std::min(range.low, cost);
        range.high = std::max(range.high, cost);
    };
    if (m_content.points) {
        for (const Point& point : *m_content.points) include(point.quality, point.cost);
    }
    for (const QPointF& corner : m_content.edge) include(corner.x(), corner.y());
    for (const Mark& mark : m_content.marks) include(mark.quality, mark.cost);
    if (m_content.floor) include(*m_content.floor, std::min(range.low, range.high));
    if (range.left > range.right) return {};
    const double wide = std::max(1e-3, range.right - range.left) * kMarginShare;
    const double high = std::max(1e-12, range.high - range.low) * kMarginShare;
    return {range.left - wide, range.right + wide, std::max(0.0, range.low - high),
            range.high + high};
}

/// A seventh of the whole around the bound, a little more above it.
RoutingPlane::Range RoutingPlane::nearGoal() const {
    const Range all = whole();
    if (!m_content.bound) return all;
    const double wide = (all.right - all.left) / 4.0;
    const double high = (all.high - all.low) / 5.0;
    const QPointF at = *m_content.bound;
    return {at.x() - wide * 0.4, at.x() + wide * 0.6, at.y() - high * 0.25, at.y() + high * 0.75};
}

QRectF RoutingPlane::area() const {
    const double line = QFontMetricsF(type::note(font())).height();
    return {kPlaneLeft, line + 6.0, std::max(1.0, width() - kPlaneLeft - kPlaneRight),
            std::max(1.0, height() - 3.0 * line - 10.0)};
}

QPointF RoutingPlane::pixelOf(double quality, double cost) const {
    const QRectF box = area();
    return {box.left() + (quality - m_range.left) / (m_range.right - m_range.left) * box.width(),
            box.bottom() - (cost - m_range.low) / (m_range.high - m_range.low) * box.height()};
}

QPointF RoutingPlane::valueAt(QPointF pixel) const {
    const QRectF box = area();
    return {m_range.left + (pixel.x() - box.left()) / box.width() * (m_range.right - m_range.left),
            m_range.low + (box.bottom() - pixel.y()) / box.height() * (m_range.high - m_range.low)};
}

void RoutingPlane::paintEvent(QPaintEvent*) {
    const Theme& theme = Theme::of(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(type::note(font()));
    if (!m_content.points || m_content.points->empty()) {
        painter.setPen(theme.mutedText);
        painter.drawText(rect().adjusted(12, 12, -12, -12), Qt::AlignCenter | Qt::TextWordWrap,
                         m_content.emptyText);
        return;
    }
    if (m_points.isNull()) paintPoints(theme);
    painter.drawImage(area(), m_points);
    paintAxes(painter, theme);
    painter.save();
    painter.setClipRect(area());
    paintLines(painter, theme);
    painter.restore();
    paintMarks(painter, theme);
    if (!m_box) return;
    const QRectF box(pixelOf(m_box->left, m_box->high), pixelOf(m_box->right, m_box->low));
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(theme.text, 1.0));
    painter.drawRect(box);
}

/// By the raster of the query map: places in units of the picture's width, what holds on top.
void RoutingPlane::paintPoints(const Theme& theme) {
    const QRectF box = area();
    const std::vector<Point>& all = *m_content.points;
    std::vector<float> x(all.size());
    std::vector<float> y(all.size());
    std::vector<std::uint8_t> kind(all.size());
    std::vector<std::uint8_t> holds(all.size());
    bool any = false;
    for (std::size_t k = 0; k < all.size(); ++k) {
        const QPointF at = pixelOf(all[k].quality, all[k].cost) - box.topLeft();
        x[k] = float(at.x() / box.width());
        y[k] = float((box.height() - at.y()) / box.width());
        kind[k] = all[k].kind;
        holds[k] = all[k].kind == 2 ? 1 : 0;
        any = any || all[k].kind == 2;
    }
    std::vector<RasterColour> colours;
    colours.reserve(3);
    for (int each = 0; each < 3; ++each) colours.push_back({kindColor(theme, each).rgb(), 1.0});
    RasterView view;
    view.scale = box.width();
    view.centre = {0.5, box.height() / box.width() / 2.0};
    m_points = rasterOf(
        {x, y, kind, any ? std::span<const std::uint8_t>(holds) : std::span<const std::uint8_t>()},
        colours, view, box.size().toSize(), devicePixelRatioF(), theme.background.rgb());
}

void RoutingPlane::paintAxes(QPainter& painter, const Theme& theme) const {
    const QRectF box = area();
    const QFontMetricsF metrics(painter.font());
    AxisScale x;
    x.setUnit(Unit::Percent);
    x.set(m_range.left, m_range.right);
    AxisScale y;
    y.setUnit(Unit::Usd);
    y.set(m_range.low, m_range.high);
    painter.setPen(theme.mutedText);
    painter.drawText(QRectF(0.0, 0.0, width(), metrics.height()), Qt::AlignLeft,
                     m_content.costTitle);
    painter.drawText(
        QRectF(box.left(), box.bottom() + metrics.height() + 3.0, box.width(), metrics.height()),
        Qt::AlignCenter, tr("mean predicted quality, %"));
    const auto high = [&](const QString&) { return metrics.height(); };
    const auto wide = [&](const QString& text) { return metrics.horizontalAdvance(text); };
    for (const AxisScale::Tick& tick : y.ticks(box.height(), high, 8.0)) {
        const double at = pixelOf(m_range.left, tick.value).y();
        if (at < box.top() - 1.0 || at > box.bottom() + 1.0) continue;
        painter.setPen(theme.grid);
        painter.drawLine(QPointF(box.left(), at), QPointF(box.right(), at));
        painter.setPen(theme.mutedText);
        painter.drawText(QRectF(0.0, at - metrics.height(), box.left() - 4.0, 2 * metrics.height()),
                         Qt::AlignRight | Qt::AlignVCenter, tick.label);
    }
    for (const AxisScale::Tick& tick : x.ticks(box.width(), wide, 10.0)) {
        const double at = pixelOf(tick.value, m_range.low).x();
        if (at < box.left() - 1.0 || at > box.right() + 1.0) continue;
        painter.setPen(theme.grid);
        painter.drawLine(QPointF(at, box.top()), QPointF(at, box.bottom()));
        painter.setPen(theme.mutedText);
        painter.drawText(QRectF(at - 40.0, box.bottom() + 2.0, 80.0, metrics.height()),
                         Qt::AlignCenter, tick.label);
    }
    painter.setPen(theme.axis);
    painter.drawLine(box.bottomLeft(), box.bottomRight());
}

void RoutingPlane::paintLines(QPainter& painter, const Theme& theme) const {
    const QRectF box = area();
    if (m_content.floor) {
        const double x = pixelOf(*m_content.floor, 0.0).x();
        QColor veil = theme.warningTint;
        veil.setAlphaF(0.45F);
        painter.fillRect(QRectF(box.topLeft(), QPointF(x, box.bottom())), veil);
        painter.setPen(QPen(theme.warning, 1.5));
        painter.drawLine(QPointF(x, box.top()), QPointF(x, box.bottom()));
    }
    if (m_content.budget) {
        const double y = pixelOf(0.0, *m_content.budget).y();
        QColor veil = theme.warningTint;
        veil.setAlphaF(0.45F);
        painter.fillRect(QRectF(box.topLeft(), QPointF(box.right(), y)), veil);
        painter.setPen(QPen(theme.warning, 1.5));
        painter.drawLine(QPointF(box.left(), y), QPointF(box.right(), y));
    }
    QPolygonF edge;
    for (const QPointF& corner : m_content.edge) edge << pixelOf(corner.x(), corner.y());
    painter.setPen(QPen(theme.text, 1.6));
    painter.drawPolyline(edge);
    if (m_content.bound) {
        const QPointF at = *m_content.bound;
        const auto lineAt = [&](double quality) {
            return pixelOf(quality, at.y() + m_content.slope * (quality - at.x()));
        };
        painter.setPen(QPen(theme.accent, 1.4, Qt::DashLine));
        painter.drawLine(lineAt(m_range.left), lineAt(m_range.right));
    }
}

void RoutingPlane::paintMarks(QPainter& painter, const Theme& theme) const {
    const QRectF box = area();
    QFont bold = painter.font();
    bold.setBold(true);
    const QFontMetricsF metrics(bold);
    std::vector<QRectF> taken;
    for (const Mark& mark : m_content.marks) {
        const QPointF at = pixelOf(mark.quality, mark.cost);
        if (!box.adjusted(-3, -3, 3, 3).contains(at)) continue;
        constexpr double r = 5.0;
        painter.setPen(QPen(mark.hollow ? mark.color : theme.background, 2.0));
        painter.setBrush(mark.hollow ? theme.background : mark.color);
        if (mark.hollow) {
            painter.drawEllipse(at, r, r);
        } else {
            painter.drawPolygon(QPolygonF({at + QPointF(0, -r - 1), at + QPointF(r + 1, 0),
                                           at + QPointF(0, r + 1), at + QPointF(-r - 1, 0)}));
        }
        const double wide = metrics.horizontalAdvance(mark.label);
        const bool right = at.x() + 10.0 + wide < box.right();
        QRectF place(right ? at.x() + 10.0 : at.x() - 10.0 - wide, at.y() + 2.0, wide,
                     metrics.height());
        if (place.bottom() > box.bottom()) place.moveBottom(at.y() - 3.0);
        for (const QRectF& other : taken) {
            if (place.intersects(other)) place.moveTop(other.bottom());
        }
        taken.push_back(place);
        QColor ground = theme.background;
        ground.setAlphaF(0.8F);
        painter.fillRect(place, ground);
        painter.setFont(bold);
        painter.setPen(mark.color);
        painter.drawText(place, Qt::AlignCenter, mark.label);
    }
    if (m_hover >= 0 && std::size_t(m_hover) < m_content.points->size()) {
        const Point& point = (*m_content.points)[std::size_t(m_hover)];
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(theme.text, 1.5));
        painter.drawEllipse(pixelOf(point.quality, point.cost), 5.0, 5.0);
    }
}

int RoutingPlane::nearest(QPointF pixel) const {
    if (!m_content.points) return -1;
    int best = -1;
    double least = kClickReach * kClickReach;
    for (std::size_t k = 0; k < m_content.points->size(); ++k) {
        const Point& point = (*m_content.points)[k];
        const QPointF away = pixelOf(point.quality, point.cost) - pixel;
        const double distance = away.x() * away.x() + away.y() * away.y() - point.kind * 1e-3;
        if (distance >= least) continue;
        least = distance;
        best = int(k);
    }
    return best;
}

void RoutingPlane::wheelEvent(QWheelEvent* event) {
    if (!m_movable || !area().contains(event->position())) {
        event->ignore();
        return;
    }
    constexpr double kNotch = 120.0;
    const double factor = std::pow(0.85, event->angleDelta().y() / kNotch);
    const QPointF at = valueAt(event->position());
    setRange({at.x() + (m_range.left - at.x()) * factor, at.x() + (m_range.right - at.x()) * factor,
              at.y() + (m_range.low - at.y()) * factor, at.y() + (m_range.high - at.y()) * factor});
    event->accept();
}

void RoutingPlane::mousePressEvent(QMouseEvent* event) {
    m_pressed = m_last = event->position();
    m_moved = false;
}

void RoutingPlane::mouseMoveEvent(QMouseEvent* event) {
    if (!(event->buttons() & Qt::LeftButton)) {
        const int hover = nearest(event->position());
        if (hover != m_hover) {
            m_hover = hover;
            update();
            emit hovered(hover);
        }
        return;
    }
    if ((event->position() - m_pressed).manhattanLength() > kDragStart) m_moved = true;
    if (!m_moved) return;
    const QPointF by = valueAt(m_last) - valueAt(event->position());
    m_last = event->position();
    if (m_box) {
        emit boxMoved({m_box->left - by.x(), m_box->right - by.x(), m_box->low - by.y(),
                       m_box->high - by.y()});
    } else if (m_movable) {
        setRange({m_range.left + by.x(), m_range.right + by.x(), m_range.low + by.y(),
                  m_range.high + by.y()});
    }
}

void RoutingPlane::mouseReleaseEvent(QMouseEvent* event) {
    if (m_moved || event->button() != Qt::LeftButton) return;
    const int index = nearest(event->position());
    if (index >= 0) emit asked(std::size_t(index));
}

void RoutingPlane::leaveEvent(QEvent*) {
    if (std::exchange(m_hover, -1) < 0) return;
    update();
    emit hovered(-1);
}

void RoutingPlane::resizeEvent(QResizeEvent*) {
    m_points = {};
}

void RoutingPlane::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    m_points = {};
    update();
}

}  // namespace orl
