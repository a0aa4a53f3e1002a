#pragma once

#include <SQLiteCpp/Database.h>

#include <cstdint>
#include <span>

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

/// Marks the file as a workspace and applies every step above its user_version, in one transaction:
/// all of them or none.
/// @throws SQLite::Exception
void migrate(SQLite::Database& database, std::span<const Migration> migrations);

/// Whether the tables of the newest version are there.
bool hasWorkspaceTables(SQLite::Database& database);

}  // namespace orl
