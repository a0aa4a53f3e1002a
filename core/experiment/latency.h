#pragma once

#include <string>
#include <vector>

#include "core/data/dataset.h"
#include "core/experiment/experiment.h"
#include "core/predict/predictor.h"
#include "core/scenario.h"
#include "core/support/grid.h"

namespace orl {

/// Whether the pool states the speed of any model.
bool anySpeedKnown(const PoolSettings& pool);

/// Predicted seconds of an answer, rows × models of the pool: time to the first token and
/// predicted output tokens / tokens per second. NaN where the length or one of the two is unknown.
/// @param models  names of the pool
/// @param columns of the predictions, per model of the pool
/// @param recorded the answers' recorded lengths, where known, instead of predicted ones
/// @throws Error on a time, speed or price of a second that makes no sense, or a second that has a
/// price where no model's speed is known
Grid predictedSeconds(const Dataset& data, const std::vector<std::size_t>& rows,
                      const Predictions& predictions, const PoolSettings& pool,
                      const std::vector<std::string>& models,
                      const std::vector<std::size_t>& columns, bool recorded);

/// Mean predicted seconds of the answers, and what a second between the extremes costs.
struct LatencyRange {
    double fastest = kMissing;  ///< every query to its fastest model
    double slowest = kMissing;  ///< every query to its slowest model
    /// USD per second: the whole range of the batch's cost over the whole range of its seconds.
    double scale = kMissing;
};
/// NaN where no model's speed is known, or the seconds are all the same (scale).
LatencyRange latencyRange(const Experiment& experiment);

}  // namespace orl
