#include "core/optimize/bound/recovery.h"

#include <algorithm>

#include "core/optimize/parameters.h"

namespace orl {

Routing routingOf(const TransportPoint& point, const Goal& goal) {
    return {point.assignment, point.load, goal.objective(point), goal.resource(point)};
}

Routing routingOf(const Table& table, const Goal& goal, Assignment assignment) {
    Routing routing;
    routing.load.assign(table.models, 0);
    double cost = 0.0;
    double quality = 0.0;
    for (std::size_t i = 0; i < table.queries; ++i) {
        const auto j = static_cast<std::size_t>(assignment[i]);
        cost += table.cost(i, j);
        quality += table.quality(i, j);
        ++routing.load[j];
    }
    routing.assignment = std::move(assignment);
    routing.objective = goal.objective(cost, quality);
    routing.resource = goal.resource(cost, quality);
    return routing;
}

Passage::Passage(const Table& table, const Goal& goal, Vertex met, Vertex missed, bool tied,
                 std::pmr::memory_resource* memory)
    : m_table(table),
      m_goal(goal),
      m_met(std::move(met)),
      m_missed(std::move(missed)),
      m_tied(tied),
      m_moves(table.models * table.models, memory),
      m_balance(table.models, 0) {
    const double surplus = goal.resource(*m_met) - goal.required;
    const double missing = goal.required - goal.resource(*m_missed);
    m_falling = !tied || surplus <= missing;
    const TransportPoint& start = m_falling ? *m_met : *m_missed;
    const TransportPoint& end = m_falling ? *m_missed : *m_met;
    listMoves(start.assignment, end.assignment);
    m_routing = routingOf(start, goal);
    if (tied) return;
    while (findMore()) {
    }
    sort();
}

void Passage::listMoves(const Assignment& from, const Assignment& to) {
    for (std::size_t i = from.size(); i-- > 0;) {
        if (from[i] == to[i]) continue;
        const auto j = static_cast<std::size_t>(from[i]);
        const auto k = static_cast<std::size_t>(to[i]);
        m_moves[j * m_table.models + k].push_back(static_cast<std::int32_t>(i));
        ++m_balance[j];
        --m_balance[k];
    }
}

/// Splits at least one exchange off the remaining moves, if there are any: paths before cycles.
bool Passage::findMore() {
    const std::size_t models = m_table.models;
    for (const bool paths : {true, false}) {
        for (std::size_t j = 0; j < models; ++j) {
            if (paths ? m_balance[j] > 0 : next(j) < models) {
                walk(j);
                return true;
            }
        }
    }
    return false;
}

/// A model that some remaining move leads to from j; of several, one that leads straight back.
std::size_t Passage::next(std::size_t j) const {
    const std::size_t models = m_table.models;
    std::size_t found = models;
    for (std::size_t k = 0; k < models; ++k) {
        if (m_moves[j * models + k].empty()) continue;
        if (!m_moves[k * models + j].empty()) return k;
        found = std::min(found, k);
    }
    return found;
}

/// Follows moves from j; cuts a cycle off whenever a model is met again.
void Passage::walk(std::size_t j) {
    m_nodes.assign(1, j);
    m_queries.clear();
    for (;;) {
        const std::size_t at = m_nodes.back();
        const std::size_t k = next(at);
        if (k == m_table.models) break;
        auto& moves = m_moves[at * m_table.models + k];
        m_queries.push_back(moves.back());
        moves.pop_back();
        const auto seen = std::find(m_nodes.begin(), m_nodes.end(), k) - m_nodes.begin();
        const bool cycle = static_cast<std::size_t>(seen) < m_nodes.size();
        m_nodes.push_back(k);
        if (cycle) {
            cut(static_cast<std::size_t>(seen));
            if (m_nodes.size() == 1) return;
        }
    }
    --m_balance[m_nodes.front()];
    ++m_balance[m_nodes.back()];
    cut(0);
}

/// Makes an exchange of the end of the walk. One that makes nothing cheaper is forgotten.
void Passage::cut(std::size_t start) {
    Exchange exchange{m_steps.size(), m_queries.size() - start};
    for (std::size_t s = start; s < m_queries.size(); ++s) {
        const auto i = static_cast<std::size_t>(m_queries[s]);
        const std::size_t j = m_nodes[s];
        const std::size_t k = m_nodes[s + 1];
        const double dCost = m_table.cost(i, k) - m_table.cost(i, j);
        const double dQuality = m_table.quality(i, k) - m_table.quality(i, j);
        exchange.objective += m_goal.objective(dCost, dQuality);
        exchange.resource += m_goal.resource(dCost, dQuality);
        m_steps.push_back(
            {m_queries[s], static_cast<std::int32_t>(j), static_cast<std::int32_t>(k)});
    }
    m_nodes.resize(start + 1);
    m_queries.resize(start);
    if (m_falling ? exchange.objective < 0.0 : exchange.resource > 0.0)
        m_exchanges.push_back(exchange);
    else
        m_steps.resize(exchange.firstStep);
}

/// Most objective saved for the resource given up first; compared without dividing by zero.
void Passage::sort() {
    std::stable_sort(m_exchanges.begin(), m_exchanges.end(),
                     [](const Exchange& a, const Exchange& b) {
                         const bool aFree = a.resource >= 0.0;
                         const bool bFree = b.resource >= 0.0;
                         if (aFree != bFree) return aFree;
                         if (aFree) return a.objective < b.objective;
                         return a.objective * b.resource > b.objective * a.resource;
                     });
}

void Passage::take(const Exchange& exchange, Routing& routing) const {
    for (std::size_t s = 0; s < exchange.steps; ++s) {
        const Step& step = m_steps[exchange.firstStep + s];
        routing.assignment[static_cast<std::size_t>(step.query)] = step.to;
        --routing.load[static_cast<std::size_t>(step.from)];
        ++routing.load[static_cast<std::size_t>(step.to)];
    }
    routing.objective += exchange.objective;
    routing.resource += exchange.resource;
}

void Passage::giveBack(const Exchange& exchange, Routing& routing) const {
    for (std::size_t s = 0; s < exchange.steps; ++s) {
        const Step& step = m_steps[exchange.firstStep + s];
        routing.assignment[static_cast<std::size_t>(step.query)] = step.from;
        ++routing.load[static_cast<std::size_t>(step.from)];
        --routing.load[static_cast<std::size_t>(step.to)];
    }
    routing.objective -= exchange.objective;
    routing.resource -= exchange.resource;
}

/// Whether there are more than so many exchanges.
bool Passage::reaches(std::size_t count) {
    while (m_exchanges.size() <= count) {
        if (!m_tied || !findMore()) return false;
    }
    return true;
}

void Passage::advance() {
    m_before.push_back({m_routing.objective, m_routing.resource});
    take(m_exchanges[m_before.size() - 1], m_routing);
}

void Passage::retreat() {
    giveBack(m_exchanges[m_before.size() - 1], m_routing);
    m_routing.objective = m_before.back().objective;
    m_routing.resource = m_before.back().resource;
    m_before.pop_back();
}

Routing Passage::at(double required) {
    // Falling: as many as leave enough. Rising: as few as give enough.
    const auto tooFar = [&] {
        if (m_before.empty()) return false;
        return m_falling ? m_routing.resource < required : m_before.back().resource >= required;
    };
    const auto further = [&] {
        const std::size_t taken = m_before.size();
        if (!reaches(taken)) return false;
        return m_falling ? m_routing.resource + m_exchanges[taken].resource >= required
                         : m_routing.resource < required;
    };
    while (tooFar()) retreat();
    while (further()) advance();
    if (m_falling) reaches(m_before.size() + parameters::bound::kExchangesBeyond);
    Routing routing = m_routing;
    closeIn(required, routing);
    return routing;
}

/// Spends what is left above the requirement on single exchanges that fit.
void Passage::closeIn(double required, Routing& routing) const {
    if (m_falling) {
        for (std::size_t e = m_before.size(); e < m_exchanges.size(); ++e) {
            if (routing.resource + m_exchanges[e].resource >= required)
                take(m_exchanges[e], routing);
        }
        return;
    }
    for (std::size_t e = m_before.size(); e-- > 0;) {
        if (routing.resource - m_exchanges[e].resource >= required)
            giveBack(m_exchanges[e], routing);
    }
}

}  // namespace orl
