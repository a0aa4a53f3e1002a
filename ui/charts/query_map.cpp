#include "ui/charts/query_map.h"

#include <QPainter>
#include <algorithm>
#include <cmath>

namespace orl {

namespace {
constexpr double kMapReach = 10.0;  // pixels from the pointer to a point that it means
constexpr double kFilled = 0.96;    // of the plot that everything fills
constexpr double kMostZoom = 400.0;
constexpr double kFaded = 0.15;  // of classes while another one is pointed at

std::vector<QPointF> pointsOf(const std::vector<float>& x, const std::vector<float>& y) {
    std::vector<QPointF> points;
    points.reserve(x.size());
    for (std::size_t i = 0; i < x.size(); ++i) points.emplace_back(double(x[i]), double(y[i]));
    return points;
}
}  // namespace

MapPlaces::MapPlaces(std::vector<float> xs, std::vector<float> ys)
    : x(std::move(xs)), y(std::move(ys)) {
    nearest.setPoints(pointsOf(x, y));
}

QueryMapChart::QueryMapChart(QWidget* parent) : ChartPanel(tr("Query map"), parent) {
    m_plot = addPlot();
    m_plot->setBare(true);
    m_plot->setUnder([this](QPainter& painter) { paintUnder(painter); });
    m_plot->setLive([this](QPainter& painter) { paintLive(painter); });
    m_plot->viewport()->installEventFilter(this);
    m_plot->setFocusPolicy(Qt::NoFocus);  // the keys are this chart's
    setFocusPolicy(Qt::StrongFocus);
    setToolTip(
        tr("Drag: lasso, with Ctrl a rectangle; Shift adds, Alt removes. Wheel zooms, "
           "middle button pans, double click shows everything"));
}

bool QueryMapChart::drawable() const {
    return m_places && !m_places->x.empty() && m_colours.of.size() == m_places->x.size();
}

void QueryMapChart::setPlaces(std::shared_ptr<const MapPlaces> places) {
    if (places == m_places) return;
    const bool other = !m_places || !places || m_places->x.size() != places->x.size();
    m_places = std::move(places);
    m_hovered.reset();
    cancelLasso();
    m_plot->setHoverBox({}, {});
    if (other) {
        m_inside.clear();
        m_current.reset();
        fit();
    }
    refresh();
}

void QueryMapChart::setColours(MapColours colours) {
    m_colours = std::move(colours);
    refresh();
}

void QueryMapChart::setSelected(std::span<const std::uint32_t> queries) {
    m_inside.assign(queries.empty() || !m_places ? 0 : m_places->x.size(), 0);
    for (const std::uint32_t query : queries) {
        if (query < m_inside.size()) m_inside[query] = 1;
    }
    refresh();
}

void QueryMapChart::setCurrent(std::optional<std::size_t> query) {
    m_current = query;
    m_plot->viewport()->update();
}

void QueryMapChart::refresh() {
    setEmpty(!drawable());
    if (!drawable()) return;
    showLegend();
    stale();
}

void QueryMapChart::stale() {
    m_imageStale = true;
    m_plot->contentChanged();
}

/// Beside each class how many of it are selected and how many there are.
void QueryMapChart::showLegend() {
    std::vector<std::size_t> all(m_colours.classes.size(), 0);
    std::vector<std::size_t> selected = all;
    for (std::size_t i = 0; i < m_colours.of.size(); ++i) {
        ++all[m_colours.of[i]];
        if (!m_inside.empty()) selected[m_colours.of[i]] += m_inside[i];
    }
    std::vector<LegendEntry> entries;
    entries.reserve(all.size());
    for (std::size_t c = 0; c < all.size(); ++c) {
        const MapColours::Class& each = m_colours.classes[c];
        LegendEntry entry;
        entry.key = each.key;
        entry.label = each.name;
        entry.color = each.color;
        entry.note =
            m_inside.empty() ? QString::number(all[c]) : tr("%1 / %2").arg(selected[c]).arg(all[c]);
        entries.push_back(std::move(entry));
    }
    setLegendEntries(std::move(entries));
    setNotice(m_inside.empty() ? tr("two directions, length removed; like queries are near")
                               : tr("beside each: in the selection / all"));
}

std::vector<RasterColour> QueryMapChart::rasterColours() const {
    std::vector<RasterColour> colours;
    colours.reserve(m_colours.classes.size());
    for (const MapColours::Class& each : m_colours.classes) {
        const bool shown = isSeriesVisible(each.key);
        const bool faded = !highlighted().isEmpty() && highlighted() != each.key;
        colours.push_back({each.color.rgb(), !shown ? 0.0 : faded ? kFaded : 1.0});
    }
    return colours;
}

void QueryMapChart::paintUnder(QPainter& painter) {
    if (!drawable()) return;
    const QSize size = m_plot->plotArea().size().toSize();
    const qreal ratio = m_plot->devicePixelRatioF();
    if (m_fitted) m_view = {kFilled * std::min(size.width(), size.height()), {0.5, 0.5}};
    if (m_imageStale || m_image.size() != size * ratio) {
        m_image = rasterOf({m_places->x, m_places->y, m_colours.of, m_inside}, rasterColours(),
                           m_view, size, ratio, theme().background.rgb());
        m_imageStale = false;
    }
    painter.drawImage(m_plot->plotArea().topLeft(), m_image);
}

/// What moves with the hand: the lasso and the rings.
void QueryMapChart::paintLive(QPainter& painter) const {
    if (!drawable()) return;
    painter.setClipRect(m_plot->plotArea());
    const auto ring = [&](std::size_t query, double radius, const QColor& color) {
        const QPointF at = pixelOf(query);
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(theme().background, 4.0));
        painter.drawEllipse(at, radius, radius);
        painter.setPen(QPen(color, 2.0));
        painter.drawEllipse(at, radius, radius);
    };
    if (m_current && *m_current < m_places->x.size()) ring(*m_current, 7.0, theme().text);
    if (m_hovered && m_hovered != m_current) ring(*m_hovered, 5.5, theme().accent);
    if (!m_lassoing || m_lasso.size() < 2) return;
    QPen outline(theme().accent, 1.5);
    outline.setDashPattern({4, 3});
    QColor fill = theme().accent;
    fill.setAlphaF(0.08F);
    painter.setPen(outline);
    painter.setBrush(fill);
    painter.drawPolygon(m_lasso);
}

QPointF QueryMapChart::pixelOf(std::size_t query) const {
    const QRectF area = m_plot->plotArea();
    return area.topLeft() +
           m_view.toPixel({double(m_places->x[query]), double(m_places->y[query])}, area.size());
}

std::optional<std::size_t> QueryMapChart::queryAt(QPointF pixel) const {
    if (!drawable()) return {};
    const QRectF area = m_plot->plotArea();
    const auto found = m_places->nearest.within(m_view.toPlace(pixel - area.topLeft(), area.size()),
                                                kMapReach / m_view.scale);
    // A class that is switched off is not there.
    if (!found || !isSeriesVisible(m_colours.classes[m_colours.of[*found]].key)) return {};
    return found;
}

/// Queries in the polygon, by the even-odd rule; those of hidden classes are left out.
std::vector<std::uint32_t> QueryMapChart::within(const QPolygonF& pixels) const {
    const QRectF area = m_plot->plotArea();
    QPolygonF places;
    for (const QPointF& pixel : pixels) {
        places << m_view.toPlace(pixel - area.topLeft(), area.size());
    }
    const QRectF box = places.boundingRect();
    std::vector<bool> shown;
    for (const auto& each : m_colours.classes) shown.push_back(isSeriesVisible(each.key));
    std::vector<std::uint32_t> found;
    for (std::size_t i = 0; i < m_places->x.size(); ++i) {
        const QPointF at(double(m_places->x[i]), double(m_places->y[i]));
        if (!box.contains(at) || !shown[m_colours.of[i]]) continue;
        if (places.containsPoint(at, Qt::OddEvenFill)) found.push_back(std::uint32_t(i));
    }
    return found;
}

void QueryMapChart::fit() {
    m_fitted = true;
    viewChanged();
}

void QueryMapChart::zoom(QPointF at, double factor) {
    const QRectF area = m_plot->plotArea();
    const double whole = kFilled * std::min(area.width(), area.height());
    const double scale = std::clamp(m_view.scale * factor, whole, kMostZoom * whole);
    if (scale == whole) {
        fit();
        return;
    }
    // What is under the pointer stays there.
    const QPointF place = m_view.toPlace(at - area.topLeft(), area.size());
    m_fitted = false;
    m_view.scale = scale;
    m_view.centre += place - m_view.toPlace(at - area.topLeft(), area.size());
    viewChanged();
}

void QueryMapChart::pan(QPointF by) {
    m_fitted = false;
    const QPointF centre = m_view.centre - QPointF(by.x(), -by.y()) / m_view.scale;
    m_view.centre = {std::clamp(centre.x(), 0.0, 1.0), std::clamp(centre.y(), 0.0, 1.0)};
    viewChanged();
}

void QueryMapChart::viewChanged() {
    m_plot->setHoverBox({}, {});
    stale();
}

void QueryMapChart::hover(QPointF at) {
    const auto found = queryAt(at);
    if (found == m_hovered) return;
    m_hovered = found;
    m_plot->viewport()->update();
    if (!found || !m_hoverText) {
        m_plot->setHoverBox({}, {});
        return;
    }
    m_plot->setHoverBox(pixelOf(*found), m_hoverText(*found));
}

QString QueryMapChart::csv() const {
    QString text = QStringLiteral("query,x,y,class,selected\n");
    for (std::size_t i = 0; drawable() && i < m_places->x.size(); ++i) {
        const MapColours::Class& each = m_colours.classes[m_colours.of[i]];
        if (!isSeriesVisible(each.key)) continue;
        text += QString::number(i) + ',' + csvNumber(double(m_places->x[i])) + ',' +
                csvNumber(double(m_places->y[i])) + ',' + csvField(each.name) + ',' +
                (m_inside.empty() || m_inside[i] == 0 ? "0" : "1") + '\n';
    }
    return text;
}

}  // namespace orl
