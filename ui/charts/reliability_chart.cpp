#include "ui/charts/reliability_chart.h"

#include <QLineSeries>
#include <QPainter>
#include <cmath>

#include "ui/charts/marker.h"
#include "ui/charts/plot_view.h"

namespace orl {

namespace {
constexpr double kPointReach = 40.0;  // pixels from the pointer to the bin that it means
constexpr int kLeastPlotWidth = 220;
constexpr double kRug = 4.0;  // height of the bars that show a bin's range
}  // namespace

ReliabilityChart::ReliabilityChart(QWidget* parent) : ChartPanel(tr("Reliability"), parent) {
    m_plot = addPlot();
    for (AxisScale* axis : {&m_plot->x(), &m_plot->y()}) {
        axis->setUnit(Unit::Percent);
        axis->set(0.0, 1.0);
    }
    m_curve = m_plot->addLine();
    m_plot->setTitles(tr("predicted chance, %"), tr("observed share right, %"));
    m_plot->setUnder([this](QPainter& painter) { paintUnder(painter); });
    m_plot->setOver([this](QPainter& painter) { paintOver(painter); });
    connect(m_plot, &PlotView::moved, this, [this](QPointF at, bool) { hover(at); });
    connect(m_plot, &PlotView::pressed, this, [this](QPointF at) {
        hover(at);
        if (m_hovered) emit binChosen(*m_hovered);
    });
    connect(m_plot, &PlotView::left, this, [this] { hover({-1e9, -1e9}); });
    setLegendVisible(false);
    setMinimumWidth(kLeastPlotWidth);
}

QColor ReliabilityChart::color() const {
    return m_data.color < 0 ? theme().accent : modelColor(m_data.color, theme().dark);
}

void ReliabilityChart::setData(ReliabilityData data) {
    m_data = std::move(data);
    refresh();
}

void ReliabilityChart::refresh() {
    setEmpty(m_data.bins.empty());
    if (m_data.bins.empty()) return;
    QList<QPointF> points;
    for (const ReliabilityData::Bin& bin : m_data.bins) {
        points.append(m_plot->mapped(bin.predicted, bin.observed));
    }
    setNotice(tr("%1: ECE %2").arg(m_data.of, QString::number(m_data.ece, 'f', 3)));
    m_curve->setPen(QPen(color(), 2.0));
    m_curve->replace(points);
    m_plot->updateAxes();
    m_plot->contentChanged();
}

void ReliabilityChart::paintUnder(QPainter& painter) const {
    QPen diagonal(theme().mutedText, 1.0);
    diagonal.setDashPattern({4, 3});
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(diagonal);
    painter.drawLine(m_plot->toPixel(0.0, 0.0), m_plot->toPixel(1.0, 1.0));
    QColor tint = color();
    tint.setAlphaF(0.18F);
    painter.setPen(Qt::NoPen);
    painter.setBrush(tint);
    QPolygonF band;
    for (const auto& bin : m_data.bins) band << m_plot->toPixel(bin.predicted, bin.high);
    for (auto bin = m_data.bins.rbegin(); bin != m_data.bins.rend(); ++bin) {
        band << m_plot->toPixel(bin->predicted, bin->low);
    }
    painter.drawPolygon(band);
    // Equal mass: where the bars are short, the predictions are many.
    bool raised = false;
    for (const auto& bin : m_data.bins) {
        const QPointF from = m_plot->toPixel(bin.least, 0.0);
        const QPointF to = m_plot->toPixel(bin.greatest, 0.0);
        QColor bar = theme().mutedText;
        bar.setAlphaF(raised ? 0.75F : 0.4F);
        painter.fillRect(QRectF(from.x(), from.y() - kRug, std::max(1.0, to.x() - from.x()), kRug),
                         bar);
        raised = !raised;
    }
}

void ReliabilityChart::paintOver(QPainter& painter) const {
    for (std::size_t b = 0; b < m_data.bins.size(); ++b) {
        const auto& bin = m_data.bins[b];
        const bool hovered = m_hovered == b;
        // A lone bin has no band to be seen in: its interval is a bar.
        if (hovered || m_data.bins.size() == 1) {
            painter.setPen(QPen(color(), 1.4));
            painter.drawLine(m_plot->toPixel(bin.predicted, bin.low),
                             m_plot->toPixel(bin.predicted, bin.high));
        }
        paintMarker(painter, m_plot->toPixel(bin.predicted, bin.observed), hovered ? 4.6 : 3.2,
                    MarkerShape::Circle, color(), true, theme().background);
    }
}

void ReliabilityChart::hover(QPointF position) {
    std::optional<std::size_t> best;
    double nearest = kPointReach;
    for (std::size_t b = 0; b < m_data.bins.size(); ++b) {
        const auto& bin = m_data.bins[b];
        const QPointF away = m_plot->toPixel(bin.predicted, bin.observed) - position;
        const double distance = std::hypot(away.x(), away.y());
        if (distance < nearest) {
            nearest = distance;
            best = b;
        }
    }
    if (best != m_hovered) {
        m_hovered = best;
        m_plot->contentChanged();
    }
    if (!best) {
        m_plot->setHoverBox({}, {});
        return;
    }
    const auto& bin = m_data.bins[*best];
    const auto share = [](double value) { return valueText(value, Unit::Percent); };
    std::vector<PlotView::HoverLine> lines;
    lines.push_back({m_data.of, color()});
    lines.push_back({tr("predicted %1 (%2 to %3)")
                         .arg(share(bin.predicted), share(bin.least), share(bin.greatest)),
                     {}});
    lines.push_back({tr("observed %1 (95 %: %2 to %3)")
                         .arg(share(bin.observed), share(bin.low), share(bin.high)),
                     {}});
    lines.push_back({tr("%1 cells").arg(bin.cells), {}});
    m_plot->setHoverBox(m_plot->toPixel(bin.predicted, bin.observed), std::move(lines));
}

QString ReliabilityChart::csv() const {
    QString text = QStringLiteral(
        "of,cells,predicted,observed,low_95,high_95,least_predicted,"
        "greatest_predicted\n");
    for (const auto& bin : m_data.bins) {
        text += csvField(m_data.of) + "," + QString::number(bin.cells);
        for (const double value :
             {bin.predicted, bin.observed, bin.low, bin.high, bin.least, bin.greatest}) {
            text += "," + csvNumber(value);
        }
        text += "\n";
    }
    return text;
}

}  // namespace orl
