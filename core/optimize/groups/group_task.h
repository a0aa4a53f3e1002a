#pragma once

#include <cstdint>
#include <string>

#include "core/optimize/bound/task.h"
#include "core/optimize/groups/row_dual.h"
#include "core/optimize/groups/row_problem.h"
#include "core/optimize/result.h"

namespace orl {

/// Number of groups G that the constraints speak of; 0 without any.
/// @throws Error on floors, caps, names or groups of queries that do not match or make no sense
std::size_t checkedGroups(const RoutingProblem& problem, const Constraints& constraints);

/// What a solve with groups asks, in the solver's terms, and the way back to what callers see.
class GroupTask {
  public:
    /// @param greatestCost of any assignment
    /// @param unit         of the qualities, see qualityUnit
    GroupTask(const Task& task, const Constraints& constraints, const GroupedTable& table,
              double greatestCost, double unit);

    const RowProblem& rows() const { return m_rows; }

    /// The result if some group's caps hold fewer than its queries; otherwise nothing.
    std::optional<SolveResult> tooFewSlots() const;
    /// Why `unplaced` queries have no place although there are slots enough.
    SolveResult unplaced(Transport& transport, std::int64_t unplaced) const;
    /// Why the rows are out of reach of every mixture of assignments.
    SolveResult unreachable(Transport& transport, const RowMemory& memory,
                            const std::stop_token& stop) const;
    /// What to say where a mixture of assignments meets all rows but no assignment is known to.
    static SolveResult noAssignment(bool proven);
    /// Prices in USD. A closed model's or bin's price is the least that keeps every query away.
    void reportPrices(const RowDual::Outcome& outcome, SolveResult& result) const;

  private:
    std::string nameOf(std::size_t group) const;
    SolveResult groupShort(std::size_t group, std::int64_t held) const;
    std::optional<SolveResult> singleRow(Transport& transport, const Row& row,
                                         const std::stop_token& stop) const;
    SolveResult conflict(Transport& transport, const RowMemory& memory,
                         const std::stop_token& stop) const;
    void priceClosed(const RowDual::Outcome& outcome, SolveResult& result) const;

    const Task& m_task;
    const Constraints& m_constraints;
    const GroupedTable& m_table;
    RowProblem m_rows;
    double m_greatestCost;
};

}  // namespace orl
