#pragma once

#include <memory_resource>

#include "core/optimize/bound/frontier.h"

namespace orl {

/// Multipliers to start a large problem from, found on an even sample of its blocks, which in turn
/// starts from a smaller sample. The sample's multipliers are off by about one over the square root
/// of its size, so the full problem needs only a few evaluations around them.
/// @param pool for the evaluations of large samples; may be null
FrontierSearch::Start coarseStart(const Table& table, const Goal& goal,
                                  const std::vector<std::int64_t>& capacity, ThreadPool* pool,
                                  std::pmr::memory_resource* memory, std::stop_token stop);

}  // namespace orl
