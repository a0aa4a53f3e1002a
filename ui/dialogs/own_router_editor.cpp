#include "ui/dialogs/own_router_editor.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QStackedWidget>
#include <QTableWidget>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>
#include <limits>

#include "ui/session/label_text.h"

namespace orl {

namespace {

constexpr int kNameRole = Qt::UserRole;
constexpr double kPercent = 100.0;

/// Of the name as the data have it, which the shown text need not be.
std::string nameOf(const QTableWidget& table, int row) {
    return table.item(row, 0)->data(kNameRole).toString().toStdString();
}

QTableWidgetItem* namedItem(const std::string& name) {
    auto* item = new QTableWidgetItem(labelText(name));
    item->setData(kNameRole, QString::fromStdString(name));
    item->setToolTip(labelText(name).toHtmlEscaped());
    item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable);
    return item;
}

std::string chosenModel(const QTableWidget& table, int row) {
    const auto* box = qobject_cast<QComboBox*>(table.cellWidget(row, 1));
    return box ? box->currentData().toString().toStdString() : std::string();
}

QTableWidget* twoColumns(const QString& first, const QString& second, const QString& name) {
    auto* table = new QTableWidget(0, 2);
    table->setHorizontalHeaderLabels({first, second});
    table->verticalHeader()->hide();
    table->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
    table->horizontalHeader()->setSectionResizeMode(1, QHeaderView::Stretch);
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->setAccessibleName(name);
    return table;
}

/// The names of the data, and behind them those that only the rule has.
template <typename Map>
std::vector<std::string> withNamesOf(std::vector<std::string> names, const Map& rule) {
    for (const auto& [name, unused] : rule) {
        if (std::ranges::find(names, name) == names.end()) names.push_back(name);
    }
    return names;
}

}  // namespace

OwnRouterEditor::OwnRouterEditor(QWidget* parent) : QWidget(parent) {
    build();
    showKind();
    // First of all who follow it: what they ask for is what the fields say from now on.
    connect(this, &OwnRouterEditor::changed, this, [this] { m_touched = true; });
}

void OwnRouterEditor::build() {
    m_name = new QLineEdit;
    m_name->setMaxLength(80);
    m_name->setAccessibleName(tr("Name of the router"));
    m_kind = new QComboBox;
    m_kind->addItems({tr("A model for each task"), tr("A model for each difficulty level"),
                      tr("By the length of the query"), tr("Fixed shares"),
                      tr("A file of choices")});
    m_kind->setToolTip(tr("What decides which model a query goes to today"));
    m_otherwise = new QComboBox;
    m_otherwise->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_otherwise->setToolTip(
        tr("Where queries go that the rule does not name. Nowhere: they are counted, and the "
           "accuracy is of the others"));
    m_rules = new QStackedWidget;
    m_rules->addWidget(buildTable());
    m_rules->addWidget(buildSteps());
    m_rules->addWidget(buildShares());
    m_rules->addWidget(buildFile());
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    m_form = new QFormLayout;
    m_form->addRow(tr("&Name"), m_name);
    m_form->addRow(tr("&Rule"), m_kind);
    column->addLayout(m_form);
    column->addWidget(m_rules, 1);
    auto* below = new QFormLayout;
    below->addRow(tr("&Others go to"), m_otherwise);
    column->addLayout(below);
    connect(m_name, &QLineEdit::textEdited, this, &OwnRouterEditor::changed);
    connect(m_kind, &QComboBox::currentIndexChanged, this, [this] {
        showKind();
        if (!m_filling) emit changed();
    });
    connect(m_otherwise, &QComboBox::activated, this, &OwnRouterEditor::changed);
}

QWidget* OwnRouterEditor::buildTable() {
    m_table = twoColumns(tr("Task"), tr("Model"), tr("Models by task or level"));
    return m_table;
}

QWidget* OwnRouterEditor::buildSteps() {
    auto* page = new QWidget;
    m_unit = new QComboBox;
    m_unit->addItems({tr("characters"), tr("words"), tr("tokens")});
    m_unit->setToolTip(
        tr("Tokens are the input tokens of the data; a query of which they are "
           "unknown goes nowhere"));
    m_steps = twoColumns(tr("Shorter than"), tr("Model"), tr("Models by length"));
    m_addStep = new QPushButton(tr("A&dd a length"));
    m_dropStep = new QPushButton(tr("&Take it away"));
    for (QPushButton* button : {m_addStep, m_dropStep}) button->setAutoDefault(false);
    auto* row = new QHBoxLayout;
    auto* label = new QLabel(tr("Length &in"));
    label->setBuddy(m_unit);
    for (QWidget* one : std::initializer_list<QWidget*>{label, m_unit, m_addStep, m_dropStep}) {
        row->addWidget(one);
    }
    row->addStretch(1);
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 0);
    column->addLayout(row);
    column->addWidget(m_steps, 1);
    connect(m_unit, &QComboBox::activated, this, &OwnRouterEditor::changed);
    connect(m_addStep, &QPushButton::clicked, this, [this] {
        const OwnRouter now = router();
        double last = 0.0;
        for (const LengthStep& step : now.steps) {
            if (std::isfinite(step.below)) last = std::max(last, step.below);
        }
        appendStep({last > 0.0 ? 2.0 * last : 200.0,
                    m_places.models.empty() ? std::string() : m_places.models.front()});
        emit changed();
    });
    connect(m_dropStep, &QPushButton::clicked, this, [this] {
        if (m_steps->rowCount() == 0) return;
        const int chosen = m_steps->currentRow();
        m_steps->removeRow(chosen < 0 ? m_steps->rowCount() - 1 : chosen);
        emit changed();
    });
    return page;
}

QWidget* OwnRouterEditor::buildShares() {
    auto* page = new QWidget;
    m_shares = twoColumns(tr("Model"), tr("Share"), tr("Shares by model"));
    m_seed = new QSpinBox;
    m_seed->setRange(0, std::numeric_limits<int>::max());
    m_seed->setValue(1);
    m_seed->setToolTip(tr("Decides which query gets which model; the shares are exact"));
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_shares, 1);
    auto* row = new QFormLayout;
    row->addRow(tr("S&eed"), m_seed);
    column->addLayout(row);
    connect(m_seed, &QSpinBox::valueChanged, this, [this] {
        if (!m_filling) emit changed();
    });
    return page;
}

QWidget* OwnRouterEditor::buildFile() {
    auto* page = new QWidget;
    m_load = new QPushButton(tr("&Load a file…"));
    m_load->setAutoDefault(false);
    m_load->setToolTip(
        tr("CSV or JSON with a model for each query, by its text or id; "
           "RouterArena's prediction files among them"));
    m_file = new QLabel;
    m_fileNote = new QLabel;
    for (QLabel* label : {m_file, m_fileNote}) {
        label->setWordWrap(true);
        label->setTextFormat(Qt::PlainText);
    }
    auto* row = new QHBoxLayout;
    row->addWidget(m_load);
    row->addStretch(1);
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 0);
    column->addLayout(row);
    column->addWidget(m_file);
    column->addWidget(m_fileNote);
    column->addStretch(1);
    return page;
}

void OwnRouterEditor::setPlaces(OwnRouterPlaces places) {
    if (places == m_places) return;
    const OwnRouter now = router();
    m_places = std::move(places);
    show(now);
}

OwnRouter::Kind OwnRouterEditor::chosenKind() const {
    return static_cast<OwnRouter::Kind>(m_kind->currentIndex());
}

void OwnRouterEditor::showKind() {
    using Kind = OwnRouter::Kind;
    const Kind kind = chosenKind();
    if (kind == Kind::ByTask || kind == Kind::ByLevel) {
        m_rules->setCurrentIndex(0);
        const bool tasks = kind == Kind::ByTask;
        m_table->setHorizontalHeaderLabels({tasks ? tr("Task") : tr("Level"), tr("Model")});
        if (!m_filling) fillTable({});
    } else {
        m_rules->setCurrentIndex(static_cast<int>(kind) - 1);
    }
    m_otherwise->setEnabled(kind != Kind::Shares);
}

void OwnRouterEditor::fillModels(QComboBox& box, const std::string& chosen,
                                 const QString& none) const {
    box.clear();
    box.addItem(none, QString());
    for (const std::string& model : m_places.models) {
        box.addItem(labelText(model), QString::fromStdString(model));
    }
    const QString wanted = QString::fromStdString(chosen);
    if (!chosen.empty() && box.findData(wanted) < 0) {
        box.addItem(tr("%1 (not in the pool)").arg(labelText(chosen)), wanted);
    }
    box.setCurrentIndex(std::max(0, box.findData(wanted)));
}

QComboBox* OwnRouterEditor::modelBox(const std::string& chosen, const QString& none) {
    auto* box = new QComboBox;
    box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    box->setMinimumContentsLength(8);
    fillModels(*box, chosen, none);
    connect(box, &QComboBox::activated, this, &OwnRouterEditor::changed);
    return box;
}

void OwnRouterEditor::fillTable(const OwnRouter& router) {
    const bool tasks = chosenKind() == OwnRouter::Kind::ByTask;
    const auto names = withNamesOf(tasks ? m_places.tasks : m_places.levels, router.table);
    m_table->setRowCount(0);
    m_table->setRowCount(static_cast<int>(names.size()));
    for (int row = 0; row < m_table->rowCount(); ++row) {
        const std::string& name = names[std::size_t(row)];
        m_table->setItem(row, 0, namedItem(name));
        const auto known = router.table.find(name);
        m_table->setCellWidget(
            row, 1, modelBox(known == router.table.end() ? std::string() : known->second, "–"));
    }
}

void OwnRouterEditor::appendStep(const LengthStep& step) {
    const int row = m_steps->rowCount();
    m_steps->insertRow(row);
    auto* below = new QDoubleSpinBox;
    below->setRange(1.0, 1e9);
    below->setDecimals(0);
    below->setValue(step.below);
    connect(below, &QDoubleSpinBox::valueChanged, this, [this] {
        if (!m_filling) emit changed();
    });
    m_steps->setCellWidget(row, 0, below);
    m_steps->setCellWidget(row, 1, modelBox(step.model, "–"));
}

void OwnRouterEditor::fillSteps(const OwnRouter& router) {
    m_unit->setCurrentIndex(static_cast<int>(router.unit));
    m_steps->setRowCount(0);
    for (const LengthStep& step : router.steps) {
        if (std::isfinite(step.below)) appendStep(step);
    }
}

void OwnRouterEditor::fillShares(const OwnRouter& router) {
    double sum = 0.0;
    for (const auto& [model, share] : router.shares) sum += share;
    const auto names = withNamesOf(m_places.models, router.shares);
    m_shares->setRowCount(0);
    m_shares->setRowCount(static_cast<int>(names.size()));
    for (int row = 0; row < m_shares->rowCount(); ++row) {
        const std::string& name = names[std::size_t(row)];
        m_shares->setItem(row, 0, namedItem(name));
        auto* share = new QDoubleSpinBox;
        share->setRange(0.0, kPercent);
        share->setDecimals(3);
        share->setSuffix(tr(" %"));
        const auto known = router.shares.find(name);
        if (known != router.shares.end() && sum > 0.0) {
            share->setValue(known->second / sum * kPercent);
        }
        connect(share, &QDoubleSpinBox::valueChanged, this, [this] {
            if (!m_filling) emit changed();
        });
        m_shares->setCellWidget(row, 1, share);
    }
    m_seed->setValue(static_cast<int>(
        std::min<std::uint64_t>(router.seed, std::uint64_t(std::numeric_limits<int>::max()))));
}

void OwnRouterEditor::show(const OwnRouter& router) {
    m_filling = true;
    m_name->setText(QString::fromStdString(router.name));
    m_kind->setCurrentIndex(static_cast<int>(router.kind));
    fillTable(router);
    fillSteps(router);
    fillShares(router);
    std::string others = router.otherwise;
    for (const LengthStep& step : router.steps) {
        if (std::isinf(step.below)) others = step.model;
    }
    fillModels(*m_otherwise, others, tr("nowhere, and are counted"));
    showKind();
    m_filling = false;
    setChoices(router.choices);
    setFileNote({});
    m_shown = router;
    m_touched = false;
}

void OwnRouterEditor::setChoices(std::shared_ptr<const ChoiceList> choices) {
    m_touched = true;
    m_choices = std::move(choices);
    m_file->setText(m_choices ? tr("%1: %2 choices of %3 models")
                                    .arg(labelText(m_choices->source))
                                    .arg(m_choices->entries.size())
                                    .arg(m_choices->models.size())
                              : tr("No file is loaded yet."));
}

void OwnRouterEditor::setFileNote(const QString& text) {
    m_fileNote->setText(text);
}

OwnRouter OwnRouterEditor::router() const {
    // Fields round and complete: who only looks changes nothing.
    if (!m_touched) return m_shown;
    using Kind = OwnRouter::Kind;
    OwnRouter made;
    made.name = m_name->text().trimmed().toStdString();
    made.kind = chosenKind();
    const std::string others = m_otherwise->currentData().toString().toStdString();
    if (made.kind != Kind::Shares && made.kind != Kind::ByLength) made.otherwise = others;
    if (made.kind == Kind::ByTask || made.kind == Kind::ByLevel) {
        for (int row = 0; row < m_table->rowCount(); ++row) {
            const std::string model = chosenModel(*m_table, row);
            if (!model.empty()) made.table[nameOf(*m_table, row)] = model;
        }
    } else if (made.kind == Kind::ByLength) {
        made.unit = static_cast<OwnRouter::Unit>(m_unit->currentIndex());
        for (int row = 0; row < m_steps->rowCount(); ++row) {
            const auto* below = qobject_cast<QDoubleSpinBox*>(m_steps->cellWidget(row, 0));
            made.steps.push_back({below->value(), chosenModel(*m_steps, row)});
        }
        if (!others.empty()) {
            made.steps.push_back({std::numeric_limits<double>::infinity(), others});
        }
    } else if (made.kind == Kind::Shares) {
        made.seed = std::uint64_t(m_seed->value());
        for (int row = 0; row < m_shares->rowCount(); ++row) {
            const auto* share = qobject_cast<QDoubleSpinBox*>(m_shares->cellWidget(row, 1));
            if (share->value() > 0.0) made.shares[nameOf(*m_shares, row)] = share->value();
        }
    } else {
        made.choices = m_choices;
    }
    return made;
}

}  // namespace orl
