#pragma once

#include <cmath>
#include <optional>
#include <span>
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

/// Columns of a pool of two.
struct WeakAndStrong {
    std::size_t weak = 0;
    std::size_t strong = 0;
};

/// The two models that may take queries, the better one by recorded accuracy as the strong one;
/// nothing when the pool has more or fewer, or an accuracy is not recorded.
std::optional<WeakAndStrong> weakAndStrong(std::span<const SingleModel> models);

}  // namespace orl
