#include "ui/charts/plot_view.h"

#include <QChart>
#include <QEvent>
#include <QFontMetricsF>
#include <QGraphicsScene>
#include <QLineSeries>
#include <QMouseEvent>
#include <QPaintEvent>
#include <QPainter>
#include <QValueAxis>
#include <algorithm>
#include <cmath>

namespace orl {

namespace {

constexpr int kPad = 4;
constexpr int kTickLength = 3;

}  // namespace

PlotView::PlotView(QWidget* parent) : QChartView(new QChart, parent) {
    // A plot has few items and they change often: looking them up in a tree costs more than it
    // saves.
    scene()->setItemIndexMethod(QGraphicsScene::NoIndex);
    QChart* const c = chart();
    c->legend()->hide();
    c->setMargins({});
    c->setContentsMargins(0, 0, 0, 0);
    c->setBackgroundVisible(false);
    c->setPlotAreaBackgroundVisible(false);
    c->setAnimationOptions(QChart::NoAnimation);
    m_xAxis = new QValueAxis(c);
    m_yAxis = new QValueAxis(c);
    c->addAxis(m_xAxis, Qt::AlignBottom);
    c->addAxis(m_yAxis, Qt::AlignLeft);
    m_xAxis->setVisible(false);
    m_yAxis->setVisible(false);
    setRenderHint(QPainter::Antialiasing);
    setFrameShape(QFrame::NoFrame);
    setMouseTracking(true);
    viewport()->setMouseTracking(true);
    setMinimumSize(120, 70);
    setViewportUpdateMode(QGraphicsView::NoViewportUpdate);  // contentChanged() says when
    setRubberBand(QChartView::NoRubberBand);
    setContextMenuPolicy(Qt::NoContextMenu);
    setTheme(Theme::of(palette()));
}

void PlotView::setTheme(const Theme& theme) {
    m_theme = theme;
    contentChanged();
}

QFont PlotView::labelFont() const {
    QFont f = font();
    f.setPointSizeF(std::max(6.5, f.pointSizeF() * 0.84));
    return f;
}

void PlotView::setTitles(const QString& x, const QString& y) {
    if (x == m_xTitle && y == m_yTitle) return;
    m_xTitle = x;
    m_yTitle = y;
    layOut();
}

void PlotView::setXLabels(bool shown) {
    m_xLabels = shown;
    layOut();
}

void PlotView::setOwnXLabels(int height) {
    if (height == m_ownXLabels) return;
    m_ownXLabels = height;
    layOut();
}

void PlotView::updateAxes() {
    m_xAxis->setRange(m_x.map(m_x.lo()), m_x.map(m_x.hi()));
    m_yAxis->setRange(m_y.map(m_y.lo()), m_y.map(m_y.hi()));
    layOut();
}

QLineSeries* PlotView::addLine() {
    auto* const line = new QLineSeries;
    addSeries(line);
    return line;
}

void PlotView::addSeries(QAbstractSeries* series) {
    chart()->addSeries(series);
    series->attachAxis(m_xAxis);
    series->attachAxis(m_yAxis);
}

QPointF PlotView::toPixel(double xValue, double yValue) const {
    return pixelOf(mapped(xValue, yValue));
}

QList<QPointF> PlotView::mappedLine(QPointF from, QPointF to) const {
    const QPointF start = mapped(from.x(), from.y());
    const QPointF end = mapped(to.x(), to.y());
    constexpr double kPieces = 80;  // across the whole axis: a few pixels each
    const auto piecesAlong = [](const AxisScale& axis, double a, double b) {
        return axis.isLog() ? std::abs(b - a) / (axis.map(axis.hi()) - axis.map(axis.lo())) : 0.0;
    };
    const double alongX = piecesAlong(m_x, start.x(), end.x());
    const double alongY = piecesAlong(m_y, start.y(), end.y());
    const double exact = std::max(alongX, alongY) * kPieces;
    const int pieces = std::isfinite(exact) ? std::clamp(static_cast<int>(exact), 1, 200) : 1;
    QList<QPointF> points;
    for (int k = 1; k < pieces; ++k) {
        // Even steps on the axis that is bent more.
        const double step = static_cast<double>(k) / pieces;
        const double share =
            alongX >= alongY
                ? (m_x.unmap(std::lerp(start.x(), end.x(), step)) - from.x()) / (to.x() - from.x())
                : (m_y.unmap(std::lerp(start.y(), end.y(), step)) - from.y()) / (to.y() - from.y());
        points.append(
            mapped(std::lerp(from.x(), to.x(), share), std::lerp(from.y(), to.y(), share)));
    }
    points.append(end);
    return points;
}

QPointF PlotView::pixelOf(QPointF onAxes) const {
    const double fromX = m_x.map(m_x.lo());
    const double fromY = m_y.map(m_y.lo());
    const double shareX = (onAxes.x() - fromX) / (m_x.map(m_x.hi()) - fromX);
    const double shareY = (onAxes.y() - fromY) / (m_y.map(m_y.hi()) - fromY);
    return {m_area.left() + shareX * m_area.width(), m_area.bottom() - shareY * m_area.height()};
}

double PlotView::xAt(double pixel) const {
    const double fromX = m_x.map(m_x.lo());
    const double share = (pixel - m_area.left()) / std::max(1.0, m_area.width());
    return m_x.unmap(fromX + share * (m_x.map(m_x.hi()) - fromX));
}

int PlotView::neededLeft() const {
    return m_neededLeft;
}
int PlotView::neededRight() const {
    return m_neededRight;
}

void PlotView::setLeft(int pixels) {
    if (pixels == m_left) return;
    m_left = pixels;
    layOut();
}

void PlotView::setRight(int pixels) {
    if (pixels == m_right) return;
    m_right = pixels;
    layOut();
}

void PlotView::setBare(bool bare) {
    m_bare = bare;
    layOut();
}

void PlotView::layOut() {
    if (m_bare) {
        m_area = QRectF(viewport()->rect());
        chart()->setPlotArea(m_area);
        contentChanged();
        return;
    }
    const QFontMetricsF metrics(labelFont());
    const double line = metrics.height();
    const double width = viewport()->width();
    const double height = viewport()->height();
    const bool ownX = m_ownXLabels >= 0;

    const double top = m_yTitle.isEmpty() ? line / 2 + 1 : line + line / 2 + 1;
    double bottom = line / 2 + 1;
    if (ownX) {
        bottom = m_ownXLabels;
    } else if (m_xLabels) {
        bottom = line + kTickLength + 2 + (m_xTitle.isEmpty() ? 1 : line);
    }
    const double tall = std::max(10.0, height - top - bottom);
    const auto lineHigh = [line](const QString&) { return line; };
    m_yTicks = m_y.ticks(tall, lineHigh, line * 0.9);
    if (m_yTicks.size() < 3) m_yTicks = m_y.ticks(tall, lineHigh, line * 0.15);

    // Rounded up to whole steps, so that a digit more or less does not move the plot.
    const auto roomy = [](double pixels) { return static_cast<int>(std::ceil(pixels / 8.0)) * 8; };
    double widest = 0.0;
    for (const auto& tick : m_yTicks) {
        widest = std::max(widest, metrics.horizontalAdvance(tick.label));
    }
    const int neededLeft = roomy(widest + kTickLength + 2 * kPad);
    const int leftRoom = std::max(neededLeft, m_left);

    const auto extent = [&metrics](const QString& text) { return metrics.horizontalAdvance(text); };
    m_xTicks.clear();
    int neededRight = 2 * kPad;
    if (!ownX) {
        m_xTicks = m_x.ticks(std::max(10.0, width - leftRoom - 12), extent,
                             metrics.averageCharWidth() * 2.2);
        if (m_xLabels && !m_xTicks.empty()) {
            neededRight = roomy(extent(m_xTicks.back().label) / 2 + 2);
        }
    }
    const int rightRoom = std::max(neededRight, m_right);
    m_area = QRectF(leftRoom, top, std::max(10.0, width - leftRoom - rightRoom), tall);
    chart()->setPlotArea(m_area);
    contentChanged();
    if (neededLeft != m_neededLeft || neededRight != m_neededRight) {
        m_neededLeft = neededLeft;
        m_neededRight = neededRight;
        emit marginsChanged();
    }
}

void PlotView::resizeEvent(QResizeEvent* event) {
    QChartView::resizeEvent(event);
    layOut();
}

void PlotView::changeEvent(QEvent* event) {
    QChartView::changeEvent(event);
    if (event->type() == QEvent::FontChange) layOut();
}

void PlotView::drawBackground(QPainter* painter, const QRectF& rect) {
    painter->fillRect(rect, m_theme.background);
    if (!m_bare) paintGrid(*painter);
    if (m_under) {
        painter->save();
        m_under(*painter);
        painter->restore();
    }
}

void PlotView::paintGrid(QPainter& painter) const {
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setFont(labelFont());
    const QFontMetricsF metrics(labelFont());
    const double line = metrics.height();
    const auto crisp = [](double pixel) { return std::floor(pixel) + 0.5; };
    for (const auto& tick : m_yTicks) {
        const double at = crisp(toPixel(m_x.lo(), tick.value).y());
        painter.setPen(QPen(m_theme.grid, 1));
        painter.drawLine(QPointF(m_area.left(), at), QPointF(m_area.right(), at));
        painter.setPen(m_theme.mutedText);
        painter.drawText(QRectF(0, at - line / 2, m_area.left() - kTickLength - kPad + 1, line),
                         Qt::AlignRight | Qt::AlignVCenter, tick.label);
    }
    for (const auto& tick : m_xTicks) {
        const double at = crisp(toPixel(tick.value, m_y.lo()).x());
        painter.setPen(QPen(m_theme.grid, 1));
        painter.drawLine(QPointF(at, m_area.top()), QPointF(at, m_area.bottom()));
        if (!m_xLabels) continue;
        painter.setPen(QPen(m_theme.axis, 1));
        painter.drawLine(QPointF(at, m_area.bottom()), QPointF(at, m_area.bottom() + kTickLength));
        const double half = metrics.horizontalAdvance(tick.label) / 2 + 2;
        painter.setPen(m_theme.mutedText);
        painter.drawText(QRectF(at - half, m_area.bottom() + kTickLength + 1, 2 * half, line),
                         Qt::AlignCenter, tick.label);
    }
    painter.setPen(QPen(m_theme.axis, 1));
    painter.drawLine(QPointF(m_area.left(), crisp(m_area.bottom())),
                     QPointF(m_area.right(), crisp(m_area.bottom())));
    painter.setPen(m_theme.mutedText);
    if (!m_yTitle.isEmpty()) {
        const QRectF room(kPad, 0, viewport()->width() - 2 * kPad, line);
        painter.drawText(room, Qt::AlignLeft | Qt::AlignVCenter,
                         metrics.elidedText(m_yTitle, Qt::ElideRight, room.width()));
    }
    if (!m_xTitle.isEmpty() && m_xLabels) {
        const QRectF room(m_area.left(), viewport()->height() - line, m_area.width(), line);
        painter.drawText(room, Qt::AlignCenter,
                         metrics.elidedText(m_xTitle, Qt::ElideRight, room.width()));
    }
    painter.restore();
}

void PlotView::drawForeground(QPainter* painter, const QRectF&) {
    if (!m_over) return;
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    m_over(*painter);
    painter->restore();
}

void PlotView::contentChanged() {
    m_stale = true;
    viewport()->update();
}

void PlotView::paintEvent(QPaintEvent* event) {
    const QSize size = viewport()->size();
    const qreal ratio = devicePixelRatioF();
    if (m_stale || m_picture.size() != size * ratio) {
        m_picture = QPixmap(size * ratio);
        m_picture.setDevicePixelRatio(ratio);
        m_picture.fill(m_theme.background);
        QPainter painter(&m_picture);
        painter.setRenderHints(renderHints());
        render(&painter, QRectF(QPointF(), size), viewport()->rect());
        m_stale = false;
    }
    QPainter painter(viewport());
    painter.setClipRegion(event->region());
    painter.drawPixmap(0, 0, m_picture);
    painter.setRenderHint(QPainter::Antialiasing);
    if (m_live) {
        painter.save();
        m_live(painter);
        painter.restore();
    }
    if (!m_hover.empty()) paintHover(painter);
}

void PlotView::paintTo(QPainter& painter, QPointF topLeft) {
    const QRect source = viewport()->rect();
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing, renderHints().testFlag(QPainter::Antialiasing));
    render(&painter, QRectF(topLeft, source.size()), source);
    painter.translate(topLeft);
    painter.setRenderHint(QPainter::Antialiasing);
    if (m_live) m_live(painter);
    painter.restore();
}

void PlotView::setHoverBox(QPointF anchor, std::vector<HoverLine> lines) {
    if (lines.empty() && m_hover.empty()) return;
    m_hoverAnchor = anchor;
    m_hover = std::move(lines);
    viewport()->update();
}

void PlotView::paintHover(QPainter& painter) const {
    painter.setFont(labelFont());
    const QFontMetricsF metrics(labelFont());
    const double line = metrics.height();
    const double swatch = line * 0.6;
    double widest = 0.0;
    for (const HoverLine& entry : m_hover) {
        widest = std::max(widest, metrics.horizontalAdvance(entry.text) +
                                      (entry.swatch.isValid() ? swatch + kPad : 0.0));
    }
    const QRectF view(viewport()->rect());
    QRectF box(0, 0, std::min(widest + 14, view.width() - 2),
               line * static_cast<double>(m_hover.size()) + 8);
    // Right of the pointer where there is room, else left of it; always inside the view.
    double at = m_hoverAnchor.x() + 12;
    if (at + box.width() > view.right() - 1) at = m_hoverAnchor.x() - 12 - box.width();
    box.moveLeft(std::max(1.0, std::min(at, view.right() - 1 - box.width())));
    box.moveTop(std::max(
        1.0, std::min(m_hoverAnchor.y() - box.height() - 8, view.bottom() - 1 - box.height())));
    painter.setPen(QPen(m_theme.border, 1));
    painter.setBrush(m_theme.tooltip);
    painter.drawRoundedRect(box, 3, 3);
    double top = box.top() + 4;
    bool head = true;
    for (const HoverLine& entry : m_hover) {
        double start = box.left() + 7;
        if (entry.swatch.isValid()) {
            painter.fillRect(QRectF(start, top + (line - swatch) / 2, swatch, swatch),
                             entry.swatch);
            start += swatch + kPad;
        }
        painter.setPen(head ? m_theme.text : m_theme.mutedText);
        painter.drawText(QRectF(start, top, box.right() - start, line),
                         Qt::AlignLeft | Qt::AlignVCenter,
                         metrics.elidedText(entry.text, Qt::ElideRight, box.right() - start - 4));
        top += line;
        head = false;
    }
}

void PlotView::mousePressEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton) emit pressed(event->position());
}

void PlotView::mouseMoveEvent(QMouseEvent* event) {
    emit moved(event->position(), event->buttons().testFlag(Qt::LeftButton));
}

void PlotView::mouseReleaseEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton) emit released(event->position());
}

void PlotView::leaveEvent(QEvent* event) {
    QChartView::leaveEvent(event);
    setHoverBox({}, {});
    emit left();
}

// A page that scrolls must scroll on; QGraphicsView would swallow the wheel.
void PlotView::wheelEvent(QWheelEvent* event) {
    event->ignore();
}

}  // namespace orl
