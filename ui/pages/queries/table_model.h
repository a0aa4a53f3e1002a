#pragma once

#include <QAbstractTableModel>
#include <memory>
#include <optional>
#include <vector>

#include "core/lab/query_list.h"

namespace orl {

/// The routed queries that are listed, a row each, a column a QueryField: reads the routing when a
/// cell is painted and holds no copies. Costs are shown in USD per 1,000 such queries, so that they
/// can be added by eye.
class QueryTableModel : public QAbstractTableModel {
    Q_OBJECT
  public:
    static constexpr int kColumnCount = int(QueryField::Uncertainty) + 1;
    using QAbstractTableModel::QAbstractTableModel;

    /// Another routing of the queries; the list stays until setList(), if it is of the same
    /// queries.
    /// @param fields null: nothing to show
    void setFields(std::shared_ptr<const QueryFields> fields,
                   const std::shared_ptr<const Prepared>& prepared);
    void setList(std::shared_ptr<const QueryList> list);
    void setSort(const std::vector<QuerySort>& sort);
    /// Rows of the data set that are marked; null: none.
    void setSelection(std::shared_ptr<const Selection> selection);
    /// Title of the router compared with and name of the pin, for the heads of their columns.
    void setNames(const QString& router, const QString& pin);

    const std::shared_ptr<const QueryFields>& fields() const { return m_fields; }
    const std::shared_ptr<const QueryList>& list() const { return m_list; }
    /// Position of the row's query.
    std::uint32_t query(int row) const { return (*m_list)[std::size_t(row)]; }
    /// Row of the data set.
    std::size_t dataRow(int row) const;
    /// Where a row of the data set is listed; −1: it is not.
    int rowOf(std::size_t dataRow) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    static QString title(QueryField field);
    static bool isText(QueryField field);

  private:
    QVariant display(QueryField field, std::uint32_t i) const;
    QVariant swatch(QueryField field, std::uint32_t i) const;
    QVariant tone(QueryField field, std::uint32_t i) const;
    QString tip(QueryField field, std::uint32_t i) const;
    std::int32_t modelOf(QueryField field, std::uint32_t i) const;
    QString money(double usd) const;
    void chooseDecimals();

    std::shared_ptr<const QueryFields> m_fields;
    std::shared_ptr<const Prepared> m_prepared;
    std::shared_ptr<const QueryList> m_list = std::make_shared<const QueryList>();
    std::shared_ptr<const Selection> m_selection;
    std::vector<QuerySort> m_sort;
    QString m_router;
    QString m_pin;
    int m_decimals = 2;  ///< of all costs, so that their points stand below each other
};

}  // namespace orl
