#include "ui/dialogs/report_dialog.h"

#include <QClipboard>
#include <QDialogButtonBox>
#include <QGridLayout>
#include <QGuiApplication>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QTableView>
#include <QVBoxLayout>
#include <utility>

#include "ui/dialogs/remark_model.h"
#include "ui/session/label_text.h"
#include "ui/widgets/format.h"
#include "ui/widgets/note_label.h"
#include "ui/widgets/table_export.h"
#include "ui/widgets/table_look.h"

namespace orl {

ReportDialog::ReportDialog(ImportReport report, QWidget* parent)
    : QDialog(parent), m_report(std::move(report)) {
    setWindowTitle(tr("Import report"));
    setAttribute(Qt::WA_DeleteOnClose);
    m_table = new QTableView;
    m_table->setModel(new RemarkModel(m_report.remarks, m_table));
    m_table->setAccessibleName(tr("Remarks"));
    m_table->setShowGrid(false);
    m_table->setAlternatingRowColors(true);
    m_table->setWordWrap(true);
    m_table->setTabKeyNavigation(false);
    m_table->verticalHeader()->hide();
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_table->horizontalHeader()->setSectionResizeMode(RemarkModel::What, QHeaderView::Stretch);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    letCopy(*m_table);
    m_note = new NoteLabel;
    if (m_report.remarks.empty()) m_note->setText(tr("Nothing had to be repaired or refused."));

    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    auto* copy = buttons->addButton(tr("&Copy"), QDialogButtonBox::ActionRole);
    auto* save = buttons->addButton(tr("&Export…"), QDialogButtonBox::ActionRole);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(copy, &QPushButton::clicked, this, [this] {
        QGuiApplication::clipboard()->setText(QString::fromStdString(m_report.toText()));
    });
    connect(save, &QPushButton::clicked, this, &ReportDialog::exportReport);
    auto* column = new QVBoxLayout(this);
    column->addWidget(buildCounts());
    column->addWidget(m_table, 1);
    column->addWidget(m_note);
    column->addWidget(buttons);
    resize(760, 460);
}

QWidget* ReportDialog::buildCounts() const {
    auto* box = new QWidget;
    auto* grid = new QGridLayout(box);
    grid->setContentsMargins(0, 0, 0, 4);
    grid->setHorizontalSpacing(18);
    grid->setVerticalSpacing(2);
    int at = 0;
    const auto cell = [&](const QString& label, const QString& value) {
        constexpr int kPairsARow = 4;
        const int row = at / kPairsARow;
        const int column = at % kPairsARow * 2;
        auto* caption = new NoteLabel;
        caption->setText(label);
        caption->setWordWrap(false);
        grid->addWidget(caption, row, column);
        grid->addWidget(new QLabel(value), row, column + 1);
        ++at;
    };
    const auto number = [](std::uint64_t value) { return count(std::int64_t(value)); };
    cell(tr("Rows read"), number(m_report.rowsRead));
    cell(tr("kept"), number(m_report.rowsKept));
    cell(tr("repaired"), number(m_report.repaired));
    cell(tr("refused"), number(m_report.refused));
    cell(tr("Queries"), number(m_report.queries));
    cell(tr("models"), number(m_report.models));
    cell(tr("outcomes"), number(m_report.outcomes));
    cell(tr("format"), QString::fromStdString(m_report.format));
    cell(tr("Missing scores"), number(m_report.missingScores));
    cell(tr("in queries"), number(m_report.rowsMissingScores));
    cell(tr("missing costs"), number(m_report.missingCosts));
    QStringList splits;
    for (const auto& [split, queries] : m_report.splits) {
        splits << labelText(split) + " " + number(queries);
    }
    cell(tr("splits"), splits.join(", "));
    grid->setColumnStretch(8, 1);
    return box;
}

void ReportDialog::exportReport() {
    const auto write = [this](const QString& path) {
        const std::string text = path.endsWith(".txt") ? m_report.toText() : m_report.toJson();
        saveText(path, QString::fromStdString(text));
    };
    const auto done = saveAsked(this, tr("Export the import report"), "import-report.json", write,
                                tr("JSON (*.json);;Text (*.txt)"));
    if (done && !done->isEmpty()) m_note->setText(*done, NoteLabel::Tone::Warning);
}

}  // namespace orl
