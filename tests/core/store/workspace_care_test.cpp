// Looking after a workspace: check, backup, recovery, and the copy before a new format.
#include <gtest/gtest.h>

#include <SQLiteCpp/SQLiteCpp.h>

#include <algorithm>
#include <csignal>
#include <stop_token>

#include "core/data/workspace/schema.h"
#include "core/scenario.h"
#include "store_support.h"

namespace orl {
namespace {

using namespace store_test;
using Access = Workspace::Access;

class WorkspaceCare : public testing::Test {
  protected:
    WorkspaceCare() {
        Workspace workspace = Workspace::create(m_file);
        workspace.saveDataset(m_one);
        workspace.saveDataset(m_two);
        workspace.savePredictor("key one", "one", 1, std::string(30000, 'p'));
        workspace.savePredictor("key two", "two", 2, "q");
        const std::string_view texts[] = {"a", "b"};
        workspace.cacheEmbeddings("server", texts, Embeddings::Constant(2, 3, 0.5F));
        SavedScenario saved;
        saved.scenario.name = "night";
        saved.note = "cheap";
        workspace.saveScenarios({saved});
        workspace.saveRun("route", "one", "{}");
        workspace.saveSetting("chosen", "one");
    }
    void spoil(const fs::path& file, const std::string& sql) const {
        SQLite::Database database(file.string(), SQLite::OPEN_READWRITE);
        database.exec(sql);
    }
    void expectProblem(const std::string& sql, const std::string& problem) const {
        const std::string good = bytesOf(m_file);
        spoil(m_file, sql);
        const auto before = contentOf(m_folder.path());
        const WorkspaceCheck found = Workspace::check(m_file);
        EXPECT_EQ(found.problems.size(), 1U) << sql;
        if (!found.problems.empty()) {
            EXPECT_TRUE(contains(found.problems.front(), problem)) << found.problems.front();
        }
        EXPECT_TRUE(contains(messageOf([&] { Workspace::backup(m_file, m_copy); }), "damaged"));
        EXPECT_TRUE(contentOf(m_folder.path()) == before) << sql;
        writeBytes(m_file, good);
    }
    void expectWhole(const fs::path& file) const {
        const WorkspaceCheck found = Workspace::check(file);
        EXPECT_TRUE(found.problems.empty());
        EXPECT_EQ(found.datasets, 2U);
        EXPECT_EQ(found.queries, 100U);
        EXPECT_EQ(found.predictors, 2U);
        EXPECT_EQ(found.vectors, 2U);
        const Workspace workspace = Workspace::open(file);
        EXPECT_TRUE(sameDataset(workspace.loadDataset("one"), m_one));
        EXPECT_TRUE(sameDataset(workspace.loadDataset("two"), m_two));
        EXPECT_EQ(workspace.loadPredictor("key one", 1), std::string(30000, 'p'));
        EXPECT_EQ(workspace.scenarios().at(0).scenario.name, "night");
        EXPECT_EQ(workspace.scenarios().at(0).note, "cheap");
        EXPECT_EQ(workspace.runs().at(0).dataset, "one");
        EXPECT_EQ(workspace.setting("chosen"), "one");
        const std::string_view text[] = {"b"};
        EXPECT_EQ(workspace.cachedEmbeddings("server", text)(0, 2), 0.5F);
    }
    static bool lists(const std::vector<std::string>& pieces, const std::string& what) {
        return std::ranges::any_of(pieces,
                                   [&](const std::string& piece) { return contains(piece, what); });
    }

    TemporaryFolder m_folder;
    fs::path m_file = m_folder / "w.orlab";
    fs::path m_copy = m_folder / "copy.orlab";
    Dataset m_one = sampleDataset("one", 60, 4, 1);
    Dataset m_two = sampleDataset("two", 40, 3, 2);
};

TEST_F(WorkspaceCare, CheckFindsNothingInASoundOneAndChangesNothing) {
    const auto before = contentOf(m_folder.path());
    expectWhole(m_file);
    EXPECT_TRUE(contentOf(m_folder.path()) == before);
}

TEST_F(WorkspaceCare, CheckFindsWhatSqliteCannot) {
    expectProblem("UPDATE query SET text = 'other' WHERE id = 3", "\"one\" is not as saved");
    expectProblem("UPDATE outcome SET cells = zeroblob(length(cells)) WHERE query_id = 70",
                  "\"two\" is not as saved");
    expectProblem("DELETE FROM outcome WHERE query_id = 3", "\"one\"");
    expectProblem("UPDATE dataset SET query_count = 59 WHERE name = 'one'", "has 60 of 59 queries");
    expectProblem("UPDATE model SET input_price = 1e9 WHERE position = 0 AND dataset_id = 2",
                  "models of data set \"two\"");
    expectProblem("UPDATE predictor SET bytes = 'x' WHERE key = 'key one'",
                  "1 of 2 fitted predictors");
    expectProblem("UPDATE embedding_cache SET vector = zeroblob(12) WHERE id = 1",
                  "1 of 2 kept vectors");
    expectProblem("INSERT INTO outcome VALUES (9999, x'00')", "1 rows of table outcome belong to");
    expectProblem("UPDATE scenario SET json = '{'", "scenario");
}

TEST_F(WorkspaceCare, CheckAndBackupCanBeStopped) {
    std::stop_source stop;
    stop.request_stop();
    Job job;
    job.stop = stop.get_token();
    EXPECT_THROW(Workspace::check(m_file, job), Cancelled);
    EXPECT_THROW(Workspace::backup(m_file, m_copy, job), Cancelled);
    EXPECT_THROW(Workspace::recover(m_file, m_copy, job), Cancelled);
    EXPECT_EQ(contentOf(m_folder.path()).size(), 1U);
}

TEST_F(WorkspaceCare, BackupIsTheSameAndOneFile) {
    Workspace::backup(m_file, m_copy);
    EXPECT_EQ(contentOf(m_folder.path()).size(), 2U);
    expectWhole(m_copy);
}

TEST_F(WorkspaceCare, BackupReplacesNothing) {
    writeBytes(m_copy, "precious");
    EXPECT_TRUE(contains(messageOf([&] { Workspace::backup(m_file, m_copy); }), "already is"));
    EXPECT_TRUE(contains(messageOf([&] { Workspace::recover(m_file, m_copy); }), "already is"));
    EXPECT_EQ(bytesOf(m_copy), "precious");
    EXPECT_NE(messageOf([&] { Workspace::backup(m_file, m_file.string() + "-wal"); }), "");
    EXPECT_NE(messageOf([&] { Workspace::backup(m_file, m_folder / "no/copy.orlab"); }), "");
}

TEST_F(WorkspaceCare, BackupBesideAWriterHasWhatWasCommitted) {
    Workspace writer = Workspace::open(m_file);
    writer.saveSetting("in the log", "yes");
    SQLite::Database other(m_file.string(), SQLite::OPEN_READWRITE);
    other.exec("BEGIN IMMEDIATE; INSERT INTO setting VALUES ('unfinished', 'x')");
    Workspace::backup(m_file, m_copy);
    other.exec("ROLLBACK");
    const Workspace copy = Workspace::open(m_copy);
    EXPECT_EQ(copy.setting("in the log"), "yes");
    EXPECT_FALSE(copy.setting("unfinished"));
    writer.saveSetting("later", "yes");
}

TEST_F(WorkspaceCare, BackupTakesTheLogOfTheDeadAlong) {
    const pid_t child = ::fork();
    if (child == 0) {
        Workspace workspace = Workspace::open(m_file);
        workspace.saveSetting("left", "in the log");
        ::kill(::getpid(), SIGKILL);
    }
    ::waitpid(child, nullptr, 0);
    Workspace::backup(m_file, m_copy);
    EXPECT_EQ(Workspace::open(m_copy).setting("left"), "in the log");
}

TEST_F(WorkspaceCare, RestoredBackupWorks) {
    Workspace::backup(m_file, m_copy);
    Workspace::open(m_file).removeDataset("one");
    fs::copy_file(m_copy, m_file, fs::copy_options::overwrite_existing);
    expectWhole(m_file);
}

TEST_F(WorkspaceCare, RecoveryOfASoundOneLosesNothing) {
    const WorkspaceRescue rescue = Workspace::recover(m_file, m_copy);
    EXPECT_TRUE(rescue.lost.empty());
    EXPECT_EQ(rescue.saved.size(), 6U);
    expectWhole(m_copy);
    EXPECT_EQ(contentOf(m_folder.path()).size(), 2U);
}

TEST_F(WorkspaceCare, RecoverySavesTheHealthyAndNamesTheLost) {
    spoil(m_file,
          "UPDATE query SET text = 'other' WHERE id = 3;"
          "UPDATE predictor SET bytes = 'x' WHERE dataset = 'two';"
          "UPDATE embedding_cache SET vector = zeroblob(12) WHERE id = 1");
    const auto before = bytesOf(m_file);
    const WorkspaceRescue rescue = Workspace::recover(m_file, m_copy);
    EXPECT_EQ(rescue.lost.size(), 3U);
    EXPECT_TRUE(lists(rescue.lost, "data set \"one\""));
    EXPECT_TRUE(lists(rescue.lost, "a fit of data set \"two\""));
    EXPECT_TRUE(lists(rescue.lost, "1 kept vector"));
    EXPECT_TRUE(lists(rescue.saved, "data set \"two\": 40 queries, 3 models"));
    EXPECT_TRUE(bytesOf(m_file) == before);
    EXPECT_TRUE(Workspace::check(m_copy).problems.empty());
    EXPECT_TRUE(sameDataset(Workspace::open(m_copy).loadDataset("two"), m_two));
}

TEST_F(WorkspaceCare, RecoveryOfAForeignSchemaTakesTheDataAlone) {
    spoil(m_file,
          "CREATE TRIGGER t AFTER INSERT ON dataset BEGIN DELETE FROM query; END;"
          "CREATE VIEW v AS SELECT length(hex(zeroblob(900000000)));"
          "CREATE TABLE extra (x CHECK (length(hex(zeroblob(900000000))) > 0))");
    EXPECT_TRUE(contains(messageOf([&] { Workspace::check(m_file); }), "did not put there"));
    EXPECT_TRUE(Workspace::recover(m_file, m_copy).lost.empty());
    expectWhole(m_copy);
}

TEST_F(WorkspaceCare, RecoveryReadsNoTableThatIsNotOurs) {
    spoil(m_file,
          "ALTER TABLE query RENAME TO q2; CREATE VIEW query AS SELECT * FROM q2, "
          "(SELECT hex(zeroblob(900000000)))");
    EXPECT_TRUE(contains(messageOf([&] { Workspace::recover(m_file, m_copy); }),
                         "its table \"query\" is missing"));
    EXPECT_EQ(contentOf(m_folder.path()).size(), 1U);
}

TEST_F(WorkspaceCare, RecoveryOfCutOffAndScribbledFilesNeverLies) {
    const std::string good = bytesOf(m_file);
    Random random(5);
    for (int round = 0; round < 40; ++round) {
        std::string bad = good;
        if (round % 2 == 0) {
            bad.resize(8192 + random.below(bad.size() - 8192));
        } else {
            const std::size_t at = 8192 + random.below(bad.size() - 2 * 8192);
            for (std::size_t k = 0; k < 3000; ++k) {
                bad[at + k] = static_cast<char>(random.below(256));
            }
        }
        writeBytes(m_file, bad);
        fs::remove(m_copy);
        const std::string said = messageOf([&] {
            const WorkspaceRescue rescue = Workspace::recover(m_file, m_copy);
            EXPECT_TRUE(Workspace::check(m_copy).problems.empty());
            const Workspace rescued = Workspace::open(m_copy);
            std::size_t datasets = 0;
            for (const Dataset* data : {&m_one, &m_two}) {
                if (!lists(rescue.saved, "data set \"" + data->name + "\"")) continue;
                EXPECT_TRUE(sameDataset(rescued.loadDataset(data->name), *data));
                ++datasets;
            }
            EXPECT_EQ(rescued.datasets().size(), datasets);
            EXPECT_TRUE(datasets == 2 || !rescue.lost.empty());
        });
        EXPECT_TRUE(bytesOf(m_file) == bad);
        EXPECT_EQ(contentOf(m_folder.path()).size(), said.empty() ? 2U : 1U) << said;
    }
}

TEST_F(WorkspaceCare, AnOlderFormatIsReadAsItIsAndCopiedBeforeItIsChanged) {
    const fs::path old = m_folder / "old.orlab";
    {
        SQLite::Database database(old.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
        migrate(database, workspaceMigrations().first(4));
        database.exec("INSERT INTO setting VALUES ('kept', 'yes')");
        database.execAndGet("PRAGMA journal_mode = WAL");
    }
    const std::string before = bytesOf(old);
    EXPECT_EQ(Workspace::open(old, Access::ReadOnly).setting("kept"), "yes");
    EXPECT_TRUE(Workspace::check(old).problems.empty());
    Workspace::backup(old, m_copy);
    EXPECT_TRUE(bytesOf(old) == before);
    writeBytes(old.string() + ".v4-backup", "precious");

    Workspace::open(old).saveSetting("new", "yes");
    EXPECT_EQ(bytesOf(old.string() + ".v4-backup"), "precious");
    const fs::path copy = old.string() + ".v4-backup-2";
    SQLite::Database kept(copy.string(), SQLite::OPEN_READONLY);
    EXPECT_EQ(kept.execAndGet("PRAGMA user_version").getInt(), 4);
    EXPECT_EQ(Workspace::open(copy, Access::ReadOnly).setting("kept"), "yes");
    EXPECT_FALSE(Workspace::open(copy, Access::ReadOnly).setting("new"));
    EXPECT_TRUE(Workspace::recover(copy, m_folder / "new.orlab").lost.empty());
}

}  // namespace
}  // namespace orl
