#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "core/lab/views.h"

namespace orl {

/// What goes to one model of one difficulty level, or of all of either. Numbers of nothing are NaN.
struct LevelCell {
    std::size_t queries = 0;
    double share = kMissing;              ///< of the level's queries
    double predictedAccuracy = kMissing;  ///< mean a
    double accuracy = kMissing;           ///< mean recorded score, over those that are recorded
    double cost = kMissing;               ///< predicted, USD per query
    double realizedCost = kMissing;       ///< over those whose cost is known
    /// What its queries cost more, on average, than the least (c − λs + μ) that recorded scores and
    /// costs offer at the optimizer's prices (ReducedCosts::regret), over those that are recorded,
    /// USD per query; NaN without prices.
    double regret = kMissing;
    std::size_t unknownOutcomes = 0;  ///< of the queries
};

/// The routing of a solve by difficulty level and model.
struct LevelTable {
    std::vector<std::string> levels;  ///< easiest first
    std::vector<std::string> models;  ///< in column order
    /// [level][model], one row and one column more for all: cells.back() are all levels,
    /// row.back() all models, unserved queries among them.
    std::vector<std::vector<LevelCell>> cells;
};

LevelTable levelTable(const SolveView& solve);

}  // namespace orl
