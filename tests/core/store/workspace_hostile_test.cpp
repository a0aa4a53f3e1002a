// Workspaces from strangers: what their schema holds never runs, and is named.
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <SQLiteCpp/SQLiteCpp.h>

#include "core/data/workspace/connection.h"
#include "core/data/workspace/schema.h"
#include "store_support.h"

namespace orl {
namespace {

using namespace store_test;
using Access = Workspace::Access;

class HostileWorkspaces : public testing::Test {
  protected:
    HostileWorkspaces() {
        Workspace workspace = Workspace::create(m_file);
        workspace.saveDataset(m_data);
    }
    /// Like a stranger's program: with every defence down.
    void spoil(const std::string& sql) const {
        SQLite::Database database(m_file.string(), SQLite::OPEN_READWRITE);
        sqlite3_db_config(database.getHandle(), SQLITE_DBCONFIG_DEFENSIVE, 0, nullptr);
        database.exec("PRAGMA foreign_keys = OFF; PRAGMA writable_schema = ON");
        database.exec(sql);
    }
    void expectRefused(const std::string& sql, const std::string& because) {
        const std::string good = bytesOf(m_file);
        spoil(sql);
        const auto before = contentOf(m_folder.path());
        for (const Access access : {Access::ReadOnly, Access::ReadWrite}) {
            const std::string said = messageOf([&] { Workspace::open(m_file, access); });
            EXPECT_TRUE(contains(said, because)) << sql << '\n' << said;
        }
        EXPECT_TRUE(contentOf(m_folder.path()) == before) << sql;
        writeBytes(m_file, good);
        EXPECT_TRUE(sameDataset(Workspace::open(m_file).loadDataset("data"), m_data));
    }

    TemporaryFolder m_folder;
    fs::path m_file = m_folder / "test.orlab";
    Dataset m_data = sampleDataset("data", 30, 3, 1);
};

TEST_F(HostileWorkspaces, AreRefusedBeforeAnythingRuns) {
    const std::string costly = "length(hex(zeroblob(1000)))";
    expectRefused("CREATE TRIGGER t AFTER INSERT ON dataset BEGIN DELETE FROM dataset; END",
                  "the trigger \"t\" that this program did not put there");
    expectRefused("CREATE TRIGGER u AFTER UPDATE ON log_mark BEGIN DELETE FROM query; END",
                  "the trigger \"u\"");
    expectRefused("CREATE VIEW v AS SELECT " + costly, "the view \"v\"");
    expectRefused("ALTER TABLE setting RENAME TO s2; CREATE VIEW setting AS SELECT key, " + costly +
                      " AS value FROM s2",
                  "did not put there");
    expectRefused("CREATE INDEX i ON dataset (" + costly + ")", "the index \"i\"");
    expectRefused("CREATE TABLE c (x CHECK (" + costly + " > 0))", "the table \"c\"");
    expectRefused("ALTER TABLE dataset ADD COLUMN g AS (" + costly + ")",
                  "the table \"dataset\" otherwise than this program made it");
    expectRefused("UPDATE sqlite_schema SET sql = replace(sql, 'value TEXT', 'value TEXT CHECK (" +
                      costly + " > 0)') WHERE name = 'setting'",
                  "the table \"setting\" otherwise");
    expectRefused(
        "UPDATE sqlite_schema SET sql = replace(sql, 'json TEXT NOT NULL', "
        "'json TEXT NOT NULL DEFAULT (" +
            costly + ")') WHERE name = 'scenario'",
        "the table \"scenario\" otherwise");
    expectRefused("CREATE VIRTUAL TABLE f USING fts5 (x)", "\"f\"");
    expectRefused("DROP INDEX query_by_split", "tables are missing");
    expectRefused("DROP TABLE run", "tables are missing");
    expectRefused("ANALYZE", "sqlite_stat1");
}

TEST_F(HostileWorkspaces, EndlessSchemasAreDamage) {
    expectRefused(
        "UPDATE sqlite_schema SET sql = sql || ' -- ' || "
        "hex(zeroblob(200000)) WHERE name = 'run'",
        "");
}

TEST_F(HostileWorkspaces, ConnectionsRunNothingOfTheFiles) {
    spoil(
        "CREATE TRIGGER t AFTER INSERT ON setting BEGIN DELETE FROM dataset; END;"
        "CREATE VIEW v AS SELECT 1");
    SQLite::Database database(m_file.string(), SQLite::OPEN_READWRITE);
    configureConnection(database);
    database.exec("INSERT INTO setting VALUES ('a', 'b')");
    EXPECT_EQ(database.execAndGet("SELECT count(*) FROM dataset").getInt(), 1);
    EXPECT_THROW(database.execAndGet("SELECT * FROM v"), SQLite::Exception);
    EXPECT_THROW(database.exec("ATTACH ':memory:' AS other"), SQLite::Exception);
    database.exec("PRAGMA writable_schema = ON");
    EXPECT_THROW(database.exec("DELETE FROM sqlite_schema"), SQLite::Exception);
}

TEST_F(HostileWorkspaces, ForeignKeysStillDelete) {
    Workspace::open(m_file).removeDataset("data");
    SQLite::Database database(m_file.string(), SQLite::OPEN_READONLY);
    for (const char* table : {"query", "outcome", "model"}) {
        EXPECT_EQ(database.execAndGet(std::string("SELECT count(*) FROM ") + table).getInt(), 0);
    }
}

TEST(OwnSchema, EveryVersionIsKnown) {
    for (int version = 0; version <= workspaceSchemaVersion(); ++version) {
        SQLite::Database database(":memory:", SQLite::OPEN_READWRITE);
        migrate(database, workspaceMigrations().first(static_cast<std::size_t>(version)));
        EXPECT_NO_THROW(requireOwnSchema("file", database, version));
        EXPECT_EQ(schemaOf(database).size(), ownSchema(version).size());
        if (version == 0) continue;
        EXPECT_THROW(requireOwnSchema("file", database, version - 1), Error);
    }
}

}  // namespace
}  // namespace orl
