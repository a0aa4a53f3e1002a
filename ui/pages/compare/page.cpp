#include "ui/pages/compare/page.h"

#include <QComboBox>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

#include "core/lab/comparing.h"
#include "core/route/router.h"
#include "ui/pages/compare/disagreements.h"
#include "ui/pages/compare/loss_panel.h"
#include "ui/pages/compare/model.h"
#include "ui/pages/compare/scenario_view.h"
#include "ui/results/view_data.h"
#include "ui/session/label_text.h"
#include "ui/session/session.h"
#include "ui/style/tokens.h"
#include "ui/widgets/format.h"
#include "ui/widgets/note_label.h"
#include "ui/widgets/table_export.h"
#include "ui/widgets/table_look.h"
#include "ui/widgets/wrap_layout.h"

namespace orl {

ComparePage::ComparePage(Session& session, QWidget* parent)
    : Page(parent),
      m_session(session),
      m_columns(new QComboBox),
      m_stack(new QStackedWidget),
      m_scenarios(new ScenarioView(session)),
      m_model(new ComparisonModel(this)),
      m_sorted(new UnknownLast(this)),
      m_table(new QTableView),
      m_base(new QComboBox),
      m_part(new QToolButton),
      m_disagreements(new DisagreementPanel(session)),
      m_loss(new LossPanel(session)),
      m_tuning(new QComboBox),
      m_note(new NoteLabel) {
    buildTable();
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(6);
    auto* bar = new QWidget;
    auto* row = new WrapLayout(bar);
    row->setContentsMargins(2, 0, 2, 0);
    auto* label = new QLabel(tr("C&olumns"));
    label->setBuddy(m_columns);
    m_columns->setAccessibleName(tr("Columns"));
    m_columns->setToolTip(tr("What is compared: scenarios, or routers under the present one"));
    m_columns->addItems({tr("Scenarios"), tr("Routers")});
    row->addWidget(label);
    row->addWidget(m_columns);
    buildBar();
    for (QWidget* widget : m_scenarios->barWidgets()) row->addWidget(widget);
    for (QWidget* widget : m_routerBar) row->addWidget(widget);
    column->addWidget(bar);
    m_stack->addWidget(m_scenarios);
    m_stack->addWidget(buildRouters());
    column->addWidget(m_stack, 1);
    connect(m_columns, &QComboBox::currentIndexChanged, this,
            [this](int index) { showColumns(index == 1 ? Columns::Routers : Columns::Scenarios); });
    showColumns(Columns::Scenarios);
    connect(m_loss, &ChartPanel::exported, this, &ComparePage::exported);
    connect(m_scenarios, &ScenarioView::exported, this, &ComparePage::exported);
    connect(&session, &Session::selectionChanged, this, &ComparePage::showPart);
    connect(&session, &Session::comparisonChanged, this, &ComparePage::showComparison);
    connect(&session, &Session::solvedChanged, this, &ComparePage::showNote);
}

QWidget* ComparePage::buildRouters() {
    auto* above = new QWidget;
    auto* table = new QVBoxLayout(above);
    table->setContentsMargins(0, 0, 0, 0);
    table->addWidget(m_table, 1);
    table->addWidget(m_note);
    auto* parts = new QSplitter(Qt::Vertical);
    parts->setChildrenCollapsible(false);
    parts->addWidget(above);
    m_below = new QSplitter(Qt::Vertical);
    m_below->setChildrenCollapsible(false);
    m_below->setHandleWidth(space::kGap);
    m_below->addWidget(m_disagreements);
    m_below->addWidget(m_loss);
    m_below->setSizes({560, 440});
    parts->addWidget(m_below);
    parts->setSizes({600, 400});
    return parts;
}

void ComparePage::showColumns(Columns columns) {
    const bool scenarios = columns == Columns::Scenarios;
    m_columns->setCurrentIndex(scenarios ? 0 : 1);
    for (QWidget* widget : m_scenarios->barWidgets()) widget->setVisible(scenarios);
    for (QWidget* widget : m_routerBar) widget->setVisible(!scenarios);
    m_stack->setCurrentIndex(scenarios ? 0 : 1);
}

ComparePage::Columns ComparePage::shownColumns() const {
    return m_stack->currentIndex() == 0 ? Columns::Scenarios : Columns::Routers;
}

QByteArray ComparePage::saveLayout() const {
    return shownColumns() == Columns::Routers ? QByteArrayLiteral("routers")
                                              : QByteArrayLiteral("scenarios");
}

void ComparePage::restoreLayout(const QByteArray& state) {
    if (state == "routers") showColumns(Columns::Routers);
}

/// Where two panels do not fit beside each other they stand above each other.
void ComparePage::resizeEvent(QResizeEvent* event) {
    Page::resizeEvent(event);
    constexpr int kLeastForTwo = 56;  // lines of text, the measure of everything in them
    const bool narrow = width() < kLeastForTwo * fontMetrics().height();
    m_below->setOrientation(narrow ? Qt::Vertical : Qt::Horizontal);
}

bool ComparePage::isBusy() const {
    return m_loss->isBusy() || m_scenarios->isBusy();
}

void ComparePage::buildBar() {
    auto* label = new QLabel(tr("Differences aga&inst"));
    label->setBuddy(m_base);
    m_base->setAccessibleName(tr("Differences against"));
    m_base->setToolTip(tr("Router that costs and accuracies are compared with"));
    showBases();
    connect(m_base, &QComboBox::currentIndexChanged, this, [this] {
        m_model->setBase(m_base->currentData().toString().toStdString());
        fitTable();
    });
    auto* tuned = new QLabel(tr("Baselines &tuned"));
    tuned->setBuddy(m_tuning);
    m_tuning->setAccessibleName(tr("Baselines tuned"));
    m_tuning->setToolTip(
        tr("Where the parameters of the tuned baselines come from: from queries that are not "
           "routed, as in use, or from the routed ones, which favours the baselines"));
    m_tuning->addItem(tr("on other queries"));
    m_tuning->addItem(tr("in hindsight"));
    connect(m_tuning, &QComboBox::currentIndexChanged, this, [this](int index) {
        m_model->setHindsight(index == 1);
        fitTable();
        showNote();
    });
    m_part->setText(tr("Selection"));
    m_part->setToolTip(tr("Costs and accuracies of the selection alone"));
    m_part->setCheckable(true);
    m_part->setEnabled(false);
    connect(m_part, &QToolButton::toggled, this, &ComparePage::showComparison);
    auto* more = new QToolButton;
    more->setText(QStringLiteral("…"));
    more->setToolTip(tr("Copy, or save as a file"));
    more->setAccessibleName(tr("More"));
    more->setPopupMode(QToolButton::InstantPopup);
    auto* menu = new QMenu(more);
    menu->addAction(tr("&Copy the selected cells, or all (Ctrl+C)"), this,
                    [this] { copySelection(*m_table); });
    menu->addAction(tr("&Export CSV…"), this, &ComparePage::exportTable);
    more->setMenu(menu);
    m_own = new QPushButton(tr("&Your routers…"));
    m_own->setToolTip(tr("What you route by today: a table, a rule or a file of choices"));
    connect(m_own, &QPushButton::clicked, this, &ComparePage::ownRoutersAsked);
    m_routerBar = {label, m_base, tuned, m_tuning, m_part, m_own, more};
}

/// The routers that are compared, one's own behind the program's.
void ComparePage::showBases() {
    std::vector<std::string> ids;
    for (const RouterInfo& info : routerCatalogue()) ids.emplace_back(info.id);
    if (const auto& view = m_session.comparison()) {
        for (const OwnPlan& plan : view->solve->experiment->own) ids.push_back(plan.id);
    }
    if (ids == m_bases) return;
    m_bases = ids;
    const QString chosen = m_base->currentData().toString();
    const QSignalBlocker quiet(m_base);
    m_base->clear();
    m_base->addItem(tr("none"), QString());
    for (const std::string& id : ids) m_base->addItem(routerTitle(id), QString::fromStdString(id));
    const int index = m_base->findData(chosen);
    m_base->setCurrentIndex(std::max(0, index));
    if (index < 0) m_model->setBase({});
}

void ComparePage::buildTable() {
    m_sorted->setSourceModel(m_model);
    m_sorted->setSortRole(kSortRole);
    m_table->setModel(m_sorted);
    m_table->setSortingEnabled(true);
    m_table->sortByColumn(ComparisonModel::Name, Qt::AscendingOrder);
    m_table->setAccessibleName(tr("Comparison of all routers"));
    styleTable(*m_table);
}

/// However long somebody's router is called, its figures are to be seen.
void ComparePage::fitTable() {
    fitColumns(*m_table, ComparisonModel::Name);
    constexpr int kMostLetters = 30;
    const int most = kMostLetters * fontMetrics().averageCharWidth();
    if (m_table->columnWidth(ComparisonModel::Name) > most) {
        m_table->setColumnWidth(ComparisonModel::Name, most);
    }
}

void ComparePage::showPart() {
    const bool any = m_session.selection() != nullptr;
    m_part->setEnabled(any);
    if (!any) {
        m_part->setChecked(false);
    } else if (m_part->isChecked()) {
        showComparison();
    }
}

void ComparePage::showComparison() {
    auto view = m_session.comparison();
    showBases();
    const auto& queries = m_session.selecting().queries();
    const bool ofThese = view && queries && !queries->empty() && m_session.solved() &&
                         view->solve->experiment == m_session.solved()->experiment;
    if (m_part->isChecked() && ofThese) view = comparisonOf(*view, *queries);
    const bool curvesCame = view && view->curves && !m_model->isDefined(ComparisonModel::Aiq);
    const bool first = m_model->rowCount() == 0 || curvesCame;
    m_model->setView(view);
    for (const int column : {ComparisonModel::GapRecovered, ComparisonModel::AverageGap,
                             ComparisonModel::CallsForHalf}) {
        m_table->setColumnHidden(column, !m_model->isDefined(column));
    }
    // "Serves k of n" takes more room than yes and no.
    const bool parts = view && std::ranges::any_of(view->evaluations, [](const Evaluation& each) {
                           return !servedText(each).isEmpty();
                       });
    if (first || parts != m_parts) fitTable();
    m_parts = parts;
    showNote();
}

void ComparePage::showNote() {
    const auto& view = m_model->view();
    if (!view) {
        m_note->setText({});
        return;
    }
    const Constraints& asked = view->solve->constraints;
    const QString goal = asked.mode == RoutingMode::CostUnderFloor
                             ? tr("accuracy floor α = %1").arg(percent(asked.qualityFloor))
                             : tr("budget %1 per 1,000 queries")
                                   .arg(usd(view->solve->scenario.constraints.budgetPer1000));
    // What the table is of, and whether that is what the dock says.
    const QString age = m_session.isComparisonCurrent() ? QString()
                        : m_session.comparisonError()
                            ? tr(" The present constraints could not be compared: %1")
                                  .arg(sentence(*m_session.comparisonError()))
                            : tr(" The present constraints are being compared.");
    const std::size_t shown = view->evaluations.empty() ? 0 : view->evaluations.front().queries;
    m_note->setText(tr("%1 queries, %2. %3 Marked: best of the routers that meet the "
                       "constraints; the oracle knows the answers and does not compete.")
                            .arg(count(std::int64_t(shown)), goal, tuningNote(*view)) +
                        age + ownNote(*view),
                    age.isEmpty() ? NoteLabel::Tone::Quiet : NoteLabel::Tone::Warning);
}

/// What the savings compare with.
QString ComparePage::tuningNote(const ComparisonView& view) const {
    QString hindsight =
        tr("Savings are read where each baseline, tuned in hindsight, has the solver's %1 "
           "accuracy.")
            .arg(view.matchedOn == MatchOn::Realized ? tr("realized") : tr("predicted"));
    if (m_tuning->currentIndex() == 1 || !view.solve->chosen.feasible) return hindsight;
    if (!view.heldOut) return hindsight + ' ' + tr("Tuning on other queries is being computed.");
    if (!view.heldOut->isKnown()) {
        return hindsight + ' ' +
               tr("Not on other queries: %1.")
                   .arg(QString::fromStdString(view.heldOut->explanation));
    }
    return tr("Baselines are tuned to the solver's accuracy on %1, and put to work here.")
        .arg(QString::fromStdString(view.heldOut->on));
}

/// The other way round: what the optimizer does where people's own routers stand.
QString ComparePage::ownNote(const ComparisonView& view) const {
    if (!view.own) return '\n' + tr("What is saved against your routers is being computed.");
    QString text;
    for (const OwnComparison& own : *view.own) {
        const bool realized = !std::isnan(own.savingRealized);
        const double saving = realized ? own.savingRealized : own.savingPredicted;
        const QString name = routerTitle(own.router);
        if (std::isnan(saving)) {
            text += '\n' + tr("%1: %2.").arg(name, labelText(own.explanation));
            continue;
        }
        const QString band =
            realized && own.bands && !std::isnan(own.bands->saving.low)
                ? tr(" (saving, 95 %: %1 to %2)")
                      .arg(percent(own.bands->saving.low), percent(own.bands->saving.high))
                : QString();
        const QString of =
            own.queries == own.all
                ? QString()
                : tr(" on the %1 of %2 queries that it gives a model")
                      .arg(count(std::int64_t(own.queries)), count(std::int64_t(own.all)));
        text +=
            '\n' +
            tr("At the %1 accuracy of %2, %3, the optimizer costs %4 %5%6%7.")
                .arg(realized ? tr("realized") : tr("predicted"), name,
                     percent(realized ? own.own.realizedAccuracy : own.own.predictedAccuracy),
                     percent(std::abs(saving)), saving < 0.0 ? tr("more") : tr("less"), band, of);
        if (own.own.overload > 0) {
            text += tr(" It sends %1 queries above the limits, which bind the optimizer alone.")
                        .arg(count(own.own.overload));
        }
    }
    return text;
}

QString ComparePage::note() const {
    return m_note->text();
}

QString ComparePage::csv() const {
    return tableCsv(*m_sorted);
}

void ComparePage::saveCsv(const QString& path) const {
    saveText(path, csv());
}

void ComparePage::exportTable() {
    const auto done = saveAsked(this, tr("Export the comparison"), "comparison.csv",
                                [this](const QString& path) { saveCsv(path); });
    if (done) emit exported(*done);
}

}  // namespace orl
