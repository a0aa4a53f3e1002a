#include "ui/pages/predictor/page.h"

#include <QCheckBox>
#include <QComboBox>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QSplitter>
#include <QStackedLayout>
#include <QStandardItemModel>
#include <QTableView>
#include <QToolButton>
#include <algorithm>
#include <array>
#include <cmath>

#include "ui/charts/floor_chart.h"
#include "ui/charts/reliability_chart.h"
#include "ui/pages/predictor/data.h"
#include "ui/pages/predictor/guarantee_panel.h"
#include "ui/pages/predictor/neighbour_panel.h"
#include "ui/pages/predictor/score_model.h"
#include "ui/session/label_text.h"
#include "ui/session/session.h"
#include "ui/session/undo.h"
#include "ui/widgets/format.h"
#include "ui/widgets/note_label.h"
#include "ui/widgets/table_export.h"
#include "ui/widgets/table_look.h"
#include "ui/widgets/value_control.h"
#include "ui/widgets/wrap_layout.h"

namespace orl {

namespace {
constexpr int kLeastName = 110;  // pixels of the models' names
}  // namespace

PredictorPage::PredictorPage(Session& session, QWidget* parent)
    : Page(parent),
      m_session(session),
      m_study(&session.study()),
      m_kinds(new ScoreModel(tr("Mean over models"), this)),
      m_models(new ScoreModel(tr("Model"), this)),
      m_sortedKinds(new UnknownLast(this)),
      m_sortedModels(new UnknownLast(this)) {
    buildPage();
    connect(&session, &Session::scenarioChanged, this, &PredictorPage::showScenario);
    connect(m_study, &PredictorStudy::viewChanged, this, &PredictorPage::showStudy);
    // Axes must not jump under a hand that pauses in the middle of a drag.
    connect(&session, &Session::becameSettled, this, [this] {
        if (QGuiApplication::mouseButtons() == Qt::NoButton) settle();
    });
    showScenario();
    showStudy();
}

void PredictorPage::buildPage() {
    m_reliability = new ReliabilityChart;
    m_guarantee = new GuaranteePanel(m_session);
    m_reliability->setEmptyText(tr("Needs held-out queries with recorded outcomes"));
    m_panel = new NeighbourPanel(*m_study);
    m_top = new QSplitter(Qt::Horizontal);
    m_top->addWidget(buildTables());
    m_top->addWidget(m_reliability);
    m_rows = new QSplitter(Qt::Vertical);
    m_rows->addWidget(m_top);
    m_rows->addWidget(m_panel);
    // Under a note that wraps, a scroll area would take its preferred height for the least one.
    m_rows->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Ignored);
    arrange(false);
    for (QSplitter* splitter : {m_top, m_rows}) {
        splitter->setChildrenCollapsible(false);
        splitter->setHandleWidth(6);
    }
    auto* page = new QWidget;
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(0, 6, 0, 0);
    column->setSpacing(6);
    column->addWidget(buildBar());
    column->addWidget(m_rows, 1);
    m_waiting = new QLabel;
    m_waiting->setAlignment(Qt::AlignCenter);
    m_waiting->setWordWrap(true);
    m_stack = new QStackedLayout(this);
    m_stack->addWidget(m_waiting);
    m_stack->addWidget(page);
    connect(m_reliability, &ChartPanel::exported, this, &PredictorPage::exported);
    connect(m_reliability, &ReliabilityChart::binChosen, this, &PredictorPage::selectBin);
    connect(m_guarantee->chart(), &ChartPanel::exported, this, &PredictorPage::exported);
    connect(m_panel, &NeighbourPanel::exported, this, &PredictorPage::exported);
}

/// Where three columns do not fit, the guarantee has a row of its own and the page scrolls.
void PredictorPage::arrange(bool narrow) {
    const int line = fontMetrics().height();
    if (narrow) {
        m_rows->insertWidget(1, m_guarantee);
        m_top->setSizes({440, 270});
        m_rows->setSizes({320, 340, 260});
        m_rows->setMinimumHeight(64 * line);
    } else {
        m_top->addWidget(m_guarantee);
        m_top->setSizes({440, 270, 290});
        m_rows->setSizes({600, 380});
        m_rows->setMinimumHeight(32 * line);
    }
}

void PredictorPage::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    constexpr int kLeastForThree = 55;  // lines of text, the measure of everything in it
    const bool narrow = width() < kLeastForThree * fontMetrics().height();
    if (narrow != (m_guarantee->parentWidget() == m_rows)) arrange(narrow);
}

QWidget* PredictorPage::buildBar() {
    auto* bar = new QWidget;
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(2, 0, 2, 0);
    row->setSpacing(16);
    ValueControl::Options k;
    k.label = tr("Neighbours &k");
    k.name = tr("Neighbours k");
    k.tooltip = tr("How many similar training queries the retrieval averages");
    k.least = 1.0;
    k.greatest = 500.0;
    k.step = 1.0;
    k.decimals = 0;
    k.logarithmic = true;
    m_k = new ValueControl(k);
    ValueControl::Options blend;
    blend.label = tr("&Blend: trained share");
    blend.name = tr("Trained share");
    blend.tooltip =
        tr("50 % joins both parts as learned on held-out rows; towards 0 only retrieval "
           "counts, towards 100 only the trained part");
    blend.suffix = tr(" %");
    blend.step = 0.05;
    blend.decimals = 0;
    blend.shownFactor = 100.0;
    m_blend = new ValueControl(blend);
    m_note = new NoteLabel;
    m_note->setMinimumWidth(120);
    for (ValueControl* control : {m_k, m_blend}) {
        control->setFixedWidth(200);
        row->addWidget(control);
        connect(control, &ValueControl::edited, this,
                [this, control](int gesture) { preview(control, gesture); });
        connect(control, &ValueControl::dragFinished, this, [this] { commit(m_gesture); });
    }
    row->addWidget(m_note, 1);
    auto* save = new QToolButton;
    save->setText(tr("Export CSV…"));
    save->setToolTip(tr("Save both tables with full precision"));
    save->setAccessibleName(tr("Export both tables"));
    row->addWidget(save, 0, Qt::AlignBottom);
    connect(save, &QToolButton::clicked, this, &PredictorPage::exportTables);
    return bar;
}

QTableView* PredictorPage::buildTable(ScoreModel* model, UnknownLast* sorted, const QString& name) {
    sorted->setSourceModel(model);
    sorted->setSortRole(kSortRole);
    auto* table = new QTableView;
    table->setModel(sorted);
    table->setSortingEnabled(true);
    table->sortByColumn(ScoreModel::Name, Qt::AscendingOrder);
    table->setAccessibleName(name);
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    styleTable(*table);
    table->verticalHeader()->setDefaultSectionSize(table->fontMetrics().height() + 6);
    return table;
}

QWidget* PredictorPage::buildTables() {
    m_kindTable = buildTable(m_kinds, m_sortedKinds, tr("Kinds of predictor"));
    m_kindTable->setSelectionMode(QAbstractItemView::SingleSelection);
    for (const int column : {ScoreModel::LengthError, ScoreModel::CostError, ScoreModel::Cells}) {
        m_kindTable->hideColumn(column);  // the same for all but the prior
    }
    m_kindTable->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_kindTable->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_modelTable = buildTable(m_models, m_sortedModels, tr("Prediction scores of the models"));
    m_route = new QPushButton;
    m_route->setToolTip(tr("Route by the predictor that is selected in the table"));
    connect(m_route, &QPushButton::clicked, this, [this] {
        Scenario next = m_session.scenario();
        next.preparation.predictor = toString(m_kind);
        m_session.edit(next, tr("choice of predictor"));
    });
    // Rows, not current cells, decide: a click on a row of what is shown changes nothing.
    connect(
        m_kindTable->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
        [this](const QModelIndex& index) {
            if (index.isValid())
                chooseKind(kPredictorKinds[std::size_t(m_sortedKinds->mapToSource(index).row())]);
        });
    connect(m_modelTable->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            &PredictorPage::showReliability);
    auto* side = new QWidget;
    auto* column = new QVBoxLayout(side);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    column->addWidget(m_kindTable);
    auto* choices = new QWidget;
    auto* row = new WrapLayout(choices);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(m_route);
    row->addStretch();
    m_copies = new QCheckBox(tr("with c&opies"));
    m_copies->setChecked(true);
    m_copies->setToolTip(tr(
        "Count queries that repeat the text of a training query: their outcomes have been seen"));
    connect(m_copies, &QCheckBox::toggled, this, [this] {
        showKinds();
        showModels();
        showReliability();
    });
    row->addWidget(m_copies);
    row->addWidget(buildByChoice());
    column->addWidget(choices);
    column->addWidget(m_modelTable, 1);
    m_byNote = new NoteLabel;
    m_byNote->hide();
    column->addWidget(m_byNote);
    return side;
}

QWidget* PredictorPage::buildByChoice() {
    m_byChoice = new QComboBox;
    const std::array titles = {tr("by model"), tr("by task"), tr("by level")};
    const std::array tips = {tr("Scores of each model's predictions"),
                             tr("Scores within each task, all models together: errors of opposite "
                                "sign in two tasks cancel in the scores of a model"),
                             tr("Scores within each level of difficulty, all models together")};
    for (int by = 0; by < int(titles.size()); ++by) {
        m_byChoice->addItem(titles[std::size_t(by)]);
        m_byChoice->setItemData(by, tips[std::size_t(by)], Qt::ToolTipRole);
    }
    m_byChoice->setAccessibleName(tr("Scores by model, task or level"));
    m_byChoice->setToolTip(tr("What the rows below are"));
    connect(m_byChoice, &QComboBox::activated, this, [this](int by) { showBy(By(by)); });
    return m_byChoice;
}

void PredictorPage::showBy(By by) {
    m_by = by;
    m_byChoice->setCurrentIndex(int(by));
    m_modelTable->setCurrentIndex({});
    showModels();
    showReliability();
}

const ScoreGroups& PredictorPage::groups() const {
    return m_by == By::Tasks ? m_study->view()->tasks : m_study->view()->levels;
}

const GroupScore* PredictorPage::chosenGroup() const {
    const JudgedScores* judged = shown();
    const QModelIndex index = m_sortedModels->mapToSource(m_modelTable->currentIndex());
    if (m_by == By::Models || !judged || !index.isValid()) return nullptr;
    const auto& scores = m_by == By::Tasks ? judged->tasks : judged->levels;
    return std::size_t(index.row()) < scores.size() ? &scores[std::size_t(index.row())] : nullptr;
}

QString PredictorPage::note() const {
    return m_note->text();
}

void PredictorPage::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    m_study->setActive(true);
}

void PredictorPage::hideEvent(QHideEvent* event) {
    QWidget::hideEvent(event);
    if (m_study) m_study->setActive(false);
}

void PredictorPage::preview(const ValueControl* control, int gesture) {
    m_gesture = gesture;
    m_study->preview(int(std::lround(m_k->value())), m_blend->value());
    // Keys and the number field have no end of a drag to wait for.
    if (!control->isDragging()) commit(gesture);
}

void PredictorPage::commit(int gesture) {
    Scenario next = m_session.scenario();
    next.preparation.neighbours = int(std::lround(m_k->value()));
    next.preparation.blend = m_blend->value();
    m_session.edit(next,
                   next.preparation.neighbours != m_session.scenario().preparation.neighbours
                       ? tr("change of k")
                       : tr("change of the blend"),
                   gesture);
}

void PredictorPage::showScenario() {
    const Scenario& scenario = m_session.scenario();
    m_k->setValue(scenario.preparation.neighbours);
    m_blend->setValue(scenario.preparation.blend);
    const PredictorKind kind = usableKind(scenario.preparation.predictor);
    if (kind != m_usedKind) {
        m_usedKind = kind;
        chooseKind(kind);
    }
    showKinds();
}

void PredictorPage::chooseKind(PredictorKind kind) {
    if (kind == m_kind) return;
    m_kind = kind;
    m_panel->setKind(kind);
    showKinds();
    showModels();
    showReliability();
}

const JudgedScores* PredictorPage::shown() const {
    const auto& view = m_study->view();
    const JudgedPredictor* judged = view ? view->of(m_kind) : nullptr;
    return judged ? &scoresOf(*judged, m_copies->isChecked()) : nullptr;
}

void PredictorPage::showStudy() {
    const auto& view = m_study->view();
    m_stack->setCurrentIndex(view && !view->rows.empty() ? 1 : 0);
    m_waiting->setText(view
                           ? tr("Every routed query was learned from, so there is nothing held out "
                                "to judge the predictor by.\nChoose another split to learn from or "
                                "to route.")
                           : tr("Judging the predictor…"));
    showKinds();
    showModels();
    showReliability();
    showNote();
}

void PredictorPage::showKinds() {
    const auto& view = m_study->view();
    const bool first = m_kinds->rowCount() == 0;
    m_copies->setVisible(view && !view->judged.empty() && view->judged.front()->withoutCopies);
    m_kinds->setRows(
        view ? kindRows(*view, m_session.scenario().preparation.predictor, m_copies->isChecked())
             : std::vector<ScoreRow>());
    if (first) fitColumns(*m_kindTable, -1);
    const auto position = std::ranges::find(kPredictorKinds, m_kind) - kPredictorKinds.begin();
    const QModelIndex index = m_sortedKinds->mapFromSource(m_kinds->index(int(position), 0));
    if (index.isValid() && m_kindTable->currentIndex().row() != index.row()) {
        m_kindTable->setCurrentIndex(index);
    }
    const int line = m_kindTable->verticalHeader()->defaultSectionSize();
    m_kindTable->setFixedHeight(m_kindTable->horizontalHeader()->sizeHint().height() +
                                line * int(kPredictorKinds.size()) + 2 * m_kindTable->frameWidth() +
                                2);
    m_route->setText(tr("Route b&y %1").arg(kindTitle(m_kind)));
    m_route->setEnabled(m_session.scenario().preparation.predictor != toString(m_kind));
}

void PredictorPage::showModels() {
    const bool first = m_models->rowCount() == 0;
    const JudgedScores* judged = shown();
    const bool tasks = judged && !judged->tasks.empty();
    auto* choices = qobject_cast<QStandardItemModel*>(m_byChoice->model());
    choices->item(int(By::Tasks))->setEnabled(tasks);
    if (judged && m_by == By::Tasks && !tasks) {  // the data have changed
        m_by = By::Models;
        m_byChoice->setCurrentIndex(int(By::Models));
    }
    m_models->setWhat(m_by == By::Models  ? tr("Model")
                      : m_by == By::Tasks ? tr("Task")
                                          : tr("Level"));
    m_models->setRows(!judged              ? std::vector<ScoreRow>()
                      : m_by == By::Models ? modelRows(*judged)
                      : m_by == By::Tasks  ? groupRows(judged->tasks)
                                           : groupRows(judged->levels));
    const bool made = m_by == By::Levels && judged && m_study->view()->levelsFromOutcomes;
    m_byNote->setVisible(made);
    if (made) {
        m_byNote->setText(
            tr("These levels are made from the outcomes that predictions are judged "
               "by: within one they are off for that reason alone."));
    }
    if (first) fitTables();
}

void PredictorPage::fitTables() {
    fitColumns(*m_modelTable, ScoreModel::Name);
    stretchColumn(*m_modelTable, ScoreModel::Name, kLeastName);
}

void PredictorPage::showReliability() {
    const JudgedScores* judged = shown();
    if (!judged) {
        m_reliability->setData({});
        return;
    }
    if (const GroupScore* group = chosenGroup()) {
        const bool tasks = m_by == By::Tasks;
        const auto& scores = tasks ? judged->tasks : judged->levels;
        const auto& curves = tasks ? judged->taskReliability : judged->levelReliability;
        m_reliability->setData(
            groupReliability(m_kind, *group, curves[std::size_t(group - scores.data())]));
        return;
    }
    const QModelIndex index = m_sortedModels->mapToSource(m_modelTable->currentIndex());
    const bool model = m_by == By::Models && index.isValid();
    const std::size_t pooled = judged->reliability.size() - 1;
    m_reliability->setData(
        reliabilityData(m_kind, *judged, model ? std::size_t(index.row()) : pooled));
}

/// The queries whose predicted chance is in that bin: of the model whose curve it is, or, of all
/// models, of the one that each goes to.
void PredictorPage::selectBin(std::size_t bin) {
    const auto& view = m_study->view();
    const JudgedPredictor* judged = view ? view->of(m_kind) : nullptr;
    const auto& solve = m_session.solved();
    const ReliabilityData& curve = m_reliability->data();
    if (!judged || !solve || bin >= curve.bins.size()) return;
    const GroupScore* group = chosenGroup();
    const QModelIndex index = m_by == By::Models
                                  ? m_sortedModels->mapToSource(m_modelTable->currentIndex())
                                  : QModelIndex();
    const auto& routed = solve->experiment->rows;
    const bool copies = m_copies->isChecked();
    std::vector<std::size_t> rows;
    for (std::size_t k = 0; k < view->rows.size(); ++k) {
        if (!copies && std::ranges::binary_search(judged->predictions.copies, k)) continue;
        if (group && groups().names[std::size_t(groups().group[k])] != group->score.model) continue;
        const auto at = std::ranges::lower_bound(routed, view->rows[k]);
        if (at == routed.end() || *at != view->rows[k]) continue;
        const std::int32_t model = index.isValid() ? index.row()
                                   : solve->assignment->empty()
                                       ? -1
                                       : (*solve->assignment)[std::size_t(at - routed.begin())];
        if (model < 0) continue;
        const double chance = judged->predictions.quality(Eigen::Index(k), model);
        if (chance >= curve.bins[bin].least && chance <= curve.bins[bin].greatest) {
            rows.push_back(view->rows[k]);
        }
    }
    const QString range =
        tr("%1 to %2").arg(percent(curve.bins[bin].least), percent(curve.bins[bin].greatest));
    m_session.select(
        std::move(rows),
        index.isValid() ? tr("predicted %1 for %2")
                              .arg(range, labelText(judged->scores[std::size_t(index.row())].model))
        : group ? tr("predicted %1 for the chosen model in %2")
                      .arg(range, labelText(group->score.model))
                : tr("predicted %1 for the chosen model").arg(range));
}

void PredictorPage::showNote() {
    const auto& view = m_study->view();
    if (!view) {
        m_note->setText({});
        return;
    }
    const bool outcomes = !view->judged.empty() && view->judged.front()->scores.back().cells > 0;
    m_note->setText(noteText(*view), outcomes ? NoteLabel::Tone::Quiet : NoteLabel::Tone::Warning);
}

void PredictorPage::settle() {
    m_reliability->settle();
    m_guarantee->chart()->settle();
}

QString PredictorPage::csv() const {
    return tableCsv(*m_sortedKinds) + "\n" + tableCsv(*m_sortedModels);
}

void PredictorPage::exportTables() {
    const auto done = saveAsked(this, tr("Export the prediction scores"), "predictor.csv",
                                [this](const QString& path) { saveText(path, csv()); });
    if (done) emit exported(*done);
}

}  // namespace orl
