#pragma once

#include <QString>
#include <functional>
#include <optional>

#include "ui/charts/copied_table.h"

class QAbstractItemModel;
class QTableView;
class QWidget;

namespace orl {

/// Role under which a model gives a cell for files: full precision, no units. Where a model has
/// none, the displayed text is used.
inline constexpr int kExportRole = Qt::UserRole + 1;
/// Role by which proxies sort.
inline constexpr int kSortRole = Qt::UserRole + 2;

/// The whole table as CSV (RFC 4180) with a header row.
QString tableCsv(const QAbstractItemModel& model);
/// The selected cells with the header row; the whole table if nothing is selected, or nothing but
/// one cell can be. As they are seen: without hidden rows and columns, in the order of the screen.
CellRows selectedCells(const QTableView& view);
/// @throws Error when the file cannot be written
void saveText(const QString& path, const QString& text);
/// Asks for a file and has it written. @param filter empty: CSV
/// @param write throws Error
/// @return nothing: no file was chosen; else why it was not written, empty where it was
std::optional<QString> saveAsked(QWidget* parent, const QString& title, const QString& proposed,
                                 const std::function<void(const QString&)>& write,
                                 const QString& filter = {});

}  // namespace orl
