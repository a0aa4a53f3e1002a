#pragma once

#include <QPainterPath>
#include <QString>
#include <optional>
#include <vector>

#include "ui/charts/chart_panel.h"

namespace orl {

/// What moved between two states, from model to model.
struct FlowData {
    struct Ribbon {
        std::size_t from = 0;  ///< in models
        std::size_t to = 0;
        std::size_t count = 0;
        double costPer1000 = 0.0;  ///< what the move adds, USD per 1,000 queries of the batch
        QString detail;            ///< for the hover box
    };
    std::vector<QString> models;
    std::vector<int> colors;  ///< colour index per model
    QString from;             ///< name of the state before
    QString to;
    std::vector<Ribbon> ribbons;
};

/// Bands from the models before, at the left, to those after, as thick as they are many, in the
/// colour of where they go; at the right edge what that adds to the cost.
class FlowChart : public ChartPanel {
    Q_OBJECT
  public:
    explicit FlowChart(QWidget* parent = nullptr);

    void setData(FlowData data);
    const FlowData& data() const { return m_data; }
    void setMarked(std::vector<std::size_t> ribbons);
    const std::vector<std::size_t>& marked() const { return m_marked; }
    /// A place on a ribbon, in the pixels of the plot's viewport.
    QPointF placeOf(std::size_t ribbon) const;
    QString csv() const override;

  signals:
    /// @param more with Shift: beside those that are chosen already
    void ribbonChosen(std::size_t ribbon, bool more);

  protected:
    void refresh() override;

  private:
    struct Band {
        double fromTop = 0.0;
        double fromBottom = 0.0;
        double toTop = 0.0;
        double toBottom = 0.0;
    };
    struct Node {
        std::size_t model = 0;
        double top = 0.0;
        double bottom = 0.0;
        std::size_t count = 0;
        double cost = 0.0;
    };
    struct Layout {
        std::vector<Band> bands;  ///< one a ribbon
        std::vector<Node> before;
        std::vector<Node> after;
        double left = 0.0;   ///< inner edge of the nodes before
        double right = 0.0;  ///< of those after
    };
    Layout layOutBands() const;
    void placeBands(Layout& layout) const;
    QPainterPath pathOf(const Layout& layout, std::size_t ribbon) const;
    std::optional<std::size_t> ribbonAt(QPointF position) const;
    QColor colorOf(std::size_t model) const;
    void paintFlow(QPainter& painter) const;
    void paintNodes(QPainter& painter, const Layout& layout) const;
    void hover(QPointF position);

    FlowData m_data;
    std::vector<std::size_t> m_marked;
    PlotView* m_plot = nullptr;
    QPointF m_pressed;
};

}  // namespace orl
