// check, backup and recover as a user calls them.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "tests/cli/program.h"

namespace orl::test {
namespace {

namespace fs = std::filesystem;

class Care : public testing::Test {
  protected:
    Care() {
        const std::string data = m_folder / "d.jsonl";
        EXPECT_EQ(m_folder.run({"generate", "--queries", "40", "--out", data}).code, 0);
        for (const char* name : {"one", "two"}) {
            EXPECT_EQ(m_folder
                          .run({"import", "--workspace", m_workspace, "--name", name, "--split",
                                "test", data})
                          .code,
                      0);
        }
    }
    /// Changes a text of one data set, which SQLite itself does not notice.
    void spoil() const {
        std::string bytes = readFile(m_workspace);
        const std::string data = readFile(m_folder / "d.jsonl");
        const std::string text = data.substr(data.find(":\"") + 10, 12);
        const std::size_t at = bytes.find(text);
        ASSERT_NE(at, std::string::npos) << text;
        bytes[at] ^= 1;
        std::ofstream(m_workspace, std::ios::binary) << bytes;
    }

    Folder m_folder;
    std::string m_workspace = m_folder / "w.orlab";
    std::string m_copy = m_folder / "copy.orlab";
};

TEST_F(Care, CheckSaysSoundOrDamagedByItsExitCode) {
    const Finished sound = m_folder.run({"check", m_workspace, "--json"});
    EXPECT_EQ(sound.code, 0) << sound.err;
    EXPECT_TRUE(sound.json().at("sound").get<bool>());
    EXPECT_EQ(sound.json().at("queries"), 80);
    spoil();
    const Finished damaged = m_folder.run({"check", m_workspace});
    EXPECT_EQ(damaged.code, 1);
    EXPECT_NE(damaged.out.find("damaged"), std::string::npos) << damaged.out;
    EXPECT_NE(damaged.err.find("is not as saved"), std::string::npos) << damaged.err;
    EXPECT_NE(damaged.err.find("omnirouter recover"), std::string::npos) << damaged.err;
    EXPECT_EQ(m_folder.run({"check", m_folder / "none"}).code, 1);
}

TEST_F(Care, BackupWritesANewFileOrNothing) {
    const Finished run = m_folder.run({"backup", m_workspace, "--out", m_copy});
    EXPECT_EQ(run.code, 0) << run.err;
    EXPECT_EQ(m_folder.run({"check", m_copy}).code, 0);
    EXPECT_EQ(m_folder.run({"backup", m_workspace, "--out", m_copy}).code, 1);
    EXPECT_EQ(m_folder.run({"backup", m_workspace, "--out", m_workspace}).code, 1);
    EXPECT_EQ(m_folder.run({"backup", m_workspace, "--out", m_workspace + "-wal"}).code, 1);
    spoil();
    const std::string other = m_folder / "other.orlab";
    EXPECT_EQ(m_folder.run({"backup", m_workspace, "--out", other}).code, 1);
    EXPECT_FALSE(fs::exists(other));
}

TEST_F(Care, RecoverKeepsTheHealthyAndNamesTheLost) {
    spoil();
    const Finished run = m_folder.run({"recover", m_workspace, "--out", m_copy, "--json"});
    EXPECT_EQ(run.code, 0) << run.err;
    EXPECT_EQ(run.json().at("lost").size(), 1U);
    const std::string saved = run.json().at("saved").dump();
    const std::string lost = run.json().at("lost").dump();
    EXPECT_NE(saved.find("one\\\": 40 queries") == std::string::npos,
              saved.find("two\\\": 40 queries") == std::string::npos)
        << saved;
    EXPECT_NE(lost.find("is not as saved"), std::string::npos) << lost;
    EXPECT_EQ(m_folder.run({"check", m_copy}).code, 0);
    EXPECT_EQ(m_folder.run({"recover", m_workspace, "--out", m_copy}).code, 1);
    EXPECT_EQ(m_folder.run({"recover", m_workspace, "--out", m_workspace}).code, 1);
}

}  // namespace
}  // namespace orl::test
