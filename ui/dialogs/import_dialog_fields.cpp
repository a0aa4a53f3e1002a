#include <QComboBox>
#include <QDir>
#include <QDoubleSpinBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QStandardPaths>
#include <QToolButton>
#include <algorithm>

#include "ui/dialogs/import_dialog.h"

namespace orl {

QWidget* ImportDialog::buildPlace() {
    auto* box = new QWidget;
    auto* row = new QHBoxLayout(box);
    row->setContentsMargins(0, 0, 0, 0);
    m_into = new QComboBox;
    m_into->addItem(tr("a new workspace"));
    m_into->addItem(tr("that of the bundled data"));
    m_into->setToolTip(tr("A workspace is one file with everything you work on"));
    if (!m_place.bundled) m_into->setCurrentIndex(1);
    m_workspace = new QLineEdit;
    m_workspace->setToolTip(tr("File of the new workspace"));
    auto* browse = new QToolButton;
    browse->setText("…");
    browse->setToolTip(tr("Choose the file of the new workspace"));
    browse->setAccessibleName(browse->toolTip());
    connect(m_workspace, &QLineEdit::textChanged, this, [this] { m_workspaceTyped = true; });
    connect(m_workspace, &QLineEdit::textChanged, this, &ImportDialog::showChoices);
    connect(m_into, &QComboBox::currentIndexChanged, this, &ImportDialog::showChoices);
    connect(m_into, &QComboBox::currentIndexChanged, browse,
            [browse](int index) { browse->setVisible(index == 0); });
    connect(browse, &QToolButton::clicked, this, [this] {
        const QString file = QFileDialog::getSaveFileName(
            this, tr("New workspace"), m_workspace->text(), tr("OmniRouter workspaces (*.orlab)"));
        if (file.isEmpty()) return;
        m_workspaceTyped = true;
        m_workspace->setText(file);
    });
    row->addWidget(m_into);
    row->addWidget(m_workspace, 1);
    row->addWidget(browse);
    return box;
}

/// Follows the name, until it is typed.
void ImportDialog::showPlace() {
    const bool anew = m_place.bundled && m_into->currentIndex() == 0;
    m_workspace->setVisible(anew);
    if (anew && !m_workspaceTyped) {
        QString folder = QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation);
        if (!QFileInfo(folder).isDir()) folder = QDir::homePath();
        QString name = m_name->text().trimmed().replace('/', '-');
        if (name.isEmpty()) name = tr("data");
        QString file = QStringLiteral("%1/%2.orlab").arg(folder, name);
        for (int k = 2; QFileInfo::exists(file); ++k) {
            file = QStringLiteral("%1/%2 %3.orlab").arg(folder, name).arg(k);
        }
        const QSignalBlocker quiet(m_workspace);
        m_workspace->setText(file);
    }
    const bool known = std::ranges::find(m_place.known, m_name->text().trimmed().toStdString()) !=
                       m_place.known.end();
    m_known->setVisible(!anew && known);
}

QString ImportDialog::newWorkspace() const {
    if (!m_place.bundled || m_into->currentIndex() != 0) return {};
    QString file = m_workspace->text().trimmed();
    if (!file.isEmpty() && !file.endsWith(".orlab")) file += ".orlab";
    return file;
}

IfKnown ImportDialog::ifKnown() const {
    return static_cast<IfKnown>(m_known->currentIndex());
}

/// Where the data have no costs, and the program's list knows some of the models.
void ImportDialog::offerPrices(std::size_t named, std::size_t models) {
    m_bundledPrices->setText(tr("Use the bundled list (%1 of %2 models)").arg(named).arg(models));
    m_bundledPrices->setVisible(named > 0 && m_prices->text().isEmpty());
    if (isVisible()) adjustSize();
}

QWidget* ImportDialog::buildSplit() {
    auto* box = new QWidget;
    auto* row = new QHBoxLayout(box);
    row->setContentsMargins(0, 0, 0, 0);
    m_split = new QComboBox;
    // In the order of SplitChoice.
    m_split->addItem(tr("the data's own, else shares"));
    m_split->addItem(tr("as in the data"));
    m_split->addItem(tr("all into"));
    m_split->addItem(tr("shares of all"));
    m_split->setToolTip(
        tr("Which queries are learned from and which are routed. What the data keep for tests is "
           "not learned from, unless all are dealt anew."));
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
    m_prices->setToolTip(tr("LLMRouter, RouterArena, LiteLLM or OpenRouter price list"));
    auto* browse = new QToolButton;
    browse->setText("…");
    browse->setToolTip(tr("Choose a price list"));
    browse->setAccessibleName(tr("Choose a price list"));
    connect(browse, &QToolButton::clicked, this, [this] {
        const QString file = QFileDialog::getOpenFileName(
            this, tr("Price list"), QFileInfo(m_files.value(0)).path(), tr("JSON (*.json)"));
        if (!file.isEmpty()) m_prices->setText(file);
    });
    m_bundledPrices = new QPushButton;
    m_bundledPrices->hide();
    connect(m_bundledPrices, &QPushButton::clicked, this, [this] {
        m_prices->setText(QString::fromStdString(m_place.bundledPrices.string()));
        m_bundledPrices->hide();
        lookAtFiles();
    });
    connect(m_prices, &QLineEdit::editingFinished, this, &ImportDialog::lookAtFiles);
    row->addWidget(m_prices, 1);
    row->addWidget(browse);
    row->addWidget(m_bundledPrices);
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
    m_score = field(tr("Score"), tr("Long tables: column with the score"));
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

QWidget* ImportDialog::buildScores() {
    auto* box = new QWidget;
    auto* row = new QHBoxLayout(box);
    row->setContentsMargins(0, 0, 0, 0);
    m_scale = new QComboBox;
    m_scale->addItem(tr("from 0 to 1, Yes/No or with %"), QString());
    for (const char* scale : {"0:100", "0:10", "1:10", "1:5"}) {
        const QStringList ends = QString(scale).split(':');
        m_scale->addItem(tr("from %1 to %2").arg(ends[0], ends[1]), QString(scale));
    }
    m_scale->addItem(tr("other"), QString("other"));
    m_scale->setToolTip(
        tr("What the worst and the best answer score in the files; scores become shares of the way "
           "between"));
    m_worst = new QDoubleSpinBox;
    m_best = new QDoubleSpinBox;
    m_worst->setToolTip(tr("Score of the worst answer"));
    m_best->setToolTip(tr("Score of the best answer"));
    for (QDoubleSpinBox* end : {m_worst, m_best}) {
        end->setRange(-1e6, 1e6);
        end->setDecimals(2);
    }
    m_best->setValue(4.0);
    for (QWidget* part : std::initializer_list<QWidget*>{m_scale, m_worst, m_best}) {
        row->addWidget(part);
    }
    row->addStretch(1);
    return box;
}

}  // namespace orl
