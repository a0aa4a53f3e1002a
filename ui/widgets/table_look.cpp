#include "ui/widgets/table_look.h"

#include <QClipboard>
#include <QFontMetrics>
#include <QGuiApplication>
#include <QHeaderView>
#include <QMimeData>
#include <QShortcut>
#include <QTableView>
#include <algorithm>
#include <cmath>

#include "ui/widgets/table_export.h"

namespace orl {

bool UnknownLast::lessThan(const QModelIndex& left, const QModelIndex& right) const {
    const double a = left.data(kSortRole).toDouble();
    const double b = right.data(kSortRole).toDouble();
    if (std::isnan(a) || std::isnan(b)) {
        if (std::isnan(a) == std::isnan(b)) return false;
        return std::isnan(b) == (sortOrder() == Qt::AscendingOrder);
    }
    return a < b;
}

void styleTable(QTableView& table) {
    table.setAlternatingRowColors(true);
    table.setShowGrid(false);
    table.setWordWrap(false);
    table.setTextElideMode(Qt::ElideMiddle);  // the ends of names tell them apart
    table.setTabKeyNavigation(false);         // Tab leaves the table; arrows move in it
    table.setIconSize({10, 10});
    table.setSelectionMode(QAbstractItemView::ExtendedSelection);
    table.verticalHeader()->hide();
    table.verticalHeader()->setDefaultSectionSize(table.fontMetrics().height() + 10);
    QHeaderView* header = table.horizontalHeader();
    header->setHighlightSections(false);
    header->setStretchLastSection(false);
    letCopy(table);
}

void letCopy(QTableView& table) {
    auto* shortcut = new QShortcut(QKeySequence::Copy, &table);
    shortcut->setContext(Qt::WidgetShortcut);
    QObject::connect(shortcut, &QShortcut::activated, &table, [&table] { copySelection(table); });
}

void copySelection(const QTableView& table) {
    QGuiApplication::clipboard()->setMimeData(copiedTable(selectedCells(table)));
}

void fitColumns(QTableView& table, int swatchColumn) {
    QFont bold = table.font();
    bold.setBold(true);
    const QFontMetrics metrics(bold);
    const QAbstractItemModel& model = *table.model();
    for (int column = 0; column < model.columnCount(); ++column) {
        QStringList texts =
            model.headerData(column, Qt::Horizontal, Qt::DisplayRole).toString().split('\n');
        for (int row = 0; row < model.rowCount(); ++row) {
            texts << model.index(row, column).data().toString();
        }
        int widest = 0;
        for (const QString& text : texts)
            widest = std::max(widest, metrics.horizontalAdvance(text));
        const int swatch = column == swatchColumn ? table.iconSize().width() + 4 : 0;
        table.setColumnWidth(column, widest + swatch + 11);
    }
}

void stretchColumn(QTableView& table, int column, int least) {
    int used = 0;
    for (int other = 0; other < table.model()->columnCount(); ++other) {
        if (other != column && !table.isColumnHidden(other)) used += table.columnWidth(other);
    }
    table.setColumnWidth(column, std::max(least, table.viewport()->width() - used));
}

}  // namespace orl
