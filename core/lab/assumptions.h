#pragma once

#include <string>
#include <vector>

#include "core/data/dataset.h"

namespace orl {

/// What the costs of these rows take for granted, in words that follow "costs assume": an assumed
/// or estimated length of answers, estimated input tokens. Only where costs are made of prices and
/// lengths: what is recorded assumes nothing. Reads all pairs: a worker's task.
std::vector<std::string> assumptionsOf(const Dataset& data, const std::vector<std::size_t>& rows);

}  // namespace orl
