#pragma once

#include <cstdint>
#include <memory>
#include <memory_resource>
#include <span>
#include <stop_token>
#include <vector>

#include "core/optimize/dual/dual_function.h"
#include "core/optimize/dual/grouped_table.h"
#include "core/optimize/parameters.h"

namespace orl {

/// What groups add: query i of group g pays s·c_ij − (t + λ_g)·a_ij + μ_j + μ_gj for model j, and
/// at most L_gj queries of the group may go there.
struct GroupTerms {
    std::vector<std::int64_t> capacity;  ///< L_gj in 0…N_g, G × M; empty: none
    std::vector<double> qualityWeight;   ///< λ_g >= 0; empty: zeros
    std::vector<double> price;           ///< μ_gj >= 0, G × M; empty: zeros; +inf closes
};

/// A vertex of the problem without its floor: the assignment that minimises Σ s·c − t·a under the
/// capacities, with the prices that prove it.
struct TransportPoint {
    Multipliers at;
    std::vector<double> groupWeight;  ///< λ_g; empty without groups
    std::vector<double> groupPrice;   ///< μ_gj; empty without capacities of groups
    Assignment assignment;            ///< with groups by position, see GroupedTable
    double cost = 0.0;                ///< Σ c
    double quality = 0.0;             ///< Σ a
    double regret = 0.0;  ///< by how much it may miss the minimum: rounding, see shiftedByTies
    std::vector<std::int64_t> load;
};

using Vertex = std::shared_ptr<const TransportPoint>;

/// Solves min Σ (s·c_ij − (t + λ_g)·a_ij) x_ij, Σ_j x_ij = 1, Σ_i x_ij <= L_j, and where groups are
/// capped Σ_{i in g} x_ij <= L_gj, exactly, ties included.
///
/// Starts from the minimising assignment at given prices μ and removes its overloads by successive
/// shortest paths. There are many queries and few models, so the residual graph is kept as one node
/// a model; the arc j → k is the cheapest query to move from j to k, on top of a heap. Spare slots
/// are filled with dummy queries of cost 0 which may be moved alike, so that all loads equal their
/// capacity and prices of half-empty models fall to 0.
///
/// Queries of a capped group go to bins, one a model, and bins pass them on to their model: a
/// network of two levels with a row of nodes per capped group and one of models, from which the
/// other groups choose directly. The price of a bin's node is μ_j + μ_gj.
class Transport {
  public:
    /// @param memory for the moves it lists, which are up to M² lists of all queries
    explicit Transport(const Table& table,
                       std::pmr::memory_resource* memory = std::pmr::get_default_resource());
    /// The table must outlive the object.
    explicit Transport(const GroupedTable& groups,
                       std::pmr::memory_resource* memory = std::pmr::get_default_resource());

    /// @param capacity models values in 0…N with a sum >= N
    /// @param start    costWeight, qualityWeight, and prices to start from (any, >= 0)
    /// @param previous an assignment to keep among ties; may be empty
    /// @param terms    of the groups; empty without groups
    /// @returns how many queries cannot be placed at all (0: solved, `point` is valid)
    std::int64_t solve(const std::vector<std::int64_t>& capacity, const Multipliers& start,
                       std::span<const std::int32_t> previous, const std::stop_token& stop,
                       TransportPoint& point, const GroupTerms& terms = {});

    /// Of all queries; without groups.
    DualFunction& dual() { return m_dual.front(); }
    std::pmr::memory_resource* memory() const { return m_moves.get_allocator().resource(); }
    /// Whether whole crowds of queries tied at the last solve's prices.
    bool crowded() const { return m_crowd >= parameters::kCrowded; }
    /// The greatest cost of an allowed pair.
    double greatestCost() const { return m_greatestCost; }
    /// How many evaluations of the dual function were made so far, of all groups together as one.
    int evaluations() const { return m_evaluations; }

  private:
    struct Move {
        double key;          ///< w_ik − w_ij of moving the query from j to k
        std::int32_t query;  ///< −1: bound on all moves that are not in the heap
    };
    struct Path {
        static constexpr std::int32_t kDummy = -2;
        static constexpr std::int32_t kFlow = -3;  ///< from a bin to its model, or taken back
        struct Step {
            std::size_t from;
            std::int32_t query;  ///< who moves, or one of the above
        };
        std::vector<double> distance;
        std::vector<Step> into;  ///< how each node is reached
        std::vector<char> done;
        std::size_t end = 0;
        double length = 0.0;
        bool usesSentinel = false;
    };

    /// A step of a path that queries make.
    struct Hop {
        std::size_t row;
        std::size_t from;
        std::size_t to;
        double key;
    };

    void open(const std::vector<std::int64_t>& capacity, const Multipliers& start,
              const GroupTerms& terms);
    void assign(std::span<const std::int32_t> previous);
    void evaluate(DualSums& sums, std::vector<std::int32_t>& choice);
    void countLoads();
    void settleTies(std::span<const std::int32_t> previous);
    void fillBins();
    void placeDummies();
    void collectMoves();
    void pushMoves(std::size_t query);
    void listMoves(std::size_t node);
    const Move* cheapest(std::size_t row, std::size_t from, std::size_t to);
    bool shortestPath(Path& path);
    void relax(Path& path, std::size_t from, std::size_t to, double step, std::int32_t who) const;
    std::int64_t apply(const Path& path);
    std::int64_t moveCrowds(std::int64_t most);
    void takeCrowd(const Hop& hop, std::int64_t most, std::vector<std::int32_t>& crowd);
    void moveQuery(std::size_t query, std::size_t to);
    void report(TransportPoint& point);
    void addUp();
    /// s·c − t·a, where t is the query's qualityWeight.
    double weight(std::size_t query, std::size_t model, double t) const {
        const double* cell = m_table.cell(query, model);
        return cell[0] * m_costWeight - cell[Table::kLanes] * t;
    }
    std::size_t groupOf(std::size_t query) const {
        return m_groups == nullptr ? 0 : m_groups->groupOf(query);
    }
    double qualityWeight(std::size_t query) const { return m_qualityWeight[groupOf(query)]; }
    /// First node of the row that a query chooses from: its group's bins, or the models themselves.
    std::size_t rowOf(std::size_t query) const { return m_rowOfGroup[groupOf(query)]; }
    std::int64_t room(std::size_t row, std::size_t model) const;

    std::vector<DualFunction> m_dual;  ///< one a group
    const GroupedTable* m_groups = nullptr;
    Table m_table;
    std::int64_t m_queries;  ///< without padding
    double m_costWeight = 1.0;
    std::vector<double> m_qualityWeight;  ///< t + λ_g
    DualSums m_sums;                      ///< its loads are m_load's business
    double m_greatestSum = 0.0;           ///< m_sums.cost at its greatest
    std::vector<std::int32_t> m_choice;
    std::vector<double> m_margin;
    // Nodes: a row of bins for each group with a cap that says more than the capacities, then the
    // row of models.
    std::vector<std::size_t> m_rowOfGroup;
    std::size_t m_modelRow = 0;         ///< first node of the row of models
    std::vector<std::int64_t> m_limit;  ///< L_gj or L_j
    std::vector<double> m_price;        ///< μ_j + μ_gj or μ_j
    std::vector<std::int64_t> m_load;
    std::vector<std::int64_t> m_flow;  ///< from a bin to its model
    std::vector<std::int64_t> m_dummies;
    std::vector<std::int64_t> m_excess;  ///< what a node receives less what it passes on
    std::pmr::vector<std::pmr::vector<Move>> m_moves;  ///< by bin left, then by model entered
    /// Heaps hold all moves of at most this reduced cost at m_collectPrice, and a sentinel.
    double m_radius = 0.0;
    std::vector<double> m_collectPrice;
    std::pmr::vector<std::pmr::vector<std::int32_t>>
        m_waiting;                                    ///< at each node, not yet in its heaps
    std::vector<Hop> m_hops;                          ///< of the path at hand
    std::vector<std::vector<std::int32_t>> m_crowds;  ///< who makes them
    std::vector<std::int32_t> m_near;
    std::vector<std::size_t> m_sizes;  ///< of heaps before moves are added
    std::size_t m_coreTarget = 0;
    std::int64_t m_crowd = 0;  ///< most queries seen to tie
    int m_evaluations = 0;
    bool m_stale = false;   ///< prices moved since the margins were computed
    double m_greatestCost;  ///< of the allowed pairs
};

}  // namespace orl
