#include "core/optimize/proof/core_search.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/optimize/dual/ties.h"
#include "core/optimize/parameters.h"
#include "core/support/error.h"

namespace orl {

namespace {

constexpr std::int32_t kBase = -1;
constexpr std::int32_t kNone = -2;
constexpr double kInfinity = std::numeric_limits<double>::infinity();
using namespace parameters::proof;

}  // namespace

CoreSearch::CoreSearch(DualFunction& dual, const Goal& goal,
                       const std::vector<std::int64_t>& capacity, const Multipliers& at,
                       double dualValue, double unit)
    : m_table(dual.table()),
      m_goal(goal),
      m_kappa(goal.mode == RoutingMode::CostUnderFloor ? at.qualityWeight : at.costWeight),
      m_dualValue(dualValue),
      m_core(dual, goal, capacity, at, unit) {}

CoreOutcome CoreSearch::run(Routing& routing, std::size_t stateLimit, double gapTarget,
                            const std::stop_token& stop) {
    m_best = routing.objective - m_dualValue;
    m_rounding = m_goal.rounding(m_dualValue, m_best, m_kappa);
    if (m_best <= m_rounding) return {m_dualValue + m_best, true};
    CoreOutcome outcome{m_dualValue, false};
    if (m_best <= gapTarget * std::abs(m_dualValue)) return outcome;

    m_work = 0;
    m_core.collect(routing.assignment, m_best, ties::ofRounding(m_rounding, m_table.queries));
    std::size_t leastCrowd = parameters::kLeastCrowd;
    std::size_t added = kFirstItems;
    double done = 0.0;
    while (!outcome.proven) {
        const double next = m_core.marginAfter(done, added);
        if (next == kInfinity && !m_core.reachesAll()) break;
        const double budget = std::min(m_best, next);
        m_budget = budget + m_rounding;
        if (!m_core.prepare(m_budget, leastCrowd)) break;
        m_leastDropped = kInfinity;
        const double before = m_best;
        pass(stateLimit, stop);
        if (m_bestNode != kNone && !realize(routing)) {
            // The crowds were too small for what the search relied on: once more with larger ones.
            m_best = before;
            if (leastCrowd > m_table.queries) break;
            leastCrowd *= kCrowdGrowth;
            continue;
        }
        if (!m_core.complete()) break;
        const double searched = std::min(m_budget, m_leastDropped);
        outcome.proven = m_best <= searched;
        outcome.bound = std::max(outcome.bound, m_dualValue + searched - 2.0 * m_rounding);
        if (m_leastDropped < m_budget) break;
        done = budget;
        added += added / 2;
    }
    if (outcome.proven) outcome.bound = m_dualValue + m_best;
    return outcome;
}

/// Turns the best state of the pass into a routing. @returns false, and leaves the routing, if the
/// ties cannot settle its loads
bool CoreSearch::realize(Routing& routing) {
    Assignment found = m_core.base();
    for (std::int32_t at = m_bestNode; at != kBase;) {
        const Deviation& deviation = m_deviations[static_cast<std::size_t>(at)];
        const CoreItems::Item& item = m_core.items()[static_cast<std::size_t>(deviation.item)];
        for (const std::int32_t query : m_core.queries(item))
            found[static_cast<std::size_t>(query)] = deviation.model;
        at = deviation.before;
    }
    if (!m_core.settle(found)) return false;
    Routing realized = routingOf(m_table, m_goal, std::move(found));
    if (realized.resource < m_goal.required) return false;
    m_best = realized.objective - m_dualValue;
    routing = std::move(realized);
    return true;
}

/// The least that completing the state adds, whatever its loads: anything that is to improve on it
/// takes at least one more move, every query above a capacity has to leave, resource that is short
/// takes moves that gain it, and resource to spare is paid for or given away by moves.
double CoreSearch::completion(const State& state, std::size_t next) const {
    const double step = m_core.greatestStep(next);
    const double spare = m_core.resource() + state.resource - m_goal.required;
    double need = m_core.margins(next, std::max<std::int64_t>(state.over, 1));
    if (spare < 0.0) {
        const double moves = std::ceil(-spare / step - kStepNoise);
        const bool enough = moves <= static_cast<double>(m_core.items().size());
        need = enough ? std::max(need, m_core.margins(next, static_cast<std::int64_t>(moves)))
                      : kInfinity;
    } else if (spare > 0.0 && next < m_core.items().size()) {
        const double margin = m_core.items()[next].margin;
        const double moves = std::floor(spare / step - kStepNoise);
        need =
            std::max(need, step > 0.0 ? moves * std::min(margin, m_kappa * step) : m_kappa * spare);
    }
    return need;
}

/// Counts the overloads, and what completing the state adds at least: beside completion(), every
/// priced slot that is free is paid for, or filled by a query of its own.
void CoreSearch::weigh(State& state, std::size_t next) const {
    const double margin = next < m_core.items().size() ? m_core.items()[next].margin : kInfinity;
    std::int64_t over = 0;
    double slots = 0.0;
    for (const CoreItems::Lane& lane : m_core.lanes()) {
        const std::int64_t load = m_core.load(state.loads, lane);
        if (load > 0)
            over += load;
        else if (load < 0)
            slots += static_cast<double>(-load) * std::min(lane.price, margin);
    }
    state.over = static_cast<std::int32_t>(over);
    state.need = std::max(slots, completion(state, next));
}

double CoreSearch::reach() const {
    return std::min(m_budget, m_best - m_rounding);
}

/// All states with the option taken on top, in the order of the states.
void CoreSearch::extend(std::size_t item, const CoreItems::Option& option) {
    const std::int64_t limit = m_core.greatestLoad();
    const std::span<const CoreItems::Lane> lanes = m_core.lanes();
    m_added.clear();
    for (const State& state : m_states) {
        State next = state;
        next.regret += option.regret;
        if (next.regret > reach()) continue;
        next.loads = state.loads + option.change;
        if ((option.from >= 0 &&
             m_core.load(next.loads, lanes[static_cast<std::size_t>(option.from)]) < -limit) ||
            (option.to >= 0 &&
             m_core.load(next.loads, lanes[static_cast<std::size_t>(option.to)]) > limit)) {
            m_leastDropped = std::min(m_leastDropped, next.regret);
            continue;
        }
        next.objective += option.objective;
        next.resource += option.resource;
        weigh(next, item + 1);
        const double total = m_core.objective() + next.objective - m_dualValue;
        const bool better = next.over == 0 && total <= reach() &&
                            m_core.resource() + next.resource >= m_goal.required;
        if (!better && next.regret + next.need > reach()) continue;
        next.node = static_cast<std::int32_t>(m_deviations.size());
        m_deviations.push_back({state.node, static_cast<std::int32_t>(item), option.model});
        if (better) {
            m_best = total;
            m_bestNode = next.node;
        }
        m_added.push_back(next);
    }
}

/// Adds the new states; of those with the same loads only the undominated ones stay, and of all
/// only those that may still lead within reach.
void CoreSearch::merge(std::vector<State>& states, std::size_t next) {
    const auto before = [](const State& a, const State& b) {
        if (a.loads != b.loads) return a.loads < b.loads;
        if (a.objective != b.objective) return a.objective < b.objective;
        return a.resource > b.resource;
    };
    const double same = kSameResource * m_goal.slack;
    m_merged.clear();
    const auto keep = [&](const State& state) {
        if (state.regret + std::max(state.need, completion(state, next)) > reach()) return;
        if (!m_merged.empty() && m_merged.back().loads == state.loads &&
            m_merged.back().resource + same >= state.resource)
            return;
        m_merged.push_back(state);
    };
    auto a = states.begin();
    auto b = m_added.begin();
    while (a != states.end() || b != m_added.end()) {
        const bool second = a == states.end() || (b != m_added.end() && before(*b, *a));
        keep(second ? *b++ : *a++);
    }
    states.swap(m_merged);
}

/// Drops all but the states that need least to be completed.
void CoreSearch::keepBest(std::size_t stateLimit) {
    if (m_states.size() <= stateLimit) return;
    const auto rank = [&](const State& state) {
        const double spare = m_core.resource() + state.resource - m_goal.required;
        return std::pair(state.regret + state.need, std::abs(spare));
    };
    std::vector<std::pair<double, double>> ranks;
    for (const State& state : m_states) ranks.push_back(rank(state));
    std::nth_element(ranks.begin(), ranks.begin() + static_cast<std::ptrdiff_t>(stateLimit),
                     ranks.end());
    const auto last = ranks[stateLimit];
    m_leastDropped = std::min(m_leastDropped, last.first);
    std::erase_if(m_states, [&](const State& state) { return rank(state) >= last; });
}

void CoreSearch::pass(std::size_t stateLimit, const std::stop_token& stop) {
    m_deviations.clear();
    m_bestNode = kNone;
    State base{m_core.loads(), 0.0, 0.0, 0.0, 0.0, 0, kBase};
    weigh(base, 0);
    const double total = m_core.objective() - m_dualValue;
    if (base.over == 0 && m_core.resource() >= m_goal.required && total <= reach()) {
        m_best = total;
        m_bestNode = kBase;
    }
    m_states.assign(1, base);
    for (std::size_t t = 0; t < m_core.items().size() && !m_states.empty(); ++t) {
        if (stop.stop_requested()) throw Cancelled();
        const CoreItems::Item& item = m_core.items()[t];
        if (item.margin > reach()) break;
        m_work += m_states.size() * item.optionCount;
        if (m_work > kWorkPerState * stateLimit) {
            for (const State& state : m_states)
                m_leastDropped = std::min(m_leastDropped, state.regret + state.need);
            break;
        }
        m_next = m_states;
        for (const CoreItems::Option& option : m_core.options(item)) {
            if (option.regret > reach()) continue;
            extend(t, option);
            merge(m_next, t + 1);
        }
        m_states.swap(m_next);
        keepBest(stateLimit);
    }
}

}  // namespace orl
