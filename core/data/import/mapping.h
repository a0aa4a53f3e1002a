#pragma once

#include <optional>
#include <string>

#include "core/data/import/format.h"

namespace orl {

/// Reads the meaning of a plain table's columns off their names, only where it is unambiguous:
/// one text column, and either model and score columns (long) or, for every other column, a
/// number in [0,1] or a truth value in the first rows, or a name like MODEL_score or score_MODEL
/// (wide). Empty when anything is in doubt.
std::optional<ColumnMapping> guessMapping(const FileHead& head);

/// The mapping as one sentence for the report.
std::string describe(const ColumnMapping& mapping);

}  // namespace orl
