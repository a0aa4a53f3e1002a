// What lies over the curves of a sweep: points, the floor, the present value under the user's hand.
#include <QPainter>
#include <algorithm>
#include <cmath>

#include "ui/charts/marker.h"
#include "ui/charts/plot_view.h"
#include "ui/charts/sweep_chart.h"

namespace orl {

namespace {

constexpr double kRingGap = 26.0;     // pixels between hollow points; more of them hide the lines
constexpr double kCurveReach = 24.0;  // pixels from the pointer to a point that it means

}  // namespace

void SweepChart::paintOver(QPainter& painter, const PlotView* plot) const {
    const QRectF area = plot->plotArea();
    const bool isCost = plot == m_cost.plot;
    painter.save();
    painter.setClipRect(area);
    if (!isCost) paintFloor(painter);
    paintGhost(painter, plot);
    for (const SweepData::Series& series : m_data.series) {
        if (!isSeriesVisible(series.router) || series.feasible.empty()) continue;
        QColor color = penOf(series, true, false).color();
        const auto& values = isCost ? series.cost : series.accuracy;
        QPointF last(-1e9, 0);
        for (std::size_t k = 0; k < series.x.size(); ++k) {
            if (series.feasibleAt(k) || !std::isfinite(SweepData::at(values, k))) continue;
            const QPointF point = plot->toPixel(series.x[k], values[k]);
            if (point.x() - last.x() < kRingGap || !area.adjusted(-3, -3, 3, 3).contains(point))
                continue;
            paintMarker(painter, point, 2.1, MarkerShape::Circle, color, false, theme().background);
            last = point;
        }
    }
    painter.restore();
}

/// Where the pinned state was: dashed, with a hollow label above the curves.
void SweepChart::paintGhost(QPainter& painter, const PlotView* plot) const {
    const SweepData::Ghost& ghost = m_data.ghost;
    const QRectF area = plot->plotArea();
    if (!std::isfinite(ghost.at) || (plot->x().isLog() && !(ghost.at > 0.0))) return;
    const double x = plot->toPixel(ghost.at, plot->y().lo()).x();
    if (x < area.left() - 1 || x > area.right() + 1) return;
    QPen pen(theme().ghost, 1.2);
    pen.setDashPattern({4, 3});
    painter.setPen(pen);
    painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()));
    if (plot != m_cost.plot) return;
    painter.setFont(plot->labelFont());
    const QFontMetricsF metrics(plot->labelFont());
    const QString text = tr("%1 %2").arg(ghost.name, xText(ghost.at));
    QRectF label(0, area.top() + 1, metrics.horizontalAdvance(text) + 8, metrics.height());
    // On the side that the present value is not on.
    const bool left = std::isfinite(m_current) && m_current >= ghost.at;
    label.moveLeft(left ? x - label.width() - 3 : x + 3);
    if (label.left() < area.left()) label.moveLeft(x + 3);
    if (label.right() > area.right()) label.moveLeft(x - label.width() - 3);
    painter.setBrush(theme().background);
    painter.setPen(QPen(theme().ghost, 1.0, Qt::DashLine));
    painter.drawRoundedRect(label, 2, 2);
    painter.setPen(theme().mutedText);
    painter.drawText(label, Qt::AlignCenter, text);
}

void SweepChart::paintFloor(QPainter& painter) const {
    const PlotView* const plot = m_accuracy.plot;
    QPen pen(theme().mutedText, 1.0);
    pen.setDashPattern({1, 3});
    painter.setPen(pen);
    painter.setFont(plot->labelFont());
    const double line = QFontMetricsF(plot->labelFont()).height();
    if (m_data.floorIsX) {
        const QPointF from = plot->toPixel(plot->x().lo(), plot->x().lo());
        const QPointF to = plot->toPixel(plot->x().hi(), plot->x().hi());
        painter.drawLine(from, to);
    } else if (std::isfinite(m_data.floor)) {
        const double y = plot->toPixel(plot->x().lo(), m_data.floor).y();
        const QRectF area = plot->plotArea();
        painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y));
        painter.setPen(theme().mutedText);
        painter.drawText(QRectF(area.left() + 3, y - line, 60, line),
                         Qt::AlignLeft | Qt::AlignVCenter, QStringLiteral("α"));
    }
}

QString SweepChart::xText(double value) const {
    return valueText(value, m_data.xIsPercent ? Unit::Percent
                            : m_data.xIsCost  ? Unit::Usd
                                              : m_data.xUnit);
}

/// Where the value is outside the range, its flag waits at that end and points there.
void SweepChart::paintCurrent(QPainter& painter, const PlotView* plot) const {
    if (!std::isfinite(m_current)) return;
    const QRectF area = plot->plotArea();
    const double x = currentPixel(plot);
    const bool below = x < area.left() - 1;
    const bool above = x > area.right() + 1;
    if (!below && !above) {
        painter.setPen(QPen(theme().accent, 1.5));
        painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()));
    }
    if (plot != m_accuracy.plot) return;
    // On the row of tick labels: up there it would lie on the axis title, or on the curves.
    painter.setFont(plot->labelFont());
    const QFontMetricsF metrics(plot->labelFont());
    QString text = xText(m_current);
    if (below) text.prepend(QStringLiteral("◂ "));
    if (above) text.append(QStringLiteral(" ▸"));
    QRectF flag(0, area.bottom() + 4, metrics.horizontalAdvance(text) + 8, metrics.height());
    const double right = plot->viewport()->width() - 1.0;
    const double centre = std::clamp(x, area.left(), area.right());
    flag.moveLeft(std::clamp(centre - flag.width() / 2, 0.0, std::max(0.0, right - flag.width())));
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme().accent);
    if (!below && !above) {
        painter.drawPolygon(QPolygonF(
            {{x, area.bottom() - 2}, {x - 4.5, area.bottom() + 5}, {x + 4.5, area.bottom() + 5}}));
    }
    painter.drawRoundedRect(flag, 2, 2);
    painter.setPen(theme().dark ? theme().background : QColor(Qt::white));
    painter.drawText(flag, Qt::AlignCenter, text);
}

double SweepChart::currentPixel(const PlotView* plot) const {
    const AxisScale& axis = plot->x();
    // A logarithmic axis has no place for what is not positive: left of everything.
    if (axis.isLog() && !(m_current > 0.0)) return -1e6;
    return plot->toPixel(m_current, plot->y().lo()).x();
}

void SweepChart::setCurrent(double value) {
    if (value == m_current || (std::isnan(value) && std::isnan(m_current))) return;
    const auto repaint = [this] {
        if (!std::isfinite(m_current)) return;
        for (PlotView* plot : plots()) {
            const QRectF area = plot->plotArea();
            const double pixel = std::clamp(currentPixel(plot), area.left(), area.right());
            // Wide enough for the flag, also where the edge pushes it aside.
            plot->updateLive(QRectF(pixel - 80, 0, 160, plot->viewport()->height()));
        }
    };
    repaint();
    m_current = value;
    repaint();
}

void SweepChart::choose(const PlotView* plot, QPointF position) {
    const double least = std::isfinite(m_least) ? m_least : m_dataLeast;
    const double greatest = std::isfinite(m_greatest) ? m_greatest : m_dataGreatest;
    if (!(least <= greatest)) return;
    const double value = std::clamp(plot->xAt(position.x()), least, greatest);
    setCurrent(value);
    emit valueChosen(value);
}

void SweepChart::hover(PlotView* plot, QPointF position) {
    const bool isCost = plot == m_cost.plot;
    const SweepData::Series* best = nullptr;
    std::size_t index = 0;
    double nearest = kCurveReach;
    for (const SweepData::Series& series : m_data.series) {
        if (!isSeriesVisible(series.router)) continue;
        const auto& values = isCost ? series.cost : series.accuracy;
        for (std::size_t k = 0; k < series.x.size(); ++k) {
            const double value = SweepData::at(values, k);
            if (!std::isfinite(value)) continue;
            const QPointF away = plot->toPixel(series.x[k], value) - position;
            const double distance = std::hypot(away.x(), away.y());
            if (distance < nearest) {
                nearest = distance;
                best = &series;
                index = k;
            }
        }
    }
    if (plot->plotArea().contains(position)) {
        const double line = currentPixel(plot);
        plot->viewport()->setCursor(std::abs(line - position.x()) < 5 ? Qt::SplitHCursor
                                                                      : Qt::ArrowCursor);
    }
    if (best == nullptr) {
        plot->setHoverBox({}, {});
        return;
    }
    std::vector<PlotView::HoverLine> lines;
    lines.push_back({best->label, routerStyle(best->router, theme().dark).color});
    lines.push_back({m_data.xTitle + " " + xText(best->x[index]), {}});
    lines.push_back({tr("cost %1 per 1,000 queries")
                         .arg(valueText(SweepData::at(best->cost, index), Unit::Usd)),
                     {}});
    lines.push_back({tr("accuracy %1 realized, %2 predicted")
                         .arg(valueText(SweepData::at(best->accuracy, index), Unit::Percent),
                              valueText(SweepData::at(best->predicted, index), Unit::Percent)),
                     {}});
    if (!best->feasibleAt(index)) lines.push_back({tr("misses the constraints"), {}});
    const auto& values = isCost ? best->cost : best->accuracy;
    plot->setHoverBox(plot->toPixel(best->x[index], values[index]), std::move(lines));
}

QString SweepChart::csv() const {
    QString text = QStringLiteral(
        "router,%1,cost_usd_per_1000_queries,accuracy_realized,accuracy_predicted,feasible\n");
    text = text.arg(csvField(m_data.xTitle));
    for (const SweepData::Series& series : m_data.series) {
        if (!isSeriesVisible(series.router)) continue;
        for (std::size_t k = 0; k < series.x.size(); ++k) {
            text += csvField(series.label) + "," + csvNumber(series.x[k]) + "," +
                    csvNumber(SweepData::at(series.cost, k)) + "," +
                    csvNumber(SweepData::at(series.accuracy, k)) + "," +
                    csvNumber(SweepData::at(series.predicted, k)) + "," +
                    (series.feasibleAt(k) ? "true" : "false") + "\n";
        }
    }
    return text;
}

}  // namespace orl
