#pragma once

#include <cstddef>
#include <stop_token>

namespace orl {

struct SolveOptions {
    double gapTarget = 5e-7;  ///< enough where no proof is sought
    /// Batches of at most so many queries are searched until optimality is proven or the search
    /// outgrows proofStates, whatever the gap.
    std::size_t proofQueries = 10'000;
    /// Most partial assignments that the search for a proof keeps at a time (about 200 bytes each);
    /// 0: no such search.
    std::size_t proofStates = 50'000;
    int maxEvaluations = 5000;  ///< of the dual function
    bool recordHistory = false;
    bool warmStart = true;  ///< reuse what the optimizer object learned in earlier solves
    std::stop_token stop;   ///< triggers Cancelled
};

}  // namespace orl
