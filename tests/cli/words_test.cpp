// Word vectors from a file: fitted by, kept in the fit, and used for texts that are asked about.
#include <gtest/gtest.h>

#include <string>

#include "tests/cli/program.h"

namespace orl::test {
namespace {

class WordVectorsCommand : public testing::Test {
  protected:
    static std::string queries(const std::string& first, const std::string& second, int count) {
        std::string text;
        for (int i = 0; i < count; ++i) {
            const bool even = i % 2 == 0;
            text += R"({"question":")" + (even ? first : second) + " " +
                    std::string(std::size_t(1 + i % 5), char('k' + i % 7)) + std::to_string(i) +
                    R"(","scores":{"a":)" + (even ? "1" : "0") + R"(,"b":)" + (even ? "0" : "1") +
                    "}}\n";
        }
        return text;
    }
    void import(const std::string& split, const std::string& text) const {
        const auto prices = folder.write("p.json", R"({"a":{"input_price":1,"output_price":2},)"
                                                   R"("b":{"input_price":1,"output_price":2}})");
        const Finished done =
            folder.run({"import", "--workspace", folder / "w.orlab", "--name", "D", "--split",
                        split, "--assume-output-tokens", "50", "--prices", prices,
                        folder.write(split + ".jsonl", text)});
        ASSERT_EQ(done.code, 0) << done.err;
    }
    Finished fit(const Words& more) const {
        Words words = {"fit", "--workspace", folder / "w.orlab", "--train", "D", "--predictor",
                       "knn", "--json"};
        words.insert(words.end(), more.begin(), more.end());
        return folder.run(words);
    }
    void SetUp() override {
        import("train", queries("car", "cake", 60));
        import("test", queries("automobile", "pastry", 20));
    }
    Folder folder;
};

constexpr const char* kVectors =
    "the 0.1 0.1 0.5\ncar 1 0.1 0.5\nautomobile 0.95 0.12 0.5\ncake 0.1 1 0.5\n"
    "pastry 0.12 0.97 0.5\nlorry 0.98 0.1 0.52\nlorry 0 0 1\n";

TEST_F(WordVectorsCommand, SynonymsAreNeighbours) {
    const Finished fitted =
        fit({"--embedding", "words", "--word-vectors", folder.write("v.txt", kVectors)});
    ASSERT_EQ(fitted.code, 0) << fitted.err;
    const auto json = fitted.json();
    EXPECT_EQ(json.at("embedding"), "words");
    EXPECT_EQ(json.at("embedding_source").get<std::string>().find("words of v.txt (7 × 3, "), 0U);
    EXPECT_EQ(json.at("words").at("duplicates"), 1);
    EXPECT_EQ(json.at("words").at("vectors"), 80);
    EXPECT_EQ(json.at("words").at("training_running_words_found"), 60);
    std::filesystem::remove(folder / "v.txt");  // the fit keeps what it needs
    const Finished judged =
        folder.run({"evaluate", "--workspace", folder / "w.orlab", "--test", "D", "--json"});
    ASSERT_EQ(judged.code, 0) << judged.err;
    EXPECT_GT(judged.json().at("mean").at("auc").get<double>(), 0.99);
    const auto listed = folder.run({"datasets", "--workspace", folder / "w.orlab", "--json"});
    EXPECT_EQ(listed.json()[0].at("embedding").at("source"), json.at("embedding_source"));
    // A word that no data have.
    const Finished asked = folder.run({"ask", "--workspace", folder / "w.orlab", "--train", "D",
                                       "--alpha", "0.5", "lorry", "--json"});
    ASSERT_EQ(asked.code, 0) << asked.err;
    EXPECT_GT(asked.json().at("models").at("a").at("quality").get<double>(), 0.7);
    EXPECT_EQ(asked.err.find("None of its words"), std::string::npos) << asked.err;
    const Finished strange = folder.run({"ask", "--workspace", folder / "w.orlab", "--train", "D",
                                         "--alpha", "0.5", "zzz", "--json"});
    EXPECT_NE(strange.err.find("None of its words has a vector"), std::string::npos) << strange.err;
}

TEST_F(WordVectorsCommand, AFitMadeAnewGoesByTheSameWords) {
    const std::string file = folder.write("v.txt", kVectors);
    ASSERT_EQ(fit({"--embedding", "words", "--word-vectors", file}).code, 0);
    std::filesystem::remove(file);
    const Finished again = fit({"--embedding", "data", "--neighbours", "5"});
    ASSERT_EQ(again.code, 0) << again.err;
    EXPECT_EQ(again.json().at("embedding_source").get<std::string>().find("words of v.txt"), 0U);
    // Queries that are imported later, by words that no data had.
    import("later", queries("lorry", "pastry", 20));
    const Finished judged =
        folder.run({"evaluate", "--workspace", folder / "w.orlab", "--test", "D:later", "--json"});
    ASSERT_EQ(judged.code, 0) << judged.err;
    EXPECT_GT(judged.json().at("mean").at("auc").get<double>(), 0.99);
    EXPECT_EQ(judged.err.find("no vector"), std::string::npos) << judged.err;
    const auto listed = folder.run({"datasets", "--workspace", folder / "w.orlab", "--json"});
    EXPECT_EQ(listed.json()[0].at("embedding").at("vectors"), 100);
}

TEST_F(WordVectorsCommand, OtherVectorsOfTheDataAreNotUsedAndItIsSaid) {
    ASSERT_EQ(fit({"--embedding", "words", "--word-vectors", folder.write("v.txt", kVectors)}).code,
              0);
    std::string lines;
    for (int i = 0; i < 20; ++i) {
        lines += std::string(R"({"question":")") + (i % 2 == 0 ? "automobile " : "pastry ") +
                 std::to_string(i) + R"(","embedding":[)" + std::to_string(i) +
                 R"(,1,2],"scores":{"a":)" + (i % 2 == 0 ? "1" : "0") + R"(,"b":)" +
                 (i % 2 == 0 ? "0" : "1") + "}}\n";
    }
    const Finished imported =
        folder.run({"import", "--workspace", folder / "w.orlab", "--name", "E", "--split", "test",
                    "--assume-output-tokens", "50", "--prices", folder / "p.json",
                    folder.write("e.jsonl", lines)});
    ASSERT_EQ(imported.code, 0) << imported.err;
    const Finished judged = folder.run(
        {"evaluate", "--workspace", folder / "w.orlab", "--test", "E", "--train", "D", "--json"});
    ASSERT_EQ(judged.code, 0) << judged.err;
    EXPECT_GT(judged.json().at("mean").at("auc").get<double>(), 0.99);
    EXPECT_NE(judged.err.find("are not used"), std::string::npos) << judged.err;
    const Finished routed = folder.run({"route", "--workspace", folder / "w.orlab", "--test", "E",
                                        "--train", "D", "--alpha", "0.5"});
    ASSERT_EQ(routed.code, 0) << routed.err;
    EXPECT_NE(routed.err.find("are not used"), std::string::npos) << routed.err;
    // The reverse: as long as those of the words, but of another kind.
    ASSERT_EQ(folder
                  .run({"fit", "--workspace", folder / "w.orlab", "--train", "E:test",
                        "--predictor", "knn", "--embedding", "data"})
                  .code,
              0);
    const Finished refused =
        folder.run({"evaluate", "--workspace", folder / "w.orlab", "--test", "D", "--train", "E"});
    EXPECT_EQ(refused.code, 1);
    EXPECT_NE(refused.err.find("words of v.txt"), std::string::npos) << refused.err;
    EXPECT_NE(refused.err.find("fit again"), std::string::npos) << refused.err;
}

TEST_F(WordVectorsCommand, WhatDoesNotFitIsRefused) {
    EXPECT_EQ(fit({"--embedding", "words"}).code, 2);
    EXPECT_EQ(fit({"--word-vectors", folder.write("v.txt", kVectors)}).code, 2);
    const Finished damaged = fit(
        {"--embedding", "words", "--word-vectors", folder.write("d.txt", "a 1 2\nb 1\nc 1 2\n")});
    EXPECT_EQ(damaged.code, 1);
    EXPECT_NE(damaged.err.find("d.txt:2"), std::string::npos) << damaged.err;
    const Finished foreign = fit(
        {"--embedding", "words", "--word-vectors", folder.write("f.txt", "mot 1 2\nautre 3 4\n")});
    EXPECT_EQ(foreign.code, 1);
    EXPECT_NE(foreign.err.find("none of its words"), std::string::npos) << foreign.err;
}

}  // namespace
}  // namespace orl::test
