// Workspaces whose files are taken away, replaced or mixed up by others.
#include <gtest/gtest.h>

#include <SQLiteCpp/SQLiteCpp.h>

#include <csignal>

#include "core/data/workspace/log_mark.h"
#include "core/data/workspace/schema.h"
#include "store_support.h"

namespace orl {
namespace {

using namespace store_test;
using Access = Workspace::Access;

class MovedWorkspaces : public testing::Test {
  protected:
    fs::path make(const std::string& name, const Dataset& data) const {
        const fs::path file = m_folder / name;
        Workspace::create(file).saveDataset(data);
        return file;
    }
    static fs::path logOf(const fs::path& file) { return file.string() + "-wal"; }
    static fs::path indexOf(const fs::path& file) { return file.string() + "-shm"; }

    /// What a killed program leaves: its work in the log, nothing merged into the file.
    static void workAndDie(const fs::path& file, int settings) {
        const pid_t child = ::fork();
        if (child == 0) {
            Workspace workspace = Workspace::open(file);
            for (int k = 0; k < settings; ++k) {
                workspace.saveSetting("left", std::to_string(k));
            }
            ::kill(::getpid(), SIGKILL);
        }
        int status = 0;
        ::waitpid(child, &status, 0);
        ASSERT_TRUE(WIFSIGNALED(status));
        ASSERT_GT(fs::file_size(logOf(file)), 0U);
    }
    void expectForeignLog(const fs::path& file) const {
        const auto before = contentOf(m_folder.path());
        for (const Access access : {Access::ReadOnly, Access::ReadWrite}) {
            const std::string said = messageOf([&] { Workspace::open(file, access); });
            EXPECT_TRUE(contains(said, "does not belong to this file")) << said;
            EXPECT_TRUE(contains(said, logOf(file).string())) << said;
        }
        EXPECT_TRUE(contentOf(m_folder.path()) == before);
    }
    void expectUnsaved(Workspace& workspace, const std::string& because) const {
        for (int again = 0; again < 2; ++again) {
            const std::string said = messageOf([&] { workspace.saveDataset(m_other); });
            EXPECT_TRUE(contains(said, because)) << said;
            EXPECT_TRUE(contains(said, "nothing was saved")) << said;
        }
    }

    TemporaryFolder m_folder;
    Dataset m_data = sampleDataset("data", 30, 3, 1);
    Dataset m_other = sampleDataset("data", 40, 3, 2);
};

TEST_F(MovedWorkspaces, OwnLogGoesOn) {
    const fs::path file = make("a.orlab", m_data);
    for (const int settings : {1, 5, 400}) {  // the last more than SQLite lets the log grow
        workAndDie(file, settings);
        EXPECT_EQ(Workspace::open(file, Access::ReadOnly).setting("left"),
                  std::to_string(settings - 1));
        workAndDie(file, 1);  // on top of a log
        EXPECT_EQ(Workspace::open(file).setting("left"), "0");
    }
    EXPECT_TRUE(sameDataset(Workspace::open(file).loadDataset("data"), m_data));
}

TEST_F(MovedWorkspaces, LogOfAnotherIsRefused) {
    const fs::path a = make("a.orlab", m_data);
    const fs::path b = make("b.orlab", m_other);
    workAndDie(a, 3);
    fs::rename(logOf(a), logOf(b));
    expectForeignLog(b);
    fs::remove(logOf(b));
    EXPECT_TRUE(sameDataset(Workspace::open(b).loadDataset("data"), m_other));
}

TEST_F(MovedWorkspaces, LogThatReplacesEverythingIsRefused) {
    const fs::path a = m_folder / "a.orlab";
    const fs::path b = make("b.orlab", m_other);
    Workspace::create(a);
    const pid_t child = ::fork();
    if (child == 0) {
        Workspace workspace = Workspace::open(a);
        workspace.saveDataset(m_data);
        ::kill(::getpid(), SIGKILL);
    }
    ::waitpid(child, nullptr, 0);
    fs::rename(logOf(a), logOf(b));
    expectForeignLog(b);
}

TEST_F(MovedWorkspaces, LogOfADivergedCopyIsRefused) {
    const fs::path a = make("a.orlab", m_data);
    const fs::path b = m_folder / "b.orlab";
    fs::copy_file(a, b);
    Workspace::open(b).saveSetting("gone", "its own way");
    workAndDie(a, 3);
    fs::rename(logOf(a), logOf(b));
    expectForeignLog(b);
}

TEST_F(MovedWorkspaces, RestoredCopyIsNotMixedWithALaterLog) {
    const fs::path file = make("a.orlab", m_data);
    const std::string backup = bytesOf(file);
    Workspace::open(file).saveDataset(m_other);
    workAndDie(file, 2);
    writeBytes(file, backup);
    fs::remove(indexOf(file));
    expectForeignLog(file);
    fs::remove(logOf(file));
    EXPECT_TRUE(sameDataset(Workspace::open(file).loadDataset("data"), m_data));
}

TEST_F(MovedWorkspaces, ForeignJournalIsRefused) {
    const fs::path file = make("a.orlab", m_data);
    writeBytes(file.string() + "-journal",
               std::string("\xd9\xd5\x05\xf9\x20\xa1\x63\xd7", 8) + std::string(600, '\1'));
    const auto before = contentOf(m_folder.path());
    EXPECT_TRUE(contains(messageOf([&] { Workspace::open(file); }), "rollback journal"));
    EXPECT_TRUE(contentOf(m_folder.path()) == before);
}

TEST_F(MovedWorkspaces, LogOfAnEarlierFormatIsBroughtAlong) {
    const fs::path file = m_folder / "old.orlab";
    const pid_t child = ::fork();
    if (child == 0) {
        SQLite::Database database(file.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
        migrate(database, workspaceMigrations().first(4));
        database.execAndGet("PRAGMA journal_mode = WAL");
        database.exec("INSERT INTO setting VALUES ('kept', 'in the log')");
        ::kill(::getpid(), SIGKILL);
    }
    ::waitpid(child, nullptr, 0);
    ASSERT_GT(fs::file_size(logOf(file)), 0U);
    EXPECT_EQ(Workspace::open(file).setting("kept"), "in the log");
    EXPECT_EQ(Workspace::open(file, Access::ReadOnly).setting("kept"), "in the log");
}

TEST_F(MovedWorkspaces, RenamedDeletedOrReplacedIsNoticedBeforeTheCommit) {
    const fs::path file = make("a.orlab", m_data);
    const fs::path away = m_folder / "away.orlab";
    {
        Workspace workspace = Workspace::open(file);
        fs::rename(file, away);
        expectUnsaved(workspace, "renamed, deleted or replaced");
        fs::rename(away, file);
        workspace.saveSetting("back", "again");
    }
    EXPECT_EQ(Workspace::open(file).setting("back"), "again");
    {
        Workspace workspace = Workspace::open(file);
        fs::copy_file(file, away);
        fs::rename(away, file);
        expectUnsaved(workspace, "renamed, deleted or replaced");
    }
    EXPECT_TRUE(sameDataset(Workspace::open(file).loadDataset("data"), m_data));
    {
        Workspace workspace = Workspace::open(file);
        fs::remove(file);
        expectUnsaved(workspace, "renamed, deleted or replaced");
    }
    EXPECT_FALSE(fs::exists(file));
}

TEST_F(MovedWorkspaces, TheirFolderMayMoveOnlyBetweenWrites) {
    fs::create_directory(m_folder / "here");
    const fs::path file = make("here/a.orlab", m_data);
    Workspace workspace = Workspace::open(file);
    fs::rename(m_folder / "here", m_folder / "there");
    expectUnsaved(workspace, "renamed, deleted or replaced");
    fs::rename(m_folder / "there", m_folder / "here");
    workspace.saveDataset(m_other);
    EXPECT_TRUE(sameDataset(workspace.loadDataset("data"), m_other));
}

TEST_F(MovedWorkspaces, DeletedLogIsNoticedBeforeTheCommit) {
    const fs::path file = make("a.orlab", m_data);
    {
        Workspace workspace = Workspace::open(file);
        workspace.saveSetting("a", "b");
        fs::remove(logOf(file));
        expectUnsaved(workspace, "log");
        writeBytes(logOf(file), "another");
        expectUnsaved(workspace, "log");
    }
    fs::remove(logOf(file));
    EXPECT_EQ(Workspace::open(file).setting("a"), "b");
}

TEST_F(MovedWorkspaces, LookingAtAFileDropsNoLocks) {
    const fs::path file = make("a.orlab", m_data);
    Workspace workspace = Workspace::open(file);
    workspace.saveSetting("a", "b");
    Workspace::open(file, Access::ReadOnly);
    requireOwnLog(file);
    // Another program that believes itself alone would merge and remove the log when it closes.
    const pid_t child = ::fork();
    if (child == 0) {
        { Workspace::open(file).saveSetting("b", "c"); }
        ::_exit(0);
    }
    ::waitpid(child, nullptr, 0);
    EXPECT_TRUE(fs::exists(logOf(file)));
    workspace.saveSetting("c", "d");
    EXPECT_EQ(Workspace::open(file).setting("c"), "d");
}

}  // namespace
}  // namespace orl
