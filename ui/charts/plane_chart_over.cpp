// What lies over the lines of the plane: marks, their labels and what the pointer finds.
#include <QLineSeries>
#include <QPainter>
#include <algorithm>
#include <cmath>

#include "ui/charts/marker.h"
#include "ui/charts/plane_parts.h"
#include "ui/charts/plot_view.h"

namespace orl {

using namespace plane;

namespace {

constexpr std::size_t kMostLabels = 60;
constexpr qsizetype kMostLinePoints = 2000;  // that labels dodge
constexpr double kPlaneReach = 16.0;

/// "mixtral-8x7b-chat" of "mistralai/mixtral-8x7b-chat".
QString shortName(const QString& name) {
    return name.section('/', -1);
}

}  // namespace

/// The floor, and dotted lines from the current point to the axes.
void PlaneChart::paintGuides(QPainter& painter) const {
    const QRectF area = m_plot->plotArea();
    QPen pen(theme().mutedText, 1.0);
    pen.setDashPattern({1, 3});
    painter.setPen(pen);
    if (m_data.floor > m_plot->y().lo() && m_data.floor < m_plot->y().hi()) {
        const double y = m_plot->toPixel(m_plot->x().lo(), m_data.floor).y();
        painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y));
    }
    if (known(m_data.current) && isSeriesVisible(currentKey())) {
        const QPointF at = m_plot->toPixel(m_data.current.cost, m_data.current.accuracy);
        if (!area.contains(at)) return;
        QColor color = theme().accent;
        color.setAlphaF(0.6F);
        painter.setPen(QPen(color, 1.0, Qt::DotLine));
        painter.drawLine(at, QPointF(at.x(), area.bottom()));
        painter.drawLine(at, QPointF(area.left(), at.y()));
    }
}

std::vector<LabelRequest> PlaneChart::labelRequests(const std::vector<Mark>& all) const {
    std::vector<LabelRequest> requests;
    if (m_data.models.size() > kMostLabels) return requests;
    const QFontMetricsF metrics(m_plot->labelFont());
    for (const Mark& mark : all) {
        if (mark.key != modelsKey()) continue;
        const QString text = shortName(mark.name);
        requests.push_back({m_plot->toPixel(mark.point.cost, mark.point.accuracy), mark.radius,
                            QSizeF(metrics.horizontalAdvance(text), metrics.height()), text});
    }
    return requests;
}

/// Labels dodge routers and lines as these stood when the models last moved on the screen. Were
/// they to follow the routers they would jump about during a drag.
void PlaneChart::layOutLabels(const std::vector<LabelRequest>& requests,
                              const std::vector<Mark>& all) const {
    const bool same = requests.size() == m_labelled.size() &&
                      std::equal(requests.begin(), requests.end(), m_labelled.begin(),
                                 [](const LabelRequest& a, const LabelRequest& b) {
                                     return a.point == b.point && a.text == b.text;
                                 });
    if (same) return;
    const auto around = [](QPointF centre, double reach) {
        return QRectF(centre.x() - reach, centre.y() - reach, 2 * reach, 2 * reach);
    };
    std::vector<QRectF> blocked;
    std::vector<QRectF> avoid;
    for (const Mark& mark : all) {
        if (mark.key == modelsKey()) continue;
        const QPointF at = m_plot->toPixel(mark.point.cost, mark.point.accuracy);
        blocked.push_back(around(at, mark.radius + (mark.key == currentKey() ? 4.0 : 1.0)));
    }
    for (const QLineSeries* line : {m_frontier, m_hull}) {
        const QList<QPointF> points = line->points();
        if (points.size() > kMostLinePoints) continue;
        for (qsizetype k = 1; k < points.size(); ++k) {
            const QPointF from = m_plot->pixelOf(points[k - 1]);
            const QPointF way = m_plot->pixelOf(points[k]) - from;
            const int pieces =
                std::clamp(static_cast<int>(std::hypot(way.x(), way.y()) / 6.0), 1, 200);
            for (int p = 0; p <= pieces; ++p) avoid.push_back(around(from + way * p / pieces, 1.5));
        }
    }
    m_labelRooms = placeLabels(requests, m_plot->plotArea(), blocked, avoid);
    m_labelled = requests;
}

void PlaneChart::paintName(QPainter& painter, const QRectF& room, const QString& text) const {
    QColor ground = theme().background;
    ground.setAlphaF(0.85F);
    painter.fillRect(room.adjusted(-1, 1, 1, -1), ground);
    painter.drawText(room, Qt::AlignCenter, text);
}

void PlaneChart::paintNames(QPainter& painter, const std::vector<Mark>& all) const {
    QColor ink = theme().mutedText;
    if (!highlighted().isEmpty() && highlighted() != modelsKey()) ink.setAlphaF(0.3F);
    painter.setPen(ink);
    const std::vector<LabelRequest> requests = labelRequests(all);
    layOutLabels(requests, all);
    for (std::size_t k = 0; k < requests.size(); ++k) {
        if (!m_labelRooms[k].isNull()) paintName(painter, m_labelRooms[k], requests[k].text);
    }
}

/// At the line of the floor, where nothing else is.
void PlaneChart::paintFloorName(QPainter& painter, const std::vector<Mark>& all) const {
    if (!(m_data.floor > m_plot->y().lo() && m_data.floor < m_plot->y().hi())) return;
    const QRectF area = m_plot->plotArea();
    const double y = m_plot->toPixel(m_plot->x().lo(), m_data.floor).y();
    const QString text = tr("α %1").arg(valueText(m_data.floor, Unit::Percent));
    const QFontMetricsF metrics(painter.font());
    const double line = metrics.height();
    const QSizeF size(metrics.horizontalAdvance(text), line);
    const auto isTaken = [&](const QRectF& room) {
        const auto covers = [&](const Mark& mark) {
            const QPointF reach(mark.radius + 2, mark.radius + 2);
            const QPointF at = m_plot->toPixel(mark.point.cost, mark.point.accuracy);
            return QRectF(at - reach, at + reach).intersects(room);
        };
        return std::any_of(m_labelRooms.begin(), m_labelRooms.end(),
                           [&](const QRectF& other) { return other.intersects(room); }) ||
               std::any_of(all.begin(), all.end(), covers);
    };
    for (const double top : {y - line - 1, y + 1}) {
        // Not so high that it would lie on the axis title.
        if (top < area.top() || top + line > area.bottom()) continue;
        for (const double share : {0.0, 1.0, 0.5, 0.25, 0.75}) {
            const double left = area.left() + 4 + share * (area.width() - 8 - size.width());
            const QRectF room(QPointF(left, top), size);
            if (isTaken(room)) continue;
            painter.setPen(theme().mutedText);
            paintName(painter, room, text);
            return;
        }
    }
}

/// A cross through the mean over the splits, a standard deviation to each side.
void PlaneChart::paintSpreads(QPainter& painter, const std::vector<Mark>& all) const {
    for (const Mark& mark : all) {
        const PlaneData::Spread& spread = mark.spread;
        if (!known(spread.mean) || !known(spread.deviation)) continue;
        QColor color = mark.color;
        color.setAlphaF(!highlighted().isEmpty() && highlighted() != mark.key ? 0.15F : 0.65F);
        painter.setPen(QPen(color, 1.3));
        // Costs below zero are none, and have no place on a logarithmic axis.
        const double least = std::max(spread.mean.cost - spread.deviation.cost,
                                      m_plot->x().isLog() ? m_plot->x().lo() : 0.0);
        painter.drawLine(
            m_plot->toPixel(least, spread.mean.accuracy),
            m_plot->toPixel(spread.mean.cost + spread.deviation.cost, spread.mean.accuracy));
        painter.drawLine(
            m_plot->toPixel(spread.mean.cost, spread.mean.accuracy - spread.deviation.accuracy),
            m_plot->toPixel(spread.mean.cost, spread.mean.accuracy + spread.deviation.accuracy));
    }
}

/// From where the pinned state was to where the present one is.
void PlaneChart::paintArrow(QPainter& painter) const {
    if (!known(m_data.pinned) || !known(m_data.current) || !isSeriesVisible(pinKey()) ||
        !isSeriesVisible(currentKey())) {
        return;
    }
    const QPointF from = m_plot->toPixel(m_data.pinned.cost, m_data.pinned.accuracy);
    const QPointF to = m_plot->toPixel(m_data.current.cost, m_data.current.accuracy);
    const double length = std::hypot(to.x() - from.x(), to.y() - from.y());
    constexpr double kRoom = 26.0;  // pixels below which an arrow is no more than its head
    if (!(length > kRoom)) return;
    const QPointF way = (to - from) / length;
    const QPointF side(-way.y(), way.x());
    const QPointF tip = to - 11.0 * way;
    painter.setPen(QPen(theme().ghost, 1.8));
    painter.drawLine(from + 7.0 * way, tip - 4.0 * way);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme().ghost);
    painter.drawPolygon(
        QPolygonF({tip, tip - 8.0 * way + 4.0 * side, tip - 8.0 * way - 4.0 * side}));
}

void PlaneChart::paintMarks(QPainter& painter) const {
    const QRectF area = m_plot->plotArea();
    const std::vector<Mark> all = marks();
    painter.setFont(m_plot->labelFont());
    paintNames(painter, all);
    paintFloorName(painter, all);

    painter.setClipRect(area.adjusted(-8, -8, 8, 8));
    paintSpreads(painter, all);
    paintArrow(painter);
    for (const Mark& mark : all) {
        QColor color = mark.color;
        QColor outline = theme().background;
        if (!highlighted().isEmpty() && highlighted() != mark.key) {
            color.setAlphaF(0.2F);
            outline.setAlphaF(0.2F);
        }
        const QPointF at = m_plot->toPixel(mark.point.cost, mark.point.accuracy);
        paintMarker(painter, at, mark.radius, mark.shape, color, mark.filled, outline);
        if (mark.key == currentKey()) {
            painter.setBrush(Qt::NoBrush);
            painter.setPen(QPen(mark.color, 1.4));
            painter.drawEllipse(at, mark.radius + 3.0, mark.radius + 3.0);
        }
    }
}

std::optional<PlaneChart::Mark> PlaneChart::markAt(QPointF position) const {
    const std::vector<Mark> all = marks();
    std::vector<QPointF> pixels;
    pixels.reserve(all.size());
    for (const Mark& mark : all) {
        pixels.push_back(m_plot->toPixel(mark.point.cost, mark.point.accuracy));
    }
    m_nearest.setPoints(std::move(pixels));
    const auto found = m_nearest.within(position, kPlaneReach);
    return found ? std::optional(all[*found]) : std::nullopt;
}

void PlaneChart::hover(QPointF position) {
    const auto mark = markAt(position);
    if (!mark) {
        m_plot->setHoverBox({}, {});
        return;
    }
    std::vector<PlotView::HoverLine> lines;
    lines.push_back({mark->name, mark->color});
    lines.push_back(
        {tr("cost %1 per 1,000 queries").arg(valueText(mark->point.cost, Unit::Usd)), {}});
    const QString accuracy = valueText(mark->point.accuracy, Unit::Percent);
    lines.push_back({m_data.realized ? tr("accuracy %1 realized").arg(accuracy)
                                     : tr("accuracy %1 predicted").arg(accuracy),
                     {}});
    if (!mark->remark.isEmpty()) lines.push_back({mark->remark, {}});
    if (known(mark->spread.mean) && known(mark->spread.deviation)) {
        lines.push_back({tr("over %1 splits: %2 ± %3, %4 ± %5")
                             .arg(mark->spread.splits)
                             .arg(valueText(mark->spread.mean.cost, Unit::Usd),
                                  valueText(mark->spread.deviation.cost, Unit::Usd),
                                  valueText(mark->spread.mean.accuracy, Unit::Percent),
                                  valueText(mark->spread.deviation.accuracy, Unit::Percent)),
                         {}});
    }
    m_plot->setHoverBox(m_plot->toPixel(mark->point.cost, mark->point.accuracy), std::move(lines));
}

QString PlaneChart::csv() const {
    QString text = QStringLiteral("kind,name,cost_usd_per_1000_queries,accuracy_%1,feasible\n")
                       .arg(m_data.realized ? "realized" : "predicted");
    const auto row = [&text](const char* kind, const QString& name, const PlaneData::Point& point,
                             const char* feasible) {
        text += QLatin1String(kind) + "," + csvField(name) + "," + csvNumber(point.cost) + "," +
                csvNumber(point.accuracy) + "," + QLatin1String(feasible) + "\n";
    };
    for (const PlaneData::Model& model : m_data.models) {
        if (isSeriesVisible(modelsKey())) row("model", model.name, model.point, "");
    }
    for (const PlaneData::Router& router : m_data.routers) {
        if (isSeriesVisible(router.id)) {
            row("router", router.label, router.point, router.feasible ? "true" : "false");
            for (const auto& point : router.curve) row("curve", router.label, point, "");
        }
    }
    if (known(m_data.oracle) && isSeriesVisible(oracleKey())) row("oracle", {}, m_data.oracle, "");
    if (known(m_data.current) && isSeriesVisible(currentKey())) {
        row("current", m_data.currentLabel, m_data.current, "");
    }
    if (known(m_data.pinned) && isSeriesVisible(pinKey())) {
        row("pinned", m_data.pinLabel, m_data.pinned, "");
    }
    for (const PlaneData::Point& point : m_data.frontier) {
        if (isSeriesVisible(frontierKey())) row("frontier", {}, point, "");
    }
    for (const PlaneData::Point& point : m_data.hull) {
        if (isSeriesVisible(hullKey())) row("hull", {}, point, "");
    }
    return text;
}

}  // namespace orl
