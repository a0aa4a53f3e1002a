#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <cstdint>
#include <filesystem>
#include <string>

#include "core/data/dataset.h"
#include "core/support/job.h"

/// The vectors of a data set in the workspace's tables.
namespace orl {

/// @throws Error unless there is one row per query, each finite or of NaN alone
void requireStorableEmbeddings(const std::string& where, const Embeddings& vectors,
                               std::size_t queryCount);

/// Writes vectors, source and checksum of a data set that has no vectors; without columns it has
/// none afterwards either.
void insertEmbeddings(SQLite::Database& database, std::int64_t id, const std::string& source,
                      const Embeddings& vectors, const Job& job);

/// Reads them into data, whose queries are there already. @throws Error if they are not as saved
void readEmbeddings(const std::filesystem::path& file, SQLite::Database& database, std::int64_t id,
                    Dataset& data, const Job& job);

}  // namespace orl
