// What a command writes: never over what it reads, and what became of it when stdout is gone.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <functional>

#include "tests/cli/program.h"

namespace orl::test {
namespace {

namespace fs = std::filesystem;

/// Runs the program in a child that `prepare` has changed; its streams are files unless it says so.
int runIn(const Folder& folder, const std::function<void()>& prepare, Words words) {
    const pid_t child = ::fork();
    if (child == 0) {
        words.insert(words.begin(), ORL_CLI);
        std::vector<char*> pointers;
        for (std::string& word : words) pointers.push_back(word.data());
        pointers.push_back(nullptr);
        const int out = ::open((folder / "stdout").c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
        const int err = ::open((folder / "stderr").c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
        ::dup2(out, STDOUT_FILENO);
        ::dup2(err, STDERR_FILENO);
        prepare();
        ::execv(ORL_CLI, pointers.data());
        ::_exit(127);
    }
    return waitFor(child);
}

void toFull(int stream) {
    ::dup2(::open("/dev/full", O_WRONLY), stream);
}

void toNobody(int stream) {
    int ends[2];
    if (::pipe(ends) != 0) ::_exit(126);
    ::close(ends[0]);
    ::dup2(ends[1], stream);
}

class Outputs : public testing::Test {
  protected:
    Outputs() {
        m_data = m_folder.write(
            "d.jsonl",
            R"({"query":"a","outputs":[{"model_name":"m","correctness":1,"output_token_length":9},)"
            R"({"model_name":"n","correctness":0,"output_token_length":9}]})"
            "\n"
            R"({"query":"b","outputs":[{"model_name":"m","correctness":0,"output_token_length":9},)"
            R"({"model_name":"n","correctness":1,"output_token_length":9}]})"
            "\n");
        m_prices = m_folder.write("p.json", R"({"m":{"input_price":1,"output_price":2},)"
                                            R"("n":{"input_price":1,"output_price":2}})");
    }
    Words import(const std::string& name) const {
        return {"import",  "--workspace", m_workspace, "--name", name,
                "--split", "test",        "--prices",  m_prices, m_data};
    }
    bool has(const std::string& name) const {
        const Finished run = m_folder.run({"datasets", "--workspace", m_workspace});
        return run.code == 0 && run.out.find(name + ": 2 queries") != std::string::npos;
    }
    void expectRefused(const Words& words, const std::string& victim) const {
        const std::string before = readFile(victim);
        const Finished run = m_folder.run(words);
        EXPECT_EQ(run.code, 1) << run.err;
        EXPECT_NE(run.err.find("Choose another file"), std::string::npos) << run.err;
        EXPECT_EQ(readFile(victim), before);
    }

    Folder m_folder;
    std::string m_workspace = m_folder / "w.orlab";
    std::string m_data, m_prices;
};

TEST_F(Outputs, NeverReplaceTheWorkspace) {
    ASSERT_EQ(m_folder.run(import("D")).code, 0);
    fs::create_symlink(m_workspace, m_folder / "soft.csv");
    fs::create_hard_link(m_workspace, m_folder / "hard.csv");
    for (const std::string name : {"w.orlab", "soft.csv", "hard.csv", "w.orlab-wal"}) {
        const std::string out = m_folder / name;
        const Words on = {"--workspace", m_workspace, "--test", "D", "--predictor", "recorded"};
        Words route = {"route", "--alpha", "0", "--out", out};
        route.insert(route.end(), on.begin(), on.end());
        expectRefused(route, out);
        Words sweep = {"sweep", "--over", "alpha=0:0.5:0.5", "--out", out};
        sweep.insert(sweep.end(), on.begin(), on.end());
        expectRefused(sweep, out);
        expectRefused({"render", "--workspace", m_workspace, "--out", out}, out);
        expectRefused({"report", "--workspace", m_workspace, "--out", out}, out);
        expectRefused({"generate", "--queries", "2", "--out", out}, out);
        expectRefused({"generate", "--queries", "2", "--out", m_folder / "g", "--prices-out", out},
                      out);
    }
    EXPECT_FALSE(fs::exists(m_folder / "g"));
    EXPECT_TRUE(has("D"));
}

TEST_F(Outputs, NeverReplaceInputsOrEachOther) {
    const std::string costs = m_folder.write("c.csv", "a,b\n1,2\n");
    const std::string quality = m_folder.write("q.csv", "a,b\n0.5,0.9\n");
    const Words solve = {"solve", "--costs", costs, "--quality", quality, "--alpha", "0.5"};
    for (const std::string& input : {costs, quality}) {
        for (const char* option : {"--out", "--curve"}) {
            Words words = solve;
            words.insert(words.end(), {option, input});
            expectRefused(words, input);
        }
    }
    Words both = solve;
    both.insert(both.end(), {"--out", m_folder / "x", "--curve", m_folder / "./x"});
    expectRefused(both, m_folder / "x");
    expectRefused({"generate", "--queries", "2", "--out", m_folder / "x", "--prices-out",
                   m_folder.path().string() + "/../" + m_folder.path().filename().string() + "/x"},
                  m_folder / "x");
}

TEST_F(Outputs, WhatIsStoredIsNoFailureWhenStdoutIsGone) {
    const auto none = [] {};
    const std::pair<const char*, std::function<void()>> cases[] = {
        {"full", [] { toFull(STDOUT_FILENO); }},
        {"closed", [] { ::close(STDOUT_FILENO); }},
        {"nobody", [] { toNobody(STDOUT_FILENO); }},
        {"both-full", [] { toFull(STDOUT_FILENO), toFull(STDERR_FILENO); }},
        {"both-closed", [] { ::close(STDOUT_FILENO), ::close(STDERR_FILENO); }},
        {"all-closed", [] { ::close(0), ::close(1), ::close(2); }},
        {"both-nobody", [] { toNobody(STDOUT_FILENO), toNobody(STDERR_FILENO); }}};
    ASSERT_EQ(runIn(m_folder, none, import("first")), 0);
    for (const auto& [name, prepare] : cases) {
        EXPECT_EQ(runIn(m_folder, prepare, import(name)), 0) << name;
        EXPECT_TRUE(has(name)) << name;
        const std::string out = m_folder / name;
        EXPECT_EQ(runIn(m_folder, prepare, {"generate", "--queries", "2", "--out", out}), 0);
        const std::string text = readFile(out);
        EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 2) << name;
        // A list that nobody got is a failure, and no abort.
        const int code =
            runIn(m_folder, prepare, {"datasets", "--workspace", m_workspace, "--json"});
        EXPECT_EQ(code, std::string(name).find("nobody") == std::string::npos ? 1 : 1013) << name;
    }
}

TEST_F(Outputs, FileSizeLimitIsAnErrorThatLeavesNothing) {
    const auto limited = [] {
        const rlimit limit = {4096, 4096};
        ::setrlimit(RLIMIT_FSIZE, &limit);
    };
    const std::string out = m_folder.write("g.jsonl", "before");
    EXPECT_EQ(runIn(m_folder, limited, {"generate", "--queries", "500", "--out", out}), 1);
    EXPECT_NE(readFile(m_folder / "stderr").find("File too large"), std::string::npos)
        << readFile(m_folder / "stderr");
    EXPECT_EQ(readFile(out), "before");
    EXPECT_EQ(runIn(m_folder, limited, import("D")), 1);
    EXPECT_FALSE(fs::exists(m_workspace));
    for (const auto& entry : fs::directory_iterator(m_folder.path())) {
        EXPECT_NE(entry.path().filename().string().front(), '.') << entry.path();
    }
}

TEST_F(Outputs, StdoutByItsNameIsWrittenThrough) {
    const Finished run = m_folder.run({"generate", "--queries", "2", "--out", "/dev/stdout"});
    EXPECT_EQ(run.code, 0) << run.err;
    EXPECT_EQ(std::count(run.out.begin(), run.out.end(), '\n'), 3) << run.out;
    const Finished own = m_folder.run({"generate", "--queries", "2", "--out", m_folder / "stdout"});
    EXPECT_EQ(own.code, 1);
    EXPECT_NE(own.err.find("where the printed result goes"), std::string::npos) << own.err;
}

}  // namespace
}  // namespace orl::test
