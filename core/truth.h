#pragma once

#include "core/support/grid.h"

namespace orl {

/// Recorded truth of the routed queries, used for evaluation and by the oracle alone.
/// Both grids are queries × models, NaN where nothing was recorded.
struct Truth {
    Grid outcome;       ///< y_ij in [0,1]
    Grid realizedCost;  ///< k_ij, USD
};

}  // namespace orl
