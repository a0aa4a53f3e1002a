#include "ui/charts/parallel_chart.h"

#include <QPainter>
#include <QPolygonF>
#include <algorithm>
#include <cmath>

#include "ui/charts/plot_view.h"

namespace orl {

namespace {

constexpr double kBrushWidth = 14.0;
constexpr double kNothing = std::numeric_limits<double>::infinity();
constexpr double kBrushReach = 9.0;  // pixels from an axis at which a drag brushes
constexpr double kLineReach = 6.0;
constexpr double kStill = 4.0;  // pixels that a click may move
constexpr double kDiscRadius = 8.0;

double distanceToSegment(QPointF point, QPointF from, QPointF to) {
    const QPointF way = to - from;
    const double length = QPointF::dotProduct(way, way);
    const double share =
        length > 0.0 ? std::clamp(QPointF::dotProduct(point - from, way) / length, 0.0, 1.0) : 0.0;
    const QPointF away = point - (from + share * way);
    return std::hypot(away.x(), away.y());
}

}  // namespace

ParallelChart::ParallelChart(const QString& title, QWidget* parent) : ChartPanel(title, parent) {
    m_plot = addPlot();
    m_plot->setBare(true);
    m_plot->setUnder([this](QPainter& painter) {
        paintLines(painter);
        paintAxes(painter);
    });
    setLegendVisible(false);
    setMinimumHeight(180);
    connect(m_plot, &PlotView::pressed, this, &ParallelChart::press);
    connect(m_plot, &PlotView::moved, this, &ParallelChart::drag);
    connect(m_plot, &PlotView::released, this, &ParallelChart::release);
    connect(m_plot, &PlotView::left, this, [this] { m_plot->setHoverBox({}, {}); });
    setData({});
}

void ParallelChart::setData(ParallelData data) {
    // A brush belongs to its axis, by name.
    std::vector<std::optional<Brush>> brushes(data.axes.size());
    for (std::size_t a = 0; a < m_brushes.size(); ++a) {
        const auto same =
            std::ranges::find(data.axes, m_data.axes[a].name, &ParallelData::Axis::name);
        if (same != data.axes.end()) brushes[std::size_t(same - data.axes.begin())] = m_brushes[a];
    }
    m_brushes = std::move(brushes);
    m_data = std::move(data);
    m_ranges.assign(m_data.axes.size(), {kNothing, -kNothing});
    for (const auto& line : m_data.lines) {
        for (std::size_t a = 0; a < m_ranges.size(); ++a) {
            if (!std::isfinite(line.values[a])) continue;
            m_ranges[a].least = std::min(m_ranges[a].least, line.values[a]);
            m_ranges[a].greatest = std::max(m_ranges[a].greatest, line.values[a]);
        }
    }
    for (Range& range : m_ranges) {
        if (range.least < range.greatest) continue;
        // One value, or none: in the middle of its axis.
        const double middle = range.least > range.greatest ? 0.0 : range.least;
        const double reach = std::max(0.01, std::abs(middle) * 0.05);
        range = {middle - reach, middle + reach};
    }
    refresh();
}

void ParallelChart::refresh() {
    setEmpty(m_data.lines.empty() || m_data.axes.size() < 2);
    m_plot->setHoverBox({}, {});
    showCount();
    m_plot->contentChanged();
}

void ParallelChart::showCount() {
    const bool any = std::ranges::any_of(m_brushes, [](const auto& brush) { return bool(brush); });
    setStatus(any && !m_data.lines.empty()
                  ? tr("%1 of %2 meet the brushes").arg(meeting()).arg(m_data.lines.size())
                  : QString());
}

void ParallelChart::setBrush(std::size_t axis, std::optional<Brush> brush) {
    if (axis >= m_brushes.size() || m_brushes[axis] == brush) return;
    m_brushes[axis] = brush;
    showCount();
    m_plot->contentChanged();
    emit brushesChanged();
}

bool ParallelChart::meets(std::size_t line) const {
    for (std::size_t a = 0; a < m_brushes.size(); ++a) {
        if (!m_brushes[a]) continue;
        const double value = m_data.lines[line].values[a];
        if (!(value >= m_brushes[a]->least && value <= m_brushes[a]->greatest)) return false;
    }
    return true;
}

std::size_t ParallelChart::meeting() const {
    std::size_t count = 0;
    for (std::size_t k = 0; k < m_data.lines.size(); ++k) count += meets(k) ? 1 : 0;
    return count;
}

QRectF ParallelChart::area() const {
    const double line = QFontMetricsF(m_plot->labelFont()).height();
    const QRectF whole(m_plot->viewport()->rect());
    return whole.adjusted(34.0, 3.0 * line + 4.0, -38.0, -(2.0 * line + 6.0));
}

double ParallelChart::axisX(std::size_t axis) const {
    const QRectF room = area();
    return room.left() + room.width() * double(axis) / double(m_data.axes.size() - 1);
}

QPointF ParallelChart::placeOf(std::size_t axis, double value) const {
    const Range& range = m_ranges[axis];
    const QRectF room = area();
    const double share = (value - range.least) / (range.greatest - range.least);
    return {axisX(axis), room.bottom() - share * room.height()};
}

double ParallelChart::valueAt(std::size_t axis, double pixel) const {
    const Range& range = m_ranges[axis];
    const QRectF room = area();
    const double share = std::clamp((room.bottom() - pixel) / room.height(), 0.0, 1.0);
    return range.least + share * (range.greatest - range.least);
}

std::optional<std::size_t> ParallelChart::axisAt(QPointF position) const {
    for (std::size_t a = 0; a < m_data.axes.size() && !isEmpty(); ++a) {
        const QRectF room = area();
        if (std::abs(position.x() - axisX(a)) <= kBrushReach && position.y() >= room.top() - 6.0 &&
            position.y() <= room.bottom() + 6.0) {
            return a;
        }
    }
    return {};
}

/// Lines that the brushes leave grey cannot be meant.
std::optional<std::size_t> ParallelChart::lineAt(QPointF position) const {
    std::optional<std::size_t> found;
    double nearest = kLineReach;
    for (std::size_t k = 0; k < m_data.lines.size() && m_data.axes.size() > 1; ++k) {
        if (!meets(k)) continue;
        const auto& values = m_data.lines[k].values;
        for (std::size_t a = 0; a + 1 < values.size(); ++a) {
            if (!std::isfinite(values[a]) || !std::isfinite(values[a + 1])) continue;
            const double away =
                distanceToSegment(position, placeOf(a, values[a]), placeOf(a + 1, values[a + 1]));
            if (away < nearest) {
                nearest = away;
                found = k;
            }
        }
    }
    return found;
}

void ParallelChart::press(QPointF position) {
    m_pressed = position;
    m_brushing = axisAt(position);
}

void ParallelChart::drag(QPointF position, bool held) {
    if (held && m_brushing) {
        if (std::abs(position.y() - m_pressed.y()) <= kStill) return;
        const double one = valueAt(*m_brushing, m_pressed.y());
        const double other = valueAt(*m_brushing, position.y());
        m_plot->setHoverBox({}, {});
        setBrush(*m_brushing, Brush{std::min(one, other), std::max(one, other)});
        return;
    }
    const auto line = lineAt(position);
    m_plot->viewport()->setCursor(axisAt(position) ? Qt::SizeVerCursor
                                  : line           ? Qt::PointingHandCursor
                                                   : Qt::ArrowCursor);
    if (!line) {
        m_plot->setHoverBox({}, {});
        return;
    }
    std::vector<PlotView::HoverLine> lines = {{m_data.lines[*line].label, {}}};
    for (std::size_t a = 0; a < m_data.axes.size(); ++a) {
        lines.push_back({m_data.axes[a].name + ' ' +
                             valueText(m_data.lines[*line].values[a], m_data.axes[a].kind),
                         {}});
    }
    m_plot->setHoverBox(position, std::move(lines));
}

/// A click on a brushed axis takes its brush away; elsewhere it chooses a line.
void ParallelChart::release(QPointF position) {
    const auto axis = std::exchange(m_brushing, std::nullopt);
    if ((position - m_pressed).manhattanLength() > kStill) return;
    if (axis && m_brushes[*axis]) {
        setBrush(*axis, std::nullopt);
    } else if (const auto line = lineAt(position)) {
        emit lineChosen(*line);
    }
}

void ParallelChart::paintLine(QPainter& painter, const ParallelData::Line& line) const {
    QPolygonF run;
    for (std::size_t a = 0; a <= line.values.size(); ++a) {
        if (a < line.values.size() && std::isfinite(line.values[a])) {
            run << placeOf(a, line.values[a]);
            continue;
        }
        if (run.size() > 1) painter.drawPolyline(run);
        run.clear();
    }
}

void ParallelChart::paintLines(QPainter& painter) const {
    if (isEmpty()) return;
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(m_plot->labelFont());
    QColor met = theme().accent;
    met.setAlphaF(0.75F);
    // Those that are told by name lie above, and what the brushes leave out below.
    for (const int layer : {0, 1, 2}) {
        for (std::size_t k = 0; k < m_data.lines.size(); ++k) {
            const auto& line = m_data.lines[k];
            const bool thick = !line.letter.isEmpty() || line.now;
            const bool in = meets(k);
            if (layer != (thick ? 2 : in ? 1 : 0)) continue;
            painter.setPen(thick ? QPen(line.now ? theme().text : theme().ghost, 2.2)
                                 : QPen(in ? met : theme().border, 1.1));
            paintLine(painter, line);
        }
    }
    const std::size_t last = m_data.axes.size() - 1;
    QFont bold = m_plot->labelFont();
    bold.setBold(true);
    painter.setFont(bold);
    // From top to bottom, so that none covers another: a disc gives way downwards.
    std::vector<const ParallelData::Line*> told;
    for (const auto& line : m_data.lines) {
        if (!line.letter.isEmpty() && std::isfinite(line.values[last])) told.push_back(&line);
    }
    std::ranges::stable_sort(
        told, [last](const auto* a, const auto* b) { return a->values[last] > b->values[last]; });
    double lowest = 0.0;
    for (const ParallelData::Line* each : told) {
        const ParallelData::Line& line = *each;
        QPointF at = placeOf(last, line.values[last]) + QPointF(20.0, 0.0);
        at.setY(std::max(at.y(), lowest));
        lowest = at.y() + 2.0 * kDiscRadius + 1.0;
        painter.setPen(Qt::NoPen);
        painter.setBrush(line.now ? theme().text : theme().ghost);
        painter.drawEllipse(at, kDiscRadius, kDiscRadius);
        painter.setPen(theme().background);
        painter.drawText(QRectF(at.x() - 12, at.y() - 10, 24, 20), Qt::AlignCenter, line.letter);
    }
}

void ParallelChart::paintAxes(QPainter& painter) const {
    if (isEmpty()) return;
    const QFontMetricsF metrics(m_plot->labelFont());
    const double line = metrics.height();
    const QRectF room = area();
    const double step = room.width() / double(m_data.axes.size() - 1);
    QFont bold = m_plot->labelFont();
    bold.setBold(true);
    for (std::size_t a = 0; a < m_data.axes.size(); ++a) {
        const double x = axisX(a);
        painter.setPen(QPen(theme().text, 1.0));
        painter.drawLine(QPointF(x, room.top()), QPointF(x, room.bottom()));
        const QRectF head(x - step / 2.0 + 2.0, 0.0, step - 4.0, line);
        painter.setFont(bold);
        painter.drawText(
            head, Qt::AlignCenter,
            QFontMetricsF(bold).elidedText(m_data.axes[a].name, Qt::ElideMiddle, head.width()));
        painter.setFont(m_plot->labelFont());
        painter.setPen(theme().mutedText);
        painter.drawText(head.translated(0, line), Qt::AlignCenter,
                         metrics.elidedText(m_data.axes[a].unit, Qt::ElideRight, head.width()));
        painter.drawText(head.translated(0, 2 * line), Qt::AlignCenter,
                         valueText(m_ranges[a].greatest, m_data.axes[a].kind));
        painter.drawText(QRectF(head.left(), room.bottom() + 2, head.width(), line),
                         Qt::AlignCenter, valueText(m_ranges[a].least, m_data.axes[a].kind));
        if (!m_brushes[a]) continue;
        const double top = std::clamp(placeOf(a, m_brushes[a]->greatest).y(), room.top() - 2.0,
                                      room.bottom() + 2.0);
        const double bottom =
            std::clamp(placeOf(a, m_brushes[a]->least).y(), top, room.bottom() + 2.0);
        const QRectF band(x - kBrushWidth / 2, top, kBrushWidth, bottom - top);
        QColor fill = theme().accent;
        fill.setAlphaF(0.18F);
        painter.fillRect(band, fill);
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(theme().accent, 1.0));
        painter.drawRect(band);
        painter.fillRect(QRectF(band.left(), top - 2, kBrushWidth, 4), theme().accent);
        painter.fillRect(QRectF(band.left(), bottom - 2, kBrushWidth, 4), theme().accent);
    }
    painter.setPen(theme().mutedText);
    painter.drawText(
        QRectF(4, room.bottom() + line + 4, m_plot->viewport()->width() - 8, line),
        Qt::AlignLeft | Qt::AlignVCenter,
        metrics.elidedText(m_data.foot, Qt::ElideRight, m_plot->viewport()->width() - 8.0));
}

QString ParallelChart::csv() const {
    QStringList head = {QStringLiteral("state")};
    for (const auto& axis : m_data.axes) head << csvField(axis.name + " (" + axis.unit + ")");
    QString text = head.join(',') + '\n';
    for (std::size_t k = 0; k < m_data.lines.size(); ++k) {
        if (!meets(k)) continue;
        QStringList row = {csvField(m_data.lines[k].label)};
        for (const double value : m_data.lines[k].values) row << csvNumber(value);
        text += row.join(',') + '\n';
    }
    return text;
}

}  // namespace orl
