#pragma once

#include <QWidget>
#include <optional>

#include "core/lab/lessons/solver.h"

namespace orl {

/// Prices in hand for a small instance, and what the optimizer found where it may be told.
struct LessonPrices {
    LessonInstance instance;
    double lambda = 0.0;
    std::vector<double> mu;
    double most = 1.0;            ///< end of the λ axis
    std::optional<double> cost;   ///< of the best routing, ¢
    std::optional<double> bound;  ///< greatest g
};

/// Every query's reduced costs as strips: −λa grey, c in the model's colour, μ hatched, the sum as
/// a tick; the winner is marked.
class LessonStrips : public QWidget {
    Q_OBJECT
  public:
    explicit LessonStrips(QWidget* parent = nullptr);
    void setPrices(LessonPrices prices);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    struct Axis;
    Axis axis() const;
    void paintStrip(QPainter& painter, const Axis& on, std::size_t query, std::size_t model,
                    bool wins, double y) const;

    LessonPrices m_prices;
};

/// g over λ at the held prices of slots, with the held λ as a point that can be dragged.
class LessonDualCurve : public QWidget {
    Q_OBJECT
  public:
    explicit LessonDualCurve(QWidget* parent = nullptr);
    void setPrices(LessonPrices prices);
    /// A number at the point; 0: none.
    void setDisc(int number);
    /// Where the point is, in widget coordinates.
    QPointF pointAt(double lambda) const;
    QSize sizeHint() const override { return {220, 260}; }
    QSize minimumSizeHint() const override { return {160, 140}; }

  signals:
    void lambdaDragged(double lambda);

  protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;

  private:
    QRectF plot() const;
    double lambdaAt(double x) const;
    double heightOf(double value) const;
    void paintAxes(QPainter& painter) const;

    LessonPrices m_prices;
    int m_disc = 0;
    double m_least = 0.0;  ///< of the axis of g
    double m_most = 1.0;
};

/// A λ axis on which every change of a winner is seen.
double lambdaRange(const LessonInstance& instance);

}  // namespace orl
