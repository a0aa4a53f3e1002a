#include "ui/pages/simulation/runner.h"

#include <algorithm>

#include "core/lab/views.h"
#include "ui/session/same_queries.h"
#include "ui/session/session.h"

namespace orl {

namespace {

/// Whether a run of the one is a run of the other: capacities of the batch play no part.
bool sameLoadGround(const SolveView& one, const SolveView& other) {
    return one.experiment == other.experiment && one.constraints.mode == other.constraints.mode &&
           one.constraints.qualityFloor == other.constraints.qualityFloor &&
           one.constraints.budget == other.constraints.budget;
}

std::vector<double> strengthsOf(const Experiment& experiment, const SimulationPlan& plan) {
    std::vector<double> strength(experiment.models.size(), -1.0);
    for (std::size_t j = 0; j < strength.size(); ++j) {
        if (plan.slotsOf(j) == 0) continue;
        double sum = 0.0;
        std::size_t known = 0;
        for (std::size_t i = 0; i < experiment.problem.queryCount(); ++i) {
            if (!experiment.problem.allowed(i, j)) continue;
            sum += experiment.problem.quality(i, j);
            ++known;
        }
        if (known > 0) strength[j] = sum / double(known);
    }
    return strength;
}

}  // namespace

double LoadView::end() const {
    double last = 0.0;
    for (const auto& replay : replays) last = std::max(last, replay->end());
    return last;
}

LoadRunner::LoadRunner(Session& session, QObject* parent) : QObject(parent), m_session(session) {
    connect(&session, &Session::preparedChanged, this, &LoadRunner::follow);
    connect(&session, &Session::solvedChanged, this, &LoadRunner::follow);
    connect(&session, &Session::stalenessChanged, this, &LoadRunner::follow);
    connect(&m_worker, &Worker::failed, this, [this](const Error& error) {
        m_error = error;
        emit stateChanged();
    });
    connect(&m_worker, &Worker::started, this, &LoadRunner::stateChanged);
    connect(&m_worker, &Worker::becameIdle, this, &LoadRunner::stateChanged);
}

bool LoadRunner::isStale() const {
    if (!m_view) return false;
    const auto& solve = m_session.solved();
    return !solve || m_view->settings != m_settings || !sameLoadGround(*solve, *m_view->solve);
}

void LoadRunner::setSettings(const LoadSettings& settings) {
    if (settings == m_settings) return;
    m_settings = settings;
    follow();
}

void LoadRunner::setActive(bool active) {
    m_active = active;
    if (active) follow();
}

void LoadRunner::follow() {
    const auto& solve = m_session.solved();
    const bool there = solve && m_session.solvedFrom() && !m_session.showsOtherData();
    if (m_view && (!there || !sameQueries(m_view->prepared.get(), m_session.solvedFrom().get()))) {
        m_view.reset();
        emit viewChanged();
    }
    if (!there) {
        m_worker.discard();
        m_asked.reset();
        m_error.reset();
        emit stateChanged();
        return;
    }
    const bool asked = m_asked && m_askedSettings == m_settings && sameLoadGround(*m_asked, *solve);
    if (asked || !m_active) {
        emit stateChanged();
        return;
    }
    request();
}

void LoadRunner::request() {
    m_asked = m_session.solved();
    m_askedSettings = m_settings;
    m_error.reset();
    m_worker.submit(
        [this, solve = m_asked, prepared = m_session.solvedFrom(),
         settings = m_settings](const Worker::Context& context) {
            auto view = std::make_shared<LoadView>();
            view->settings = settings;
            view->solve = solve;
            view->prepared = prepared;
            view->question =
                loadQuestion(settings, solve->experiment, solve->constraints, context.job);
            const LoadCase& load = view->question.load;
            view->runs = std::make_shared<const LoadRuns>(loadRuns(load.experiment, load.plan,
                                                                   view->question.choices,
                                                                   settings.tune, {}, context.job));
            view->strength = strengthsOf(*load.experiment, load.plan);
            view->replays.reserve(view->runs->runs.size());
            for (const LoadRun& run : view->runs->runs) {
                view->replays.push_back(
                    std::make_shared<const RunReplay>(*load.experiment, run.result));
            }
            context.show([this, view = std::shared_ptr<const LoadView>(std::move(view))] {
                m_view = view;
                emit viewChanged();
            });
        },
        Worker::Running::Stop);
    emit stateChanged();
}

}  // namespace orl
