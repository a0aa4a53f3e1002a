// What happens in the middle of a write: kill, cancel, full disk, other writers.
#include <gtest/gtest.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/resource.h>

#include <SQLiteCpp/SQLiteCpp.h>

#include <chrono>
#include <csignal>
#include <stop_token>
#include <thread>

#include "store_support.h"

namespace orl {
namespace {

using namespace store_test;
using Access = Workspace::Access;

class WorkspaceFaults : public testing::Test {
  protected:
    TemporaryFolder m_folder;
    fs::path m_file = m_folder / "test.orlab";
    Dataset m_old = sampleDataset("data", 400, 5, 1);
    /// Far larger than SQLite's page cache of 32 MB, so that a save writes long before its end.
    Dataset m_large = sampleDataset("data", 2000, 5, 2, 24000);

    void makeOld() {
        Workspace workspace = Workspace::create(m_file);
        workspace.saveDataset(m_old);
        workspace.savePredictor("key", "data", 1, "bytes");
    }
    void expectOld() {
        for (const Access access : {Access::ReadOnly, Access::ReadWrite}) {
            const Workspace workspace = Workspace::open(m_file, access);
            ASSERT_EQ(workspace.datasets().size(), 1U);
            EXPECT_TRUE(sameDataset(workspace.loadDataset("data"), m_old));
            EXPECT_EQ(workspace.loadPredictor("key", 1), "bytes");
        }
        SQLite::Database database(m_file.string(), SQLite::OPEN_READONLY);
        EXPECT_EQ(database.execAndGet("SELECT count(*) FROM query").getInt(), 400);
        EXPECT_EQ(database.execAndGet("SELECT count(*) FROM outcome").getInt(), 400);
        EXPECT_EQ(database.execAndGet("PRAGMA integrity_check").getString(), "ok");
    }
};

TEST_F(WorkspaceFaults, KilledInTheMiddleOfASave) {
    makeOld();
    int ends[2];
    ASSERT_EQ(::pipe(ends), 0);
    const pid_t child = ::fork();
    if (child == 0) {
        Job job;
        job.progress = [&](double share, std::string_view) {
            if (share > 0.8) {
                [[maybe_unused]] const ssize_t told = ::write(ends[1], "x", 1);
                for (;;) ::pause();
            }
            // Progress is told at most ten times a second: make the next report due.
            std::this_thread::sleep_for(std::chrono::milliseconds(101));
        };
        Workspace::open(m_file).saveDataset(m_large, job);
        ::_exit(0);
    }
    ::close(ends[1]);
    char told = 0;
    ASSERT_EQ(::read(ends[0], &told, 1), 1) << "the child ended before it was killed";
    ::close(ends[0]);
    EXPECT_GT(fs::file_size(m_file.string() + "-wal"), 1000000U) << "nothing was being written";
    ::kill(child, SIGKILL);
    int status = 0;
    ::waitpid(child, &status, 0);
    ASSERT_TRUE(WIFSIGNALED(status));
    expectOld();
}

TEST_F(WorkspaceFaults, KilledAtAnyMomentLeavesOneOfTwoStates) {
    const Dataset one = sampleDataset("data", 300, 4, 1);
    const Dataset two = sampleDataset("data", 500, 3, 2);
    Workspace::create(m_file).saveDataset(one);
    for (int round = 0; round < 12; ++round) {
        const pid_t child = ::fork();
        if (child == 0) {
            Workspace workspace = Workspace::open(m_file);
            for (;;) {
                workspace.saveDataset(two);
                workspace.saveDataset(one);
            }
        }
        std::this_thread::sleep_for(std::chrono::microseconds(15000 + 7300 * round));
        ::kill(child, SIGKILL);
        int status = 0;
        ::waitpid(child, &status, 0);
        ASSERT_TRUE(WIFSIGNALED(status));
        const Dataset left = Workspace::open(m_file).loadDataset("data");
        EXPECT_TRUE(sameDataset(left, one) || sameDataset(left, two));
    }
}

TEST_F(WorkspaceFaults, ReadingAfterAKillInAFolderThatCannotBeWritten) {
    const std::string state = inChild([&]() -> std::string {
        Workspace workspace = Workspace::create(m_file);
        workspace.saveDataset(m_old);
        fs::create_directory(m_folder / "copy");
        for (const char* suffix : {"", "-wal"}) {
            fs::copy_file(m_file.string() + suffix,
                          (m_folder / "copy/test.orlab").string() + suffix);
        }
        return "made";
    });
    ASSERT_EQ(state, "made");
    const fs::path copy = m_folder / "copy/test.orlab";
    ASSERT_GT(fs::file_size(copy.string() + "-wal"), 0U);
    fs::permissions(copy.parent_path(), fs::perms(0555));
    EXPECT_TRUE(contains(
        asNobody([&] { return messageOf([&] { Workspace::open(copy, Access::ReadOnly); }); }),
        "unfinished writes"));
    fs::permissions(copy.parent_path(), fs::perms(0755));
    EXPECT_TRUE(sameDataset(Workspace::open(copy).loadDataset("data"), m_old));
}

TEST_F(WorkspaceFaults, CancelledSaveLeavesTheOldState) {
    makeOld();
    for (const double when : {-1.0, 0.0, 0.3}) {
        Workspace workspace = Workspace::open(m_file);
        std::stop_source stop;
        Job job;
        job.stop = stop.get_token();
        job.progress = [&](double share, std::string_view) {
            if (share >= when) stop.request_stop();
            std::this_thread::sleep_for(std::chrono::milliseconds(101));
        };
        if (when < 0) stop.request_stop();
        EXPECT_THROW(workspace.saveDataset(m_large, job), Cancelled);
        EXPECT_THROW(workspace.saveEmbeddings("data", "e", Embeddings::Ones(400, 2), job),
                     Cancelled);
        // The same connection goes on working.
        EXPECT_TRUE(sameDataset(workspace.loadDataset("data"), m_old));
        EXPECT_EQ(workspace.loadDataset("data").embedding.size(), 0);
    }
    expectOld();
}

TEST_F(WorkspaceFaults, StopIsSeenWithoutProgressReports) {
    // Without a progress report in between: an empty data set replaces a large one.
    Workspace workspace = Workspace::create(m_file);
    workspace.saveDataset(m_large);
    std::stop_source stop;
    stop.request_stop();
    Job job;
    job.stop = stop.get_token();
    Dataset empty;
    empty.name = "data";
    EXPECT_THROW(workspace.saveDataset(empty, job), Cancelled);
    EXPECT_EQ(workspace.datasets()[0].queries, 2000U);
}

TEST_F(WorkspaceFaults, CancelledLoad) {
    makeOld();
    const Workspace workspace = Workspace::open(m_file);
    std::stop_source stop;
    Job job;
    job.stop = stop.get_token();
    job.progress = [&](double, std::string_view) { stop.request_stop(); };
    EXPECT_THROW(workspace.loadDataset("data", job), Cancelled);
    EXPECT_TRUE(sameDataset(workspace.loadDataset("data"), m_old));
}

/// Fills what room there is, then checks that the old content is intact and that small work goes
/// on.
std::string saveTooMuch(const fs::path& file, const Dataset& old, const Dataset& large) {
    Workspace workspace = Workspace::open(file);
    const std::string message = messageOf([&] { workspace.saveDataset(large); });
    if (!sameDataset(workspace.loadDataset("data"), old)) return "the old data set is gone";
    if (workspace.datasets().size() != 1) return "half a data set";
    std::error_code code;
    if (fs::file_size(file.string() + "-wal", code) > 100000) return "the log keeps the room";
    workspace.saveSetting("after", "full");
    if (workspace.setting("after") != "full") return "cannot go on";
    return message;
}

TEST_F(WorkspaceFaults, FileSizeLimit) {
    makeOld();
    const std::string message = inChild([&]() -> std::string {
        ::signal(SIGXFSZ, SIG_IGN);
        const rlimit limit{4U << 20, 4U << 20};
        if (::setrlimit(RLIMIT_FSIZE, &limit) != 0) return "no limit";
        return saveTooMuch(m_file, m_old, m_large);
    });
    EXPECT_TRUE(contains(message, "limit on the size of files"));
    EXPECT_TRUE(contains(message, "nothing was saved"));
    expectOld();
}

TEST_F(WorkspaceFaults, DiskFull) {
    const std::string message = inChild([&]() -> std::string {
        // A mount of our own name space: it ends with the child.
        if (::unshare(CLONE_NEWNS) != 0 ||
            ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
            ::mount("tmpfs", m_folder.path().c_str(), "tmpfs", 0, "size=4m") != 0) {
            return "no mount";
        }
        makeOld();
        const std::string refused = saveTooMuch(m_file, m_old, m_large);
        // Not even room for a first page.
        writeBytes(m_folder / "filler", std::string(8 << 20, 'x'));
        const auto before = contentOf(m_folder.path());
        const std::string creating = messageOf([&] { Workspace::create(m_folder / "b.orlab"); });
        if (creating.find("disk is full") == std::string::npos) return "creating: " + creating;
        if (contentOf(m_folder.path()) != before) return "creating left something";
        return refused;
    });
    if (message == "no mount") GTEST_SKIP() << "mounting a small tmpfs needs privileges";
    EXPECT_TRUE(contains(message, "disk is full"));
    EXPECT_TRUE(contains(message, "nothing was saved"));
}

TEST_F(WorkspaceFaults, SecondWriterIsToldToWait) {
    makeOld();
    Workspace workspace = Workspace::open(m_file);
    {
        SQLite::Database other(m_file.string(), SQLite::OPEN_READWRITE);
        const SQLite::Transaction writing(other, SQLite::TransactionBehavior::IMMEDIATE);
        const std::string message = messageOf([&] { workspace.saveDataset(m_large); });
        EXPECT_TRUE(contains(message, "is locked"));
        EXPECT_TRUE(contains(message, "try again"));
        // Reading is not disturbed by a writer.
        EXPECT_TRUE(sameDataset(workspace.loadDataset("data"), m_old));
    }
    workspace.saveSetting("now", "free");
    EXPECT_EQ(workspace.setting("now"), "free");
}

TEST_F(WorkspaceFaults, LockedByAnotherProcess) {
    makeOld();
    int ready[2];
    ASSERT_EQ(::pipe(ready), 0);
    const pid_t child = ::fork();
    if (child == 0) {
        SQLite::Database database(m_file.string(), SQLite::OPEN_READWRITE);
        database.exec("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE");
        [[maybe_unused]] const ssize_t told = ::write(ready[1], "x", 1);
        for (;;) ::pause();
    }
    char told = 0;
    ASSERT_EQ(::read(ready[0], &told, 1), 1);
    const std::string before = bytesOf(m_file);
    EXPECT_TRUE(contains(messageOf([&] { Workspace::open(m_file); }), "is locked"));
    EXPECT_TRUE(bytesOf(m_file) == before);
    ::kill(child, SIGKILL);
    int status = 0;
    ::waitpid(child, &status, 0);
    ::close(ready[0]);
    ::close(ready[1]);
    expectOld();
}

TEST_F(WorkspaceFaults, WritersOfTwoThreadsTakeTurns) {
    makeOld();
    const auto work = [&](int thread) {
        Workspace workspace = Workspace::open(m_file);
        for (int i = 0; i < 20; ++i) {
            workspace.saveRun("route", "data", std::to_string(thread));
            workspace.loadDataset("data");
        }
    };
    {
        const std::jthread first(work, 1);
        const std::jthread second(work, 2);
    }
    EXPECT_EQ(Workspace::open(m_file).runs().size(), 40U);
}

}  // namespace
}  // namespace orl
