// Files that a user asks for: which file a path names, and that writing it harms no other.
#include "core/support/output_file.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <ostream>
#include <sstream>

#include "core/support/error.h"
#include "core/support/file_identity.h"

namespace orl {
namespace {

namespace fs = std::filesystem;

std::string contentOf(const fs::path& file) {
    std::ostringstream text;
    text << std::ifstream(file, std::ios::binary).rdbuf();
    return text.str();
}

class OutputFiles : public testing::Test {
  protected:
    OutputFiles() {
        std::string pattern = (fs::temp_directory_path() / "orl-out-XXXXXX").string();
        m_folder = ::mkdtemp(pattern.data());
    }
    ~OutputFiles() override { fs::remove_all(m_folder); }

    fs::path put(const std::string& name, const std::string& text) const {
        std::ofstream(m_folder / name, std::ios::binary) << text;
        return m_folder / name;
    }
    fs::path putDatabase(const std::string& name) const {
        return put(name, std::string("SQLite format 3\0and more", 24));
    }
    void expectRefused(const fs::path& file, const std::string& because) const {
        const std::string before = contentOf(file);
        try {
            checkWritable(file);
            ADD_FAILURE() << file << " may be written";
        } catch (const Error& error) {
            EXPECT_NE(std::string(error.what()).find(because), std::string::npos) << error.what();
        }
        EXPECT_THROW(writeFile(file, "new"), Error);
        EXPECT_EQ(contentOf(file), before);
    }
    std::size_t entries() const {
        return static_cast<std::size_t>(
            std::distance(fs::directory_iterator(m_folder), fs::directory_iterator()));
    }

    fs::path m_folder;
};

TEST_F(OutputFiles, AreWrittenWholeOrNotAtAll) {
    const fs::path file = put("a.csv", "old");
    EXPECT_THROW(writeFile(file,
                           [](std::ostream& out) {
                               out << "half";
                               throw Error("here", "broken");
                           }),
                 Error);
    EXPECT_EQ(contentOf(file), "old");
    writeFile(file, "new");
    EXPECT_EQ(contentOf(file), "new");
    EXPECT_EQ(entries(), 1U) << "something was left behind";
}

TEST_F(OutputFiles, TouchNoFileOfTheUsers) {
    const fs::path precious = put("a.csv.part", "precious");
    fs::create_symlink(precious, m_folder / "b.csv.part");
    writeFile(m_folder / "a.csv", "a");
    writeFile(m_folder / "b.csv", "b");
    EXPECT_EQ(contentOf(precious), "precious");
    EXPECT_TRUE(fs::is_symlink(m_folder / "b.csv.part"));
}

TEST_F(OutputFiles, KeepTheModeOfTheFileTheyReplace) {
    const fs::path file = put("a.csv", "old");
    ASSERT_EQ(::chmod(file.c_str(), 0640), 0);
    const mode_t mask = ::umask(027);
    writeFile(file, "new");
    writeFile(m_folder / "b.csv", "new");
    ::umask(mask);
    struct stat status {};
    ASSERT_EQ(::stat(file.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0640U);
    ASSERT_EQ(::stat((m_folder / "b.csv").c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0640U);
}

TEST_F(OutputFiles, FollowLinksAndPartHardLinks) {
    const fs::path target = put("target", "old");
    fs::create_symlink("target", m_folder / "link");
    fs::create_hard_link(target, m_folder / "other");
    writeFile(m_folder / "link", "new");
    EXPECT_TRUE(fs::is_symlink(m_folder / "link"));
    EXPECT_EQ(contentOf(target), "new");
    EXPECT_EQ(contentOf(m_folder / "other"), "old");
    fs::create_symlink("made", m_folder / "dangling");
    writeFile(m_folder / "dangling", "new");
    EXPECT_EQ(contentOf(m_folder / "made"), "new");
    fs::create_symlink("round", m_folder / "round");
    expectRefused(m_folder / "round", "links");
}

TEST_F(OutputFiles, NeverReplaceADatabaseOrWhatBelongsToIt) {
    const fs::path database = putDatabase("w.orlab");
    fs::create_symlink("w.orlab", m_folder / "soft.csv");
    fs::create_hard_link(database, m_folder / "hard.csv");
    for (const char* name : {"w.orlab", "soft.csv", "hard.csv"}) {
        expectRefused(m_folder / name, "a workspace or another database");
    }
    for (const char* name : {"w.orlab-wal", "w.orlab-shm", "w.orlab-journal"}) {
        expectRefused(m_folder / name, "belongs to the database");
        EXPECT_FALSE(fs::exists(m_folder / name));
    }
    writeFile(m_folder / "other-wal", "a name like any other");
}

TEST_F(OutputFiles, SayWhyTheyCannotBeWritten) {
    expectRefused(m_folder, "folder");
    expectRefused(m_folder / "none" / "a.csv", "No such file");
    expectRefused(m_folder / "", "names no file");
    if (::geteuid() == 0) return;
    const fs::path closed = put("closed.csv", "old");
    ::chmod(closed.c_str(), 0400);
    expectRefused(closed, "write-protected");
}

TEST_F(OutputFiles, PipesAreWrittenInPlace) {
    const fs::path pipe = m_folder / "pipe";
    ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
    const int reader = ::open(pipe.c_str(), O_RDONLY | O_NONBLOCK);
    checkWritable(pipe);
    writeFile(pipe, "through");
    char got[8] = {};
    EXPECT_EQ(::read(reader, got, sizeof got), 7);
    ::close(reader);
    EXPECT_TRUE(fs::is_fifo(pipe));
}

TEST_F(OutputFiles, LeftOversOfTheDeadAreRemovedAndNothingElse) {
    const fs::path dead = put(".omnirouter-0123456789abcdef.part", "left");
    const fs::path alive = put(".omnirouter-fedcba9876543210.part", "in use");
    const int handle = ::open(alive.c_str(), O_RDONLY);
    ASSERT_EQ(::flock(handle, LOCK_EX), 0);
    const fs::path others[] = {put(".omnirouter-0123.part", "a user's"),
                               put(".omnirouter-0123456789abcdeX.part", "a user's"),
                               put("omnirouter-0123456789abcdef.part", "a user's")};
    fs::create_symlink(others[0], m_folder / ".omnirouter-aaaaaaaaaaaaaaaa.part");
    fs::create_directory(m_folder / ".omnirouter-bbbbbbbbbbbbbbbb.part");
    writeFile(m_folder / "a.csv", "a");
    EXPECT_FALSE(fs::exists(dead));
    EXPECT_EQ(contentOf(alive), "in use");
    for (const fs::path& other : others) EXPECT_EQ(contentOf(other), "a user's");
    EXPECT_EQ(entries(), 7U);
    ::close(handle);
}

TEST_F(OutputFiles, AreToldApartByWhatTheyAre) {
    const fs::path file = put("a", "");
    fs::create_symlink("a", m_folder / "soft");
    fs::create_hard_link(file, m_folder / "hard");
    fs::create_symlink(m_folder, m_folder / "here");
    fs::create_symlink("new", m_folder / "dangling");
    const FileIdentity existing = identityOf(file);
    EXPECT_TRUE(existing.known());
    for (const char* same : {"soft", "hard", "./a", "here/a", "here/here/soft"}) {
        EXPECT_EQ(identityOf(m_folder / same), existing) << same;
    }
    const FileIdentity absent = identityOf(m_folder / "new");
    EXPECT_TRUE(absent.known());
    for (const char* same : {"./new", "here/new", "dangling", "here/dangling"}) {
        EXPECT_EQ(identityOf(m_folder / same), absent) << same;
    }
    EXPECT_NE(absent, existing);
    EXPECT_NE(identityOf(m_folder / "NEW"), absent);
    EXPECT_FALSE(identityOf(m_folder / "none" / "new").known());
}

TEST_F(OutputFiles, OfOneCommandAreSeparate) {
    const fs::path input = put("in.csv", "");
    const std::vector<NamedFile> inputs = {{"the input", input}, {"another", {}}};
    const auto with = [&](const fs::path& one, const fs::path& two) {
        requireSeparate({{"--out", one}, {"--curve", two}}, inputs);
    };
    EXPECT_NO_THROW(with(m_folder / "a", m_folder / "b"));
    EXPECT_NO_THROW(with({}, {}));
    EXPECT_NO_THROW(with("/dev/null", "/dev/null"));
    EXPECT_NO_THROW(with(m_folder / "none" / "a", m_folder / "none" / "b"));
    EXPECT_NO_THROW(with(m_folder / "a", m_folder / "A"));
    EXPECT_THROW(with(m_folder / "a", m_folder / "." / "a"), Error);
    EXPECT_THROW(with(m_folder / "." / "in.csv", {}), Error);
    const fs::path workspace = m_folder / "w.orlab";
    for (const char* suffix : {"", "-wal", "-shm", "-journal"}) {
        EXPECT_THROW(
            requireSeparate({{"--out", workspace.string() + suffix}}, workspaceFiles(workspace)),
            Error)
            << suffix;
    }
}

}  // namespace
}  // namespace orl
