#pragma once

#include <cstddef>
#include <vector>

#include "core/lab/duals/batch.h"
#include "core/lab/duals/small_batch.h"

namespace orl {

/// Complementary slackness: what a routing costs beyond the bound, condition by condition. The
/// identity is exact for every complete routing and every price: cost = bound + Σ pays.
struct SlacknessItem {
    enum Kind { Regret, Floor, Slots } kind = Regret;
    std::size_t model = 0;  ///< column, of Slots
    /// Of Regret: queries that are not at a least reduced cost. Of Floor: mean quality above it
    /// (under a budget USD below it), negative where it is missed. Of Slots: free slots, negative
    /// where they are too few.
    double amount = 0.0;
    double price = 0.0;  ///< λ per answer (under a budget answers per USD), μ per slot
    double pays = 0.0;   ///< USD; under a budget expected correct answers that are lost
    bool holds() const;
};
struct Slackness {
    double bound = kMissing;           ///< USD, or expected correct answers under a budget
    double value = kMissing;           ///< the routing's
    std::vector<SlacknessItem> items;  ///< regret, floor, then the slots of every limited model
};
/// @param routing complete
/// @pre under a budget λ > 0: it is what answers are measured by
Slackness slacknessOf(const SmallBatch& batch, const HeldPrices& prices, const Assignment& routing);

}  // namespace orl
