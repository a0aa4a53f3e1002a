#pragma once

#include "core/optimize/optimize.h"

namespace orl::testing {

/// What branch and cut made of the binary program.
struct IntegerOptimum {
    bool proven = false;  ///< optimal, or infeasible, within CBC's tolerances
    bool feasible = false;
    double objective = 0.0;     ///< cost in USD, or mean quality in budget mode
    double milliseconds = 0.0;  ///< of processor time
};

struct IntegerEffort {
    double seconds = 1e9;  ///< of processor time, as CBC counts them
    int nodes = 1 << 30;
};

/// The binary program as a modelling layer would hand it to CBC, with limited effort.
IntegerOptimum branchAndCut(const RoutingProblem& problem, const Constraints& constraints,
                            const IntegerEffort& effort);

}  // namespace orl::testing
