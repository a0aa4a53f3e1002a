#pragma once

#include <QAbstractTableModel>

#include "core/data/import/import.h"

namespace orl {

/// The remarks of an import report: kind, file, line, what, how often.
class RemarkModel : public QAbstractTableModel {
    Q_OBJECT
  public:
    enum Column { Kind, File, Line, What, Count, ColumnCount };
    explicit RemarkModel(std::vector<ImportRemark> remarks, QObject* parent = nullptr);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

  private:
    std::vector<ImportRemark> m_remarks;
};

}  // namespace orl
