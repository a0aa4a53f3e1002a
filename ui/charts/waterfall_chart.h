#pragma once

#include <limits>
#include <optional>
#include <vector>

#include "ui/charts/axis_scale.h"
#include "ui/charts/chart_panel.h"

namespace orl {

/// From one value to another by parts that add up to the difference.
struct WaterfallData {
    struct Part {
        QString name;
        double value = std::numeric_limits<double>::quiet_NaN();  ///< signed, what it adds
        QString meaning;                                          ///< a sentence
    };
    QString from;  ///< name of the first value
    QString to;    ///< of the last
    double start = std::numeric_limits<double>::quiet_NaN();
    std::vector<Part> parts;
    Unit unit = Unit::Number;
    QString axis;             ///< title of the axis, with its unit
    bool moreIsWorse = true;  ///< what adds is a loss

    double end() const;
};

/// Bars that hang on each other between two standing ones. What makes it worse is amber, what makes
/// it better the accent, each with its sign. Of values far from 0 the axis starts above 0, and says
/// so.
class WaterfallChart : public ChartPanel {
    Q_OBJECT
  public:
    explicit WaterfallChart(const QString& title, QWidget* parent = nullptr);

    void setData(WaterfallData data);
    const WaterfallData& data() const { return m_data; }
    QString csv() const override;

  protected:
    void refresh() override;

  private:
    int slotCount() const { return int(m_data.parts.size()) + 2; }
    /// Of a bar: where it begins and ends. A standing one begins at the axis' lower end.
    std::pair<double, double> span(int slot) const;
    QString name(int slot) const;
    QString text(int slot) const;
    QColor color(int slot) const;
    void paintBars(QPainter& painter) const;
    void paintLabels(QPainter& painter) const;
    void hover(QPointF at);

    WaterfallData m_data;
    PlotView* m_plot = nullptr;
};

}  // namespace orl
