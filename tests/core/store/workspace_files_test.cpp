// Files that cannot be opened: each has its own message and stays as it is.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <SQLiteCpp/SQLiteCpp.h>

#include "core/data/workspace/schema.h"
#include "store_support.h"

namespace orl {
namespace {

using namespace store_test;
using Access = Workspace::Access;

class WorkspaceFiles : public testing::Test {
  protected:
    TemporaryFolder m_folder;
    fs::path m_file = m_folder / "test.orlab";
    Dataset m_data = sampleDataset("data", 300, 4);

    void makeGood() {
        Workspace workspace = Workspace::create(m_file);
        workspace.saveDataset(m_data);
        workspace.savePredictor("key", "data", 1, std::string(50000, 'p'));
    }

    /// The message of opening for writing; for reading it must be the same. Nothing may change.
    std::string refusal(const fs::path& file) {
        const auto before = contentOf(m_folder.path());
        const std::string message = messageOf([&] { Workspace::open(file); });
        EXPECT_NE(message, "") << "was opened";
        EXPECT_TRUE(contains(message, file.string()));
        EXPECT_EQ(messageOf([&] { Workspace::open(file, Access::ReadOnly); }), message);
        EXPECT_TRUE(contentOf(m_folder.path()) == before) << "files have changed";
        return message;
    }
};

TEST_F(WorkspaceFiles, Missing) {
    EXPECT_TRUE(contains(refusal(m_file), "no such file"));
    EXPECT_TRUE(contains(refusal(m_folder / "no/such/folder.orlab"), "no such file"));
    writeBytes(m_folder / "plain", "x");
    EXPECT_NE(refusal(m_folder / "plain/below.orlab"), "");
}

TEST_F(WorkspaceFiles, Folder) {
    EXPECT_TRUE(contains(refusal(m_folder.path()), "a folder"));
}

TEST_F(WorkspaceFiles, PipeDoesNotHang) {
    ASSERT_EQ(::mkfifo(m_file.c_str(), 0600), 0);
    const std::string message = messageOf([&] { Workspace::open(m_file); });
    EXPECT_TRUE(contains(message, "pipe"));
}

TEST_F(WorkspaceFiles, Empty) {
    writeBytes(m_file, "");
    EXPECT_TRUE(contains(refusal(m_file), "empty"));
    EXPECT_TRUE(contains(messageOf([&] { Workspace::openOrCreate(m_file); }), "empty"));
}

TEST_F(WorkspaceFiles, TextAndBinary) {
    writeBytes(m_file, "sample_id,prompt\n1,hello\n");
    EXPECT_TRUE(contains(refusal(m_file), "not an SQLite file"));
    writeBytes(m_file, "x");
    EXPECT_TRUE(contains(refusal(m_file), "not an SQLite file"));
    writeBytes(m_file, std::string(100000, '\0'));
    EXPECT_TRUE(contains(refusal(m_file), "not an SQLite file"));
    writeBytes(m_file, "SQLite format 2" + std::string(5000, '\0'));
    EXPECT_TRUE(contains(refusal(m_file), "not an SQLite file"));
}

TEST_F(WorkspaceFiles, OfAnotherProgram) {
    {
        SQLite::Database database(m_file.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
        database.exec("CREATE TABLE dataset (id); PRAGMA user_version = 1");
    }
    EXPECT_TRUE(contains(refusal(m_file), "another program"));
}

TEST_F(WorkspaceFiles, Newer) {
    makeGood();
    {
        SQLite::Database database(m_file.string(), SQLite::OPEN_READWRITE);
        database.exec("PRAGMA user_version = 99");
    }
    const std::string message = refusal(m_file);
    EXPECT_TRUE(contains(message, "format 99"));
    EXPECT_TRUE(contains(message, "newer version"));
}

TEST_F(WorkspaceFiles, TruncatedAnywhere) {
    makeGood();
    const std::string whole = bytesOf(m_file);
    for (std::size_t size = 16; size < whole.size(); size = size * 3 / 2 + 1) {
        writeBytes(m_file, whole.substr(0, size));
        EXPECT_TRUE(contains(refusal(m_file), "cut off")) << size;
    }
    writeBytes(m_file, whole.substr(0, whole.size() - 1));
    EXPECT_TRUE(contains(refusal(m_file), "cut off"));
}

TEST_F(WorkspaceFiles, TablesMissing) {
    {
        SQLite::Database database(m_file.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
        database.exec("PRAGMA application_id = " + std::to_string(kWorkspaceApplicationId));
        database.exec("PRAGMA user_version = " + std::to_string(workspaceSchemaVersion()));
    }
    EXPECT_TRUE(contains(refusal(m_file), "tables are missing"));
}

TEST_F(WorkspaceFiles, DamagedPages) {
    makeGood();
    std::string bytes = bytesOf(m_file);
    for (std::size_t at = 8192; at + 100 < bytes.size(); at += 8192)
        bytes.replace(at, 100, 100, '\x5a');
    writeBytes(m_file, bytes);
    const std::string message = refusal(m_file);
    EXPECT_TRUE(contains(message, "damaged"));
    EXPECT_TRUE(contains(message, "omnirouter recover FILE"));
}

TEST_F(WorkspaceFiles, DamageInsideTextsAndNumbersIsFoundOnLoading) {
    makeGood();
    std::string bytes = bytesOf(m_file);
    const std::size_t text = bytes.find("query 17 of seed");
    ASSERT_NE(text, std::string::npos);
    bytes[text + 6] = '9';
    writeBytes(m_file, bytes);
    Workspace workspace = Workspace::open(m_file);
    EXPECT_TRUE(contains(messageOf([&] { workspace.loadDataset("data"); }), "damaged"));
    EXPECT_NE(workspace.loadPredictor("key", 1), std::nullopt);

    const std::size_t predictor = bytes.find("pppp");
    bytes[predictor] = 'q';
    writeBytes(m_file, bytes);
    EXPECT_TRUE(
        contains(messageOf([&] { Workspace::open(m_file).loadPredictor("key", 1); }), "damaged"));
}

TEST_F(WorkspaceFiles, RandomDamageIsFoundOrHarmless) {
    makeGood();
    const std::string whole = bytesOf(m_file);
    const fs::path copy = m_folder / "copy.orlab";
    Random random(3);
    int found = 0;
    for (int round = 0; round < 400; ++round) {
        std::string bytes = whole;
        const auto flips = 1 + random.below(round % 2 == 0 ? 2 : 40);
        // Half of the rounds hit the first pages, where the tables' structure is.
        const std::uint64_t range = round % 4 < 2 ? 2 * 8192 : bytes.size();
        for (std::uint64_t f = 0; f < flips; ++f) {
            const auto at = static_cast<std::size_t>(random.below(range));
            // Bytes 18 and 19 are the journal mode, which opening sets back.
            if (at != 18 && at != 19) {
                bytes[at] = static_cast<char>(bytes[at] ^ static_cast<char>(1 + random.below(255)));
            }
        }
        writeBytes(copy, bytes);
        const Access access = round % 3 == 0 ? Access::ReadOnly : Access::ReadWrite;
        const std::string message = messageOf([&] {
            const Workspace workspace = Workspace::open(copy, access);
            workspace.datasets();
            workspace.runs();
            EXPECT_TRUE(sameDataset(workspace.loadDataset("data"), m_data));
            const auto predictor = workspace.loadPredictor("key", 1);
            if (predictor) {
                EXPECT_EQ(predictor->size(), 50000U);
            }
        });
        if (!message.empty()) {
            ++found;
            EXPECT_TRUE(bytesOf(copy) == bytes) << "round " << round << ": " << message;
        }
        for (const char* beside : {"-wal", "-shm", "-journal"}) {
            EXPECT_FALSE(fs::exists(copy.string() + beside)) << message;
            fs::remove(copy.string() + beside);
        }
    }
    EXPECT_GT(found, 200);
}

TEST_F(WorkspaceFiles, UnreadableForThisUser) {
    makeGood();
    fs::permissions(m_file, fs::perms(0));
    const std::string message =
        asNobody([&] { return messageOf([&] { Workspace::open(m_file, Access::ReadOnly); }); });
    EXPECT_TRUE(contains(message, "cannot be read"));
}

TEST_F(WorkspaceFiles, ReadOnlyFileAndFolder) {
    makeGood();
    const auto before = contentOf(m_folder.path());
    fs::permissions(m_file, fs::perms(0444));
    fs::permissions(m_folder.path(), fs::perms(0555));
    const auto tryToWrite = [&] { return messageOf([&] { Workspace::open(m_file); }); };
    EXPECT_TRUE(contains(asNobody(tryToWrite), "is read-only"));
    const auto readAll = [&]() -> std::string {
        Workspace workspace = Workspace::open(m_file, Access::ReadOnly);
        if (!sameDataset(workspace.loadDataset("data"), m_data)) return "other data";
        return messageOf([&] { workspace.saveSetting("a", "b"); });
    };
    EXPECT_TRUE(contains(asNobody(readAll), "open for reading only"));

    fs::permissions(m_file, fs::perms(0666));
    EXPECT_TRUE(contains(asNobody(tryToWrite), "read-only folder"));
    EXPECT_TRUE(contains(asNobody(readAll), "open for reading only"));
    EXPECT_TRUE(contentOf(m_folder.path()) == before);
}

TEST_F(WorkspaceFiles, ReadingLeavesNothingBeside) {
    makeGood();
    const auto before = contentOf(m_folder.path());
    {
        Workspace workspace = Workspace::open(m_file, Access::ReadOnly);
        workspace.loadDataset("data");
        EXPECT_TRUE(contains(messageOf([&] { workspace.saveDataset(m_data); }), "reading only"));
        EXPECT_TRUE(contains(messageOf([&] { workspace.removeDataset("data"); }), "reading only"));
        EXPECT_TRUE(contentOf(m_folder.path()) == before);
    }
    EXPECT_TRUE(contentOf(m_folder.path()) == before);
}

TEST_F(WorkspaceFiles, ReaderNoticesALaterWriter) {
    makeGood();
    const Workspace reader = Workspace::open(m_file, Access::ReadOnly);
    EXPECT_EQ(reader.datasets().size(), 1U);
    Workspace::open(m_file).saveDataset(sampleDataset("more", 500, 5));
    EXPECT_TRUE(contains(messageOf([&] { reader.datasets(); }), "another program has written"));
}

TEST_F(WorkspaceFiles, NamesThatSqliteWouldRead) {
    fs::current_path(m_folder.path());
    for (const std::string name :
         {"file:a?mode=memory", ":memory:", "a%41#b?immutable=1", "ünï 数.orlab"}) {
        Workspace::create(name).saveDataset(m_data);
        EXPECT_TRUE(fs::exists(m_folder / name)) << name;
        for (const Access access : {Access::ReadWrite, Access::ReadOnly}) {
            EXPECT_TRUE(sameDataset(Workspace::open(name, access).loadDataset("data"), m_data));
        }
    }
    fs::current_path("/");
}

TEST_F(WorkspaceFiles, SymbolicLinksAreFollowed) {
    makeGood();
    fs::create_directory(m_folder / "elsewhere");
    const fs::path link = m_folder / "elsewhere/link.orlab";
    fs::create_symlink(m_file, link);
    Workspace::open(link).saveSetting("a", "b");
    EXPECT_EQ(Workspace::open(link, Access::ReadOnly).setting("a"), "b");
    EXPECT_EQ(Workspace::open(m_file).setting("a"), "b");
    EXPECT_TRUE(fs::is_symlink(link));
}

TEST_F(WorkspaceFiles, CreatingNeverReplaces) {
    writeBytes(m_file, "precious");
    EXPECT_TRUE(contains(messageOf([&] { Workspace::create(m_file); }), "already is a file"));
    EXPECT_EQ(bytesOf(m_file), "precious");
    const fs::path dangling = m_folder / "dangling.orlab";
    fs::create_symlink("/nowhere/at/all", dangling);
    EXPECT_TRUE(contains(messageOf([&] { Workspace::create(dangling); }), "already is a file"));
    EXPECT_EQ(contentOf(m_folder.path()).size(), 2U);
}

TEST_F(WorkspaceFiles, CreatingWhereNothingCanBe) {
    EXPECT_TRUE(contains(messageOf([&] { Workspace::create(m_folder / "no/such.orlab"); }),
                         "Create the folder"));
    EXPECT_NE(messageOf([&] { Workspace::create(m_folder / ""); }), "");
    EXPECT_NE(messageOf([&] { Workspace::create(m_folder / std::string(300, 'n')); }), "");
    EXPECT_TRUE(contains(asNobody([&] { return messageOf([&] { Workspace::create(m_file); }); }),
                         "Permission"));
    EXPECT_TRUE(contentOf(m_folder.path()).empty());
}

TEST_F(WorkspaceFiles, OlderIsMigratedOnlyWhenWritable) {
    {
        // Format 0: marked as a workspace, without the tables of format 1.
        SQLite::Database database(m_file.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
        database.exec("PRAGMA application_id = " + std::to_string(kWorkspaceApplicationId));
        database.exec("VACUUM");
    }
    const auto before = contentOf(m_folder.path());
    EXPECT_TRUE(
        contains(messageOf([&] { Workspace::open(m_file, Access::ReadOnly); }), "older format 0"));
    EXPECT_TRUE(contentOf(m_folder.path()) == before);
    {
        Workspace workspace = Workspace::open(m_file);
        workspace.saveDataset(m_data);
    }
    EXPECT_TRUE(sameDataset(Workspace::open(m_file, Access::ReadOnly).loadDataset("data"), m_data));
    SQLite::Database database(m_file.string(), SQLite::OPEN_READONLY);
    EXPECT_EQ(database.execAndGet("PRAGMA user_version").getInt(), workspaceSchemaVersion());
}

TEST(Migrations, AscendByOne) {
    int version = 0;
    for (const Migration& step : workspaceMigrations()) EXPECT_EQ(step.version, ++version);
    EXPECT_EQ(version, workspaceSchemaVersion());
}

TEST(Migrations, ApplyWhatIsMissingAllOrNothing) {
    const Migration steps[] = {{1, "CREATE TABLE a (x); INSERT INTO a VALUES (1)"},
                               {2, "ALTER TABLE a ADD COLUMN y; UPDATE a SET y = x + 1"},
                               {3, "CREATE TABLE b AS SELECT y + 1 AS z FROM a"}};
    const Migration broken[] = {
        steps[0], steps[1], {3, "CREATE TABLE b (x); SELECT no_such FROM a"}};
    SQLite::Database database(":memory:", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    const auto version = [&] { return database.execAndGet("PRAGMA user_version").getInt(); };

    migrate(database, std::span(steps).first(1));
    EXPECT_EQ(version(), 1);
    database.exec("UPDATE a SET x = 10");
    EXPECT_THROW(migrate(database, broken), SQLite::Exception);
    EXPECT_EQ(version(), 1);
    EXPECT_THROW(database.execAndGet("SELECT y FROM a"), SQLite::Exception);
    EXPECT_FALSE(database.tableExists("b"));
    migrate(database, steps);
    EXPECT_EQ(version(), 3);
    EXPECT_EQ(database.execAndGet("SELECT z FROM b").getInt(), 12);
    migrate(database, steps);
    EXPECT_EQ(version(), 3);
}

}  // namespace
}  // namespace orl
