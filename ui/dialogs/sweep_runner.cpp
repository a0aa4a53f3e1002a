#include "ui/dialogs/sweep_runner.h"

#include <chrono>
#include <cmath>

#include "core/lab/settings.h"
#include "core/lab/solving.h"
#include "ui/session/same_queries.h"
#include "ui/session/scenario_book.h"
#include "ui/session/session.h"

namespace orl {

namespace {

/// Without what the axes set, and without the goal that set a floor.
Scenario apartFromAxes(const SweepRunner::View& view, Scenario scenario) {
    GridCell first;
    first.x = view.inputs.x.values.front();
    if (view.inputs.y) first.y = view.inputs.y->values.front();
    scenario = scenarioAt(view.inputs, first, std::move(scenario));
    scenario.constraints.guarantee = {};
    if (scenario.constraints.mode == RoutingMode::CostUnderFloor) {
        scenario.constraints.budgetPer1000 = 0.0;
    } else {
        scenario.constraints.qualityFloor = 0.0;
    }
    return scenario;
}

}  // namespace

SweepRunner::SweepRunner(Session& session, QObject* parent) : QObject(parent), m_session(session) {
    connect(&session, &Session::preparedChanged, this, &SweepRunner::followData);
    connect(&session, &Session::solvedChanged, this, &SweepRunner::followData);
    connect(&m_worker, &Worker::progress, this, &SweepRunner::progress);
    connect(&m_worker, &Worker::failed, this, [this](const Error& error) {
        m_error = error;
        emit changed();
    });
    connect(&m_worker, &Worker::becameIdle, this, &SweepRunner::changed);
    connect(&m_worker, &Worker::cancelled, this, &SweepRunner::changed);
}

/// A sweep of other queries would lie under the name of these.
void SweepRunner::followData() {
    const bool same = m_view && sameQueries(m_session.prepared().get(), m_view->prepared.get());
    if (same || (!m_view && m_worker.idle() && !m_error)) return;
    m_worker.discard();
    m_view.reset();
    m_error.reset();
    emit changed();
}

bool SweepRunner::isCurrent() const {
    if (!m_view || m_session.prepared() != m_view->prepared) return false;
    const bool volume = m_view->inputs.x.kind == AxisKind::Volume ||
                        (m_view->inputs.y && m_view->inputs.y->kind == AxisKind::Volume);
    const double queries = m_session.book().monthlyQueries();
    const double then = m_view->inputs.monthlyQueries;
    if (!volume && (std::isnan(then) ? queries > 0.0 : queries != then)) return false;
    const Scenario now = apartFromAxes(*m_view, m_session.scenario());
    const Scenario before = apartFromAxes(*m_view, m_view->scenario);
    return now.pool == before.pool && now.constraints == before.constraints;
}

std::optional<GridInputs> SweepRunner::inputsFor(SweepAxis x, std::optional<SweepAxis> y,
                                                 std::vector<std::string> routers) const {
    const auto& solve = m_session.solved();
    const auto& prepared = m_session.solvedFrom();
    if (!solve || !prepared) return {};
    GridInputs inputs;
    inputs.x = std::move(x);
    inputs.y = std::move(y);
    inputs.routers = std::move(routers);
    inputs.experiment = solve->experiment;
    inputs.pool = solve->scenario.pool;
    inputs.remake = [prepared, own = m_session.ownRouters()](const PoolSettings& pool,
                                                             const Experiment* before) {
        return experimentOf(*prepared, *prepared->predictions, pool, before, own.get());
    };
    const ConstraintSettings& settings = solve->scenario.constraints;
    inputs.constraints = [settings](const Experiment& experiment) {
        return constraintsOf(settings, experiment);
    };
    inputs.seed = solve->scenario.preparation.seed;
    const double queries = m_session.book().monthlyQueries();
    if (!(queries > 0.0)) return inputs;
    inputs.monthlyQueries = queries;
    const bool volume =
        inputs.x.kind == AxisKind::Volume || (inputs.y && inputs.y->kind == AxisKind::Volume);
    const auto setsGoal = [](const SweepAxis& axis) {
        return axis.kind == AxisKind::Alpha || axis.kind == AxisKind::Budget;
    };
    const bool goal = setsGoal(inputs.x) || (inputs.y && setsGoal(*inputs.y));
    // Under a budget the money a month is what is asked for, and stays while the volume moves.
    if (volume && !goal && settings.mode == RoutingMode::QualityUnderBudget) {
        inputs.monthlyMoney = settings.budgetPer1000 * queries / 1000.0;
    }
    return inputs;
}

void SweepRunner::run(const GridInputs& inputs) {
    m_error.reset();
    auto view = std::make_shared<View>();
    view->inputs = inputs;
    view->scenario = m_session.solved()->scenario;
    view->prepared = m_session.solvedFrom();
    view->cells.resize(inputs.routers.size() * inputs.x.values.size() *
                       (inputs.y ? inputs.y->values.size() : 1));
    m_view = view;
    m_worker.submit(
        [this, known = std::make_shared<View>(*view)](const Worker::Context& context) {
            constexpr auto kPause = std::chrono::milliseconds(100);
            auto last = std::chrono::steady_clock::now();
            const auto show = [&] {
                context.show([this, shown = std::make_shared<const View>(*known)] {
                    m_view = shown;
                    emit changed();
                });
            };
            known->cells =
                sweepGrid(known->inputs, context.job,
                          [&](std::size_t index, const std::shared_ptr<const GridCell>& cell) {
                              known->cells[index] = cell;
                              const auto now = std::chrono::steady_clock::now();
                              if (now - last < kPause) return;
                              last = now;
                              show();
                          });
            known->complete = true;
            show();
        },
        Worker::Running::Stop);
    emit changed();
}

void SweepRunner::cancel() {
    m_worker.discard();
    emit changed();
}

}  // namespace orl
