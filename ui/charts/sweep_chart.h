#pragma once

#include <limits>
#include <vector>

#include "ui/charts/axis_scale.h"
#include "ui/charts/chart_panel.h"

class QLineSeries;

namespace orl {

/// All routers over one swept constraint (α, the common capacity or the budget).
struct SweepData {
    struct Series {
        QString router;                 ///< id, for the style
        QString label;                  ///< for people
        std::vector<double> x;          ///< ascending
        std::vector<double> cost;       ///< USD per 1,000 queries; NaN breaks the line
        std::vector<double> accuracy;   ///< realized, [0,1]; NaN unknown
        std::vector<double> predicted;  ///< predicted accuracy; drawn for the optimizer
        std::vector<bool> feasible;     ///< constraints met; empty: all
        bool feasibleAt(std::size_t index) const {
            return index >= feasible.size() || feasible[index];
        }
    };
    /// NaN where there is no such value.
    static double at(const std::vector<double>& values, std::size_t index) {
        return index < values.size() ? values[index] : std::numeric_limits<double>::quiet_NaN();
    }
    QString xTitle;             ///< "accuracy floor α"
    bool xIsPercent = false;    ///< x in [0,1] shown as per cent
    bool xIsCost = false;       ///< x in USD per 1,000 queries, divided like the axis of costs
    Unit xUnit = Unit::Number;  ///< of other x
    bool xIsLog = false;        ///< x in equal ratios
    bool floorIsX = false;      ///< x is α: draw the diagonal accuracy = α
    double floor = std::numeric_limits<double>::quiet_NaN();  ///< fixed α: a horizontal line
    /// The state that was pinned: where it was, and its optimizer's curve below the present one.
    struct Ghost {
        QString name;  ///< "pin A"; empty: nothing is pinned
        double at = std::numeric_limits<double>::quiet_NaN();
        Series curve = {};  ///< empty: not known, or the same as now
        bool same = false;  ///< its curve is the present one
    };
    Ghost ghost;
    std::vector<Series> series;  ///< in legend order; all vectors of a series of one length
};

/// Cost above and accuracy below over the same x. Realized accuracy is solid, predicted dotted;
/// where a router misses the constraints its line is thin and its points hollow. The current value
/// is a vertical line, which the user may also drag.
class SweepChart : public ChartPanel {
    Q_OBJECT

  public:
    explicit SweepChart(const QString& title, QWidget* parent = nullptr);

    void setData(SweepData data);
    const SweepData& data() const { return m_data; }
    /// Cheap: repaints two narrow strips. NaN hides the line.
    void setCurrent(double value);
    double current() const { return m_current; }
    /// Where a drag may go; default: the smallest and greatest x of the data.
    void setChoosable(double least, double greatest);
    QString csv() const override;

  signals:
    /// While the user drags in a plot, in units of x.
    void valueChosen(double value);
    void dragStarted();
    void dragFinished(double value);

  protected:
    void refresh() override;

  private:
    struct Run;
    struct Lines {
        PlotView* plot = nullptr;
        QList<QLineSeries*> pool;
    };
    void lineUp();
    void fitAxes();
    QPen penOf(const SweepData::Series& series, bool feasible, bool predicted) const;
    void addRuns(std::vector<Run>& runs, const SweepData::Series& series,
                 const std::vector<double>& values, const PlotView* plot, bool predicted) const;
    void drawRuns(Lines& lines, const std::vector<Run>& runs);
    void addGhost(std::vector<Run>& runs, const std::vector<double>& values,
                  const PlotView* plot) const;
    QColor ghostColor() const;
    void paintGhost(QPainter& painter, const PlotView* plot) const;
    void paintOver(QPainter& painter, const PlotView* plot) const;
    void paintFloor(QPainter& painter) const;
    void paintCurrent(QPainter& painter, const PlotView* plot) const;
    QString xText(double value) const;
    double currentPixel(const PlotView* plot) const;
    void hover(PlotView* plot, QPointF position);
    void choose(const PlotView* plot, QPointF position);

    SweepData m_data;
    Lines m_cost;
    Lines m_accuracy;
    double m_current = std::numeric_limits<double>::quiet_NaN();
    double m_least = std::numeric_limits<double>::quiet_NaN();
    double m_greatest = std::numeric_limits<double>::quiet_NaN();
    double m_dataLeast = std::numeric_limits<double>::quiet_NaN();
    double m_dataGreatest = std::numeric_limits<double>::quiet_NaN();
    bool m_dragging = false;
};

}  // namespace orl
