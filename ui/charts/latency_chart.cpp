#include "ui/charts/latency_chart.h"

#include <QLineSeries>
#include <QPainter>
#include <algorithm>
#include <cmath>

#include "ui/charts/plot_view.h"

namespace orl {

namespace {

constexpr double kLatencyReach = 24.0;  // pixels from the pointer to a point that it means

QString latencySeconds(double seconds) {
    return LatencyChart::tr("%1 s").arg(seconds, 0, 'f', seconds < 10.0 ? 2 : 1);
}

}  // namespace

LatencyChart::LatencyChart(QWidget* parent) : ChartPanel(tr("Cost against seconds"), parent) {
    m_plot = addPlot();
    m_plot->x().setUnit(Unit::Number);
    m_plot->y().setUnit(Unit::Usd);
    m_line = m_plot->addLine();
    m_plot->setOver([this](QPainter& painter) { paintPoints(painter); });
    setLegendVisible(false);
    connect(m_plot, &PlotView::pressed, this, [this](QPointF at) {
        if (const auto* point = nearest(at)) emit priceChosen(point->secondPrice);
    });
    connect(m_plot, &PlotView::moved, this, [this](QPointF at, bool) { hover(at); });
}

void LatencyChart::setData(LatencyData data) {
    if (data == m_data) return;
    m_data = std::move(data);
    refresh();
}

void LatencyChart::refresh() {
    setEmpty(m_data.points.empty());
    if (m_data.points.empty()) return;
    double low = m_data.points.back().seconds;
    double high = m_data.points.front().seconds;
    double least = m_data.points.front().cost;
    double most = m_data.points.back().cost;
    if (std::isfinite(m_data.now.seconds) && std::isfinite(m_data.now.cost)) {
        low = std::min(low, m_data.now.seconds);
        high = std::max(high, m_data.now.seconds);
        least = std::min(least, m_data.now.cost);
        most = std::max(most, m_data.now.cost);
    }
    m_plot->x().fit(low, high);
    m_plot->y().fit(least, most);
    m_plot->updateAxes();
    m_plot->setTitles(tr("mean seconds of an answer, predicted"),
                      tr("predicted cost, USD per 1,000"));
    QList<QPointF> line;
    for (const auto& point : m_data.points) line.append(m_plot->mapped(point.seconds, point.cost));
    m_line->setPen(QPen(theme().accent, 2.0));
    m_line->replace(line);
    m_plot->contentChanged();
}

void LatencyChart::paintPoints(QPainter& painter) const {
    painter.setClipRect(m_plot->plotArea().adjusted(-5, -5, 5, 5));
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme().accent);
    for (const auto& point : m_data.points) {
        painter.drawEllipse(m_plot->toPixel(point.seconds, point.cost), 2.5, 2.5);
    }
    if (!std::isfinite(m_data.now.seconds) || !std::isfinite(m_data.now.cost)) return;
    const QPointF at = m_plot->toPixel(m_data.now.seconds, m_data.now.cost);
    painter.setPen(QPen(theme().text, 1.6));
    painter.setBrush(theme().background);
    painter.drawEllipse(at, 6.0, 6.0);
    painter.setFont(m_plot->labelFont());
    const QString text = tr("now");
    const double width = painter.fontMetrics().horizontalAdvance(text);
    const bool leftOf = at.x() + 10 + width > m_plot->plotArea().right();
    painter.drawText(QPointF(leftOf ? at.x() - 10 - width : at.x() + 10, at.y() - 8), text);
}

const LatencyData::Point* LatencyChart::nearest(QPointF position) const {
    const LatencyData::Point* found = nullptr;
    double least = kLatencyReach;
    for (const auto& point : m_data.points) {
        const QPointF at = m_plot->toPixel(point.seconds, point.cost);
        const double distance = std::hypot(at.x() - position.x(), at.y() - position.y());
        if (!(distance < least)) continue;
        least = distance;
        found = &point;
    }
    return found;
}

void LatencyChart::hover(QPointF position) {
    const LatencyData::Point* point = nearest(position);
    if (!point) {
        m_plot->setHoverBox({}, {});
        return;
    }
    std::vector<PlotView::HoverLine> lines = {
        {tr("%1 per 1,000").arg(valueText(point->cost, Unit::Usd)), theme().accent},
        {tr("%1 on average").arg(latencySeconds(point->seconds)), {}},
        {tr("ω = %1 per 1,000 s").arg(valueText(point->secondPrice, Unit::Usd)), {}}};
    if (std::isfinite(point->accuracy)) {
        lines.push_back({tr("realized %1").arg(valueText(point->accuracy, Unit::Percent)), {}});
    }
    lines.push_back({tr("click to take this ω"), {}});
    m_plot->setHoverBox(m_plot->toPixel(point->seconds, point->cost), std::move(lines));
}

QString LatencyChart::csv() const {
    QString text =
        QStringLiteral("second_price_per_1000,mean_seconds,cost_per_1000,realized_accuracy\n");
    for (const auto& point : m_data.points) {
        text += csvNumber(point.secondPrice) + "," + csvNumber(point.seconds) + "," +
                csvNumber(point.cost) + "," + csvNumber(point.accuracy) + "\n";
    }
    return text;
}

}  // namespace orl
