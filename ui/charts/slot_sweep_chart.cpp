#include "ui/charts/slot_sweep_chart.h"

#include <QPainter>
#include <algorithm>
#include <cmath>

#include "ui/charts/line_up.h"
#include "ui/charts/marker.h"
#include "ui/charts/plot_view.h"

namespace orl {

namespace {

constexpr double kSlotDot = 2.2;
constexpr double kSlotReach = 40.0;  // pixels from the pointer to a point that it means

bool drawable(const PlotView* plot, double value) {
    return std::isfinite(value) && (!plot->y().isLog() || value > 0.0);
}

}  // namespace

SlotSweepChart::SlotSweepChart(QWidget* parent)
    : ChartPanel(tr("Sweep of the slots L, over time"), parent) {
    m_parts = {{addPlot(1), &SlotSweepData::Series::cost, Unit::Usd},
               {addPlot(1), &SlotSweepData::Series::accuracy, Unit::Percent},
               {addPlot(1), &SlotSweepData::Series::wait, Unit::Number}};
    for (const Part& part : m_parts) {
        part.plot->y().setUnit(part.unit);
        part.plot->y().setLimits(
            0.0, part.unit == Unit::Percent ? 1.0 : std::numeric_limits<double>::infinity());
        part.plot->x().setLogWanted(true);
        // Three of them have no more room than two elsewhere.
        part.plot->setMinimumHeight(44);
        part.plot->setXLabels(part.plot == m_parts.back().plot);
        part.plot->setUnder([this, part](QPainter& painter) { paintLines(painter, part); });
        connect(part.plot, &PlotView::marginsChanged, this, &SlotSweepChart::lineUp);
        connect(part.plot, &PlotView::moved, this,
                [this, part](QPointF at, bool) { hover(part, at); });
        connect(part.plot, &PlotView::left, this, [part] { part.plot->setHoverBox({}, {}); });
    }
}

void SlotSweepChart::lineUp() {
    lineUpPlots(plots());
}

void SlotSweepChart::setData(SlotSweepData data) {
    m_data = std::move(data);
    refresh();
}

void SlotSweepChart::fitAxes() {
    double first = std::numeric_limits<double>::infinity();
    double last = 0.0;
    for (const auto& series : m_data.series) {
        for (const double slotCount : series.slotCount) {
            first = std::min(first, slotCount);
            last = std::max(last, slotCount);
        }
    }
    for (const Part& part : m_parts) {
        double least = std::numeric_limits<double>::infinity();
        double most = -least;
        for (const auto& series : m_data.series) {
            if (!isSeriesVisible(series.router)) continue;
            for (const double value : series.*part.values) {
                if (!std::isfinite(value)) continue;
                least = std::min(least, value);
                most = std::max(most, value);
            }
        }
        if (part.unit == Unit::Percent && std::isfinite(m_data.floor)) {
            least = std::min(least, m_data.floor);
            most = std::max(most, m_data.floor);
        }
        // Nobody waits: from nothing up, not around it.
        if (part.unit == Unit::Number) least = std::min(least, 0.0);
        if (least <= most) part.plot->y().fit(least, std::max(most, least + 1e-9));
        part.plot->x().fit(first, last);
        part.plot->x().set(first * 0.97, std::max(last, first + 1.0) * 1.03);
        part.plot->updateAxes();
    }
}

void SlotSweepChart::refresh() {
    const bool any = std::ranges::any_of(
        m_data.series, [](const SlotSweepData::Series& series) { return !series.cost.empty(); });
    setEmpty(!any);
    if (!any) return;
    std::vector<LegendEntry> entries;
    entries.reserve(m_data.series.size());
    for (const auto& series : m_data.series) {
        const RouterStyle style = routerStyle(series.router, theme().dark);
        LegendEntry entry;
        entry.key = series.router;
        entry.label = series.label;
        entry.color = style.color;
        entry.swatch = LegendEntry::Swatch::Line;
        entry.dashes = style.dashes;
        entry.width = style.width;
        entries.push_back(std::move(entry));
    }
    setLegendEntries(std::move(entries));
    fitAxes();
    m_parts[0].plot->setTitles({}, tr("cost, USD per 1,000"));
    m_parts[1].plot->setTitles(
        {}, m_data.realized ? tr("accuracy, % (recorded)") : tr("accuracy, % (predicted)"));
    m_parts[2].plot->setTitles(tr("slots of each model, queries at once (log)"),
                               tr("95th percentile of waiting, seconds"));
    for (const Part& part : m_parts) part.plot->contentChanged();
}

void SlotSweepChart::paintFloor(QPainter& painter, const PlotView* plot) const {
    if (!std::isfinite(m_data.floor)) return;
    const QRectF area = plot->plotArea();
    const double y = plot->toPixel(plot->x().lo(), m_data.floor).y();
    QPen pen(theme().mutedText, 1.0);
    pen.setDashPattern({1, 3});
    painter.setPen(pen);
    painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y));
    painter.setFont(plot->labelFont());
    painter.setPen(theme().mutedText);
    painter.drawText(QPointF(area.left() + 3.0, y - 3.0), QStringLiteral("α"));
}

void SlotSweepChart::paintLines(QPainter& painter, const Part& part) const {
    if (isEmpty()) return;
    const PlotView* plot = part.plot;
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setClipRect(plot->plotArea().adjusted(-3.0, -3.0, 3.0, 3.0));
    if (part.unit == Unit::Percent) paintFloor(painter, plot);
    // The first of the legend is painted last, on top.
    for (auto series = m_data.series.rbegin(); series != m_data.series.rend(); ++series) {
        if (!isSeriesVisible(series->router)) continue;
        const auto& values = (*series).*part.values;
        const RouterStyle style = routerStyle(series->router, theme().dark);
        QColor color = style.color;
        if (!highlighted().isEmpty() && highlighted() != series->router) color.setAlphaF(0.15F);
        for (std::size_t k = 1; k < values.size(); ++k) {
            if (!drawable(plot, values[k - 1]) || !drawable(plot, values[k])) continue;
            const bool kept = series->feasible[k - 1] && series->feasible[k];
            QPen pen(color, kept ? style.width : 1.1);
            if (!style.dashes.isEmpty()) pen.setDashPattern(style.dashes);
            painter.setPen(pen);
            painter.drawLine(plot->toPixel(series->slotCount[k - 1], values[k - 1]),
                             plot->toPixel(series->slotCount[k], values[k]));
        }
        for (std::size_t k = 0; k < values.size(); ++k) {
            if (!drawable(plot, values[k])) continue;
            paintMarker(painter, plot->toPixel(series->slotCount[k], values[k]), kSlotDot,
                        MarkerShape::Circle, color, series->feasible[k], theme().background);
        }
    }
}

void SlotSweepChart::hover(const Part& part, QPointF position) {
    double nearest = std::numeric_limits<double>::quiet_NaN();
    double least = kSlotReach;
    for (const auto& series : m_data.series) {
        for (const double slotCount : series.slotCount) {
            const double x = part.plot->toPixel(slotCount, part.plot->y().hi()).x();
            if (!(std::abs(x - position.x()) < least)) continue;
            least = std::abs(x - position.x());
            nearest = slotCount;
        }
    }
    if (isEmpty() || std::isnan(nearest) || !part.plot->plotArea().contains(position)) {
        part.plot->setHoverBox({}, {});
        return;
    }
    std::vector<PlotView::HoverLine> lines = {
        {tr("%1 slots of each model").arg(valueText(nearest, Unit::Number)), {}}};
    for (const auto& series : m_data.series) {
        if (!isSeriesVisible(series.router)) continue;
        const auto at = std::ranges::find(series.slotCount, nearest);
        if (at == series.slotCount.end()) continue;
        const double value = (series.*part.values)[std::size_t(at - series.slotCount.begin())];
        QString text = series.label + QStringLiteral(": ") + valueText(value, part.unit);
        if (part.unit == Unit::Number) text += tr(" s");
        lines.push_back({text, routerStyle(series.router, theme().dark).color});
    }
    part.plot->setHoverBox(position, std::move(lines));
}

QString SlotSweepChart::csv() const {
    QString text = QStringLiteral("router,slots,cost_per_1000_usd,%1,wait_p95_seconds,floor_kept\n")
                       .arg(m_data.realized ? QStringLiteral("realized_accuracy")
                                            : QStringLiteral("predicted_accuracy"));
    for (const auto& series : m_data.series) {
        if (!isSeriesVisible(series.router)) continue;
        for (std::size_t k = 0; k < series.slotCount.size(); ++k) {
            text += csvField(series.router) + ',' + csvNumber(series.slotCount[k]) + ',' +
                    csvNumber(series.cost[k]) + ',' + csvNumber(series.accuracy[k]) + ',' +
                    csvNumber(series.wait[k]) + (series.feasible[k] ? ",1\n" : ",0\n");
        }
    }
    return text;
}

}  // namespace orl
