#pragma once

#include <cstdint>
#include <optional>
#include <stop_token>

#include "core/optimize/groups/row_problem.h"

namespace orl {

struct RowSearchOutcome {
    std::optional<Assignment> better;  ///< by position; the best found, if any beats the given one
    bool complete = false;             ///< nothing better exists (or, with none found, nothing)
};

/// Exact depth-first search for an assignment that meets all rows, or for a better one than a given
/// one. With multipliers of dual value g, every feasible x has objective(x) >= g + Σ regrets, so
/// queries whose second choice is more than the gap away stay at their first; the others are tried
/// in order of their margins, the most decided first, each on its models by rising reduced cost.
/// Branches end where the regrets use up the gap, a capacity is exceeded, or a row cannot be met by
/// the best that is left. The last resort where rows are tight and queries few.
/// @param objective of the assignment to beat; +infinity for any
/// @param nodeLimit partial assignments looked at before giving up
/// @throws Cancelled
RowSearchOutcome searchRows(const RowProblem& problem, const RowMultipliers& at, double dualValue,
                            double objective, std::int64_t nodeLimit, const std::stop_token& stop);

}  // namespace orl
