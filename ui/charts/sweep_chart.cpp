#include "ui/charts/sweep_chart.h"

#include <QLineSeries>
#include <QPainter>
#include <algorithm>
#include <cmath>

#include "ui/charts/line_up.h"
#include "ui/charts/plot_view.h"

namespace orl {

namespace {

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

const QString kGhostKey = QStringLiteral("pin");
constexpr double kGhostWidth = 4.0;

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
    m_cost.plot->y().setLogWanted(true);
    addScaleSwitch(m_cost.plot->y());
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
    lineUpPlots(plots());
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
    if (isSeriesVisible(kGhostKey)) {
        cost.add(m_data.ghost.curve.cost);
        accuracy.add(m_data.ghost.curve.accuracy);
    }
    m_dataLeast = x.lo;
    m_dataGreatest = x.hi;
    accuracy.add(m_data.floor);
    m_cost.plot->y().fit(cost.lo, cost.hi);
    m_accuracy.plot->y().fit(accuracy.lo, accuracy.hi);
    for (PlotView* plot : plots()) {
        plot->x().setUnit(m_data.xIsPercent ? Unit::Percent
                          : m_data.xIsCost  ? Unit::Usd
                                            : m_data.xUnit);
        plot->x().setLogWanted(m_data.xIsLog || (m_data.xIsCost && m_cost.plot->y().isLogWanted()));
        if (x.lo < x.hi) {
            plot->x().set(x.lo, x.hi);
        } else if (std::isfinite(x.lo)) {
            const double reach = m_data.xIsCost ? 0.5 * x.lo : m_data.xIsPercent ? 0.05 : 0.5;
            const double most = m_data.xIsPercent ? std::max(x.lo, 1.0) : x.lo + reach;
            plot->x().set(x.lo - reach, std::min(x.lo + reach, most));
        }
        plot->updateAxes();
    }
}

void SweepChart::refresh() {
    const auto anyKnown = [](const std::vector<double>& values) {
        return std::any_of(values.begin(), values.end(), [](double v) { return std::isfinite(v); });
    };
    const bool empty = std::none_of(m_data.series.begin(), m_data.series.end(),
                                    [&](const SweepData::Series& series) {
                                        return anyKnown(series.cost) || anyKnown(series.accuracy);
                                    });
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
    const SweepData::Ghost& ghost = m_data.ghost;
    if (!ghost.curve.x.empty() || ghost.same) {
        LegendEntry entry;
        entry.key = kGhostKey;
        entry.label = ghost.same ? tr("%1: the same curve").arg(ghost.name)
                                 : tr("%1, %2").arg(ghost.curve.label, ghost.name);
        entry.color = ghostColor();
        entry.swatch = LegendEntry::Swatch::Line;
        entry.width = kGhostWidth;
        entries.insert(entries.begin() + std::min<std::ptrdiff_t>(1, std::ssize(entries)),
                       std::move(entry));
    }
    setLegendEntries(std::move(entries));

    fitAxes();
    m_cost.plot->setTitles({}, costAxisTitle(m_cost.plot->y()));
    const QString unit = m_data.xIsPercent              ? tr(", %")
                         : m_accuracy.plot->x().isLog() ? tr(" (log)")
                                                        : QString();
    m_accuracy.plot->setTitles(m_data.xTitle + unit,
                               tr("accuracy, % (solid realized, dotted predicted)"));

    std::vector<Run> cost;
    std::vector<Run> accuracy;
    addGhost(cost, m_data.ghost.curve.cost, m_cost.plot);
    addGhost(accuracy, m_data.ghost.curve.accuracy, m_accuracy.plot);
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
    QPointF last;
    const auto finish = [&] {
        if (run.points.size() == 1) {  // a lone point: a short level stroke
            const QPointF point = run.points.front();
            const double reach =
                0.004 * (plot->x().map(plot->x().hi()) - plot->x().map(plot->x().lo()));
            run.points = {point - QPointF(reach, 0), point + QPointF(reach, 0)};
        }
        if (!run.points.isEmpty()) {
            run.pen = penOf(series, runFeasible, predicted);
            runs.push_back(std::move(run));
        }
        run = {};
    };
    for (std::size_t k = 0; k < series.x.size(); ++k) {
        const QPointF point(series.x[k], SweepData::at(values, k));
        const bool drawable = std::isfinite(point.y()) && std::isfinite(point.x()) &&
                              (!plot->y().isLog() || point.y() > 0.0);
        if (!drawable) {
            finish();
            continue;
        }
        const bool feasible = series.feasibleAt(k);
        if (!run.points.isEmpty() && feasible != runFeasible) {
            if (feasible) run.points.append(plot->mappedLine(last, point));
            finish();
            if (!feasible) run.points.append(plot->mapped(last.x(), last.y()));
        }
        runFeasible = feasible;
        if (run.points.isEmpty()) {
            run.points.append(plot->mapped(point.x(), point.y()));
        } else {
            run.points.append(plot->mappedLine(last, point));
        }
        last = point;
    }
    finish();
}

QColor SweepChart::ghostColor() const {
    QColor color = theme().ghost;
    color.setAlphaF(0.45F);
    return color;
}

void SweepChart::addGhost(std::vector<Run>& runs, const std::vector<double>& values,
                          const PlotView* plot) const {
    if (m_data.ghost.curve.x.empty() || !isSeriesVisible(kGhostKey)) return;
    const std::size_t first = runs.size();
    addRuns(runs, m_data.ghost.curve, values, plot, false);
    QPen pen(ghostColor(), kGhostWidth);
    pen.setCapStyle(Qt::FlatCap);
    pen.setJoinStyle(Qt::RoundJoin);
    for (std::size_t k = first; k < runs.size(); ++k) runs[k].pen = pen;
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

}  // namespace orl
