#pragma once

#include <cstdint>
#include <functional>
#include <memory_resource>
#include <span>
#include <vector>

#include "core/optimize/bound/recovery.h"

namespace orl {

/// Models between which crowds of queries are indifferent at the multipliers.
///
/// Qualities from k neighbours are multiples of 1/k, so where costs differ by model alone, whole
/// crowds of queries tie, all with the same change of objective and resource. Such a crowd relieves
/// an overload, or fills a slot, at no regret. A spanning forest of crowds therefore takes the
/// loads of its models out of a search: an overload at j ends at the root of j's tree, and costs
/// what the crowds on the path change. What remains of the search are the moves that do have a
/// regret.
class TieForest {
  public:
    /// What may happen to a model's load.
    enum class Role {
        Separate,  ///< kept out of the forest
        Full,      ///< has to equal its capacity
        Free,      ///< far below its capacity: the root of a tree
    };

    /// Queries that tie between two models and change the same when they move.
    struct Crowd {
        std::size_t from;
        std::size_t to;
        double objective;  ///< change when a query goes from `from` to `to`
        double resource;
        std::size_t smaller;                   ///< members at the model that has fewer of them
        std::pmr::vector<std::int32_t> here;   ///< members at `from`; both lists may be left empty
        std::pmr::vector<std::int32_t> there;  ///< members at `to`
    };

    explicit TieForest(std::pmr::memory_resource* memory) : m_crowds(memory) {}

    /// Finds the crowds among the queries given.
    /// @param base    the assignment they are members of
    /// @param queries those that may tie, rising
    /// @param tie     regrets up to this are none
    void collect(const Table& table, const Goal& goal, const Multipliers& at,
                 const Assignment& base, std::span<const std::int32_t> queries, double tie);
    /// Takes crowds that are known.
    void take(std::pmr::vector<Crowd> crowds);
    /// Grows the forest over the models that are not kept separate.
    /// @param least members a crowd needs on both sides
    void build(const std::vector<Role>& roles, std::size_t least);

    /// The tree of a model: its root, the first free one if it leads to any; itself if separate.
    std::size_t tree(std::size_t model) const { return m_tree[model]; }
    /// What moving one query from the model to the root of its tree changes.
    double objective(std::size_t model) const { return m_objective[model]; }
    double resource(std::size_t model) const { return m_resource[model]; }

    /// Moves members of the crowds until the load of every full model equals its capacity.
    /// @returns false where a crowd is too small, or the trees' loads do not add up
    bool settle(Assignment& assignment, const std::vector<std::int64_t>& capacity) const;
    /// So many members of a crowd from one of its models to the other. @returns false if they are
    /// too few
    using Mover =
        std::function<bool(const Crowd&, std::size_t from, std::size_t to, std::int64_t count)>;
    /// The same by a mover.
    /// @param excess queries above the capacity of each model
    bool settle(std::vector<std::int64_t> excess, const Mover& move) const;

  private:
    /// How a model hangs from its parent.
    struct Link {
        std::size_t crowd;
        std::size_t model;
        std::size_t parent;
    };

    std::pmr::vector<Crowd> m_crowds;  ///< largest first
    std::vector<Link> m_links;         ///< parents before children
    std::vector<std::size_t> m_tree;
    std::vector<double> m_objective;
    std::vector<double> m_resource;
};

}  // namespace orl
