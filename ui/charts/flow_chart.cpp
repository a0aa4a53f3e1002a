#include "ui/charts/flow_chart.h"

#include <QGuiApplication>
#include <QPainter>
#include <algorithm>
#include <cmath>
#include <numeric>

#include "ui/charts/axis_scale.h"
#include "ui/charts/plot_view.h"

namespace orl {

namespace {

constexpr double kNodeWidth = 9.0;
constexpr double kNodeGap = 7.0;
constexpr double kLeastNode = 2.0;  // pixels: a node of one query is seen

QString signedUsd(double cost) {
    if (cost == 0.0) return QStringLiteral("±$0");
    return (cost > 0.0 ? QStringLiteral("+") : QStringLiteral("−")) +
           valueText(std::abs(cost), Unit::Usd);
}

}  // namespace

FlowChart::FlowChart(QWidget* parent) : ChartPanel(tr("Moved queries"), parent) {
    m_plot = addPlot();
    m_plot->setBare(true);
    m_plot->setUnder([this](QPainter& painter) { paintFlow(painter); });
    setLegendVisible(false);
    setMinimumHeight(180);
    connect(m_plot, &PlotView::moved, this, [this](QPointF at, bool) { hover(at); });
    connect(m_plot, &PlotView::left, this, [this] { m_plot->setHoverBox({}, {}); });
    connect(m_plot, &PlotView::pressed, this, [this](QPointF at) { m_pressed = at; });
    connect(m_plot, &PlotView::released, this, [this](QPointF at) {
        constexpr double kClick = 5.0;  // pixels that a click may move
        if ((at - m_pressed).manhattanLength() > kClick) return;
        const auto ribbon = ribbonAt(at);
        const bool more = QGuiApplication::keyboardModifiers().testFlag(Qt::ShiftModifier);
        if (ribbon) emit ribbonChosen(*ribbon, more);
    });
    setData({});
}

void FlowChart::setData(FlowData data) {
    m_data = std::move(data);
    m_marked.clear();
    refresh();
}

void FlowChart::setMarked(std::vector<std::size_t> ribbons) {
    if (ribbons == m_marked) return;
    m_marked = std::move(ribbons);
    m_plot->contentChanged();
}

void FlowChart::refresh() {
    setEmpty(m_data.ribbons.empty());
    m_plot->setHoverBox({}, {});
    m_plot->contentChanged();
}

QColor FlowChart::colorOf(std::size_t model) const {
    return modelColor(model < m_data.colors.size() ? m_data.colors[model] : -1, theme().dark);
}

/// The larger a node, the higher it stands.
FlowChart::Layout FlowChart::layOutBands() const {
    Layout layout;
    const QFontMetricsF metrics(m_plot->labelFont());
    double leftText = 0.0;
    double rightText = 0.0;
    const std::size_t models = m_data.models.size();
    std::vector<Node> before(models);
    std::vector<Node> after(models);
    for (std::size_t j = 0; j < models; ++j) before[j].model = after[j].model = j;
    std::size_t all = 0;
    for (const auto& ribbon : m_data.ribbons) {
        before[ribbon.from].count += ribbon.count;
        after[ribbon.to].count += ribbon.count;
        after[ribbon.to].cost += ribbon.costPer1000;
        all += ribbon.count;
    }
    const QRectF area(m_plot->viewport()->rect());
    const double head = metrics.height() + 8.0;
    const auto place = [&](std::vector<Node>& nodes) {
        std::erase_if(nodes, [](const Node& node) { return node.count == 0; });
        std::ranges::stable_sort(nodes,
                                 [](const Node& a, const Node& b) { return a.count > b.count; });
        // A name has to fit beside each: small nodes take a line's room.
        const double room = area.height() - head - 6.0;
        const double line = metrics.height();
        const double gaps = double(nodes.size()) * std::max(kNodeGap, line * 0.6);
        const double scale = std::max(0.0, room - gaps) / double(std::max<std::size_t>(1, all));
        double top = head;
        for (Node& node : nodes) {
            const double high = std::max(kLeastNode, double(node.count) * scale);
            const double step = std::max(high + kNodeGap, line);
            node.top = top + (step - kNodeGap - high) / 2.0;
            node.bottom = node.top + high;
            top += step;
        }
        // More names than lines: closer together.
        const double used = top - head;
        if (used > room) {
            for (Node& node : nodes) {
                node.top = head + (node.top - head) * room / used;
                node.bottom = head + (node.bottom - head) * room / used;
            }
        }
    };
    place(before);
    place(after);
    for (const Node& node : before) {
        leftText = std::max(
            leftText, metrics.horizontalAdvance(
                          QStringLiteral("%1 %2").arg(m_data.models[node.model]).arg(node.count)));
    }
    for (const Node& node : after) {
        rightText = std::max(
            rightText, metrics.horizontalAdvance(
                           QStringLiteral("%1 %2").arg(m_data.models[node.model]).arg(node.count)));
    }
    const double costs = metrics.horizontalAdvance(QStringLiteral("+$0.0000000")) + 8.0;
    layout.left = std::min(leftText + 14.0, area.width() * 0.33) + kNodeWidth;
    layout.right =
        area.width() - std::min(rightText + costs + 14.0, area.width() * 0.42) - kNodeWidth;
    layout.before = std::move(before);
    layout.after = std::move(after);
    placeBands(layout);
    return layout;
}

/// In a node ribbons lie as their other ends do, so that they cross little.
void FlowChart::placeBands(Layout& layout) const {
    const auto& before = layout.before;
    const auto& after = layout.after;
    layout.bands.resize(m_data.ribbons.size());
    std::vector<std::size_t> order(m_data.ribbons.size());
    std::iota(order.begin(), order.end(), 0);
    const auto rankIn = [](const std::vector<Node>& nodes, std::size_t model) {
        return std::ranges::find(nodes, model, &Node::model) - nodes.begin();
    };
    for (const bool source : {true, false}) {
        const auto& other = source ? after : before;
        std::ranges::stable_sort(order, {}, [&](std::size_t k) {
            return rankIn(other, source ? m_data.ribbons[k].to : m_data.ribbons[k].from);
        });
        for (const Node& node : source ? before : after) {
            double top = node.top;
            for (const std::size_t k : order) {
                const auto& ribbon = m_data.ribbons[k];
                if ((source ? ribbon.from : ribbon.to) != node.model) continue;
                const double high =
                    (node.bottom - node.top) * double(ribbon.count) / double(node.count);
                (source ? layout.bands[k].fromTop : layout.bands[k].toTop) = top;
                (source ? layout.bands[k].fromBottom : layout.bands[k].toBottom) = top + high;
                top += high;
            }
        }
    }
}

QPainterPath FlowChart::pathOf(const Layout& layout, std::size_t ribbon) const {
    const Band& band = layout.bands[ribbon];
    const double middle = (layout.left + layout.right) / 2.0;
    QPainterPath path(QPointF(layout.left, band.fromTop));
    path.cubicTo(middle, band.fromTop, middle, band.toTop, layout.right, band.toTop);
    path.lineTo(layout.right, std::max(band.toBottom, band.toTop + 1.0));
    path.cubicTo(middle, std::max(band.toBottom, band.toTop + 1.0), middle,
                 std::max(band.fromBottom, band.fromTop + 1.0), layout.left,
                 std::max(band.fromBottom, band.fromTop + 1.0));
    path.closeSubpath();
    return path;
}

QPointF FlowChart::placeOf(std::size_t ribbon) const {
    const Layout layout = layOutBands();
    const Band& band = layout.bands[ribbon];
    return {layout.left + 3.0,
            (band.fromTop + std::max(band.fromBottom, band.fromTop + 1.0)) / 2.0};
}

std::optional<std::size_t> FlowChart::ribbonAt(QPointF position) const {
    if (m_data.ribbons.empty()) return {};
    const Layout layout = layOutBands();
    std::optional<std::size_t> found;
    for (std::size_t k = 0; k < m_data.ribbons.size(); ++k) {
        // The thinner lies above.
        if (pathOf(layout, k).contains(position) &&
            (!found || m_data.ribbons[k].count < m_data.ribbons[*found].count)) {
            found = k;
        }
    }
    return found;
}

void FlowChart::paintFlow(QPainter& painter) const {
    if (m_data.ribbons.empty()) return;
    painter.setRenderHint(QPainter::Antialiasing);
    const Layout layout = layOutBands();
    std::vector<std::size_t> order(m_data.ribbons.size());
    std::iota(order.begin(), order.end(), 0);
    std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) {
        return m_data.ribbons[a].count > m_data.ribbons[b].count;
    });
    painter.setFont(m_plot->labelFont());
    for (const bool marked : {false, true}) {
        for (const std::size_t k : order) {
            if ((std::ranges::find(m_marked, k) != m_marked.end()) != marked) continue;
            QColor color = colorOf(m_data.ribbons[k].to);
            color.setAlphaF(marked ? 0.95F : 0.38F);
            painter.setBrush(color);
            painter.setPen(marked ? QPen(theme().text, 1.5) : QPen(Qt::NoPen));
            painter.drawPath(pathOf(layout, k));
        }
    }
    for (const std::size_t k : m_marked) {
        const Band& band = layout.bands[k];
        const double y = (band.fromTop + band.fromBottom + band.toTop + band.toBottom) / 4.0;
        const QString text = QString::number(m_data.ribbons[k].count);
        QFont bold = m_plot->labelFont();
        bold.setBold(true);
        painter.setFont(bold);
        const QSizeF size(QFontMetricsF(bold).horizontalAdvance(text) + 8.0,
                          QFontMetricsF(bold).height());
        const QRectF room(
            QPointF((layout.left + layout.right - size.width()) / 2.0, y - size.height() / 2.0),
            size);
        QColor ground = theme().background;
        ground.setAlphaF(0.85F);
        painter.setPen(Qt::NoPen);
        painter.setBrush(ground);
        painter.drawRoundedRect(room, 3, 3);
        painter.setPen(theme().text);
        painter.drawText(room, Qt::AlignCenter, text);
    }
    paintNodes(painter, layout);
}

void FlowChart::paintNodes(QPainter& painter, const Layout& layout) const {
    const QFontMetricsF metrics(m_plot->labelFont());
    const double line = metrics.height();
    const double width = m_plot->viewport()->width();
    const double costs = metrics.horizontalAdvance(QStringLiteral("+$0.0000000")) + 4.0;
    QFont bold = m_plot->labelFont();
    bold.setBold(true);
    painter.setFont(bold);
    painter.setPen(theme().text);
    painter.drawText(QRectF(0, 0, layout.left, line), Qt::AlignRight, m_data.from);
    painter.drawText(
        QRectF(layout.right, 0, width - layout.right - costs, line), Qt::AlignLeft,
        QFontMetricsF(bold).elidedText(m_data.to, Qt::ElideRight, width - layout.right - costs));
    painter.setFont(m_plot->labelFont());
    painter.setPen(theme().mutedText);
    painter.drawText(QRectF(width - 130, 0, 128, line), Qt::AlignRight, tr("cost, $/1,000"));
    double last = 0.0;
    for (const Node& node : layout.before) {
        painter.fillRect(
            QRectF(layout.left - kNodeWidth, node.top, kNodeWidth, node.bottom - node.top),
            colorOf(node.model));
        const double y = (node.top + node.bottom - line) / 2.0;
        if (y < last) continue;  // no room for its name: the hover box has it
        last = y + line * 0.8;
        const double room = layout.left - kNodeWidth - 6.0;
        painter.setPen(theme().text);
        painter.drawText(QRectF(0, y, room, line), Qt::AlignRight | Qt::AlignVCenter,
                         metrics.elidedText(
                             QStringLiteral("%1 %2").arg(m_data.models[node.model]).arg(node.count),
                             Qt::ElideMiddle, room));
    }
    last = 0.0;
    for (const Node& node : layout.after) {
        painter.fillRect(QRectF(layout.right, node.top, kNodeWidth, node.bottom - node.top),
                         colorOf(node.model));
        const double y = (node.top + node.bottom - line) / 2.0;
        if (y < last) continue;
        last = y + line * 0.8;
        const double from = layout.right + kNodeWidth + 6.0;
        const double room = width - from - costs;
        painter.setPen(theme().text);
        painter.drawText(QRectF(from, y, room, line), Qt::AlignLeft | Qt::AlignVCenter,
                         metrics.elidedText(
                             QStringLiteral("%1 %2").arg(node.count).arg(m_data.models[node.model]),
                             Qt::ElideMiddle, room));
        painter.setPen(node.cost > 0.0   ? theme().warning
                       : node.cost < 0.0 ? theme().accent
                                         : theme().mutedText);
        painter.drawText(QRectF(width - costs, y, costs - 2.0, line),
                         Qt::AlignRight | Qt::AlignVCenter, signedUsd(node.cost));
    }
}

void FlowChart::hover(QPointF position) {
    const auto ribbon = ribbonAt(position);
    m_plot->viewport()->setCursor(ribbon ? Qt::PointingHandCursor : Qt::ArrowCursor);
    if (!ribbon) {
        m_plot->setHoverBox({}, {});
        return;
    }
    const auto& shown = m_data.ribbons[*ribbon];
    m_plot->setHoverBox(position,
                        {{m_data.models[shown.from], colorOf(shown.from)},
                         {QStringLiteral("→ ") + m_data.models[shown.to], colorOf(shown.to)},
                         {tr("%1 queries").arg(shown.count), {}},
                         {tr("%1 per 1,000 queries").arg(signedUsd(shown.costPer1000)), {}},
                         {shown.detail, {}}});
}

QString FlowChart::csv() const {
    QString text = QStringLiteral("from,to,queries,cost_usd_per_1000_queries\n");
    for (const auto& ribbon : m_data.ribbons) {
        text += csvField(m_data.models[ribbon.from]) + "," + csvField(m_data.models[ribbon.to]) +
                "," + QString::number(ribbon.count) + "," + csvNumber(ribbon.costPer1000) + "\n";
    }
    return text;
}

}  // namespace orl
