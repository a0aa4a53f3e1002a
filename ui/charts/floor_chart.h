#pragma once

#include <limits>
#include <vector>

#include "ui/charts/chart_panel.h"

class QLineSeries;

namespace orl {

/// Accuracy that was asked for on predictions against accuracy that came of it, all in [0,1].
struct FloorData {
    /// A routing at some floor α, judged on the routed queries.
    struct Point {
        double alpha = std::numeric_limits<double>::quiet_NaN();
        double predicted = std::numeric_limits<double>::quiet_NaN();
        double realized = std::numeric_limits<double>::quiet_NaN();
    };
    /// What calibration says of an internal floor.
    struct Bound {
        double floor = std::numeric_limits<double>::quiet_NaN();
        double expected = std::numeric_limits<double>::quiet_NaN();
        double least = std::numeric_limits<double>::quiet_NaN();  ///< with the confidence
    };
    std::vector<Point> points;                                ///< by rising α
    double alpha = std::numeric_limits<double>::quiet_NaN();  ///< asked now: a vertical line
    std::vector<Bound> bounds;                                ///< by rising floor; may be empty
    double confidence = 0.9;                                  ///< of the bounds
    /// Accuracy that is guaranteed, and the floor on predictions that keeps the guarantee.
    double guarantee = std::numeric_limits<double>::quiet_NaN();
    double internalFloor = std::numeric_limits<double>::quiet_NaN();
};

/// Realized over predicted accuracy along the sweep of α, with the diagonal (predictions come true)
/// and the gap between them shaded; and, where calibrated, what each internal floor can guarantee.
class FloorChart : public ChartPanel {
    Q_OBJECT

  public:
    explicit FloorChart(QWidget* parent = nullptr);

    void setData(FloorData data);
    const FloorData& data() const { return m_data; }
    QString csv() const override;

  signals:
    /// While the user drags in the plot: a floor α.
    void alphaChosen(double value);
    void dragStarted();

  protected:
    void refresh() override;
    void resizeEvent(QResizeEvent* event) override;

  private:
    std::vector<LegendEntry> legendEntries() const;
    void fitAxes();
    void drawLines();
    void paintUnder(QPainter& painter) const;
    void paintGap(QPainter& painter) const;
    void paintBand(QPainter& painter) const;
    void paintNow(QPainter& painter) const;
    bool inPlot(double x) const;
    void paintLine(QPainter& painter, double x, const QColor& color) const;
    void paintFlag(QPainter& painter, double x, const QString& name, const QColor& color,
                   bool atTop) const;
    void hover(QPointF position);

    FloorData m_data;
    PlotView* m_plot = nullptr;
    QLineSeries* m_diagonal = nullptr;
    QLineSeries* m_bound = nullptr;
    QLineSeries* m_realized = nullptr;
};

}  // namespace orl
