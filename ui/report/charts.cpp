#include "ui/report/charts.h"

#include <QBuffer>
#include <QFontMetricsF>
#include <QLineF>
#include <QSvgGenerator>
#include <algorithm>
#include <cmath>
#include <vector>

#include "ui/charts/axis_scale.h"
#include "ui/charts/label_layout.h"
#include "ui/charts/marker.h"
#include "ui/report/sheet.h"
#include "ui/session/label_text.h"
#include "ui/style/palette.h"

namespace orl::sheet {

namespace {

constexpr qreal kTick = pt(2.5);
constexpr qreal kMarker = pt(2.6);

/// Axes of the plane and where they stand.
class PlaneAxes {
  public:
    PlaneAxes(const QRectF& room, const PlanePicture& plane) {
        x.setUnit(Unit::Usd);
        x.setLogWanted(true);
        y.setUnit(Unit::Percent);
        y.setLimits(0.0, 1.0);
        double least = INFINITY;
        double most = -INFINITY;
        double low = INFINITY;
        double high = -INFINITY;
        const auto take = [&](const PlanePoint& at) {
            least = std::min(least, at.cost);
            most = std::max(most, at.cost);
            low = std::min(low, at.quality);
            high = std::max(high, at.quality);
        };
        for (const PlanePoint& at : plane.frontier) take(at);
        for (const PlanePoint& at : plane.rivalCurve) take(at);
        for (const NamedPoint& model : plane.models) take(model.at);
        if (plane.plan) take(*plane.plan);
        if (!plane.rival.empty()) take(plane.rivalPoint.at);
        x.fit(least, most);
        y.fit(low, high);
        area = room;
    }
    QPointF at(const PlanePoint& point) const {
        const double left = x.map(x.lo());
        const double bottom = y.map(y.lo());
        const double right = (x.map(point.cost) - left) / (x.map(x.hi()) - left);
        const double up = (y.map(point.quality) - bottom) / (y.map(y.hi()) - bottom);
        return {area.left() + right * area.width(), area.bottom() - up * area.height()};
    }

    AxisScale x;
    AxisScale y;
    QRectF area;
};

void paintGrid(QPainter& painter, const PlaneAxes& axes) {
    const Theme& theme = Theme::light();
    const QFont font = letters(kSmall);
    const QFontMetricsF metrics(font);
    const qreal line = metrics.height();
    const auto wide = [&metrics](const QString& text) { return metrics.horizontalAdvance(text); };
    const auto high = [line](const QString&) { return line; };
    const QRectF& area = axes.area;
    for (const auto& tick : axes.y.ticks(area.height(), high, line)) {
        const qreal y = axes.at({axes.x.lo(), tick.value}).y();
        painter.setPen(QPen(theme.grid, pt(0.5)));
        painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y));
        writeLine(painter, QRectF(area.left() - pt(40), y - line / 2, pt(40) - pt(4), line),
                  tick.label, font, theme.mutedText, Qt::AlignRight);
    }
    for (const auto& tick : axes.x.ticks(area.width(), wide, pt(14))) {
        const qreal x = axes.at({tick.value, axes.y.lo()}).x();
        painter.setPen(QPen(theme.grid, pt(0.5)));
        painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()));
        painter.setPen(QPen(theme.axis, pt(0.6)));
        painter.drawLine(QPointF(x, area.bottom()), QPointF(x, area.bottom() + kTick));
        writeLine(painter, QRectF(x - pt(25), area.bottom() + kTick, pt(50), line), tick.label,
                  font, theme.mutedText, Qt::AlignHCenter);
    }
    painter.setPen(QPen(theme.axis, pt(0.6)));
    painter.drawLine(area.bottomLeft(), area.bottomRight());
    painter.drawLine(area.bottomLeft(), area.topLeft());
}

/// A pen of the router's own kind of line.
QPen routerPen(const std::string& router) {
    const RouterStyle style = routerStyle(QString::fromStdString(router), false);
    QPen pen(style.color, pt(1.3));
    if (!style.dashes.isEmpty()) pen.setDashPattern(style.dashes);
    pen.setJoinStyle(Qt::RoundJoin);
    return pen;
}

void paintCurve(QPainter& painter, const PlaneAxes& axes, const std::vector<PlanePoint>& points,
                const QPen& pen) {
    if (points.size() < 2) return;
    QPolygonF line;
    line.reserve(qsizetype(points.size()));
    for (const PlanePoint& point : points) line << axes.at(point);
    painter.setPen(pen);
    painter.setBrush(Qt::NoBrush);
    painter.drawPolyline(line);
}

void paintNames(QPainter& painter, const PlaneAxes& axes, const PlanePicture& plane) {
    const Theme& theme = Theme::light();
    const QFont plain = letters(kSmall);
    const QFont bold = letters(kSmall, true);
    std::vector<LabelRequest> requests;
    std::vector<std::pair<QFont, QColor>> looks;
    const auto want = [&](const PlanePoint& at, qreal radius, const QString& text,
                          const QFont& font, const QColor& color) {
        const QFontMetricsF metrics(font);
        const QString fitted = metrics.elidedText(text, Qt::ElideMiddle, pt(95));
        requests.push_back({axes.at(at), radius + pt(1.5),
                            QSizeF(metrics.horizontalAdvance(fitted) + pt(1), metrics.height()),
                            fitted});
        looks.emplace_back(font, color);
    };
    if (plane.plan) want(*plane.plan, pt(5.5), labelText(plane.planName), bold, theme.accent);
    if (!plane.rival.empty()) {
        want(plane.rivalPoint.at, kMarker, labelText(plane.rivalPoint.name), plain,
             routerStyle(QString::fromStdString(plane.rival), false).color);
    }
    for (const NamedPoint& model : plane.models) {
        want(model.at, kMarker, labelText(model.name), plain, theme.mutedText);
    }
    std::vector<QRectF> curve;
    curve.reserve(plane.frontier.size());
    for (const PlanePoint& point : plane.frontier) {
        curve.emplace_back(axes.at(point) - QPointF(pt(2), pt(2)), QSizeF(pt(4), pt(4)));
    }
    std::vector<QRectF> arrow;
    if (plane.plan && !plane.rival.empty()) {
        const QLineF line(axes.at(*plane.plan), axes.at(plane.rivalPoint.at));
        constexpr int kPieces = 12;
        arrow.reserve(kPieces);
        for (int k = 1; k < kPieces; ++k) {
            arrow.emplace_back(line.pointAt(double(k) / kPieces) - QPointF(pt(2), pt(2)),
                               QSizeF(pt(4), pt(4)));
        }
    }
    const auto rooms = placeLabels(requests, axes.area.adjusted(pt(1), 0, 0, -pt(1)), arrow, curve);
    for (std::size_t k = 0; k < rooms.size(); ++k) {
        if (rooms[k].isNull()) continue;
        writeLine(painter, rooms[k], requests[k].text, looks[k].first, looks[k].second);
    }
}

/// From the rule that the answer names to the plan: what is saved.
void paintArrow(QPainter& painter, QPointF from, QPointF to) {
    const QLineF whole(from, to);
    if (whole.length() < pt(14)) return;
    const QLineF line(whole.pointAt(pt(5) / whole.length()),
                      whole.pointAt(1.0 - pt(7) / whole.length()));
    const QColor color = Theme::light().gain;
    painter.setPen(QPen(color, pt(1)));
    painter.drawLine(line);
    const QPointF along = (line.p2() - line.p1()) / line.length();
    const QPointF across(-along.y(), along.x());
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    painter.drawPolygon(
        QPolygonF({line.p2() + along * pt(1.5), line.p2() - along * pt(3) + across * pt(2),
                   line.p2() - along * pt(3) - across * pt(2)}));
}

/// One entry of a legend. @return where the next begins
qreal legendEntry(QPainter& painter, QPointF at, const QString& text, const QPen& line,
                  const QColor& box) {
    const QFont font = letters(kSmall);
    const QFontMetricsF metrics(font);
    const qreal middle = at.y() + metrics.height() / 2;
    const qreal swatch = box.isValid() ? pt(6) : pt(14);
    if (box.isValid()) {
        painter.fillRect(QRectF(at.x(), middle - pt(3), pt(6), pt(6)), box);
    } else {
        painter.setPen(line);
        painter.drawLine(QPointF(at.x(), middle), QPointF(at.x() + swatch, middle));
    }
    const qreal width = metrics.horizontalAdvance(text);
    writeLine(painter, QRectF(at.x() + swatch + pt(4), at.y(), width + pt(1), metrics.height()),
              text, font, Theme::light().text);
    return at.x() + swatch + pt(4) + width + pt(12);
}

void paintMarks(QPainter& painter, const PlaneAxes& axes, const PlanePicture& plane) {
    const Theme& theme = Theme::light();
    for (const NamedPoint& model : plane.models) {
        paintMarker(painter, axes.at(model.at), kMarker, MarkerShape::Square,
                    modelColor(model.model, false), true, theme.background);
    }
    if (!plane.rival.empty()) {
        const RouterStyle style = routerStyle(QString::fromStdString(plane.rival), false);
        // An arrow to a cheaper rule would say the contrary.
        if (plane.plan && plane.plan->cost < plane.rivalPoint.at.cost) {
            paintArrow(painter, axes.at(plane.rivalPoint.at), axes.at(*plane.plan));
        }
        paintMarker(painter, axes.at(plane.rivalPoint.at), pt(3.4), style.marker, style.color, true,
                    theme.background);
    }
    if (plane.plan) {
        const QPointF here = axes.at(*plane.plan);
        painter.setPen(QPen(theme.accent, pt(1)));
        painter.setBrush(theme.background);
        painter.drawEllipse(here, pt(5.5), pt(5.5));
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme.accent);
        painter.drawEllipse(here, pt(3.6), pt(3.6));
    }
}

void paintPlaneLegend(QPainter& painter, QPointF at, const PlanePicture& plane) {
    at.setX(
        legendEntry(painter, at, QStringLiteral("least cost, certified"), routerPen("dual"), {}));
    if (!plane.rivalCurve.empty()) {
        at.setX(legendEntry(painter, at, QStringLiteral("Threshold"), routerPen("threshold"), {}));
    }
    legendEntry(painter, at, QStringLiteral("one model for all"), {}, Theme::light().mutedText);
}

}  // namespace

void paintPlane(QPainter& painter, const QRectF& room, const PlanePicture& plane) {
    const Theme& theme = Theme::light();
    const QFont font = letters(kSmall);
    const qreal line = lineHeight(font);
    painter.setRenderHint(QPainter::Antialiasing);
    writeLine(painter, QRectF(room.left(), room.top(), room.width(), line),
              plane.realized ? QStringLiteral("accuracy, realized, %")
                             : QStringLiteral("accuracy, predicted, %"),
              font, theme.mutedText);
    const QRectF area = room.adjusted(pt(20), line + pt(3), -pt(6), -3 * line - pt(8));
    const PlaneAxes axes(area, plane);
    paintGrid(painter, axes);
    writeLine(painter, QRectF(area.left(), area.bottom() + kTick + line, area.width(), line),
              axes.x.isLog() ? QStringLiteral("cost, USD per 1,000 queries (log)")
                             : QStringLiteral("cost, USD per 1,000 queries"),
              font, theme.mutedText, Qt::AlignHCenter);
    paintCurve(painter, axes, plane.rivalCurve, routerPen("threshold"));
    paintCurve(painter, axes, plane.frontier, routerPen("dual"));
    paintMarks(painter, axes, plane);
    paintNames(painter, axes, plane);
    paintPlaneLegend(painter, {area.left(), room.bottom() - line}, plane);
}

QByteArray svgOf(const Report& report, QSizeF size, Paint paint) {
    QBuffer buffer;
    QSvgGenerator svg;
    svg.setOutputDevice(&buffer);
    svg.setSize(size.toSize());
    svg.setViewBox(QRectF(QPointF(), size));
    {
        QPainter painter(&svg);
        paint(painter, QRectF(QPointF(), size), report);
    }
    // Within HTML there is no XML declaration.
    const QByteArray whole = buffer.data();
    return whole.mid(whole.indexOf("<svg"));
}

}  // namespace orl::sheet
