#include "core/optimize/recovery.h"

#include <algorithm>

namespace orl {

namespace {

struct Step {
    std::int32_t query;
    std::int32_t to;
};

/// Moves that belong together, and what they change when all are made.
struct Exchange {
    std::vector<Step> steps;
    double objective = 0.0;
    double resource = 0.0;
};

/// Splits the moves that turn one assignment into another into cycles and paths.
class Decomposition {
  public:
    Decomposition(const Table& table, const Goal& goal, const Assignment& from,
                  const Assignment& to)
        : m_table(table), m_goal(goal), m_models(table.models), m_moves(m_models * m_models) {
        m_balance.assign(m_models, 0);
        for (std::size_t i = from.size(); i-- > 0;) {
            if (from[i] == to[i]) continue;
            const auto j = static_cast<std::size_t>(from[i]);
            const auto k = static_cast<std::size_t>(to[i]);
            m_moves[j * m_models + k].push_back(static_cast<std::int32_t>(i));
            ++m_balance[j];
            --m_balance[k];
        }
    }

    std::vector<Exchange> run() {
        for (std::size_t j = 0; j < m_models; ++j) {
            while (m_balance[j] > 0) walk(j);
        }
        for (std::size_t j = 0; j < m_models; ++j) {
            while (next(j) < m_models) walk(j);
        }
        return std::move(m_exchanges);
    }

  private:
    /// A model that some remaining move leads to from j; of several, one that leads straight back.
    std::size_t next(std::size_t j) const {
        std::size_t found = m_models;
        for (std::size_t k = 0; k < m_models; ++k) {
            if (m_moves[j * m_models + k].empty()) continue;
            if (!m_moves[k * m_models + j].empty()) return k;
            found = std::min(found, k);
        }
        return found;
    }

    /// Follows moves from j; cuts a cycle off whenever a model is met again.
    void walk(std::size_t j) {
        std::vector<std::size_t> nodes{j};
        std::vector<std::int32_t> queries;
        for (;;) {
            const std::size_t at = nodes.back();
            const std::size_t k = next(at);
            if (k == m_models) break;
            auto& moves = m_moves[at * m_models + k];
            queries.push_back(moves.back());
            moves.pop_back();
            const auto seen =
                static_cast<std::size_t>(std::find(nodes.begin(), nodes.end(), k) - nodes.begin());
            const bool cycle = seen < nodes.size();
            nodes.push_back(k);
            if (cycle) {
                cut(nodes, queries, seen);
                if (nodes.size() == 1) return;
            }
        }
        --m_balance[nodes.front()];
        ++m_balance[nodes.back()];
        cut(nodes, queries, 0);
    }

    void cut(std::vector<std::size_t>& nodes, std::vector<std::int32_t>& queries,
             std::size_t start) {
        Exchange exchange;
        for (std::size_t s = start; s < queries.size(); ++s) {
            const auto i = static_cast<std::size_t>(queries[s]);
            const double dCost = m_table.cost(i, nodes[s + 1]) - m_table.cost(i, nodes[s]);
            const double dQuality = m_table.quality(i, nodes[s + 1]) - m_table.quality(i, nodes[s]);
            exchange.objective += m_goal.objective(dCost, dQuality);
            exchange.resource += m_goal.resource(dCost, dQuality);
            exchange.steps.push_back({queries[s], static_cast<std::int32_t>(nodes[s + 1])});
        }
        if (!exchange.steps.empty()) m_exchanges.push_back(std::move(exchange));
        nodes.resize(start + 1);
        queries.resize(start);
    }

    const Table& m_table;
    const Goal& m_goal;
    std::size_t m_models;
    std::vector<std::vector<std::int32_t>> m_moves;
    std::vector<std::int64_t> m_balance;  ///< moves out minus moves in
    std::vector<Exchange> m_exchanges;
};

}  // namespace

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

Routing between(const Table& table, const Goal& goal, const TransportPoint& met,
                const TransportPoint& missed) {
    Decomposition decomposition(table, goal, met.assignment, missed.assignment);
    std::vector<Exchange> exchanges = decomposition.run();
    // Most objective saved for the resource given up first; compared without dividing by zero.
    std::stable_sort(exchanges.begin(), exchanges.end(), [](const Exchange& a, const Exchange& b) {
        const bool aFree = a.resource >= 0.0;
        const bool bFree = b.resource >= 0.0;
        if (aFree != bFree) return aFree;
        if (aFree) return a.objective < b.objective;
        return a.objective * b.resource > b.objective * a.resource;
    });
    Routing routing = routingOf(met, goal);
    for (const Exchange& exchange : exchanges) {
        if (!(exchange.objective < 0.0) || routing.resource + exchange.resource < goal.required)
            continue;
        routing.objective += exchange.objective;
        routing.resource += exchange.resource;
        for (const Step& step : exchange.steps) {
            std::int32_t& model = routing.assignment[static_cast<std::size_t>(step.query)];
            --routing.load[static_cast<std::size_t>(model)];
            ++routing.load[static_cast<std::size_t>(step.to)];
            model = step.to;
        }
    }
    return routing;
}

}  // namespace orl
