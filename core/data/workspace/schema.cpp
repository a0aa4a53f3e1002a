#include "core/data/workspace/schema.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/data/workspace/log_mark.h"
#include "core/data/workspace/state.h"

namespace orl {

namespace {

// outcome.cells: three rows of model_count IEEE 754 binary64 numbers, little-endian, in the order
// of model.position: scores, recorded costs in USD, output tokens. NaN: nothing recorded. One BLOB
// a query instead of one row a cell is 4 times faster to write and 12 times faster to read.
// Unknown prices and token counts are NULL.
// The checksums are Fingerprint values: they find damage inside a text or BLOB, which SQLite's own
// check cannot see. content_checksum covers queries and outcomes, model_checksum the models.
constexpr const char* kVersion1 = R"sql(
CREATE TABLE dataset (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    query_count INTEGER NOT NULL,
    model_count INTEGER NOT NULL,
    output_tokens_estimated INTEGER NOT NULL,
    content_checksum INTEGER NOT NULL,
    model_checksum INTEGER NOT NULL
);
CREATE TABLE model (
    dataset_id INTEGER NOT NULL REFERENCES dataset (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    name TEXT NOT NULL,
    input_price REAL,
    output_price REAL,
    price_source TEXT NOT NULL,
    PRIMARY KEY (dataset_id, position),
    UNIQUE (dataset_id, name)
) WITHOUT ROWID;
CREATE TABLE query (
    id INTEGER PRIMARY KEY,
    dataset_id INTEGER NOT NULL REFERENCES dataset (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    text TEXT NOT NULL,
    task TEXT NOT NULL,
    level TEXT NOT NULL,
    split TEXT NOT NULL,
    input_tokens REAL,
    input_tokens_estimated INTEGER NOT NULL,
    UNIQUE (dataset_id, position)
);
CREATE INDEX query_by_split ON query (dataset_id, split);
CREATE TABLE outcome (
    query_id INTEGER PRIMARY KEY REFERENCES query (id) ON DELETE CASCADE,
    cells BLOB NOT NULL
);
CREATE TABLE embedding (
    id INTEGER PRIMARY KEY,
    query_id INTEGER NOT NULL REFERENCES query (id) ON DELETE CASCADE,
    source TEXT NOT NULL,
    vector BLOB NOT NULL,
    UNIQUE (query_id, source)
);
CREATE TABLE predictor (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    dataset TEXT NOT NULL,
    fingerprint INTEGER NOT NULL,
    checksum INTEGER NOT NULL,
    bytes BLOB NOT NULL
);
CREATE TABLE scenario (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    json TEXT NOT NULL
);
CREATE TABLE run (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    created TEXT NOT NULL,
    kind TEXT NOT NULL,
    dataset TEXT NOT NULL,
    json TEXT NOT NULL
);
CREATE TABLE setting (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;
)sql";

// A data set has one embedding, so its vectors need no name each. No program of version 1 wrote
// any. embedding.vector: dataset.embedding_dimension IEEE 754 binary32 numbers, little-endian;
// queries without a vector have no row. embedding_checksum covers source and vectors.
// embedding_cache: what embedding servers answered, by model and text (its Fingerprint and length).
constexpr const char* kVersion2 = R"sql(
DROP TABLE embedding;
CREATE TABLE embedding (
    query_id INTEGER PRIMARY KEY REFERENCES query (id) ON DELETE CASCADE,
    vector BLOB NOT NULL
);
ALTER TABLE dataset ADD COLUMN embedding_source TEXT NOT NULL DEFAULT '';
ALTER TABLE dataset ADD COLUMN embedding_dimension INTEGER NOT NULL DEFAULT 0;
ALTER TABLE dataset ADD COLUMN embedding_checksum INTEGER NOT NULL DEFAULT 0;
CREATE TABLE embedding_cache (
    id INTEGER PRIMARY KEY,
    model TEXT NOT NULL,
    text_hash INTEGER NOT NULL,
    text_bytes INTEGER NOT NULL,
    checksum INTEGER NOT NULL,
    vector BLOB NOT NULL,
    UNIQUE (model, text_hash, text_bytes)
);
)sql";

// Prices of long prompts, by the model's position; unknown prices are NULL: as for short prompts.
constexpr const char* kPriceTiers = R"sql(
CREATE TABLE price_tier (
    dataset_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    above_tokens REAL NOT NULL,
    input_price REAL,
    output_price REAL,
    PRIMARY KEY (dataset_id, position, above_tokens),
    FOREIGN KEY (dataset_id, position) REFERENCES model (dataset_id, position) ON DELETE CASCADE
) WITHOUT ROWID;
)sql";

// Input tokens by query and model: where a data set has them, outcome.cells has a fourth row with
// them. Earlier versions kept one number a query, whichever model had counted it.
constexpr const char* kModelTokens = R"sql(
ALTER TABLE dataset ADD COLUMN model_input_tokens INTEGER NOT NULL DEFAULT 0;
)sql";

// See log_mark.h.
constexpr const char* kLogMark = R"sql(
CREATE TABLE log_mark (
    id INTEGER PRIMARY KEY,
    mark BLOB NOT NULL
);
)sql";

// The key that a query has in its source; empty: none. Earlier versions kept none.
constexpr const char* kQueryKey = R"sql(
ALTER TABLE query ADD COLUMN key TEXT NOT NULL DEFAULT '';
)sql";

constexpr std::array kMigrations = {Migration{1, kVersion1},   Migration{2, kVersion2},
                                    Migration{3, kPriceTiers}, Migration{4, kModelTokens},
                                    Migration{5, kLogMark},    Migration{6, kQueryKey}};

std::string withSingleBlanks(const std::string& text) {
    std::string result;
    for (const char c : text) {
        const bool blank = c == ' ' || c == '\n' || c == '\t' || c == '\r';
        if (!blank) result += c;
        if (blank && (result.empty() || result.back() != ' ')) result += ' ';
    }
    return result;
}

[[noreturn]] void refuseObject(const std::filesystem::path& file, const SchemaObject& object,
                               bool isOurs) {
    throw Error(file.string(),
                fmt::format("the workspace holds the {} \"{}\" {}; such things can delete data or "
                            "never end",
                            object.type, object.name,
                            isOurs ? "otherwise than this program made it"
                                   : "that this program did not put there"),
                "Ask where the file came from for a clean copy, or rescue its data sets with: "
                "omnirouter recover FILE --out NEW");
}

}  // namespace

std::span<const Migration> workspaceMigrations() {
    return kMigrations;
}

int workspaceSchemaVersion() {
    return kMigrations.back().version;
}

void migrate(SQLite::Database& database, std::span<const Migration> migrations) {
    SQLite::Transaction transaction(database, SQLite::TransactionBehavior::IMMEDIATE);
    int version = database.execAndGet("PRAGMA user_version").getInt();
    database.exec(fmt::format("PRAGMA application_id = {}", kWorkspaceApplicationId));
    for (const Migration& step : migrations) {
        if (step.version <= version) continue;
        database.exec(step.sql);
        version = step.version;
        database.exec(fmt::format("PRAGMA user_version = {}", version));
    }
    turnLogMark(database);
    transaction.commit();
}

std::vector<SchemaObject> schemaOf(SQLite::Database& database) {
    std::vector<SchemaObject> objects;
    SQLite::Statement select(database, "SELECT type, name, tbl_name, sql FROM sqlite_schema");
    while (select.executeStep()) {
        objects.push_back({select.getColumn(0).getString(), select.getColumn(1).getString(),
                           select.getColumn(2).getString(),
                           withSingleBlanks(select.getColumn(3).getString())});
    }
    return objects;
}

std::vector<SchemaObject> ownSchema(int version) {
    SQLite::Database database(":memory:", SQLite::OPEN_READWRITE);
    for (const Migration& step : kMigrations) {
        if (step.version <= version) database.exec(step.sql);
    }
    return schemaOf(database);
}

void requireOwnSchema(const std::filesystem::path& file, SQLite::Database& database, int version) {
    const std::vector<SchemaObject> ours = ownSchema(version);
    const std::vector<SchemaObject> theirs = schemaOf(database);
    for (const SchemaObject& object : theirs) {
        if (std::ranges::find(ours, object) != ours.end()) continue;
        const auto same = [&](const SchemaObject& own) {
            return own.type == object.type && own.name == object.name;
        };
        refuseObject(file, object, std::ranges::any_of(ours, same));
    }
    // Ours are told apart by their names, so none can be there twice.
    if (theirs.size() != ours.size()) throw damagedError(file, "tables are missing");
}

}  // namespace orl
