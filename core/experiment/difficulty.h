#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/data/dataset.h"
#include "core/predict/predictor.h"

namespace orl {

/// The difficulty group of every routed query.
struct DifficultyLevels {
    std::vector<int> level;          ///< per query, index into names
    std::vector<std::string> names;  ///< easiest first; only levels of the source, used or not
    bool predicted = false;          ///< from predictions, not from data
    std::string warning;             ///< when sources had to be mixed; else empty
};

/// The data's own level where any routed query has one (names in natural order, so that "Level 2"
/// stands before "Level 10" and easy before medium before hard; queries without one are
/// "unknown", last). Else the share of models with a recorded score below 0.5 among those with a
/// recorded score, cut into five equal-width levels; for queries without any record 1 − mean
/// predicted quality in the same way.
/// @param rows of the data set; row r of the predictions belongs to rows[r]
DifficultyLevels difficultyLevels(const Dataset& data, std::span<const std::size_t> rows,
                                  const Predictions& predictions);

/// Whether level name `left` is easier than `right`: known words for difficulty by their rank,
/// anything else by natural order (numbers inside compare as numbers).
bool easierLevel(const std::string& left, const std::string& right);

}  // namespace orl
