#pragma once

#include <SQLiteCpp/Database.h>

#include <filesystem>

/// SQLite pairs a database with its write-ahead log by their names alone, and would apply a log
/// that another file, or a former state of this one, has left there. So each transaction of ours
/// writes a mark, made of the mark before it and a new random number. Whoever finds a log can tell
/// from the marks in it whether it goes on from the file that it lies beside.
namespace orl {

/// Writes the next mark; part of every transaction that changes a workspace. Does nothing in
/// schemas that have no mark yet.
void turnLogMark(SQLite::Database& database);

/// @throws Error when the log beside the file, or a rollback journal, is not its own. A log that
/// cannot be told, of a file from before there were marks, passes.
void requireOwnLog(const std::filesystem::path& file);

}  // namespace orl
