#include "ui/dialogs/import_dialog.h"

#include <QComboBox>
#include <QCompleter>
#include <QDialogButtonBox>
#include <QDoubleSpinBox>
#include <QFileInfo>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QVBoxLayout>
#include <algorithm>
#include <utility>

#include "core/data/import/format.h"
#include "ui/session/label_text.h"
#include "ui/widgets/note_label.h"

namespace orl {

namespace {

std::string trimmed(const QLineEdit* field) {
    return field->text().trimmed().toStdString();
}

/// What an import of the files would bring, with what it says of their scores.
QString previewOf(const ImportReport& report) {
    QStringList lines;
    QStringList splits;
    for (const auto& [split, count] : report.splits) {
        splits << QString("%1 %2").arg(labelText(split)).arg(count);
    }
    lines << ImportDialog::tr("%1 queries, %2 models, %3 scores; splits: %4")
                 .arg(report.queries)
                 .arg(report.models)
                 .arg(report.outcomes)
                 .arg(splits.join(", "));
    for (const ImportRemark& remark : report.remarks) {
        const QString what = QString::fromStdString(remark.what);
        const bool matters = what.startsWith("scores") || what.startsWith("all scores") ||
                             what.contains("split") || what.contains("read off their names");
        if (matters) lines << what;
    }
    return lines.join('\n');
}

/// How many of the models a price list knows.
std::size_t namedIn(const std::filesystem::path& list, const std::vector<ModelInfo>& models) {
    if (list.empty()) return 0;
    try {
        const PriceList prices = readPriceList(list);
        return static_cast<std::size_t>(std::ranges::count_if(
            models, [&](const ModelInfo& model) { return prices.prices.contains(model.name); }));
    } catch (const Error&) {
        return 0;  // an offer less
    }
}

}  // namespace

ImportDialog::ImportDialog(const QStringList& files, ImportPlace place, QWidget* parent)
    : QDialog(parent), m_files(files), m_place(std::move(place)) {
    setWindowTitle(files.size() == 1 ? tr("Import %1").arg(QFileInfo(files.first()).fileName())
                                     : tr("Import %1 files into one data set").arg(files.size()));
    build();
    connect(m_format, &QComboBox::currentIndexChanged, this, &ImportDialog::showChoices);
    connect(m_split, &QComboBox::currentIndexChanged, this, &ImportDialog::showChoices);
    for (QLineEdit* field : {m_name, m_text, m_fixed}) {
        connect(field, &QLineEdit::textChanged, this, &ImportDialog::showChoices);
    }
    for (QLineEdit* field :
         {m_text, m_task, m_level, m_splitColumn, m_model, m_score, m_cost, m_tokens}) {
        connect(field, &QLineEdit::editingFinished, this, &ImportDialog::lookAtFiles);
    }
    connect(m_scale, &QComboBox::currentIndexChanged, this, &ImportDialog::showChoices);
    for (QComboBox* choice : {m_format, m_split, m_scale}) {
        connect(choice, &QComboBox::currentIndexChanged, this, &ImportDialog::lookAtFiles);
    }
    for (QDoubleSpinBox* end : {m_worst, m_best}) {
        connect(end, &QDoubleSpinBox::valueChanged, this, &ImportDialog::showChoices);
        connect(end, &QDoubleSpinBox::valueChanged, this, &ImportDialog::lookAtFiles);
    }
    connect(m_trainShare, &QDoubleSpinBox::valueChanged, this, &ImportDialog::lookAtFiles);
    connect(m_wide, &QPlainTextEdit::textChanged, this, &ImportDialog::lookAtFiles);
    showChoices();
    lookAtFiles();
}

/// Reads the files off the window's thread, as the import will, to say what comes of them.
void ImportDialog::lookAtFiles() {
    if (m_files.isEmpty()) return;
    m_looker.submit(
        [this, options = options(),
         bundled = m_place.bundledPrices](const Worker::Context& context) {
            QString found, preview;
            QStringList columns;
            bool good = true;
            try {
                FileHead head = readHead(options.files.front(), {}, context.job);
                const Format* format = recognise(options.files.front(), head, options, context.job);
                if (format != nullptr) found = QString::fromUtf8(format->name);
                for (const std::string& name : head.columns) {
                    columns << QString::fromStdString(name);
                }
                for (const ColumnSurvey& key : head.survey) {
                    if (head.json) columns << QString::fromStdString(key.name);
                }
                context.show([this, found, columns] { showFound(found, columns); });
                const ImportResult result = importFiles(options, context.job);
                preview = previewOf(result.report);
                const bool costless = result.report.missingCosts >= result.report.outcomes;
                const std::size_t named = costless ? namedIn(bundled, result.dataset.models) : 0;
                context.show([this, named, models = result.dataset.modelCount()] {
                    offerPrices(named, models);
                });
            } catch (const Error& error) {
                preview = QString::fromUtf8(error.what());
                good = false;
            }
            context.show([this, preview, good] {
                m_preview->setText(preview,
                                   good ? NoteLabel::Tone::Quiet : NoteLabel::Tone::Warning);
                if (isVisible()) adjustSize();
            });
        },
        Worker::Running::Stop);
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
    m_name->setToolTip(tr("Name of the data set in the workspace"));
    form->addRow(tr("&Name"), m_name);
    m_known = new QComboBox;
    // In the order of IfKnown.
    m_known->addItem(tr("there is one: add these splits to it"));
    m_known->addItem(tr("there is one: replace these splits of it"));
    m_known->addItem(tr("there is one: replace it as a whole"));
    form->addRow(QString(), m_known);
    m_placeBox = buildPlace();
    form->addRow(tr("&Into"), m_placeBox);
    form->setRowVisible(m_placeBox, m_place.bundled);
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
    form->addRow(tr("S&cores"), buildScores());
    m_scaleNote = new NoteLabel;
    form->addRow(QString(), m_scaleNote);
    form->addRow(tr("&Prices"), buildPrices());
    m_mappingBox = buildMapping();
    m_note = new NoteLabel;
    m_preview = new NoteLabel;
    m_preview->setText(tr("Reading the files …"));
    m_buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel);
    m_buttons->button(QDialogButtonBox::Ok)->setText(tr("&Import"));
    connect(m_buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(m_buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* column = new QVBoxLayout(this);
    column->addLayout(form);
    column->addWidget(m_mappingBox);
    column->addWidget(m_preview);
    column->addWidget(m_note);
    column->addStretch(1);
    column->addWidget(m_buttons);
    setMinimumWidth(520);
}

void ImportDialog::showChoices() {
    const int split = m_split->currentIndex();
    const bool shares = split == OwnElseShares || split == SharesOfAll;
    m_trainShare->setVisible(shares);
    m_seed->setVisible(shares);
    m_fixed->setVisible(split == AllInto);
    const bool other = m_scale->currentData().toString() == "other";
    m_worst->setVisible(other);
    m_best->setVisible(other);
    showScale();
    showPlace();
    const bool plain =
        m_format->currentData().toString().toStdString() == toString(ImportFormat::PlainTable);
    m_mappingBox->setVisible(plain);
    QString missing;
    if (m_name->text().trimmed().isEmpty()) missing = tr("The data set needs a name.");
    if (plain && m_text->text().trimmed().isEmpty()) {
        missing = tr("Name the column that holds the query text.");
    }
    if (other && !(m_worst->value() < m_best->value())) {
        missing = tr("The best answer scores more than the worst.");
    }
    if (!newWorkspace().isEmpty() && QFileInfo::exists(newWorkspace())) {
        missing = tr("There is a file %1 already: choose another name for the workspace.")
                      .arg(QFileInfo(newWorkspace()).fileName());
    }
    if (m_place.bundled && m_into->currentIndex() == 0 && newWorkspace().isEmpty()) {
        missing = tr("The workspace needs a file name.");
    }
    if (split == AllInto && m_fixed->text().trimmed().isEmpty()) {
        missing = tr("Name the split.");
    }
    m_note->setText(missing, NoteLabel::Tone::Warning);
    m_buttons->button(QDialogButtonBox::Ok)->setEnabled(missing.isEmpty());
    if (isVisible()) adjustSize();
}

/// What the chosen scale makes of scores.
void ImportDialog::showScale() {
    const auto scale = scoreScale();
    if (!scale) {
        m_scaleNote->setText(QString());
        return;
    }
    const auto shown = [](double score) { return QString::number(score, 'g', 6); };
    m_scaleNote->setText(tr("%1 counts as 0 %, %2 as 50 %, %3 as 100 %")
                             .arg(shown(scale->worst), shown((scale->worst + scale->best) / 2.0),
                                  shown(scale->best)));
}

std::optional<ScoreScale> ImportDialog::scoreScale() const {
    const QString chosen = m_scale->currentData().toString();
    if (chosen.isEmpty()) return {};
    if (chosen != "other") return scoreScaleFrom(chosen.toStdString());
    if (!(m_worst->value() < m_best->value())) return {};
    return ScoreScale{m_worst->value(), m_best->value()};
}

SplitRule ImportDialog::splitRule() const {
    SplitRule rule;
    rule.seed = static_cast<std::uint64_t>(m_seed->value());
    switch (m_split->currentIndex()) {
        case OwnElseShares:
        case SharesOfAll: {
            const double train = m_trainShare->value() / 100.0;
            rule.kind = SplitRule::Kind::Shares;
            rule.keepOwn = m_split->currentIndex() == OwnElseShares;
            rule.shares = {{"train", train}, {"test", 1.0 - train}};
            break;
        }
        case AsInTheData:
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
    options.scoreScale = scoreScale();
    return options;
}

}  // namespace orl
