#include "core/optimize/bound/tie_shift.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory_resource>

#include "core/optimize/dual/ties.h"
#include "core/optimize/parameters.h"
#include "core/support/error.h"
#include "core/support/infinity.h"

namespace orl {

namespace {

using namespace parameters::bound;
using parameters::kVertexTie;

/// Moves one point's queries. Models are nodes, and so is the ground, where free slots are.
class TieShift {
  public:
    TieShift(const Table& table, const Goal& goal, const std::vector<std::int64_t>& capacity,
             double greatestTie, TransportPoint& point, std::pmr::memory_resource* memory)
        : m_table(table),
          m_goal(goal),
          m_capacity(capacity),
          m_point(point),
          m_nodes(table.models + 1),
          m_met(goal.met(point)),
          m_greatestTie(greatestTie),
          m_crowds(table.models * table.models, memory),
          m_gain(memory) {}

    /// Uses the ties of the queries first…last−1. @returns whether the constraint was passed
    bool shift(std::size_t first, std::size_t last, const std::vector<double>& margin) {
        for (auto& crowds : m_crowds) crowds.clear();
        for (std::size_t i = first; i < last; ++i) {
            if (margin[i] > m_greatestTie) continue;
            const auto j = static_cast<std::size_t>(m_point.assignment[i]);
            const double tie = kVertexTie * m_point.at.terms(m_table, i, j);
            if (margin[i] <= tie) list(i, tie);
        }
        while (m_goal.met(m_point) == m_met) {
            if (!findCycle()) return false;
            turnCycle();
        }
        return true;
    }
    bool moved() const { return m_moved; }

  private:
    /// Queries that tie between two models and gain alike when they change.
    struct Crowd {
        double gain;
        std::pmr::vector<std::int32_t> queries;
    };

    void list(std::size_t query, double tie) {
        const auto j = static_cast<std::size_t>(m_point.assignment[query]);
        ties::forTied(m_table, m_point.at, query, j, tie, [&](std::size_t k) {
            const double change =
                m_goal.resource(m_table.cost(query, k) - m_table.cost(query, j),
                                m_table.quality(query, k) - m_table.quality(query, j));
            const double gain = m_met ? -change : change;
            auto& crowds = m_crowds[j * m_table.models + k];
            auto crowd = std::find_if(crowds.begin(), crowds.end(),
                                      [&](const Crowd& one) { return one.gain == gain; });
            if (crowd == crowds.end()) {
                if (crowds.size() == kMostGains) return;
                crowd = crowds.insert(
                    crowd, {gain, std::pmr::vector<std::int32_t>(crowds.get_allocator())});
            }
            crowd->queries.push_back(static_cast<std::int32_t>(query));
        });
    }

    /// The crowd of greatest gain between two models; null if none is left.
    Crowd* best(std::size_t from, std::size_t to) {
        Crowd* best = nullptr;
        for (Crowd& crowd : m_crowds[from * m_table.models + to]) {
            if (!crowd.queries.empty() && (best == nullptr || crowd.gain > best->gain))
                best = &crowd;
        }
        return best;
    }

    /// How many queries' slots may change hands between a model and the ground.
    std::int64_t slots(std::size_t from, std::size_t to) const {
        const std::size_t ground = m_table.models;
        const std::size_t model = from == ground ? to : from;
        if (m_point.at.price[model] != 0.0) return 0;
        return from == ground ? m_point.load[model] : m_capacity[model] - m_point.load[model];
    }

    /// A closed walk that gains, by Bellman and Ford's method.
    bool findCycle() {
        const std::size_t ground = m_table.models;
        const double least = kNoGain * std::abs(m_goal.required);
        m_gain.assign(m_nodes * m_nodes, -kInfinity);
        for (std::size_t j = 0; j < m_nodes; ++j) {
            for (std::size_t k = 0; k < m_nodes; ++k) {
                if (j == k) continue;
                if (j == ground || k == ground) {
                    if (slots(j, k) > 0) m_gain[j * m_nodes + k] = 0.0;
                } else if (const Crowd* crowd = best(j, k)) {
                    m_gain[j * m_nodes + k] = crowd->gain;
                }
            }
        }
        std::vector<double> reached(m_nodes, 0.0);
        m_from.assign(m_nodes, m_nodes);
        std::size_t raised = m_nodes;
        for (std::size_t round = 0; round <= m_nodes; ++round) {
            raised = m_nodes;
            for (std::size_t j = 0; j < m_nodes; ++j) {
                for (std::size_t k = 0; k < m_nodes; ++k) {
                    if (!(reached[j] + m_gain[j * m_nodes + k] > reached[k] + least)) continue;
                    reached[k] = reached[j] + m_gain[j * m_nodes + k];
                    m_from[k] = j;
                    raised = k;
                }
            }
            if (raised == m_nodes) return false;
        }
        for (std::size_t step = 0; step < m_nodes; ++step) raised = m_from[raised];
        m_cycle.assign(1, raised);
        for (std::size_t k = m_from[raised]; k != raised; k = m_from[k]) m_cycle.push_back(k);
        return true;
    }

    /// Sends as many queries round the cycle as there are, or as pass the constraint.
    void turnCycle() {
        const std::size_t ground = m_table.models;
        const auto each = [&](const auto& visit) {
            for (const std::size_t k : m_cycle) visit(m_from[k], k);
        };
        double gain = 0.0;
        std::int64_t amount = std::numeric_limits<std::int64_t>::max();
        each([&](std::size_t j, std::size_t k) {
            gain += m_gain[j * m_nodes + k];
            amount = std::min(amount, j == ground || k == ground
                                          ? slots(j, k)
                                          : static_cast<std::int64_t>(best(j, k)->queries.size()));
        });
        const double missing = std::abs(m_goal.required - m_goal.resource(m_point)) / gain;
        const double enough = m_met ? std::floor(missing) + 1.0 : std::ceil(missing);
        if (enough < static_cast<double>(amount))
            amount = std::max<std::int64_t>(1, static_cast<std::int64_t>(enough));
        each([&](std::size_t j, std::size_t k) {
            if (j != ground && k != ground) move(*best(j, k), j, k, amount);
        });
        m_moved = true;
    }

    void move(Crowd& crowd, std::size_t from, std::size_t to, std::int64_t amount) {
        for (std::int64_t s = 0; s < amount; ++s) {
            const auto query = static_cast<std::size_t>(crowd.queries.back());
            crowd.queries.pop_back();
            m_point.assignment[query] = static_cast<std::int32_t>(to);
            m_point.cost += m_table.cost(query, to) - m_table.cost(query, from);
            m_point.quality += m_table.quality(query, to) - m_table.quality(query, from);
            m_point.regret += std::max(0.0, m_point.at.reduced(m_table, query, to) -
                                                m_point.at.reduced(m_table, query, from));
        }
        m_point.load[from] -= amount;
        m_point.load[to] += amount;
        // A query may have been listed for other models as well.
        for (std::size_t k = 0; k < m_table.models; ++k) {
            for (Crowd& other : m_crowds[from * m_table.models + k]) {
                std::erase_if(other.queries, [&](std::int32_t query) {
                    return m_point.assignment[static_cast<std::size_t>(query)] !=
                           static_cast<std::int32_t>(from);
                });
            }
        }
    }

    Table m_table;
    const Goal& m_goal;
    const std::vector<std::int64_t>& m_capacity;
    TransportPoint& m_point;
    std::size_t m_nodes;
    bool m_met;            ///< at the start: whether resource is to be given up
    double m_greatestTie;  ///< no tie has a greater margin
    bool m_moved = false;
    std::pmr::vector<std::pmr::vector<Crowd>> m_crowds;  ///< by model left and model entered
    std::pmr::vector<double> m_gain;   ///< greatest gain by node left and node entered
    std::vector<std::size_t> m_from;   ///< where a node's best walk comes from
    std::vector<std::size_t> m_cycle;  ///< its nodes, backwards
};

}  // namespace

Vertex shiftedByTies(Transport& transport, const Goal& goal,
                     const std::vector<std::int64_t>& capacity, const TransportPoint& point,
                     const std::stop_token& stop) {
    DualFunction& dual = transport.dual();
    const Table& table = dual.table();
    DualSums unused;
    std::vector<std::int32_t> choice;
    std::vector<double> margin;
    dual.evaluate(point.at, unused, choice, &margin);
    auto shifted = std::make_shared<TransportPoint>(point);
    const double greatestPair =
        transport.greatestCost() * point.at.costWeight + point.at.qualityWeight;
    const double greatestTie = ties::greatest(kVertexTie, greatestPair, point.at.price);
    TieShift tieShift(table, goal, capacity, greatestTie, *shifted, transport.memory());
    std::size_t chunk = kFirstTieChunk;
    for (std::size_t first = 0; first < table.queries;) {
        if (stop.stop_requested()) throw Cancelled();
        const std::size_t last = std::min(first + chunk, table.queries);
        if (tieShift.shift(first, last, margin)) break;
        first = last;
        chunk = std::min(2 * chunk, kLargestTieChunk);
    }
    return tieShift.moved() ? shifted : nullptr;
}

}  // namespace orl
