#include "ui/session/session.h"

#include <algorithm>
#include <utility>

#include "core/lab/settings.h"
#include "core/route/router.h"
#include "ui/session/predictor_study.h"
#include "ui/session/undo.h"

namespace orl {

std::vector<std::string> defaultRouters() {
    return {"dual", "threshold", "willingness", "quality-only", "cost-only", "oracle"};
}

namespace {
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
      m_comparer(background(persist)),
      m_study(std::make_unique<PredictorStudy>(*this)) {
    m_storeTimer.setSingleShot(true);
    m_storeTimer.setInterval(1000);
    connect(&m_storeTimer, &QTimer::timeout, this, &Session::storeScenario);
    connectWorkers();
}

Session::~Session() = default;

void Session::connectWorkers() {
    for (Worker* worker :
         {&m_heavy, &m_solver, &m_comparer, &m_alphaSweep.worker, &m_capacitySweep.worker}) {
        connect(worker, &Worker::failed, this, &Session::failed);
        connect(worker, &Worker::becameIdle, this, [this] {
            if (settled()) emit becameSettled();
        });
    }
    connect(m_study.get(), &PredictorStudy::failed, this, &Session::failed);
    connect(m_study.get(), &PredictorStudy::becameIdle, this, [this] {
        if (settled()) emit becameSettled();
    });
    connect(&m_keeper, &Worker::failed, this, &Session::failed);
    connect(&m_heavy, &Worker::progress, this, &Session::heavyProgress);
    connect(&m_heavy, &Worker::failed, this, &Session::revertPreparation);
    connect(&m_heavy, &Worker::cancelled, this, &Session::revertPreparation);
    connect(&m_heavy, &Worker::becameIdle, this, &Session::heavyEnded);
}

Session::SweepState& Session::stateOf(SweepOver over) {
    return over == SweepOver::Alpha ? m_alphaSweep : m_capacitySweep;
}

const std::shared_ptr<const SweepView>& Session::sweep(SweepOver over) const {
    return over == SweepOver::Alpha ? m_alphaSweep.view : m_capacitySweep.view;
}

QString Session::workspaceFile() const {
    return m_store ? QString::fromStdString(m_store->workspace.file().string()) : QString();
}

bool Session::busy() const {
    return !(m_heavy.idle() && m_solver.idle() && m_comparer.idle() && m_alphaSweep.worker.idle() &&
             m_capacitySweep.worker.idle() && !m_study->busy());
}

bool Session::settled() const {
    return m_solved && !busy();
}

void Session::edit(const Scenario& next, const QString& text, int gesture) {
    if (next == m_scenario) return;
    m_undo.push(new ScenarioCommand(*this, m_scenario, next, text, gesture));
}

void Session::apply(const Scenario& next) {
    m_scenario = next;
    emit scenarioChanged();
    if (!m_storeTimer.isActive()) m_storeTimer.start();
    if (!m_prepared) return;
    requestPrepare();
    requestSolve();
}

void Session::setComparedRouters(std::vector<std::string> routers) {
    if (routers == m_compared) return;
    m_compared = std::move(routers);
    if (!m_storeTimer.isActive()) m_storeTimer.start();
    emit comparedRoutersChanged();
    requestSolve();
}

void Session::requestSolve() {
    if (!m_prepared) return;
    m_solver.submit([this, engine = m_engine, prepared = m_prepared, scenario = m_scenario,
                     routers = m_compared](const Worker::Context& context) {
        auto view = engine->solve(prepared, scenario, routers, context.job.stop);
        context.show([this, view = std::move(view)] { accept(view); });
    });
}

void Session::accept(std::shared_ptr<const SolveView> view) {
    m_solved = std::move(view);
    emit solvedChanged();
    requestFollowers();
}

void Session::requestFollowers() {
    requestComparison();
    requestSweep(SweepOver::Alpha);
    requestSweep(SweepOver::Capacity);
}

void Session::requestComparison() {
    m_comparer.submit(
        [this, solve = m_solved, before = m_comparison](const Worker::Context& context) {
            const auto show = [&](const std::shared_ptr<const ComparisonView>& view) {
                context.show([this, view] {
                    m_comparison = view;
                    emit comparisonChanged();
                });
            };
            const auto view = compareAll(solve, before.get(), context.job);
            show(view);
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
    m_keeper.submit([store = m_store, scenario = m_scenario, routers = m_compared](
                        const Worker::Context&) { writeScenario(*store, scenario, routers); });
}

}  // namespace orl
