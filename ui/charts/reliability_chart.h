#pragma once

#include <limits>
#include <optional>
#include <vector>

#include "ui/charts/chart_panel.h"

class QLineSeries;

namespace orl {

/// Predicted against observed shares of right answers, all in [0,1].
struct ReliabilityData {
    struct Bin {
        double predicted = std::numeric_limits<double>::quiet_NaN();  ///< mean of the bin
        double observed = std::numeric_limits<double>::quiet_NaN();
        double low = std::numeric_limits<double>::quiet_NaN();  ///< 95 % band of the observed share
        double high = std::numeric_limits<double>::quiet_NaN();
        double least = std::numeric_limits<double>::quiet_NaN();  ///< range of the predictions
        double greatest = std::numeric_limits<double>::quiet_NaN();
        std::size_t cells = 0;
    };
    QString of;             ///< what the curve is of: a model, or all of them
    int color = -1;         ///< colour index of the model; negative: the accent colour
    std::vector<Bin> bins;  ///< by rising prediction
    double ece = std::numeric_limits<double>::quiet_NaN();
};

/// Reliability diagram on fixed axes: the diagonal is perfect calibration, above it predictions are
/// too low. The band is the 95 % interval of each observed share; ticks at the bottom show where
/// each bin's predictions lie.
class ReliabilityChart : public ChartPanel {
    Q_OBJECT

  public:
    explicit ReliabilityChart(QWidget* parent = nullptr);

    void setData(ReliabilityData data);
    const ReliabilityData& data() const { return m_data; }
    QString csv() const override;

  signals:
    /// A bin was clicked.
    void binChosen(std::size_t bin);

  protected:
    void refresh() override;

  private:
    QColor color() const;
    void paintUnder(QPainter& painter) const;
    void paintOver(QPainter& painter) const;
    void hover(QPointF position);

    ReliabilityData m_data;
    PlotView* m_plot = nullptr;
    QLineSeries* m_curve = nullptr;
    std::optional<std::size_t> m_hovered;
};

}  // namespace orl
