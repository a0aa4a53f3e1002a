#include <QPainter>
#include <algorithm>
#include <cmath>

#include "ui/charts/bound_chart.h"
#include "ui/charts/plot_view.h"

/// What is painted over the plots of the bound.
namespace orl {

namespace {
constexpr double kHandleRadius = 6.0;
constexpr double kManyTimes = 10.0;  // a gap of which nobody needs the digits
}  // namespace

QPointF BoundChart::clipped(const PlotView& plot, QPointF value) const {
    QPointF at = plot.toPixel(value.x(), value.y());
    constexpr double kFar = 1e5;
    return {std::clamp(at.x(), -kFar, kFar), std::clamp(at.y(), -kFar, kFar)};
}

void BoundChart::paintDiamond(QPainter& painter, QPointF at) const {
    constexpr double size = 6.0;
    painter.setBrush(theme().text);
    painter.setPen(QPen(theme().background, 1.5));
    painter.drawPolygon(QPolygonF({at + QPointF(0, -size), at + QPointF(size, 0),
                                   at + QPointF(0, size), at + QPointF(-size, 0)}));
}

void BoundChart::paintHandle(QPainter& painter, QPointF at, bool filled) const {
    if (filled) {
        painter.setBrush(theme().background);
        painter.setPen(QPen(theme().accent, 1.2));
        painter.drawEllipse(at, kHandleRadius + 2.5, kHandleRadius + 2.5);
    }
    painter.setBrush(filled ? theme().accent : theme().background);
    painter.setPen(filled ? QPen(Qt::NoPen) : QPen(theme().accent, 1.6));
    const double radius = filled ? kHandleRadius : 4.5;
    painter.drawEllipse(at, radius, radius);
}

/// On a ground of its own, so that no line strikes it through.
void BoundChart::paintTag(QPainter& painter, QPointF at, Qt::Alignment side, const QString& text,
                          const QColor& color) const {
    painter.setFont(m_cost->labelFont());
    const QFontMetricsF metrics(painter.font());
    QRectF room(at, QSizeF(metrics.horizontalAdvance(text) + 8, metrics.height() + 2));
    if (side.testFlag(Qt::AlignRight)) room.moveRight(at.x());
    if (side.testFlag(Qt::AlignHCenter)) room.moveLeft(at.x() - room.width() / 2);
    if (side.testFlag(Qt::AlignBottom)) room.moveBottom(at.y());
    if (side.testFlag(Qt::AlignVCenter)) room.moveTop(at.y() - room.height() / 2);
    QColor ground = theme().background;
    ground.setAlphaF(0.85F);
    painter.fillRect(room, ground);
    painter.setPen(color);
    painter.drawText(room, Qt::AlignCenter, text);
}

void BoundChart::paintFrontier(QPainter& painter) const {
    if (!m_known) return;
    const QRectF area = m_cost->plotArea();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setClipRect(area.adjusted(0, -1, 1, 1));
    QPolygonF line;
    line.reserve(qsizetype(m_ground.frontier.size()));
    for (const BoundGround::Price& point : m_ground.frontier) line << clipped(*m_cost, point.at);
    // Beyond the greatest accuracy nothing can be reached.
    const double end = line.back().x();
    if (!m_ground.budget && end < area.right()) {
        painter.fillRect(QRectF(end, area.top(), area.right() - end, area.height()),
                         QBrush(theme().hatch, Qt::BDiagPattern));
    }
    painter.setPen(QPen(theme().text, 1.8));
    painter.setBrush(Qt::NoBrush);
    painter.drawPolyline(line);
    if (!std::isnan(m_ground.goal)) {
        const double x = m_cost->toPixel(m_ground.goal, m_cost->y().lo()).x();
        painter.setPen(QPen(theme().accent, 1.2, Qt::DashLine));
        painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()));
    }
    painter.setClipping(false);
    if (m_ground.routing) {
        const QPointF at = clipped(*m_cost, {m_ground.goal, m_ground.routing->y()});
        painter.setPen(QPen(theme().text, 1.0, Qt::DashLine));
        painter.drawLine(at, QPointF(m_cost->viewport()->width(), at.y()));
        const QPointF mark = clipped(*m_cost, *m_ground.routing);
        if (area.adjusted(-8, -8, 8, 8).contains(mark)) paintDiamond(painter, mark);
    }
}

void BoundChart::paintBounds(QPainter& painter) const {
    if (!m_known || m_ground.bounds.empty()) return;
    const QRectF area = m_bound->plotArea();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setClipRect(area.adjusted(0, -1, 1, 1));
    const auto lineOf = [&](const std::vector<BoundGround::Bound>& bounds) {
        QPolygonF line;
        line.reserve(qsizetype(bounds.size()));
        for (const BoundGround::Bound& point : bounds) {
            if (std::isfinite(point.bound)) line << clipped(*m_bound, {point.price, point.bound});
        }
        return line;
    };
    const QPolygonF line = lineOf(m_ground.bounds);
    if (line.empty()) return;
    QPolygonF ground = line;
    ground << QPointF(line.back().x(), area.bottom()) << QPointF(line.front().x(), area.bottom());
    QColor tint = theme().accent;
    tint.setAlphaF(0.07F);
    painter.setPen(Qt::NoPen);
    if (!m_ground.budget) {
        painter.setBrush(tint);
        painter.drawPolygon(ground);
    }
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(theme().text, m_hand.held.empty() ? 1.8 : 1.0));
    painter.drawPolyline(line);
    if (!m_hand.held.empty()) {
        painter.setPen(QPen(theme().accent, 1.8));
        painter.drawPolyline(lineOf(m_hand.held));
    }
    painter.setClipping(false);
    if (m_ground.routing) {
        const double y = clipped(*m_bound, {0.0, m_ground.routing->y()}).y();
        painter.setPen(QPen(theme().text, 1.0, Qt::DashLine));
        painter.drawLine(QPointF(0, y), QPointF(area.right(), y));
    }
    if (m_ground.optimal) {
        const QPointF at = clipped(*m_bound, {m_ground.optimal->price, m_ground.optimal->bound});
        if (area.adjusted(-8, -8, 8, 8).contains(at)) {
            paintDiamond(painter, at);
            const bool right = at.x() > area.center().x();
            paintTag(painter, at + QPointF(right ? 12 : -12, m_ground.budget ? 12 : -9),
                     (right ? Qt::AlignRight : Qt::AlignLeft) |
                         (m_ground.budget ? Qt::AlignTop : Qt::AlignBottom),
                     optimalText(), theme().text);
        }
    }
}

/// Where the optimizer's λ is, and how far its bound is from the best routing.
QString BoundChart::optimalText() const {
    QString at = (m_ground.budget ? tr("least at %1") : tr("peak at %1"))
                     .arg(valueText(m_ground.optimal->price, Unit::Usd));
    if (!m_ground.routing || !(m_ground.optimal->bound > 0.0)) return at;
    const double gap =
        std::abs(m_ground.routing->y() - m_ground.optimal->bound) / m_ground.optimal->bound;
    constexpr double kSeen = 5e-4;  // less is 0.0 % in print
    return tr("%1: gap %2").arg(at, gap < kSeen ? tr("0 %") : valueText(gap, Unit::Percent));
}

void BoundChart::paintLine(QPainter& painter) const {
    if (!m_known) return;
    const QRectF area = m_cost->plotArea();
    // Of slope λ, which both axes' units keep: USD per 1,000 queries over shares of them. Under a
    // budget the other way round.
    const bool steep = m_ground.budget && !(m_hand.price > 0.0);
    const double slope = m_ground.budget ? 1.0 / m_hand.price : m_hand.price;
    const bool bounded = !std::isnan(m_ground.goal) && std::isfinite(m_hand.bound);
    const QPointF through = bounded ? QPointF(m_ground.goal, m_hand.bound) : m_hand.winners;
    painter.save();
    painter.setClipRect(area);
    painter.setPen(QPen(theme().accent, 2.0));
    const auto at = [&](double x) {
        return clipped(*m_cost, {x, through.y() + slope * (x - through.x())});
    };
    if (steep) {
        const double x = clipped(*m_cost, m_hand.winners).x();
        painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()));
    } else {
        painter.drawLine(at(m_cost->x().lo()), at(m_cost->x().hi()));
    }
    painter.restore();
    if (bounded) {
        const QPointF cut = clipped(*m_cost, {m_ground.goal, m_hand.bound});
        if (cut.y() >= area.top() - 1 && cut.y() <= area.bottom() + 1) {
            painter.setPen(QPen(theme().accent, 1.0, Qt::DashLine));
            painter.drawLine(cut, QPointF(m_cost->viewport()->width(), cut.y()));
            paintHandle(painter, cut, false);
        }
        const QString text = m_ground.budget
                                 ? tr("B %1").arg(valueText(m_ground.goal, Unit::Usd))
                                 : tr("α %1").arg(valueText(m_ground.goal, Unit::Percent));
        paintTag(painter, {clipped(*m_cost, {m_ground.goal, 0.0}).x(), area.top() + 8},
                 Qt::AlignHCenter | Qt::AlignVCenter, text, theme().accent);
    }
    const QPointF touch = placeOfTouch();
    if (area.adjusted(-1, -1, 1, 1).contains(touch)) {
        paintMissing(painter, touch.y());
        paintHandle(painter, touch, true);
        const bool left = touch.x() > area.left() + 0.45 * area.width();
        paintTag(painter, touch + QPointF(left ? -14 : 14, -12),
                 (left ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignBottom,
                 tr("slope λ = %1").arg(valueText(m_hand.price, Unit::Usd)), theme().accent);
    }
}

/// From where the line touches to the goal.
void BoundChart::paintMissing(QPainter& painter, double at) const {
    if (std::isnan(m_ground.goal) || !(m_hand.missing > 0.0)) return;
    const QRectF area = m_cost->plotArea();
    const double from = placeOfTouch().x();
    const double to = clipped(*m_cost, {m_ground.goal, 0.0}).x();
    if (std::abs(to - from) < 14.0) return;
    const bool above = at + 30.0 > area.bottom();
    const double y = above ? at - 13.0 : at + 13.0;
    painter.setPen(QPen(theme().warning, 1.4));
    painter.drawLine(QPointF(from, y), QPointF(to, y));
    painter.drawLine(QPointF(from, y - 3), QPointF(from, y + 3));
    painter.drawLine(QPointF(to, y - 3), QPointF(to, y + 3));
    const QString text =
        m_ground.budget ? tr("%1 over").arg(valueText(m_hand.missing, Unit::Usd))
                        : tr("%1 pt missing").arg(QString::number(m_hand.missing * 100.0, 'f', 1));
    const QFontMetricsF metrics(m_cost->labelFont());
    const double half = metrics.horizontalAdvance(text) / 2 + 6;
    const double middle = std::clamp((from + to) / 2, area.left() + half, area.right() - half);
    paintTag(painter, {middle, above ? y - 3 : y + 3},
             Qt::AlignHCenter | (above ? Qt::AlignBottom : Qt::AlignTop), text, theme().warning);
}

void BoundChart::paintPoint(QPainter& painter) const {
    if (!m_known || std::isnan(m_ground.goal) || !std::isfinite(m_hand.bound)) return;
    const QRectF area = m_bound->plotArea();
    const QPointF point = placeOfBound();
    const bool seen = area.adjusted(-1, -1, 1, 1).contains(point);
    if (!seen) {
        paintTag(painter,
                 {std::clamp(point.x(), area.left() + 40, area.right() - 40),
                  point.y() < area.top() ? area.top() + 8 : area.bottom() - 8},
                 Qt::AlignHCenter | Qt::AlignVCenter,
                 tr("bound %1").arg(valueText(m_hand.bound, m_bound->y().unit())), theme().accent);
        return;
    }
    painter.setPen(QPen(theme().accent, 1.0, Qt::DashLine));
    painter.drawLine(QPointF(0, point.y()), point);
    // Its slope, which is what is missing.
    painter.save();
    painter.setClipRect(area);
    const double reach = 0.18 * m_ground.highest;
    painter.setPen(QPen(theme().warning, 1.8));
    painter.drawLine(
        clipped(*m_bound, {m_hand.price - reach, m_hand.bound - reach * m_hand.slope}),
        clipped(*m_bound, {m_hand.price + reach, m_hand.bound + reach * m_hand.slope}));
    if (m_ground.routing) {
        const double y = clipped(*m_bound, {0.0, m_ground.routing->y()}).y();
        painter.setPen(QPen(theme().warning, 1.2, Qt::DotLine));
        painter.drawLine(point, QPointF(point.x(), y));
        painter.restore();
        if (std::abs(y - point.y()) > 24.0 && std::isfinite(m_hand.gap)) {
            const bool right = point.x() > area.left() + 70;
            paintTag(
                painter, {point.x() + (right ? -6 : 6), (y + point.y()) / 2},
                (right ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter,
                tr("gap %1").arg(m_hand.gap > kManyTimes ? tr("over 1,000 %")
                                                         : valueText(m_hand.gap, Unit::Percent)),
                theme().warning);
        }
    } else {
        painter.restore();
    }
    paintHandle(painter, point, true);
    paintBox(painter, point);
}

/// Bound and slope in numbers, away from the point's lines.
void BoundChart::paintBox(QPainter& painter, QPointF point) const {
    const QRectF area = m_bound->plotArea();
    painter.setFont(m_bound->labelFont());
    const QFontMetricsF metrics(painter.font());
    const Unit unit = m_bound->y().unit();
    const QString bound =
        m_ground.budget ? tr("bound %1 ≥ any routing's accuracy").arg(valueText(m_hand.bound, unit))
                        : tr("bound %1 ≤ any routing's cost").arg(valueText(m_hand.bound, unit));
    const QString sign = m_hand.slope > 0.0 ? QStringLiteral("+") : QString();
    const QString slope =
        m_ground.budget
            ? tr("slope %1 points per $1").arg(sign + valueText(100.0 * m_hand.slope, Unit::Number))
            : tr("slope %1 = share missing").arg(sign + valueText(m_hand.slope, Unit::Number));
    QRectF box(0, 0,
               std::max(metrics.horizontalAdvance(bound), metrics.horizontalAdvance(slope)) + 14,
               2 * metrics.height() + 8);
    if (box.width() > area.width()) return;
    const double right = area.right() - box.width() - 2;
    box.moveLeft(std::clamp(point.x() + 14, area.left() + 2, right));
    const bool below = point.y() + 14 + box.height() < area.bottom();
    box.moveTop(below ? point.y() + 14 : std::max(area.top() + 2, point.y() - 14 - box.height()));
    // An upper bound leaves its lower right free.
    if (m_ground.budget) box.moveBottomRight(area.bottomRight() - QPointF(2, 6));
    painter.setPen(QPen(theme().tintBorder, 1));
    painter.setBrush(theme().tooltip);
    painter.drawRoundedRect(box, 3, 3);
    painter.setPen(theme().accent);
    const QRectF first = box.adjusted(7, 3, -4, -4 - metrics.height());
    painter.drawText(first, Qt::AlignLeft | Qt::AlignVCenter, bound);
    painter.setPen(theme().warning);
    painter.drawText(first.translated(0, metrics.height()), Qt::AlignLeft | Qt::AlignVCenter,
                     slope);
}

}  // namespace orl
