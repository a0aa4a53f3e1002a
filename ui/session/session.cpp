#include "ui/session/session.h"

#include <algorithm>
#include <array>
#include <utility>

#include "core/lab/settings.h"
#include "core/route/router.h"
#include "ui/session/guarantee_keeper.h"
#include "ui/session/label_text.h"
#include "ui/session/predictor_study.h"
#include "ui/session/proof_seeker.h"
#include "ui/session/repeating.h"
#include "ui/session/scenario_book.h"
#include "ui/session/shadow_prices.h"
#include "ui/session/tried_states.h"
#include "ui/session/undo.h"

namespace orl {

std::vector<std::string> defaultRouters() {
    return {"dual", "threshold", "willingness", "quality-only", "cost-only", "oracle"};
}

namespace {
constexpr std::array kSweeps = {SweepOver::Alpha, SweepOver::Capacity, SweepOver::Budget};

Worker::Priority background(bool interactive) {
    return interactive ? Worker::Priority::Low : Worker::Priority::Normal;
}
}  // namespace

Session::Session(BundledPlaces places, bool persist, QObject* parent)
    : QObject(parent),
      m_places(std::move(places)),
      m_persist(persist),
      m_compared(defaultRouters()),
      m_alphaSweep(background(persist)),
      m_capacitySweep(background(persist)),
      m_budgetSweep(background(persist)),
      m_comparer(background(persist)),
      m_study(std::make_unique<PredictorStudy>(*this)),
      m_proof(std::make_unique<ProofSeeker>(*this, persist)),
      m_repeating(std::make_unique<Repeating>(*this)),
      m_shadow(std::make_unique<ShadowPrices>(*this, background(persist))),
      m_guarantee(std::make_unique<GuaranteeKeeper>(*this)),
      m_book(std::make_unique<ScenarioBook>(*this)),
      m_tried(std::make_unique<TriedStates>(*this)) {
    m_undoGroup.addStack(&m_undo);
    m_undoGroup.addStack(&m_guestUndo);
    m_undoGroup.setActiveStack(&m_undo);
    m_storeTimer.setSingleShot(true);
    m_storeTimer.setInterval(1000);
    connect(&m_storeTimer, &QTimer::timeout, this, &Session::storeScenario);
    constexpr int kHandRests = 150;  // milliseconds
    m_followTimer.setSingleShot(true);
    m_followTimer.setInterval(kHandRests);
    connect(&m_followTimer, &QTimer::timeout, this, &Session::requestFollowers);
    connectWorkers();
    for (const auto more : {&Session::comparisonChanged, &Session::solvedChanged}) {
        connect(this, more, this, &Session::completePins);
    }
    connect(this, &Session::sweepChanged, this, &Session::completePins);
    connect(&m_selecting, &Selecting::selectionChanged, this, &Session::selectionChanged);
    connect(&m_selecting, &Selecting::currentRowChanged, this, &Session::currentRowChanged);
    // First of all who follow them: a page that hears of new data must not find a selection of
    // others.
    connect(this, &Session::preparedChanged, this, [this] {
        m_selecting.follow(m_prepared);
        if (m_pin && (!m_prepared || m_prepared->queryFingerprint != m_pinnedData)) dropPins();
    });
    connect(this, &Session::solvedChanged, this, [this] { m_selecting.follow(m_solved); });
}

Session::~Session() = default;

void Session::connectWorkers() {
    const auto report = [this](const QString& cause) {
        return [this, cause](const Error& error) { emit failed(error, cause); };
    };
    connect(&m_heavy, &Worker::failed, this, report(work::kData));
    connect(&m_keeper, &Worker::failed, this, report(work::kKeeping));
    connect(&m_solver, &Worker::failed, this, &Session::solveFailed);
    connect(&m_comparer, &Worker::failed, this, [this](const Error& error) {
        m_comparisonError = error;
        emit comparisonChanged();
        emit failed(error, work::kComparison);
    });
    for (const SweepOver over : kSweeps) {
        connect(&stateOf(over).worker, &Worker::failed, this, [this, over](const Error& error) {
            stateOf(over).error = error;
            emit sweepChanged(over);
            emit failed(error, work::kSweep);
        });
    }
    for (Worker* worker : {&m_heavy, &m_solver, &m_comparer, &m_alphaSweep.worker,
                           &m_capacitySweep.worker, &m_budgetSweep.worker}) {
        connect(worker, &Worker::becameIdle, this, [this] {
            if (settled()) emit becameSettled();
        });
    }
    connect(m_study.get(), &PredictorStudy::failed, this, report(work::kStudy));
    for (const auto done : {&PredictorStudy::viewChanged, &PredictorStudy::floorChanged}) {
        connect(m_study.get(), done, this, [this] { emit resolved(work::kStudy); });
    }
    connect(m_study.get(), &PredictorStudy::becameIdle, this, [this] {
        if (settled()) emit becameSettled();
    });
    connect(m_proof.get(), &ProofSeeker::failed, this, report(work::kSolve));
    connect(m_proof.get(), &ProofSeeker::found, this,
            [this](const std::shared_ptr<const SolveView>& view) { accept(view, m_solvedFrom); });
    connect(m_shadow.get(), &ShadowPrices::becameIdle, this, [this] {
        if (settled()) emit becameSettled();
    });
    connect(m_proof.get(), &ProofSeeker::becameIdle, this, [this] {
        if (settled()) emit becameSettled();
    });
    connect(&m_heavy, &Worker::progress, this, &Session::heavyProgress);
    connect(&m_heavy, &Worker::failed, this, &Session::revertPreparation);
    connect(&m_heavy, &Worker::cancelled, this, &Session::revertPreparation);
    connect(&m_heavy, &Worker::becameIdle, this, &Session::heavyEnded);
}

Session::SweepState& Session::stateOf(SweepOver over) {
    return const_cast<SweepState&>(std::as_const(*this).stateOf(over));
}

const Session::SweepState& Session::stateOf(SweepOver over) const {
    switch (over) {
        case SweepOver::Alpha:
            return m_alphaSweep;
        case SweepOver::Capacity:
            return m_capacitySweep;
        case SweepOver::Budget:
            break;
    }
    return m_budgetSweep;
}

const std::shared_ptr<const SweepView>& Session::sweep(SweepOver over) const {
    return stateOf(over).view;
}

const std::optional<Error>& Session::sweepError(SweepOver over) const {
    return stateOf(over).error;
}

bool Session::isSweepCurrent(SweepOver over) const {
    const SweepState& state = stateOf(over);
    return !m_followTimer.isActive() && state.view && state.view->complete &&
           state.view->inputs.sameAs(state.inputs);
}

bool Session::isComparisonCurrent() const {
    return m_comparison && m_comparison->solve == m_solved;
}

bool Session::showsOtherData() const {
    if (!m_solved || !m_solvedFrom) return false;
    const Preparation& shown = m_solvedFrom->scenario.preparation;
    const Preparation& wanted = m_scenario.preparation;
    return shown.dataset != wanted.dataset || shown.testSplit != wanted.testSplit || m_stale ||
           m_prepared->data != m_solvedFrom->data;
}

QString Session::staleness() const {
    if (!m_solved || !m_solvedFrom) return {};
    const Preparation& shown = m_solvedFrom->scenario.preparation;
    const Preparation& wanted = m_scenario.preparation;
    if (m_solveError) {
        return tr("What is shown is of the settings before: %1.")
            .arg(labelText(m_solveError->problem()));
    }
    if (shown.dataset != wanted.dataset) {
        return tr("%1 is being prepared. What is shown is still %2.")
            .arg(labelText(wanted.dataset), labelText(shown.dataset));
    }
    if (showsOtherData()) {
        return tr("Other queries are being prepared. What is shown is still of those before.");
    }
    if (shown == wanted && m_prepared == m_solvedFrom) return {};
    return tr("The predictor is being fitted. What is shown is still of the one before.");
}

QString Session::workspaceFile() const {
    return m_store ? QString::fromStdString(m_store->workspace.file().string()) : QString();
}

bool Session::busy() const {
    return m_followTimer.isActive() ||
           !(m_heavy.idle() && m_solver.idle() && m_comparer.idle() && m_alphaSweep.worker.idle() &&
             m_capacitySweep.worker.idle() && m_budgetSweep.worker.idle() && !m_study->busy() &&
             !m_proof->awaited() && m_shadow->idle());
}

bool Session::settled() const {
    return m_solved && !busy();
}

void Session::edit(const Scenario& next, const QString& text, int gesture) {
    Scenario settled = next;
    reconcile(settled, m_scenario);
    if (settled == m_scenario) return;
    undoStack()->push(new ScenarioCommand(*this, m_scenario, settled, text, gesture));
}

void Session::restore(const Scenario& kept, const QString& text) {
    if (kept == m_scenario) return;
    undoStack()->push(new ScenarioCommand(*this, m_scenario, kept, text, 0));
}

void Session::keepSoon() {
    if (!m_storeTimer.isActive()) m_storeTimer.start();
}

void Session::adjust(const Scenario& next) {
    if (next != m_scenario) apply(next);
}

void Session::apply(const Scenario& next) {
    m_kept[m_scenario.preparation.dataset] = m_scenario;
    m_kept[next.preparation.dataset] = next;
    m_scenario = next;
    emit scenarioChanged();
    emit stalenessChanged();
    keepSoon();
    if (!m_prepared) return;
    requestPrepare();
    requestSolve();
}

void Session::setComparedRouters(std::vector<std::string> routers) {
    if (routers == m_compared) return;
    m_compared = std::move(routers);
    keepSoon();
    emit comparedRoutersChanged();
    requestSolve();
}

void Session::requestSolve() {
    if (!m_prepared) return;
    Scenario asked = m_scenario;
    // The answer is of what is prepared, and says so, whatever is being prepared meanwhile.
    asked.preparation = m_prepared->scenario.preparation;
    if (m_solved && !(m_solved->scenario.pool == asked.pool)) stopFollowers();
    m_solver.submit([this, engine = m_engine, prepared = m_prepared, scenario = std::move(asked),
                     routers = m_compared](const Worker::Context& context) {
        auto view = engine->solve(prepared, scenario, routers, context.job.stop);
        context.show([this, view = std::move(view), prepared] { accept(view, prepared); });
    });
}

void Session::accept(const std::shared_ptr<const SolveView>& view,
                     std::shared_ptr<const Prepared> prepared) {
    // Curves of other data or predictions are no older curves of these.
    if (prepared != m_solvedFrom) dropFollowers();
    m_solved = m_proof->bestKnown(view);
    m_solvedFrom = std::move(prepared);
    m_solveError.reset();
    followSoon();  // first: what is shown of them is old from now on
    emit resolved(work::kSolve);
    emit solvedChanged();
    emit stalenessChanged();
}

/// What was solved for other data must not stay where the new ones have no answer.
void Session::solveFailed(const Error& error) {
    m_solveError = error;
    if (m_solved && m_solvedFrom != m_prepared) dropResults();
    emit failed(error, work::kSolve);
    emit stalenessChanged();
}

void Session::SweepState::drop() {
    worker.discard();
    inputs = {};
    view.reset();
    error.reset();
    // A job that still runs keeps the one it has.
    carried = std::make_shared<std::shared_ptr<const SweepView>>();
}

void Session::dropFollowers() {
    m_followTimer.stop();
    m_comparer.discard();
    m_comparison.reset();
    m_comparisonError.reset();
    for (const SweepOver over : kSweeps) stateOf(over).drop();
    emit comparisonChanged();
    for (const SweepOver over : kSweeps) emit sweepChanged(over);
}

void Session::dropResults() {
    m_solved.reset();
    m_solvedFrom.reset();
    emit solvedChanged();
    dropFollowers();
}

/// Comparison and curves of large data take both processors for seconds, so that the picture under
/// the hand would wait for its turn: there, and where nobody sees them, they start when no newer
/// answer comes for a moment.
void Session::followSoon() {
    constexpr std::size_t kFollowAtOnce = 200'000;  // cells
    const RoutingProblem& problem = m_solved->experiment->problem;
    const bool large = problem.queryCount() * problem.modelCount() > kFollowAtOnce;
    if (m_persist && (large || !m_followersSeen)) {
        m_followTimer.start();
    } else {
        requestFollowers();
    }
}

/// What would follow the settings before is worthless under another pool, and would hold up the
/// answer that is asked for now. What it had shown stays until that answer is there.
void Session::stopFollowers() {
    m_followTimer.stop();
    // What it fits first serves every pool, and is not to begin again with every edit.
    if (m_tunedFrom == m_solvedFrom) m_comparer.discard();
    for (const SweepOver over : kSweeps) {
        SweepState& state = stateOf(over);
        state.worker.discard();
        state.inputs = {};
    }
}

void Session::requestFollowers() {
    m_shadow->request();
    requestComparison();
    requestSweep(SweepOver::Alpha);
    requestSweep(SweepOver::Capacity);
    if (m_solved->constraints.mode == RoutingMode::QualityUnderBudget) {
        requestSweep(SweepOver::Budget);
    }
}

void Session::requestComparison() {
    m_comparer.submit([this, solve = m_solved, prepared = m_solvedFrom, before = m_comparison,
                       tuner = m_tuner](const Worker::Context& context) {
        const auto show = [&](const std::shared_ptr<const ComparisonView>& view) {
            context.show([this, view] {
                m_comparison = view;
                m_comparisonError.reset();
                emit resolved(work::kComparison);
                emit comparisonChanged();
            });
        };
        auto view = compareAll(solve, before.get(), context.job);
        // Nobody waits for a fit to see the rest.
        if (!tuner->isReadyFor(prepared)) show(view);
        view = withHeldOut(*view, *tuner, prepared, context.job);
        show(view);
        context.show([this, prepared] { m_tunedFrom = prepared; });
        if (!view->curves) show(withCurves(*view, context.job));
    });
}

void Session::requestSweep(SweepOver over) {
    SweepState& state = stateOf(over);
    SweepInputs inputs = sweepInputs(over, *m_solved, m_compared);
    if (inputs.sameAs(state.inputs)) return;
    // Other data make the running curves worthless; another α or L only makes them old.
    const bool otherData = inputs.experiment != state.inputs.experiment;
    state.inputs = inputs;
    if (state.error) emit resolved(work::kSweep);
    state.error.reset();
    state.worker.submit(
        [this, over, inputs = std::move(inputs),
         carried = state.carried](const Worker::Context& context) {
            runSweep(inputs, *carried, context.job, [&](std::shared_ptr<const SweepView> view) {
                *carried = view;
                context.show([this, over, view = std::move(view)] {
                    stateOf(over).view = view;
                    emit sweepChanged(over);
                });
            });
        },
        otherData ? Worker::Running::Stop : Worker::Running::Finish);
}

void Session::storeScenario() {
    if (!m_persist || !m_store || !m_prepared) return;
    m_keeper.submit([this, store = m_store, scenario = m_scenario, routers = m_compared,
                     kept = m_kept, work = m_book->work()](const Worker::Context& context) {
        writeScenario(*store, scenario, routers, kept, work);
        context.show([this] { emit resolved(work::kKeeping); });
    });
}

}  // namespace orl
