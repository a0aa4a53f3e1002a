#pragma once

#include <cstdint>
#include <memory_resource>
#include <span>
#include <vector>

#include "core/optimize/bound/recovery.h"
#include "core/optimize/dual/dual_function.h"
#include "core/optimize/proof/tie_forest.h"

namespace orl {

/// Loads of up to 32 models or trees, relative to their capacities, one lane each. Lanes never
/// carry into each other, so adding the same change to two keys keeps their order.
struct LoadKey {
    std::uint64_t high = 0;
    std::uint64_t low = 0;

    friend bool operator==(const LoadKey&, const LoadKey&) = default;
    friend bool operator<(const LoadKey& a, const LoadKey& b) {
        return a.high < b.high || (a.high == b.high && a.low < b.low);
    }
    LoadKey operator+(const LoadKey& other) const { return {high + other.high, low + other.low}; }
    LoadKey operator-(const LoadKey& other) const { return {high - other.high, low - other.low}; }
};

/// The queries that the dual leaves undecided, and what deciding them otherwise changes: the input
/// of CoreSearch.
class CoreItems {
  public:
    /// Another model for all queries of an item.
    struct Option {
        std::int32_t model;
        double regret;
        double objective;  ///< change against the base assignment, loads settled by the ties
        double resource;
        LoadKey change;
        int from = -1;  ///< lanes, −1: a load that cannot matter
        int to = -1;
    };
    /// A query, or several that tie alike and move together.
    struct Item {
        double margin;  ///< least regret of its options
        std::size_t firstOption;
        std::size_t optionCount;
        std::size_t firstQuery;
        std::size_t queryCount;
    };
    /// A load that matters.
    struct Lane {
        std::uint64_t LoadKey::*word;
        unsigned shift;
        double price;  ///< of a slot that stays free
    };

    CoreItems(DualFunction& dual, const Goal& goal, const std::vector<std::int64_t>& capacity,
              const Multipliers& at, double unit, std::pmr::memory_resource* memory);

    /// Finds the base assignment (least reduced cost everywhere; among ties the given one) and the
    /// queries that may deviate from it.
    /// @param assignment with regrets of at most `reach` altogether
    /// @param reach      most regret of interest
    /// @param tie        regrets up to this are none
    void collect(const Assignment& assignment, double reach, double tie);
    /// Lays out the lanes and lists the items for a search with so much regret.
    /// @param leastCrowd queries that have to tie alike before they may settle loads
    /// @returns false if loads are too many or too far off for the lanes
    bool prepare(double budget, std::size_t leastCrowd);

    const Assignment& base() const { return m_base.assignment; }
    /// Totals of the base assignment, loads settled by the ties.
    double objective() const { return m_baseObjective; }
    double resource() const { return m_baseResource; }
    LoadKey loads() const { return m_baseKey; }
    LoadKey fullLoads() const { return m_fullKey; }  ///< every lane at its capacity
    /// All bits of the lanes whose slots are worth more than so much.
    LoadKey lanesAbove(double price) const;

    std::span<const Item> items() const { return m_items; }  ///< by rising margin
    std::span<const Option> options(const Item& item) const {
        return std::span(m_options).subspan(item.firstOption, item.optionCount);
    }
    std::span<const std::int32_t> queries(const Item& item) const {
        return std::span(m_members).subspan(item.firstQuery, item.queryCount);
    }
    /// Whether the lanes can hold loads to which the option has led, or from which it leads.
    bool within(const LoadKey& key, const Option& option) const;
    /// No load is above its capacity.
    bool fits(const LoadKey& key) const;
    /// Every deviation of interest is among the items.
    bool complete() const { return m_complete; }
    /// Margin of the query that comes so many after those of the margin given; infinite beyond the
    /// last.
    double marginAfter(double margin, std::size_t count) const;
    /// All queries within reach were kept by collect().
    bool reachesAll() const { return !m_truncated; }

    /// Makes the loads of an assignment that deviates from the base fit by the ties.
    bool settle(Assignment& assignment) const { return m_ties.settle(assignment, m_capacity); }

  private:
    std::int64_t greatestLoad() const { return (std::int64_t{1} << (m_laneBits - 1)) - 2; }
    /// Queries above (or below) the capacity.
    std::int64_t load(const LoadKey& key, const Lane& lane) const;
    struct Query {
        std::int32_t query;
        double margin;
    };
    std::vector<TieForest::Role> rolesFor(double budget, std::size_t leastCrowd) const;
    std::size_t mostMoves(double budget) const;
    bool layLanes(double budget, std::size_t leastCrowd);
    void measureBase();
    void listOptions(const Query& query, double budget, std::pmr::vector<Option>& options) const;
    /// How many of the queries that may stand for each other are kept.
    struct Useful {
        double count = 64.0;
        bool proven = false;  ///< no best solution needs more
    };
    void addAlike(double margin, std::span<const Option> options, std::size_t firstQuery,
                  const Useful& useful);
    /// @param others how many queries that tie may go to a model with a regret instead
    Useful usefulTies(double budget, double others) const;

    DualFunction& m_dual;
    Table m_table;
    Goal m_goal;
    const std::vector<std::int64_t>& m_capacity;
    Multipliers m_at;
    double m_unit;
    double m_kappa;

    double m_tie = 0.0;
    Routing m_base;
    std::pmr::vector<Query> m_reached;      ///< by rising margin
    std::pmr::vector<double> m_reachedSum;  ///< of the margins of the first so many
    bool m_truncated = false;
    TieForest m_ties;

    std::vector<Lane> m_lanes;
    std::vector<int> m_laneOf;  ///< of each model
    unsigned m_laneBits = 8;
    LoadKey m_baseKey;
    LoadKey m_fullKey;
    double m_baseObjective = 0.0;
    double m_baseResource = 0.0;
    std::pmr::vector<Item> m_items;
    std::pmr::vector<Option> m_options;
    std::pmr::vector<std::int32_t> m_members;
    bool m_complete = true;
};

}  // namespace orl
