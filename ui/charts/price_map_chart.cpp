#include "ui/charts/price_map_chart.h"

#include <QPainter>
#include <algorithm>
#include <cmath>

#include "ui/charts/plot_view.h"

namespace orl {

PriceMapChart::PriceMapChart(QWidget* parent) : ChartPanel(tr("Map of the bound"), parent) {
    m_plot = addPlot();
    setLegendVisible(false);
    m_plot->x().setUnit(Unit::Usd);
    m_plot->y().setUnit(Unit::Usd);
    m_plot->setCursor(Qt::CrossCursor);
    m_plot->setFocusPolicy(Qt::ClickFocus);
    m_plot->setUnder([this](QPainter& painter) {
        if (m_image.isNull()) return;
        painter.setRenderHint(QPainter::SmoothPixmapTransform);
        painter.drawImage(m_plot->plotArea(), m_image);
    });
    m_plot->setLive([this](QPainter& painter) { paintMarks(painter); });
    connect(m_plot, &PlotView::pressed, this, [this](QPointF position) {
        if (m_data.bound.empty() || !m_plot->plotArea().contains(position)) return;
        m_dragging = true;
        emit dragStarted();
        emit pricesAsked(pricesAt(position));
    });
    connect(m_plot, &PlotView::moved, this, [this](QPointF position, bool held) {
        if (m_dragging && held) {
            emit pricesAsked(pricesAt(position));
        } else {
            hover(position);
        }
    });
    connect(m_plot, &PlotView::released, this, [this] {
        if (std::exchange(m_dragging, false)) emit dragFinished();
    });
}

QPointF PriceMapChart::pricesAt(QPointF position) const {
    const QRectF area = m_plot->plotArea();
    const double across = std::clamp((position.x() - area.left()) / area.width(), 0.0, 1.0);
    const double up = std::clamp((area.bottom() - position.y()) / area.height(), 0.0, 1.0);
    return {across * m_data.highest, up * m_data.highestSlot};
}

QPointF PriceMapChart::placeOf(QPointF prices) const {
    return m_plot->toPixel(prices.x(), prices.y());
}

void PriceMapChart::clear(const QString& reason) {
    m_data = {};
    m_image = {};
    setEmptyText(reason);
    setEmpty(true);
}

void PriceMapChart::setData(PriceMapData data) {
    m_data = std::move(data);
    refresh();
}

void PriceMapChart::setMarks(QPointF held, QPointF optimal, std::vector<QPointF> path) {
    m_held = held;
    m_optimal = optimal;
    m_path = std::move(path);
    m_plot->viewport()->update();
}

void PriceMapChart::refresh() {
    setEmpty(m_data.bound.empty());
    if (m_data.bound.empty()) return;
    m_plot->setTitles(tr("λ, $ for 1,000 right answers"),
                      tr("μ, $ for 1,000 slots on %1").arg(m_data.model));
    m_plot->x().set(0.0, m_data.highest);
    m_plot->y().set(0.0, m_data.highestSlot);
    makeImage();
    m_plot->updateAxes();
    m_plot->contentChanged();
}

/// By rank among the values: a bound falls off steeply far from its peak, and what matters is
/// around it.
void PriceMapChart::makeImage() {
    std::vector<double> sorted;
    sorted.reserve(m_data.bound.size());
    for (const double bound : m_data.bound) {
        if (std::isfinite(bound)) sorted.push_back(bound);
    }
    std::ranges::sort(sorted);
    m_image = QImage(int(m_data.columns), int(m_data.rows), QImage::Format_RGB32);
    for (std::size_t row = 0; row < m_data.rows; ++row) {
        for (std::size_t column = 0; column < m_data.columns; ++column) {
            const double bound = m_data.bound[row * m_data.columns + column];
            double share = 0.0;
            if (std::isfinite(bound) && sorted.size() > 1) {
                const auto below = std::ranges::lower_bound(sorted, bound) - sorted.begin();
                share = double(below) / double(sorted.size() - 1);
                if (!m_data.lower) share = 1.0 - share;
            }
            // Twelve shades: their edges are lines of equal height.
            constexpr double kShades = 12.0;
            share = std::floor(share * kShades) / kShades;
            m_image.setPixelColor(int(column), int(m_data.rows - 1 - row),
                                  mixed(theme().background, theme().accent, 0.75 * share));
        }
    }
}

void PriceMapChart::paintMarks(QPainter& painter) const {
    if (m_data.bound.empty()) return;
    painter.save();
    painter.setClipRect(m_plot->plotArea());
    QPolygonF line;
    for (const QPointF& prices : m_path) line << placeOf(prices);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(theme().warning, 1.6));
    painter.drawPolyline(line);
    painter.setBrush(theme().warning);
    painter.setPen(Qt::NoPen);
    for (const QPointF& at : line) painter.drawEllipse(at, 2.5, 2.5);
    if (std::isfinite(m_optimal.x()) && std::isfinite(m_optimal.y())) {
        constexpr double size = 6.0;
        const QPointF at = placeOf(m_optimal);
        painter.setBrush(theme().text);
        painter.setPen(QPen(theme().background, 1.5));
        painter.drawPolygon(QPolygonF({at + QPointF(0, -size), at + QPointF(size, 0),
                                       at + QPointF(0, size), at + QPointF(-size, 0)}));
    }
    painter.restore();
    const QPointF at = placeOf(m_held);
    painter.setBrush(theme().background);
    painter.setPen(QPen(theme().accent, 1.2));
    painter.drawEllipse(at, 8.5, 8.5);
    painter.setBrush(theme().accent);
    painter.setPen(Qt::NoPen);
    painter.drawEllipse(at, 6.0, 6.0);
}

void PriceMapChart::hover(QPointF position) {
    if (m_data.bound.empty() || !m_plot->plotArea().contains(position)) {
        m_plot->setHoverBox({}, {});
        return;
    }
    const QPointF prices = pricesAt(position);
    const auto column =
        std::size_t(std::lround(prices.x() / m_data.highest * double(m_data.columns - 1)));
    const auto row =
        std::size_t(std::lround(prices.y() / m_data.highestSlot * double(m_data.rows - 1)));
    m_plot->setHoverBox(
        position,
        {{tr("bound %1").arg(valueText(m_data.bound[row * m_data.columns + column], m_data.unit)),
          QColor()},
         {tr("λ %1, μ %2").arg(valueText(prices.x(), Unit::Usd), valueText(prices.y(), Unit::Usd)),
          QColor()}});
}

QString PriceMapChart::csv() const {
    QString text = tr("USD for 1,000 right answers,USD for 1,000 slots,bound") + "\n";
    for (std::size_t row = 0; row < m_data.rows; ++row) {
        for (std::size_t column = 0; column < m_data.columns; ++column) {
            const double lambda = m_data.highest * double(column) / double(m_data.columns - 1);
            const double mu = m_data.highestSlot * double(row) / double(m_data.rows - 1);
            text += csvNumber(lambda) + "," + csvNumber(mu) + "," +
                    csvNumber(m_data.bound[row * m_data.columns + column]) + "\n";
        }
    }
    return text;
}

}  // namespace orl
