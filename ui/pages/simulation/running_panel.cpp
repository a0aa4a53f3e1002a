#include "ui/pages/simulation/running_panel.h"

#include <QAction>
#include <QPainter>
#include <QPainterPath>
#include <QSignalBlocker>
#include <algorithm>
#include <array>
#include <cmath>

#include "ui/charts/plot_view.h"
#include "ui/pages/simulation/panel_words.h"
#include "ui/pages/simulation/words.h"

namespace orl {

namespace {

/// The first answers say nothing of a run, and would be all that its axis shows.
constexpr double kUnsettledShare = 0.1;
constexpr double kCursorDot = 4.0;
constexpr float kFaintRun = 0.4F;
constexpr int kEndGap = 6;

struct RunningExtent {
    double lo = std::numeric_limits<double>::infinity();
    double hi = -std::numeric_limits<double>::infinity();
    void add(double value) {
        if (!std::isfinite(value)) return;
        lo = std::min(lo, value);
        hi = std::max(hi, value);
    }
};

}  // namespace

RunningPanel::RunningPanel(QWidget* parent) : ChartPanel(tr("Running cost and accuracy"), parent) {
    m_cost = addPlot(1);
    m_accuracy = addPlot(1);
    m_cost->y().setUnit(Unit::Usd);
    m_cost->y().setLimits(0.0, std::numeric_limits<double>::infinity());
    m_accuracy->y().setUnit(Unit::Percent);
    m_accuracy->y().setLimits(0.0, 1.0);
    setEmptyText(tr("Nothing is simulated yet"));
    setLegendVisible(false);
    for (PlotView* plot : {m_cost, m_accuracy}) {
        const Figure figure = plot == m_cost ? Figure::Cost : Figure::Accuracy;
        plot->setUnder(
            [this, plot, figure](QPainter& painter) { paintUnder(painter, plot, figure); });
        plot->setLive(
            [this, plot, figure](QPainter& painter) { paintLive(painter, plot, figure); });
        connect(plot, &PlotView::marginsChanged, this, &RunningPanel::lineUp);
        connect(plot, &PlotView::pressed, this, [this, plot](QPointF at) {
            if (plot->plotArea().contains(at)) emit cursorAsked(plot->xAt(at.x()));
        });
        connect(plot, &PlotView::moved, this, [this, plot](QPointF at, bool held) {
            if (held) {
                emit cursorAsked(std::clamp(plot->xAt(at.x()), 0.0, m_data.end));
            } else {
                hover(plot, at);
            }
        });
        connect(plot, &PlotView::left, this, [plot] { plot->setHoverBox({}, {}); });
    }
    m_repeat = addMenuAction(tr("Repeat over 20 seeds"));
    m_repeat->setToolTip(
        tr("Simulates the same with 20 seeds, in the background, and shows mean "
           "and standard error on every card"));
}

void RunningPanel::lineUp() {
    // Not lineUpPlots(): the names at the right ask for more room than the axes do.
    const int left = std::max(m_cost->neededLeft(), m_accuracy->neededLeft());
    for (PlotView* plot : {m_cost, m_accuracy}) {
        const QSignalBlocker quiet(plot);
        plot->setLeft(left);
    }
}

void RunningPanel::setData(RunningData data) {
    m_data = std::move(data);
    m_cursor = std::numeric_limits<double>::infinity();
    fitAxes();
    refresh();
}

double RunningPanel::valueOf(const RunningData::Point& point, Figure figure) const {
    if (figure == Figure::Cost) return point.costPer1000;
    return m_data.realized ? point.realized : point.predicted;
}

QString RunningPanel::valueWords(double value, Figure figure) const {
    return valueText(value, figure == Figure::Cost ? Unit::Usd : Unit::Percent);
}

/// Once for the whole run: nothing moves while it is played.
void RunningPanel::fitAxes() {
    const double end = m_data.end > 0.0 ? m_data.end : 1.0;
    for (PlotView* plot : {m_cost, m_accuracy}) {
        const Figure figure = plot == m_cost ? Figure::Cost : Figure::Accuracy;
        RunningExtent extent;
        for (const RunningData::Run& run : m_data.runs) {
            for (const RunningData::Point& point : run.curve) {
                if (point.time >= kUnsettledShare * end) extent.add(valueOf(point, figure));
            }
        }
        if (figure == Figure::Accuracy) extent.add(m_data.floor);
        plot->x().set(0.0, end);
        if (extent.lo <= extent.hi) {
            plot->y().fit(extent.lo, extent.hi);
            plot->y().settle();
        }
    }
}

void RunningPanel::refresh() {
    const bool any = std::ranges::any_of(
        m_data.runs, [](const RunningData::Run& run) { return !run.curve.empty(); });
    setEmpty(!any);
    if (!any) return;
    const QFontMetricsF metrics(m_cost->labelFont());
    double room = 0.0;
    for (const RunningData::Run& run : m_data.runs) {
        room = std::max(room, metrics.horizontalAdvance(run.label));
    }
    constexpr double kMostRoom = 0.3;
    const auto right = int(std::min(room + 2 * kEndGap, kMostRoom * std::max(width(), 280)));
    const auto line = int(metrics.height());
    m_cost->setOwnXLabels(kEndGap);
    m_accuracy->setOwnXLabels(2 * line + 4);
    m_cost->setTitles({}, tr("cost, USD per 1,000 (predicted)"));
    m_accuracy->setTitles(
        {}, m_data.realized ? tr("accuracy, % (recorded)") : tr("accuracy, % (predicted)"));
    for (PlotView* plot : {m_cost, m_accuracy}) {
        plot->setRight(right);
        plot->updateAxes();
        plot->contentChanged();
    }
    setNotice(noticeThatFits(endNotices(), *this));
}

/// What the curves come to, in words: a colour says it to some alone. The longest first.
QStringList RunningPanel::endNotices() const {
    std::array<QStringList, 3> parts;
    for (const RunningData::Run& run : m_data.runs) {
        if (run.curve.empty() || !shown(run)) continue;
        const RunningData::Point& last = run.curve.back();
        const QString cost = valueWords(last.costPer1000, Figure::Cost);
        const QString accuracy = valueWords(valueOf(last, Figure::Accuracy), Figure::Accuracy);
        parts[0] << tr("%1 ends at %2, %3").arg(run.label, cost, accuracy);
        parts[1] << tr("%1 %2, %3").arg(run.label, cost, accuracy);
        parts[2] << tr("%1 %2").arg(run.label, cost);
    }
    QStringList notices;
    for (const QStringList& each : parts) notices << each.join(QStringLiteral(" · "));
    return notices;
}

void RunningPanel::resizeEvent(QResizeEvent* event) {
    ChartPanel::resizeEvent(event);
    if (!isEmpty()) setNotice(noticeThatFits(endNotices(), *this));
}

void RunningPanel::setCursor(double seconds) {
    if (seconds == m_cursor) return;
    m_cursor = seconds;
    for (PlotView* plot : {m_cost, m_accuracy}) plot->updateLive(plot->viewport()->rect());
}

const RunningData::Point* RunningPanel::pointAt(std::size_t run, double seconds) const {
    if (run >= m_data.runs.size()) return nullptr;
    const auto& curve = m_data.runs[run].curve;
    const auto after = std::ranges::upper_bound(curve, seconds, {}, &RunningData::Point::time);
    if (after == curve.begin()) return nullptr;
    const RunningData::Point& point = *std::prev(after);
    return std::isnan(point.costPer1000) && std::isnan(point.predicted) ? nullptr : &point;
}

void RunningPanel::paintUnder(QPainter& painter, PlotView* plot, Figure figure) const {
    if (m_data.runs.empty()) return;
    paintDisturbances(painter, plot, figure == Figure::Cost);
    paintClock(painter, plot, figure == Figure::Accuracy);
    const QRectF area = plot->plotArea();
    if (figure == Figure::Accuracy && std::isfinite(m_data.floor)) {
        const double y = plot->toPixel(0.0, m_data.floor).y();
        painter.setPen(QPen(theme().accent, 1.0, Qt::DashLine));
        painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y));
    }
    for (auto run = m_data.runs.begin(); run != m_data.runs.end(); ++run) {
        if (shown(*run)) paintRun(painter, plot, figure, *run, 0.0, m_data.end, true);
    }
    paintEnds(painter, plot, figure);
}

void RunningPanel::paintClock(QPainter& painter, const PlotView* plot, bool labels) const {
    const QRectF area = plot->plotArea();
    painter.setFont(plot->labelFont());
    const QFontMetricsF metrics(painter.font());
    const double wide = metrics.horizontalAdvance(clockText(m_data.end, m_data.end)) + 18.0;
    for (const ClockTick& tick : clockTicks(m_data.end, int(area.width() / wide))) {
        const double x = std::floor(plot->toPixel(tick.seconds, 0.0).x()) + 0.5;
        painter.setPen(theme().grid);
        painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()));
        if (!labels) continue;
        painter.setPen(theme().mutedText);
        painter.drawText(QRectF(x - wide / 2.0, area.bottom() + 3.0, wide, metrics.height()),
                         Qt::AlignCenter, tick.label);
    }
    if (!labels) return;
    painter.drawText(
        QRectF(area.left(), area.bottom() + 3.0 + metrics.height(), area.width(), metrics.height()),
        Qt::AlignCenter, tr("time (faint: not yet shown)"));
}

void RunningPanel::paintDisturbances(QPainter& painter, const PlotView* plot, bool named) const {
    const QRectF area = plot->plotArea();
    painter.setFont(plot->labelFont());
    const QFontMetricsF metrics(painter.font());
    double taken = area.left();
    for (const RunningData::Disturbance& each : m_data.disturbances) {
        const double left = plot->toPixel(std::min(each.from, m_data.end), 0.0).x();
        const double right = plot->toPixel(std::min(each.until, m_data.end), 0.0).x();
        const QRectF band(left, area.top(), std::max(1.0, right - left), area.height());
        QColor tint = theme().warning;
        tint.setAlphaF(each.outage ? 0.13F : 0.07F);
        painter.fillRect(band, tint);
        if (!each.outage) painter.fillRect(band, QBrush(tint, Qt::BDiagPattern));
        if (!named || left < taken) continue;
        const QString text =
            each.outage ? tr("%1 out").arg(each.model) : tr("%1 slow").arg(each.model);
        const double room = area.right() - left - 2.0;
        painter.setPen(theme().warning);
        const QString fitted = metrics.elidedText(text, Qt::ElideMiddle, room);
        painter.drawText(QPointF(left + 2.0, area.top() + metrics.ascent() + 1.0), fitted);
        taken = left + 4.0 + metrics.horizontalAdvance(fitted);
    }
}

void RunningPanel::paintRun(QPainter& painter, const PlotView* plot, Figure figure,
                            const RunningData::Run& run, double from, double until,
                            bool faint) const {
    const RouterStyle style = routerStyle(run.router, theme().dark);
    QPainterPath path;
    bool open = false;
    for (const RunningData::Point& point : run.curve) {
        const double value = valueOf(point, figure);
        if (point.time < from || point.time > until) continue;
        if (!std::isfinite(value)) {
            open = false;
            continue;
        }
        const QPointF at = plot->toPixel(point.time, value);
        if (open) {
            path.lineTo(at);
        } else {
            path.moveTo(at);
        }
        open = true;
    }
    QColor color = style.color;
    if (faint) color.setAlphaF(kFaintRun);
    if (!highlighted().isEmpty() && highlighted() != run.key) color.setAlphaF(0.15F);
    QPen pen(color, faint ? 1.2 : std::min(style.width, 2.0));
    if (!style.dashes.isEmpty()) pen.setDashPattern(style.dashes);
    painter.save();
    painter.setClipRect(plot->plotArea().adjusted(0.0, -1.0, 0.0, 1.0));
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(pen);
    painter.drawPath(path);
    painter.restore();
}

/// Names stand beside the ends of their curves, moved apart where those meet.
void RunningPanel::paintEnds(QPainter& painter, const PlotView* plot, Figure figure) const {
    const QRectF area = plot->plotArea();
    QFont bold = plot->labelFont();
    painter.setFont(bold);
    const QFontMetricsF metrics(bold);
    const double room = double(plot->viewport()->width()) - area.right() - kEndGap - 2.0;
    struct Label {
        double y;
        QString text;
        QColor color;
    };
    std::vector<Label> ends;
    ends.reserve(m_data.runs.size() + 1);
    if (figure == Figure::Cost) {
        for (const RunningData::Run& run : m_data.runs) {
            if (run.curve.empty() || !shown(run)) continue;
            ends.push_back({plot->toPixel(0.0, run.curve.back().costPer1000).y(), run.label,
                            routerStyle(run.router, theme().dark).color});
        }
    } else if (std::isfinite(m_data.floor)) {
        ends.push_back({plot->toPixel(0.0, m_data.floor).y(),
                        tr("α %1").arg(floorText(m_data.floor)), theme().accent});
    }
    std::erase_if(ends, [](const Label& label) { return !std::isfinite(label.y); });
    std::ranges::sort(ends, {}, &Label::y);
    const double high = metrics.height();
    double below = area.top() - high / 2.0;
    for (Label& label : ends) {
        label.y = std::max(label.y - high / 2.0, below);
        below = label.y + high;
    }
    const double over = below - (area.bottom() + high / 2.0);
    for (Label& label : ends) {
        if (over > 0.0) label.y -= over;
        painter.setPen(label.color);
        painter.drawText(QRectF(area.right() + kEndGap, label.y, room, high),
                         Qt::AlignLeft | Qt::AlignVCenter,
                         metrics.elidedText(label.text, Qt::ElideRight, room));
    }
}

void RunningPanel::paintLive(QPainter& painter, const PlotView* plot, Figure figure) const {
    if (m_data.runs.empty()) return;
    const double until = std::min(m_cursor, m_data.end);
    // The first of the legend is painted last, on top.
    for (auto run = m_data.runs.rbegin(); run != m_data.runs.rend(); ++run) {
        if (shown(*run)) paintRun(painter, plot, figure, *run, 0.0, until, false);
    }
    if (!(m_cursor < m_data.end)) return;
    const QRectF area = plot->plotArea();
    const double x = plot->toPixel(until, 0.0).x();
    painter.setPen(QPen(theme().text, 1.0));
    painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()));
    for (std::size_t k = 0; k < m_data.runs.size(); ++k) {
        const RunningData::Point* point = pointAt(k, until);
        if (!point || !shown(m_data.runs[k])) continue;
        const QPointF at = plot->toPixel(until, valueOf(*point, figure));
        if (!std::isfinite(at.y()) || !area.adjusted(0, -1, 0, 1).contains(at)) continue;
        painter.setPen(QPen(theme().background, 1.0));
        painter.setBrush(routerStyle(m_data.runs[k].router, theme().dark).color);
        painter.drawEllipse(at, kCursorDot, kCursorDot);
    }
}

void RunningPanel::hover(PlotView* plot, QPointF position) {
    if (!plot->plotArea().contains(position)) {
        plot->setHoverBox({}, {});
        return;
    }
    const Figure figure = plot == m_cost ? Figure::Cost : Figure::Accuracy;
    const double time = std::clamp(plot->xAt(position.x()), 0.0, m_data.end);
    std::vector<PlotView::HoverLine> lines = {{tr("at %1").arg(clockText(time, m_data.end)), {}}};
    for (std::size_t k = 0; k < m_data.runs.size(); ++k) {
        if (!shown(m_data.runs[k])) continue;
        const RunningData::Point* point = pointAt(k, time);
        const QString value =
            point ? valueWords(valueOf(*point, figure), figure) : QStringLiteral("–");
        lines.push_back({m_data.runs[k].label + QStringLiteral(": ") + value,
                         routerStyle(m_data.runs[k].router, theme().dark).color});
    }
    plot->setHoverBox(position, std::move(lines));
}

QString RunningPanel::csv() const {
    QString text =
        QStringLiteral("router,seconds,cost_per_1000_usd,predicted_accuracy,realized_accuracy\n");
    for (const RunningData::Run& run : m_data.runs) {
        if (!shown(run)) continue;
        for (const RunningData::Point& point : run.curve) {
            text += csvField(run.label) + ',' + csvNumber(point.time) + ',' +
                    csvNumber(point.costPer1000) + ',' + csvNumber(point.predicted) + ',' +
                    csvNumber(point.realized) + '\n';
        }
    }
    return text;
}

}  // namespace orl
