#pragma once

#include <QPointF>
#include <functional>
#include <limits>
#include <optional>
#include <vector>

#include "ui/charts/axis_scale.h"
#include "ui/charts/chart_panel.h"
#include "ui/charts/plot_view.h"

namespace orl {

/// One figure over a grid of two settings, with lines along which another is the same.
struct HeatMapData {
    struct Cell {
        double value = std::numeric_limits<double>::quiet_NaN();  ///< as `unit` says; NaN unknown
        bool known = false;                                       ///< computed already
        bool feasible = true;                                     ///< else it is hatched
    };
    /// In the units of x and y.
    struct Contour {
        QString label;
        std::vector<QPointF> points;
    };
    QString xTitle;
    QString yTitle;
    Unit xUnit = Unit::Number;
    Unit yUnit = Unit::Number;
    bool xLog = false;
    bool yLog = false;
    std::vector<double> x;  ///< ascending
    std::vector<double> y;
    std::vector<Cell> cells;  ///< at row · x.size() + column, from the least y
    QString figure;           ///< what the shades are of
    Unit unit = Unit::Usd;
    std::vector<Contour> contours;
    QPointF now{std::numeric_limits<double>::quiet_NaN(),
                std::numeric_limits<double>::quiet_NaN()};  ///< present setting; NaN: none
};

/// Shades that are even to the eye, also a colour-blind one, with a bar of them at the right; the
/// more the darker in light, the brighter in dark. What cannot be met is hatched and has no shade.
class HeatMapChart : public ChartPanel {
    Q_OBJECT
  public:
    /// Exact values of a cell for the box under the pointer.
    using Describe = std::function<std::vector<PlotView::HoverLine>(std::size_t cell)>;

    explicit HeatMapChart(QWidget* parent = nullptr);

    void setData(HeatMapData data);
    const HeatMapData& data() const { return m_data; }
    /// Cheap: only the mark moves. NaN hides it.
    void setNow(QPointF now);
    void setDescribe(Describe describe) { m_describe = std::move(describe); }
    /// What files get in place of the chart's own columns. Empty: those.
    void setCsv(std::function<QString()> csv) { m_csv = std::move(csv); }
    /// Middle of a cell, in pixels of the plot.
    QPointF centreOf(std::size_t column, std::size_t row) const;
    PlotView* plot() const { return m_plot; }
    QString csv() const override;

  signals:
    void cellChosen(std::size_t column, std::size_t row);

  protected:
    void refresh() override;

  private:
    std::optional<std::size_t> cellAt(QPointF position) const;
    QRectF cellRect(std::size_t column, std::size_t row) const;
    double shadeOf(double value) const;
    void paintCells(QPainter& painter) const;
    void paintContours(QPainter& painter) const;
    void paintNow(QPainter& painter) const;
    void paintBar(QPainter& painter) const;
    void hover(QPointF position);

    HeatMapData m_data;
    std::vector<double> m_xEdges;  ///< of the cells, one more than columns
    std::vector<double> m_yEdges;
    AxisScale m_shades;
    bool m_anyShade = false;
    Describe m_describe;
    std::function<QString()> m_csv;
    PlotView* m_plot = nullptr;
};

}  // namespace orl
