#pragma once

#include <cstddef>
#include <limits>
#include <stop_token>

namespace orl {

/// What a solve may take. States and bytes count what is done, so that a result is the same on
/// every machine; only with an end by the clock it depends on how fast that is.
struct SolveBudget {
    /// Most partial assignments in one list of the search for a proof, which also ends when it has
    /// looked at 120 times as many. 0: no such search.
    std::size_t proofStates = 250'000;
    /// Bytes for all that is listed beside a few numbers a query; four times what the problem
    /// itself takes, if that is more. Where a proof would need more, the result is the best
    /// assignment found, with its gap.
    std::size_t memoryBytes = std::size_t{256} << 20U;
    /// Seconds of the clock from the start of the solve after which no proof is sought any longer.
    double proofSeconds = std::numeric_limits<double>::infinity();
};

/// Enough for most proofs, and little enough that a drag and a sweep hardly wait for one that
/// fails.
inline constexpr SolveBudget kQuickBudget{3000, std::size_t{64} << 20U};
/// Enough for most proofs of batches whose queries differ; what is solved a hundred times over in
/// the background must not take minutes where crowds of queries tie.
inline constexpr SolveBudget kBackgroundBudget{20'000, std::size_t{64} << 20U};

struct SolveOptions {
    double gapTarget = 5e-7;  ///< enough where no proof is sought
    /// Batches of at most so many queries are searched until optimality is proven or the search
    /// outgrows its budget, whatever the gap.
    std::size_t proofQueries = 10'000;
    SolveBudget budget;
    int maxEvaluations = 5000;  ///< of the dual function
    bool recordHistory = false;
    bool warmStart = true;  ///< reuse what the optimizer object learned in earlier solves
    std::stop_token stop;   ///< triggers Cancelled
};

}  // namespace orl
