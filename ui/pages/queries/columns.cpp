// Which columns the table of queries has, how wide they are, and what can be asked of one.
#include <QDialog>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QTableView>
#include <limits>

#include "ui/pages/queries/filter_bar.h"
#include "ui/pages/queries/page.h"
#include "ui/pages/queries/table_model.h"
#include "ui/session/session.h"
#include "ui/widgets/format.h"
#include "ui/widgets/lasting_menu.h"
#include "ui/widgets/table_export.h"
#include "ui/widgets/table_look.h"

namespace orl {

namespace {

QString plainTitle(QueryField field) {
    return QueryTableModel::title(field).replace("-\n", "").replace('\n', ' ');
}

/// How many shown units one of the field's own is.
double shownFactor(QueryField field) {
    switch (field) {
        case QueryField::PredictedQuality:
        case QueryField::Uncertainty:
            return 100.0;
        case QueryField::PredictedCost:
        case QueryField::RealizedCost:
        case QueryField::Regret:
        case QueryField::Margin:
            return 1000.0;
        default:
            return 1.0;
    }
}

/// An empty field is no limit; none where a text is no number.
std::optional<FieldRange> askLimits(QWidget* parent, QueryField field) {
    QDialog dialog(parent);
    dialog.setWindowTitle(QueriesPage::tr("Filter by %1").arg(plainTitle(field)));
    auto* form = new QFormLayout(&dialog);
    auto* least = new QLineEdit;
    auto* greatest = new QLineEdit;
    form->addRow(QueriesPage::tr("At &least"), least);
    form->addRow(QueriesPage::tr("At &most"), greatest);
    auto* note = new QLabel(QueriesPage::tr("As shown in the column; empty for no limit"));
    form->addRow(note);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel);
    form->addRow(buttons);
    FieldRange range{field};
    const auto read = [&](const QLineEdit& from, double& limit) {
        const QString text = from.text().trimmed().replace(',', '.').remove('%').remove('$');
        if (text.isEmpty()) return true;
        bool right = false;
        limit = text.toDouble(&right) / shownFactor(field);
        return right;
    };
    QObject::connect(buttons, &QDialogButtonBox::rejected, &dialog, &QDialog::reject);
    QObject::connect(buttons, &QDialogButtonBox::accepted, &dialog, [&] {
        range = FieldRange{field};
        if (!read(*least, range.least) || !read(*greatest, range.greatest)) {
            note->setText(QueriesPage::tr("That is no number: use digits, as 0.25"));
            return;
        }
        dialog.accept();
    });
    if (dialog.exec() != QDialog::Accepted) return {};
    return range;
}

}  // namespace

/// What the data do not have takes no room, whatever the user wants of it.
void QueriesPage::showColumns() {
    const QueryFields& fields = *m_model->fields();
    const bool outcomes = fields.solve().experiment->hasOutcomes;
    const auto there = [&](QueryField field) {
        switch (field) {
            case QueryField::Task:
                return !fields.solve().experiment->task.empty();
            case QueryField::Pinned:
                return fields.hasPin();
            case QueryField::Router:
                return fields.hasRouter();
            case QueryField::Score:
            case QueryField::RealizedCost:
                return outcomes;
            case QueryField::Regret:
                return outcomes && fields.hasPrices();
            case QueryField::Margin:
                return fields.hasPrices();
            case QueryField::Uncertainty:
                return fields.hasUncertainty();
            default:
                return true;
        }
    };
    bool changed = false;
    for (int column = 0; column < QueryTableModel::kColumnCount; ++column) {
        const bool hidden = m_hidden[std::size_t(column)] || !there(QueryField(column));
        changed |= hidden != m_table->isColumnHidden(column);
        m_table->setColumnHidden(column, hidden);
    }
    if (changed) fitColumns();
}

/// Wide enough for the heads and for what is usually in them; the text has the rest.
void QueriesPage::fitColumns() {
    const QFontMetrics metrics(m_table->font());
    QFont bold = m_table->font();
    bold.setBold(true);
    const QFontMetrics heads(bold);
    constexpr int kSample = 60;
    for (int column = 0; column < QueryTableModel::kColumnCount; ++column) {
        if (m_table->isColumnHidden(column)) continue;
        int widest = 0;
        const QString head =
            m_model->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString() + "  ";
        for (const QString& line : head.split('\n')) {
            widest = std::max(widest, heads.horizontalAdvance(line));
        }
        for (int row = 0; row < std::min(kSample, m_model->rowCount()); ++row) {
            const QModelIndex cell = m_model->index(row, column);
            const int swatch =
                cell.data(Qt::DecorationRole).isNull() ? 0 : m_table->iconSize().width() + 6;
            widest = std::max(widest, metrics.horizontalAdvance(cell.data().toString()) + swatch);
        }
        // Of other choices the colour says enough beside the chosen one; the tooltip names them.
        const auto field = QueryField(column);
        const bool aside = field == QueryField::Pinned || field == QueryField::Router;
        const int most = aside ? 76 : 124;
        m_table->setColumnWidth(column, std::min(widest + 10, most));
    }
    stretchText();
}

void QueriesPage::stretchText() {
    constexpr int kLeastText = 160;
    stretchColumn(*m_table, int(QueryField::Text), kLeastText);
}

void QueriesPage::askColumns(const QPoint& at) {
    LastingMenu menu;
    for (int column = 1; column < QueryTableModel::kColumnCount; ++column) {
        QAction* action = menu.addAction(plainTitle(QueryField(column)));
        action->setCheckable(true);
        action->setChecked(!m_hidden[std::size_t(column)]);
        connect(action, &QAction::toggled, this, [this, column](bool on) {
            m_hidden[std::size_t(column)] = !on;
            if (m_model->fields()) showColumns();
        });
    }
    menu.exec(at);
}

void QueriesPage::askRange(const QPoint& at) {
    QHeaderView* header = m_table->horizontalHeader();
    const int section = header->logicalIndexAt(at);
    if (section < 0) return;
    const auto field = QueryField(section);
    QMenu menu;
    menu.addAction(tr("Sort by this alone"), this, [this, field] { sortBy(field, false); });
    menu.addAction(tr("Sort by this as well"), this, [this, field] { sortBy(field, true); });
    menu.addSeparator();
    if (!QueryTableModel::isText(field)) {
        menu.addAction(tr("Filter…"), this, [this, field] {
            const auto range = askLimits(this, field);
            if (range) m_filters->setRange(*range);
        });
        menu.addAction(tr("No filter"), this, [this, field] { m_filters->clearRange(field); });
        menu.addSeparator();
    }
    if (field != QueryField::Text) {
        menu.addAction(tr("Hide this column"), this, [this, section] {
            m_hidden[std::size_t(section)] = true;
            if (m_model->fields()) showColumns();
        });
    }
    menu.addAction(tr("Fit the columns"), this, &QueriesPage::fitColumns);
    menu.exec(header->mapToGlobal(at));
}

void QueriesPage::saveCsv(const QString& path) const {
    saveText(path, tableCsv(*m_model));
}

void QueriesPage::exportTable() {
    const auto done = saveAsked(this, tr("Export what is listed"), "queries.csv",
                                [this](const QString& path) { saveCsv(path); });
    if (done) emit exported(*done);
}

}  // namespace orl
