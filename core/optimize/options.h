#pragma once

#include <cstddef>
#include <limits>
#include <stop_token>

namespace orl {

struct SolveOptions {
    double gapTarget = 5e-7;  ///< enough where no proof is sought
    /// Batches of at most so many queries are searched until optimality is proven or the search
    /// outgrows its budgets, whatever the gap.
    std::size_t proofQueries = 10'000;
    /// Most partial assignments in one list of the search for a proof; it also ends when it has
    /// looked at a hundred times as many. 0: no such search.
    std::size_t proofStates = 250'000;
    /// Bytes for all that a solve lists beside a few numbers a query; four times what the problem
    /// itself takes, if that is more. Where a proof would need more, the result is the best
    /// assignment found, with its gap.
    std::size_t memoryBytes = std::size_t{256} << 20U;
    /// Seconds of the clock after which no proof is sought any longer, from the start of the solve.
    /// The result then depends on the machine and its load; the other limits count what is done,
    /// and give the same result everywhere.
    double proofSeconds = std::numeric_limits<double>::infinity();
    int maxEvaluations = 5000;  ///< of the dual function
    bool recordHistory = false;
    bool warmStart = true;  ///< reuse what the optimizer object learned in earlier solves
    std::stop_token stop;   ///< triggers Cancelled
};

}  // namespace orl
