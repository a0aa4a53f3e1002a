#include "ui/charts/trace_plot.h"

#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <algorithm>
#include <cmath>
#include <limits>

namespace orl {

namespace {

constexpr double kLeftLabels = 38.0;
constexpr double kRightRoom = 14.0;
constexpr double kDotRadius = 3.5;
constexpr double kTraceLabelGap = 4.0;

bool isDrawn(const QPointF& point) {
    return std::isfinite(point.x()) && std::isfinite(point.y());
}

}  // namespace

TracePlot::TracePlot(QWidget* parent) : QWidget(parent) {
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    setFocusPolicy(Qt::NoFocus);
    m_x.setLogWanted(true);
}

void TracePlot::setContent(Content content) {
    if (content == m_content) return;
    m_content = std::move(content);
    setAccessibleName(m_content.title);
    fitAxes();
    m_picture = {};
    update();
}

void TracePlot::setCursor(int count, bool ended, std::vector<Dot> dots) {
    if (count == m_cursor && ended == m_ended && dots == m_dots) return;
    m_cursor = count;
    m_ended = ended;
    m_dots = std::move(dots);
    update();
}

void TracePlot::fitAxes() {
    m_x = AxisScale();
    m_x.setLogWanted(true);
    m_x.setSnapped(false);
    m_x.fit(1.0, std::max(2.0, double(m_content.count)));
    m_x.set(1.0, std::max(2.0, double(m_content.count)));
    double least = std::numeric_limits<double>::infinity();
    double greatest = -least;
    const auto include = [&](double value) {
        if (!std::isfinite(value)) return;
        if (m_content.low) value = std::max(value, *m_content.low);
        if (m_content.high) value = std::min(value, *m_content.high);
        if (m_content.logarithmic && !(value > 0.0)) return;
        least = std::min(least, value);
        greatest = std::max(greatest, value);
    };
    for (const Trace& trace : m_content.traces) {
        if (!trace.shaped) continue;
        for (const QPointF& point : trace.points) include(point.y());
    }
    for (const Level& level : m_content.levels) include(level.value);
    for (const double value : m_content.room) include(value);
    if (m_content.zeroLine) include(0.0);
    m_y = AxisScale();
    m_y.setUnit(m_content.unit);
    m_y.setLogWanted(m_content.logarithmic);
    if (m_content.low && *m_content.low == 0.0) {
        m_y.setLimits(0.0, std::numeric_limits<double>::infinity());
    }
    if (least <= greatest) m_y.fit(least, greatest);
}

QRectF TracePlot::area() const {
    const double line = QFontMetricsF(type::note(font())).height();
    const double below = m_content.countTitle.isEmpty() ? 4.0 : 2.0 * line + 2.0;
    return {kLeftLabels, line + 6.0, std::max(1.0, width() - kLeftLabels - kRightRoom),
            std::max(1.0, height() - line - 6.0 - below)};
}

QPointF TracePlot::pixelOf(QPointF point) const {
    const QRectF box = area();
    const auto share = [](const AxisScale& axis, double value) {
        const double low = axis.map(axis.lo());
        const double high = axis.map(axis.hi());
        return high > low ? (axis.map(value) - low) / (high - low) : 0.5;
    };
    const double x = share(m_x, std::max(point.x(), 1.0));
    double value = point.y();
    if (m_y.isLog() && !(value > 0.0)) value = m_y.lo();
    return {box.left() + x * box.width(), box.bottom() - share(m_y, value) * box.height()};
}

void TracePlot::paintEvent(QPaintEvent*) {
    if (m_picture.isNull() || m_picture.deviceIndependentSize().toSize() != size())
        m_picture = picture();
    const Theme& theme = Theme::of(palette());
    QPainter painter(this);
    painter.drawPixmap(0, 0, m_picture);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF box = area();
    const double x = std::clamp(pixelOf({double(m_cursor), m_y.lo()}).x(), box.left(), box.right());
    painter.setPen(QPen(theme.accent, 1.0, m_ended ? Qt::DotLine : Qt::SolidLine));
    painter.drawLine(QPointF(x, box.top()), QPointF(x, box.bottom()));
    painter.setClipRect(box.adjusted(-kDotRadius, -kDotRadius, kDotRadius, kDotRadius));
    for (const Dot& dot : m_dots) {
        if (!isDrawn(dot.at)) continue;
        const QPointF at = pixelOf(dot.at);
        painter.setPen(QPen(theme.background, 1.0));
        painter.setBrush(dot.color);
        if (dot.diamond) {
            const double r = kDotRadius + 1.0;
            painter.drawPolygon(QPolygonF({at + QPointF(0, -r), at + QPointF(r, 0),
                                           at + QPointF(0, r), at + QPointF(-r, 0)}));
        } else {
            painter.drawEllipse(at, kDotRadius, kDotRadius);
        }
    }
}

QPixmap TracePlot::picture() const {
    const Theme& theme = Theme::of(palette());
    QPixmap made(size() * devicePixelRatioF());
    made.setDevicePixelRatio(devicePixelRatioF());
    made.fill(Qt::transparent);
    QPainter painter(&made);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(type::note(font()));
    paintAxes(painter, theme);
    painter.save();
    painter.setClipRect(area().adjusted(0.0, -1.0, 0.0, 1.0));
    paintShade(painter, theme);
    for (const Trace& trace : m_content.traces) paintTrace(painter, trace);
    painter.restore();
    paintLabels(painter, theme);
    return made;
}

void TracePlot::paintAxes(QPainter& painter, const Theme& theme) const {
    const QRectF box = area();
    const QFontMetricsF metrics(painter.font());
    painter.setPen(theme.mutedText);
    painter.drawText(QRectF(0.0, 0.0, width(), metrics.height()),
                     Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                     metrics.elidedText(m_content.title, Qt::ElideRight, width()));
    const auto high = [&](const QString&) { return metrics.height(); };
    for (const AxisScale::Tick& tick : m_y.ticks(box.height(), high, 4.0)) {
        const double y = pixelOf({1.0, tick.value}).y();
        painter.setPen(theme.grid);
        painter.drawLine(QPointF(box.left(), y), QPointF(box.right(), y));
        painter.setPen(theme.mutedText);
        painter.drawText(QRectF(0.0, y - metrics.height(), box.left() - 4.0, 2 * metrics.height()),
                         Qt::AlignRight | Qt::AlignVCenter, tick.label);
    }
    const auto wide = [&](const QString& text) { return metrics.horizontalAdvance(text); };
    for (const AxisScale::Tick& tick : m_x.ticks(box.width(), wide, 8.0)) {
        const double x = pixelOf({tick.value, m_y.lo()}).x();
        painter.setPen(theme.grid);
        painter.drawLine(QPointF(x, box.top()), QPointF(x, box.bottom()));
        if (m_content.countTitle.isEmpty()) continue;
        painter.setPen(theme.mutedText);
        painter.drawText(QRectF(x - 40.0, box.bottom() + 2.0, 80.0, metrics.height()),
                         Qt::AlignCenter, tick.label);
    }
    if (!m_content.countTitle.isEmpty()) {
        painter.drawText(QRectF(box.left(), box.bottom() + 2.0 + metrics.height(), box.width(),
                                metrics.height()),
                         Qt::AlignCenter, m_content.countTitle);
    }
    painter.setPen(theme.axis);
    painter.drawLine(box.bottomLeft(), box.bottomRight());
    if (m_content.zeroLine) {
        const double y = pixelOf({1.0, 0.0}).y();
        painter.drawLine(QPointF(box.left(), y), QPointF(box.right(), y));
    }
}

/// Straight from point to point; of those that share a pixel column the first, least, greatest and
/// last.
void TracePlot::paintTrace(QPainter& painter, const Trace& trace) const {
    QPainterPath path;
    bool open = false;
    QPointF last;
    std::size_t k = 0;
    while (k < trace.points.size()) {
        if (!isDrawn(trace.points[k])) {
            open = false;
            ++k;
            continue;
        }
        const QPointF first = pixelOf(trace.points[k]);
        double low = first.y();
        double high = first.y();
        QPointF end = first;
        for (++k; k < trace.points.size() && isDrawn(trace.points[k]); ++k) {
            const QPointF next = pixelOf(trace.points[k]);
            if (std::floor(next.x()) != std::floor(first.x())) break;
            low = std::min(low, next.y());
            high = std::max(high, next.y());
            end = next;
        }
        if (!open) {
            path.moveTo(first);
        } else {
            if (trace.steps) path.lineTo(first.x(), last.y());
            path.lineTo(first);
        }
        if (low < high) {
            path.lineTo(first.x(), low);
            path.lineTo(first.x(), high);
            path.lineTo(end);
        }
        open = true;
        last = end;
    }
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(trace.color, trace.width, trace.dashed ? Qt::DashLine : Qt::SolidLine,
                        Qt::FlatCap, Qt::RoundJoin));
    painter.drawPath(path);
}

void TracePlot::paintShade(QPainter& painter, const Theme& theme) const {
    const int count = int(m_content.traces.size());
    if (m_content.shadedFrom < 0 || m_content.shadedTo < 0 || m_content.shadedFrom >= count ||
        m_content.shadedTo >= count) {
        return;
    }
    const auto& lower = m_content.traces[std::size_t(m_content.shadedFrom)].points;
    const auto& upper = m_content.traces[std::size_t(m_content.shadedTo)].points;
    QPolygonF shape;
    for (const QPointF& point : lower) {
        if (isDrawn(point)) shape << pixelOf(point);
    }
    const auto from = shape.size();
    for (auto point = upper.rbegin(); point != upper.rend(); ++point) {
        if (isDrawn(*point)) shape << pixelOf(*point);
    }
    if (from == 0 || shape.size() == from) return;
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme.warningTint);
    painter.drawPolygon(shape);
}

void TracePlot::paintLabels(QPainter& painter, const Theme& theme) const {
    const QRectF box = area();
    const QFontMetricsF metrics(painter.font());
    for (const Level& level : m_content.levels) {
        const double y = pixelOf({1.0, level.value}).y();
        if (y < box.top() - 1.0 || y > box.bottom() + 1.0) continue;
        painter.setPen(QPen(level.color, 1.0, Qt::DashLine));
        painter.drawLine(QPointF(box.left(), y), QPointF(box.right(), y));
        const double wide = metrics.horizontalAdvance(level.label) + 4.0;
        const double top = y - metrics.height() - 1.0 > box.top() ? y - metrics.height() - 1.0 : y;
        const QRectF place(box.right() - wide, top, wide, metrics.height());
        painter.fillRect(place, theme.background);
        painter.setPen(theme.text);
        painter.drawText(place, Qt::AlignCenter, level.label);
    }
    std::vector<QRectF> taken;
    for (const Trace& trace : m_content.traces) {
        if (trace.label.isEmpty()) continue;
        const auto last = std::find_if(trace.points.rbegin(), trace.points.rend(), isDrawn);
        if (last == trace.points.rend()) continue;
        const QPointF at = pixelOf(*last);
        const double wide = metrics.horizontalAdvance(trace.label);
        const bool roomRight = at.x() + kTraceLabelGap + wide < box.right();
        QRectF place(
            roomRight ? at.x() + kTraceLabelGap : box.right() - wide - 2.0,
            std::clamp(at.y() - metrics.height() - 2.0, box.top(), box.bottom() - metrics.height()),
            wide, metrics.height());
        for (const QRectF& other : taken) {
            if (place.intersects(other)) place.moveTop(other.bottom());
        }
        taken.push_back(place);
        painter.setPen(trace.color);
        painter.drawText(place, Qt::AlignCenter, trace.label);
    }
}

void TracePlot::resizeEvent(QResizeEvent*) {
    m_picture = {};
}

void TracePlot::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    m_picture = {};
    update();
}

void TracePlot::mousePressEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton) askAt(event->position().x());
}

void TracePlot::mouseMoveEvent(QMouseEvent* event) {
    if (event->buttons() & Qt::LeftButton) askAt(event->position().x());
}

void TracePlot::askAt(double pixel) {
    const QRectF box = area();
    const double share = std::clamp((pixel - box.left()) / box.width(), 0.0, 1.0);
    const double low = m_x.map(m_x.lo());
    const double high = m_x.map(m_x.hi());
    emit asked(std::clamp(int(std::lround(m_x.unmap(low + share * (high - low)))), 1,
                          std::max(1, m_content.count)));
}

}  // namespace orl
