#pragma once

#include <cstdint>
#include <stop_token>
#include <vector>

#include "core/optimize/dual_function.h"
#include "core/optimize/recovery.h"

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
/// the margins of the moves that it still needs (overloads to relieve, priced slots to fill) lift
/// it beyond Γ. If an assignment within Γ exists, the best one found is optimal; if none does,
/// g + Γ is a better bound than g.
class CoreSearch {
  public:
    /// @param dual     evaluates the table the assignment is for
    /// @param capacity 0…N each
    /// @param at       the multipliers, with a weight of 1 on the goal's objective
    /// @param dualValue g at these multipliers
    CoreSearch(DualFunction& dual, const Goal& goal, const std::vector<std::int64_t>& capacity,
               const Multipliers& at, double dualValue);

    /// @param assignment feasible; improved in place and kept feasible
    /// @param stateLimit most states at a time; beyond it the most promising are kept and nothing
    ///                   is proven any more
    /// @param gapTarget  relative gap below which the search ends without a proof; 0: never
    /// @throws Cancelled
    CoreOutcome run(Assignment& assignment, std::size_t stateLimit, double gapTarget,
                    const std::stop_token& stop);

  private:
    /// Loads of up to 32 models, relative to their capacities, one lane each. Lanes never carry
    /// into each other, so adding the same change to two keys keeps their order.
    struct Key {
        std::uint64_t high = 0;
        std::uint64_t low = 0;
        friend auto operator<=>(const Key&, const Key&) = default;
        Key operator+(const Key& other) const { return {high + other.high, low + other.low}; }
    };
    /// A model whose load matters.
    struct Lane {
        std::size_t model;
        std::uint64_t Key::*word;
        unsigned shift;
        double price;
    };
    struct Option {
        std::int32_t model;
        double regret;
        double objective;  ///< change against the base model
        double resource;
        Key change;
        int from = -1;  ///< lanes, −1: a model whose load cannot matter
        int to = -1;
    };
    /// A query with more than one model within reach.
    struct Item {
        std::int32_t query;
        double margin;  ///< least regret of its options
        std::size_t first;
        std::size_t count;
    };
    struct State {
        Key loads;
        double objective;  ///< against the base assignment
        double resource;
        double regret;
        double need;        ///< least regret and payment that completing it adds
        std::int32_t over;  ///< queries above the capacities
        std::int32_t node;  ///< last deviation, −1 for the base
    };
    struct Deviation {
        std::int32_t before;
        std::int32_t query;
        std::int32_t model;
    };

    void collect(const Assignment& assignment);
    bool trackLoads(double budget);
    void pass(std::size_t stateLimit, const std::stop_token& stop);
    void extend(std::size_t item, const Option& option);
    void merge(std::vector<State>& states, std::size_t next);
    void keepBest(std::size_t stateLimit);
    std::int64_t load(const Key& key, const Lane& lane) const;
    void weigh(State& state, std::size_t next) const;
    double margins(std::size_t first, std::int64_t count) const;
    double reach() const;

    DualFunction& m_dual;
    Table m_table;
    Goal m_goal;
    const std::vector<std::int64_t>& m_capacity;
    Multipliers m_at;
    double m_dualValue;
    double m_rounding = 0.0;  ///< objectives closer than this are the same

    Assignment m_base;  ///< least reduced cost everywhere; among ties the given assignment
    std::vector<std::int64_t> m_baseLoad;
    double m_baseObjective = 0.0;
    double m_baseResource = 0.0;
    std::vector<Item> m_items;        ///< by rising margin
    std::vector<double> m_marginSum;  ///< of the first so many items
    std::vector<Option> m_options;
    bool m_truncated = false;  ///< some queries within reach are not among the items

    std::vector<Lane> m_lanes;
    unsigned m_laneBits = 8;
    Key m_baseKey;
    std::vector<State> m_states;  ///< by loads, then by rising objective and resource
    std::vector<State> m_next;    ///< the same after the item at hand
    std::vector<State> m_added;
    std::vector<State> m_merged;
    std::vector<Deviation> m_deviations;
    bool m_complete = true;  ///< nothing was dropped that could have led to a better assignment
    double m_budget = 0.0;
    double m_best = 0.0;           ///< objective − g of the best assignment known
    std::int32_t m_bestNode = -2;  ///< its last deviation, −1: the base, −2: not of this pass
};

}  // namespace orl
