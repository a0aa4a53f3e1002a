#pragma once

#include <SQLiteCpp/Database.h>

#include <filesystem>

#include "core/data/workspace/workspace.h"
#include "core/support/job.h"

namespace orl {

/// Writes the newest state of the database, log included, as of one moment, into a file that nobody
/// else knows yet. Others may go on writing. @throws SQLite::Exception, Cancelled
void copyDatabase(SQLite::Database& source, const std::filesystem::path& target, const Job& job);

/// The two bytes of the header that say how a file is written, in a file of our own. @throws Error
void setJournalMode(const std::filesystem::path& file, char mode);

/// Copies never replace anything. @throws Error when the name is taken or cannot be written
void requireFree(const std::filesystem::path& file);
[[noreturn]] void refuseTaken(const std::filesystem::path& file);

/// Leaves a copy beside a workspace whose schema is about to change. @throws Error
void copyBeforeMigration(const std::filesystem::path& file, SQLite::Database& source, int version);

}  // namespace orl
