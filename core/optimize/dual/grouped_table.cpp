#include "core/optimize/dual/grouped_table.h"

namespace orl {

GroupedTable::GroupedTable(const Table& table, std::span<const std::int32_t> group,
                           std::size_t groups, std::pmr::memory_resource* memory)
    : m_memory(memory), m_models(table.models), m_queryCount(table.queries), m_queries(groups, 0) {
    for (const std::int32_t g : group) ++m_queries[static_cast<std::size_t>(g)];
    m_first.assign(1, 0);
    for (std::size_t g = 0; g < groups; ++g) {
        const std::size_t blocks = (m_queries[g] + Table::kLanes - 1) / Table::kLanes;
        m_groupOfBlock.insert(m_groupOfBlock.end(), blocks, static_cast<std::uint32_t>(g));
        m_first.push_back(m_first.back() + blocks * Table::kLanes);
    }
    m_query.assign(m_first.back(), -1);
    m_data.assign(m_groupOfBlock.size() * table.blockSize(), 0.0);
    std::vector<std::size_t> next(m_first.begin(), m_first.end() - 1);
    const Table copy = whole();
    for (std::size_t i = 0; i < table.queries; ++i) {
        const std::size_t position = next[static_cast<std::size_t>(group[i])]++;
        m_query[position] = static_cast<std::int32_t>(i);
        for (std::size_t j = 0; j < table.models; ++j) {
            double* cell = m_data.data() + (copy.cell(position, j) - copy.data);
            cell[0] = table.cost(i, j);
            cell[Table::kLanes] = table.quality(i, j);
        }
    }
}

Table GroupedTable::whole() const {
    return {m_data.data(), m_first.back(), m_models};
}

Table GroupedTable::part(std::size_t group) const {
    const Table all = whole();
    return {all.data + m_first[group] / Table::kLanes * all.blockSize(), m_queries[group],
            m_models};
}

std::vector<std::int32_t> GroupedTable::byQuery(std::span<const std::int32_t> assignment) const {
    std::vector<std::int32_t> result(m_queryCount, -1);
    for (std::size_t p = 0; p < m_query.size(); ++p) {
        if (m_query[p] >= 0) result[static_cast<std::size_t>(m_query[p])] = assignment[p];
    }
    return result;
}

}  // namespace orl
