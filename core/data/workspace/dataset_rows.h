#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <filesystem>
#include <optional>
#include <string>

#include "core/data/dataset.h"
#include "core/support/job.h"

/// A data set as rows, inside a transaction of the caller's.
namespace orl {

/// @throws Error on what the tables cannot hold
void requireStorable(const Dataset& data);
/// Nothing if there is none of that name. @throws Error on damage; Cancelled
std::optional<Dataset> readDataset(const std::filesystem::path& file, SQLite::Database& database,
                                   const std::string& name, const Job& job);
/// There must be none of that name. @throws Cancelled
void insertDataset(SQLite::Database& database, const Dataset& data, const Job& job);
/// Whatever belonged to the data set of that name; says whether there was one.
bool removeDatasetRows(SQLite::Database& database, const std::string& name);

}  // namespace orl
