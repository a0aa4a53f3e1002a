#include "core/optimize/proof/core_search.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/optimize/dual/ties.h"
#include "core/optimize/parameters.h"
#include "core/support/infinity.h"
#include "core/support/memory_budget.h"

namespace orl {

namespace {

constexpr std::int32_t kBase = -1;
constexpr std::int32_t kNone = -2;
using namespace parameters::proof;

}  // namespace

CoreSearch::CoreSearch(DualFunction& dual, const Goal& goal,
                       const std::vector<std::int64_t>& capacity, const Multipliers& at,
                       double dualValue, double unit, std::pmr::memory_resource* memory)
    : m_table(dual.table()),
      m_goal(goal),
      m_kappa(goal.mode == RoutingMode::CostUnderFloor ? at.qualityWeight : at.costWeight),
      m_dualValue(dualValue),
      m_core(dual, goal, capacity, at, unit, memory),
      m_loadBound(memory),
      m_left(memory),
      m_right(memory),
      m_added(memory),
      m_merged(memory),
      m_partners(memory),
      m_ranks(memory),
      m_deviations(memory) {}

CoreOutcome CoreSearch::run(Routing& routing, const Effort& effort) {
    m_best = routing.objective - m_dualValue;
    m_rounding = m_goal.rounding(m_dualValue, m_best, m_kappa);
    if (m_best <= m_rounding) return {m_dualValue + m_best, true};
    CoreOutcome outcome{m_dualValue, false};
    try {
        search(routing, effort, outcome);
    } catch (const MemoryBudget::Spent&) {
        // What the passes before it found and proved remains.
    }
    if (outcome.proven) outcome.bound = routing.objective;
    return outcome;
}

void CoreSearch::search(Routing& routing, const Effort& effort, CoreOutcome& outcome) {
    m_work = 0;
    m_core.collect(routing.assignment, m_best, ties::ofRounding(m_rounding, m_table.queries));
    std::size_t leastCrowd = parameters::kLeastCrowd;
    std::size_t count = kFirstItems;
    double searched = 0.0;
    double margin = 0.0;
    while (!outcome.proven && m_best > effort.gapTarget * std::abs(m_dualValue)) {
        const bool nearly = m_core.marginAfter(0.0, count + count / kNearly) >= m_best;
        // Of many with the same margin all come at once.
        const double next = std::max(m_core.marginAfter(0.0, count), m_core.marginAfter(margin, 0));
        if (next == kInfinity && !m_core.reachesAll()) return;
        const double asked = (nearly ? m_best : std::min(m_best, next)) + m_rounding;
        m_budget = asked;
        if (!m_core.prepare(m_budget, leastCrowd)) return;
        const double before = m_best;
        pass(searched, effort);
        if (m_bestLeft != kNone && !realize(routing)) {
            // The crowds were too small for what the search relied on: once more with larger ones.
            m_best = before;
            if (leastCrowd > m_table.queries) return;
            leastCrowd *= kCrowdGrowth;
            continue;
        }
        if (!m_core.complete() || m_budget <= searched) return;
        outcome.proven = m_best <= m_budget;
        outcome.bound = std::max(outcome.bound, m_dualValue + m_budget - 2.0 * m_rounding);
        const std::size_t more = grown(count, effort.states);
        if (m_budget < asked || more == count) return;
        searched = m_budget;
        margin = next;
        count = more;
    }
}

/// How many queries the next pass may list. Their states grow with e^√n for n queries: where these
/// would be too many for all but a few more, the search will not finish.
std::size_t CoreSearch::grown(std::size_t count, std::size_t most) const {
    const auto states = static_cast<double>(std::max({m_left.size(), m_right.size(), kFewStates}));
    const double ratio = std::log(static_cast<double>(most)) / std::log(states);
    const double factor = std::min(kItemGrowth, kExpectedShare * ratio * ratio);
    return factor < kLeastItemGrowth
               ? count
               : static_cast<std::size_t>(std::ceil(factor * static_cast<double>(count)));
}

/// Turns the best states of the pass into a routing. @returns false, and leaves the routing, if the
/// ties cannot settle its loads
bool CoreSearch::realize(Routing& routing) {
    Assignment found = m_core.base();
    for (std::int32_t at : {m_bestLeft, m_bestRight}) {
        while (at != kBase) {
            const Deviation& deviation = m_deviations[static_cast<std::size_t>(at)];
            const CoreItems::Item& item = m_core.items()[static_cast<std::size_t>(deviation.item)];
            for (const std::int32_t query : m_core.queries(item))
                found[static_cast<std::size_t>(query)] = deviation.model;
            at = deviation.before;
        }
    }
    if (!m_core.settle(found)) return false;
    Routing realized = routingOf(m_table, m_goal, std::move(found));
    if (realized.resource < m_goal.required) return false;
    m_best = realized.objective - m_dualValue;
    routing = std::move(realized);
    return true;
}

/// Most regret of interest in a pass.
double CoreSearch::reach() const {
    return std::min(m_budget, m_best - m_rounding);
}

/// And of two states together: what is beyond the pass proves nothing, but it may be found at once.
double CoreSearch::widest() const {
    return std::min(kJoinReach * m_budget, m_best - m_rounding);
}

/// Looks for the best assignment within the budget, which becomes less where lists grow too long.
/// @param searched a budget that says nothing new
void CoreSearch::pass(double searched, const Effort& effort) {
    m_deviations.clear();
    m_bestLeft = m_bestRight = kNone;
    m_left.clear();
    m_right.clear();
    m_loadBound.list(
        m_core, reach(), widest(),
        std::min(effort.states, std::max(kLeastLoads, effort.states / kStatesPerLoads)));
    m_work += m_loadBound.work();
    listHalf(0, effort, m_left);
    if (m_budget > searched) listHalf(1, effort, m_right);
    if (m_budget > searched) join(effort);
}

bool CoreSearch::spent(const Effort& effort) const {
    return effort.over() || m_work / kWorkPerState > effort.states ||
           m_deviations.size() > std::numeric_limits<std::int32_t>::max() / 2;
}

/// All sets of deviations of every other item.
void CoreSearch::listHalf(std::size_t first, const Effort& effort, States& states) {
    states.assign(1, State{m_core.loads(), 0.0, 0.0, 0.0, kBase});
    for (std::size_t t = first; t < m_core.items().size(); t += 2) {
        if (m_core.items()[t].margin > reach()) break;
        if (spent(effort)) m_budget = 0.0;
        extend(states, t);
        merge(states);
        if (states.size() > effort.states) keepBest(effort.states, states);
        if (m_budget == 0.0) return;
    }
}

/// Lists all states with one of the item's options taken on top.
void CoreSearch::extend(const States& states, std::size_t item) {
    m_added.clear();
    for (const CoreItems::Option& option : m_core.options(m_core.items()[item])) {
        m_work += states.size();
        std::size_t hint = 0;
        for (const State& state : states) {
            State next = state;
            next.regret += option.regret;
            if (next.regret > reach()) continue;
            next.loads = state.loads + option.change;
            if (!m_core.within(next.loads, option)) {
                m_budget = std::min(m_budget, next.regret);
                continue;
            }
            if (next.regret + m_loadBound.least(next.loads, hint) > reach()) continue;
            next.objective += option.objective;
            next.resource += option.resource;
            next.node = static_cast<std::int32_t>(m_deviations.size());
            m_deviations.push_back({state.node, static_cast<std::int32_t>(item), option.model});
            m_added.push_back(next);
        }
    }
}

/// Adds the new states; of those with the same loads only the undominated ones stay.
void CoreSearch::merge(States& states) {
    const auto before = [](const State& a, const State& b) {
        if (a.loads != b.loads) return a.loads < b.loads;
        if (a.objective != b.objective) return a.objective < b.objective;
        if (a.resource != b.resource) return a.resource > b.resource;
        return a.node < b.node;
    };
    std::sort(m_added.begin(), m_added.end(), before);
    const double same = kSameResource * m_goal.slack;
    m_merged.clear();
    const auto keep = [&](const State& state) {
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

/// Drops all but the states that need least, and lowers the budget to what these may reach.
void CoreSearch::keepBest(std::size_t most, States& states) {
    std::size_t hint = 0;
    m_ranks.clear();
    for (const State& state : states)
        m_ranks.push_back(state.regret + m_loadBound.least(state.loads, hint));
    const std::pmr::vector<double> rank(m_ranks, m_ranks.get_allocator());
    const auto last = m_ranks.begin() + static_cast<std::ptrdiff_t>(most);
    std::nth_element(m_ranks.begin(), last, m_ranks.end());
    m_budget = std::min(m_budget, *last);
    std::size_t kept = 0;
    for (std::size_t s = 0; s < states.size(); ++s) {
        if (rank[s] < *last) states[kept++] = states[s];
    }
    states.resize(kept);
}

/// Finds the two states that together are the best assignment.
void CoreSearch::join(const Effort& effort) {
    m_partners.clear();
    for (std::size_t s = 0; s < m_right.size(); ++s)
        m_partners.push_back({m_loadBound.exact(m_right[s].loads), m_right[s].resource, s});
    const auto before = [](const Partner& a, const Partner& b) {
        if (a.loads != b.loads) return a.loads < b.loads;
        if (a.resource != b.resource) return a.resource < b.resource;
        return a.state < b.state;
    };
    std::sort(m_partners.begin(), m_partners.end(), before);
    std::size_t poll = m_work;
    for (const State& left : m_left) {
        const LoadKey done = left.loads - m_core.loads();
        const LoadKey wanted = m_loadBound.exact(m_core.fullLoads() - done);
        const double least = m_goal.required - m_core.resource() - left.resource;
        auto partner = std::lower_bound(m_partners.begin(), m_partners.end(),
                                        Partner{wanted, least, 0}, before);
        for (; partner != m_partners.end() && partner->loads == wanted; ++partner) {
            ++m_work;
            // What is more than required has its price.
            if (left.regret + m_kappa * (partner->resource - least) > widest() + m_rounding) break;
            const State& right = m_right[partner->state];
            const double total =
                m_core.objective() + left.objective + right.objective - m_dualValue;
            if (!(total <= widest()) || !m_core.fits(right.loads + done)) continue;
            m_best = total;
            m_bestLeft = left.node;
            m_bestRight = right.node;
        }
        if (++m_work < poll) continue;
        poll = m_work + kPollStates;
        if (spent(effort)) {
            m_budget = 0.0;
            return;
        }
    }
}

}  // namespace orl
