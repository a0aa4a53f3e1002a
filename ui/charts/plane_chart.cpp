#include "ui/charts/plane_chart.h"

#include <QLineSeries>
#include <QPainter>
#include <algorithm>
#include <cmath>

#include "ui/charts/plane_parts.h"
#include "ui/charts/plot_view.h"

namespace orl {

using namespace plane;

PlaneChart::PlaneChart(QWidget* parent) : ChartPanel(tr("Cost and accuracy"), parent) {
    m_plot = addPlot();
    m_plot->x().setUnit(Unit::Usd);
    m_plot->x().setLogWanted(true);
    m_plot->x().setLimits(0.0, std::numeric_limits<double>::infinity());
    m_plot->y().setUnit(Unit::Percent);
    m_plot->y().setLimits(0.0, 1.0);
    addScaleSwitch(m_plot->x());
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
            if (model.inPool) continue;
            marks.back().filled = false;
            marks.back().remark = tr("not in the pool");
        }
    }
    for (auto router = m_data.routers.rbegin(); router != m_data.routers.rend(); ++router) {
        if (!known(router->point) || !isSeriesVisible(router->id)) continue;
        const RouterStyle style = routerStyle(router->id, dark);
        marks.push_back({router->id, router->id, router->label, router->point, style.color,
                         style.marker, 4.6, router->feasible});
        if (!router->feasible) marks.back().remark = tr("misses the constraints");
        marks.back().spread = router->spread;
    }
    if (known(m_data.oracle) && isSeriesVisible(oracleKey())) {
        const RouterStyle style = routerStyle(oracleKey(), dark);
        marks.push_back({oracleKey(), oracleKey(), tr("oracle"), m_data.oracle, style.color,
                         style.marker, 4.6, true});
    }
    if (known(m_data.pinned) && isSeriesVisible(pinKey())) {
        marks.push_back({pinKey(), pinKey(), m_data.pinLabel, m_data.pinned, theme().ghost,
                         MarkerShape::Circle, 6.0, false});
    }
    if (known(m_data.current) && isSeriesVisible(currentKey())) {
        marks.push_back({currentKey(), currentKey(), m_data.currentLabel, m_data.current,
                         theme().accent, MarkerShape::Circle, 6.5, true});
        marks.back().spread = m_data.currentSpread;
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
    for (const PlaneData::Router& router : m_data.routers) {
        if (isSeriesVisible(router.id)) std::ranges::for_each(router.curve, add);
    }
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
    m_plot->setTitles(costAxisTitle(m_plot->x()), m_data.realized ? tr("accuracy (realized), %")
                                                                  : tr("accuracy (predicted), %"));
    drawLine(m_hull, hullKey(), m_data.hull, theme().mutedText, 1.2, {5, 3});
    drawCurves();
    const RouterStyle dual = routerStyle(QStringLiteral("dual"), theme().dark);
    drawLine(m_frontier, frontierKey(), m_data.frontier, dual.color, 2.0, {});
    m_plot->contentChanged();
}

/// Lines are made when first needed and stay, empty where there are fewer curves.
void PlaneChart::drawCurves() {
    std::size_t drawn = 0;
    for (const PlaneData::Router& router : m_data.routers) {
        if (router.curve.empty()) continue;
        if (drawn == m_curves.size()) m_curves.push_back(m_plot->addLine());
        drawLine(m_curves[drawn++], router.id, router.curve,
                 routerStyle(router.id, theme().dark).color, 1.0, {});
    }
    for (std::size_t k = drawn; k < m_curves.size(); ++k) m_curves[k]->clear();
}

void PlaneChart::drawLine(QLineSeries* line, const QString& key,
                          const std::vector<PlaneData::Point>& points, QColor color, double width,
                          const QList<qreal>& dashes) {
    QList<QPointF> list;
    if (isSeriesVisible(key)) {
        // Mixtures of two points cost what lies between them: straight on a linear axis alone.
        const PlaneData::Point* last = nullptr;
        for (const PlaneData::Point& point : points) {
            if (!known(point) || (m_plot->x().isLog() && !(point.cost > 0.0))) continue;
            if (last == nullptr) {
                list.append(m_plot->mapped(point.cost, point.accuracy));
            } else {
                list.append(
                    m_plot->mappedLine({last->cost, last->accuracy}, {point.cost, point.accuracy}));
            }
            last = &point;
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
    if (known(m_data.pinned)) {
        marker(pinKey(), m_data.pinLabel, theme().ghost, MarkerShape::Circle);
    }
    if (!m_data.frontier.empty()) {
        line(frontierKey(), tr("optimizer's frontier"),
             routerStyle(QStringLiteral("dual"), dark).color, {}, 2.0);
    }
    if (!m_data.hull.empty()) {
        line(hullKey(), tr("mixtures of models"), theme().mutedText, {4, 2}, 1.3);
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

}  // namespace orl
