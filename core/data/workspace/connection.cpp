#include "core/data/workspace/connection.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <sqlite3.h>

#include <memory>
#include <new>

#include "core/data/workspace/schema.h"
#include "core/data/workspace/state.h"

namespace orl {

void configureConnection(SQLite::Database& database) {
    sqlite3* handle = database.getHandle();
    sqlite3_extended_result_codes(handle, 1);
    // https://www.sqlite.org/security.html#untrusted_sqlite_database_files: nothing that a schema
    // holds runs, and nothing changes it but plain statements.
    sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_VIEW, 0, nullptr);
    // Well above what our own statements need. The length of a value stays: predictors are large.
    for (const auto& [limit, value] :
         {std::pair(SQLITE_LIMIT_SQL_LENGTH, 100'000), std::pair(SQLITE_LIMIT_COLUMN, 100),
          std::pair(SQLITE_LIMIT_EXPR_DEPTH, 20), std::pair(SQLITE_LIMIT_COMPOUND_SELECT, 3),
          std::pair(SQLITE_LIMIT_VDBE_OP, 25'000), std::pair(SQLITE_LIMIT_FUNCTION_ARG, 8),
          std::pair(SQLITE_LIMIT_ATTACHED, 0), std::pair(SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 50),
          std::pair(SQLITE_LIMIT_VARIABLE_NUMBER, 32), std::pair(SQLITE_LIMIT_TRIGGER_DEPTH, 10)}) {
        sqlite3_limit(handle, limit, value);
    }
    database.exec("PRAGMA mmap_size = 0");
    database.exec("PRAGMA cell_size_check = ON");
    database.exec("PRAGMA foreign_keys = ON");
    database.exec("PRAGMA synchronous = FULL");
    database.exec("PRAGMA cache_size = -32768");
    database.exec("PRAGMA journal_size_limit = 16777216");
}

void quickCheck(const std::filesystem::path& file, SQLite::Database& database,
                const std::string& what) {
    SQLite::Statement check(database, "PRAGMA quick_check(" + what + ")");
    check.executeStep();
    const std::string verdict = check.getColumn(0).getString();
    if (verdict != "ok") throw damagedError(file, verdict);
}

void verifyDatabase(const std::filesystem::path& file, SQLite::Database& database) {
    // Again, past the header: the newest state may still be in the log.
    const int version = database.execAndGet("PRAGMA user_version").getInt();
    if (version > workspaceSchemaVersion()) {
        throw Error(file.string(), "a newer version of this program is working on the workspace",
                    "Install that newer version of OmniRouter Lab");
    }
    // Before the pages: checking them evaluates a table's CHECKs and generated columns.
    requireOwnSchema(file, database, version);
    if (std::filesystem::file_size(file) <= Workspace::kFullCheckBytes) {
        quickCheck(file, database, "1");
    } else {
        for (const char* table : {"dataset", "model", "scenario", "setting"}) {
            quickCheck(file, database, table);
        }
    }
}

std::string emptyWorkspaceBytes() {
    SQLite::Database database(":memory:", SQLite::OPEN_READWRITE);
    configureConnection(database);
    database.exec("PRAGMA page_size = 8192");  // fits texts and rows better than 4096
    migrate(database, workspaceMigrations());
    sqlite3_int64 size = 0;
    const std::unique_ptr<unsigned char, void (*)(void*)> image(
        sqlite3_serialize(database.getHandle(), "main", &size, 0), sqlite3_free);
    if (!image) throw std::bad_alloc();
    std::string bytes(reinterpret_cast<const char*>(image.get()), static_cast<std::size_t>(size));
    bytes[kJournalModeByte] = bytes[kJournalModeByte + 1] = kWriteAheadLogMode;
    return bytes;
}

}  // namespace orl
