#include "ui/pages/dashboard/page.h"

#include <QDataStream>
#include <QGuiApplication>
#include <QIODevice>
#include <QLabel>
#include <QSplitter>
#include <QStackedLayout>
#include <QStackedWidget>
#include <QToolButton>
#include <algorithm>
#include <cmath>

#include "ui/charts/slot_sweep_chart.h"
#include "ui/charts/sweep_chart.h"
#include "ui/pages/dashboard/slot_sweep_view.h"
#include "ui/pages/dashboard/slot_sweeper.h"
#include "ui/results/view_data.h"
#include "ui/session/label_text.h"
#include "ui/session/repeating.h"
#include "ui/session/session.h"
#include "ui/session/undo.h"
#include "ui/widgets/format.h"

namespace orl {

DashboardPage::DashboardPage(Session& session, QWidget* parent) : Page(parent), m_session(session) {
    build();
    followWork();
    connect(&session, &Session::solvedChanged, this, &DashboardPage::showSolve);
    connect(&session, &Session::sweepChanged, this, &DashboardPage::showSweep);
    connect(&session, &Session::scenarioChanged, this, &DashboardPage::showCurrent);
    connect(&session, &Session::pinChanged, this, [this] {
        showSolve();
        for (const SweepOver over : {SweepOver::Alpha, SweepOver::Capacity, SweepOver::Budget}) {
            showSweep(over);
        }
    });
    connect(&session, &Session::comparisonChanged, this, [this] {
        const auto& comparison = m_session.comparison();
        if (comparison && comparison->curves != m_curves) showPlane();
    });
    // Axes must not jump under a hand that pauses in the middle of a drag.
    connect(&session, &Session::becameSettled, this, [this] {
        if (QGuiApplication::mouseButtons() == Qt::NoButton) settle();
    });
    for (ChartPanel* chart :
         {static_cast<ChartPanel*>(m_distribution), static_cast<ChartPanel*>(m_table),
          static_cast<ChartPanel*>(m_plane), static_cast<ChartPanel*>(m_alpha),
          static_cast<ChartPanel*>(m_capacity), static_cast<ChartPanel*>(m_slots),
          static_cast<ChartPanel*>(m_budget)}) {
        connect(chart, &ChartPanel::exported, this, &DashboardPage::exported);
    }
    for (SweepChart* chart : {m_alpha, m_capacity, m_budget}) {
        connect(chart, &SweepChart::dragStarted, this, [this] { m_gesture = newGesture(); });
    }
    connect(m_distribution, &DistributionChart::segmentChosen, this, &DashboardPage::selectSegment);
    connect(m_table, &LevelTableChart::cellChosen, this, &DashboardPage::selectCell);
    m_slotSweeper = new SlotSweeper(session, this);
    connect(m_slotSweeper, &SlotSweeper::changed, this, &DashboardPage::showSlotSweep);
    connect(&session, &Session::solvedChanged, this, &DashboardPage::showSlotSweep);
    connect(&session, &Session::selectionChanged, this, &DashboardPage::showMark);
    connect(m_alpha, &SweepChart::valueChosen, this, &DashboardPage::chooseAlpha);
    connect(m_capacity, &SweepChart::valueChosen, this, &DashboardPage::chooseCapacity);
    connect(m_budget, &SweepChart::valueChosen, this, &DashboardPage::chooseBudget);
}

void DashboardPage::build() {
    m_distribution = new DistributionChart;
    m_table = new LevelTableChart;
    m_levels = new QStackedWidget;
    for (ChartPanel* chart :
         {static_cast<ChartPanel*>(m_distribution), static_cast<ChartPanel*>(m_table)}) {
        const bool table = chart == m_table;
        auto* other = new QToolButton;
        other->setText(table ? tr("Bars") : tr("Table"));
        other->setToolTip(table ? tr("Show the routers' shares as bars")
                                : tr("Show share, accuracy, cost and regret as a table"));
        other->setAutoRaise(true);
        connect(other, &QToolButton::clicked, this, [this, table] { showTable(!table); });
        chart->addHeaderWidget(other);
        m_levels->addWidget(chart);
    }
    m_plane = new PlaneChart;
    m_alpha = new SweepChart(tr("Sweep of the accuracy floor α"));
    m_capacity = new SweepChart(tr("Sweep of the capacity L"));
    m_budget = new SweepChart(tr("Sweep of the budget"));
    for (SweepChart* chart : {m_alpha, m_capacity, m_budget}) {
        auto* more = new QToolButton;
        more->setText(tr("Sweep…"));
        more->setToolTip(tr("Sweep a price, one model's limit, seconds or the volume, or two"));
        more->setAutoRaise(true);
        connect(more, &QToolButton::clicked, this, &DashboardPage::sweepAsked);
        chart->addHeaderWidget(more);
    }
    m_slots = new SlotSweepChart;
    m_limits = new QStackedWidget;
    for (ChartPanel* chart :
         {static_cast<ChartPanel*>(m_capacity), static_cast<ChartPanel*>(m_slots)}) {
        const bool overTime = chart == m_slots;
        auto* other = new QToolButton;
        other->setText(overTime ? tr("Batch") : tr("Over time"));
        other->setToolTip(overTime ? tr("L as the most queries of the batch that a model takes")
                                   : tr("L as the queries that a model serves at once: simulated, "
                                        "with waits"));
        other->setAutoRaise(true);
        connect(other, &QToolButton::clicked, this, [this, overTime] { showSlots(!overTime); });
        chart->addHeaderWidget(other);
        m_limits->addWidget(chart);
    }
    m_goal = new QStackedWidget;
    m_goal->addWidget(m_alpha);
    m_goal->addWidget(m_budget);
    // α may be dragged beyond what the curves reach: the card then says why it cannot be met.
    m_alpha->setChoosable(0.0, 1.0);
    m_capacity->setChoosable(0.01, 1.0);
    m_top = new QSplitter(Qt::Horizontal);
    m_bottom = new QSplitter(Qt::Horizontal);
    m_rows = new QSplitter(Qt::Vertical);
    m_top->addWidget(m_levels);
    m_top->addWidget(m_plane);
    m_bottom->addWidget(m_goal);
    m_bottom->addWidget(m_limits);
    m_rows->addWidget(m_top);
    m_rows->addWidget(m_bottom);
    for (QSplitter* splitter : {m_top, m_bottom, m_rows}) {
        splitter->setChildrenCollapsible(false);
        splitter->setHandleWidth(6);
        splitter->setSizes({1000, 1000});
    }
    m_waiting = new QLabel(tr("Preparing…"));
    m_waiting->setAlignment(Qt::AlignCenter);
    m_waiting->setWordWrap(true);
    m_stack = new QStackedLayout(this);
    m_stack->addWidget(m_waiting);
    m_stack->addWidget(m_rows);
}

void DashboardPage::followWork() {
    connect(&m_session.repeats(), &Repeating::changed, this, &DashboardPage::showPlane);
    connect(&m_session, &Session::heavyStarted, this,
            [this](const QString& what) { setWaiting(what + "…"); });
    connect(&m_session, &Session::heavyProgress, this, [this](double, const QString& stage) {
        if (!m_session.solved()) setWaiting(tr("Preparing: %1…").arg(stage));
    });
    connect(&m_session, &Session::failed, this, &DashboardPage::showEmptiness);
    connect(&m_session, &Session::stalenessChanged, this, &DashboardPage::showEmptiness);
    connect(&m_session, &Session::preparedChanged, this, [this] {
        if (!m_session.prepared()) showEmptiness();
    });
}

void DashboardPage::showEmptiness() {
    if (m_session.solved()) return;
    const auto& error = m_session.solveError() ? m_session.solveError() : m_session.dataError();
    if (error) {
        setWaiting(sentence(*error));
        return;
    }
    if (m_session.prepared()) return;
    setWaiting(
        m_session.workspaceFile().isEmpty()
            ? tr("Nothing to show yet.\nOpen a workspace, or the bundled data from the File menu.")
            : tr("This workspace has no data yet.\nDrop a data file here or choose File ▸ "
                 "Import."));
}

void DashboardPage::setWaiting(const QString& text) {
    m_waiting->setText(text);
}

void DashboardPage::setRealized(bool realized) {
    m_realized = realized;
    showSolve();
    for (const SweepOver over : {SweepOver::Alpha, SweepOver::Capacity, SweepOver::Budget}) {
        showSweep(over);
    }
    showSlotSweep();
    settle();
}

void DashboardPage::showSolve() {
    const auto& solve = m_session.solved();
    const auto& prepared = m_session.prepared();
    m_stack->setCurrentIndex(solve && prepared ? 1 : 0);
    if (!solve || !prepared) return;
    const auto& pin = m_session.pinned();
    DistributionData shown = distributionData(*solve);
    if (pin) shown = withPin(std::move(shown), *pin, *solve);
    m_distribution->setData(std::move(shown));
    m_distribution->setNotice(solve->experiment->levelsPredicted
                                  ? tr("Difficulty levels are predicted: these data record none")
                                  : QString());
    tabulate();
    const bool realized = m_realized && solve->experiment->hasOutcomes;
    const bool otherGround = m_groundOf != solve->experiment || m_groundRealized != realized;
    if (otherGround) {
        m_ground = planeGround(*solve, realized);
        m_groundOf = solve->experiment;
        m_groundRealized = realized;
    }
    showPlane();
    showCurrent();
    showAges();
    if (otherGround) settle();
}

void DashboardPage::showPlane() {
    const auto& solve = m_session.solved();
    if (!solve || m_groundOf != solve->experiment) return;
    const auto& comparison = m_session.comparison();
    m_curves = comparison ? comparison->curves : nullptr;
    PlaneData plane =
        planeData(m_ground, *solve, m_session.sweep(SweepOver::Alpha).get(), comparison.get());
    const Repeating& repeats = m_session.repeats();
    if (repeats.isCurrent()) {
        plane = withSpreads(std::move(plane), solve->chosen.router, repeats.view()->repeats);
    }
    if (m_session.pinned()) plane = withPin(std::move(plane), *m_session.pinned());
    m_plane->setData(std::move(plane));
}

void DashboardPage::showAges() {
    showAge(m_alpha, SweepOver::Alpha);
    showAge(m_capacity, SweepOver::Capacity);
    showAge(m_budget, SweepOver::Budget);
    const bool old = m_session.sweep(SweepOver::Alpha) && !m_plane->data().frontier.empty() &&
                     !m_session.isSweepCurrent(SweepOver::Alpha);
    m_plane->setStatus(old ? tr("frontier: computing…") : QString(),
                       tr("The optimizer's frontier is still of the settings before, or not "
                          "complete"));
}

void DashboardPage::showAge(SweepChart* chart, SweepOver over) {
    const auto& error = m_session.sweepError(over);
    const auto& sweep = m_session.sweep(over);
    const QString reason = error ? sentence(*error) : QString();
    chart->setEmptyText(error ? reason
                        : m_session.isSweepCurrent(over)
                            ? tr("No router serves all queries under these constraints")
                            : tr("Computing…"));
    if (!m_session.solved() || m_session.isSweepCurrent(over)) {
        chart->setStatus({});
    } else if (!sweep || !sweep->complete) {
        chart->setStatus(error ? tr("not complete") : tr("computing…"), reason);
    } else if (error) {
        chart->setStatus(tr("of the settings before"), reason);
    } else {
        chart->setStatus(tr("computing…"), tr("The curves are still of the settings before"));
    }
}

void DashboardPage::showSweep(SweepOver over) {
    const auto& sweep = m_session.sweep(over);
    const auto& solve = m_session.solved();
    SweepChart* chart = chartOf(over);
    showAges();
    if (!sweep || !solve) {
        chart->setData({});
        return;
    }
    const bool realized = m_realized && sweep->inputs.experiment->hasOutcomes;
    SweepData shown = sweepData(*sweep, realized);
    if (const auto& pin = m_session.pinned()) {
        shown = withPin(std::move(shown), *pin, *sweep, realized);
    }
    chart->setData(std::move(shown));
    if (over == SweepOver::Alpha) showPlane();
}

SweepChart* DashboardPage::chartOf(SweepOver over) const {
    return over == SweepOver::Alpha ? m_alpha : over == SweepOver::Capacity ? m_capacity : m_budget;
}

void DashboardPage::showCurrent() {
    const Scenario& scenario = m_session.scenario();
    const bool floor = scenario.constraints.mode == RoutingMode::CostUnderFloor;
    m_goal->setCurrentWidget(floor ? m_alpha : m_budget);
    m_alpha->setCurrent(scenario.constraints.qualityFloor);
    m_budget->setCurrent(scenario.constraints.budgetPer1000);
    m_capacity->setCurrent(scenario.constraints.commonCapacity);
}

bool DashboardPage::isBusy() const {
    return !m_tabulator.idle() || m_slotSweeper->busy();
}

void DashboardPage::showSlots(bool overTime) {
    m_limits->setCurrentIndex(overTime ? 1 : 0);
    wantSlotSweep();
}

/// Simulated only while somebody looks.
void DashboardPage::wantSlotSweep() {
    m_slotSweeper->setWanted(m_limits->currentIndex() == 1 && isVisible());
    showSlotSweep();
}

void DashboardPage::showEvent(QShowEvent* event) {
    Page::showEvent(event);
    wantSlotSweep();
}

void DashboardPage::hideEvent(QHideEvent* event) {
    Page::hideEvent(event);
    wantSlotSweep();
}

void DashboardPage::showSlotSweep() {
    const auto& view = m_slotSweeper->view();
    const auto& error = m_slotSweeper->error();
    const QString reason = error ? sentence(*error) : QString();
    m_slots->setEmptyText(error ? reason : tr("Simulating…"));
    if (!view) {
        m_slots->setData({});
        m_slots->setStatus({});
        return;
    }
    if (!m_slotSweeper->isCurrent()) {
        m_slots->setStatus(
            error ? tr("not complete") : tr("simulating…"),
            error ? reason : tr("The curves are not whole, or of the settings before"));
    } else {
        m_slots->setStatus({});
    }
    m_slots->setData(slotSweepData(*view, m_realized));
    m_slots->setNotice(slotSweepNotice(*view),
                       view->assumedService || !view->unknownSpeeds.empty());
}

/// The queries behind a part of a bar.
void DashboardPage::selectSegment(const DistributionChart::Segment& segment) {
    const auto& solve = m_session.solved();
    if (!solve || segment.group >= solve->assignments.size()) return;
    m_marked = segment;
    m_markedCell.reset();
    select(segment.level, segment.model, segment.group);
}

void DashboardPage::selectCell(const LevelTableChart::Place& place) {
    const auto& solve = m_session.solved();
    if (!solve) return;
    m_markedCell = place;
    m_marked.reset();
    select(place.level, place.model, solve->assignments.size());
}

/// @param router position among the compared routers; beyond them: the scenario's own
void DashboardPage::select(std::optional<std::size_t> level, std::optional<std::size_t> model,
                           std::size_t router) {
    const SolveView& solve = *m_session.solved();
    const Experiment& experiment = *solve.experiment;
    const bool own = router >= solve.assignments.size();
    const Assignment& assignment = own ? *solve.assignment : *solve.assignments[router];
    const QueryList queries = queriesWhere(experiment, [&](std::uint32_t i) {
        if (level && experiment.level[i] != int(*level)) return false;
        return !model || (!assignment.empty() && assignment[i] == std::int32_t(*model));
    });
    QString reason =
        level ? tr("level %1").arg(labelText(experiment.levelNames[*level])) : tr("all levels");
    if (model) reason += " → " + labelText(experiment.models[*model]);
    const std::string& by = own ? solve.chosen.router : solve.evaluations[router].router;
    if (model && by != solve.chosen.router) reason += tr(" by %1").arg(routerTitle(by));
    m_session.select(rowsOf(experiment, queries), reason);
    m_markedSelection = m_session.selection();
    showMark();
}

void DashboardPage::showTable(bool table) {
    m_levels->setCurrentIndex(table ? 1 : 0);
    tabulate();
}

/// Reads every query and model, so it is done away from here, and only while somebody looks.
void DashboardPage::tabulate() {
    const auto& solve = m_session.solved();
    const auto& from = m_session.solvedFrom();
    if (!solve || !from || m_levels->currentIndex() != 1) return;
    m_tabulator.submit([this, solve, from](const Worker::Context& context) {
        auto table = orl::levelTable(*solve);
        context.show([this, solve, from, table = std::move(table)] {
            m_table->setData(levelTableData(table, *solve, m_realized));
        });
    });
}

/// What was clicked stays outlined as long as what it selected is selected.
void DashboardPage::showMark() {
    const bool still = m_session.selection() && m_session.selection() == m_markedSelection;
    m_distribution->setMarked(still ? m_marked : std::nullopt);
    m_table->setMarked(still ? m_markedCell : std::nullopt);
}

void DashboardPage::chooseAlpha(double value) {
    Scenario next = m_session.scenario();
    next.constraints.mode = RoutingMode::CostUnderFloor;
    next.constraints.qualityFloor = std::clamp(std::round(value * 1000.0) / 1000.0, 0.0, 1.0);
    m_session.edit(next, tr("change of α"), m_gesture);
}

void DashboardPage::chooseBudget(double value) {
    Scenario next = m_session.scenario();
    next.constraints.mode = RoutingMode::QualityUnderBudget;
    next.constraints.budgetPer1000 = std::max(1e-4, std::round(value * 1e4) / 1e4);
    m_session.edit(next, tr("change of the budget"), m_gesture);
}

void DashboardPage::chooseCapacity(double value) {
    Scenario next = m_session.scenario();
    next.constraints.commonCapacity = std::clamp(std::round(value * 1000.0) / 1000.0, 0.0, 1.0);
    m_session.edit(next, tr("change of L"), m_gesture);
}

void DashboardPage::settle() {
    m_distribution->settle();
    m_plane->settle();
    m_alpha->settle();
    m_capacity->settle();
    m_slots->settle();
    m_budget->settle();
}

QByteArray DashboardPage::saveLayout() const {
    QByteArray state;
    QDataStream out(&state, QIODevice::WriteOnly);
    out << m_rows->saveState() << m_top->saveState() << m_bottom->saveState();
    out << m_plane->isLogarithmic() << m_alpha->isLogarithmic() << m_capacity->isLogarithmic()
        << m_budget->isLogarithmic() << (m_levels->currentIndex() == 1)
        << (m_limits->currentIndex() == 1);
    return state;
}

void DashboardPage::restoreLayout(const QByteArray& state) {
    QDataStream in(state);
    QByteArray rows;
    QByteArray top;
    QByteArray bottom;
    in >> rows >> top >> bottom;
    if (in.status() != QDataStream::Ok) return;
    m_rows->restoreState(rows);
    m_top->restoreState(top);
    m_bottom->restoreState(bottom);
    bool plane = true;
    bool alpha = true;
    bool capacity = true;
    bool budget = true;
    in >> plane >> alpha >> capacity >> budget;
    if (in.status() != QDataStream::Ok) return;  // of a version that had no such choice
    m_plane->setLogarithmic(plane);
    m_alpha->setLogarithmic(alpha);
    m_capacity->setLogarithmic(capacity);
    m_budget->setLogarithmic(budget);
    bool table = false;
    in >> table;
    showTable(table && in.status() == QDataStream::Ok);
    bool overTime = false;
    in >> overTime;
    showSlots(overTime && in.status() == QDataStream::Ok);
}

}  // namespace orl
