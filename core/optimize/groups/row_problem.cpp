#include "core/optimize/groups/row_problem.h"

namespace orl {

RowProblem swapped(const RowProblem& problem) {
    RowProblem other = problem;
    const bool floor = problem.mode == RoutingMode::CostUnderFloor;
    other.mode = floor ? RoutingMode::QualityUnderBudget : RoutingMode::CostUnderFloor;
    for (const Row& row : problem.rows) {
        if (row.group == Row::kAll) other.objectiveScale = row.scale;
    }
    std::erase_if(other.rows, [](const Row& row) { return row.group == Row::kAll; });
    return other;
}

RowVertex::RowVertex(const GroupedTable& table, Assignment chosen)
    : assignment(std::move(chosen)), groupQuality(table.groups(), 0.0) {
    const Table cells = table.whole();
    for (std::size_t g = 0; g < table.groups(); ++g) {
        const std::size_t end = table.first(g) + table.queries(g);
        for (std::size_t p = table.first(g); p < end; ++p) {
            const double* cell = cells.cell(p, static_cast<std::size_t>(assignment[p]));
            cost += cell[0];
            groupQuality[g] += cell[Table::kLanes];
        }
        quality += groupQuality[g];
    }
}

RowTotals totalsOf(const RowProblem& problem, const RowVertex& vertex) {
    RowTotals totals;
    totals.objective = problem.objective(vertex.cost, vertex.quality);
    for (const Row& row : problem.rows) {
        const bool floor = problem.mode == RoutingMode::CostUnderFloor;
        totals.resource.push_back(row.group != Row::kAll
                                      ? vertex.groupQuality[static_cast<std::size_t>(row.group)]
                                  : floor ? vertex.quality
                                          : -vertex.cost);
    }
    return totals;
}

bool met(const RowProblem& problem, const RowTotals& totals) {
    for (std::size_t k = 0; k < problem.rows.size(); ++k) {
        if (!(totals.resource[k] >= problem.rows[k].required)) return false;
    }
    return true;
}

RowState::RowState(const RowProblem& problem, Assignment assignment)
    : m_problem(&problem),
      m_assignment(std::move(assignment)),
      m_totals(totalsOf(problem, RowVertex(*problem.table, m_assignment))),
      m_load(problem.table->models(), 0),
      m_binLoad(problem.groupCapacity.size(), 0),
      m_groupRow(problem.table->groups(), -1) {
    const std::size_t models = problem.table->models();
    for (std::size_t p = 0; p < m_assignment.size(); ++p) {
        if (problem.table->padding(p)) continue;
        const auto j = static_cast<std::size_t>(m_assignment[p]);
        ++m_load[j];
        ++m_binLoad[problem.table->groupOf(p) * models + j];
    }
    for (std::size_t k = 0; k < problem.rows.size(); ++k) {
        if (problem.rows[k].group == Row::kAll)
            m_overallRow = static_cast<int>(k);
        else
            m_groupRow[static_cast<std::size_t>(problem.rows[k].group)] = static_cast<int>(k);
    }
}

RowState::Change RowState::change(std::size_t position, std::size_t to) const {
    const Table cells = m_problem->table->whole();
    const double* here = cells.cell(position, static_cast<std::size_t>(m_assignment[position]));
    const double* there = cells.cell(position, to);
    const double cost = there[0] - here[0];
    const double quality = there[Table::kLanes] - here[Table::kLanes];
    const bool floor = m_problem->mode == RoutingMode::CostUnderFloor;
    return {m_problem->objective(cost, quality), floor ? quality : -cost, quality};
}

void RowState::move(std::size_t position, std::size_t to) {
    const Change step = change(position, to);
    const std::size_t group = m_problem->table->groupOf(position);
    const auto from = static_cast<std::size_t>(m_assignment[position]);
    m_totals.objective += step.objective;
    if (m_overallRow >= 0)
        m_totals.resource[static_cast<std::size_t>(m_overallRow)] += step.overall;
    if (m_groupRow[group] >= 0)
        m_totals.resource[static_cast<std::size_t>(m_groupRow[group])] += step.quality;
    --m_load[from];
    ++m_load[to];
    const std::size_t row = group * m_problem->table->models();
    --m_binLoad[row + from];
    ++m_binLoad[row + to];
    m_assignment[position] = static_cast<std::int32_t>(to);
}

}  // namespace orl
