#pragma once

#include <SQLiteCpp/Database.h>

#include <cstddef>
#include <filesystem>
#include <string>

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

/// A workspace without data sets. Made in memory: nothing half-made is ever on the disk.
std::string emptyWorkspaceBytes();

/// Two bytes of a database's header say how it is written: 1 with a rollback journal, 2 with a
/// write-ahead log (https://www.sqlite.org/fileformat2.html).
inline constexpr std::size_t kJournalModeByte = 18;
inline constexpr char kJournalMode = 1;
inline constexpr char kWriteAheadLogMode = 2;

}  // namespace orl
