#pragma once

#include <QPolygonF>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "ui/charts/chart_panel.h"
#include "ui/charts/nearest_point.h"
#include "ui/charts/plot_view.h"
#include "ui/charts/point_raster.h"

namespace orl {

/// Where queries lie, and which of them is near: made away from the GUI thread and shared.
struct MapPlaces {
    MapPlaces(std::vector<float> xs, std::vector<float> ys);
    std::vector<float> x, y;  ///< in the unit square, y upwards; NaN: nowhere
    NearestPoint nearest;     ///< in units of the square
};

/// By what the points are coloured.
struct MapColours {
    struct Class {
        QString key;
        QString name;
        QColor color;
        bool operator==(const Class&) const = default;
    };
    std::vector<Class> classes;    ///< at most 256
    std::vector<std::uint8_t> of;  ///< class of each query
};

enum class LassoMode { Replace, Add, Remove };

/// Queries as points on a plane without units, coloured by what is decided of them. Dragging draws
/// a lasso, with Ctrl a rectangle; Shift adds to the selection, Alt takes from it. The wheel zooms,
/// the middle button pans, a double click shows everything again.
class QueryMapChart : public ChartPanel {
    Q_OBJECT
  public:
    using HoverText = std::function<std::vector<PlotView::HoverLine>(std::size_t query)>;

    explicit QueryMapChart(QWidget* parent = nullptr);

    /// @param places null: nothing to show, for the reason that setEmptyText() gives
    void setPlaces(std::shared_ptr<const MapPlaces> places);
    const std::shared_ptr<const MapPlaces>& places() const { return m_places; }
    /// Of all places; else nothing is drawn until there are.
    void setColours(MapColours colours);
    const MapColours& colours() const { return m_colours; }
    /// Positions, ascending; empty: nothing is selected.
    void setSelected(std::span<const std::uint32_t> queries);
    void setCurrent(std::optional<std::size_t> query);
    void setHoverText(HoverText text) { m_hoverText = std::move(text); }

    const RasterView& view() const { return m_view; }
    void fit();
    QString csv() const override;

  signals:
    void lassoed(const std::vector<std::uint32_t>& queries, orl::LassoMode mode);
    /// The point that was clicked.
    void pointChosen(std::size_t query);

  protected:
    void refresh() override;
    bool eventFilter(QObject* watched, QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

  private:
    bool drawable() const;
    void mousePressed(QMouseEvent& event);
    void mouseMoved(QMouseEvent& event);
    void mouseReleased(QMouseEvent& event);
    void zoom(QPointF at, double factor);
    void pan(QPointF by);
    void viewChanged();
    void hover(QPointF at);
    void choose(QPointF at);
    void endLasso(Qt::KeyboardModifiers modifiers);
    void cancelLasso();
    std::optional<std::size_t> queryAt(QPointF pixel) const;
    std::vector<std::uint32_t> within(const QPolygonF& pixels) const;
    QPointF pixelOf(std::size_t query) const;
    std::vector<RasterColour> rasterColours() const;
    void paintUnder(QPainter& painter);
    void paintLive(QPainter& painter) const;
    void showLegend();
    void stale();

    std::shared_ptr<const MapPlaces> m_places;
    MapColours m_colours;
    std::vector<std::uint8_t> m_inside;  ///< empty: nothing is selected
    std::optional<std::size_t> m_current;
    HoverText m_hoverText;
    PlotView* m_plot = nullptr;
    RasterView m_view;
    bool m_fitted = true;  ///< the view follows the size of the plot
    QImage m_image;
    bool m_imageStale = true;
    QPolygonF m_lasso;
    bool m_rectangle = false;
    bool m_lassoing = false;
    std::optional<QPointF> m_panning;
    std::optional<std::size_t> m_hovered;
};

}  // namespace orl
