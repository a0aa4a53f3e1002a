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
    return m_data.xIsPercent ? valueText(value, Unit::Percent) : valueText(value, Unit::Number);
}

void SweepChart::paintCurrent(QPainter& painter, const PlotView* plot) const {
    if (!std::isfinite(m_current)) return;
    const QRectF area = plot->plotArea();
    const double x = plot->toPixel(m_current, plot->y().lo()).x();
    if (x < area.left() - 1 || x > area.right() + 1) return;
    painter.setPen(QPen(theme().accent, 1.5));
    const bool isCost = plot == m_cost.plot;
    painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()));
    if (!isCost) {
        painter.setBrush(theme().accent);
        painter.setPen(Qt::NoPen);
        painter.drawPolygon(QPolygonF(
            {{x, area.bottom() - 1}, {x - 4.5, area.bottom() + 6}, {x + 4.5, area.bottom() + 6}}));
        return;
    }
    painter.setFont(plot->labelFont());
    const QFontMetricsF metrics(plot->labelFont());
    const QString text = xText(m_current);
    QRectF flag(0, area.top() - metrics.height() / 2 - 1, metrics.horizontalAdvance(text) + 8,
                metrics.height());
    const double right = plot->viewport()->width() - 1.0;
    flag.moveLeft(std::clamp(x - flag.width() / 2, 0.0, std::max(0.0, right - flag.width())));
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme().accent);
    painter.drawRoundedRect(flag, 2, 2);
    painter.setPen(theme().dark ? theme().background : QColor(Qt::white));
    painter.drawText(flag, Qt::AlignCenter, text);
}

void SweepChart::setCurrent(double value) {
    if (value == m_current || (std::isnan(value) && std::isnan(m_current))) return;
    const double before = m_current;
    m_current = value;
    for (PlotView* plot : plots()) {
        for (const double x : {before, value}) {
            if (!std::isfinite(x)) continue;
            const double pixel = plot->toPixel(x, plot->y().lo()).x();
            // Wide enough for the flag, also where the edge pushes it aside.
            plot->updateLive(QRectF(pixel - 70, 0, 140, plot->viewport()->height()));
        }
    }
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
        const double line = plot->toPixel(m_current, plot->y().lo()).x();
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
