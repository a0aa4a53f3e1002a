#pragma once

#include <SQLiteCpp/Database.h>

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace orl {

/// "OrLb" in the header of every workspace file (PRAGMA application_id).
inline constexpr std::int32_t kWorkspaceApplicationId = 0x4f724c62;

/// One step of the schema's history.
struct Migration {
    int version;      ///< user_version after this step; steps ascend by one
    const char* sql;  ///< any number of statements, without transaction control
};

/// The whole history; its last version is what this program reads and writes.
std::span<const Migration> workspaceMigrations();
int workspaceSchemaVersion();
/// Files from this version on can be read as they are: no step after it changes what is read.
inline constexpr int kOldestReadableVersion = 4;

/// Marks the file as a workspace and applies every step above its user_version, in one transaction:
/// all of them or none.
/// @throws SQLite::Exception
void migrate(SQLite::Database& database, std::span<const Migration> migrations);

/// Compares the file's tables, indexes and whatever else it defines with those that this program
/// made in that version; the file is only read.
/// @throws Error on anything that is missing, another or too many: a trigger, view, CHECK,
/// generated column, index on an expression or virtual table may do harm when it is used
void requireOwnSchema(const std::filesystem::path& file, SQLite::Database& database, int version);

/// One object that a database defines.
struct SchemaObject {
    std::string type, name, table, sql;
    bool operator==(const SchemaObject&) const = default;
};
/// Blanks in their SQL are made one each.
std::vector<SchemaObject> schemaOf(SQLite::Database& database);
/// What this program makes in that version.
std::vector<SchemaObject> ownSchema(int version);

}  // namespace orl
