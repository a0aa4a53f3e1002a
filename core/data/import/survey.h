#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/data/import/import.h"
#include "core/support/job.h"

namespace orl {

struct FileHead;

/// What stands in one column of a table, or under one key of JSON records, in the whole file.
struct ColumnSurvey {
    std::string name;           ///< keys of objects in objects are joined by points
    std::size_t leaf = 0;       ///< where in the name the innermost key begins
    std::uint64_t scores = 0;   ///< numbers in [0,1] (or on the given scale), truth values, shares
    std::uint64_t numbers = 0;  ///< other numbers
    std::uint64_t texts = 0;    ///< what is neither blank nor a number
    std::uint64_t lists = 0;    ///< JSON arrays
    double low = 0.0, high = 0.0;  ///< of all numbers
    std::uint64_t filled() const { return scores + numbers + texts + lists; }
};

/// Reads the file once to learn its columns, in the order in which they first appear: what the
/// first records lack may come later. @throws Error, Cancelled
std::vector<ColumnSurvey> surveyColumns(const std::filesystem::path& file, const FileHead& head,
                                        const std::optional<ScoreScale>& scale,
                                        const Job& job = {});

}  // namespace orl
