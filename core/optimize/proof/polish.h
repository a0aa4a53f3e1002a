#pragma once

#include <cstdint>
#include <memory_resource>
#include <vector>

#include "core/optimize/bound/recovery.h"
#include "core/optimize/dual/dual_function.h"
#include "core/optimize/proof/effort.h"

namespace orl {

/// Improves a feasible assignment by exchanges among the queries that the dual leaves undecided.
///
/// At multipliers with bound g, an assignment x costs
///     objective(x) = g + Σ regrets + κ·(resource(x) − required) + Σ_j μ_j·(L_j − load_j),
/// every term >= 0. So with a gap G = objective(x) − g, no better assignment holds a pair whose
/// regret exceeds G: only queries with a second choice within G matter (reduced-cost fixing).
class Polish {
  public:
    /// @param dual   evaluates the table the assignment is for
    /// @param memory for all lists; where it throws MemoryBudget::Spent no more is improved
    Polish(DualFunction& dual, const Goal& goal, const std::vector<std::int64_t>& capacity,
           const Multipliers& at, double bound, std::pmr::memory_resource* memory);

    /// @param routing feasible; improved in place and kept feasible
    /// @throws Cancelled
    void improve(Routing& routing, const Effort& effort);

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

    using Moves = std::pmr::vector<Move>;

    bool improveOnce(const Effort& effort);
    bool spent(const Effort& effort) const;
    void collectCore(double enough);
    void listMoves();
    static void thinOut(Moves& list);
    bool bestExchange(Exchange& best);
    bool bestPair(Exchange& first, Exchange& second, const Effort& effort);
    void listExchanges(const Effort& effort);
    void listCycles(std::size_t first, std::size_t second);
    void list(const Exchange& exchange);
    void keepLeast();
    bool compatible(const Exchange& a, const Exchange& b) const;
    void apply(const Exchange& exchange);
    Moves& moves(std::size_t from, std::size_t to) { return m_moves[from * m_table.models + to]; }

    DualFunction& m_dual;
    Table m_table;
    Goal m_goal;
    const std::vector<std::int64_t>& m_capacity;
    Multipliers m_at;
    double m_bound;
    bool m_crowded = false;         ///< so many are undecided alike that a list has no end
    std::vector<Undecided> m_core;  ///< by rising margin
    Routing m_routing;
    std::pmr::vector<Moves> m_moves;
    std::pmr::vector<Exchange> m_list;
    std::pmr::vector<std::size_t> m_order;  ///< of what is combined
    std::pmr::vector<std::size_t> m_cheapest;
    double m_mostRegret = 0.0;  ///< of exchanges that are listed
    std::size_t m_work = 0;     ///< moves and exchanges looked at so far
};

}  // namespace orl
