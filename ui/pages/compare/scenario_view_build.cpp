// The bar of the comparison of scenarios, and what its buttons and menus ask.
#include <QClipboard>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFile>
#include <QFileDialog>
#include <QGuiApplication>
#include <QInputDialog>
#include <QLabel>
#include <QMenu>
#include <QMimeData>
#include <QPushButton>
#include <QShortcut>
#include <QSplitter>
#include <QVBoxLayout>
#include <algorithm>

#include "core/lab/scenarios.h"
#include "ui/charts/flow_chart.h"
#include "ui/charts/parallel_chart.h"
#include "ui/pages/compare/scenario_answers.h"
#include "ui/pages/compare/scenario_model.h"
#include "ui/pages/compare/scenario_table.h"
#include "ui/pages/compare/scenario_view.h"
#include "ui/pages/compare/scenario_words.h"
#include "ui/results/scenario_actions.h"
#include "ui/session/label_text.h"
#include "ui/session/scenario_book.h"
#include "ui/session/session.h"
#include "ui/session/tried_states.h"
#include "ui/style/tokens.h"
#include "ui/widgets/format.h"
#include "ui/widgets/note_label.h"
#include "ui/widgets/table_export.h"

namespace orl {

ScenarioView::ScenarioView(Session& session, QWidget* parent)
    : QWidget(parent),
      m_session(session),
      m_model(new ScenarioModel(this)),
      m_table(new ScenarioTable(*m_model)),
      m_flow(new FlowChart),
      m_parallel(new ParallelChart(tr("All that was tried"))),
      m_base(new QComboBox),
      m_difference(new QComboBox),
      m_volume(new QDoubleSpinBox),
      m_save(new QPushButton(tr("Save current…"))),
      m_history(new QPushButton),
      m_simulate(new QPushButton(tr("Simulate"))),
      m_note(new NoteLabel),
      m_answers(std::make_unique<ScenarioAnswers>(session)) {
    buildBar();
    buildBody();
    for (const auto changed : {&Session::solvedChanged, &Session::pinChanged,
                               &Session::comparisonChanged, &Session::visitingChanged}) {
        connect(&session, changed, this, &ScenarioView::follow);
    }
    // Columns are of the data as they are: other data, or other prices, make all of them old.
    connect(&session, &Session::preparedChanged, this, [this] {
        m_answers->forget();
        follow();
    });
    connect(&session.book(), &ScenarioBook::changed, this, &ScenarioView::follow);
    connect(&session.tried(), &TriedStates::changed, this, &ScenarioView::showTried);
    connect(m_answers.get(), &ScenarioAnswers::changed, this, [this] {
        follow();
        showTried();
    });
    connect(m_answers.get(), &ScenarioAnswers::becameIdle, this, &ScenarioView::becameIdle);
    connect(&session, &Session::selectionChanged, this, [this] {
        if (!m_session.selection()) m_flow->setMarked({});
    });
}

void ScenarioView::buildBar() {
    auto* against = new QLabel(tr("Differences aga&inst"));
    against->setBuddy(m_base);
    m_base->setAccessibleName(tr("Base of the differences"));
    m_base->setToolTip(tr("Column that the others are compared with; a pin is that of all charts"));
    m_base->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_base->setMinimumContentsLength(16);
    m_difference->addItems({tr("absolute"), tr("per cent")});
    m_difference->setAccessibleName(tr("Differences as"));
    connect(m_base, &QComboBox::activated, this, &ScenarioView::chooseBase);
    connect(m_difference, &QComboBox::currentIndexChanged, this, [this](int index) {
        m_model->setDifference(index == 1 ? ScenarioModel::Difference::Percent
                                          : ScenarioModel::Difference::Absolute);
    });
    auto* monthly = new QLabel(tr("&Volume"));
    monthly->setBuddy(m_volume);
    m_volume->setAccessibleName(tr("Queries a month"));
    m_volume->setToolTip(tr("Queries a month, for costs a month; kept with the workspace"));
    m_volume->setRange(0.0, 1e12);
    m_volume->setDecimals(0);
    m_volume->setSingleStep(100'000.0);
    m_volume->setGroupSeparatorShown(true);
    m_volume->setKeyboardTracking(false);
    m_volume->setSuffix(tr(" a month"));
    m_volume->setSpecialValueText(tr("not said"));
    connect(m_volume, &QDoubleSpinBox::valueChanged, &m_session.book(),
            &ScenarioBook::setMonthlyQueries);
    m_save->setToolTip(tr("Keep the present state as a scenario of this workspace"));
    connect(m_save, &QPushButton::clicked, this, [this] { askToSaveScenario(m_session, this); });
    m_simulate->setCheckable(true);
    m_simulate->setToolTip(
        tr("Let the queries of every column arrive over time, under the load of the Simulation "
           "page: waits, rejected queries and cost"));
    connect(m_simulate, &QPushButton::toggled, this, &ScenarioView::follow);
    m_history->setToolTip(tr("All that was tried since the program was started"));
    m_history->setMenu(new QMenu(m_history));
    connect(m_history->menu(), &QMenu::aboutToShow, this, &ScenarioView::fillHistory);
    auto* copy = new QPushButton(tr("Copy as…"));
    auto* copies = new QMenu(copy);
    copies->addAction(tr("&Table, for documents and spreadsheets (Ctrl+C)"), this,
                      &ScenarioView::copyTable);
    copies->addAction(tr("&CSV"), this, [this] { copyAs(Form::Csv); });
    copies->addAction(tr("&Markdown"), this, [this] { copyAs(Form::Markdown); });
    copies->addAction(tr("&LaTeX"), this, [this] { copyAs(Form::Latex); });
    copy->setMenu(copies);
    auto* write = new QPushButton(tr("Export…"));
    auto* writes = new QMenu(write);
    writes->addAction(tr("Table as &CSV…"), this, [this] { askTable(Form::Csv); });
    writes->addAction(tr("Table as &Markdown…"), this, [this] { askTable(Form::Markdown); });
    writes->addAction(tr("Table as &LaTeX…"), this, [this] { askTable(Form::Latex); });
    writes->addSeparator();
    writes->addAction(tr("&Scenarios to a file…"), this, &ScenarioView::askExport);
    writes->addAction(tr("&Import scenarios…"), this, &ScenarioView::askImport);
    write->setMenu(writes);
    m_bar = {against,    m_base, m_difference, monthly, m_volume,
             m_simulate, m_save, m_history,    copy,    write};
}

void ScenarioView::buildBody() {
    connect(m_table, &ScenarioTable::columnChosen, this, &ScenarioView::chooseColumn);
    auto* copy = new QShortcut(QKeySequence::Copy, m_table);
    copy->setContext(Qt::WidgetShortcut);
    connect(copy, &QShortcut::activated, this, &ScenarioView::copyTable);
    connect(m_table, &ScenarioTable::renameAsked, this, &ScenarioView::rename);
    connect(m_table, &ScenarioTable::columnMoved, this, &ScenarioView::moveColumn);
    connect(m_table, &ScenarioTable::menuAsked, this, [this](int column, QPoint place) {
        QMenu* menu = menuFor(column);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        menu->popup(place);
    });
    connect(m_flow, &FlowChart::ribbonChosen, this, &ScenarioView::selectRibbon);
    connect(m_parallel, &ParallelChart::lineChosen, this, [this](std::size_t line) {
        if (line < m_lines.size()) {
            m_session.restore(m_lines[line]->scenario, tr("an earlier state"));
        }
    });
    m_parallel->setEmptyText(tr("Nothing was tried yet"));
    connect(m_flow, &ChartPanel::exported, this, &ScenarioView::exported);
    connect(m_parallel, &ChartPanel::exported, this, &ScenarioView::exported);
    m_below = new QSplitter(Qt::Horizontal);
    m_below->setChildrenCollapsible(false);
    m_below->setHandleWidth(space::kGap);
    m_below->addWidget(m_flow);
    m_below->addWidget(m_parallel);
    m_below->setSizes({1000, 1000});
    auto* parts = new QSplitter(Qt::Vertical);
    parts->setChildrenCollapsible(false);
    parts->setHandleWidth(space::kGap);
    parts->addWidget(m_table);
    parts->addWidget(m_below);
    parts->setSizes({390, 400});
    parts->setStretchFactor(0, 0);
    parts->setStretchFactor(1, 1);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_note);
    column->addWidget(parts, 1);
}

QString ScenarioView::text(Form form) const {
    const TextTable table = m_model->table(form == Form::Csv);
    return QString::fromStdString(form == Form::Csv        ? toCsv(table)
                                  : form == Form::Markdown ? toMarkdown(table)
                                                           : toLatex(table));
}

void ScenarioView::saveTable(const QString& path, Form form) const {
    saveText(path, text(form));
}

void ScenarioView::exportScenarios(const QString& path) const {
    saveText(path, QString::fromStdString(scenarioFile(m_session.book().list())));
}

void ScenarioView::importScenarios(const QString& path) {
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        throw Error(path.toStdString(), file.errorString().toStdString(), "Choose another file");
    }
    constexpr qint64 kMostBytes = 64 << 20;  // far more than a thousand scenarios
    const ScenarioList read = readScenarioFile(file.read(kMostBytes).toStdString());
    const std::size_t added = m_session.book().add(read);
    int elsewhere = 0;
    const auto datasets = m_session.datasets();
    for (const SavedScenario& each : read) {
        elsewhere += remarksOn(each, datasets, m_session.prepared().get()).empty() ? 0 : 1;
    }
    QString said = tr("%1 of %2 scenarios are new.").arg(added).arg(read.size());
    if (elsewhere > 0) {
        said += tr(" %1 are of data, models or routers that are not the same here: their heads say "
                   "what differs.")
                    .arg(elsewhere);
    }
    m_note->setText(said, elsewhere > 0 ? NoteLabel::Tone::Warning : NoteLabel::Tone::Quiet);
}

void ScenarioView::copyTable() {
    QGuiApplication::clipboard()->setMimeData(copiedTable(rowsOfCsv(text(Form::Csv))));
}

void ScenarioView::copyAs(Form form) {
    QGuiApplication::clipboard()->setText(text(form));
}

void ScenarioView::askTable(Form form) {
    const QString suffix = form == Form::Csv        ? QStringLiteral("csv")
                           : form == Form::Markdown ? QStringLiteral("md")
                                                    : QStringLiteral("tex");
    const auto done = saveAsked(
        this, tr("Export the comparison"), "scenarios." + suffix,
        [this, form](const QString& path) { saveTable(path, form); },
        QStringLiteral("%1 (*.%1)").arg(suffix));
    if (done) emit exported(*done);
}

void ScenarioView::askExport() {
    const auto done = saveAsked(
        this, tr("Export scenarios"), "scenarios.json",
        [this](const QString& path) { exportScenarios(path); }, tr("Scenarios (*.json)"));
    if (done) emit exported(*done);
}

void ScenarioView::askImport() {
    const QString path =
        QFileDialog::getOpenFileName(this, tr("Import scenarios"), {}, tr("Scenarios (*.json)"));
    if (path.isEmpty()) return;
    try {
        importScenarios(path);
    } catch (const Error& error) {
        emit exported(sentence(error));
    }
}

QMenu* ScenarioView::menuFor(int column) {
    auto* menu = new QMenu(this);
    if (column < 0 || column >= m_model->columnCount()) return menu;
    const ScenarioColumn shown = m_model->columns()[std::size_t(column)];
    ScenarioBook& book = m_session.book();
    const bool now = shown.kind == ScenarioColumn::Kind::Now;
    if (!now) menu->addAction(tr("&Restore"), this, [this, column] { restore(column); });
    menu->addAction(tr("Take as &base"), this,
                    [this, key = columnKey(shown)] { chooseBase(m_base->findData(key)); });
    if (now) {
        menu->addAction(tr("&Save…"), this, [this] { askToSaveScenario(m_session, this); })
            ->setEnabled(book.editable());
        menu->addAction(tr("&Pin"), this, [this] { m_session.pin(); });
        return menu;
    }
    if (shown.kind == ScenarioColumn::Kind::Pinned) {
        menu->addAction(tr("&Save as a scenario"), this,
                        [&book, shown] { book.save(shown.scenario, shown.name); })
            ->setEnabled(book.editable());
        menu->addAction(tr("&Unpin"), this, [this, index = shown.index] {
            if (index >= m_session.pins().size()) return;
            m_session.choosePin(m_session.pins()[index]);
            m_session.unpin();
        });
        return menu;
    }
    menu->addSeparator();
    QAction* actions[] = {
        menu->addAction(tr("Re&name…"), this, [this, column] { rename(column); }),
        menu->addAction(tr("&Note…"), this, [this, column] { askNote(column); }),
        menu->addAction(tr("&Duplicate"), this,
                        [&book, index = shown.index] { book.duplicate(index); }),
        menu->addAction(tr("Move &left"), this,
                        [&book, index = shown.index] {
                            if (index > 0) book.move(index, index - 1);
                        }),
        menu->addAction(tr("Move r&ight"), this,
                        [&book, index = shown.index] { book.move(index, index + 1); }),
        menu->addAction(tr("De&lete"), this, [&book, index = shown.index] { book.remove(index); })};
    for (QAction* action : actions) action->setEnabled(book.editable());
    return menu;
}

void ScenarioView::rename(int column) {
    const int index = savedIndex(column);
    if (index < 0 || !m_session.book().editable()) return;
    auto* dialog = new QInputDialog(this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Rename the scenario"));
    dialog->setLabelText(tr("Name"));
    dialog->setTextValue(
        QString::fromStdString(m_session.book().list()[std::size_t(index)].scenario.name));
    connect(dialog, &QInputDialog::textValueSelected, this, [this, index](const QString& name) {
        m_session.book().rename(std::size_t(index), name);
    });
    dialog->open();
}

void ScenarioView::askNote(int column) {
    const int index = savedIndex(column);
    if (index < 0) return;
    auto* dialog = new QInputDialog(this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Note of the scenario"));
    dialog->setLabelText(tr("Note"));
    dialog->setOption(QInputDialog::UsePlainTextEditForTextInput);
    dialog->setTextValue(QString::fromStdString(m_session.book().list()[std::size_t(index)].note));
    connect(dialog, &QInputDialog::textValueSelected, this, [this, index](const QString& note) {
        m_session.book().setNote(std::size_t(index), note);
    });
    dialog->open();
}

}  // namespace orl
