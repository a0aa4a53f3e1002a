#pragma once

#include <QPointF>
#include <limits>
#include <optional>
#include <vector>

#include "ui/charts/chart_panel.h"

namespace orl {

/// What stays while a price is dragged. Accuracies in [0,1], costs in USD per 1,000 queries, λ in
/// USD for 1,000 right answers. Under a budget the axes change places: accuracy is over cost.
struct BoundGround {
    struct Price {
        double price = 0.0;  ///< λ
        QPointF at;          ///< where its line touches: (accuracy, cost), under a budget swapped
    };
    struct Bound {
        double price = 0.0;
        double bound = 0.0;  ///< height of the right plot
    };
    bool budget = false;
    std::vector<Price> frontier;  ///< ascending in λ
    std::vector<Bound> bounds;    ///< of the prices in the range, ascending
    double highest = 1.0;         ///< end of λ's axis
    /// α, or the budget: where the line is read. NaN: nothing is asked, and there is no right plot.
    double goal = std::numeric_limits<double>::quiet_NaN();
    std::optional<QPointF> routing;  ///< the best one known: (accuracy, cost), swapped likewise
    std::optional<Bound> optimal;    ///< the optimizer's λ and what it proves
    QString note;                    ///< one line under the title
    bool noteWarns = false;          ///< in amber: there is no peak
    bool operator==(const BoundGround&) const;
};

/// What the hand moves.
struct BoundHand {
    double price = 0.0;                                      ///< λ
    QPointF winners;                                         ///< what the winners at the prices do
    double bound = std::numeric_limits<double>::infinity();  ///< the line's height at the goal
    double missing = 0.0;  ///< goal less what the winners reach; under a budget cost above it
    double slope = 0.0;    ///< of the bound by λ, in the units of the plot
    double gap = std::numeric_limits<double>::quiet_NaN();  ///< of the best routing over the bound
    /// The bound over λ with the slots' prices as held; empty while they follow.
    std::vector<BoundGround::Bound> held;
};

/// Left the least cost of every accuracy with the line of slope λ, right the bound that each λ
/// proves, on one axis: where the line cuts the goal is the height of the bound.
class BoundChart : public ChartPanel {
    Q_OBJECT
  public:
    explicit BoundChart(QWidget* parent = nullptr);

    void setGround(BoundGround ground);
    void setHand(BoundHand hand);
    /// Before there is anything, with a reason.
    void clear(const QString& reason);
    const BoundGround& ground() const { return m_ground; }
    const BoundHand& hand() const { return m_hand; }
    QString csv() const override;
    /// Where the thing to drag is, in pixels of the right plot's viewport.
    QPointF placeOfBound() const;
    /// The same in the left plot: where the line touches.
    QPointF placeOfTouch() const;

  signals:
    void dragStarted();
    void priceAsked(double price);
    void dragFinished();

  protected:
    void refresh() override;

  private:
    void fitAxes();
    void connectDrag(PlotView* plot);
    double priceAt(const PlotView* plot, QPointF position) const;
    QPointF clipped(const PlotView& plot, QPointF value) const;
    void hover(PlotView* plot, QPointF position);
    QString optimalText() const;
    void paintFrontier(QPainter& painter) const;
    void paintBounds(QPainter& painter) const;
    void paintLine(QPainter& painter) const;
    void paintPoint(QPainter& painter) const;
    void paintMissing(QPainter& painter, double at) const;
    void paintBox(QPainter& painter, QPointF point) const;
    void paintDiamond(QPainter& painter, QPointF at) const;
    void paintHandle(QPainter& painter, QPointF at, bool filled) const;
    void paintTag(QPainter& painter, QPointF at, Qt::Alignment side, const QString& text,
                  const QColor& color) const;

    BoundGround m_ground;
    BoundHand m_hand;
    PlotView* m_cost = nullptr;
    PlotView* m_bound = nullptr;
    bool m_known = false;
    bool m_dragging = false;
};

}  // namespace orl
