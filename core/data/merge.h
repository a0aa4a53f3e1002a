#pragma once

#include <string>
#include <vector>

#include "core/data/dataset.h"

namespace orl {

/// Splits that both data sets have, in order of names.
std::vector<std::string> commonSplits(const Dataset& a, const Dataset& b);

/// Adds queries to a data set: `base` without the splits that `more` has, then all of `more`.
/// Models are matched by name, those only `more` has follow at the end; cells of a model that one
/// side lacks are unknown. Where both know a model's prices, those of `more` count.
/// Queries of a side without vectors have none.
/// @throws Error when both sides have vectors, of different lengths
Dataset mergeDatasets(const Dataset& base, const Dataset& more);

}  // namespace orl
