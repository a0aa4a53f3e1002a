#include "ui/widgets/table_export.h"

#include <QAbstractItemModel>
#include <QFileDialog>
#include <QHeaderView>
#include <QItemSelectionModel>
#include <QTableView>
#include <algorithm>
#include <set>
#include <vector>

#include "core/support/output_file.h"
#include "ui/widgets/format.h"

namespace orl {

namespace {

QString cell(const QAbstractItemModel& model, int row, int column) {
    const QModelIndex index = model.index(row, column);
    const QVariant exported = index.data(kExportRole);
    return exported.isValid() ? exported.toString() : index.data(Qt::DisplayRole).toString();
}

QString quoted(QString text) {
    const bool needed =
        text.contains(',') || text.contains('"') || text.contains('\n') || text.contains('\r');
    return needed ? '"' + text.replace("\"", "\"\"") + '"' : text;
}

QString header(const QAbstractItemModel& model, int column) {
    return model.headerData(column, Qt::Horizontal, Qt::DisplayRole).toString().replace('\n', ' ');
}

}  // namespace

QString tableCsv(const QAbstractItemModel& model) {
    QString text;
    for (int row = -1; row < model.rowCount(); ++row) {
        for (int column = 0; column < model.columnCount(); ++column) {
            if (column > 0) text += ',';
            text += quoted(row < 0 ? header(model, column) : cell(model, row, column));
        }
        text += '\n';
    }
    return text;
}

CellRows selectedCells(const QTableView& view) {
    const QAbstractItemModel& model = *view.model();
    std::set<int> rows;
    std::set<int> columns;
    if (view.selectionMode() != QAbstractItemView::SingleSelection) {
        for (const QModelIndex& index : view.selectionModel()->selectedIndexes()) {
            rows.insert(index.row());
            columns.insert(index.column());
        }
    }
    if (rows.empty()) {
        for (int row = 0; row < model.rowCount(); ++row) rows.insert(row);
        for (int column = 0; column < model.columnCount(); ++column) columns.insert(column);
    }
    std::erase_if(rows, [&view](int row) { return view.isRowHidden(row); });
    std::vector<int> order(columns.begin(), columns.end());
    std::erase_if(order, [&view](int column) { return view.isColumnHidden(column); });
    std::ranges::stable_sort(
        order, {}, [&view](int column) { return view.horizontalHeader()->visualIndex(column); });
    const auto line = [&](auto text) {
        QStringList parts;
        for (const int column : order) parts << text(column);
        return parts;
    };
    CellRows cells;
    cells << line([&](int column) { return header(model, column); });
    for (const int row : rows) {
        cells << line([&](int column) { return cell(model, row, column); });
    }
    return cells;
}

void saveText(const QString& path, const QString& text) {
    writeFile(path.toStdString(), text.toStdString());
}

std::optional<QString> saveAsked(QWidget* parent, const QString& title, const QString& proposed,
                                 const std::function<void(const QString&)>& write,
                                 const QString& filter) {
    const QString kinds = filter.isEmpty() ? QObject::tr("CSV (*.csv)") : filter;
    const QString path = QFileDialog::getSaveFileName(parent, title, proposed, kinds);
    if (path.isEmpty()) return std::nullopt;
    try {
        write(path);
        return QString();
    } catch (const Error& error) {
        return sentence(error);
    }
}

}  // namespace orl
