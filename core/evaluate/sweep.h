#pragma once

#include <functional>
#include <iosfwd>
#include <string>
#include <vector>

#include "core/evaluate/evaluation.h"
#include "core/evaluate/frontier.h"
#include "core/support/job.h"

namespace orl {

enum class SweepOver {
    Alpha,     ///< values are α
    Capacity,  ///< values are a common capacity as a share of N
    Budget,    ///< values are B, USD for the batch
};

/// "alpha", "capacity", "budget".
const char* toString(SweepOver over);

struct SweepOptions {
    SweepOver over = SweepOver::Alpha;
    std::vector<double> values;
    std::vector<std::string> routers;  ///< empty: all that need no truth, and the oracle
    Constraints base;                  ///< what the swept value replaces
    std::uint64_t seed = 1;
    int threads = 1;  ///< routers are shared out among them; the points do not depend on it
};

struct SweepPoint {
    double value = 0.0;
    double alpha = 0.0;
    Evaluation evaluation;
};

/// Points grouped by router, each group in the order of the values. Neighbouring optimizer points
/// are warm-started. The callback, if any, gets each point as it is done: one call at a time, but
/// with several threads in any order of routers and not always on the caller's thread; the same
/// holds for the job's progress.
/// @throws Error on no values, values out of range or an unknown router; Cancelled
std::vector<SweepPoint> sweep(const Experiment& experiment, const SweepOptions& options,
                              const Job& job = {},
                              const std::function<void(const SweepPoint&)>& onPoint = {});

/// Columns: router, over (see toString), value, alpha, feasible (true or false), cost,
/// predicted_accuracy, realized_accuracy, realized_cost, bound, gap and one column share_MODEL per
/// model. Costs are USD for the batch. Unknown numbers are empty; numbers are written shortest so
/// that they read back to the same double.
void writeSweepCsv(std::ostream& out, const std::vector<std::string>& models, SweepOver over,
                   const std::vector<SweepPoint>& points);

}  // namespace orl
