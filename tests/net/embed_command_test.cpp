// `omnirouter embed` as a user runs it, against a server on the loopback.
#include <gtest/gtest.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <set>
#include <thread>

#include "core/data/workspace/workspace.h"
#include "tests/cli/program.h"
#include "tests/net/fake_server.h"

namespace orl::test {
namespace {

constexpr const char* kKey = "sk-very-secret-0123456789";
constexpr int kQueries = 23;

class EmbedCommand : public testing::Test {
  protected:
    void SetUp() override {
        setenv("OMNIROUTER_API_KEY", kKey, 1);
        std::string text;
        for (int i = 0; i < kQueries; ++i) {
            // One text occurs twice.
            text += R"({"question":"question )" + std::to_string(i == 7 ? 3 : i) +
                    R"(","split":")" + (i % 3 == 0 ? "test" : "train") + R"(","scores":{"a":)" +
                    (i % 2 == 0 ? R"(1,"b":0}})" : R"(0,"b":1}})") + "\n";
        }
        const Finished made = folder.run({"import", "--workspace", folder / "w.orlab", "--name",
                                          "D", folder.write("d.jsonl", text)});
        ASSERT_EQ(made.code, 0) << made.err;
    }
    void TearDown() override {
        unsetenv("OMNIROUTER_API_KEY");
        for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
            EXPECT_EQ(readFile(entry.path()).find("very-secret"), std::string::npos)
                << entry.path();
        }
    }
    Words command(const FakeServer& server, const Words& more = {}) const {
        Words words = {"embed",   "--workspace", folder / "w.orlab", "--data",     "D",
                       "--model", "nomic",       "--server",         server.url(), "--json"};
        words.insert(words.end(), more.begin(), more.end());
        return words;
    }
    /// The stored vectors are those of the texts.
    void expectStored(std::size_t dimension) const {
        const Dataset data = Workspace::open(folder / "w.orlab").loadDataset("D");
        ASSERT_EQ(data.embeddingCount(), data.queryCount());
        for (std::size_t i = 0; i < data.queryCount(); ++i) {
            const auto expected = vectorOfText(data.queries[i].text, dimension);
            for (std::size_t d = 0; d < dimension; ++d) {
                EXPECT_FLOAT_EQ(
                    data.embedding(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(d)),
                    expected[d]);
            }
        }
    }
    static std::multiset<std::string> askedOf(const FakeServer& server) {
        std::multiset<std::string> texts;
        for (const Request& request : server.requests()) {
            for (const std::string& text : request.texts()) texts.insert(text);
        }
        return texts;
    }
    Folder folder;
};

TEST_F(EmbedCommand, EmbedsOnceAndServesTheFit) {
    const FakeServer server(
        [](const Request& request, std::size_t) { return properAnswer(request, 6); });
    const Finished first = folder.run(command(server, {"--batch", "5"}));
    ASSERT_EQ(first.code, 0) << first.err;
    EXPECT_EQ(first.json().at("queries"), kQueries);
    EXPECT_EQ(first.json().at("dimension"), 6);
    EXPECT_EQ(first.json().at("asked"), kQueries - 1);
    EXPECT_EQ(server.requests().size(), 5U);
    for (const Request& request : server.requests()) EXPECT_LE(request.texts().size(), 5U);
    expectStored(6);

    const Finished second = folder.run(command(server));
    EXPECT_EQ(second.json().at("asked"), 0);
    EXPECT_EQ(second.json().at("kept"), kQueries - 1);
    EXPECT_EQ(server.requests().size(), 5U) << "something was fetched twice";

    const auto listed = folder.run({"datasets", "--workspace", folder / "w.orlab", "--json"});
    EXPECT_EQ(listed.json()[0].at("embedding").at("vectors"), kQueries);
    const Words where = {"--workspace", folder / "w.orlab", "--json"};
    Words fit = {"fit", "--train", "D", "--embedding", "data"};
    fit.insert(fit.end(), where.begin(), where.end());
    const Finished fitted = folder.run(fit);
    ASSERT_EQ(fitted.code, 0) << fitted.err;
    EXPECT_EQ(fitted.json().at("embedding"), "data");
    Words evaluate = {"evaluate", "--test", "D"};
    evaluate.insert(evaluate.end(), where.begin(), where.end());
    EXPECT_EQ(folder.run(evaluate).code, 0);

    const Finished fresh = folder.run(command(server, {"--fresh"}));
    EXPECT_EQ(fresh.json().at("asked"), kQueries - 1);
}

TEST_F(EmbedCommand, FailureInTheMiddleKeepsWhatWasFetched) {
    bool broken = true;
    const FakeServer server([&](const Request& request, std::size_t number) {
        if (broken && number == 2) {
            return Response{400, "{\"error\":\"too long\"}", {}, Response::Then::Close};
        }
        return properAnswer(request);
    });
    const Finished failed = folder.run(command(server, {"--batch", "5"}));
    EXPECT_EQ(failed.code, 1);
    EXPECT_NE(failed.err.find("too long"), std::string::npos) << failed.err;
    EXPECT_EQ(failed.out, "");
    EXPECT_EQ(Workspace::open(folder / "w.orlab").loadDataset("D").embedding.cols(), 0);
    broken = false;
    const Finished done = folder.run(command(server));
    ASSERT_EQ(done.code, 0) << done.err;
    EXPECT_EQ(done.json().at("kept"), 10);
    EXPECT_EQ(done.json().at("asked"), kQueries - 11);
    expectStored(4);
}

TEST_F(EmbedCommand, CancelledInTheMiddleTheNextRunAsksOnlyForTheRest) {
    bool silent = true;
    const FakeServer server([&](const Request& request, std::size_t number) {
        if (silent && number == 2) return Response{200, "", {}, Response::Then::Silence};
        return properAnswer(request);
    });
    const pid_t child =
        start(command(server, {"--batch", "5"}), folder / "stdout", folder / "stderr");
    while (server.requests().size() < 3) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    kill(child, SIGINT);
    EXPECT_EQ(waitFor(child), 130);
    EXPECT_NE(readFile(folder / "stderr").find("what was fetched is kept"), std::string::npos);
    silent = false;
    const Finished done = folder.run(command(server));
    ASSERT_EQ(done.code, 0) << done.err;
    EXPECT_EQ(done.json().at("kept"), 10);
    const auto asked = askedOf(server);
    EXPECT_EQ(asked.count("question 0"), 1U);
    EXPECT_EQ(asked.count("question 22"), 1U);
    expectStored(4);
}

TEST_F(EmbedCommand, AnotherLengthThanKeptIsAnError) {
    std::size_t dimension = 4;
    const FakeServer server([&](const Request& request, std::size_t number) {
        return properAnswer(request, number < 1 ? dimension : dimension + 1);
    });
    const Finished failed = folder.run(command(server, {"--batch", "20"}));
    EXPECT_EQ(failed.code, 1);
    EXPECT_NE(failed.err.find("vectors of 5 numbers"), std::string::npos) << failed.err;
    const Finished fresh = folder.run(command(server, {"--fresh"}));
    EXPECT_EQ(fresh.code, 0) << fresh.err;
    expectStored(5);
}

TEST_F(EmbedCommand, ServerThatRepeatsTheKeyDoesNotMakeUsPrintIt) {
    const FakeServer server([](const Request& request, std::size_t) {
        return Response{401,
                        "{\"error\":\"" + request.headers.at("authorization") + "\"}",
                        {},
                        Response::Then::Close};
    });
    const Finished failed = folder.run(command(server));
    EXPECT_EQ(failed.code, 1);
    EXPECT_NE(failed.err.find("Bearer (key)"), std::string::npos) << failed.err;
}

TEST_F(EmbedCommand, WrongUsage) {
    const FakeServer server(
        [](const Request& request, std::size_t) { return properAnswer(request); });
    EXPECT_EQ(folder.run(command(server, {"--batch", "0"})).code, 2);
    EXPECT_EQ(folder.run({"embed", "--workspace", folder / "w.orlab"}).code, 2);
    const Finished unset = folder.run(command(server, {"--key-env", "NO_SUCH_VARIABLE"}));
    EXPECT_EQ(unset.code, 1);
    EXPECT_NE(unset.err.find("NO_SUCH_VARIABLE"), std::string::npos);
    Words other = command(server);
    other[4] = "E";
    EXPECT_NE(folder.run(other).err.find("no data set \"E\""), std::string::npos);
    other = command(server);
    other[8] = "localhost";
    EXPECT_NE(folder.run(other).err.find("no http or https URL"), std::string::npos);
    EXPECT_TRUE(server.requests().empty());
}

}  // namespace
}  // namespace orl::test
