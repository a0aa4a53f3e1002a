#pragma once

#include <SQLiteCpp/Database.h>

#include <filesystem>

namespace orl {

/// Closes a connection against what a file from a stranger may hold, and sets how it works. Before
/// anything is read through it.
void configureConnection(SQLite::Database& database);

/// Checks the newest state, log included: version, tables (`requireOwnSchema`), pages.
/// @throws Error, SQLite::Exception
void verifyDatabase(const std::filesystem::path& file, SQLite::Database& database);

/// PRAGMA quick_check of a table, or of all with "1". @throws Error when it finds damage
void quickCheck(const std::filesystem::path& file, SQLite::Database& database,
                const std::string& what);

}  // namespace orl
