#pragma once

#include <cstdint>
#include <span>
#include <stop_token>
#include <vector>

#include "core/optimize/dual_function.h"

namespace orl {

/// A vertex of the problem without its floor: the assignment that minimises Σ s·c − t·a under the
/// capacities, with the prices that prove it.
struct TransportPoint {
    Multipliers at;
    Assignment assignment;
    double cost = 0.0;     ///< Σ c
    double quality = 0.0;  ///< Σ a
    std::vector<std::int64_t> load;
};

/// Solves min Σ (s·c_ij − t·a_ij) x_ij, Σ_j x_ij = 1, Σ_i x_ij <= L_j exactly, ties included.
///
/// Starts from the minimising assignment at given prices μ and removes its overloads by successive
/// shortest paths. There are many queries and few models, so the residual graph is kept as one node
/// a model; the arc j → k is the cheapest query to move from j to k, on top of a heap. Spare slots
/// are filled with dummy queries of cost 0 which may be moved alike, so that all loads equal their
/// capacity and prices of half-empty models fall to 0.
class Transport {
  public:
    explicit Transport(const Table& table);

    /// @param capacity models values in 0…N with a sum >= N
    /// @param start    costWeight, qualityWeight, and prices to start from (any, >= 0)
    /// @param previous an assignment to keep among ties; may be empty
    /// @returns how many queries cannot be placed at all (0: solved, `point` is valid)
    std::int64_t solve(const std::vector<std::int64_t>& capacity, const Multipliers& start,
                       std::span<const std::int32_t> previous, const std::stop_token& stop,
                       TransportPoint& point);

    DualFunction& dual() { return m_dual; }

  private:
    struct Move {
        double key;          ///< w_ik − w_ij of moving the query from j to k
        std::int32_t query;  ///< kSentinel: bound on all moves that are not in the heap
    };
    struct Path;

    void assign(std::span<const std::int32_t> previous);
    void placeDummies();
    void settleTies(std::span<const std::int32_t> previous);
    void collectMoves();
    void pushMoves(std::size_t query, double limit);
    const Move* cheapest(std::size_t from, std::size_t to);
    bool shortestPath(Path& path);
    void apply(const Path& path);
    void moveQuery(std::size_t query, std::size_t to);
    void closeEmptyModels();
    double weight(std::size_t query, std::size_t model) const;

    DualFunction m_dual;
    Table m_table;
    std::vector<std::int64_t> m_capacity;
    Multipliers m_at;
    DualSums m_sums;
    std::vector<std::int32_t> m_choice;
    std::vector<double> m_margin;
    std::vector<std::int64_t> m_dummies;
    std::vector<std::int64_t> m_excess;  ///< load + dummies − capacity
    std::vector<std::vector<Move>> m_moves;
    double m_radius = 0.0;  ///< heaps hold all moves of at most this reduced cost, and a sentinel
    std::size_t m_coreTarget = 0;
    bool m_stale = false;   ///< prices moved since the margins were computed
    double m_greatestCost;  ///< of the allowed pairs
};

}  // namespace orl
