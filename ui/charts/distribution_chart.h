#pragma once

#include <optional>
#include <vector>

#include "ui/charts/chart_panel.h"

class QCheckBox;

namespace orl {

/// Routing decisions by difficulty level and model, for one or more routers side by side.
struct DistributionData {
    struct Group {
        QString routerName;                      ///< for people
        std::vector<std::vector<double>> share;  ///< [level][model], of all queries; NaN unknown
        QString remark = {};                     ///< beside the name; may be empty
    };
    std::vector<QString> levelNames;  ///< easiest first
    std::vector<QString> modelNames;
    std::vector<int> modelColors;  ///< colour index per model; empty: the model's position
    std::vector<Group> groups;     ///< in the order shown
};

/// One column group per router, in it one stacked bar per difficulty level, a colour per model.
/// Heights are shares of all queries or, switched, shares of the level's queries.
class DistributionChart : public ChartPanel {
    Q_OBJECT

  public:
    explicit DistributionChart(QWidget* parent = nullptr);

    void setData(DistributionData data);
    const DistributionData& data() const { return m_data; }
    bool isNormalised() const;
    void setNormalised(bool normalised);
    QString csv() const override;

  signals:
    void normalisedChanged(bool normalised);

  protected:
    void refresh() override;

  private:
    int slotCount() const;
    QColor colorOf(std::size_t model) const;
    double given(std::size_t group, std::size_t level, std::size_t model) const;
    double shown(std::size_t group, std::size_t level, std::size_t model) const;
    double levelTotal(std::size_t group, std::size_t level) const;
    /// Whose part of the stack is at that height of the plot.
    std::optional<std::size_t> modelAt(std::size_t group, std::size_t level, double pixel) const;
    void paintBars(QPainter& painter) const;
    void paintLabels(QPainter& painter) const;
    void hover(QPointF position);
    void hoverName(QPointF position, double place);

    DistributionData m_data;
    PlotView* m_plot = nullptr;
    QCheckBox* m_normalise = nullptr;
};

}  // namespace orl
