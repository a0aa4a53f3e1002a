#pragma once

#include <vector>

#include "core/experiment/experiment.h"
#include "core/lab/prediction.h"

/// What a simulated run needs of the data beside the experiment; both queries × models of the
/// experiment, query i and model j at i·M + j, NaN where unknown.
namespace orl {

/// Input tokens as the model counts them and predicted output tokens, together: what limits of
/// tokens are about.
std::vector<double> callTokens(const Predicted& predicted, const Experiment& experiment);

/// Seconds of the answers by their recorded lengths and the pool's speeds.
std::vector<double> recordedSeconds(const Predicted& predicted, const Experiment& experiment,
                                    const PoolSettings& pool);

}  // namespace orl
