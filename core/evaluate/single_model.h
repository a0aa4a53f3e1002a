#pragma once

#include <cmath>
#include <vector>

#include "core/evaluate/frontier.h"
#include "core/experiment/experiment.h"

namespace orl {

/// What a batch would be like if one model took every query that it may take: means over those
/// whose number is known, cost in USD per 1,000 queries; NaN where none is.
struct SingleModel {
    PlanePoint predicted;
    PlanePoint realized;
    /// May take any query at all: not switched off, and with predictions and prices.
    bool inPool() const { return !std::isnan(predicted.cost); }
};

/// Per model, in column order. Reads all pairs: a worker's task.
std::vector<SingleModel> singleModels(const Experiment& experiment);

}  // namespace orl
