#include "ui/charts/waterfall_chart.h"

#include <QFontMetricsF>
#include <QPainter>
#include <algorithm>
#include <cmath>

#include "ui/charts/plot_view.h"

namespace orl {

namespace {
constexpr double kBarHalf = 0.34;     // of a slot
constexpr double kFarFromNull = 0.6;  // the least over the greatest, from which 0 is left out
constexpr double kRoomAbove = 0.12;   // of the range, for the figures
}  // namespace

double WaterfallData::end() const {
    double sum = start;
    for (const Part& part : parts) sum += part.value;
    return sum;
}

WaterfallChart::WaterfallChart(const QString& title, QWidget* parent) : ChartPanel(title, parent) {
    m_plot = addPlot();
    m_plot->y().setSnapped(false);
    m_plot->setUnder([this](QPainter& painter) { paintBars(painter); });
    m_plot->setOver([this](QPainter& painter) { paintLabels(painter); });
    connect(m_plot, &PlotView::moved, this, [this](QPointF at, bool) { hover(at); });
    connect(m_plot, &PlotView::left, this, [this] { m_plot->setHoverBox({}, {}); });
    setLegendVisible(false);
}

void WaterfallChart::setData(WaterfallData data) {
    m_data = std::move(data);
    refresh();
}

void WaterfallChart::refresh() {
    setEmpty(m_data.parts.empty());
    if (m_data.parts.empty()) return;
    double low = m_data.start;
    double high = m_data.start;
    double sum = m_data.start;
    for (const WaterfallData::Part& part : m_data.parts) {
        sum += part.value;
        low = std::min(low, sum);
        high = std::max(high, sum);
    }
    const bool far = low > kFarFromNull * high;
    const double base = far ? low - 0.35 * (high - low) : std::min(0.0, low);
    const double range = std::max(high - base, 1e-12);
    m_plot->y().setUnit(m_data.unit);
    m_plot->y().set(base, high + kRoomAbove * range);
    m_plot->x().set(-0.6, slotCount() - 0.4);
    m_plot->setTitles({}, m_data.axis + (far ? tr(" (axis does not begin at 0)") : QString()));
    m_plot->setOwnXLabels(int(std::ceil(2 * QFontMetricsF(m_plot->labelFont()).height() + 6)));
    m_plot->updateAxes();
    m_plot->contentChanged();
}

std::pair<double, double> WaterfallChart::span(int slot) const {
    const double base = std::max(m_plot->y().lo(), std::min(0.0, m_plot->y().hi()));
    if (slot == 0) return {base, m_data.start};
    if (slot == slotCount() - 1) return {base, m_data.end()};
    double from = m_data.start;
    for (int k = 1; k < slot; ++k) from += m_data.parts[std::size_t(k - 1)].value;
    return {from, from + m_data.parts[std::size_t(slot - 1)].value};
}

QString WaterfallChart::name(int slot) const {
    if (slot == 0) return m_data.from;
    if (slot == slotCount() - 1) return m_data.to;
    return m_data.parts[std::size_t(slot - 1)].name;
}

QString WaterfallChart::text(int slot) const {
    if (slot == 0) return valueText(m_data.start, m_data.unit);
    if (slot == slotCount() - 1) return valueText(m_data.end(), m_data.unit);
    const double value = m_data.parts[std::size_t(slot - 1)].value;
    const QString size = valueText(std::abs(value), m_data.unit);
    return value == 0.0 ? size : (value > 0.0 ? "+" : "−") + size;
}

QColor WaterfallChart::color(int slot) const {
    if (slot == 0 || slot == slotCount() - 1) return theme().ghost;
    const bool more = m_data.parts[std::size_t(slot - 1)].value > 0.0;
    return more == m_data.moreIsWorse ? theme().warning : theme().accent;
}

void WaterfallChart::paintBars(QPainter& painter) const {
    if (m_data.parts.empty()) return;
    painter.setRenderHint(QPainter::Antialiasing, false);
    QPen link(theme().axis, 1.0);
    link.setDashPattern({3, 3});
    for (int slot = 0; slot < slotCount(); ++slot) {
        const auto [from, to] = span(slot);
        const QPointF a = m_plot->toPixel(slot - kBarHalf, from);
        const QPointF b = m_plot->toPixel(slot + kBarHalf, to);
        QRectF bar = QRectF(a, b).normalized();
        bar.setHeight(std::max(1.0, bar.height()));
        painter.fillRect(bar, color(slot));
        if (slot + 1 == slotCount()) continue;
        painter.setPen(link);
        painter.drawLine(b, m_plot->toPixel(slot + 1 - kBarHalf, to));
    }
}

void WaterfallChart::paintLabels(QPainter& painter) const {
    if (m_data.parts.empty()) return;
    painter.setFont(m_plot->labelFont());
    const QFontMetricsF metrics(m_plot->labelFont());
    const double line = metrics.height();
    const double width = m_plot->plotArea().width() / (slotCount() + 0.2);
    for (int slot = 0; slot < slotCount(); ++slot) {
        const auto [from, to] = span(slot);
        const QPointF top = m_plot->toPixel(slot, std::max(from, to));
        painter.setPen(theme().text);
        painter.drawText(QRectF(top.x() - width / 2, top.y() - line - 1, width, line),
                         Qt::AlignCenter, text(slot));
        painter.setPen(theme().mutedText);
        painter.drawText(
            QRectF(top.x() - width / 2, m_plot->plotArea().bottom() + 3, width, 2 * line),
            Qt::AlignHCenter | Qt::AlignTop,
            metrics.elidedText(name(slot), Qt::ElideRight, width - 2));
    }
}

void WaterfallChart::hover(QPointF at) {
    const int slot = int(std::lround(m_plot->xAt(at.x())));
    if (m_data.parts.empty() || slot < 0 || slot >= slotCount()) {
        m_plot->setHoverBox({}, {});
        return;
    }
    std::vector<PlotView::HoverLine> lines = {{name(slot) + ": " + text(slot), color(slot)}};
    if (slot > 0 && slot + 1 < slotCount()) {
        lines.push_back({m_data.parts[std::size_t(slot - 1)].meaning, {}});
    }
    m_plot->setHoverBox(m_plot->toPixel(slot, span(slot).second), std::move(lines));
}

QString WaterfallChart::csv() const {
    QString lines = QStringLiteral("part,value\n");
    const auto add = [&](const QString& part, double value) {
        lines += csvField(part) + ',' + csvNumber(value) + '\n';
    };
    add(m_data.from, m_data.start);
    for (const WaterfallData::Part& part : m_data.parts) add(part.name, part.value);
    add(m_data.to, m_data.end());
    return lines;
}

}  // namespace orl
