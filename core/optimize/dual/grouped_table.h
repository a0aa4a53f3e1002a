#pragma once

#include <cstdint>
#include <memory_resource>
#include <span>
#include <vector>

#include "core/optimize/dual/table.h"

namespace orl {

/// A table in an order in which each group's queries are contiguous and start a block of their own,
/// so that the dual function can be evaluated group by group. Queries are known by their position
/// in this order; positions that fill up a group's last block belong to no query.
class GroupedTable {
  public:
    /// Copies the table.
    /// @param group  of each query, 0…groups−1
    /// @param memory for what the searches over the table list
    GroupedTable(const Table& table, std::span<const std::int32_t> group, std::size_t groups,
                 std::pmr::memory_resource* memory = std::pmr::get_default_resource());

    std::pmr::memory_resource* memory() const { return m_memory; }
    std::size_t groups() const { return m_first.size() - 1; }
    std::size_t models() const { return m_models; }
    /// All positions, padding included.
    Table whole() const;
    /// The queries of one group without their padding; they start at position first(group).
    Table part(std::size_t group) const;
    std::size_t first(std::size_t group) const { return m_first[group]; }
    std::size_t queries(std::size_t group) const { return m_queries[group]; }
    std::size_t queryCount() const { return m_queryCount; }
    std::size_t groupOf(std::size_t position) const {
        return m_groupOfBlock[position / Table::kLanes];
    }
    bool padding(std::size_t position) const { return m_query[position] < 0; }

    /// An assignment of positions as one of queries in their first order.
    std::vector<std::int32_t> byQuery(std::span<const std::int32_t> assignment) const;

  private:
    std::pmr::memory_resource* m_memory;
    std::size_t m_models;
    std::size_t m_queryCount;
    std::vector<double> m_data;
    std::vector<std::size_t> m_first;    ///< groups + 1 positions
    std::vector<std::size_t> m_queries;  ///< per group
    std::vector<std::uint32_t> m_groupOfBlock;
    std::vector<std::int32_t> m_query;  ///< of each position; −1: padding
};

}  // namespace orl
