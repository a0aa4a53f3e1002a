#pragma once

#include <cmath>
#include <memory_resource>
#include <span>
#include <vector>

#include "core/optimize/bound/transport.h"
#include "core/optimize/dual/table.h"
#include "core/optimize/parameters.h"

namespace orl {

/// Both modes in one form: minimise Σ p x subject to Σ r x >= required and the capacities, where
/// (p, r) is (cost, quality) under a floor and (−quality, −cost) under a budget.
struct Goal {
    RoutingMode mode = RoutingMode::CostUnderFloor;
    double required = 0.0;
    double slack = 0.0;  ///< by how much it was loosened, so that rounding is no violation

    double objective(double cost, double quality) const {
        return mode == RoutingMode::CostUnderFloor ? cost : -quality;
    }
    double resource(double cost, double quality) const {
        return mode == RoutingMode::CostUnderFloor ? quality : -cost;
    }
    double objective(const TransportPoint& point) const {
        return objective(point.cost, point.quality);
    }
    double resource(const TransportPoint& point) const {
        return resource(point.cost, point.quality);
    }
    /// Σ c and Σ a, from the objective and the resource.
    double cost(double objective, double resource) const {
        return mode == RoutingMode::CostUnderFloor ? objective : -resource;
    }
    double quality(double objective, double resource) const {
        return mode == RoutingMode::CostUnderFloor ? resource : -objective;
    }
    /// Objectives so close are the same: sums are rounded, and the slack lets a little through.
    /// @param dualValue of a bound on the objective, and `distance` of the best known one from it
    double rounding(double dualValue, double distance, double kappa) const {
        return parameters::kTotalRounding * (std::abs(dualValue) + distance) + 2.0 * kappa * slack;
    }
    bool met(const TransportPoint& point) const { return resource(point) >= required; }
};

/// A complete assignment within the capacities, and its totals, which its steps keep up to date.
struct Routing {
    Assignment assignment;
    std::vector<std::int64_t> load;
    double objective = 0.0;  ///< Σ p x
    double resource = 0.0;   ///< Σ r x
};
Routing routingOf(const TransportPoint& point, const Goal& goal);
/// Adds the totals up from the table.
Routing routingOf(const Table& table, const Goal& goal, Assignment assignment);

/// The way between two optimal vertices of neighbouring multipliers: `met` satisfies the goal's
/// constraint, `missed` does not and has the lower objective.
///
/// Their difference is a set of exchanges: cycles and paths of moves through the models. Any subset
/// of these keeps all loads between those of the two, so within the capacities. Where both vertices
/// are optimal at the same multipliers, all exchanges cost the same per unit of resource, and only
/// as many are looked for as are needed; else all are, and sorted. A requirement that moves between
/// the two takes the way on from where it stands.
class Passage {
  public:
    /// @param tied whether both are optimal at the same multipliers
    Passage(const Table& table, const Goal& goal, Vertex met, Vertex missed, bool tied,
            std::pmr::memory_resource* memory);

    bool joins(const Goal& goal, const Vertex& met, const Vertex& missed, bool tied) const {
        return goal.mode == m_goal.mode && met == m_met && missed == m_missed && tied == m_tied;
    }
    /// The assignment on the way of least objective, found greedily, with at least that resource.
    Routing at(double required);

  private:
    struct Step {
        std::int32_t query;
        std::int32_t from;
        std::int32_t to;
    };
    /// Moves that belong together, and what they change when all are made.
    struct Exchange {
        std::size_t firstStep = 0;
        std::size_t steps = 0;
        double objective = 0.0;
        double resource = 0.0;
    };

    void listMoves(const Assignment& from, const Assignment& to);
    bool findMore();
    bool reaches(std::size_t count);
    std::size_t next(std::size_t model) const;
    void walk(std::size_t model);
    void cut(std::size_t start);
    void sort();
    void advance();
    void retreat();
    void take(const Exchange& exchange, Routing& routing) const;
    void giveBack(const Exchange& exchange, Routing& routing) const;
    void closeIn(double required, Routing& routing) const;

    Table m_table;
    Goal m_goal;
    Vertex m_met;
    Vertex m_missed;
    bool m_tied;
    bool m_falling = true;  ///< exchanges lead from `met`, else from `missed`
    // What is left to be split into exchanges.
    std::pmr::vector<std::pmr::vector<std::int32_t>> m_moves;  ///< by model left and model entered
    std::vector<std::int64_t> m_balance;                       ///< moves out minus moves in
    std::vector<std::size_t> m_nodes;                          ///< of the walk at hand
    std::vector<std::int32_t> m_queries;                       ///< that walk
    std::vector<Step> m_steps;
    std::vector<Exchange> m_exchanges;
    struct Totals {
        double objective;
        double resource;
    };
    /// Before each of the first exchanges that are in the routing: where the way leads back, the
    /// totals are those it came by, to the bit.
    std::vector<Totals> m_before;
    Routing m_routing;
};

}  // namespace orl
