#pragma once

#include <QString>
#include <limits>
#include <optional>
#include <vector>

#include "ui/charts/axis_scale.h"
#include "ui/charts/chart_panel.h"

namespace orl {

/// Many states as lines across parallel axes.
struct ParallelData {
    struct Axis {
        QString name;
        QString unit;  ///< below the name
        Unit kind = Unit::Number;
    };
    struct Line {
        std::vector<double> values;  ///< per axis; NaN: the line has a gap
        QString label;               ///< for the hover box
        QString letter;              ///< of a thick line with a disc; empty: a thin one
        bool now = false;
    };
    std::vector<Axis> axes;
    std::vector<Line> lines;
    QString foot;  ///< what is not drawn, and why
};

/// A line per state over one axis per quantity. A drag along an axis brushes: only lines through
/// all brushes keep their colour. A click on a line chooses it.
class ParallelChart : public ChartPanel {
    Q_OBJECT
  public:
    explicit ParallelChart(const QString& title, QWidget* parent = nullptr);

    void setData(ParallelData data);
    const ParallelData& data() const { return m_data; }
    /// Values between which lines pass on that axis; none: all.
    struct Brush {
        double least = 0.0;
        double greatest = 0.0;
        bool operator==(const Brush&) const = default;
    };
    void setBrush(std::size_t axis, std::optional<Brush> brush);
    const std::vector<std::optional<Brush>>& brushes() const { return m_brushes; }
    bool meets(std::size_t line) const;
    std::size_t meeting() const;
    /// Where an axis is at a value, in the pixels of the plot's viewport.
    QPointF placeOf(std::size_t axis, double value) const;
    QString csv() const override;

  signals:
    void lineChosen(std::size_t line);
    void brushesChanged();

  protected:
    void refresh() override;

  private:
    struct Range {
        double least = 0.0;
        double greatest = 1.0;
    };
    QRectF area() const;
    double axisX(std::size_t axis) const;
    double valueAt(std::size_t axis, double pixel) const;
    std::optional<std::size_t> axisAt(QPointF position) const;
    std::optional<std::size_t> lineAt(QPointF position) const;
    void press(QPointF position);
    void drag(QPointF position, bool held);
    void release(QPointF position);
    void paintLines(QPainter& painter) const;
    void paintLine(QPainter& painter, const ParallelData::Line& line) const;
    void paintAxes(QPainter& painter) const;
    void showCount();

    ParallelData m_data;
    std::vector<Range> m_ranges;
    std::vector<std::optional<Brush>> m_brushes;
    PlotView* m_plot = nullptr;
    std::optional<std::size_t> m_brushing;
    QPointF m_pressed;
};

}  // namespace orl
