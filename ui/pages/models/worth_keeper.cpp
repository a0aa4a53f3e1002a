#include "ui/pages/models/worth_keeper.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "core/lab/pool_edit.h"
#include "core/lab/solving.h"
#include "ui/session/session.h"
#include "ui/widgets/format.h"

namespace orl {

namespace {

constexpr int kWorthRests = 150;  // milliseconds

/// The objective with that model switched on; NaN where the goal is out of reach all the same.
double objectiveIfOn(const std::shared_ptr<const Prepared>& prepared, const SolveView& solve,
                     const std::string& model, const Job& job) {
    Scenario scenario = solve.scenario;
    scenario.router = "dual";
    std::erase(scenario.pool.disabled, model);
    const auto found = SolveEngine().solve(prepared, scenario, {}, job.stop);
    return scenario.constraints.mode == RoutingMode::CostUnderFloor
               ? found->chosen.objective
               : found->chosen.predictedAccuracy;
}

}  // namespace

bool sameOptimum(const SolveView& one, const SolveView& other) {
    ConstraintSettings a = one.scenario.constraints;
    ConstraintSettings b = other.scenario.constraints;
    a.guarantee = b.guarantee = {};  // only says where the floor comes from
    return one.experiment == other.experiment && a == b;
}

WorthKeeper::WorthKeeper(Session& session, QObject* parent) : QObject(parent), m_session(session) {
    m_rest.setSingleShot(true);
    m_rest.setInterval(kWorthRests);
    connect(&m_rest, &QTimer::timeout, this, &WorthKeeper::request);
    connect(&m_worker, &Worker::becameIdle, this, &WorthKeeper::changed);
    connect(&m_worker, &Worker::failed, this, [this](const Error& error) {
        m_failure = sentence(error);
        emit changed();
    });
    connect(&session, &Session::scenarioChanged, this, &WorthKeeper::giveWay);
}

/// To the answer that is asked for now, which nearly always makes these rows old.
void WorthKeeper::giveWay() {
    if (!isBusy()) return;
    m_interrupted = true;
    m_rest.stop();
    m_worker.discard();
}

void WorthKeeper::follow() {
    const auto& solved = m_session.solved();
    const bool same = solved && m_solve && sameOptimum(*solved, *m_solve);
    if (same && std::exchange(m_interrupted, false)) m_rest.start();
    if (same || (!solved && !m_solve)) return;
    m_interrupted = false;
    const bool samePool =
        solved && m_solve && solved->experiment->models == m_solve->experiment->models;
    m_solve = solved;
    m_failure.clear();
    m_worker.discard();
    if (!samePool) m_rows.clear();
    if (solved) m_rows.resize(solved->experiment->models.size());
    for (Row& row : m_rows) row.fresh = false;
    if (solved) {
        m_rest.start();
    } else {
        m_rest.stop();
    }
    emit changed();
}

/// The one that is looked at first, then those that get most.
std::vector<std::size_t> WorthKeeper::order() const {
    std::vector<std::size_t> order(m_rows.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    const std::vector<double>& share = m_solve->chosen.share;
    const auto weight = [&](std::size_t j) {
        return int(j) == m_preferred ? 2.0 : j < share.size() ? share[j] : 0.0;
    };
    std::ranges::stable_sort(order, std::ranges::greater(), weight);
    return order;
}

void WorthKeeper::request() {
    const auto& prepared = m_session.solvedFrom();
    if (!m_solve || !prepared) return;
    m_worker.submit(
        [this, solve = m_solve, prepared, order = order()](const Worker::Context& context) {
            WorthEngine engine(*solve);
            for (const std::size_t j : order) {
                Row row;
                const std::string& model = solve->experiment->models[j];
                if (isOn(solve->scenario.pool, model)) {
                    row.worth = engine.worthOf(j, context.job);
                } else {
                    row.ifOn = objectiveIfOn(prepared, *solve, model, context.job);
                }
                row.fresh = true;
                context.show([this, solve, j, row] {
                    if (solve != m_solve) return;
                    m_rows[j] = row;
                    emit changed();
                });
            }
        },
        Worker::Running::Stop);
}

}  // namespace orl
