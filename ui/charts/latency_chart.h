#pragma once

#include <limits>
#include <vector>

#include "ui/charts/chart_panel.h"

class QLineSeries;

namespace orl {

/// What faster answers cost at one accuracy.
struct LatencyData {
    struct Point {
        double seconds = std::numeric_limits<double>::quiet_NaN();   ///< mean, predicted
        double cost = std::numeric_limits<double>::quiet_NaN();      ///< USD per 1,000 queries
        double secondPrice = 0.0;                                    ///< ω, USD per 1,000 s
        double accuracy = std::numeric_limits<double>::quiet_NaN();  ///< realized, [0,1]
        bool operator==(const Point&) const = default;
    };
    std::vector<Point> points;  ///< slowest first
    Point now;                  ///< of what the window shows
    bool operator==(const LatencyData&) const = default;
};

/// Cost over mean seconds: the routings that are the best at some price of a second, and the
/// present one. A click takes the price of the point that is nearest.
class LatencyChart : public ChartPanel {
    Q_OBJECT
  public:
    explicit LatencyChart(QWidget* parent = nullptr);

    void setData(LatencyData data);
    const LatencyData& data() const { return m_data; }
    QString csv() const override;
    PlotView* plot() const { return m_plot; }

  signals:
    /// ω of the point, USD per 1,000 s.
    void priceChosen(double secondPrice);

  protected:
    void refresh() override;

  private:
    const LatencyData::Point* nearest(QPointF position) const;
    void paintPoints(QPainter& painter) const;
    void hover(QPointF position);

    LatencyData m_data;
    PlotView* m_plot = nullptr;
    QLineSeries* m_line = nullptr;
};

}  // namespace orl
