#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <functional>
#include <nlohmann/json.hpp>
#include <ostream>

#include "import_helpers.h"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define ORL_SANITIZED 1
#else
#define ORL_SANITIZED 0
#endif

namespace orl {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

const fs::path kCorpus = fs::path(ORL_SOURCE_DIR) / "tests" / "corpus";
constexpr rlim_t kMemory = 1U << 30U;
constexpr unsigned kSeconds = ORL_SANITIZED ? 120 : 20;

struct Outcome {
    std::string kind;  ///< "error", "report", "signal 11", …
    std::string text;
};

/// Runs an import in a child process that may use 1 GB and 20 seconds.
Outcome runLimited(const std::function<void()>& prepare, const ImportOptions& options) {
    int channel[2];
    if (pipe(channel) != 0) return {"no pipe", {}};
    const pid_t child = fork();
    if (child == 0) {
        close(channel[0]);
        if (!ORL_SANITIZED) {
            const rlimit limit{kMemory, kMemory};
            setrlimit(RLIMIT_AS, &limit);
        }
        alarm(kSeconds);
        std::string message;
        try {
            prepare();
            message = "R" + importFiles(options).report.toText();
        } catch (const Error& error) {
            message = std::string("E") + error.what();
        } catch (const std::exception& error) {
            message = std::string("X") + error.what();
        }
        const char* at = message.data();
        const char* end = at + message.size();
        while (at < end) {
            const auto written = write(channel[1], at, static_cast<std::size_t>(end - at));
            if (written <= 0) break;
            at += written;
        }
        _exit(0);
    }
    close(channel[1]);
    std::string message;
    char buffer[4096];
    for (ssize_t got = 0; (got = read(channel[0], buffer, sizeof buffer)) > 0;) {
        message.append(buffer, static_cast<std::size_t>(got));
    }
    close(channel[0]);
    int status = 0;
    waitpid(child, &status, 0);
    if (WIFSIGNALED(status)) return {"signal " + std::to_string(WTERMSIG(status)), message};
    if (message.empty()) return {"exit " + std::to_string(WEXITSTATUS(status)), {}};
    const char kind = message[0];
    return {kind == 'R' ? "report" : kind == 'E' ? "error" : "exception", message.substr(1)};
}

void expectOutcome(const Outcome& outcome, const std::string& kind,
                   const std::vector<std::string>& parts) {
    EXPECT_EQ(outcome.kind, kind) << outcome.text;
    for (const std::string& part : parts) {
        EXPECT_NE(outcome.text.find(part), std::string::npos)
            << "no \"" << part << "\" in: " << outcome.text;
    }
}

struct Case {
    json entry;
    std::string name() const {
        std::string name = entry["files"].empty() ? "none" : entry["files"].back();
        if (entry.contains("prices")) name = entry["prices"];
        if (entry.contains("embeddings")) {
            name = entry["embeddings"].back().get<std::string>() + "_for_" + name;
        }
        if (entry.contains("dimension")) name += "_by_" + entry["dimension"].dump();
        if (entry.contains("format")) name += "_as_" + entry["format"].get<std::string>();
        if (entry["files"].size() > 1) name += "_with_others";
        for (char& c : name) {
            if (std::isalnum(static_cast<unsigned char>(c)) == 0) c = '_';
        }
        return name;
    }
    friend void PrintTo(const Case& one, std::ostream* out) { *out << one.name(); }
};

std::vector<Case> cases() {
    std::vector<Case> all;
    std::ifstream stream(kCorpus / "manifest.json");
    for (auto& entry : json::parse(stream)) all.push_back({entry});
    return all;
}

class Corpus : public testing::TestWithParam<Case> {};

TEST_P(Corpus, GivesItsMessage) {
    const json& entry = GetParam().entry;
    ImportOptions options;
    options.name = "corpus";
    for (const std::string file : entry["files"]) options.files.push_back(kCorpus / file);
    if (entry.contains("prices")) options.prices = kCorpus / entry["prices"].get<std::string>();
    if (entry.contains("embeddings")) {
        for (const std::string file : entry["embeddings"]) {
            options.embeddings.push_back(kCorpus / file);
        }
        options.embeddingDimension = entry.value("dimension", std::size_t{0});
    }
    const auto prepare = [&] {
        if (entry.contains("format")) options.format = importFormatFrom(entry["format"]);
    };
    expectOutcome(runLimited(prepare, options), entry["expect"], entry["contains"]);
}

INSTANTIATE_TEST_SUITE_P(Manifest, Corpus, testing::ValuesIn(cases()),
                         [](const auto& one) { return one.param.name(); });

TEST(CorpusList, HasAtLeastSixtyEntriesThatNameFileAndRemedy) {
    const auto all = cases();
    EXPECT_GE(all.size(), 60U);
    for (const Case& one : all) EXPECT_FALSE(one.entry["contains"].empty()) << one.name();
}

/// Inputs too large to keep in the tree.
class LargeInput : public testing::Test {
  protected:
    Outcome run(const std::string& name, const std::function<void(std::ostream&)>& make) {
        options.name = "large";
        options.files = {dir.path() / name};
        {
            std::ofstream stream(options.files.front(), std::ios::binary);
            make(stream);
        }
        return runLimited([] {}, options);
    }
    static void repeat(std::ostream& out, const std::string& text, std::size_t times) {
        std::string block;
        while (block.size() < (1U << 16U)) block += text;
        const std::size_t perBlock = block.size() / text.size();
        for (; times >= perBlock; times -= perBlock) out << block;
        for (; times > 0; --times) out << text;
    }
    TempDir dir;
    ImportOptions options;
};

TEST_F(LargeInput, HundredMegabytesOnOneLineOfCsv) {
    const auto outcome = run("line.csv", [](std::ostream& out) {
        out << "prompt,A,B\n";
        repeat(out, "abcdefghij", 10'000'000);
    });
    expectOutcome(outcome, "error", {"line.csv:2", "longer than 64 MB", "split the file"});
}

TEST_F(LargeInput, HundredMegabytesOnOneLineOfJson) {
    const auto outcome = run("line.json", [](std::ostream& out) {
        out << "[{\"query\": \"";
        repeat(out, "abcdefghij", 10'000'000);
        out << "\", \"outputs\": []}]";
    });
    expectOutcome(outcome, "error", {"line.json:1", "longer than 64 MB", "split the record"});
}

TEST_F(LargeInput, ManyRecordsOnOneLineAreNoProblem) {
    const auto outcome = run("records.json", [](std::ostream& out) {
        out << "[{\"question\": \"q0\", \"scores\": {\"a\": 1, \"b\": 0}}";
        for (int i = 1; i < 100'000; ++i) {
            out << ",{\"question\": \"q" << i << "\", \"scores\": {\"a\": 1, \"b\": 0}}";
        }
        out << "]";
    });
    expectOutcome(outcome, "report", {"100000 rows read, 100000 kept"});
}

TEST_F(LargeInput, QuoteThatSwallowsTheFile) {
    const auto outcome = run("swallow.csv", [](std::ostream& out) {
        out << "prompt,A,B\nWhat is two?,True,False\n\"What is six?,True,False\n";
        repeat(out, "What is ten?,True,False\n", 4'000'000);
    });
    expectOutcome(outcome, "error", {"swallow.csv:3", "longer than 64 MB", "never closed"});
}

TEST_F(LargeInput, MillionColumns) {
    const auto outcome = run("columns.csv", [](std::ostream& out) {
        out << "prompt";
        repeat(out, ",c", 1'000'000);
        out << "\nq";
        repeat(out, ",1", 1'000'000);
        out << "\n";
    });
    expectOutcome(outcome, "error", {"columns.csv:1", "more than 4096 columns", "delimiter"});
}

TEST_F(LargeInput, TooManyModels) {
    const auto outcome = run("models.csv", [](std::ostream& out) {
        out << "prompt";
        for (int k = 0; k < 300; ++k) out << ",model" << k;
        out << "\nq";
        repeat(out, ",True", 300);
        out << "\n";
    });
    expectOutcome(outcome, "error", {"models.csv:1", "more than 256 models", "fewer models"});
}

TEST_F(LargeInput, ModelNameColumnThatIsNone) {
    const auto outcome = run("ids.csv", [](std::ostream& out) {
        out << "query,model,score\n";
        for (int k = 0; k < 300; ++k) out << "q" << k << ",run-" << k << ",1\n";
    });
    expectOutcome(outcome, "error", {"ids.csv:258", "more than 256 models", "model names"});
}

TEST_F(LargeInput, MillionDeepNesting) {
    for (const char* open : {"[", "{\"a\":"}) {
        const auto outcome = run("deep.json", [open](std::ostream& out) {
            out << "[";
            repeat(out, open, 1'000'000);
        });
        expectOutcome(outcome, "error", {"deep.json:1", "nested more than 64", "Flatten"});
    }
}

TEST_F(LargeInput, DeepPriceListNeitherCrashesNorHangs) {
    std::string deep;
    for (int k = 0; k < 1'000'000; ++k) deep += "[";
    options.prices = dir.write("prices.json", deep);
    const auto outcome = run("data.csv", [](std::ostream& out) { out << "prompt,A\nq,True\n"; });
    expectOutcome(outcome, "error", {"prices.json", "no JSON price list"});
}

TEST_F(LargeInput, TextOverOneMegabyteIsRefused) {
    const auto outcome = run("text.csv", [](std::ostream& out) {
        out << "prompt,A,B\n";
        repeat(out, "abcdefghij", 200'000);
        out << ",True,False\nWhat is two?,True,False\n";
    });
    expectOutcome(outcome, "report", {"text.csv:2", "longer than 1 MB", "shorten", "1 kept"});
}

TEST_F(LargeInput, EqualRowsAreFoundInLinearTime) {
    const auto outcome = run("equal.csv", [](std::ostream& out) {
        out << "prompt,A,B\n";
        repeat(out, "What is two?,True,False\n", 300'000);
    });
    expectOutcome(outcome, "report", {"equal.csv:3", "repeats the text", "299999 times"});
}

TEST_F(LargeInput, RemarksAreCountedNotKept) {
    const auto outcome = run("bad.csv", [](std::ostream& out) {
        out << "prompt,A,B\nWhat is two?,True,False\n";
        repeat(out, "short\n", 1'000'000);
    });
    expectOutcome(outcome, "report", {"bad.csv:3", "fields than the header", "1000000 times"});
}

TEST_F(LargeInput, UnreadableFile) {
    options.files = {dir.write("secret.csv", "prompt,A\nq,True\n")};
    fs::permissions(options.files.front(), fs::perms::none);
    fs::permissions(dir.path(), fs::perms::all);
    const auto asNobody = [] {
        if (geteuid() == 0 && seteuid(65534) != 0) throw Error("test", "cannot drop privileges");
    };
    expectOutcome(runLimited(asNobody, options), "error",
                  {"secret.csv", "cannot be opened", "permissions"});
}

}  // namespace
}  // namespace orl
