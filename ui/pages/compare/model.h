#pragma once

#include <QAbstractTableModel>
#include <memory>
#include <string>
#include <vector>

#include "core/evaluate/router_scores.h"
#include "core/lab/views.h"

namespace orl {

/// Routers as rows, every metric as a column; below them, in a row each, the baselines with a
/// parameter tuned to the solver's accuracy, which the table sorts beside themselves. The best
/// value of each metric among the feasible competitors is marked; with a base router, costs and
/// accuracies carry their difference to it.
class ComparisonModel : public QAbstractTableModel {
    Q_OBJECT
  public:
    enum Column {
        Name,
        Meets,
        Cost,
        RealizedCost,
        Accuracy,
        PredictedAccuracy,
        ArenaScore,
        GapRecovered,
        Aiq,
        AverageGap,
        CallsForHalf,
        Saving,
        Gap,
        Parameter,
        Overload,
        Time,
        ColumnCount
    };
    explicit ComparisonModel(QObject* parent = nullptr);

    void setView(std::shared_ptr<const ComparisonView> view);
    /// Router id; empty for none.
    void setBase(const std::string& router);
    /// Shows the baselines as tuned in hindsight, or, where there is such a tuning, on queries that
    /// are not routed.
    void setHindsight(bool hindsight);
    const std::shared_ptr<const ComparisonView>& view() const { return m_view; }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    /// The number behind a cell; NaN unknown.
    double number(int row, int column) const;
    bool isBest(int row, int column) const;
    /// Whether a score of a router is defined for any row.
    bool isDefined(int column) const;

  private:
    void show(std::shared_ptr<const ComparisonView> view, bool hindsight);
    const TunedBaselines& baselines() const;
    bool inHindsight() const;
    const Evaluation& at(int row) const;
    /// The baseline that a row shows tuned; null for a router as it is.
    const MatchedComparison* tunedAt(int row) const;
    /// Where a row stands while the table is sorted by name: a tuned router below itself.
    double place(int row) const;
    /// Whether a row may be marked as the best of a column.
    bool competes(int row, int column) const;
    /// Where the row has the solver's accuracy; null: it has not.
    const MatchedComparison* savingAt(int row) const;
    RouterScores scores(int row) const;
    CurveScores ofCurve(int row) const;
    void findBest();
    QString display(int row, int column) const;
    QString difference(int row, int column) const;
    QVariant exported(int row, int column) const;
    QString tip(int row, int column) const;

    std::shared_ptr<const ComparisonView> m_view;
    std::vector<std::size_t> m_tuned;  ///< of baselines(), in rows after the evaluations
    bool m_hindsight = false;
    std::string m_base;
    int m_baseRow = -1;
    std::vector<double> m_best;  ///< per column; NaN: none is best
};

}  // namespace orl
