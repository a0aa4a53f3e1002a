#pragma once

#include <QColor>
#include <QString>
#include <limits>
#include <vector>

#include "ui/charts/chart_panel.h"

namespace orl {

/// What the best routing costs and who gets the queries, over the price of one model: multiples of
/// what it costs without the operator's factor. Objectives are USD per 1,000 queries, or under a
/// budget the accuracy in [0,1].
struct BreakEvenData {
    static constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();
    struct Point {
        double multiple = 1.0;
        double objective = kUnknown;  ///< NaN: the goal is out of reach there
        std::vector<double> share;    ///< per model, in [0,1]
    };
    QString name;  ///< of the model whose price moves
    int subject = -1;
    std::vector<QString> models;  ///< in column order, which gives their colours
    std::vector<Point> points;    ///< ascending, those that are known so far
    double low = 0.2;             ///< ends of the axis
    double high = 4.0;
    bool budget = false;
    bool timed = false;         ///< seconds have a price, which the objective holds
    double without = kUnknown;  ///< objective without the model
    double last = kUnknown;     ///< multiple at which it loses its last query, or gets its first
    bool gains = false;         ///< `last` is where it would get its first
    double outputPrice = kUnknown;  ///< at 1 ×, USD per million tokens
};

/// Above the objective, below the shares as a stack on the same axis, so that one sees who takes
/// over. The line of the present price can be dragged.
class BreakEvenChart : public ChartPanel {
    Q_OBJECT
  public:
    explicit BreakEvenChart(QWidget* parent = nullptr);

    void setData(BreakEvenData data);
    /// The price now, and what the batch is at it. @param objective NaN: unknown
    void setNow(double multiple, double objective);
    void clear(const QString& reason);
    const BreakEvenData& data() const { return m_data; }
    double now() const { return m_now; }
    double objectiveNow() const { return m_nowObjective; }
    QString csv() const override;
    /// Where a multiple is in the upper plot, in pixels of its viewport.
    QPointF placeOf(double multiple) const;

  signals:
    void dragStarted();
    void multipleAsked(double multiple);
    void dragFinished();

  protected:
    void refresh() override;

  private:
    void connectDrag(PlotView* plot);
    void lineUp();
    void fitAxes();
    double multipleAt(const PlotView* plot, QPointF position) const;
    QString objectiveText(double objective) const;
    void hover(PlotView* plot, QPointF position);
    void paintCurve(QPainter& painter) const;
    void paintShares(QPainter& painter) const;
    void paintXLabels(QPainter& painter) const;
    void paintMarks(QPainter& painter, const PlotView* plot, bool flags) const;
    void paintWorth(QPainter& painter) const;
    void paintFlag(QPainter& painter, double multiple, const QString& text, const QColor& color,
                   QRectF* taken) const;

    BreakEvenData m_data;
    double m_now = 1.0;
    double m_nowObjective = BreakEvenData::kUnknown;
    bool m_dragging = false;
    PlotView* m_cost = nullptr;
    PlotView* m_shares = nullptr;
};

}  // namespace orl
