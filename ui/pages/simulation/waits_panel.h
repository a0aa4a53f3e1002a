#pragma once

#include <limits>
#include <memory>
#include <vector>

#include "ui/charts/chart_panel.h"

namespace orl {

struct LoadView;

/// How long the served queries of runs with the same arrivals waited.
struct WaitsData {
    struct Run {
        QString key;
        QString router;  ///< id
        QString label;
        std::vector<double> shareAbove;  ///< of queries, at each of WaitsData::seconds
        double p95 = std::numeric_limits<double>::quiet_NaN();   ///< seconds
        double mean = std::numeric_limits<double>::quiet_NaN();  ///< seconds
        std::vector<double> levelP95;  ///< seconds, a level each; NaN: none was served
        std::uint64_t served = 0;
    };
    std::vector<double> seconds;  ///< ascending from 0
    std::vector<QString> levels;  ///< easiest first
    std::vector<Run> runs;
};

/// Which share of the queries waits longer than t, with the 95th percentile marked; beside it that
/// of every difficulty level, a bar a run.
class WaitsPanel : public ChartPanel {
    Q_OBJECT

  public:
    explicit WaitsPanel(QWidget* parent = nullptr);

    /// Null: nothing is shown.
    void setRuns(const std::shared_ptr<const LoadView>& view);
    void setData(WaitsData data);
    const WaitsData& data() const { return m_data; }
    QString csv() const override;
    /// The level whose queries wait longest by any router, and who makes them: empty where nobody
    /// waits.
    QString worstText() const;

  protected:
    void refresh() override;
    void resizeEvent(QResizeEvent* event) override;

  private:
    bool shown(const WaitsData::Run& run) const { return isSeriesVisible(run.key); }
    double mostLevelWait() const;
    /// The longest first.
    QStringList notices() const;
    void paintCurves(QPainter& painter) const;
    void paintMarks(QPainter& painter) const;
    void paintLevels(QPainter& painter) const;
    void hover(QPointF position);

    WaitsData m_data;
    PlotView* m_curves = nullptr;
    PlotView* m_levels = nullptr;
};

}  // namespace orl
