#pragma once

#include <limits>
#include <optional>
#include <vector>

#include "ui/charts/chart_panel.h"
#include "ui/charts/label_layout.h"
#include "ui/charts/nearest_point.h"

class QLineSeries;

namespace orl {

/// The cost–accuracy plane. Costs in USD per 1,000 queries, accuracies in [0,1]; a point with NaN
/// is not drawn.
struct PlaneData {
    struct Point {
        double cost = std::numeric_limits<double>::quiet_NaN();
        double accuracy = std::numeric_limits<double>::quiet_NaN();
    };
    /// Over many splits: mean and standard deviation; NaN where that is unknown.
    struct Spread {
        Point mean = {};
        Point deviation = {};
        int splits = 0;
    };
    struct Model {
        QString name;
        int color = 0;  ///< colour index
        Point point;
        bool inPool = true;  ///< drawn hollow when not
    };
    struct Router {
        QString id;     ///< for the style
        QString label;  ///< for people
        Point point;
        bool feasible = true;           ///< drawn hollow when not
        std::vector<Point> curve = {};  ///< over its parameter, ascending; a thin line
        Spread spread = {};
    };
    std::vector<Model> models;
    std::vector<Router> routers;
    Point current;  ///< of the chosen router under the present constraints
    QString currentLabel;
    Spread currentSpread;
    Point pinned;  ///< of the pinned state: hollow, with an arrow to the current point
    QString pinLabel;
    std::vector<Point> frontier;  ///< of the optimizer over α, cheapest first
    std::vector<Point> hull;      ///< what mixing models at random reaches, cheapest first
    Point oracle;
    double floor = std::numeric_limits<double>::quiet_NaN();  ///< α, a horizontal line
    bool realized = true;  ///< accuracy and cost as recorded, else as predicted
};

/// Single models, routers, the current point, the optimizer's frontier, mixtures of models and the
/// oracle over cost. Lines are straight in cost, and so bent on a logarithmic axis.
class PlaneChart : public ChartPanel {
    Q_OBJECT

  public:
    explicit PlaneChart(QWidget* parent = nullptr);

    void setData(PlaneData data);
    const PlaneData& data() const { return m_data; }
    QString csv() const override;

  signals:
    /// A click on a point: "model:<position>", a router's id, or "oracle".
    void pointClicked(const QString& key);

  protected:
    void refresh() override;

  private:
    struct Mark;
    std::vector<Mark> marks() const;
    void fitAxes();
    void drawCurves();
    void drawLine(QLineSeries* line, const QString& key,
                  const std::vector<PlaneData::Point>& points, QColor color, double width,
                  const QList<qreal>& dashes);
    std::vector<LegendEntry> legendEntries() const;
    void paintGuides(QPainter& painter) const;
    void paintArrow(QPainter& painter) const;
    void paintMarks(QPainter& painter) const;
    void paintSpreads(QPainter& painter, const std::vector<Mark>& all) const;
    void paintNames(QPainter& painter, const std::vector<Mark>& all) const;
    void paintFloorName(QPainter& painter, const std::vector<Mark>& all) const;
    /// On a ground of its own, so that no line strikes it through.
    void paintName(QPainter& painter, const QRectF& room, const QString& text) const;
    std::vector<LabelRequest> labelRequests(const std::vector<Mark>& all) const;
    void layOutLabels(const std::vector<LabelRequest>& requests,
                      const std::vector<Mark>& all) const;
    std::optional<Mark> markAt(QPointF position) const;
    void hover(QPointF position);

    PlaneData m_data;
    PlotView* m_plot = nullptr;
    QLineSeries* m_frontier = nullptr;
    QLineSeries* m_hull = nullptr;
    std::vector<QLineSeries*> m_curves;  ///< one for each router that has a curve, or more
    // What the label layout was made for, and the layout: a cache of the painting.
    mutable std::vector<LabelRequest> m_labelled;
    mutable std::vector<QRectF> m_labelRooms;
    mutable NearestPoint m_nearest;  ///< over the marks as last asked for
};

}  // namespace orl
