#pragma once

#include <functional>
#include <iosfwd>
#include <string>
#include <vector>

#include "core/evaluate/evaluation.h"
#include "core/support/job.h"

namespace orl {

enum class SweepOver {
    Alpha,     ///< values are α
    Capacity,  ///< values are a common capacity as a share of N
};

struct SweepOptions {
    SweepOver over = SweepOver::Alpha;
    std::vector<double> values;
    std::vector<std::string> routers;  ///< empty: all that need no truth, and the oracle
    Constraints base;                  ///< what the swept value replaces
    std::uint64_t seed = 1;
};

struct SweepPoint {
    double value = 0.0;
    double alpha = 0.0;
    Evaluation evaluation;
};

/// Points grouped by router, each group in the order of the values. Neighbouring optimizer points
/// are warm-started. The callback, if any, gets each point as it is done.
std::vector<SweepPoint> sweep(const Experiment& experiment, const SweepOptions& options,
                              const Job& job = {},
                              const std::function<void(const SweepPoint&)>& onPoint = {});

/// Columns: router, over, value, alpha, feasible, cost, predicted_accuracy, realized_accuracy,
/// realized_cost, bound, gap and one share column per model.
void writeSweepCsv(std::ostream& out, const std::vector<std::string>& models, SweepOver over,
                   const std::vector<SweepPoint>& points);

/// ceil(share × N) with a little tolerance, at least 0: how a common capacity share becomes slots.
std::int64_t capacityFromShare(double share, std::size_t queryCount);

/// A point of the cost–accuracy plane.
struct PlanePoint {
    double cost = 0.0;     ///< USD per 1,000 queries
    double quality = 0.0;  ///< [0,1]
};
/// Upper concave, non-decreasing hull of quality over cost, cheapest first.
std::vector<PlanePoint> upperHull(std::vector<PlanePoint> points);
/// AIQ of RouterBench: area under the hull between leastCost and greatestCost, divided by that
/// range.
double aiq(const std::vector<PlanePoint>& hull, double leastCost, double greatestCost);

}  // namespace orl
