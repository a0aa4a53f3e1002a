#pragma once

#include <cstdint>
#include <stop_token>
#include <vector>

#include "core/optimize/bound/recovery.h"

namespace orl {

/// A vertex at the same multipliers, nearer to the goal's constraint or just beyond it.
///
/// Where crowds of queries are indifferent between models, many assignments are optimal at once.
/// Cycles of such queries, and paths between models whose slots are free and cost nothing, change
/// the resource alone; they are made, crowd by crowd, until the constraint is passed or none is
/// left that leads there.
/// @param capacity 0…N each
/// @returns nothing where no such move was found
Vertex shiftedByTies(Transport& transport, const Goal& goal,
                     const std::vector<std::int64_t>& capacity, const TransportPoint& point,
                     const std::stop_token& stop);

}  // namespace orl
