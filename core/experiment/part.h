#pragma once

#include <cstdint>
#include <span>

#include "core/experiment/experiment.h"

namespace orl {

/// Some queries and models of an experiment as one of its own: the same predictions, outcomes and
/// difficulty levels, in the order given. Its warnings are those of the whole.
/// @param queries positions in the whole
/// @param models columns of the whole
Experiment partOf(const Experiment& whole, std::span<const std::uint32_t> queries,
                  std::span<const std::size_t> models);
/// With all models.
Experiment partOf(const Experiment& whole, std::span<const std::uint32_t> queries);

}  // namespace orl
