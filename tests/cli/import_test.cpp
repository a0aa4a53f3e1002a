#include <gtest/gtest.h>

#include <string>

#include "tests/cli/program.h"

namespace orl::test {
namespace {

std::string line(const std::string& query, const std::string& split) {
    std::string text = R"({"query":")" + query + R"(","input_token_length":10,"task":"t",)";
    if (!split.empty()) text += R"("split":")" + split + R"(",)";
    return text + R"("outputs":[{"model_name":"a","correctness":1,"output_token_length":5},)" +
           R"({"model_name":"b","correctness":0,"output_token_length":7}]})" + "\n";
}

std::string lines(const std::string& prefix, int count) {
    std::string text;
    for (int i = 0; i < count; ++i) {
        text += line(prefix + " question number " + std::to_string(i), "");
    }
    return text;
}

constexpr const char* kPrices =
    R"({"a":{"input_price":1,"output_price":2},"b":{"input_price":3,"output_price":4}})";

class Import : public testing::Test {
  protected:
    Finished import(const Words& more) const {
        Words words = {"import", "--workspace", folder / "w.orlab", "--json"};
        words.insert(words.end(), more.begin(), more.end());
        return folder.run(words);
    }
    nlohmann::json datasets() const {
        return folder.run({"datasets", "--workspace", folder / "w.orlab", "--json"}).json();
    }
    Folder folder;
};

TEST_F(Import, SecondSplitJoinsTheDataSet) {
    const auto first = folder.write("a.jsonl", lines("first", 30));
    const auto second = folder.write("b.jsonl", lines("second", 12));
    const auto prices = folder.write("p.json", kPrices);
    ASSERT_EQ(import({"--name", "D", "--split", "train", "--prices", prices, first}).code, 0);
    ASSERT_EQ(
        folder
            .run({"fit", "--workspace", folder / "w.orlab", "--train", "D", "--predictor", "prior"})
            .code,
        0);
    const Finished joined = import({"--name", "D", "--split", "test", "--prices", prices, second});
    ASSERT_EQ(joined.code, 0) << joined.err;
    EXPECT_EQ(joined.json().at("queries"), 12);
    EXPECT_EQ(joined.json().at("dataset").at("queries"), 42);
    EXPECT_EQ(datasets()[0].at("splits"), (nlohmann::json{{"train", 30}, {"test", 12}}));
    // The training rows are as they were, so their fit is still good.
    const Finished evaluated =
        folder.run({"evaluate", "--workspace", folder / "w.orlab", "--test", "D", "--json"});
    EXPECT_EQ(evaluated.code, 0) << evaluated.err;
    EXPECT_EQ(evaluated.json().at("queries"), 12);
}

TEST_F(Import, ExistingSplitIsRefusedUnlessReplaced) {
    const auto first = folder.write("a.jsonl", lines("first", 8));
    const auto second = folder.write("b.jsonl", lines("second", 5));
    ASSERT_EQ(import({"--name", "D", "--split", "train", first}).code, 0);
    ASSERT_EQ(import({"--name", "D", "--split", "test", first}).code, 0);
    const Finished refused = import({"--name", "D", "--split", "test", second});
    EXPECT_EQ(refused.code, 1);
    EXPECT_TRUE(refused.out.empty());
    EXPECT_NE(refused.err.find("--replace"), std::string::npos) << refused.err;
    EXPECT_EQ(datasets()[0].at("splits").at("test"), 8);
    ASSERT_EQ(import({"--name", "D", "--split", "test", "--replace", second}).code, 0);
    EXPECT_EQ(datasets()[0].at("splits"), (nlohmann::json{{"train", 8}, {"test", 5}}));
}

TEST_F(Import, SharedTextsAreRemarked) {
    const auto file = folder.write("a.jsonl", lines("same", 6));
    ASSERT_EQ(import({"--name", "D", "--split", "train", file}).code, 0);
    const Finished again = import({"--name", "D", "--split", "test", file});
    ASSERT_EQ(again.code, 0) << again.err;
    EXPECT_NE(again.out.find("same text as one of another split"), std::string::npos);
}

TEST_F(Import, SharesAreSeededAndFilesOwnSplitsKept) {
    const auto file = folder.write("a.jsonl", lines("x", 40));
    ASSERT_EQ(import({"--name", "D", "--split", "train=0.75,test=0.25", "--seed", "5", file}).code,
              0);
    EXPECT_EQ(datasets()[0].at("splits"), (nlohmann::json{{"train", 30}, {"test", 10}}));
    const auto own = folder.write("b.jsonl", line("one", "train") + line("two", "dev"));
    ASSERT_EQ(import({"--name", "E", own}).code, 0);
    EXPECT_EQ(datasets()[1].at("splits"), (nlohmann::json{{"train", 1}, {"dev", 1}}));
}

TEST_F(Import, PlainTableByMapping) {
    const auto file = folder.write("t.csv",
                                   "prompt,kind,gpt-4=ok,usd4,small_ok,usd_small\n"
                                   "What is two plus two?,math,1,0.02,1,0.001\n"
                                   "Who wrote this sentence?,trivia,1,0.03,0,0.002\n");
    const Finished run =
        import({"--name", "T", "--format", "plain-table", "--map", "text=prompt", "--map",
                "task=kind", "--map", "score:gpt-4=gpt-4=ok", "--map", "cost:gpt-4=usd4", "--map",
                "score:small=small_ok", "--map", "cost:small=usd_small", file});
    ASSERT_EQ(run.code, 0) << run.err;
    EXPECT_EQ(run.json().at("queries"), 2);
    EXPECT_EQ(run.json().at("models"), 2);
    EXPECT_EQ(run.json().at("missing_costs"), 0);
    EXPECT_EQ(datasets()[0].at("models").size(), 2U);
}

TEST_F(Import, OneOfTwoPricesLeavesTheOtherAsItWas) {
    const auto data = folder.write("a.jsonl", lines("first", 4));
    ASSERT_EQ(import({"--name", "D", "--prices", folder.write("p.json", kPrices), data}).code, 0);
    const auto half = folder.write(
        "half.json", R"({"a": {"input_price": 100}, "b": {"input_price": -1, "output_price": 4}})");
    const Finished changed = import({"--name", "D", "--prices", half});
    ASSERT_EQ(changed.code, 0) << changed.err;
    EXPECT_EQ(changed.json().at("priced"), nlohmann::json{"a"});
    EXPECT_EQ(changed.json().at("one_price"), nlohmann::json{"a"});
    EXPECT_EQ(changed.json().at("kept"), nlohmann::json{"b"});
    EXPECT_EQ(changed.json().at("warnings").size(), 1U);
    const auto again =
        folder.run({"import", "--workspace", folder / "w.orlab", "--name", "D", "--prices", half});
    EXPECT_NE(again.out.find("the other as before: a"), std::string::npos) << again.out;
}

TEST_F(Import, AScaleOfScoresIsAskedForAndApplied) {
    const auto file =
        folder.write("m.csv", "prompt,model,score\nq1,good,10\nq1,bad,1\nq2,good,9\nq2,bad,1\n");
    const Finished refused = import({"--name", "M", file});
    EXPECT_EQ(refused.code, 1);
    EXPECT_NE(refused.err.find("from 1 to 10"), std::string::npos) << refused.err;
    EXPECT_NE(refused.err.find("--score-scale 1:10"), std::string::npos) << refused.err;
    EXPECT_FALSE(std::filesystem::exists(folder / "w.orlab"));
    const Finished scaled = import({"--name", "M", "--score-scale", "1:10", file});
    ASSERT_EQ(scaled.code, 0) << scaled.err;
    EXPECT_EQ(scaled.json().at("score_scale"), "1:10");
    EXPECT_EQ(scaled.json().at("missing_scores"), 0);
    EXPECT_EQ(import({"--name", "M", "--score-scale", "10:1", file}).code, 2);
}

TEST_F(Import, SeveralFilesAreOneDataSet) {
    const auto first = folder.write("a.jsonl", lines("first", 4));
    const auto second = folder.write("b.jsonl", lines("second", 3));
    ASSERT_EQ(import({"--name", "D", first, second}).code, 0);
    EXPECT_EQ(datasets()[0].at("queries"), 7);
}

TEST_F(Import, BadInputLeavesNothingBehind) {
    const Finished absent = import({"--name", "D", folder / "absent.csv"});
    EXPECT_EQ(absent.code, 1);
    EXPECT_NE(absent.err.find("absent.csv"), std::string::npos);
    const auto broken = folder.write("broken.jsonl", R"([{"query": "cut off)");
    EXPECT_EQ(import({"--name", "D", broken}).code, 1);
    EXPECT_EQ(import({"--name", "D", folder.write("empty.csv", "")}).code, 1);
    EXPECT_FALSE(std::filesystem::exists(folder / "w.orlab"));
    // A workspace that is none is not touched.
    const auto other = folder.write("w.orlab", "not a workspace");
    const auto good = folder.write("a.jsonl", lines("x", 3));
    EXPECT_EQ(import({"--name", "D", good}).code, 1);
    EXPECT_EQ(readFile(other), "not a workspace");
}

TEST_F(Import, RouterBenchAsPublished) {
    const std::string from = ORL_SOURCE_DIR "/../shared/data/routerbench/";
    if (!std::filesystem::exists(from + "mbpp_train.csv")) {
        GTEST_SKIP() << from << " is not there";
    }
    const Finished run = import({"--name", "RB", "--split", "train=0.7,test=0.3", "--seed", "1",
                                 from + "arc_challenge_train.csv", from + "mbpp_train.csv",
                                 from + "winograde_train.csv"});
    ASSERT_EQ(run.code, 0) << run.err;
    EXPECT_EQ(run.json().at("queries"), 2225);
    EXPECT_EQ(run.json().at("models"), 11);
    EXPECT_EQ(run.json().at("missing_scores"), 92);
    EXPECT_EQ(run.json().at("outcomes"), 2225 * 11 - 92);
    const std::string workspace = folder / "w.orlab";
    ASSERT_EQ(folder.run({"fit", "--workspace", workspace, "--train", "RB"}).code, 0);
    const Finished scores =
        folder.run({"evaluate", "--workspace", workspace, "--test", "RB", "--json"});
    ASSERT_EQ(scores.code, 0) << scores.err;
    EXPECT_GT(scores.json().at("mean").at("auc").get<double>(), 0.6);
    const Finished routed =
        folder.run({"route", "--workspace", workspace, "--test", "RB", "--alpha", "0.8", "--json"});
    ASSERT_EQ(routed.code, 0) << routed.err;
    EXPECT_GE(routed.json().at("predicted_accuracy").get<double>(), 0.8 - 1e-9);
}

}  // namespace
}  // namespace orl::test
