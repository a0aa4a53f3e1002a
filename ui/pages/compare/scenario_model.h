#pragma once

#include <QAbstractTableModel>
#include <vector>

#include "core/lab/scenarios.h"
#include "core/lab/text_table.h"
#include "ui/pages/compare/scenario_column.h"

namespace orl {

/// Scenarios as columns, their metrics as rows in groups. The best value of a row is marked among
/// the columns that ask for the same as the present state; with a base, each value carries its
/// difference to it.
class ScenarioModel : public QAbstractTableModel {
    Q_OBJECT
  public:
    enum Metric {
        Goal,
        Capacity,
        Cost,
        Monthly,
        RealizedCost,
        Saving,
        Realized,
        RealizedBand,
        Seconds,
        LoadWait,
        LoadRejected,
        LoadCost,
        QualityPrice,
        SlotPrice,
        Gap,
        Moved,
        Share,
        MetricCount
    };
    enum class Difference { Absolute, Percent };
    /// Which way a difference goes.
    enum class Tone { None, Better, Worse };
    using QAbstractTableModel::QAbstractTableModel;

    /// @param base position of the base; −1: none
    void setColumns(std::vector<ScenarioColumn> columns, int base);
    void setDifference(Difference difference);
    /// @param queries a month; 0: not said
    void setMonth(double queries, const Currency& currency);
    /// Whether the columns are simulated under a load: until they are, their rows say why not.
    void setLoadAsked(bool asked);
    const std::vector<ScenarioColumn>& columns() const { return m_columns; }
    int base() const { return m_base; }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    /// The number behind a cell, in USD per 1,000, [0,1] or a count (a month in its currency); NaN:
    /// unknown, or no number.
    double number(int metric, int column) const;
    /// What is written beside a value: its difference, or what was changed.
    QString beside(int metric, int column) const;
    Tone tone(int metric, int column) const;
    bool isBest(int metric, int column) const;
    static QString group(int metric);
    bool startsGroup(int metric) const;
    QString label(int metric) const;
    /// Among which columns the best is marked, in words; empty: among none.
    QString rivals() const;
    /// As shown, with differences in brackets; or, exact, with a column of differences for each.
    TextTable table(bool exact) const;

  private:
    QString text(int metric, int column) const;
    QString amount(int metric, double value) const;
    QString exactText(int metric, int column) const;
    QString loadReason(const ScenarioColumn& column) const;
    bool competes(int column) const;
    void findBest();

    std::vector<ScenarioColumn> m_columns;
    int m_base = -1;
    Difference m_difference = Difference::Absolute;
    bool m_loadAsked = false;
    double m_monthly = 0.0;
    Currency m_currency;
    std::vector<double> m_best;  ///< per metric; NaN: none
};

}  // namespace orl
