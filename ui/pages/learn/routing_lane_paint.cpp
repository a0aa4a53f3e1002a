// How a routing is painted.
#include <QPainter>
#include <QPainterPath>
#include <algorithm>

#include "core/lab/lessons/lesson.h"
#include "ui/pages/learn/routing_lane.h"
#include "ui/session/label_text.h"
#include "ui/style/disc.h"
#include "ui/style/palette.h"
#include "ui/style/tokens.h"

namespace orl {

namespace {

QString amount(double value) {
    return QString::fromStdString(lessonNumber(value));
}

/// Five blues, light to dark.
QColor levelColor(int level, const Theme& theme) {
    constexpr int kLevels = 5;
    const double share = 0.25 + 0.75 * std::clamp(level, 1, kLevels) / kLevels;
    return mixed(theme.background, theme.accent, level > 0 ? share : 0.5);
}

}  // namespace

void RoutingLane::paintEvent(QPaintEvent*) {
    const Theme& theme = Theme::of(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(type::section(font()));
    painter.setPen(m_content.warning ? theme.warning : theme.accent);
    painter.drawText(QRect(0, 0, width(), kTitle - 4), Qt::AlignVCenter, m_content.title);
    if (m_content.disc > 0) {
        const int left = painter.fontMetrics().horizontalAdvance(m_content.title) + 8;
        paintDisc(painter, {left, 4}, m_content.disc, theme, font());
    }
    if (!m_content.emptyText.isEmpty()) {
        painter.setFont(font());
        painter.setPen(theme.warning);
        painter.drawText(QRect(0, kTitle, width(), height() - kTitle),
                         Qt::AlignTop | Qt::TextWordWrap, m_content.emptyText);
        return;
    }
    paintModels(painter);
    paintCurves(painter);
    paintQueries(painter);
    paintFoot(painter);
    if (m_content.queriesDisc > 0) {
        const QRect first = queryRect(0);
        paintDisc(painter, {first.right() - kDisc / 2, first.top() - 4}, m_content.queriesDisc,
                  theme, font());
    }
}

void RoutingLane::paintQueries(QPainter& painter) const {
    const Theme& theme = Theme::of(palette());
    for (std::size_t i = 0; i < m_content.instance.queryCount(); ++i) {
        const auto& query = m_content.instance.queries[i];
        QRectF box = QRectF(queryRect(i)).adjusted(0.5, 0.5, -0.5, -0.5);
        if (m_dragging && m_held == i) box.moveCenter(m_hand);
        painter.setOpacity(isShown(i) || m_content.concealed ? 1.0 : 0.4);
        painter.setPen(QPen(m_held == i ? theme.accent : theme.control, m_held == i ? 2 : 1));
        painter.setBrush(theme.background);
        painter.drawRoundedRect(box, 4, 4);
        painter.fillRect(QRectF(box.left(), box.top() + 1, 7, box.height() - 2),
                         levelColor(query.level, theme));
        painter.setFont(type::section(font()));
        painter.setPen(theme.text);
        const QString text = painter.fontMetrics().elidedText(
            QStringLiteral("%1  %2").arg(i + 1).arg(labelText(query.name)), Qt::ElideRight,
            int(box.width()) - 18);
        const bool two = box.height() >= 40;
        painter.drawText(box.adjusted(14, 2, -2, two ? -box.height() / 2 : 0), Qt::AlignVCenter,
                         text);
        if (two) {
            painter.setFont(type::note(font()));
            painter.setPen(theme.mutedText);
            painter.drawText(box.adjusted(14, box.height() / 2 - 1, -2, -2), Qt::AlignVCenter,
                             i == 0                                     ? tr("arrives first")
                             : i + 1 == m_content.instance.queryCount() ? tr("arrives last")
                                                                        : QString());
        }
    }
    painter.setOpacity(1.0);
}

void RoutingLane::paintModels(QPainter& painter) const {
    const Theme& theme = Theme::of(palette());
    for (std::size_t j = 0; j < m_content.instance.modelCount(); ++j) {
        const auto& model = m_content.instance.models[j];
        const QRect box = modelRect(j);
        painter.setPen(QPen(m_full == j ? theme.warning : theme.border, m_full == j ? 2 : 1));
        painter.setBrush(theme.alternate);
        painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
        painter.fillRect(QRect(box.left() + 8, box.top() + 8, 9, 9),
                         modelColor(int(j), theme.dark));
        painter.setFont(type::note(font()));
        const auto column = m_content.instance.cost.col(Eigen::Index(j));
        const bool same = column.minCoeff() == column.maxCoeff();
        const QString price =
            same ? tr("%1 ¢").arg(amount(column(0)))
                 : tr("%1–%2 ¢").arg(amount(column.minCoeff()), amount(column.maxCoeff()));
        const QRect head(box.left() + 22, box.top() + 3, box.width() - 30, 20);
        painter.setPen(theme.mutedText);
        painter.drawText(head, Qt::AlignVCenter | Qt::AlignRight, price);
        painter.setPen(theme.text);
        const QString key =
            m_editable ? QStringLiteral("%1  ").arg(QChar(u'A' + char16_t(j))) : QString();
        const int room = head.width() - painter.fontMetrics().horizontalAdvance(price) - 6;
        painter.drawText(
            head, Qt::AlignVCenter,
            painter.fontMetrics().elidedText(key + labelText(model.name), Qt::ElideRight, room));
        for (std::size_t k = 0; k < slotsShown(j); ++k) {
            painter.setPen(QPen(theme.control, 1, Qt::DashLine));
            painter.setBrush(Qt::NoBrush);
            painter.drawRoundedRect(QRectF(slotRect(j, k)).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3);
        }
    }
}

void RoutingLane::paintCurves(QPainter& painter) const {
    const Theme& theme = Theme::of(palette());
    std::vector<std::size_t> taken(m_content.instance.modelCount(), 0);
    for (std::size_t i = 0; i < m_content.routing.size(); ++i) {
        if (m_content.routing[i] < 0 || !isShown(i)) continue;
        const auto model = std::size_t(m_content.routing[i]);
        const std::size_t slot = std::min<std::size_t>(taken[model]++, kMostSlots - 1);
        const QRect to = slotRect(model, slot);
        const QColor color = modelColor(int(model), theme.dark);
        const QPointF from(queryRect(i).right() + 1, queryRect(i).center().y());
        const QPointF end(to.left(), to.center().y());
        QPainterPath path(from);
        const double bend = (end.x() - from.x()) * 0.5;
        path.cubicTo(from + QPointF(bend, 0), end - QPointF(bend, 0), end);
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(color, 2.5));
        painter.drawPath(path);
        const auto capacity = m_content.instance.models[model].capacity;
        const bool over = std::int64_t(taken[model]) > capacity;
        const bool elsewhere =
            i < m_content.best.size() && m_content.best[i] != m_content.routing[i];
        painter.setPen(QPen(over || elsewhere ? theme.warning : color, over ? 2.0 : 1.5));
        painter.setBrush(elsewhere ? theme.warningTint : theme.background);
        painter.drawRoundedRect(QRectF(to).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3);
        painter.setFont(type::note(font()));
        const QString chance = tr("%1 %").arg(
            amount(100.0 * m_content.instance.chance(Eigen::Index(i), m_content.routing[i])));
        const QRect text = to.adjusted(7, 0, -7, 0);
        painter.setPen(elsewhere ? theme.warning : theme.text);
        painter.drawText(text, Qt::AlignVCenter | Qt::AlignRight, chance);
        const int room = text.width() - painter.fontMetrics().horizontalAdvance(chance) - 6;
        painter.drawText(text, Qt::AlignVCenter,
                         painter.fontMetrics().elidedText(
                             labelText(m_content.instance.queries[i].name), Qt::ElideRight, room));
    }
}

QString RoutingLane::verdictOf(const LessonRouting& routing) const {
    const double accuracy =
        routing.answers / std::max(1.0, double(m_content.instance.queryCount()));
    if (routing.unplaced > 0) {
        return tr("%n without a place", nullptr, int(routing.unplaced));
    }
    if (routing.overload > 0) {
        return tr("%1 over").arg(routing.overload);
    }
    if (m_content.instance.budget) {
        return routing.feasible ? tr("within the budget") : tr("over the budget");
    }
    if (routing.feasible) {
        return tr("floor %1 % met").arg(amount(100.0 * m_content.instance.floor));
    }
    return tr("%1 points short").arg(amount(100.0 * (m_content.instance.floor - accuracy)));
}

void RoutingLane::paintFoot(QPainter& painter) const {
    const Theme& theme = Theme::of(palette());
    const QRectF box = QRectF(0, footTop(), width(), kFoot - 2).adjusted(0.5, 0.5, -0.5, -0.5);
    painter.setPen(Qt::NoPen);
    if (m_content.concealed) {
        painter.setBrush(theme.alternate);
        painter.drawRoundedRect(box, 4, 4);
        painter.setPen(theme.mutedText);
        painter.drawText(box, Qt::AlignCenter, tr("predict first, then reveal"));
        return;
    }
    Assignment counted = m_content.routing;
    for (std::size_t i = 0; i < counted.size(); ++i) {
        if (!isShown(i)) counted[i] = -1;
    }
    const LessonRouting routing = routingOf(m_content.instance, counted);
    const bool kept = routing.feasible;
    painter.setBrush(kept ? mixed(theme.background, theme.gain, 0.08) : theme.warningTint);
    painter.drawRoundedRect(box, 4, 4);
    QStringList chances;
    QStringList costs;
    for (std::size_t i = 0; i < counted.size() && counted.size() <= 6; ++i) {
        if (counted[i] < 0) continue;
        chances << amount(m_content.instance.chance(Eigen::Index(i), counted[i]));
        costs << amount(m_content.instance.cost(Eigen::Index(i), counted[i]));
    }
    const auto sum = [](const QStringList& parts, double total) {
        return parts.size() > 1 ? parts.join(" + ") + " = " + amount(total) : amount(total);
    };
    const double count = std::max(1.0, double(m_content.instance.queryCount()));
    const double accuracy = routing.answers / count;
    painter.setFont(type::note(font()));
    painter.setPen(theme.mutedText);
    painter.drawText(box.adjusted(10, 6, -10, -46), Qt::AlignVCenter, tr("expected right answers"));
    painter.setPen(theme.text);
    painter.setFont(type::section(font()));
    const QRectF middle = box.adjusted(10, 24, -10, -26);
    painter.drawText(middle, Qt::AlignVCenter, sum(chances, routing.answers));
    const QColor verdict = kept ? theme.gain : theme.warning;
    painter.setPen(verdict);
    painter.setFont(type::figure(font()));
    painter.drawText(box.adjusted(10, 4, -10, -26), Qt::AlignVCenter | Qt::AlignRight,
                     tr("%1 %").arg(amount(100.0 * accuracy)));
    painter.setFont(type::note(font()));
    const QRectF last = box.adjusted(10, 46, -10, -4);
    painter.drawText(last, Qt::AlignVCenter | Qt::AlignRight, verdictOf(routing));
    painter.setPen(theme.text);
    painter.drawText(last, Qt::AlignVCenter, tr("cost %1 ¢").arg(sum(costs, routing.cost)));
}

}  // namespace orl
