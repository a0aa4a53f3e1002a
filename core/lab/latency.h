#pragma once

#include <vector>

#include "core/lab/views.h"
#include "core/support/job.h"

/// Time against money: what a batch's answers take at least and at most, and what faster ones cost.
namespace orl {

/// One end of what is possible: no routing within the limits costs less and takes less.
struct LatencyPoint {
    double secondPrice = 0.0;    ///< ω at which it is the best, USD per second
    double seconds = kMissing;   ///< mean, predicted
    double cost = kMissing;      ///< predicted, USD per 1,000 queries, without ω
    double realized = kMissing;  ///< accuracy by the record
    std::vector<double> share;   ///< of the queries, per model
    bool operator==(const LatencyPoint&) const = default;
};

/// Cost against mean seconds at the scenario's floor, capacities and groups: the routings that are
/// the best at some ω >= 0, slowest first, each solved; between two of them the next is sought at
/// the ω at which both cost the same, widest distance first, so that few looks show the whole
/// curve. A cap on seconds plays no part. Empty under a budget, where no speed is known, or where
/// the floor cannot be reached.
/// @param points most of them
/// @throws Cancelled
std::vector<LatencyPoint> latencyFrontier(const SolveView& view, int points, const Job& job);

}  // namespace orl
