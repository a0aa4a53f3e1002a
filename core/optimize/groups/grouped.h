#pragma once

#include <cstdint>
#include <memory>
#include <memory_resource>
#include <vector>

#include "core/optimize/groups/group_task.h"
#include "core/optimize/groups/row_dual.h"
#include "core/optimize/options.h"
#include "core/optimize/result.h"

namespace orl {

/// Solves with floors and caps of groups: what DualOptimizer hands on where constraints have them.
/// Keeps the table in the order of the groups, and vertices and multipliers for warm starts.
class GroupedOptimizer {
  public:
    /// @param unit of the qualities, see qualityUnit
    GroupedOptimizer(const RoutingProblem& problem, double unit, std::pmr::memory_resource* memory);

    /// As DualOptimizer::solve, for constraints that have groups; `milliseconds` is left at 0.
    /// @param incumbent of an earlier solve, by query, or empty: where it meets these constraints
    /// too, nothing worse is returned. Without a proof the recovery alone could be.
    SolveResult solve(const Constraints& constraints, const SolveOptions& options,
                      const Assignment& incumbent = {});
    /// As DualOptimizer.
    double maxQuality(const Constraints& constraints);
    double minCost(const Constraints& constraints);

  private:
    void open(const Constraints& constraints);
    /// From the mixture that is optimal for the relaxation to an assignment, by position.
    struct Recovered {
        Assignment assignment;
        double bound = 0.0;
        Proof proof = Proof::NotSought;
        bool met = false;
        bool complete = false;  ///< optimal, or where not met: none exists
    };
    Recovered recover(const RowProblem& rows, const RowDual::Outcome& outcome,
                      const SolveOptions& options);
    bool tighten(const RowProblem& rows, const SolveOptions& options, Assignment& assignment);
    bool fromBestOverall(const RowProblem& rows, const RowDual::Outcome& outcome,
                         const SolveOptions& options, Assignment& assignment);
    double extreme(const Constraints& constraints, bool quality);

    const RoutingProblem& m_problem;
    double m_unit;
    double m_greatestCost = 0.0;  ///< of any assignment
    std::vector<std::int32_t> m_group;
    std::unique_ptr<GroupedTable> m_table;
    std::unique_ptr<Transport> m_transport;
    RowMemory m_memory;
    std::pmr::memory_resource* m_lists;  ///< memory for what is listed
};

}  // namespace orl
