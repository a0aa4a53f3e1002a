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
        /// The same of the pinned state, drawn faintly beside; empty: none.
        std::vector<std::vector<double>> ghost = {};
    };
    std::vector<QString> levelNames;  ///< easiest first
    std::vector<QString> modelNames;
    std::vector<int> modelColors;  ///< colour index per model; empty: the model's position
    std::vector<Group> groups;     ///< in the order shown
    QString pinName = {};          ///< of the ghosts, "pin A"; empty: there are none
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

    /// One bar, or the part of a model in it: outlined.
    struct Segment {
        std::size_t group = 0;
        std::size_t level = 0;
        std::optional<std::size_t> model;
        bool operator==(const Segment&) const = default;
    };
    void setMarked(std::optional<Segment> segment);
    const std::optional<Segment>& marked() const { return m_marked; }
    /// Centre of a segment on the screen, in this widget's pixels.
    QPoint placeOf(const Segment& segment) const;

  signals:
    /// A part of a bar was clicked, or under it its level.
    void segmentChosen(const orl::DistributionChart::Segment& segment);
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
    std::optional<Segment> segmentAt(QPointF position) const;
    QRectF rectOf(const Segment& segment) const;
    std::optional<std::size_t> modelAt(std::size_t group, std::size_t level, double pixel) const;
    void paintBars(QPainter& painter) const;
    void paintStack(QPainter& painter, double from, double to, const std::vector<double>& shares,
                    double total, bool ghost) const;
    QString noteOf(std::size_t model) const;
    void paintMark(QPainter& painter) const;
    void choose(QPointF position);
    void paintLabels(QPainter& painter) const;
    void hover(QPointF position);
    void hoverName(QPointF position, double place);

    DistributionData m_data;
    std::optional<Segment> m_marked;
    QPointF m_pressed;
    PlotView* m_plot = nullptr;
    QCheckBox* m_normalise = nullptr;
};

}  // namespace orl
