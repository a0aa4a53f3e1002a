#pragma once

#include <limits>
#include <vector>

#include "ui/charts/axis_scale.h"
#include "ui/charts/chart_panel.h"

namespace orl {

/// Routers over time as the slots of every model grow.
struct SlotSweepData {
    struct Series {
        QString router;  ///< id
        QString label;
        std::vector<double> slotCount;  ///< ascending
        std::vector<double> cost;       ///< USD per 1,000
        std::vector<double> accuracy;   ///< [0,1]
        std::vector<double> wait;       ///< 95th percentile, seconds
        std::vector<bool> feasible;     ///< the floor is kept
    };
    std::vector<Series> series;  ///< in legend order; all vectors of one length
    double floor = std::numeric_limits<double>::quiet_NaN();  ///< α; NaN: none
    bool realized = false;
};

/// Cost, accuracy and the 95th percentile of waiting over the slots of each model, below each other
/// over one axis. Where the floor is missed lines are thin and points hollow.
class SlotSweepChart : public ChartPanel {
    Q_OBJECT

  public:
    explicit SlotSweepChart(QWidget* parent = nullptr);

    void setData(SlotSweepData data);
    const SlotSweepData& data() const { return m_data; }
    QString csv() const override;

  protected:
    void refresh() override;

  private:
    using Values = std::vector<double> SlotSweepData::Series::*;
    struct Part {
        PlotView* plot = nullptr;
        Values values = nullptr;
        Unit unit = Unit::Number;
    };
    void lineUp();
    void fitAxes();
    void paintLines(QPainter& painter, const Part& part) const;
    void paintFloor(QPainter& painter, const PlotView* plot) const;
    void hover(const Part& part, QPointF position);

    SlotSweepData m_data;
    std::vector<Part> m_parts;
};

}  // namespace orl
