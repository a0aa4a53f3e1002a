#pragma once

#include <cmath>
#include <cstdint>
#include <memory_resource>
#include <optional>
#include <span>
#include <stop_token>
#include <vector>

#include "core/optimize/bound/recovery.h"
#include "core/optimize/dual/dual_function.h"
#include "core/optimize/proof/core_search.h"
#include "core/optimize/proof/tie_forest.h"

namespace orl {

/// The last units of quality where whole crowds of queries tie.
///
/// Qualities from k neighbours are multiples of a unit, and where costs differ by model alone the
/// optimal multipliers leave crowds of queries indifferent. Their moves, at no regret, reach only
/// every so many units; the rest is bought by moves with a regret. What a move changes is then one
/// of few kinds: so many units of quality, and the loads of models that no crowd connects (see
/// TieForest). Forgetting how many queries there are of each kind leaves a shortest path problem in
/// a small graph, the group relaxation (R. E. Gomory, "Some polyhedra related to combinatorial
/// problems", Linear Algebra and its Applications 2, 1969): nodes are surpluses in units, lengths
/// are regrets. Its length is a lower bound; where the crowds have the queries that the path asks
/// for, the routing that takes them is optimal.
///
/// The kinds depend on the multipliers alone, and serve every requirement with the same ones.
class CrowdSearch {
  public:
    /// @param dual     evaluates the table; must outlive the object
    /// @param capacity 0…N each
    /// @param at       multipliers of optimal vertices under a floor, with a cost weight of 1
    /// @param unit     of the qualities, see qualityUnit; above 0
    /// @param memory   for all lists; a search that threw MemoryBudget::Spent is of no use any more
    CrowdSearch(DualFunction& dual, std::vector<std::int64_t> capacity, Multipliers at, double unit,
                std::pmr::memory_resource* memory);

    bool holdsFor(const Multipliers& at, const std::vector<std::int64_t>& capacity) const;

    /// @param routing   feasible, of queries that are all at a least reduced cost; improved in
    /// place
    /// @param goal      a floor
    /// @param dualValue its dual function at the multipliers
    /// @throws Cancelled, MemoryBudget::Spent
    CoreOutcome run(Routing& routing, const Goal& goal, double dualValue,
                    const std::stop_token& stop);

  private:
    struct Source {
        std::size_t from;  ///< the count of models: a slot of `to` stays free
        std::size_t to;
        std::int64_t units;  ///< of quality that the query gains
    };
    /// Moves that change the same at the same, least regret.
    struct Kind {
        std::uint64_t loads;  ///< change of the lanes
        std::int64_t units;   ///< of quality, loads settled by the crowds
        double regret;
        std::size_t firstSource;
        std::size_t sourceCount;
    };
    /// A state on the way.
    struct Node {
        std::uint64_t loads;   ///< a lane for each tree whose loads have to equal the capacities
        std::int64_t surplus;  ///< of quality, in units, once these loads are settled

        friend bool operator==(const Node& a, const Node& b) {
            return a.loads == b.loads && a.surplus == b.surplus;
        }
    };
    struct Path {
        double total = 0.0;  ///< regret, and price of the surplus at its end
        double least = 0.0;  ///< no routing has less
        bool found = false;
        std::vector<std::size_t> kinds;
    };

    void survey(const Routing& routing, double reach, const std::stop_token& stop);
    bool grow();
    void listKinds();
    std::span<const Source> sources(const Kind& kind) const {
        return std::span(m_sources).subspan(kind.firstSource, kind.sourceCount);
    }
    Node startOf(const Routing& routing, const Goal& goal) const;
    Path shortest(const Node& start, double reach, const std::stop_token& stop) const;
    std::optional<Routing> realize(const Path& path, const Routing& from, const Goal& goal) const;
    /// Whether the model's slots are worth something: all of them are in use, or paid for.
    bool priced(std::size_t model) const {
        return m_capacity[model] > 0 && m_at.price[model] > m_tie;
    }
    std::uint64_t laneStep(std::size_t model) const;
    /// Units of quality that a query gains on the crowds' way from the model to its tree's root.
    std::int64_t settled(std::size_t model) const {
        return std::llround(m_forest.resource(model) / m_unit);
    }
    std::size_t slot(std::size_t from, std::size_t to, std::int64_t units) const {
        return (from * m_table.models + to) * static_cast<std::size_t>(2 * m_span + 1) +
               static_cast<std::size_t>(units + m_span);
    }

    DualFunction& m_dual;
    Table m_table;
    std::vector<std::int64_t> m_capacity;
    Multipliers m_at;
    double m_unit;
    std::int64_t m_span;  ///< units of quality from 0 to 1

    double m_reach = -1.0;              ///< regrets that the kinds were listed up to
    double m_tie = 0.0;                 ///< regrets up to this are none
    std::pmr::vector<double> m_regret;  ///< least regret by model left, model entered and units
    std::pmr::vector<std::int32_t> m_members;  ///< of those that tie, at the model left
    TieForest m_forest;
    std::vector<int> m_laneOf;  ///< −1: no load to keep
    std::pmr::vector<Kind> m_kinds;
    std::pmr::vector<Source> m_sources;
    bool m_usable = false;
};

}  // namespace orl
