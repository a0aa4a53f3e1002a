#include "ui/charts/bound_chart.h"

#include <QPainter>
#include <algorithm>
#include <cmath>

#include "ui/charts/plot_view.h"

namespace orl {

namespace {

bool sameOrBothUnknown(double a, double b) {
    return a == b || (std::isnan(a) && std::isnan(b));
}

}  // namespace

bool BoundGround::operator==(const BoundGround& other) const {
    const auto samePrice = [](const Price& a, const Price& b) {
        return a.price == b.price && a.at == b.at;
    };
    const auto sameBound = [](const Bound& a, const Bound& b) {
        return a.price == b.price && a.bound == b.bound;
    };
    return budget == other.budget && highest == other.highest &&
           sameOrBothUnknown(goal, other.goal) && routing == other.routing && note == other.note &&
           noteWarns == other.noteWarns && optimal.has_value() == other.optimal.has_value() &&
           (!optimal || sameBound(*optimal, *other.optimal)) &&
           std::ranges::equal(frontier, other.frontier, samePrice) &&
           std::ranges::equal(bounds, other.bounds, sameBound);
}

BoundChart::BoundChart(QWidget* parent) : ChartPanel(tr("The batch and its bound"), parent) {
    setPlotsBeside();
    m_cost = addPlot(6);
    m_bound = addPlot(5);
    setLegendVisible(false);
    setMinimumSize(420, 240);
    m_bound->setAccessibleName(tr("Bound over λ"));
    m_cost->setUnder([this](QPainter& painter) { paintFrontier(painter); });
    m_bound->setUnder([this](QPainter& painter) { paintBounds(painter); });
    m_cost->setLive([this](QPainter& painter) { paintLine(painter); });
    m_bound->setLive([this](QPainter& painter) { paintPoint(painter); });
    connectDrag(m_cost);
    connectDrag(m_bound);
}

void BoundChart::connectDrag(PlotView* plot) {
    plot->setCursor(Qt::SizeHorCursor);
    plot->setFocusPolicy(Qt::ClickFocus);
    connect(plot, &PlotView::pressed, this, [this, plot](QPointF position) {
        if (!m_known || !plot->plotArea().contains(position)) return;
        m_dragging = true;
        emit dragStarted();
        emit priceAsked(priceAt(plot, position));
    });
    connect(plot, &PlotView::moved, this, [this, plot](QPointF position, bool held) {
        if (m_dragging && held) {
            plot->setHoverBox({}, {});
            emit priceAsked(priceAt(plot, position));
        } else if (!held) {
            hover(plot, position);
        }
    });
    connect(plot, &PlotView::left, this, [plot] { plot->setHoverBox({}, {}); });
    connect(plot, &PlotView::released, this, [this] {
        if (std::exchange(m_dragging, false)) emit dragFinished();
    });
}

/// On the right λ itself; on the left the one whose line touches above the pointer.
double BoundChart::priceAt(const PlotView* plot, QPointF position) const {
    const double x = plot->xAt(position.x());
    if (plot == m_bound) return std::clamp(x, 0.0, m_ground.highest);
    const BoundGround::Price* before = nullptr;
    for (const BoundGround::Price& point : m_ground.frontier) {
        if (point.at.x() >= x) {
            if (!before || !(point.at.x() > before->at.x())) return point.price;
            const double share = (x - before->at.x()) / (point.at.x() - before->at.x());
            return std::min(m_ground.highest, std::lerp(before->price, point.price, share));
        }
        before = &point;
    }
    return m_ground.highest;
}

/// What is there on the curve, in numbers.
void BoundChart::hover(PlotView* plot, QPointF position) {
    if (!m_known || !plot->plotArea().contains(position)) {
        plot->setHoverBox({}, {});
        return;
    }
    const double price = priceAt(plot, position);
    const Unit unit = plot->y().unit();
    const QString head = tr("λ %1").arg(valueText(price, Unit::Usd));
    QString text;
    if (plot == m_bound) {
        const auto next =
            std::ranges::lower_bound(m_ground.bounds, price, {}, &BoundGround::Bound::price);
        if (next == m_ground.bounds.begin() || next == m_ground.bounds.end()) return;
        const BoundGround::Bound& before = *std::prev(next);
        const double share = (price - before.price) / (next->price - before.price);
        text = tr("bound %1").arg(valueText(std::lerp(before.bound, next->bound, share), unit));
    } else {
        const auto next =
            std::ranges::lower_bound(m_ground.frontier, price, {}, &BoundGround::Price::price);
        if (next == m_ground.frontier.end()) return;
        text = m_ground.budget ? tr("at most %1 for %2") : tr("%2 right for at least %1");
        text = text.arg(valueText(next->at.y(), unit), valueText(next->at.x(), plot->x().unit()));
    }
    plot->setHoverBox(position, {{head, QColor()}, {text, QColor()}});
}

void BoundChart::clear(const QString& reason) {
    m_known = false;
    m_ground = {};
    setEmptyText(reason);
    setEmpty(true);
}

void BoundChart::setGround(BoundGround ground) {
    const bool same = m_known && ground == m_ground;
    m_known = true;
    if (same) return;
    m_ground = std::move(ground);
    refresh();
}

void BoundChart::setHand(BoundHand hand) {
    const bool other = hand.held.size() != m_hand.held.size() || !hand.held.empty();
    m_hand = std::move(hand);
    if (other) m_bound->contentChanged();
    m_cost->viewport()->update();
    m_bound->viewport()->update();
}

void BoundChart::refresh() {
    setEmpty(!m_known);
    if (!m_known) return;
    const bool bounded = !std::isnan(m_ground.goal);
    m_bound->setVisible(bounded);
    setNotice(m_ground.note, m_ground.noteWarns);
    if (m_ground.budget) {
        m_cost->setTitles(tr("cost, $ per 1,000 queries"), tr("greatest accuracy, %"));
        m_bound->setTitles(tr("λ, $ for 1,000 right answers"), tr("bound on the accuracy, %"));
    } else {
        m_cost->setTitles(tr("predicted accuracy of the batch, %"),
                          tr("cost, $ per 1,000 queries"));
        m_bound->setTitles(tr("λ, $ for 1,000 right answers"),
                           tr("bound g(λ), $ per 1,000 queries"));
    }
    fitAxes();
}

void BoundChart::fitAxes() {
    m_cost->x().setUnit(m_ground.budget ? Unit::Usd : Unit::Percent);
    m_cost->y().setUnit(m_ground.budget ? Unit::Percent : Unit::Usd);
    m_bound->y().setUnit(m_cost->y().unit());
    m_bound->x().setUnit(Unit::Usd);
    double left = m_ground.frontier.front().at.x();
    double right = m_ground.frontier.back().at.x();
    double low = m_ground.frontier.front().at.y();
    double high = m_ground.frontier.back().at.y();
    if (!std::isnan(m_ground.goal)) {
        left = std::min(left, m_ground.goal);
        right = std::max(right, m_ground.goal);
    }
    constexpr double kRoomAbove = 1.15;
    constexpr double kAbove = 1.4;  // of what is asked for: beyond, the least cost only soars
    if (m_ground.budget) {
        // A bound above certainty says nothing.
        high = std::min(1.0, high + 0.25 * std::max(high - low, 0.02));
        right = std::min(right, std::max(kAbove * m_ground.goal, left + 0.3 * (right - left)));
    } else {
        low = 0.0;
        // Where nothing binds there is no such height: then what the range of λ buys.
        const bool binds = m_ground.optimal && m_ground.optimal->price > 0.0 && m_ground.routing;
        double height = binds ? kAbove * m_ground.routing->y() : 0.0;
        for (const BoundGround::Price& point : m_ground.frontier) {
            if (!binds && point.price <= m_ground.highest) height = kRoomAbove * point.at.y();
        }
        if (height > 0.0) high = binds ? std::min(high, height) : height;
        // The peak has its words above it.
        if (binds) high = std::max(high, kRoomAbove * m_ground.routing->y());
    }
    const double room = right > left ? 0.04 * (right - left) : 0.05;
    m_cost->x().set(m_ground.budget ? std::max(0.0, left - room) : left - room, right + room);
    if (!(high > low)) high = low + (m_ground.budget ? 0.1 : std::max(0.01, 0.2 * low));
    for (PlotView* plot : {m_cost, m_bound}) plot->y().set(low, high);
    m_bound->x().set(0.0, m_ground.highest);
    for (PlotView* plot : {m_cost, m_bound}) plot->updateAxes();
}

QPointF BoundChart::placeOfBound() const {
    return clipped(*m_bound, {m_hand.price, m_hand.bound});
}

QPointF BoundChart::placeOfTouch() const {
    return clipped(*m_cost, m_hand.winners);
}

QString BoundChart::csv() const {
    QString text = tr("USD for 1,000 right answers") + "," +
                   (m_ground.budget ? tr("cost, USD per 1,000,greatest accuracy,bound")
                                    : tr("accuracy,least cost in USD per 1,000,bound")) +
                   "\n";
    for (std::size_t k = 0; k < m_ground.frontier.size(); ++k) {
        const BoundGround::Price& point = m_ground.frontier[k];
        const auto bound =
            std::ranges::find(m_ground.bounds, point.price, &BoundGround::Bound::price);
        text += csvNumber(point.price) + "," + csvNumber(point.at.x()) + "," +
                csvNumber(point.at.y()) + "," +
                (bound == m_ground.bounds.end() ? QString() : csvNumber(bound->bound)) + "\n";
    }
    return text;
}

}  // namespace orl
