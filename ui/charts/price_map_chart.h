#pragma once

#include <QImage>
#include <QPointF>
#include <vector>

#include "ui/charts/axis_scale.h"
#include "ui/charts/chart_panel.h"

namespace orl {

/// The bound over λ and the price of one model's slots, as shades, with the prices held, the
/// optimizer's, and the path of an ascent. λ in USD for 1,000 right answers, μ in USD for 1,000
/// slots.
struct PriceMapData {
    QString model;
    std::size_t columns = 0;
    std::size_t rows = 0;
    double highest = 1.0;       ///< λ of the last column
    double highestSlot = 1.0;   ///< μ of the last row
    std::vector<double> bound;  ///< by row, from μ = 0; as Unit says
    bool lower = true;          ///< a lower bound, which is best where it is greatest
    Unit unit = Unit::Usd;
};

class PriceMapChart : public ChartPanel {
    Q_OBJECT
  public:
    explicit PriceMapChart(QWidget* parent = nullptr);

    void setData(PriceMapData data);
    void clear(const QString& reason);
    /// As (λ, μ); optimal may be NaN.
    void setMarks(QPointF held, QPointF optimal, std::vector<QPointF> path);
    const PriceMapData& data() const { return m_data; }
    const std::vector<QPointF>& path() const { return m_path; }
    QString csv() const override;
    QPointF placeOf(QPointF prices) const;

  signals:
    void dragStarted();
    /// λ and μ.
    void pricesAsked(QPointF prices);
    void dragFinished();

  protected:
    void refresh() override;

  private:
    void makeImage();
    QPointF pricesAt(QPointF position) const;
    void paintMarks(QPainter& painter) const;
    void hover(QPointF position);

    PriceMapData m_data;
    QImage m_image;
    QPointF m_held;
    QPointF m_optimal;
    std::vector<QPointF> m_path;
    PlotView* m_plot = nullptr;
    bool m_dragging = false;
};

}  // namespace orl
