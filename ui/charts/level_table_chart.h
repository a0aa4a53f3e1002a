#pragma once

#include <limits>
#include <optional>
#include <vector>

#include "ui/charts/chart_panel.h"

class QComboBox;

namespace orl {

/// Figures by model (rows) and difficulty level (columns), with "all" last in both directions.
struct LevelTableData {
    enum class Kind { Share, Accuracy, Cost, Regret };
    struct Cell {
        std::size_t queries = 0;
        double share = std::numeric_limits<double>::quiet_NaN();
        double accuracy = std::numeric_limits<double>::quiet_NaN();
        double cost = std::numeric_limits<double>::quiet_NaN();    ///< USD per 1,000 queries
        double regret = std::numeric_limits<double>::quiet_NaN();  ///< USD per 1,000 queries
        double of(Kind kind) const;
    };
    std::vector<QString> levels;  ///< easiest first
    std::vector<QString> models;
    std::vector<int> colors;               ///< per model
    std::vector<std::vector<Cell>> cells;  ///< [level][model], one more of each for all
    QString accuracyOf;                    ///< "realized" or "predicted": accuracy and cost
    QString noRegret;                      ///< why regrets are unknown; may be empty
};

/// A heat map for reading exact numbers: share of the level, accuracy, cost or regret, switchable.
/// A click on a cell means its queries.
class LevelTableChart : public ChartPanel {
    Q_OBJECT
  public:
    /// None: all of them.
    struct Place {
        std::optional<std::size_t> level;
        std::optional<std::size_t> model;
        bool operator==(const Place&) const = default;
    };

    explicit LevelTableChart(QWidget* parent = nullptr);

    void setData(LevelTableData data);
    const LevelTableData& data() const { return m_data; }
    LevelTableData::Kind kind() const;
    void setKind(LevelTableData::Kind kind);
    /// Outlined; none: nothing is.
    void setMarked(std::optional<Place> place);
    /// Middle of a cell, in pixels of the plot.
    QPointF centreOf(const Place& place) const;
    QString csv() const override;

  signals:
    void cellChosen(const orl::LevelTableChart::Place& place);

  protected:
    void refresh() override;

  private:
    struct Grid {
        QRectF cells;  ///< without heads
        double width = 0.0;
        double height = 0.0;
        std::size_t shownModels = 0;
    };
    Grid grid() const;
    /// Column and row counted with "all" last.
    QRectF cellRect(const Grid& grid, std::size_t column, std::size_t row) const;
    std::size_t modelOfRow(const Grid& grid, std::size_t row) const;
    std::optional<Place> placeAt(QPointF pixel) const;
    const LevelTableData::Cell& cellOf(const Place& place) const;
    void paint(QPainter& painter) const;
    void paintCell(QPainter& painter, const QRectF& rect, const LevelTableData::Cell& cell,
                   bool total) const;
    void hover(QPointF pixel);
    std::pair<double, double> range() const;

    LevelTableData m_data;
    std::optional<Place> m_marked;
    PlotView* m_plot = nullptr;
    QComboBox* m_kind = nullptr;
};

}  // namespace orl
