#pragma once

#include <QList>
#include <QStringList>

class QMimeData;

namespace orl {

/// Rows of cells, the head first.
using CellRows = QList<QStringList>;

/// For the clipboard: tab-separated text for spreadsheets, and a table in HTML for documents, in
/// which numbers stand at the right and every name in its own direction of writing. Of more than
/// 5,000 rows the text alone.
QMimeData* copiedTable(const CellRows& rows);

/// What csv() of a chart says, cell by cell (RFC 4180).
CellRows rowsOfCsv(const QString& csv);

}  // namespace orl
