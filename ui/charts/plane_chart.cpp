#include "ui/charts/plane_chart.h"

#include <QLineSeries>
#include <QPainter>
#include <algorithm>
#include <cmath>

#include "ui/charts/marker.h"
#include "ui/charts/plot_view.h"

namespace orl {

namespace {

constexpr std::size_t kMostLabels = 60;
constexpr std::size_t kMostLinePoints = 500;  // that labels dodge
constexpr double kPlaneReach = 16.0;

const QString& modelsKey() {
    static const QString key = QStringLiteral("models");
    return key;
}
const QString& frontierKey() {
    static const QString key = QStringLiteral("frontier");
    return key;
}
const QString& hullKey() {
    static const QString key = QStringLiteral("hull");
    return key;
}
const QString& oracleKey() {
    static const QString key = QStringLiteral("oracle");
    return key;
}
const QString& currentKey() {
    static const QString key = QStringLiteral("current");
    return key;
}

bool known(const PlaneData::Point& point) {
    return std::isfinite(point.cost) && std::isfinite(point.accuracy);
}

/// "mixtral-8x7b-chat" of "mistralai/mixtral-8x7b-chat".
QString shortName(const QString& name) {
    return name.section('/', -1);
}

}  // namespace

struct PlaneChart::Mark {
    QString key;      // of the legend entry
    QString clicked;  // what pointClicked tells
    QString name;
    PlaneData::Point point;
    QColor color;
    MarkerShape shape = MarkerShape::Circle;
    double radius = 4.5;
    bool filled = true;
};

PlaneChart::PlaneChart(QWidget* parent) : ChartPanel(tr("Cost and accuracy"), parent) {
    m_plot = addPlot();
    m_plot->x().setUnit(Unit::Usd);
    m_plot->x().setLogAllowed(true);
    m_plot->x().setLimits(0.0, std::numeric_limits<double>::infinity());
    m_plot->y().setUnit(Unit::Percent);
    m_plot->y().setLimits(0.0, 1.0);
    m_hull = m_plot->addLine();
    m_frontier = m_plot->addLine();
    m_plot->setUnder([this](QPainter& painter) { paintGuides(painter); });
    m_plot->setOver([this](QPainter& painter) { paintMarks(painter); });
    connect(m_plot, &PlotView::moved, this, [this](QPointF at, bool) { hover(at); });
    connect(m_plot, &PlotView::pressed, this, [this](QPointF at) {
        if (const auto mark = markAt(at)) emit pointClicked(mark->clicked);
    });
}

void PlaneChart::setData(PlaneData data) {
    m_data = std::move(data);
    refresh();
}

/// In painting order: what matters most comes last, on top.
std::vector<PlaneChart::Mark> PlaneChart::marks() const {
    const bool dark = theme().dark;
    std::vector<Mark> marks;
    marks.reserve(m_data.models.size() + m_data.routers.size() + 2);
    if (isSeriesVisible(modelsKey())) {
        for (std::size_t j = 0; j < m_data.models.size(); ++j) {
            const PlaneData::Model& model = m_data.models[j];
            if (!known(model.point)) continue;
            marks.push_back({modelsKey(), QStringLiteral("model:%1").arg(j), model.name,
                             model.point, modelColor(model.color, dark)});
        }
    }
    for (auto router = m_data.routers.rbegin(); router != m_data.routers.rend(); ++router) {
        if (!known(router->point) || !isSeriesVisible(router->id)) continue;
        const RouterStyle style = routerStyle(router->id, dark);
        marks.push_back({router->id, router->id, router->label, router->point, style.color,
                         style.marker, 4.6, router->feasible});
    }
    if (known(m_data.oracle) && isSeriesVisible(oracleKey())) {
        const RouterStyle style = routerStyle(oracleKey(), dark);
        marks.push_back({oracleKey(), oracleKey(), tr("oracle"), m_data.oracle, style.color,
                         style.marker, 4.6, true});
    }
    if (known(m_data.current) && isSeriesVisible(currentKey())) {
        marks.push_back({currentKey(), currentKey(), m_data.currentLabel, m_data.current,
                         theme().accent, MarkerShape::Circle, 6.5, true});
    }
    return marks;
}

void PlaneChart::fitAxes() {
    const double inf = std::numeric_limits<double>::infinity();
    double lowCost = inf;
    double highCost = -inf;
    double lowAccuracy = inf;
    double highAccuracy = -inf;
    const auto add = [&](const PlaneData::Point& point) {
        if (!known(point)) return;
        lowCost = std::min(lowCost, point.cost);
        highCost = std::max(highCost, point.cost);
        lowAccuracy = std::min(lowAccuracy, point.accuracy);
        highAccuracy = std::max(highAccuracy, point.accuracy);
    };
    for (const Mark& mark : marks()) add(mark.point);
    if (isSeriesVisible(frontierKey()))
        std::for_each(m_data.frontier.begin(), m_data.frontier.end(), add);
    if (isSeriesVisible(hullKey())) std::for_each(m_data.hull.begin(), m_data.hull.end(), add);
    m_plot->x().fit(lowCost, highCost);
    m_plot->y().fit(lowAccuracy, highAccuracy);
    m_plot->updateAxes();
}

void PlaneChart::refresh() {
    const bool anyModel = std::any_of(m_data.models.begin(), m_data.models.end(),
                                      [](const auto& model) { return known(model.point); });
    const bool anyRouter = std::any_of(m_data.routers.begin(), m_data.routers.end(),
                                       [](const auto& router) { return known(router.point); });
    const bool empty = !anyModel && !anyRouter && !known(m_data.current) && !known(m_data.oracle) &&
                       m_data.frontier.empty();
    setEmpty(empty);
    if (empty) return;
    setLegendEntries(legendEntries());
    fitAxes();
    m_plot->setTitles(
        m_plot->x().isLog() ? tr("cost, USD per 1,000 queries (log)")
                            : tr("cost, USD per 1,000 queries"),
        m_data.realized ? tr("accuracy (realized), %") : tr("accuracy (predicted), %"));
    drawLine(m_hull, hullKey(), m_data.hull, theme().mutedText, 1.2, {5, 3});
    const RouterStyle dual = routerStyle(QStringLiteral("dual"), theme().dark);
    drawLine(m_frontier, frontierKey(), m_data.frontier, dual.color, 2.0, {});
    m_plot->contentChanged();
}

void PlaneChart::drawLine(QLineSeries* line, const QString& key,
                          const std::vector<PlaneData::Point>& points, QColor color, double width,
                          const QList<qreal>& dashes) {
    QList<QPointF> list;
    if (isSeriesVisible(key)) {
        list.reserve(static_cast<qsizetype>(points.size()));
        for (const PlaneData::Point& point : points) {
            if (!known(point) || (m_plot->x().isLog() && !(point.cost > 0.0))) continue;
            list.append(m_plot->mapped(point.cost, point.accuracy));
        }
    }
    if (!highlighted().isEmpty() && highlighted() != key) color.setAlphaF(0.25F);
    QPen pen(color, width);
    pen.setCapStyle(Qt::FlatCap);
    pen.setJoinStyle(Qt::RoundJoin);
    if (!dashes.isEmpty()) pen.setDashPattern(dashes);
    if (line->pen() != pen) line->setPen(pen);
    line->replace(list);
}

std::vector<LegendEntry> PlaneChart::legendEntries() const {
    using Swatch = LegendEntry::Swatch;
    const bool dark = theme().dark;
    std::vector<LegendEntry> entries;
    const auto marker = [&](const QString& key, const QString& label, const QColor& color,
                            MarkerShape shape) {
        entries.push_back({key, label, color, Swatch::Marker, {}, 2.0, shape});
    };
    const auto line = [&](const QString& key, const QString& label, const QColor& color,
                          const QList<qreal>& dashes, double width) {
        entries.push_back({key, label, color, Swatch::Line, dashes, width, MarkerShape::Circle});
    };
    if (known(m_data.current)) {
        marker(currentKey(), m_data.currentLabel.isEmpty() ? tr("now") : m_data.currentLabel,
               theme().accent, MarkerShape::Circle);
    }
    if (!m_data.frontier.empty()) {
        line(frontierKey(), tr("optimizer's frontier"),
             routerStyle(QStringLiteral("dual"), dark).color, {}, 2.0);
    }
    if (!m_data.hull.empty()) {
        line(hullKey(), tr("hull of single models"), theme().mutedText, {4, 2}, 1.3);
    }
    if (!m_data.models.empty()) {
        marker(modelsKey(), tr("single models"), theme().mutedText, MarkerShape::Circle);
    }
    for (const PlaneData::Router& router : m_data.routers) {
        const RouterStyle style = routerStyle(router.id, dark);
        marker(router.id, router.label, style.color, style.marker);
    }
    if (known(m_data.oracle)) {
        const RouterStyle style = routerStyle(oracleKey(), dark);
        marker(oracleKey(), tr("oracle"), style.color, style.marker);
    }
    return entries;
}

/// The floor, and dotted lines from the current point to the axes.
void PlaneChart::paintGuides(QPainter& painter) const {
    const QRectF area = m_plot->plotArea();
    QPen pen(theme().mutedText, 1.0);
    pen.setDashPattern({1, 3});
    painter.setPen(pen);
    if (m_data.floor > m_plot->y().lo() && m_data.floor < m_plot->y().hi()) {
        const double y = m_plot->toPixel(m_plot->x().lo(), m_data.floor).y();
        painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y));
        painter.setPen(theme().mutedText);
        painter.setFont(m_plot->labelFont());
        const QString text = tr("α %1").arg(valueText(m_data.floor, Unit::Percent));
        const double line = QFontMetricsF(painter.font()).height();
        // Above the line, unless it is so high that the label would lie on the axis title.
        const double top = y - line - 1 < area.top() ? y + 1 : y - line - 1;
        painter.drawText(QRectF(area.left() + 4, top, 90, line), Qt::AlignLeft | Qt::AlignVCenter,
                         text);
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
    const auto addLine = [&](const std::vector<PlaneData::Point>& line) {
        for (std::size_t k = 1; k < line.size(); ++k) {
            if (!known(line[k - 1]) || !known(line[k])) continue;
            const QPointF from = m_plot->toPixel(line[k - 1].cost, line[k - 1].accuracy);
            const QPointF to = m_plot->toPixel(line[k].cost, line[k].accuracy);
            const QPointF way = to - from;
            const int pieces =
                std::clamp(static_cast<int>(std::hypot(way.x(), way.y()) / 6.0), 1, 200);
            for (int p = 0; p <= pieces; ++p) avoid.push_back(around(from + way * p / pieces, 1.5));
        }
    };
    if (m_data.frontier.size() <= kMostLinePoints) addLine(m_data.frontier);
    if (m_data.hull.size() <= kMostLinePoints) addLine(m_data.hull);
    m_labelRooms = placeLabels(requests, m_plot->plotArea(), blocked, avoid);
    m_labelled = requests;
}

void PlaneChart::paintMarks(QPainter& painter) const {
    const QRectF area = m_plot->plotArea();
    const std::vector<Mark> all = marks();
    painter.setFont(m_plot->labelFont());
    QColor ink = theme().mutedText;
    if (!highlighted().isEmpty() && highlighted() != modelsKey()) ink.setAlphaF(0.3F);
    painter.setPen(ink);
    const std::vector<LabelRequest> requests = labelRequests(all);
    layOutLabels(requests, all);
    for (std::size_t k = 0; k < requests.size(); ++k) {
        if (!m_labelRooms[k].isNull()) {
            painter.drawText(m_labelRooms[k], Qt::AlignCenter, requests[k].text);
        }
    }

    painter.setClipRect(area.adjusted(-8, -8, 8, 8));
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
    if (!mark->filled) lines.push_back({tr("misses the constraints"), {}});
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
        }
    }
    if (known(m_data.oracle) && isSeriesVisible(oracleKey())) row("oracle", {}, m_data.oracle, "");
    if (known(m_data.current) && isSeriesVisible(currentKey())) {
        row("current", m_data.currentLabel, m_data.current, "");
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
