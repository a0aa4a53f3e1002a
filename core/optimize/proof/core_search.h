#pragma once

#include <cstdint>
#include <stop_token>
#include <vector>

#include "core/optimize/proof/core_items.h"

namespace orl {

/// What the search among the undecided queries established.
struct CoreOutcome {
    double bound = 0.0;   ///< lower bound on the objective of every feasible assignment
    bool proven = false;  ///< no feasible assignment has a lower objective than the one returned
};

/// Exact search among the queries that the dual leaves undecided: an expanding core by dynamic
/// programming, after Pisinger's minimal algorithms for knapsack problems (D. Pisinger, "A minimal
/// algorithm for the multiple-choice knapsack problem", EJOR 83, 1995), extended by capacities.
///
/// At multipliers with dual value g, an assignment x has
///     objective(x) = g + Σ_i regret_i(x_i) + κ·(resource(x) − required) + Σ_j μ_j·(L_j − load_j),
/// where regret_i(j) is how much the reduced cost of j exceeds the least one of query i. Feasible
/// x make every term >= 0. So an assignment within Γ of g deviates from the least reduced costs
/// only in queries of margin <= Γ, and the margins of its deviations add up to at most Γ. For
/// growing Γ all such sets of deviations are enumerated, query by query in order of their margins.
/// A state is what a set does to the loads, the resource and the objective; of two states with the
/// same loads, the one with more resource at a lower objective dominates. A state is dropped when
/// the margins of the moves that it still needs (overloads to relieve, priced slots to fill,
/// resource to gain) lift it beyond Γ. If an assignment within Γ exists, the best one found is
/// optimal; if none does, g + Γ is a better bound than g.
class CoreSearch {
  public:
    /// @param dual      evaluates the table the assignment is for
    /// @param capacity  0…N each
    /// @param at        the multipliers, with a weight of 1 on the goal's objective
    /// @param dualValue g at these multipliers
    /// @param unit      of the qualities, see qualityUnit
    CoreSearch(DualFunction& dual, const Goal& goal, const std::vector<std::int64_t>& capacity,
               const Multipliers& at, double dualValue, double unit);

    /// @param routing feasible; improved in place and kept feasible
    /// @param stateLimit most states at a time; beyond it the most promising are kept, and what
    ///                   the others could have reached limits the bound
    /// @param gapTarget  relative gap below which the search ends without a proof; 0: never
    /// @throws Cancelled
    CoreOutcome run(Routing& routing, std::size_t stateLimit, double gapTarget,
                    const std::stop_token& stop);

  private:
    struct State {
        LoadKey loads;
        double objective;  ///< against the base assignment
        double resource;
        double regret;
        double need;        ///< least regret and payment that completing it adds
        std::int32_t over;  ///< queries above the capacities
        std::int32_t node;  ///< last deviation, −1 for the base
    };
    struct Deviation {
        std::int32_t before;
        std::int32_t item;
        std::int32_t model;
    };

    void pass(std::size_t stateLimit, const std::stop_token& stop);
    void extend(std::size_t item, const CoreItems::Option& option);
    void merge(std::vector<State>& states, std::size_t next);
    void keepBest(std::size_t stateLimit);
    bool realize(Routing& routing);
    void weigh(State& state, std::size_t next) const;
    double completion(const State& state, std::size_t next) const;
    double reach() const;

    Table m_table;
    Goal m_goal;
    double m_kappa;
    double m_dualValue;
    CoreItems m_core;

    std::vector<State> m_states;  ///< by loads, then by rising objective and resource
    std::vector<State> m_next;    ///< the same after the item at hand
    std::vector<State> m_added;
    std::vector<State> m_merged;
    std::vector<Deviation> m_deviations;
    std::size_t m_work = 0;       ///< states looked at so far
    double m_rounding = 0.0;      ///< objectives closer than this are the same
    double m_leastDropped = 0.0;  ///< objective − g that a state dropped for its number could reach
    double m_budget = 0.0;        ///< Γ
    double m_best = 0.0;          ///< objective − g of the best assignment known
    std::int32_t m_bestNode = -2;  ///< its last deviation, −1: the base, −2: not of this pass
};

}  // namespace orl
