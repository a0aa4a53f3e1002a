#pragma once

#include <cstdint>
#include <memory_resource>
#include <vector>

#include "core/optimize/proof/core_items.h"
#include "core/optimize/proof/effort.h"
#include "core/optimize/proof/load_bound.h"

namespace orl {

/// What the search among the undecided queries established.
struct CoreOutcome {
    double bound = 0.0;   ///< lower bound on the objective of every feasible assignment
    bool proven = false;  ///< no feasible assignment has a lower objective than the one returned
};

/// Exact search among the queries that the dual leaves undecided: an expanding core, after
/// Pisinger's minimal algorithms for knapsack problems (D. Pisinger, "A minimal algorithm for the
/// multiple-choice knapsack problem", EJOR 83, 1995), extended by capacities and searched from two
/// sides (E. Horowitz, S. Sahni, "Computing partitions with applications to the knapsack problem",
/// Journal of the ACM 21, 1974).
///
/// At multipliers with dual value g, an assignment x has
///     objective(x) = g + Σ_i regret_i(x_i) + κ·(resource(x) − required) + Σ_j μ_j·(L_j − load_j),
/// where regret_i(j) is how much the reduced cost of j exceeds the least one of query i. Feasible
/// x make every term >= 0. So an assignment within Γ of g deviates from the least reduced costs
/// only in queries of margin <= Γ, and the regrets of its deviations add up to at most Γ.
///
/// For growing Γ these queries are dealt into two halves, and of each half all sets of deviations
/// are listed: e^√(2n) sets or so for n deviations within Γ, where both halves together would have
/// e^√(4n). A set is left out when its regret and the least one by which its loads can come out
/// even (LoadBound) exceed Γ, or when another with the same loads has more resource at a lower
/// objective. Then every set is joined with those of the other half that fit its loads and have
/// just about the resource that it lacks. If an assignment within Γ exists, the best one found is
/// optimal; if none does, g + Γ is a better bound than g.
class CoreSearch {
  public:
    /// @param dual      evaluates the table the assignment is for
    /// @param capacity  0…N each
    /// @param at        the multipliers, with a weight of 1 on the goal's objective
    /// @param dualValue g at these multipliers
    /// @param unit      of the qualities, see qualityUnit
    /// @param memory    for all lists; where it throws MemoryBudget::Spent the search ends
    CoreSearch(DualFunction& dual, const Goal& goal, const std::vector<std::int64_t>& capacity,
               const Multipliers& at, double dualValue, double unit,
               std::pmr::memory_resource* memory);

    /// @param routing feasible; improved in place and kept feasible
    /// @param effort  where a list would outgrow its states, Γ becomes what they reach
    /// @throws Cancelled
    CoreOutcome run(Routing& routing, const Effort& effort);

  private:
    struct State {
        LoadKey loads;
        double objective;  ///< against the base assignment
        double resource;
        double regret;
        std::int32_t node;  ///< last deviation, −1 for the base
    };
    struct Deviation {
        std::int32_t before;
        std::int32_t item;
        std::int32_t model;
    };
    /// The states of a half in the order in which they are looked for.
    struct Partner {
        LoadKey loads;  ///< that have to come out even
        double resource;
        std::size_t state;
    };
    using States = std::pmr::vector<State>;

    void search(Routing& routing, const Effort& effort, CoreOutcome& outcome);
    void pass(double searched, const Effort& effort);
    bool spent(const Effort& effort) const;
    void listHalf(std::size_t first, const Effort& effort, States& states);
    void extend(const States& states, std::size_t item);
    void merge(States& states);
    void keepBest(std::size_t most, States& states);
    void join(const Effort& effort);
    bool realize(Routing& routing);
    std::size_t grown(std::size_t count, std::size_t most) const;
    double reach() const;
    double widest() const;

    Table m_table;
    Goal m_goal;
    double m_kappa;
    double m_dualValue;
    CoreItems m_core;
    LoadBound m_loadBound;

    States m_left;
    States m_right;
    States m_added;
    States m_merged;
    std::pmr::vector<Partner> m_partners;
    std::pmr::vector<double> m_ranks;
    std::pmr::vector<Deviation> m_deviations;
    std::size_t m_work = 0;        ///< states looked at so far
    double m_rounding = 0.0;       ///< objectives closer than this are the same
    double m_budget = 0.0;         ///< Γ
    double m_best = 0.0;           ///< objective − g of the best assignment known
    std::int32_t m_bestLeft = -2;  ///< its last deviations, −1: the base, −2: not of this pass
    std::int32_t m_bestRight = -2;
};

}  // namespace orl
