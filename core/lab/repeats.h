#pragma once

#include <array>
#include <functional>
#include <iosfwd>
#include <memory>
#include <string>
#include <vector>

#include "core/data/dataset.h"
#include "core/experiment/experiment.h"
#include "core/own_router.h"
#include "core/predict/predictor.h"
#include "core/problem.h"
#include "core/scenario.h"
#include "core/support/job.h"

/// One comparison over many splits: how far a figure depends on which queries were learned from and
/// which were routed.
namespace orl {

enum class RepeatMetric {
    Cost,          ///< predicted, USD per 1,000 queries
    RealizedCost,  ///< USD per 1,000 queries
    PredictedAccuracy,
    RealizedAccuracy,
    Saving,            ///< see RepeatedRouter
    Shortfall,         ///< max(0, α − predicted accuracy)
    RealizedShortfall  ///< max(0, α − realized accuracy)
};
inline constexpr std::size_t kRepeatMetrics = 7;
/// "cost_per_1000", "realized_cost_per_1000", …
const char* toString(RepeatMetric metric);

struct RepeatInputs {
    std::shared_ptr<const Dataset> data;
    PredictorOptions predictor;
    PoolSettings pool;
    std::function<Constraints(const Experiment&)> constraints;  ///< for a batch of any size
    std::vector<std::string> routers;  ///< ids; `dual` is added where it is missing
    std::vector<OwnRouter> own = {};   ///< that ids may name; others do nothing
    int splits = 20;                   ///< at least 1
    double share = 0.7;                ///< learned from, of all queries; in (0, 1)
    std::uint64_t seed = 1;            ///< split s is dealt by seed + s
};

/// What one split gave; NaN where a figure is unknown or the constraints could not be met.
using RepeatRow = std::array<double, kRepeatMetrics>;

struct RepeatValue {
    double mean = kMissing;
    double error = kMissing;      ///< standard error of the mean; NaN of fewer than two splits
    double deviation = kMissing;  ///< standard deviation over the splits
    std::size_t splits = 0;       ///< that the figure is known of
};

/// One router over the splits. Its saving is what the optimizer saves against it, tuned in
/// hindsight to the optimizer's accuracy in that split (matchBaselines); of the optimizer itself,
/// against the baseline against which that is least.
struct RepeatedRouter {
    std::string id;
    std::vector<RepeatRow> rows;  ///< one a split, in order
    std::size_t feasible = 0;     ///< splits in which it kept the constraints

    RepeatValue value(RepeatMetric metric) const;
    /// For people.
    std::string title() const;
};

struct Repeats {
    int splits = 0;  ///< asked for
    int done = 0;
    double share = 0.0;
    std::uint64_t seed = 1;
    std::size_t learned = 0;  ///< queries, of the last split
    std::size_t routed = 0;
    std::vector<RepeatedRouter> routers;
    std::vector<std::string> warnings;  ///< each once

    const RepeatedRouter* of(const std::string& id) const;
};

/// Splits, fits, predicts and routes again and again: the splits in order, each a function of its
/// seed alone. Splits overlap, so the standard error says how much the split matters, not how far
/// other data would be.
/// @param publish with what is known after every split; may be empty
/// @throws Error where a split cannot be learned from or routed at all, or on inputs out of range;
/// Cancelled
Repeats repeatComparison(const RepeatInputs& inputs, const Job& job,
                         const std::function<void(const Repeats&)>& publish = {});

/// router,metric,mean,standard_error,deviation,splits; numbers in the shortest form that reads back
/// exactly, empty where unknown.
void writeRepeatsCsv(std::ostream& out, const Repeats& repeats);

}  // namespace orl
