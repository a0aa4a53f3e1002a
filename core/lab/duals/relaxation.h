#pragma once

#include <cstddef>
#include <vector>

#include "core/lab/duals/batch.h"
#include "core/lab/duals/small_batch.h"
#include "core/support/job.h"

namespace orl {

/// The linear relaxation, in which queries may be split between models.
struct Relaxation {
    bool feasible = false;
    HeldPrices prices;  ///< optimal
    /// Its optimum: least cost, USD, or greatest mean quality under a budget.
    double bound = kMissing;
    double quality = kMissing;  ///< mean, of the optimum
    double cost = kMissing;     ///< USD, of the optimum
    /// The two whole routings that it mixes; the same where nothing is split.
    Assignment below;
    Assignment above;
    double share = 0.0;     ///< of `above` in the mixture
    std::size_t split = 0;  ///< queries in which the two differ
    /// Lower edge of all that splitting reaches within the capacities, from the cheapest to the
    /// best: mean quality and USD.
    struct Corner {
        double quality;
        double cost;
    };
    std::vector<Corner> edge;
};

/// Exact: every corner of the edge is a routing, found where the line through two others shows that
/// there is one below. @param corners at most so many of the edge are sought; the optimum is always
/// @throws Cancelled
Relaxation relaxationOf(const SmallBatch& batch, std::size_t corners, const Job& job);

}  // namespace orl
