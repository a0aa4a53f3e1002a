#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/data/import/import.h"
#include "core/own_router.h"
#include "core/support/job.h"

/// Files of what a router chose, query by query.
namespace orl {

struct ChoicesReport {
    std::string modelColumn;  ///< column or key that names the model
    std::string idColumn;     ///< that names the query; empty: none
    std::string textColumn;   ///< empty: none
    std::string rowColumn;    ///< row numbers, of files that `route --out` has written; else empty
    std::uint64_t rowsRead = 0;
    std::uint64_t repeated = 0;  ///< the same choice of the same query once more: one choice
    std::uint64_t unchosen = 0;  ///< rows that name no model: no choice
    std::vector<ImportRemark> remarks;
};

struct ChoicesFile {
    ChoiceList choices;
    ChoicesReport report;
};

/// Reads a table (CSV, TSV, …) or JSON (an array, JSON Lines) of one record a query: its id
/// ("id", "query_id", "global index", …), its text ("text", "query", "prompt", …) or both, and the
/// model ("model", "choice", "prediction", "routed_to", …): RouterArena's prediction files among
/// them. A file that `route --out` has written names queries by their row. Packed files, UTF-16
/// and byte order marks are read as by the imports. A row without a query is refused and remarked
/// upon, nothing else is lost.
/// @throws Error naming both lines where one query has two models, where no column can be told, or
/// no row has a choice; Cancelled
ChoicesFile readChoices(const std::filesystem::path& file, const Job& job = {});

}  // namespace orl
