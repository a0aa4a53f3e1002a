#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/data/import/import.h"
#include "core/data/import/survey.h"

namespace orl {

/// What the names and the contents of a plain table's columns say, or why they do not.
struct MappingGuess {
    std::optional<ColumnMapping> mapping;  ///< none: in doubt
    std::string doubt;                     ///< why there is none; empty: nothing fits at all
    bool modelIsFile = false;              ///< scores of one model that no column names
    std::vector<std::string> leftOut;      ///< columns that are not read
};

/// Reads the meaning of a plain table's columns off their names, only where it is unambiguous: one
/// text column, and either model and score columns (long), names like MODEL_score or score_MODEL
/// (wide), or columns of which the whole file holds scores alone (wide). A column that its name
/// tells to be something else (cost, latency, a label) is never a model.
MappingGuess guessMapping(std::span<const ColumnSurvey> columns);

/// The mapping as one sentence for the report.
std::string describe(const ColumnMapping& mapping);
/// "a, b and 3 more".
std::string listedNames(const std::vector<std::string>& names);

}  // namespace orl
