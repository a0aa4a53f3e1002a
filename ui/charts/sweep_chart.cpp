#include "ui/charts/sweep_chart.h"

#include <QLineSeries>
#include <QPainter>
#include <algorithm>
#include <cmath>

#include "ui/charts/marker.h"
#include "ui/charts/plot_view.h"

namespace orl {

namespace {

constexpr double kRingGap = 26.0;  // pixels between hollow points; more of them hide the lines
constexpr double kReach = 24.0;    // pixels from the pointer to a point that it means

double at(const std::vector<double>& values, std::size_t index) {
    return index < values.size() ? values[index] : std::nan("");
}

bool feasibleAt(const SweepData::Series& series, std::size_t index) {
    return index >= series.feasible.size() || series.feasible[index];
}

struct Extent {
    double lo = std::numeric_limits<double>::infinity();
    double hi = -std::numeric_limits<double>::infinity();
    void add(double value) {
        if (!std::isfinite(value)) return;
        lo = std::min(lo, value);
        hi = std::max(hi, value);
    }
    void add(const std::vector<double>& values) {
        for (const double value : values) add(value);
    }
};

bool drawsPredicted(const SweepData::Series& series) {
    return series.router.startsWith(QLatin1String("dual"));
}

}  // namespace

struct SweepChart::Run {
    QList<QPointF> points;  // on the axes
    QPen pen;
};

SweepChart::SweepChart(const QString& title, QWidget* parent) : ChartPanel(title, parent) {
    m_cost.plot = addPlot(1);
    m_accuracy.plot = addPlot(1);
    m_cost.plot->setXLabels(false);
    m_cost.plot->y().setUnit(Unit::Usd);
    m_cost.plot->y().setLogAllowed(true);
    m_cost.plot->y().setLimits(0.0, std::numeric_limits<double>::infinity());
    m_accuracy.plot->y().setUnit(Unit::Percent);
    m_accuracy.plot->y().setLimits(0.0, 1.0);
    for (PlotView* plot : plots()) {
        plot->setOver([this, plot](QPainter& painter) { paintOver(painter, plot); });
        plot->setLive([this, plot](QPainter& painter) { paintCurrent(painter, plot); });
        connect(plot, &PlotView::marginsChanged, this, &SweepChart::lineUp);
        connect(plot, &PlotView::pressed, this, [this, plot](QPointF position) {
            if (!plot->plotArea().adjusted(-6, 0, 6, 8).contains(position)) return;
            m_dragging = true;
            for (PlotView* other : plots()) other->setHoverBox({}, {});
            emit dragStarted();
            choose(plot, position);
        });
        connect(plot, &PlotView::moved, this, [this, plot](QPointF position, bool held) {
            if (m_dragging && held) {
                choose(plot, position);
            } else {
                hover(plot, position);
            }
        });
        connect(plot, &PlotView::released, this, [this] {
            if (!m_dragging) return;
            m_dragging = false;
            emit dragFinished(m_current);
            settle();
        });
    }
}

// The two plots share x, so their areas start and end at the same pixels.
void SweepChart::lineUp() {
    int left = 0;
    int right = 0;
    for (const PlotView* plot : plots()) {
        left = std::max(left, plot->neededLeft());
        right = std::max(right, plot->neededRight());
    }
    for (PlotView* plot : plots()) {
        plot->setLeft(left);
        plot->setRight(right);
    }
}

void SweepChart::setData(SweepData data) {
    m_data = std::move(data);
    refresh();
}

void SweepChart::setChoosable(double least, double greatest) {
    m_least = least;
    m_greatest = greatest;
}

void SweepChart::fitAxes() {
    Extent x;
    Extent cost;
    Extent accuracy;
    for (const SweepData::Series& series : m_data.series) {
        x.add(series.x);
        if (!isSeriesVisible(series.router)) continue;
        cost.add(series.cost);
        accuracy.add(series.accuracy);
        if (drawsPredicted(series)) accuracy.add(series.predicted);
    }
    m_dataLeast = x.lo;
    m_dataGreatest = x.hi;
    accuracy.add(m_data.floor);
    m_cost.plot->y().fit(cost.lo, cost.hi);
    m_accuracy.plot->y().fit(accuracy.lo, accuracy.hi);
    for (PlotView* plot : plots()) {
        plot->x().setUnit(m_data.xIsPercent ? Unit::Percent : Unit::Number);
        if (x.lo < x.hi) {
            plot->x().set(x.lo, x.hi);
        } else if (std::isfinite(x.lo)) {
            plot->x().set(x.lo - 0.5, x.lo + 0.5);
        }
        plot->updateAxes();
    }
}

void SweepChart::refresh() {
    const bool empty =
        std::none_of(m_data.series.begin(), m_data.series.end(),
                     [](const SweepData::Series& series) { return !series.x.empty(); });
    setEmpty(empty);
    if (empty) return;

    std::vector<LegendEntry> entries;
    for (const SweepData::Series& series : m_data.series) {
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
    const bool log = m_cost.plot->y().isLog();
    m_cost.plot->setTitles(
        {}, log ? tr("cost, USD per 1,000 queries (log)") : tr("cost, USD per 1,000 queries"));
    const QString unit = m_data.xIsPercent ? tr(", %") : QString();
    m_accuracy.plot->setTitles(m_data.xTitle + unit,
                               tr("accuracy, % (solid realized, dotted predicted)"));

    std::vector<Run> cost;
    std::vector<Run> accuracy;
    // The first router of the legend is painted last, on top.
    for (auto series = m_data.series.rbegin(); series != m_data.series.rend(); ++series) {
        if (!isSeriesVisible(series->router)) continue;
        addRuns(cost, *series, series->cost, m_cost.plot, false);
        if (drawsPredicted(*series)) {
            addRuns(accuracy, *series, series->predicted, m_accuracy.plot, true);
        }
        addRuns(accuracy, *series, series->accuracy, m_accuracy.plot, false);
    }
    drawRuns(m_cost, cost);
    drawRuns(m_accuracy, accuracy);
    for (PlotView* plot : plots()) plot->contentChanged();
}

QPen SweepChart::penOf(const SweepData::Series& series, bool feasible, bool predicted) const {
    const RouterStyle style = routerStyle(series.router, theme().dark);
    QColor color = style.color;
    const bool dimmed = !highlighted().isEmpty() && highlighted() != series.router;
    if (!feasible) color.setAlphaF(0.55F);
    if (dimmed) color.setAlphaF(0.15F);
    QPen pen(color, feasible && !predicted ? style.width : 1.1);
    pen.setCapStyle(Qt::FlatCap);
    pen.setJoinStyle(Qt::RoundJoin);
    if (predicted) {
        pen.setDashPattern({2, 2});
    } else if (!style.dashes.isEmpty()) {
        pen.setDashPattern(style.dashes);
    }
    return pen;
}

/// Unbroken pieces of a series: NaN ends a piece, and so does a change between met and missed
/// constraints; a piece that misses them starts at the last point that meets them.
void SweepChart::addRuns(std::vector<Run>& runs, const SweepData::Series& series,
                         const std::vector<double>& values, const PlotView* plot,
                         bool predicted) const {
    Run run;
    bool runFeasible = true;
    const auto finish = [&] {
        if (run.points.size() == 1) {  // a lone point: a short level stroke
            const QPointF point = run.points.front();
            const double reach = 0.004 * (plot->x().hi() - plot->x().lo());
            run.points = {point - QPointF(reach, 0), point + QPointF(reach, 0)};
        }
        if (!run.points.isEmpty()) {
            run.pen = penOf(series, runFeasible, predicted);
            runs.push_back(std::move(run));
        }
        run = {};
    };
    for (std::size_t k = 0; k < series.x.size(); ++k) {
        const double value = at(values, k);
        const bool drawable = std::isfinite(value) && std::isfinite(series.x[k]) &&
                              (!plot->y().isLog() || value > 0.0);
        if (!drawable) {
            finish();
            continue;
        }
        const bool feasible = feasibleAt(series, k);
        const QPointF point = plot->mapped(series.x[k], value);
        if (!run.points.isEmpty() && feasible != runFeasible) {
            const QPointF joint = run.points.back();
            if (feasible) run.points.append(point);
            finish();
            if (!feasible) run.points.append(joint);
        }
        runFeasible = feasible;
        run.points.append(point);
    }
    finish();
}

void SweepChart::drawRuns(Lines& lines, const std::vector<Run>& runs) {
    while (static_cast<std::size_t>(lines.pool.size()) < runs.size()) {
        lines.pool.append(lines.plot->addLine());
    }
    for (qsizetype k = 0; k < lines.pool.size(); ++k) {
        QLineSeries* const line = lines.pool[k];
        const auto index = static_cast<std::size_t>(k);
        if (index >= runs.size()) {
            line->setVisible(false);
            continue;
        }
        if (line->pen() != runs[index].pen) line->setPen(runs[index].pen);
        line->replace(runs[index].points);
        line->setVisible(true);
    }
}

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
            if (feasibleAt(series, k) || !std::isfinite(at(values, k))) continue;
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
    double nearest = kReach;
    for (const SweepData::Series& series : m_data.series) {
        if (!isSeriesVisible(series.router)) continue;
        const auto& values = isCost ? series.cost : series.accuracy;
        for (std::size_t k = 0; k < series.x.size(); ++k) {
            const double value = at(values, k);
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
    lines.push_back(
        {tr("cost %1 per 1,000 queries").arg(valueText(at(best->cost, index), Unit::Usd)), {}});
    lines.push_back({tr("accuracy %1 realized, %2 predicted")
                         .arg(valueText(at(best->accuracy, index), Unit::Percent),
                              valueText(at(best->predicted, index), Unit::Percent)),
                     {}});
    if (!feasibleAt(*best, index)) lines.push_back({tr("misses the constraints"), {}});
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
                    csvNumber(at(series.cost, k)) + "," + csvNumber(at(series.accuracy, k)) + "," +
                    csvNumber(at(series.predicted, k)) + "," +
                    (feasibleAt(series, k) ? "true" : "false") + "\n";
        }
    }
    return text;
}

}  // namespace orl
