// Queries that repeat a training query: counted, warned of, judged apart, and no calibration.
#include <gtest/gtest.h>

#include <string>

#include "tests/cli/program.h"

namespace orl::test {
namespace {

constexpr int kTrain = 90;
constexpr int kTest = 60;
constexpr int kCopies = 15;

class CopiesCommand : public testing::Test {
  protected:
    static std::string line(const std::string& text, int i) {
        return R"({"question":")" + text + R"(","task":"t","scores":{"a":)" +
               (i % 3 == 0 ? "1" : "0") + R"(,"b":)" + (i % 2 == 0 ? "0" : "1") + "}}\n";
    }
    /// Every fourth of them is a training query, blanks around it.
    static std::string held(const std::string& prefix) {
        std::string text;
        for (int i = 0; i < kTest; ++i) {
            const bool copy = i % (kTest / kCopies) == 0;
            text += line(copy ? " train question number " + std::to_string(i) + " "
                              : prefix + " question number " + std::to_string(i),
                         i);
        }
        return text;
    }
    void SetUp() override {
        std::string train;
        for (int i = 0; i < kTrain; ++i) {
            train += line("train question number " + std::to_string(i), i);
        }
        import("train", train);
        import("test", held("test"));
        import("calibration", held("kept"));
        const Finished fit = folder.run(
            {"fit", "--workspace", folder / "w.orlab", "--train", "D", "--components", "8"});
        ASSERT_EQ(fit.code, 0) << fit.err;
    }
    void import(const std::string& split, const std::string& text) {
        const auto prices = folder.write("p.json", R"({"a":{"input_price":1,"output_price":2},)"
                                                   R"("b":{"input_price":3,"output_price":4}})");
        m_imported = folder.run({"import", "--workspace", folder / "w.orlab", "--name", "D",
                                 "--split", split, "--assume-output-tokens", "50", "--prices",
                                 prices, folder.write(split + ".jsonl", text)});
        ASSERT_EQ(m_imported.code, 0) << m_imported.err;
    }
    Finished onTest(const std::string& command, const Words& more) const {
        Words words = {command, "--workspace", folder / "w.orlab", "--test", "D"};
        words.insert(words.end(), more.begin(), more.end());
        return folder.run(words);
    }
    Finished m_imported;
    Folder folder;
};

TEST_F(CopiesCommand, AreJudgedApart) {
    EXPECT_NE(m_imported.out.find("same text as one of another split"), std::string::npos);
    const Finished done = onTest("evaluate", {"--json"});
    ASSERT_EQ(done.code, 0) << done.err;
    const auto json = done.json();
    EXPECT_EQ(json.at("queries"), kTest);
    EXPECT_EQ(json.at("copies"), kCopies);
    const auto& without = json.at("without_copies");
    EXPECT_EQ(without.at("queries"), kTest - kCopies);
    EXPECT_EQ(without.at("mean").at("cells"), 2 * (kTest - kCopies));
    EXPECT_EQ(without.at("models").at("a").at("cells"), kTest - kCopies);
    EXPECT_EQ(without.at("tasks").at("t").at("queries"), kTest - kCopies);
    // The copies have the outcomes that were seen.
    EXPECT_LT(json.at("mean").at("brier").get<double>(),
              without.at("mean").at("brier").get<double>());
    EXPECT_NE(done.err.find("15 of the 60 queries of D:test repeat a text of D:train"),
              std::string::npos)
        << done.err;
    const Finished text = onTest("evaluate", {});
    EXPECT_NE(text.out.find("without the 15 copies of training queries, 45 queries"),
              std::string::npos)
        << text.out;
}

TEST_F(CopiesCommand, AreCountedWhereTheyAreRouted) {
    const Finished done = onTest("route", {"--alpha", "0.3", "--json"});
    ASSERT_EQ(done.code, 0) << done.err;
    EXPECT_EQ(done.json().at("copies"), kCopies);
    const Finished text = onTest("route", {"--alpha", "0.3"});
    EXPECT_NE(text.out.find("copies of training queries"), std::string::npos) << text.out;
}

TEST_F(CopiesCommand, DoNotCalibrateAGuarantee) {
    const Finished done = onTest("route", {"--alpha", "0.1", "--guarantee", "0.8", "--json"});
    const auto guarantee = done.json().at("guarantee");
    EXPECT_EQ(guarantee.at("calibrated_on"), "D:calibration");
    EXPECT_EQ(guarantee.at("copies_left_out"), kCopies);
    EXPECT_EQ(guarantee.at("outcomes"), kTest - kCopies);
}

TEST_F(CopiesCommand, AQueryThatIsAskedSaysSo) {
    const Finished done = folder.run({"ask", "--workspace", folder / "w.orlab", "--train", "D",
                                      "--alpha", "0.3", "train question number 7", "--json"});
    ASSERT_EQ(done.code, 0) << done.err;
    EXPECT_NE(done.err.find("has this very text"), std::string::npos) << done.err;
}

}  // namespace
}  // namespace orl::test
