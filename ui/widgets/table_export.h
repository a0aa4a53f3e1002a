#pragma once

#include <QString>

class QAbstractItemModel;
class QTableView;

namespace orl {

/// Role under which a model gives a cell for files: full precision, no units. Where a model has
/// none, the displayed text is used.
inline constexpr int kExportRole = Qt::UserRole + 1;
/// Role by which proxies sort.
inline constexpr int kSortRole = Qt::UserRole + 2;

/// The whole table as CSV (RFC 4180) with a header row.
QString tableCsv(const QAbstractItemModel& model);
/// The selected cells as tab-separated rows for the clipboard, with the header row; the whole table
/// if nothing is selected.
QString selectionText(const QTableView& view);
/// @throws Error when the file cannot be written
void saveText(const QString& path, const QString& text);

}  // namespace orl
