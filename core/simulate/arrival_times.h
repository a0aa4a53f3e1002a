#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/support/job.h"

namespace orl {

/// When queries arrived, as a file says.
struct ArrivalTimes {
    std::vector<double> seconds;       ///< ascending, >= 0
    std::vector<std::string> remarks;  ///< what of the file was not used, and how it was read
};

/// Reads a table (CSV, TSV) with a column of times: seconds, or dates like
/// "2023-11-16 18:17:03.9799600", which count from the first. The column is "TIMESTAMP", "time",
/// "seconds", "arrival" or the like, else the only one there is; a table of numbers needs no
/// header. The Azure LLM inference traces (TIMESTAMP,ContextTokens,GeneratedTokens) are such
/// tables. Equal times are queries that arrive together.
/// @throws Error naming file and line on a time that cannot be read, is negative or earlier than
/// the one before; Cancelled
ArrivalTimes readArrivalTimes(const std::filesystem::path& file, const Job& job = {});

}  // namespace orl
