#pragma once

#include <limits>
#include <memory>
#include <vector>

#include "ui/charts/chart_panel.h"

class QAction;

namespace orl {

struct LoadView;

/// Cost and accuracy up to every moment of runs that had the same arrivals.
struct RunningData {
    /// What a run had come to by then.
    struct Point {
        double time = 0.0;                                              ///< seconds
        double costPer1000 = std::numeric_limits<double>::quiet_NaN();  ///< predicted USD
        double predicted = std::numeric_limits<double>::quiet_NaN();    ///< accuracy
        double realized = std::numeric_limits<double>::quiet_NaN();
    };
    struct Run {
        QString key;     ///< in the legend's sense: one of each
        QString router;  ///< id
        QString label;
        std::vector<Point> curve;  ///< ascending
    };
    /// A model out or slow for a while.
    struct Disturbance {
        QString model;
        double from = 0.0;
        double until = 0.0;
        bool outage = true;
    };
    std::vector<Run> runs;
    std::vector<Disturbance> disturbances;
    double floor = std::numeric_limits<double>::quiet_NaN();  ///< α; NaN: there is none
    bool realized = false;  ///< accuracy as recorded, else as predicted
    double end = 0.0;       ///< of the time axis, seconds
};

/// Cost per 1,000 queries above and accuracy below, over the time of the run: solid up to the
/// cursor, faint after it, since the run is known as a whole and playing it only reveals it. The
/// axes are those of the whole run.
class RunningPanel : public ChartPanel {
    Q_OBJECT

  public:
    explicit RunningPanel(QWidget* parent = nullptr);

    /// Null: nothing is shown.
    void setRuns(const std::shared_ptr<const LoadView>& view);
    void setData(RunningData data);
    const RunningData& data() const { return m_data; }
    /// Seconds of the run that have been shown; repaints the lines alone.
    void setCursor(double seconds);
    double cursor() const { return m_cursor; }
    QString csv() const override;
    /// Of the run at that moment; null before its first answer, and for an index that is none.
    const RunningData::Point* pointAt(std::size_t run, double seconds) const;
    /// In the menu: the same over many seeds.
    QAction* repeatAction() const { return m_repeat; }

  signals:
    /// A click or a drag in a plot asks for a moment.
    void cursorAsked(double seconds);

  protected:
    void refresh() override;
    void resizeEvent(QResizeEvent* event) override;

  private:
    enum class Figure { Cost, Accuracy };
    double valueOf(const RunningData::Point& point, Figure figure) const;
    void fitAxes();
    void lineUp();
    void paintUnder(QPainter& painter, PlotView* plot, Figure figure) const;
    void paintClock(QPainter& painter, const PlotView* plot, bool labels) const;
    void paintDisturbances(QPainter& painter, const PlotView* plot, bool named) const;
    void paintRun(QPainter& painter, const PlotView* plot, Figure figure,
                  const RunningData::Run& run, double from, double until, bool faint) const;
    void paintEnds(QPainter& painter, const PlotView* plot, Figure figure) const;
    void paintLive(QPainter& painter, const PlotView* plot, Figure figure) const;
    QString valueWords(double value, Figure figure) const;
    void hover(PlotView* plot, QPointF position);
    bool shown(const RunningData::Run& run) const { return isSeriesVisible(run.key); }
    QStringList endNotices() const;

    RunningData m_data;
    double m_cursor = std::numeric_limits<double>::infinity();
    PlotView* m_cost = nullptr;
    PlotView* m_accuracy = nullptr;
    QAction* m_repeat = nullptr;
};

}  // namespace orl
