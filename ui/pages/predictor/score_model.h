#pragma once

#include <QAbstractTableModel>
#include <vector>

#include "core/predict/predictor.h"

namespace orl {

/// One line of a table of prediction scores.
struct ScoreRow {
    QString name;
    QString tip;
    int color = -1;  ///< colour index of a model; negative: no swatch
    PredictionScore score;
    bool competes = true;  ///< may be the best of a column
    bool last = false;     ///< stays below the others, whatever they are sorted by
    bool off = false;      ///< its calibration error is a warning
    bool marked = false;   ///< set in bold: the mean, the kind in use
};

/// Held-out scores, a model or a kind of predictor a row. The best value of each column among the
/// competing rows is marked.
class ScoreModel : public QAbstractTableModel {
    Q_OBJECT
  public:
    enum Column { Name, Auc, Brier, LogLoss, Ece, LengthError, CostError, Cells, ColumnCount };
    /// @param what title of the first column
    explicit ScoreModel(const QString& what, QObject* parent = nullptr);

    void setRows(std::vector<ScoreRow> rows);
    /// Title of the first column.
    void setWhat(const QString& what);
    const std::vector<ScoreRow>& rows() const { return m_rows; }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    /// The number behind a cell, in the column's unit; NaN unknown.
    double number(int row, int column) const;
    bool isBest(int row, int column) const;

  private:
    void findBest();
    QString display(int row, int column) const;
    QVariant look(int row, int column, int role) const;

    QString m_what;
    std::vector<ScoreRow> m_rows;
    std::vector<double> m_best;  ///< per column; NaN: none is best
};

}  // namespace orl
