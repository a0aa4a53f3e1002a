#include "ui/charts/floor_chart.h"

#include <QLineSeries>
#include <QPainter>
#include <algorithm>
#include <cmath>

#include "ui/charts/plot_view.h"

namespace orl {

namespace {

constexpr double kBoundReach = 30.0;  // pixels from the pointer to a point that it means
constexpr int kLeastWidth = 220;
constexpr int kWideForLegend = 520;  // below, the curves need all the room

QString realizedKey() {
    return QStringLiteral("realized");
}
QString boundKey() {
    return QStringLiteral("bound");
}

QString share(double value) {
    return valueText(value, Unit::Percent);
}

bool known(const FloorData::Point& point) {
    return std::isfinite(point.predicted) && std::isfinite(point.realized);
}

}  // namespace

FloorChart::FloorChart(QWidget* parent) : ChartPanel(tr("Accuracy asked and got"), parent) {
    m_plot = addPlot();
    for (AxisScale* axis : {&m_plot->x(), &m_plot->y()}) {
        axis->setUnit(Unit::Percent);
        axis->setLimits(0.0, 1.0);
    }
    setMinimumWidth(kLeastWidth);
    m_diagonal = m_plot->addLine();
    m_bound = m_plot->addLine();
    m_realized = m_plot->addLine();
    m_plot->setUnder([this](QPainter& painter) { paintUnder(painter); });
    m_plot->setLive([this](QPainter& painter) { paintNow(painter); });
    connect(m_plot, &PlotView::pressed, this, [this](QPointF at) {
        if (!m_plot->plotArea().adjusted(-6, 0, 6, 8).contains(at)) return;
        emit dragStarted();
        emit alphaChosen(std::clamp(m_plot->xAt(at.x()), 0.0, 1.0));
    });
    connect(m_plot, &PlotView::moved, this, [this](QPointF at, bool held) {
        if (held) {
            m_plot->setHoverBox({}, {});
            emit alphaChosen(std::clamp(m_plot->xAt(at.x()), 0.0, 1.0));
        } else {
            hover(at);
        }
    });
}

void FloorChart::setData(FloorData data) {
    m_data = std::move(data);
    refresh();
}

void FloorChart::resizeEvent(QResizeEvent* event) {
    setLegendVisible(width() >= kWideForLegend);
    ChartPanel::resizeEvent(event);
}

std::vector<LegendEntry> FloorChart::legendEntries() const {
    using Swatch = LegendEntry::Swatch;
    std::vector<LegendEntry> entries;
    entries.push_back({realizedKey(),
                       tr("realized"),
                       theme().accent,
                       Swatch::Line,
                       {},
                       2.0,
                       MarkerShape::Circle});
    if (!m_data.bounds.empty()) {
        entries.push_back({boundKey(),
                           tr("guaranteed, %1").arg(share(m_data.confidence)),
                           theme().warning,
                           Swatch::Line,
                           {},
                           2.0,
                           MarkerShape::Circle});
    }
    return entries;
}

void FloorChart::fitAxes() {
    const double inf = std::numeric_limits<double>::infinity();
    double lowX = inf;
    double highX = -inf;
    double lowY = inf;
    double highY = -inf;
    const auto add = [&](double x, double y) {
        if (!std::isfinite(x) || !std::isfinite(y)) return;
        lowX = std::min(lowX, x);
        highX = std::max(highX, x);
        // The diagonal belongs to the picture.
        lowY = std::min({lowY, x, y});
        highY = std::max({highY, x, y});
    };
    if (isSeriesVisible(realizedKey())) {
        for (const auto& point : m_data.points) add(point.predicted, point.realized);
    }
    if (isSeriesVisible(boundKey())) {
        for (const auto& bound : m_data.bounds) add(bound.floor, bound.least);
    }
    m_plot->x().fit(lowX, highX);
    m_plot->y().fit(lowY, highY);
    m_plot->updateAxes();
}

void FloorChart::refresh() {
    const bool empty = std::ranges::none_of(m_data.points, known) && m_data.bounds.empty();
    setEmpty(empty);
    if (empty) return;
    setLegendEntries(legendEntries());
    fitAxes();
    m_plot->setTitles(tr("accuracy as predicted, %"),
                      m_data.bounds.empty() ? tr("realized accuracy, %")
                                            : tr("accuracy, % (blue realized, amber guaranteed)"));
    drawLines();
    m_plot->contentChanged();
}

void FloorChart::drawLines() {
    QPen dashed(theme().mutedText, 1.0);
    dashed.setDashPattern({4, 3});
    m_diagonal->setPen(dashed);
    const double from = std::max(m_plot->x().lo(), m_plot->y().lo());
    const double to = std::min(m_plot->x().hi(), m_plot->y().hi());
    m_diagonal->replace(QList<QPointF>{{from, from}, {to, to}});
    QList<QPointF> realized;
    if (isSeriesVisible(realizedKey())) {
        for (const auto& point : m_data.points) {
            if (known(point)) realized.append({point.predicted, point.realized});
        }
    }
    m_realized->setPen(QPen(theme().accent, 2.0));
    m_realized->replace(realized);
    QList<QPointF> bound;
    if (isSeriesVisible(boundKey())) {
        for (const auto& each : m_data.bounds) {
            if (std::isfinite(each.least)) bound.append({each.floor, each.least});
        }
    }
    m_bound->setPen(QPen(theme().warning, 2.0));
    m_bound->replace(bound);
}

void FloorChart::paintUnder(QPainter& painter) const {
    painter.setClipRect(m_plot->plotArea());
    painter.setPen(Qt::NoPen);
    if (isSeriesVisible(boundKey())) paintBand(painter);
    if (isSeriesVisible(realizedKey())) paintGap(painter);
}

void FloorChart::paintGap(QPainter& painter) const {
    QPolygonF gap;
    for (const auto& point : m_data.points) {
        if (known(point)) gap << m_plot->toPixel(point.predicted, point.realized);
    }
    for (auto point = m_data.points.rbegin(); point != m_data.points.rend(); ++point) {
        if (known(*point)) gap << m_plot->toPixel(point->predicted, point->predicted);
    }
    QColor tint = theme().accent;
    tint.setAlphaF(0.16F);
    painter.setBrush(tint);
    painter.drawPolygon(gap);
}

void FloorChart::paintBand(QPainter& painter) const {
    QPolygonF band;
    for (const auto& bound : m_data.bounds) {
        if (std::isfinite(bound.least)) band << m_plot->toPixel(bound.floor, bound.expected);
    }
    for (auto bound = m_data.bounds.rbegin(); bound != m_data.bounds.rend(); ++bound) {
        if (std::isfinite(bound->least)) band << m_plot->toPixel(bound->floor, bound->least);
    }
    QColor tint = theme().warning;
    tint.setAlphaF(0.16F);
    painter.setBrush(tint);
    painter.drawPolygon(band);
}

void FloorChart::paintNow(QPainter& painter) const {
    const bool guaranteed = std::isfinite(m_data.internalFloor);
    if (guaranteed) {
        const QPointF at = m_plot->toPixel(m_data.internalFloor, m_data.guarantee);
        painter.setPen(QPen(theme().warning, 1.2, Qt::DotLine));
        painter.drawLine(QPointF(m_plot->plotArea().left(), at.y()), at);
    }
    // Both lines before both flags: they may be close.
    paintLine(painter, m_data.internalFloor, theme().warning);
    paintLine(painter, m_data.alpha, theme().accent);
    if (guaranteed) {
        paintFlag(painter, m_data.internalFloor,
                  tr("internal floor %1").arg(share(m_data.internalFloor)), theme().warning, false);
    }
    paintFlag(painter, m_data.alpha, tr("α %1").arg(share(m_data.alpha)), theme().accent, true);
}

bool FloorChart::inPlot(double x) const {
    const double pixel = m_plot->toPixel(x, m_plot->y().lo()).x();
    const QRectF area = m_plot->plotArea();
    return std::isfinite(x) && pixel >= area.left() - 1 && pixel <= area.right() + 1;
}

void FloorChart::paintLine(QPainter& painter, double x, const QColor& color) const {
    if (!inPlot(x)) return;
    const QRectF area = m_plot->plotArea();
    const double pixel = m_plot->toPixel(x, m_plot->y().lo()).x();
    painter.setPen(QPen(color, 1.5));
    painter.drawLine(QPointF(pixel, area.top()), QPointF(pixel, area.bottom()));
}

/// The value of a vertical line, at its top or above the axis; of one outside the range at the end
/// that it lies behind.
void FloorChart::paintFlag(QPainter& painter, double x, const QString& name, const QColor& color,
                           bool atTop) const {
    if (!std::isfinite(x)) return;
    const QRectF area = m_plot->plotArea();
    QString text = name;
    if (!inPlot(x)) text = x < m_plot->x().lo() ? "◂ " + text : text + " ▸";
    painter.setFont(m_plot->labelFont());
    const QFontMetricsF metrics(m_plot->labelFont());
    QRectF box(0, atTop ? area.top() + 2 : area.bottom() - metrics.height() - 3,
               metrics.horizontalAdvance(text) + 8, metrics.height());
    const double left = m_plot->toPixel(x, m_plot->y().lo()).x() - box.width() / 2;
    box.moveLeft(std::clamp(left, area.left(), std::max(area.left(), area.right() - box.width())));
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    painter.drawRoundedRect(box, 2, 2);
    painter.setPen(theme().dark ? theme().background : QColor(Qt::white));
    painter.drawText(box, Qt::AlignCenter, text);
}

void FloorChart::hover(QPointF position) {
    double nearest = kBoundReach;
    QPointF anchor;
    std::vector<PlotView::HoverLine> lines;
    const auto closer = [&](double x, double y) {
        const QPointF at = m_plot->toPixel(x, y);
        const double distance = std::hypot(at.x() - position.x(), at.y() - position.y());
        if (!(distance < nearest)) return false;
        nearest = distance;
        anchor = at;
        lines.clear();
        return true;
    };
    if (isSeriesVisible(realizedKey())) {
        for (const auto& point : m_data.points) {
            if (!closer(point.predicted, point.realized)) continue;
            lines.push_back({tr("α %1").arg(share(point.alpha)), theme().accent});
            lines.push_back({tr("predicted %1").arg(share(point.predicted)), {}});
            lines.push_back({tr("realized %1").arg(share(point.realized)), {}});
        }
    }
    if (isSeriesVisible(boundKey())) {
        for (const auto& bound : m_data.bounds) {
            if (!closer(bound.floor, bound.least)) continue;
            lines.push_back({tr("internal floor %1").arg(share(bound.floor)), theme().warning});
            lines.push_back({tr("expected %1").arg(share(bound.expected)), {}});
            lines.push_back({tr("at least %1 with %2 confidence")
                                 .arg(share(bound.least), share(m_data.confidence)),
                             {}});
        }
    }
    m_plot->setHoverBox(anchor, std::move(lines));
}

QString FloorChart::csv() const {
    QString text = QStringLiteral("kind,alpha,predicted,accuracy,at_least,confidence\n");
    if (isSeriesVisible(realizedKey())) {
        for (const auto& point : m_data.points) {
            text += "realized," + csvNumber(point.alpha) + "," + csvNumber(point.predicted) + "," +
                    csvNumber(point.realized) + ",,\n";
        }
    }
    if (isSeriesVisible(boundKey())) {
        for (const auto& bound : m_data.bounds) {
            text += "guaranteed,," + csvNumber(bound.floor) + "," + csvNumber(bound.expected) +
                    "," + csvNumber(bound.least) + "," + csvNumber(m_data.confidence) + "\n";
        }
    }
    return text;
}

}  // namespace orl
