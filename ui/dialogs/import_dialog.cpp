#include "ui/dialogs/import_dialog.h"

#include <QComboBox>
#include <QCompleter>
#include <QDialogButtonBox>
#include <QDoubleSpinBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QToolButton>
#include <QVBoxLayout>

#include "core/data/import/format.h"
#include "ui/widgets/note_label.h"

namespace orl {

namespace {

std::string trimmed(const QLineEdit* field) {
    return field->text().trimmed().toStdString();
}

}  // namespace

ImportDialog::ImportDialog(const QStringList& files, QWidget* parent)
    : QDialog(parent), m_files(files) {
    setWindowTitle(files.size() == 1 ? tr("Import %1").arg(QFileInfo(files.first()).fileName())
                                     : tr("Import %1 files into one data set").arg(files.size()));
    build();
    connect(m_format, &QComboBox::currentIndexChanged, this, &ImportDialog::showChoices);
    connect(m_split, &QComboBox::currentIndexChanged, this, &ImportDialog::showChoices);
    for (QLineEdit* field : {m_name, m_text, m_fixed}) {
        connect(field, &QLineEdit::textChanged, this, &ImportDialog::showChoices);
    }
    showChoices();
    lookAtFile();
}

/// Reads the beginning of the first file, off the window's thread, to say what it is.
void ImportDialog::lookAtFile() {
    m_looker.submit([this, file = std::filesystem::path(m_files.value(0).toStdString())](
                        const Worker::Context& context) {
        const FileHead head = readHead(file);
        QString found;
        for (const Format& format : allFormats()) {
            if (format.id != ImportFormat::PlainTable && format.recognise(head, {})) {
                found = QString::fromUtf8(format.name);
                break;
            }
        }
        QStringList columns;
        for (const std::string& column : head.columns) columns << QString::fromStdString(column);
        context.show([this, found, columns] { showFound(found, columns); });
    });
}

void ImportDialog::showFound(const QString& format, const QStringList& columns) {
    m_format->setItemText(0, format.isEmpty()
                                 ? tr("none recognised: choose one, or map the columns")
                                 : tr("detected: %1").arg(format));
    for (QLineEdit* field :
         {m_text, m_task, m_level, m_splitColumn, m_model, m_score, m_cost, m_tokens}) {
        auto* completer = new QCompleter(columns, field);
        completer->setCaseSensitivity(Qt::CaseInsensitive);
        field->setCompleter(completer);
    }
}

void ImportDialog::build() {
    auto* form = new QFormLayout;
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    QStringList names;
    for (const QString& file : m_files) names << QFileInfo(file).fileName();
    auto* list = new QLabel(names.mid(0, 6).join('\n') + (names.size() > 6 ? "\n…" : ""));
    list->setToolTip(m_files.join('\n'));
    form->addRow(tr("Files"), list);
    m_name = new QLineEdit(QFileInfo(m_files.value(0)).completeBaseName());
    m_name->setToolTip(tr("Name of the data set in the workspace; an existing one is replaced"));
    form->addRow(tr("&Name"), m_name);
    m_format = new QComboBox;
    m_format->addItem(tr("detect from the content"), QString());
    for (const Format& format : allFormats()) {
        const QString id = QString::fromStdString(format.name);
        m_format->addItem(
            format.id == ImportFormat::PlainTable ? tr("%1: map the columns below").arg(id) : id,
            id);
        m_format->setItemData(m_format->count() - 1, QString::fromUtf8(format.description),
                              Qt::ToolTipRole);
    }
    m_format->setToolTip(tr("Layout of the files"));
    form->addRow(tr("&Format"), m_format);
    form->addRow(tr("&Split"), buildSplit());
    form->addRow(tr("&Prices"), buildPrices());
    m_mappingBox = buildMapping();
    m_note = new NoteLabel;
    m_buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel);
    m_buttons->button(QDialogButtonBox::Ok)->setText(tr("&Import"));
    connect(m_buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(m_buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* column = new QVBoxLayout(this);
    column->addLayout(form);
    column->addWidget(m_mappingBox);
    column->addWidget(m_note);
    column->addStretch(1);
    column->addWidget(m_buttons);
    setMinimumWidth(520);
}

QWidget* ImportDialog::buildSplit() {
    auto* box = new QWidget;
    auto* row = new QHBoxLayout(box);
    row->setContentsMargins(0, 0, 0, 0);
    m_split = new QComboBox;
    m_split->addItem(tr("seeded shares"));
    m_split->addItem(tr("as in the data"));
    m_split->addItem(tr("all into"));
    m_split->setToolTip(tr("Which queries are learned from and which are routed"));
    m_trainShare = new QDoubleSpinBox;
    m_trainShare->setRange(1.0, 99.0);
    m_trainShare->setDecimals(0);
    m_trainShare->setValue(70.0);
    m_trainShare->setSuffix(tr(" % train"));
    m_trainShare->setToolTip(tr("Share of each task to learn from; the rest is the test split"));
    m_seed = new QSpinBox;
    m_seed->setRange(0, 1'000'000'000);
    m_seed->setValue(1);
    m_seed->setPrefix(tr("seed "));
    m_seed->setToolTip(tr("The same seed gives the same split"));
    m_fixed = new QLineEdit("test");
    m_fixed->setToolTip(tr("Split that all these queries belong to"));
    for (QWidget* part : std::initializer_list<QWidget*>{m_split, m_trainShare, m_seed, m_fixed}) {
        row->addWidget(part);
    }
    row->addStretch(1);
    return box;
}

QWidget* ImportDialog::buildPrices() {
    auto* box = new QWidget;
    auto* row = new QHBoxLayout(box);
    row->setContentsMargins(0, 0, 0, 0);
    m_prices = new QLineEdit;
    m_prices->setPlaceholderText(tr("price list (JSON), where the data have no costs"));
    m_prices->setToolTip(tr("LLMRouter, RouterArena or LiteLLM price list"));
    auto* browse = new QToolButton;
    browse->setText("…");
    browse->setToolTip(tr("Choose a price list"));
    browse->setAccessibleName(tr("Choose a price list"));
    connect(browse, &QToolButton::clicked, this, [this] {
        const QString file = QFileDialog::getOpenFileName(
            this, tr("Price list"), QFileInfo(m_files.value(0)).path(), tr("JSON (*.json)"));
        if (!file.isEmpty()) m_prices->setText(file);
    });
    row->addWidget(m_prices, 1);
    row->addWidget(browse);
    return box;
}

QWidget* ImportDialog::buildMapping() {
    auto* box = new QWidget;
    auto* form = new QFormLayout(box);
    form->setContentsMargins(0, 6, 0, 0);
    const auto field = [&](const QString& label, const QString& tip) {
        auto* line = new QLineEdit;
        line->setToolTip(tip);
        form->addRow(label, line);
        return line;
    };
    m_text = field(tr("Query &text"), tr("Column with the query's text"));
    m_task = field(tr("Task"), tr("Column with the benchmark or task; may be empty"));
    m_level = field(tr("Difficulty level"), tr("Column with the level; may be empty"));
    m_splitColumn = field(tr("Split column"), tr("Column with the split; may be empty"));
    m_model = field(tr("Model"), tr("Long tables: column with the model's name"));
    m_score = field(tr("Score"), tr("Long tables: column with the score in [0,1]"));
    m_cost = field(tr("Cost"), tr("Long tables: column with the cost in US dollars"));
    m_tokens = field(tr("Output tokens"), tr("Long tables: column with the answer's length"));
    m_wide = new QPlainTextEdit;
    m_wide->setPlaceholderText(
        tr("wide tables, a model a line: name, score column, cost column, "
           "output token column"));
    m_wide->setMaximumHeight(90);
    m_wide->setTabChangesFocus(true);
    form->addRow(tr("Models"), m_wide);
    return box;
}

void ImportDialog::showChoices() {
    m_trainShare->setVisible(m_split->currentIndex() == 0);
    m_seed->setVisible(m_split->currentIndex() == 0);
    m_fixed->setVisible(m_split->currentIndex() == 2);
    const bool plain =
        m_format->currentData().toString().toStdString() == toString(ImportFormat::PlainTable);
    m_mappingBox->setVisible(plain);
    QString missing;
    if (m_name->text().trimmed().isEmpty()) missing = tr("The data set needs a name.");
    if (plain && m_text->text().trimmed().isEmpty()) {
        missing = tr("Name the column that holds the query text.");
    }
    if (m_split->currentIndex() == 2 && m_fixed->text().trimmed().isEmpty()) {
        missing = tr("Name the split.");
    }
    m_note->setText(missing, NoteLabel::Tone::Warning);
    m_buttons->button(QDialogButtonBox::Ok)->setEnabled(missing.isEmpty());
    if (isVisible()) adjustSize();
}

SplitRule ImportDialog::splitRule() const {
    SplitRule rule;
    rule.seed = static_cast<std::uint64_t>(m_seed->value());
    switch (m_split->currentIndex()) {
        case 0: {
            const double train = m_trainShare->value() / 100.0;
            rule.kind = SplitRule::Kind::Shares;
            rule.shares = {{"train", train}, {"test", 1.0 - train}};
            break;
        }
        case 1:
            rule.kind = SplitRule::Kind::Keep;
            break;
        default:
            rule.kind = SplitRule::Kind::Fixed;
            rule.fixed = trimmed(m_fixed);
    }
    return rule;
}

ColumnMapping ImportDialog::mapping() const {
    ColumnMapping columns;
    columns.text = trimmed(m_text);
    columns.task = trimmed(m_task);
    columns.level = trimmed(m_level);
    columns.split = trimmed(m_splitColumn);
    columns.model = trimmed(m_model);
    columns.score = trimmed(m_score);
    columns.cost = trimmed(m_cost);
    columns.outputTokens = trimmed(m_tokens);
    for (const QString& line : m_wide->toPlainText().split('\n', Qt::SkipEmptyParts)) {
        const QStringList parts = line.split(',');
        const auto part = [&](int at) { return parts.value(at).trimmed().toStdString(); };
        columns.wide[part(0)] = {part(1), part(2), part(3)};
    }
    return columns;
}

ImportOptions ImportDialog::options() const {
    ImportOptions options;
    options.name = trimmed(m_name);
    for (const QString& file : m_files) options.files.emplace_back(file.toStdString());
    const std::string format = m_format->currentData().toString().toStdString();
    if (!format.empty()) options.format = importFormatFrom(format);
    if (options.format == ImportFormat::PlainTable) options.mapping = mapping();
    options.prices = trimmed(m_prices);
    options.split = splitRule();
    return options;
}

}  // namespace orl
