#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/support/grid.h"
#include "core/support/job.h"

namespace orl::cli {

/// A plain numeric table: a header row of model names, then one row a query.
struct Matrix {
    std::vector<std::string> columns;
    Grid values;
};

/// @param chances True and False are numbers, 1 and 0
/// @throws Error with line and column for anything that is no number, a missing or surplus cell, a
/// repeated name, or no rows; Cancelled
Matrix readMatrix(const std::filesystem::path& file, bool chances, const Job& job);

}  // namespace orl::cli
