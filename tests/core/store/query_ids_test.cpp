// The keys that queries have in their source.
#include <gtest/gtest.h>

#include <SQLiteCpp/SQLiteCpp.h>

#include "core/data/merge.h"
#include "core/data/workspace/schema.h"
#include "store_support.h"

namespace orl {
namespace {

using namespace store_test;

TEST(QueryIds, ComeBackAndAreAPartOfTheData) {
    const TemporaryFolder folder;
    Dataset data = sampleDataset("data", 20, 3);
    const std::uint64_t without = data.fingerprint();
    for (std::size_t i = 0; i < 20; i += 2) data.queries[i].id = "q" + std::to_string(i);
    EXPECT_NE(data.fingerprint(), without);
    Workspace workspace = Workspace::create(folder / "w.orlab");
    workspace.saveDataset(data);
    const Dataset loaded = workspace.loadDataset("data");
    for (std::size_t i = 0; i < 20; ++i) {
        EXPECT_EQ(loaded.queries[i].id, i % 2 == 0 ? "q" + std::to_string(i) : "");
    }
    EXPECT_EQ(loaded.fingerprint(), data.fingerprint());
    EXPECT_TRUE(Workspace::check(folder / "w.orlab").problems.empty());
    // An id that was changed behind the program's back is damage like any other.
    SQLite::Database(  // NOLINT(bugprone-unused-raii): it works and goes
        (folder / "w.orlab").string(), SQLite::OPEN_READWRITE)
        .exec("UPDATE query SET key = 'other' WHERE position = 0");
    EXPECT_THROW(workspace.loadDataset("data"), Error);
}

/// A file of the format before has no ids, and is read as it is.
TEST(QueryIds, FilesOfFormatFiveAreReadWithoutThem) {
    const TemporaryFolder folder;
    const Dataset data = sampleDataset("data", 15, 3);
    Workspace::create(folder / "made.orlab").saveDataset(data);
    {
        SQLite::Database database((folder / "old.orlab").string(),
                                  SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
        migrate(database, workspaceMigrations().first(5));
        database.exec("ATTACH '" + (folder / "made.orlab").string() + "' AS made");
        for (const char* table : {"dataset", "model", "outcome"}) {
            database.exec(std::string("INSERT INTO ") + table + " SELECT * FROM made." + table);
        }
        database.exec(
            "INSERT INTO query SELECT id, dataset_id, position, text, task, level, split, "
            "input_tokens, input_tokens_estimated FROM made.query");
        database.exec("DETACH made");
        database.execAndGet("PRAGMA journal_mode = WAL");
    }
    const Workspace old = Workspace::open(folder / "old.orlab", Workspace::Access::ReadOnly);
    EXPECT_TRUE(sameDataset(old.loadDataset("data"), data));
    const Workspace migrated = Workspace::open(folder / "old.orlab");
    EXPECT_TRUE(sameDataset(migrated.loadDataset("data"), data));
    EXPECT_EQ(migrated.loadDataset("data").queries[0].id, "");
}

}  // namespace
}  // namespace orl
