#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "import_helpers.h"

namespace orl {
namespace {

class Formats : public ImportTest {
  protected:
    /// Scores of one query in the order of the given models.
    static std::vector<double> scores(const Dataset& data, std::size_t query,
                                      const std::vector<std::string>& models) {
        std::vector<double> row;
        for (const auto& model : models) row.push_back(at(data.score, data, query, model));
        return row;
    }
    static double at(const Grid& grid, const Dataset& data, std::size_t query,
                     const std::string& model) {
        const auto j = data.modelIndex(model);
        EXPECT_GE(j, 0) << model;
        return j < 0 ? -1.0 : grid(static_cast<Eigen::Index>(query), j);
    }
};

// Three blocks in three orders, blank score beside a cost, list literals with escapes and two
// items, a repeated id with another prompt, embedded line breaks and quotes.
constexpr const char* kWide =
    ",sample_id,prompt,eval_name,big,small,small|model_response,big|model_response,big|total_cost,"
    "small|total_cost,oracle_model_to_route_to,cluster_id\n"
    "0,math.1,\"['What is\\n\\\"\"two\\\"\"?']\",math,1.0,0.5,['abcd'],\"['abcdefgh', "
    "'i']\",0.02,0.001,"
    "small,3\n"
    "1,math.1,\"[\"\"It's one\"\", 'of two']\",math,,0.0,,x,0.03,0.002,big,3\n"
    "2,code.9,\"['\\u00e9 \\xe9 \\U0001f600 \\\\ \\q']\",code,1,1.0,y,z,0,0.003,big,4\n";

TEST_F(Formats, RouterBenchWide) {
    const auto result = importText("wide.csv", kWide);
    const Dataset& data = result.dataset;
    EXPECT_EQ(result.report.format, "routerbench-wide");
    ASSERT_EQ(data.queryCount(), 3U);
    ASSERT_EQ(data.modelCount(), 2U);
    EXPECT_EQ(data.queries[0].text, "What is\n\"two\"?");
    EXPECT_EQ(data.queries[1].text, "It's one\nof two");
    EXPECT_EQ(data.queries[2].text, "\u00e9 \u00e9 \U0001f600 \\ \\q");
    EXPECT_EQ(data.queries[0].task, "math");
    EXPECT_EQ(data.queries[2].task, "code");
    EXPECT_EQ(scores(data, 0, {"big", "small"}), (std::vector<double>{1.0, 0.5}));
    EXPECT_TRUE(std::isnan(at(data.score, data, 1, "big")));
    EXPECT_EQ(at(data.score, data, 1, "small"), 0.0);
    EXPECT_EQ(at(data.cost, data, 0, "big"), 0.02);
    EXPECT_EQ(at(data.cost, data, 0, "small"), 0.001);
    EXPECT_EQ(at(data.cost, data, 1, "big"), 0.03);
    EXPECT_EQ(at(data.cost, data, 2, "big"), 0.0);
    // Responses of 4, 8 + 1 + 1, 0, 1 characters at four characters a token.
    EXPECT_EQ(at(data.outputTokens, data, 0, "small"), 1.0);
    EXPECT_EQ(at(data.outputTokens, data, 0, "big"), 3.0);
    EXPECT_TRUE(std::isnan(at(data.outputTokens, data, 1, "small")));
    EXPECT_TRUE(data.outputTokensEstimated);
    EXPECT_TRUE(data.queries[0].inputTokensEstimated);
    EXPECT_EQ(data.queries[0].inputTokens, 4.0);  // 14 characters
    EXPECT_EQ(result.report.missingScores, 1U);
    EXPECT_EQ(result.report.rowsMissingScores, 1U);
    EXPECT_EQ(result.report.missingCosts, 0U);
    EXPECT_EQ(result.report.repaired, 3U);
    EXPECT_EQ(result.report.refused, 0U);
    EXPECT_EQ(remark(result.report, "blank while its cost is present").line, 3U);
}

TEST_F(Formats, UnnamedZeroIndexColumnIsNoModel) {
    std::string text = kWide;
    const auto result = importText("wide.csv", "Unnamed: 0" + text);
    EXPECT_EQ(result.dataset.modelCount(), 2U);
    EXPECT_EQ(result.dataset.queryCount(), 3U);
}

TEST_F(Formats, SeveralFilesMatchModelsByName) {
    options.files = {
        dir.write("a.csv",
                  "sample_id,prompt,eval_name,x,y,x|total_cost,y|total_cost\n1,p,t,1,0,0.1,0.2\n"),
        dir.write("b.csv",
                  "sample_id,prompt,eval_name,z,y,y|total_cost,z|total_cost\n2,q,t,0.25,1,0.3,0.4\n"
                  "1,p,t,0.75,,,0.5\n")};
    const auto result = importFiles(options);
    const Dataset& data = result.dataset;
    ASSERT_EQ(data.queryCount(), 2U);
    ASSERT_EQ(data.modelCount(), 3U);
    EXPECT_EQ(at(data.score, data, 0, "x"), 1.0);
    EXPECT_EQ(at(data.score, data, 1, "y"), 1.0);
    EXPECT_EQ(at(data.cost, data, 1, "z"), 0.4);
    EXPECT_TRUE(std::isnan(at(data.score, data, 1, "x")));
    EXPECT_EQ(at(data.score, data, 0, "z"),
              0.75);  // its blank y does not contradict the first file
    EXPECT_EQ(at(data.score, data, 0, "y"), 0.0);
    EXPECT_EQ(result.report.rowsRead, 3U);
    EXPECT_EQ(result.report.rowsKept, 3U);
}

TEST_F(Formats, RouterBenchLongRowsOfAQueryMayStandAnywhere) {
    const auto result =
        importText("long.csv",
                   "sample_id,eval_name,model_name,prompt,performance,model_response,cost\n"
                   "1,math,a,first,0.25,xxxx,0.1\n"
                   "2,math,b,second,1,xxxxx,0.2\n"
                   "1,math,b,first,0.75,,0.3\n"
                   "1,code,b,first,0.5,x,0.4\n"  // another benchmark: another query
                   "2,math,a,second,,x,0.5\n"
                   "2,math,a,second,1,x,0.6\n");
    const Dataset& data = result.dataset;
    EXPECT_EQ(result.report.format, "routerbench-long");
    ASSERT_EQ(data.queryCount(), 3U);
    EXPECT_EQ(scores(data, 0, {"a", "b"}), (std::vector<double>{0.25, 0.75}));
    EXPECT_EQ(at(data.cost, data, 0, "b"), 0.3);
    EXPECT_EQ(at(data.cost, data, 1, "a"), 0.5);
    EXPECT_TRUE(std::isnan(at(data.score, data, 1, "a")));
    EXPECT_EQ(data.queries[2].task, "code");
    EXPECT_EQ(remark(result.report, "other values").line, 7U);
    EXPECT_EQ(result.report.refused, 1U);
    EXPECT_EQ(result.report.missingScores, 2U);
}

constexpr const char* kOmni =
    R"({"query": "What is two?", "input_token_length": 3, "split": "train", "level": "easy",
        "task": "math", "outputs": [
          {"model_name": "a", "correctness": true, "output_token_length": 5, "prediction": "two"},
          {"model_name": "b", "correctness": 0.5, "output_token_length": 7}]})";

TEST_F(Formats, OmniRouterArray) {
    options.prices = dir.write("prices.json", R"({"a": {"input_price": 1, "output_price": 2},
                                     "b": {"input_price": 10, "output_price": 20}})");
    const auto result = importText("omni.json", "[" + std::string(kOmni) +
                                                    R"(, {"query": "six?", "outputs": [
              {"model_name": "b", "correctness": "False", "prediction": "abcdefg\u00e9\u00e9"}]}])");
    const Dataset& data = result.dataset;
    EXPECT_EQ(result.report.format, "omnirouter-json");
    ASSERT_EQ(data.queryCount(), 2U);
    EXPECT_EQ(data.queries[0].split, "train");
    EXPECT_EQ(data.queries[0].level, "easy");
    EXPECT_EQ(data.queries[0].task, "math");
    EXPECT_EQ(data.queries[0].inputTokens, 3.0);
    EXPECT_FALSE(data.queries[0].inputTokensEstimated);
    EXPECT_TRUE(data.queries[1].inputTokensEstimated);
    EXPECT_EQ(scores(data, 0, {"a", "b"}), (std::vector<double>{1.0, 0.5}));
    EXPECT_EQ(at(data.score, data, 1, "b"), 0.0);
    EXPECT_TRUE(std::isnan(at(data.score, data, 1, "a")));
    EXPECT_EQ(at(data.outputTokens, data, 0, "b"), 7.0);
    EXPECT_EQ(at(data.outputTokens, data, 1, "b"), 3.0);  // nine characters, eleven bytes
    EXPECT_TRUE(std::isnan(data.cost(0, 0)));
    EXPECT_DOUBLE_EQ(data.realizedCost(0, 0), (3 * 1 + 5 * 2) * 1e-6);
    EXPECT_DOUBLE_EQ(data.realizedCost(0, 1), (3 * 10 + 7 * 20) * 1e-6);
    EXPECT_EQ(data.models[0].priceSource, "prices.json");
    EXPECT_EQ(result.report.missingCosts, 1U);
}

TEST_F(Formats, OmniRouterJsonLinesGivesTheSame) {
    std::string line = kOmni;
    std::erase(line, '\n');
    options.name = "same";
    const auto lines = importText("omni.jsonl", line + "\r\n\n" + line + "\n");
    options.files.clear();
    const auto array = importText("omni.json", "[" + line + "," + line + "]");
    EXPECT_EQ(lines.dataset.queryCount(), 2U);
    EXPECT_EQ(lines.dataset.fingerprint(), array.dataset.fingerprint());
    options.files.clear();
    const auto spread = importText("spread.json", std::string(kOmni) + "\n" + kOmni);
    EXPECT_EQ(spread.dataset.fingerprint(), array.dataset.fingerprint());
}

TEST_F(Formats, RouterDcScoresAsDictionaryOrAsString) {
    options.files = {
        dir.write("dc.json",
                  R"([{"question": "q1", "scores": {"a": 1.0, "b": 0.25}, "cluster_id": 0},
      {"question": "q2", "scores": "{'b': 0.5, 'a': True}"}])"),
        dir.write("tasks.jsonl",
                  "{\"task_name\": \"math\", \"query\": \"q2\"}\n"
                  "{\"task_name\": \"code\", \"query\": \"q3\"}\n")};
    options.assumedOutputTokens = 100;
    const auto result = importFiles(options);
    const Dataset& data = result.dataset;
    EXPECT_EQ(result.report.format, "routerdc-json");
    EXPECT_EQ(scores(data, 0, {"a", "b"}), (std::vector<double>{1.0, 0.25}));
    EXPECT_EQ(scores(data, 1, {"a", "b"}), (std::vector<double>{1.0, 0.5}));
    EXPECT_EQ(data.queries[0].task, "");
    EXPECT_EQ(data.queries[1].task, "math");
    EXPECT_TRUE((data.outputTokens == 100.0).all());
    EXPECT_TRUE(data.outputTokensEstimated);
    EXPECT_EQ(remark(result.report, "taken to be 100 tokens").count, 4U);
    EXPECT_EQ(remark(result.report, "not in the task list").count, 1U);
    EXPECT_EQ(result.report.missingCosts, 4U);  // no prices
}

TEST_F(Formats, RouteLlm) {
    const auto result = importText("gsm8k_responses.csv",
                                   "prompt,org/A,B,org/A_response,B_response\n"
                                   "\"one\ntwo\",True,False,abcd,\"a\nb\"\n"
                                   "three,FALSE,,abcde,x\n"
                                   "three,False,,abcde,x\n");
    const Dataset& data = result.dataset;
    EXPECT_EQ(result.report.format, "routellm-csv");
    ASSERT_EQ(data.queryCount(), 3U);  // a prompt twice stays twice
    EXPECT_EQ(data.queries[0].text, "one\ntwo");
    EXPECT_EQ(data.queries[0].task, "gsm8k");
    EXPECT_EQ(scores(data, 0, {"org/A", "B"}), (std::vector<double>{1.0, 0.0}));
    EXPECT_EQ(at(data.score, data, 1, "org/A"), 0.0);
    EXPECT_TRUE(std::isnan(at(data.score, data, 1, "B")));
    EXPECT_EQ(at(data.outputTokens, data, 1, "org/A"), 2.0);
    EXPECT_EQ(remark(result.report, "repeats the text").line, 6U);
}

TEST_F(Formats, PlainTableByMapping) {
    options.mapping.text = "frage";
    options.mapping.task = "fach";
    options.mapping.inputTokens = "n";
    options.mapping.wide["gpt"] = {"ok1", "usd1", ""};
    options.mapping.wide["llama"] = {"ok2", "", "len2"};
    const auto result = importText("plain.csv",
                                   "n,frage,fach,ok1,usd1,ok2,len2,rest\n"
                                   "12,Was?,a,1,\"0.5\", 0.25 ,40,zzz\n"
                                   "x,Wer?,b,none of it,0.1,1,-3,zzz\n");
    const Dataset& data = result.dataset;
    EXPECT_EQ(result.report.format, "plain-table");
    EXPECT_EQ(data.queries[0].inputTokens, 12.0);
    EXPECT_TRUE(data.queries[1].inputTokensEstimated);
    EXPECT_EQ(scores(data, 0, {"gpt", "llama"}), (std::vector<double>{1.0, 0.25}));
    EXPECT_EQ(at(data.cost, data, 0, "gpt"), 0.5);
    EXPECT_EQ(at(data.outputTokens, data, 0, "llama"), 40.0);
    EXPECT_TRUE(std::isnan(at(data.score, data, 1, "gpt")));
    EXPECT_TRUE(std::isnan(at(data.outputTokens, data, 1, "llama")));
    EXPECT_EQ(result.report.refused, 3U);
}

TEST_F(Formats, PlainLongJsonLinesWithGuessedMapping) {
    const auto result = importText("plain.jsonl",
                                   R"({"Question": "q", "model": "a", "score": 1, "difficulty": 2}
{"Question": "q", "model": "b", "score": "0.5", "cost": 0.25, "difficulty": 2}
)");
    const Dataset& data = result.dataset;
    ASSERT_EQ(data.queryCount(), 1U);
    EXPECT_EQ(data.queries[0].level, "2");
    EXPECT_EQ(scores(data, 0, {"a", "b"}), (std::vector<double>{1.0, 0.5}));
    EXPECT_NE(remark(result.report, "read off their names").what.find("query = Question"),
              std::string::npos);
}

TEST_F(Formats, PlainWideGuesses) {
    auto result = importText("w.tsv", "prompt\ta\tb\nq\t0.5\t1\n");
    EXPECT_EQ(result.report.format, "plain-table");
    EXPECT_EQ(scores(result.dataset, 0, {"a", "b"}), (std::vector<double>{0.5, 1.0}));
    options.files.clear();
    result = importText("n.csv", "query,gpt_score,gpt_cost,llama_score,notes\nq,1,0.1,0,hello\n");
    EXPECT_EQ(scores(result.dataset, 0, {"gpt", "llama"}), (std::vector<double>{1.0, 0.0}));
    EXPECT_EQ(at(result.dataset.cost, result.dataset, 0, "gpt"), 0.1);
    // In doubt nothing is guessed: two text columns; a column of numbers that are no scores.
    options.files = {dir.write("two.csv", "query,question,a\nq,r,1\n")};
    EXPECT_NE(errorOf(options).find("no known format"), std::string::npos);
    options.files = {dir.write("n.csv", "query,a,zahl\nq,1,17\n")};
    EXPECT_NE(errorOf(options).find("no known format"), std::string::npos);
}

TEST_F(Formats, RouterArenaFilesJoinOnTheirKey) {
    options.files = {
        dir.write(
            "a.jsonl",
            R"({"global_index": "AIME_1", "question": "q1", "llm_selected": "a", "token_usage": {"input_tokens": 9, "output_tokens": 4, "total_tokens": 13}, "evaluation_result": {"score": 0.5, "metric": "m", "inference_cost": 0.01}}
{"global_index": "AIME_2", "question": "q1", "llm_selected": "a", "token_usage": null, "evaluation_result": null, "x": 1}
)"),
        dir.write(
            "b.jsonl",
            R"({"global_index": "AIME_1", "question": "q1", "llm_selected": "b", "token_usage": {"prompt_tokens": 8, "completion_tokens": 6}, "evaluation_result": {"score": 1, "inference_cost": 0.02}}
)")};
    const auto result = importFiles(options);
    const Dataset& data = result.dataset;
    EXPECT_EQ(result.report.format, "routerarena-json");
    ASSERT_EQ(data.queryCount(), 1U);
    EXPECT_EQ(data.queries[0].task, "AIME");
    EXPECT_EQ(at(data.inputTokens, data, 0, "a"), 9.0);
    EXPECT_EQ(at(data.inputTokens, data, 0, "b"), 8.0);
    EXPECT_EQ(scores(data, 0, {"a", "b"}), (std::vector<double>{0.5, 1.0}));
    EXPECT_EQ(at(data.outputTokens, data, 0, "b"), 6.0);
    EXPECT_EQ(at(data.cost, data, 0, "b"), 0.02);
    EXPECT_EQ(result.report.refused, 1U);  // the record without any outcome
}

TEST_F(Formats, LlmRouterBenchHeaderAndRecords) {
    options.files = {dir.write("a.json", R"({"performance": 0.5, "counts": 2, "model_name": "a",
  "dataset_name": "bbh", "records": [
  {"index": 1, "origin_query": "q1", "prompt": "p1", "prediction": "x", "score": 1.0, "prompt_tokens": 10, "completion_tokens": 20, "cost": 0.001},
  {"index": 2, "origin_query": "q2", "prompt": "p2", "prediction": "x", "score": null, "prompt_tokens": 11, "completion_tokens": 21, "cost": 0.002}], "tail": {"x": "}"}})"),
                     dir.write("b.json", R"({"model_name": "b", "dataset_name": "bbh", "records": [
  {"index": 2, "origin_query": "q2", "score": 0.25, "prompt_tokens": 12, "completion_tokens": 3, "cost": 0}]})")};
    const auto result = importFiles(options);
    const Dataset& data = result.dataset;
    EXPECT_EQ(result.report.format, "llmrouterbench-json");
    ASSERT_EQ(data.queryCount(), 2U);
    EXPECT_EQ(data.queries[0].task, "bbh");
    EXPECT_EQ(at(data.inputTokens, data, 1, "a"), 11.0);
    EXPECT_EQ(at(data.inputTokens, data, 1, "b"), 12.0);
    EXPECT_EQ(at(data.score, data, 0, "a"), 1.0);
    EXPECT_TRUE(std::isnan(at(data.score, data, 1, "a")));
    EXPECT_EQ(at(data.score, data, 1, "b"), 0.25);
    EXPECT_EQ(at(data.cost, data, 1, "b"), 0.0);
    EXPECT_EQ(result.report.missingScores, 2U);
}

TEST_F(Formats, SproutRowsAsJsonLinesAndAsCsv) {
    const auto json = importText(
        "s.jsonl",
        R"({"key": "k1", "dataset": "math", "dataset_level": "5", "prompt": "q", "golden_answer": "7", "a": {"score": 1.0, "num_input_tokens": 10, "num_output_tokens": 4, "response": "it's"}, "b": {"score": 0.5, "num_input_tokens": 13, "num_output_tokens": 6, "response": "x"}}
)");
    EXPECT_EQ(json.report.format, "sprout");
    const Dataset& data = json.dataset;
    ASSERT_EQ(data.queryCount(), 1U);
    EXPECT_EQ(data.queries[0].level, "5");
    EXPECT_EQ(at(data.inputTokens, data, 0, "a"), 10.0);
    EXPECT_EQ(at(data.inputTokens, data, 0, "b"), 13.0);
    EXPECT_EQ(scores(data, 0, {"a", "b"}), (std::vector<double>{1.0, 0.5}));
    options.files.clear();
    const auto csv =
        importText("s.csv",
                   "key,dataset,dataset_level,prompt,golden_answer,a,b\n"
                   "k1,math,5,q,7,\"{'score': 1.0, 'num_input_tokens': 10, 'num_output_tokens': 4, "
                   "'response': \"\"it's\"\"}\",\"{'score': 0.5, 'num_input_tokens': 13, "
                   "'num_output_tokens': 6, 'response': 'x'}\"\n");
    EXPECT_EQ(csv.dataset.fingerprint(), data.fingerprint());
}

TEST(FormatNames, RoundTrip) {
    for (int k = 0; k <= static_cast<int>(ImportFormat::Sprout); ++k) {
        const auto format = static_cast<ImportFormat>(k);
        EXPECT_EQ(importFormatFrom(toString(format)), format);
    }
    EXPECT_THROW(importFormatFrom("csv"), Error);
}

}  // namespace
}  // namespace orl
