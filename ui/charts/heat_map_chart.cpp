#include "ui/charts/heat_map_chart.h"

#include <QPainter>
#include <QPainterPath>
#include <algorithm>
#include <array>
#include <cmath>

namespace orl {

namespace {

constexpr int kShadeRoom = 84;         // pixels right of the plot for the bar and its labels
constexpr double kShadeWidth = 12;     // pixels
constexpr double kShadeGap = 12;       // pixels between plot and bar
constexpr double kLabelEvery = 400.0;  // pixels of a line for one label

/// Between neighbours in the middle of them, at the ends as far beyond.
std::vector<double> edgesOf(const std::vector<double>& places, bool log) {
    const auto to = [log](double v) { return log ? std::log10(v) : v; };
    const auto from = [log](double v) { return log ? std::pow(10.0, v) : v; };
    std::vector<double> edges;
    edges.reserve(places.size() + 1);
    if (places.size() == 1) {
        const double reach = log ? 0.15 : std::max(std::abs(places[0]) * 0.1, 1e-12);
        return {from(to(places[0]) - reach), from(to(places[0]) + reach)};
    }
    for (std::size_t k = 0; k <= places.size(); ++k) {
        const std::size_t right = std::clamp<std::size_t>(k, 1, places.size() - 1);
        const double half = (to(places[right]) - to(places[right - 1])) / 2.0;
        const double middle = k == 0               ? to(places.front()) - half
                              : k == places.size() ? to(places.back()) + half
                                                   : to(places[k]) - half;
        edges.push_back(from(middle));
    }
    return edges;
}

/// Index of the interval that holds it.
std::optional<std::size_t> intervalOf(const std::vector<double>& edges, double value) {
    const auto above = std::ranges::upper_bound(edges, value);
    if (above == edges.begin() || above == edges.end()) return {};
    return std::size_t(above - edges.begin()) - 1;
}

}  // namespace

HeatMapChart::HeatMapChart(QWidget* parent) : ChartPanel(tr("Map"), parent) {
    m_plot = addPlot();
    setLegendVisible(false);
    m_plot->setRight(kShadeRoom);
    m_plot->setOver([this](QPainter& painter) {
        paintCells(painter);
        paintContours(painter);
        paintBar(painter);
    });
    m_plot->setLive([this](QPainter& painter) { paintNow(painter); });
    m_plot->setCursor(Qt::PointingHandCursor);
    connect(m_plot, &PlotView::moved, this, [this](QPointF at, bool) { hover(at); });
    connect(m_plot, &PlotView::released, this, [this](QPointF at) {
        const auto cell = cellAt(at);
        if (!cell || !m_data.cells[*cell].known) return;
        emit cellChosen(*cell % m_data.x.size(), *cell / m_data.x.size());
    });
}

void HeatMapChart::setData(HeatMapData data) {
    m_data = std::move(data);
    refresh();
}

void HeatMapChart::setNow(QPointF now) {
    m_data.now = now;
    m_plot->viewport()->update();
}

void HeatMapChart::refresh() {
    setEmpty(m_data.cells.empty());
    if (m_data.cells.empty()) return;
    m_plot->setTitles(m_data.xTitle, m_data.yTitle);
    m_xEdges = edgesOf(m_data.x, m_data.xLog);
    m_yEdges = edgesOf(m_data.y, m_data.yLog);
    m_plot->x().setUnit(m_data.xUnit);
    m_plot->y().setUnit(m_data.yUnit);
    m_plot->x().setLogWanted(m_data.xLog);
    m_plot->y().setLogWanted(m_data.yLog);
    m_plot->x().set(m_xEdges.front(), m_xEdges.back());
    m_plot->y().set(m_yEdges.front(), m_yEdges.back());
    double least = std::numeric_limits<double>::infinity();
    double most = -least;
    for (const HeatMapData::Cell& cell : m_data.cells) {
        if (!cell.known || !cell.feasible || !std::isfinite(cell.value)) continue;
        least = std::min(least, cell.value);
        most = std::max(most, cell.value);
    }
    m_anyShade = most >= least;
    if (m_anyShade) {
        constexpr double kDecade = 10.0;
        m_shades.setUnit(m_data.unit);
        m_shades.setLogWanted(m_data.unit == Unit::Usd && least > 0.0 && most > kDecade * least);
        const double reach = most > least ? 0.0 : std::max(std::abs(most) * 0.01, 1e-12);
        m_shades.set(least - reach, most + reach);
    }
    m_plot->updateAxes();
    m_plot->contentChanged();
}

double HeatMapChart::shadeOf(double value) const {
    const double from = m_shades.map(m_shades.lo());
    return (m_shades.map(value) - from) / (m_shades.map(m_shades.hi()) - from);
}

QRectF HeatMapChart::cellRect(std::size_t column, std::size_t row) const {
    const QPointF low = m_plot->toPixel(m_xEdges[column], m_yEdges[row]);
    const QPointF high = m_plot->toPixel(m_xEdges[column + 1], m_yEdges[row + 1]);
    return QRectF(QPointF(std::round(low.x()), std::round(high.y())),
                  QPointF(std::round(high.x()), std::round(low.y())));
}

QPointF HeatMapChart::centreOf(std::size_t column, std::size_t row) const {
    return cellRect(column, row).center();
}

void HeatMapChart::paintCells(QPainter& painter) const {
    if (m_data.cells.empty()) return;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setClipRect(m_plot->plotArea());
    for (std::size_t k = 0; k < m_data.cells.size(); ++k) {
        const HeatMapData::Cell& cell = m_data.cells[k];
        if (!cell.known) continue;
        const QRectF rect = cellRect(k % m_data.x.size(), k / m_data.x.size());
        if (!cell.feasible) {
            painter.fillRect(rect, theme().background);
            painter.fillRect(rect, QBrush(theme().hatch, Qt::BDiagPattern));
        } else if (std::isfinite(cell.value)) {
            painter.fillRect(rect, evenShade(shadeOf(cell.value), theme().dark));
        } else {
            painter.fillRect(rect, theme().alternate);
        }
    }
    painter.restore();
}

/// Dark over a bright rim, so that they are seen on every shade; each labelled where it is longest
/// in the plot, and no label on another.
void HeatMapChart::paintContours(QPainter& painter) const {
    if (m_data.contours.empty()) return;
    painter.save();
    const QRectF area = m_plot->plotArea();
    painter.setClipRect(area);
    painter.setFont(m_plot->labelFont());
    const QFontMetricsF metrics(m_plot->labelFont());
    std::vector<QPolygonF> lines;
    lines.reserve(m_data.contours.size());
    for (const HeatMapData::Contour& contour : m_data.contours) {
        QPolygonF line;
        for (const QPointF& point : contour.points) line << m_plot->toPixel(point.x(), point.y());
        lines.push_back(std::move(line));
    }
    painter.setBrush(Qt::NoBrush);
    painter.setRenderHint(QPainter::Antialiasing);
    QColor rim = theme().background;
    rim.setAlphaF(0.75F);
    for (const auto& [color, width] : {std::pair(rim, 3.4), std::pair(theme().text, 1.3)}) {
        painter.setPen(QPen(color, width, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        for (const QPolygonF& line : lines) painter.drawPolyline(line);
    }
    std::vector<QRectF> taken;
    for (std::size_t k = 0; k < lines.size(); ++k) {
        QPainterPath path;
        path.addPolygon(lines[k]);
        const double length = path.length();
        const QSizeF size(metrics.horizontalAdvance(m_data.contours[k].label) + 6,
                          metrics.height());
        if (length < size.width() * 1.5) continue;
        const int labels = std::max(1, int(length / kLabelEvery));
        for (int label = 0; label < labels; ++label) {
            const double along = (label + 0.5) / labels;
            const QPointF at = path.pointAtPercent(along);
            QRectF box(QPointF(), size);
            box.moveCenter(at);
            const bool free = std::ranges::none_of(
                taken, [&](const QRectF& other) { return other.intersects(box); });
            if (!free || !area.contains(box)) continue;
            taken.push_back(box);
            painter.setPen(Qt::NoPen);
            painter.setBrush(theme().background);
            painter.drawRoundedRect(box, 3, 3);
            painter.setPen(theme().text);
            painter.drawText(box, Qt::AlignCenter, m_data.contours[k].label);
        }
    }
    painter.restore();
}

void HeatMapChart::paintNow(QPainter& painter) const {
    if (m_data.cells.empty() || !std::isfinite(m_data.now.x()) || !std::isfinite(m_data.now.y())) {
        return;
    }
    const bool positive = (!m_plot->x().isLog() || m_data.now.x() > 0.0) &&
                          (!m_plot->y().isLog() || m_data.now.y() > 0.0);
    if (!positive) return;
    const QPointF at = m_plot->toPixel(m_data.now.x(), m_data.now.y());
    if (!m_plot->plotArea().adjusted(-1, -1, 1, 1).contains(at)) return;
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(theme().background, 5.0));
    painter.drawEllipse(at, 7.0, 7.0);
    painter.setPen(QPen(theme().text, 2.0));
    painter.drawEllipse(at, 7.0, 7.0);
}

void HeatMapChart::paintBar(QPainter& painter) const {
    if (!m_anyShade) return;
    const QRectF area = m_plot->plotArea();
    const QRectF bar(area.right() + kShadeGap, area.top(), kShadeWidth, area.height());
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing, false);
    QLinearGradient gradient(bar.bottomLeft(), bar.topLeft());
    constexpr int kStopCount = 20;
    for (int k = 0; k <= kStopCount; ++k) {
        const double share = double(k) / kStopCount;
        gradient.setColorAt(share, evenShade(share, theme().dark));
    }
    painter.fillRect(bar, gradient);
    painter.setPen(theme().axis);
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(bar);
    painter.setFont(m_plot->labelFont());
    const QFontMetricsF metrics(m_plot->labelFont());
    const double line = metrics.height();
    const auto ticks = m_shades.ticks(
        bar.height(), [line](const QString&) { return line; }, line * 0.9);
    for (const AxisScale::Tick& tick : ticks) {
        const double y = bar.bottom() - shadeOf(tick.value) * bar.height();
        if (y < bar.top() - 1 || y > bar.bottom() + 1) continue;
        painter.setPen(theme().axis);
        painter.drawLine(QPointF(bar.right(), y), QPointF(bar.right() + 4, y));
        painter.setPen(theme().mutedText);
        painter.drawText(QRectF(bar.right() + 7, y - line / 2, kShadeRoom, line),
                         Qt::AlignLeft | Qt::AlignVCenter, tick.label);
    }
    painter.restore();
}

std::optional<std::size_t> HeatMapChart::cellAt(QPointF position) const {
    if (m_data.cells.empty() || !m_plot->plotArea().contains(position)) return {};
    const double up = (m_plot->plotArea().bottom() - position.y()) / m_plot->plotArea().height();
    const AxisScale& y = m_plot->y();
    const double from = y.map(y.lo());
    const auto column = intervalOf(m_xEdges, m_plot->xAt(position.x()));
    const auto row = intervalOf(m_yEdges, y.unmap(from + up * (y.map(y.hi()) - from)));
    if (!column || !row) return {};
    return *row * m_data.x.size() + *column;
}

void HeatMapChart::hover(QPointF position) {
    const auto cell = cellAt(position);
    if (!cell || !m_data.cells[*cell].known || !m_describe) {
        m_plot->setHoverBox({}, {});
        return;
    }
    m_plot->setHoverBox(centreOf(*cell % m_data.x.size(), *cell / m_data.x.size()),
                        m_describe(*cell));
}

QString HeatMapChart::csv() const {
    if (m_csv) return m_csv();
    QString text = csvField(m_data.xTitle) + ',' + csvField(m_data.yTitle) + ',' +
                   csvField(m_data.figure) + ",feasible\n";
    for (std::size_t k = 0; k < m_data.cells.size(); ++k) {
        const HeatMapData::Cell& cell = m_data.cells[k];
        if (!cell.known) continue;
        text += csvNumber(m_data.x[k % m_data.x.size()]) + ',' +
                csvNumber(m_data.y[k / m_data.x.size()]) + ',' + csvNumber(cell.value) + ',' +
                (cell.feasible ? "true" : "false") + '\n';
    }
    return text;
}

}  // namespace orl
