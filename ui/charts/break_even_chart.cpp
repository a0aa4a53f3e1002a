#include "ui/charts/break_even_chart.h"

#include <QLocale>
#include <QPainter>
#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "ui/charts/line_up.h"
#include "ui/charts/plot_view.h"

namespace orl {

namespace {

constexpr double kFlagRoom = 0.16;  // of the cost axis, above the curve, for the flags

QString timesText(double multiple) {
    return QLocale::c().toString(multiple, 'f', multiple < 0.1 ? 3 : 2) + QStringLiteral(" ×");
}

QString modelKey(std::size_t model) {
    return QStringLiteral("model:%1").arg(model);
}

}  // namespace

BreakEvenChart::BreakEvenChart(QWidget* parent) : ChartPanel(tr("Break-even"), parent) {
    m_cost = addPlot(5);
    m_shares = addPlot(5);
    m_shares->y().setUnit(Unit::Percent);
    m_cost->setXLabels(false);
    for (PlotView* plot : plots()) {
        plot->x().setLogWanted(true);
        connectDrag(plot);
        connect(plot, &PlotView::marginsChanged, this, &BreakEvenChart::lineUp);
    }
    m_cost->setUnder([this](QPainter& painter) { paintCurve(painter); });
    m_shares->setUnder([this](QPainter& painter) { paintShares(painter); });
    m_shares->setOver([this](QPainter& painter) { paintXLabels(painter); });
    m_cost->setLive([this](QPainter& painter) { paintMarks(painter, m_cost, true); });
    m_shares->setLive([this](QPainter& painter) { paintMarks(painter, m_shares, false); });
    setMinimumSize(260, 220);
    setEmpty(true);
}

void BreakEvenChart::connectDrag(PlotView* plot) {
    plot->setCursor(Qt::SizeHorCursor);
    connect(plot, &PlotView::pressed, this, [this, plot](QPointF position) {
        if (isEmpty() || !plot->plotArea().adjusted(-6, -6, 6, 8).contains(position)) return;
        m_dragging = true;
        for (PlotView* each : plots()) each->setHoverBox({}, {});
        emit dragStarted();
        emit multipleAsked(multipleAt(plot, position));
    });
    connect(plot, &PlotView::moved, this, [this, plot](QPointF position, bool held) {
        if (m_dragging && held) {
            emit multipleAsked(multipleAt(plot, position));
        } else if (!held) {
            hover(plot, position);
        }
    });
    connect(plot, &PlotView::left, this, [plot] { plot->setHoverBox({}, {}); });
    connect(plot, &PlotView::released, this, [this] {
        if (std::exchange(m_dragging, false)) emit dragFinished();
    });
}

/// As people write factors.
double BreakEvenChart::multipleAt(const PlotView* plot, QPointF position) const {
    constexpr double hundredths = 100.0;
    const double exact = std::clamp(plot->xAt(position.x()), m_data.low, m_data.high);
    return std::max(1.0, std::round(exact * hundredths)) / hundredths;
}

void BreakEvenChart::lineUp() {
    lineUpPlots(plots());
}

void BreakEvenChart::clear(const QString& reason) {
    m_data = {};
    setTitle(tr("Break-even"));
    setNotice({});
    setEmptyText(reason);
    setEmpty(true);
}

void BreakEvenChart::setData(BreakEvenData data) {
    const bool other = data.name != m_data.name || data.budget != m_data.budget;
    m_data = std::move(data);
    refresh();
    if (other) settle();
}

void BreakEvenChart::setNow(double multiple, double objective) {
    m_now = multiple;
    m_nowObjective = objective;
    for (PlotView* plot : plots()) plot->viewport()->update();
}

QPointF BreakEvenChart::placeOf(double multiple) const {
    return m_cost->toPixel(multiple, (m_cost->y().lo() + m_cost->y().hi()) / 2.0);
}

QString BreakEvenChart::objectiveText(double objective) const {
    return valueText(objective, m_data.budget ? Unit::Percent : Unit::Usd);
}

void BreakEvenChart::fitAxes() {
    double low = m_data.budget ? 1.0 : 0.0;
    double high = 0.0;
    const auto include = [&](double value) {
        if (std::isnan(value)) return;
        low = std::min(low, value);
        high = std::max(high, value);
    };
    for (const BreakEvenData::Point& point : m_data.points) include(point.objective);
    include(m_data.without);
    m_cost->y().setUnit(m_data.budget ? Unit::Percent : Unit::Usd);
    // Room around the curve is none for costs below nothing.
    m_cost->y().setLimits(0.0, m_data.budget ? 1.0 : std::numeric_limits<double>::infinity());
    m_cost->y().fit(low, high + kFlagRoom * (high - low));
    m_shares->y().set(0.0, 1.0);
    for (PlotView* plot : plots()) plot->x().set(m_data.low, m_data.high);
    m_cost->setTitles({}, m_data.budget  ? tr("accuracy of the batch, %")
                          : m_data.timed ? tr("cost of the batch and its seconds, USD per 1,000")
                                         : tr("cost of the batch, USD per 1,000"));
    m_shares->setTitles(
        std::isnan(m_data.outputPrice)
            ? tr("price of %1: multiple of its own (log)").arg(m_data.name)
            : tr("price of %1: multiple of its own, and USD per 1M output tokens (log)")
                  .arg(m_data.name),
        tr("share of the queries, %"));
    m_shares->setOwnXLabels(int(std::ceil(3 * QFontMetricsF(m_shares->labelFont()).height() + 8)));
    for (PlotView* plot : plots()) plot->updateAxes();
}

void BreakEvenChart::refresh() {
    setEmpty(m_data.points.empty());
    if (m_data.points.empty()) return;
    setTitle(tr("Break-even of %1").arg(m_data.name));
    std::vector<LegendEntry> entries;
    entries.push_back({"cost",
                       m_data.budget ? tr("most accuracy") : tr("least cost"),
                       theme().accent,
                       LegendEntry::Swatch::Line,
                       {},
                       2.0});
    entries.push_back(
        {"without", tr("without it"), theme().mutedText, LegendEntry::Swatch::Line, {4, 3}, 1.2});
    entries.push_back({"last",
                       m_data.gains ? tr("gets its first") : tr("loses its last"),
                       theme().warning,
                       LegendEntry::Swatch::Line,
                       {4, 3},
                       1.2});
    for (std::size_t j = m_data.models.size(); j-- > 0;) {
        const bool any = std::ranges::any_of(m_data.points, [&](const auto& point) {
            return j < point.share.size() && point.share[j] > 0.0;
        });
        if (any)
            entries.push_back({modelKey(j),
                               m_data.models[j],
                               modelColor(int(j), theme().dark),
                               LegendEntry::Swatch::Box,
                               {}});
    }
    setLegendEntries(std::move(entries));
    fitAxes();
    for (PlotView* plot : plots()) plot->contentChanged();
}

void BreakEvenChart::paintCurve(QPainter& painter) const {
    painter.setClipRect(m_cost->plotArea());
    if (!std::isnan(m_data.without) && isSeriesVisible("without")) {
        QPen dashed(theme().mutedText, 1.2);
        dashed.setDashPattern({4, 3});
        painter.setPen(dashed);
        painter.drawLine(m_cost->toPixel(m_data.low, m_data.without),
                         m_cost->toPixel(m_data.high, m_data.without));
    }
    if (!isSeriesVisible("cost")) return;
    painter.setPen(QPen(theme().accent, 2.0));
    painter.setBrush(Qt::NoBrush);
    QPolygonF line;
    for (const BreakEvenData::Point& point : m_data.points) {
        if (std::isnan(point.objective)) continue;
        line << m_cost->toPixel(point.multiple, point.objective);
    }
    painter.drawPolyline(line);
}

void BreakEvenChart::paintShares(QPainter& painter) const {
    painter.setClipRect(m_shares->plotArea());
    painter.setPen(Qt::NoPen);
    std::vector<double> below(m_data.points.size(), 0.0);
    std::vector<std::size_t> order;
    order.reserve(m_data.models.size());
    for (std::size_t j = 0; j < m_data.models.size(); ++j) order.push_back(j);
    for (const std::size_t j : order) {
        QPolygonF top;
        QPolygonF bottom;
        for (std::size_t k = 0; k < m_data.points.size(); ++k) {
            const BreakEvenData::Point& point = m_data.points[k];
            if (std::isnan(point.objective) || j >= point.share.size()) continue;
            bottom << m_shares->toPixel(point.multiple, below[k]);
            below[k] += point.share[j];
            top << m_shares->toPixel(point.multiple, below[k]);
        }
        std::reverse(bottom.begin(), bottom.end());
        QColor color = modelColor(int(j), theme().dark);
        const bool faded = !isSeriesVisible(modelKey(j)) ||
                           (!highlighted().isEmpty() && highlighted() != modelKey(j));
        if (faded) color.setAlphaF(0.25F);
        painter.setBrush(color);
        painter.drawPolygon(top + bottom);
    }
}

/// Multiples, and under them what that is per million output tokens.
void BreakEvenChart::paintXLabels(QPainter& painter) const {
    const QFontMetricsF metrics(m_shares->labelFont());
    painter.setFont(m_shares->labelFont());
    painter.setPen(theme().mutedText);
    double free = -1e9;
    const auto ticks = m_shares->x().ticks(
        m_shares->plotArea().width(),
        [&](const QString& text) { return metrics.horizontalAdvance(text + " 0000"); }, 6.0);
    for (const AxisScale::Tick& tick : ticks) {
        const double x = m_shares->toPixel(tick.value, 0.0).x();
        QString text = QLocale::c().toString(tick.value, 'g', 3) + QStringLiteral(" ×");
        if (!std::isnan(m_data.outputPrice)) {
            text += "\n$" + QLocale::c().toString(m_data.outputPrice * tick.value, 'g', 3);
        }
        const double half = metrics.horizontalAdvance("0.00 ×") / 2.0 + 2.0;
        // The last one is at the end of the axis: whole, if not quite under its tick.
        const double left = std::min(x - half, m_shares->width() - 2.0 * half);
        if (left < free) continue;
        free = left + 2.0 * half;
        painter.drawText(
            QRectF(left, m_shares->plotArea().bottom() + 3, 2 * half, 2 * metrics.height()),
            Qt::AlignHCenter | Qt::AlignTop | Qt::TextDontClip, text);
    }
}

void BreakEvenChart::paintMarks(QPainter& painter, const PlotView* plot, bool flags) const {
    if (isEmpty()) return;
    const QRectF area = plot->plotArea();
    const auto line = [&](double multiple, const QPen& pen) {
        if (!(multiple >= m_data.low && multiple <= m_data.high)) return;
        const double x = plot->toPixel(multiple, plot->y().lo()).x();
        painter.setPen(pen);
        painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()));
    };
    QPen dashed(theme().warning, 1.4);
    dashed.setDashPattern({4, 3});
    if (isSeriesVisible("last")) line(m_data.last, dashed);
    line(m_now, QPen(theme().accent, 1.6));
    if (!flags) return;
    paintWorth(painter);
    QRectF taken;
    paintFlag(painter, m_now, tr("now %1").arg(timesText(m_now)), theme().accent, &taken);
    if (isSeriesVisible("last")) {
        paintFlag(painter, m_data.last,
                  (m_data.gains ? tr("first query at %1") : tr("last query at %1"))
                      .arg(timesText(m_data.last)),
                  theme().warning, &taken);
    }
}

/// From the point now to what it would be without the model.
void BreakEvenChart::paintWorth(QPainter& painter) const {
    if (std::isnan(m_nowObjective) || !(m_now >= m_data.low && m_now <= m_data.high)) return;
    const QPointF at = m_cost->toPixel(m_now, m_nowObjective);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(m_cost->labelFont());
    const QFontMetricsF metrics(m_cost->labelFont());
    const double worth = std::abs(m_data.without - m_nowObjective);
    if (worth > 0.0) {
        const QPointF top = m_cost->toPixel(m_now, m_data.without);
        painter.setPen(QPen(theme().gain, 2.0));
        painter.drawLine(at, top);
        const QString text = tr("worth %1").arg(objectiveText(worth));
        const double width = metrics.horizontalAdvance(text);
        const bool left = at.x() - width - 8 > m_cost->plotArea().left();
        if (std::abs(top.y() - at.y()) > metrics.height()) {
            painter.drawText(
                QRectF(left ? at.x() - width - 6 : at.x() + 6,
                       (at.y() + top.y() - metrics.height()) / 2.0, width, metrics.height()),
                Qt::AlignCenter | Qt::TextDontClip, text);
        }
    }
    painter.setPen(QPen(theme().accent, 2.0));
    painter.setBrush(theme().background);
    painter.drawEllipse(at, 4.5, 4.5);
    painter.drawText(QRectF(at.x() + 8, at.y() + 2, 120, metrics.height()),
                     Qt::AlignLeft | Qt::TextDontClip, objectiveText(m_nowObjective));
}

/// A pill in the room above the curve; one that would cover another goes beside it.
void BreakEvenChart::paintFlag(QPainter& painter, double multiple, const QString& text,
                               const QColor& color, QRectF* taken) const {
    if (std::isnan(multiple)) return;
    const QRectF area = m_cost->plotArea();
    QString shown = text;
    if (multiple < m_data.low) shown = QStringLiteral("◂ ") + shown;
    if (multiple > m_data.high) shown += QStringLiteral(" ▸");
    painter.setFont(m_cost->labelFont());
    const QFontMetricsF metrics(m_cost->labelFont());
    QRectF box(0, area.top() + 1, metrics.horizontalAdvance(shown) + 12, metrics.height() + 2);
    const double x = m_cost->toPixel(std::clamp(multiple, m_data.low, m_data.high), 0.0).x();
    const double rightmost = std::max(area.left(), area.right() - box.width());
    box.moveLeft(std::clamp(x - box.width() / 2, area.left(), rightmost));
    if (!taken->isNull() && box.adjusted(-3, 0, 3, 0).intersects(*taken)) {
        const double right = taken->right() + 4;
        const bool fits = right <= rightmost;
        const bool after = x >= taken->center().x();
        box.moveLeft(fits && (after || taken->left() - 4 - box.width() < area.left())
                         ? right
                         : std::max(area.left(), taken->left() - 4 - box.width()));
    }
    *taken = box;
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    painter.drawRoundedRect(box, 3, 3);
    painter.setPen(theme().dark ? theme().background : QColor(Qt::white));
    painter.drawText(box, Qt::AlignCenter, shown);
}

/// The nearest price that was solved.
void BreakEvenChart::hover(PlotView* plot, QPointF position) {
    if (isEmpty() || !plot->plotArea().contains(position)) {
        plot->setHoverBox({}, {});
        return;
    }
    const double at = std::log(plot->xAt(position.x()));
    const auto nearest = std::ranges::min_element(m_data.points, {}, [&](const auto& point) {
        return std::abs(std::log(point.multiple) - at);
    });
    std::vector<PlotView::HoverLine> lines;
    lines.push_back({timesText(nearest->multiple), {}});
    lines.push_back(
        {std::isnan(nearest->objective) ? tr("out of reach") : objectiveText(nearest->objective),
         theme().accent});
    for (std::size_t j = m_data.models.size(); j-- > 0;) {
        if (j >= nearest->share.size() || !(nearest->share[j] > 0.0)) continue;
        lines.push_back({m_data.models[j] + ' ' + valueText(nearest->share[j], Unit::Percent),
                         modelColor(int(j), theme().dark)});
    }
    plot->setHoverBox(position, std::move(lines));
}

QString BreakEvenChart::csv() const {
    QString text = m_data.budget ? QStringLiteral("multiple,accuracy")
                                 : QStringLiteral("multiple,usd_per_1000");
    for (const QString& model : m_data.models) text += ',' + csvField(model);
    text += '\n';
    for (const BreakEvenData::Point& point : m_data.points) {
        text += csvNumber(point.multiple) + ',' + csvNumber(point.objective);
        for (const double share : point.share) text += ',' + csvNumber(share);
        text += '\n';
    }
    return text;
}

}  // namespace orl
