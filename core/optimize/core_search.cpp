#include "core/optimize/core_search.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/support/error.h"

namespace orl {

namespace {

constexpr std::int32_t kNone = -2;
constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr std::size_t kFirstItems =
    12;  ///< of the first pass; the later ones have more by a factor
constexpr double kGrowth = 1.5;
constexpr std::size_t kMostItems = 8192;
/// Objectives this close, relatively, are the same but for rounding.
constexpr double kSame = 1e-13;

}  // namespace

CoreSearch::CoreSearch(DualFunction& dual, const Goal& goal,
                       const std::vector<std::int64_t>& capacity, const Multipliers& at,
                       double dualValue)
    : m_dual(dual),
      m_table(dual.table()),
      m_goal(goal),
      m_capacity(capacity),
      m_at(at),
      m_dualValue(dualValue) {}

CoreOutcome CoreSearch::run(Assignment& assignment, std::size_t stateLimit, double gapTarget,
                            const std::stop_token& stop) {
    double cost = 0.0;
    double quality = 0.0;
    for (std::size_t i = 0; i < m_table.queries; ++i) {
        const auto j = static_cast<std::size_t>(assignment[i]);
        cost += m_table.cost(i, j);
        quality += m_table.quality(i, j);
    }
    m_best = m_goal.objective(cost, quality) - m_dualValue;
    const double kappa =
        m_goal.mode == RoutingMode::CostUnderFloor ? m_at.qualityWeight : m_at.costWeight;
    m_rounding = kSame * (std::abs(m_dualValue) + m_best) + 2.0 * kappa * m_goal.slack;
    if (m_best <= m_rounding) return {m_dualValue + m_best, true};
    CoreOutcome outcome{m_dualValue, false};
    if (m_best <= gapTarget * std::abs(m_dualValue)) return outcome;

    collect(assignment);
    m_complete = true;
    std::size_t count = kFirstItems;
    while (!outcome.proven && m_complete) {
        const bool all = count >= m_items.size();
        if (all && m_truncated) break;
        const double budget = all ? m_best : std::min(m_best, m_items[count].margin);
        if (!trackLoads(budget)) break;
        m_budget = budget + m_rounding;
        pass(stateLimit, stop);
        if (m_bestNode != kNone) {
            assignment = m_base;
            for (std::int32_t at = m_bestNode; at >= 0;) {
                const Deviation& deviation = m_deviations[static_cast<std::size_t>(at)];
                assignment[static_cast<std::size_t>(deviation.query)] = deviation.model;
                at = deviation.before;
            }
        }
        if (!m_complete) break;
        outcome.proven = m_best <= m_budget;
        if (!outcome.proven) outcome.bound = m_dualValue + budget - m_rounding;
        count = std::max(count + 1, static_cast<std::size_t>(kGrowth * static_cast<double>(count)));
    }
    if (outcome.proven) outcome.bound = m_dualValue + m_best;
    return outcome;
}

/// The base assignment, and the queries that could deviate from it within the gap.
void CoreSearch::collect(const Assignment& assignment) {
    DualSums sums;
    std::vector<double> margin;
    m_dual.evaluate(m_at, sums, m_base, &margin);
    m_base.resize(m_table.queries);
    const double tie = m_rounding / static_cast<double>(m_table.queries);
    std::vector<std::size_t> reached;
    for (std::size_t i = 0; i < m_table.queries; ++i) {
        if (!(margin[i] <= m_best)) continue;
        reached.push_back(i);
        const auto here = static_cast<std::size_t>(m_base[i]);
        const auto there = static_cast<std::size_t>(assignment[i]);
        if (here != there &&
            m_at.reduced(m_table, i, there) - m_at.reduced(m_table, i, here) <= tie)
            m_base[i] = assignment[i];
    }
    const auto closer = [&](std::size_t a, std::size_t b) {
        return margin[a] < margin[b] || (margin[a] == margin[b] && a < b);
    };
    m_truncated = reached.size() > kMostItems;
    if (m_truncated) {
        std::nth_element(reached.begin(), reached.begin() + kMostItems, reached.end(), closer);
        reached.resize(kMostItems);
    }
    std::sort(reached.begin(), reached.end(), closer);

    double cost = 0.0;
    double quality = 0.0;
    m_baseLoad.assign(m_table.models, 0);
    for (std::size_t i = 0; i < m_table.queries; ++i) {
        const auto j = static_cast<std::size_t>(m_base[i]);
        cost += m_table.cost(i, j);
        quality += m_table.quality(i, j);
        ++m_baseLoad[j];
    }
    m_baseObjective = m_goal.objective(cost, quality);
    m_baseResource = m_goal.resource(cost, quality);

    m_items.clear();
    m_options.clear();
    m_marginSum.assign(1, 0.0);
    for (const std::size_t i : reached) {
        const auto base = static_cast<std::size_t>(m_base[i]);
        const double least = m_at.reduced(m_table, i, base);
        Item item{static_cast<std::int32_t>(i), margin[i], m_options.size(), 0};
        for (std::size_t k = 0; k < m_table.models; ++k) {
            if (k == base || m_capacity[k] == 0) continue;
            const double regret = std::max(0.0, m_at.reduced(m_table, i, k) - least);
            if (!(regret <= m_best)) continue;
            const double dCost = m_table.cost(i, k) - m_table.cost(i, base);
            const double dQuality = m_table.quality(i, k) - m_table.quality(i, base);
            m_options.push_back({static_cast<std::int32_t>(k), regret,
                                 m_goal.objective(dCost, dQuality),
                                 m_goal.resource(dCost, dQuality), Key{}});
            ++item.count;
        }
        m_items.push_back(item);
        m_marginSum.push_back(m_marginSum.back() + item.margin);
    }
}

/// Gives a lane to every model whose load may come near its capacity. @returns false if there are
/// too many, or loads too far off
bool CoreSearch::trackLoads(double budget) {
    // No state deviates in more queries than so many.
    const auto most = static_cast<std::int64_t>(
        std::upper_bound(m_marginSum.begin(), m_marginSum.end(), budget) - m_marginSum.begin() - 1);
    m_lanes.clear();
    std::vector<int> laneOf(m_table.models, -1);
    for (std::size_t j = 0; j < m_table.models; ++j) {
        const std::int64_t room = m_capacity[j] - m_baseLoad[j];
        if (m_capacity[j] == 0 || (m_at.price[j] == 0.0 && room >= most)) continue;
        laneOf[j] = static_cast<int>(m_lanes.size());
        m_lanes.push_back({j, &Key::low, 0, m_at.price[j]});
    }
    if (m_lanes.size() > 32) return false;
    m_laneBits = m_lanes.size() > 16 ? 4 : 8;
    const std::int64_t bias = std::int64_t{1} << (m_laneBits - 1);
    m_baseKey = {};
    for (std::size_t l = 0; l < m_lanes.size(); ++l) {
        Lane& lane = m_lanes[l];
        const std::size_t perWord = 64 / m_laneBits;
        lane.word = l < perWord ? &Key::low : &Key::high;
        lane.shift = static_cast<unsigned>(l % perWord) * m_laneBits;
        std::int64_t load = m_baseLoad[lane.model] - m_capacity[lane.model];
        if (load < 2 - bias && lane.price == 0.0) {
            load = 2 - bias;  // less room than there is
            m_complete = false;
        }
        if (load < 2 - bias || load > bias - 2) return false;
        m_baseKey.*lane.word += static_cast<std::uint64_t>(load + bias) << lane.shift;
    }
    for (const Item& item : m_items) {
        const int from =
            laneOf[static_cast<std::size_t>(m_base[static_cast<std::size_t>(item.query)])];
        for (std::size_t o = item.first; o < item.first + item.count; ++o) {
            Option& option = m_options[o];
            option.from = from;
            option.to = laneOf[static_cast<std::size_t>(option.model)];
            option.change = {};
            const auto shift = [&](int l, std::uint64_t by) {
                if (l < 0) return;
                const Lane& lane = m_lanes[static_cast<std::size_t>(l)];
                option.change.*lane.word += by << lane.shift;
            };
            shift(option.from, ~std::uint64_t{0});  // −1
            shift(option.to, 1);
        }
    }
    return true;
}

std::int64_t CoreSearch::load(const Key& key, const Lane& lane) const {
    const std::uint64_t mask = (std::uint64_t{1} << m_laneBits) - 1;
    return static_cast<std::int64_t>(key.*lane.word >> lane.shift & mask) -
           (std::int64_t{1} << (m_laneBits - 1));
}

/// Σ of the next margins: what so many more deviations add at least.
double CoreSearch::margins(std::size_t first, std::int64_t count) const {
    const std::size_t last = first + static_cast<std::size_t>(count);
    return last < m_marginSum.size() ? m_marginSum[last] - m_marginSum[first] : kInfinity;
}

/// What is above the capacities, and the least that completing the state adds: every query above a
/// capacity has to leave, every priced slot that is free is paid for or filled by a query of its
/// own, and anything that is to improve on the state takes at least one more move.
void CoreSearch::weigh(State& state, std::size_t next) const {
    const double margin = next < m_items.size() ? m_items[next].margin : kInfinity;
    std::int64_t over = 0;
    double slots = 0.0;
    for (const Lane& lane : m_lanes) {
        const std::int64_t load = this->load(state.loads, lane);
        if (load > 0)
            over += load;
        else if (load < 0)
            slots += static_cast<double>(-load) * std::min(lane.price, margin);
    }
    state.over = static_cast<std::int32_t>(over);
    state.need = std::max(slots, margins(next, std::max<std::int64_t>(over, 1)));
}

double CoreSearch::reach() const {
    return std::min(m_budget, m_best - m_rounding);
}

/// All states with the option taken on top, in the order of the states.
void CoreSearch::extend(std::size_t item, const Option& option) {
    const std::int64_t limit = (std::int64_t{1} << (m_laneBits - 1)) - 2;
    m_added.clear();
    for (const State& state : m_states) {
        State next = state;
        next.regret += option.regret;
        if (next.regret > reach()) continue;
        next.loads = state.loads + option.change;
        if ((option.from >= 0 &&
             load(next.loads, m_lanes[static_cast<std::size_t>(option.from)]) < -limit) ||
            (option.to >= 0 &&
             load(next.loads, m_lanes[static_cast<std::size_t>(option.to)]) > limit)) {
            m_complete = false;
            continue;
        }
        next.objective += option.objective;
        next.resource += option.resource;
        weigh(next, item + 1);
        const double total = m_baseObjective + next.objective - m_dualValue;
        const bool better =
            next.over == 0 && total <= reach() && m_baseResource + next.resource >= m_goal.required;
        if (!better && next.regret + next.need > reach()) continue;
        next.node = static_cast<std::int32_t>(m_deviations.size());
        m_deviations.push_back({state.node, m_items[item].query, option.model});
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
    m_merged.clear();
    const auto keep = [&](const State& state) {
        const double need = margins(next, std::max<std::int64_t>(state.over, 1));
        if (state.regret + std::max(state.need, need) > reach()) return;
        if (!m_merged.empty() && m_merged.back().loads == state.loads &&
            m_merged.back().resource >= state.resource)
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
    m_complete = false;
    std::vector<double> least;
    for (const State& state : m_states) least.push_back(state.regret + state.need);
    std::nth_element(least.begin(), least.begin() + static_cast<std::ptrdiff_t>(stateLimit),
                     least.end());
    const double most = least[stateLimit];
    std::erase_if(m_states, [&](const State& state) { return state.regret + state.need >= most; });
}

void CoreSearch::pass(std::size_t stateLimit, const std::stop_token& stop) {
    m_deviations.clear();
    m_bestNode = kNone;
    State base{m_baseKey, 0.0, 0.0, 0.0, 0.0, 0, -1};
    weigh(base, 0);
    const double total = m_baseObjective - m_dualValue;
    if (base.over == 0 && m_baseResource >= m_goal.required && total <= reach()) {
        m_best = total;
        m_bestNode = -1;
    }
    m_states.assign(1, base);
    for (std::size_t t = 0; t < m_items.size() && !m_states.empty(); ++t) {
        if (stop.stop_requested()) throw Cancelled();
        const Item& item = m_items[t];
        if (item.margin > reach()) break;
        m_next = m_states;
        for (std::size_t o = item.first; o < item.first + item.count; ++o) {
            if (m_options[o].regret > reach()) continue;
            extend(t, m_options[o]);
            merge(m_next, t + 1);
        }
        m_states.swap(m_next);
        keepBest(stateLimit);
    }
}

}  // namespace orl
