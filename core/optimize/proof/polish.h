#pragma once

#include <cstdint>
#include <stop_token>
#include <vector>

#include "core/optimize/bound/recovery.h"
#include "core/optimize/dual/dual_function.h"

namespace orl {

/// Improves a feasible assignment by exchanges among the queries that the dual leaves undecided.
///
/// At multipliers with bound g, an assignment x costs
///     objective(x) = g + Σ regrets + κ·(resource(x) − required) + Σ_j μ_j·(L_j − load_j),
/// every term >= 0. So with a gap G = objective(x) − g, no better assignment holds a pair whose
/// regret exceeds G: only queries with a second choice within G matter (reduced-cost fixing).
class Polish {
  public:
    /// @param dual evaluates the table the assignment is for
    Polish(DualFunction& dual, const Goal& goal, const std::vector<std::int64_t>& capacity,
           const Multipliers& at, double bound);

    /// @param routing   feasible
    /// @param gapTarget relative gap at which to stop
    /// @returns a feasible routing of no higher objective
    Routing improved(Routing routing, double gapTarget, const std::stop_token& stop);

    /// Whether crowds of queries are undecided alike, so many that a list of them all has no end.
    bool crowded() const { return m_crowded; }

  private:
    /// Query i (or a free slot, query −1) goes from one model to another.
    struct Move {
        double objective;
        double resource;
        double regret;  ///< change of the reduced cost
        std::int32_t query;
    };
    /// A cycle of two or three moves: loads stay as they are.
    struct Exchange {
        double objective = 0.0;
        double resource = 0.0;
        double regret = 0.0;
        std::int32_t query[3] = {-1, -1, -1};
        std::int32_t from[3] = {-1, -1, -1};
        std::int32_t to[3] = {-1, -1, -1};
    };

    void collectCore(double enough);
    void listMoves();
    static void thinOut(std::vector<Move>& list);
    bool bestExchange(Exchange& best);
    bool bestPair(Exchange& first, Exchange& second);
    void listExchanges(std::vector<Exchange>& list);
    bool compatible(const Exchange& a, const Exchange& b) const;
    void apply(const Exchange& exchange);
    std::vector<Move>& moves(std::size_t from, std::size_t to) {
        return m_moves[from * m_table.models + to];
    }

    DualFunction& m_dual;
    Table m_table;
    Goal m_goal;
    const std::vector<std::int64_t>& m_capacity;
    Multipliers m_at;
    double m_bound;
    bool m_crowded = false;
    std::vector<Undecided> m_core;  ///< by rising margin
    Routing m_routing;
    std::vector<std::vector<Move>> m_moves;
    std::vector<Exchange> m_list;
};

}  // namespace orl
