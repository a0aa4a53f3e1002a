#pragma once

#include <QAbstractTableModel>
#include <memory>
#include <vector>

#include "ui/results/query_text.h"
#include "ui/session/predictor_study.h"

namespace orl {

/// The held-out queries, a text a row.
class QueryListModel : public QAbstractListModel {
    Q_OBJECT
  public:
    /// Role with the whole text, by which it is searched.
    static constexpr int kTextRole = Qt::UserRole + 10;
    using QAbstractListModel::QAbstractListModel;

    /// The view's held-out queries; nothing changes while data and rows are the same.
    /// @param view null: none
    void setView(const std::shared_ptr<const PredictorView>& view);
    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;

  private:
    std::shared_ptr<const Dataset> m_data;
    std::shared_ptr<const SharedPrefixes> m_beginnings;
    std::vector<std::size_t> m_rows;
};

/// What a prediction rests on: the query's predicted chances and recorded scores, then its nearest
/// training queries with their similarity and recorded scores; a column a model.
class NeighbourModel : public QAbstractTableModel {
    Q_OBJECT
  public:
    enum Column { Similarity, Text, FirstModel };
    enum Row { Predicted, Recorded, FirstNeighbour };
    using QAbstractTableModel::QAbstractTableModel;

    /// @param kind whose predictions the first row shows
    void setView(std::shared_ptr<const NeighbourView> view, PredictorKind kind);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    /// The number of a cell: similarity, predicted chance or recorded score; NaN unknown.
    double number(int row, int column) const;
    /// Text of the row's query; empty for none.
    const std::string& text(int row) const;

  private:
    const Dataset& dataset() const { return *m_view->study->prepared->data; }
    std::size_t datasetRow(int row) const;
    QString display(int row, int column) const;
    QString tip(int row, int column) const;

    std::shared_ptr<const NeighbourView> m_view;
    PredictorKind m_kind = PredictorKind::Hybrid;
};

}  // namespace orl
