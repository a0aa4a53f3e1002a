#pragma once

#include <limits>
#include <vector>

#include "ui/charts/chart_panel.h"

namespace orl {

/// One query's models in the plane of quality and price. Costs in USD per 1,000 such queries, λ in
/// USD for 1,000 right answers.
struct QueryPlaneData {
    struct Model {
        QString name;
        double quality = 0.0;  ///< a
        double price = 0.0;    ///< c + μ
        double reduced = 0.0;  ///< c + μ − λa
        int column = -1;       ///< of the model in the pool, which gives its colour
        bool operator==(const Model&) const = default;
    };
    std::vector<Model> models;  ///< that may be chosen, by reduced cost: the first one wins
    double price = 0.0;         ///< λ held
    double highest = 1.0;       ///< end of λ's range
    double optimal = std::numeric_limits<double>::quiet_NaN();  ///< the optimizer's λ
    QString query;                                              ///< its text, in one line
    QString number;                                             ///< which one it is
};

/// The line of equal reduced cost, of slope λ: the first model that it touches from below wins. It
/// can be turned by hand.
class QueryPlane : public ChartPanel {
    Q_OBJECT
  public:
    explicit QueryPlane(QWidget* parent = nullptr);

    /// @param fresh another query, or other data: the axes start anew
    void setData(QueryPlaneData data, bool fresh);
    void clear(const QString& reason);
    const QueryPlaneData& data() const { return m_data; }
    QString csv() const override;
    /// The points can be moved by hand: the numbers are one's own.
    void setEditable(bool editable) { m_editable = editable; }
    /// Where a model's point is, in pixels of the plot's viewport. @param index in data().models
    QPointF placeOfModel(std::size_t index) const { return placeOf(m_data.models[index]); }
    /// Where the winner's point is, in pixels of the plot's viewport.
    QPointF placeOfWinner() const;

  signals:
    void dragStarted();
    void priceAsked(double price);
    void dragFinished();
    /// A model's point is being moved, and is there now; modelMoved() ends it.
    void modelMoving(int column, double quality, double price);
    /// A model's point was moved to there and let go.
    void modelMoved(int column, double quality, double price);
    /// The line below, with the query's text, was clicked.
    void queryClicked();

  protected:
    void refresh() override;
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    void fitAxes(bool fresh);
    void turn(QPointF position);
    int modelAt(QPointF position) const;
    void moveHeld(QPointF position);
    void hover(QPointF position);
    double lineAt(double slope, double quality) const;
    QPointF placeOf(const QueryPlaneData::Model& model) const;
    void paintLines(QPainter& painter) const;
    void paintSlope(QPainter& painter, double slope, const QPen& pen, const QString& text) const;
    void paintModels(QPainter& painter) const;
    void paintList(QPainter& painter) const;

    QueryPlaneData m_data;
    PlotView* m_plot = nullptr;
    QLabel* m_foot = nullptr;
    QPointF m_pivot;  ///< about which the line turns: the winner's (quality, price) at the press
    bool m_turning = false;
    bool m_editable = false;
    int m_held = -1;  ///< index of the model whose point is moved
};

}  // namespace orl
