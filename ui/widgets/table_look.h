#pragma once

#include <QSortFilterProxyModel>

class QTableView;

namespace orl {

/// Sorts by kSortRole; unknown numbers go last whichever way the column is sorted.
class UnknownLast : public QSortFilterProxyModel {
    Q_OBJECT
  public:
    using QSortFilterProxyModel::QSortFilterProxyModel;

  protected:
    bool lessThan(const QModelIndex& left, const QModelIndex& right) const override;
};

/// The look of all tables of figures: dense rows, no grid, sortable, small colour swatches; Ctrl+C
/// copies the selected cells, or all.
void styleTable(QTableView& table);
/// Ctrl+C in the table copies it so, as text and as a table of a document.
void letCopy(QTableView& table);
/// The selected cells, or all: of a table in which one alone can be selected always all.
void copySelection(const QTableView& table);
/// Columns as narrow as the texts allow (the header's own size hint reserves room for sort arrows).
/// @param swatchColumn has colour swatches; -1: none
void fitColumns(QTableView& table, int swatchColumn);
/// Gives a column the room that the others leave, at least that many pixels.
void stretchColumn(QTableView& table, int column, int least);

}  // namespace orl
