#include "ui/pages/compare/scenario_answers.h"

#include <algorithm>
#include <utility>

#include "ui/session/session.h"
#include "ui/widgets/format.h"

namespace orl {

ScenarioAnswers::ScenarioAnswers(Session& session) : m_session(session) {
    connect(&m_worker, &Worker::becameIdle, this, &ScenarioAnswers::becameIdle);
}

void ScenarioAnswers::forget() {
    m_worker.discard();
    m_known.clear();
    m_base = -1;
    m_now.reset();
}

void ScenarioAnswers::request(std::vector<ScenarioColumn>& columns, int base,
                              const std::optional<LoadSettings>& load,
                              const std::shared_ptr<const SolveView>& now) {
    // The rate stays that of the state when the load was first asked for: else every drag would
    // make all figures anew.
    const bool sameLoad = load == m_load && (!load || m_now);
    m_load = load;
    if (!sameLoad) m_now = load ? now : nullptr;
    std::vector<Known> asked;
    asked.reserve(columns.size());
    for (const ScenarioColumn& column : columns) {
        Known known{column.scenario, column.solve, nullptr,     {},
                    nullptr,         nullptr,      column.data, nullptr};
        known.scenario.name.clear();
        const auto found =
            std::ranges::find_if(m_known, [&](const Known& each) { return each.is(known); });
        asked.push_back(found != m_known.end() ? *found : known);
        if (!sameLoad) asked.back().load.reset();
    }
    const auto from = base < 0 ? nullptr : asked[std::size_t(base)].answer;
    bool complete = true;
    for (Known& each : asked) {
        if (each.from != from) each.flows.reset();
        const bool flowing = from && each.answer && !each.flows;
        complete &= each.error || (each.answer && !flowing && (!load || each.load));
    }
    const bool same = m_worker.idle() == false && base == m_base && sameLoad &&
                      asked.size() == m_known.size() &&
                      std::equal(asked.begin(), asked.end(), m_known.begin(),
                                 [](const Known& a, const Known& b) { return a.is(b); });
    m_known = asked;
    m_base = base;
    for (std::size_t k = 0; k < columns.size(); ++k) {
        columns[k].answer = m_known[k].answer;
        columns[k].error = m_known[k].error ? sentence(*m_known[k].error) : QString();
        columns[k].flows = m_known[k].flows;
        columns[k].load = m_known[k].load;
    }
    if (complete || same) return;
    m_worker.submit([this, what = Asked{std::move(asked), base, m_load, m_now, m_session.store(),
                                        m_session.solvedFrom()}](const Worker::Context& context) {
        find(what, context);
    });
}

/// On the worker.
void ScenarioAnswers::answerOne(const Asked& asked, Known& each, const Job& job) {
    try {
        if (!each.answer && each.solve) {
            auto answer = std::make_shared<ScenarioAnswer>();
            answer->scenario = each.scenario;
            answer->figures = scenarioFigures(*each.solve);
            answer->routed =
                std::make_shared<const RoutedQueries>(routedQueries(*each.solve, each.data));
            each.answer = std::move(answer);
        } else if (!each.answer) {
            each.answer = m_solver->solve(asked.store, asked.prepared, each.scenario, job);
        }
        if (!asked.load || each.load) return;
        each.load =
            each.solve
                ? std::make_shared<const LoadFigures>(loadFigures(*each.solve, *asked.load, job))
                : m_solver->simulate(asked.store, asked.prepared, each.scenario, *asked.load, job);
    } catch (const Error& error) {
        each.error = error;
    }
}

/// On the worker. The base first: all flows come from it.
void ScenarioAnswers::find(Asked asked, const Worker::Context& context) {
    std::vector<Known>& columns = asked.columns;
    const int base = asked.base;
    std::vector<std::size_t> order;
    order.reserve(columns.size());
    if (base >= 0) order.push_back(std::size_t(base));
    for (std::size_t k = 0; k < columns.size(); ++k) {
        if (int(k) != base) order.push_back(k);
    }
    try {
        if (asked.load && asked.now) asked.load = fixedLoad(*asked.load, *asked.now, context.job);
    } catch (const Error&) {
        // Each column says what cannot be simulated of it.
    }
    for (const std::size_t k : order) {
        if (context.superseded.stop_requested()) return;
        context.job.check();
        Known& each = columns[k];
        // Two columns may ask the same, and then have one answer.
        const auto twin = std::ranges::find_if(
            columns, [&](const Known& other) { return other.answer && other.is(each); });
        if (!each.answer && twin != columns.end()) each.answer = twin->answer;
        if (!each.error) answerOne(asked, each, context.job);
        const auto& from = base < 0 ? nullptr : columns[std::size_t(base)].answer;
        if (from && each.answer && (!each.flows || each.from != from)) {
            each.flows = std::make_shared<const QueryFlows>(
                flowsBetween(*from->routed, *each.answer->routed));
            each.from = from;
        }
        context.show([this, found = each] { keep(found); });
    }
}

void ScenarioAnswers::keep(const Known& found) {
    const auto known =
        std::ranges::find_if(m_known, [&](const Known& each) { return each.is(found); });
    if (known == m_known.end()) return;  // nobody asks about it any more
    for (Known& each : m_known) {
        if (each.is(found)) each = found;
    }
    emit changed();
}

}  // namespace orl
