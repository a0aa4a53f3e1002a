#include <cmath>

#include "core/data/import/column_names.h"
#include "import_helpers.h"

namespace orl {
namespace {

/// What the columns and keys of plain tables mean, wherever in the file they first appear.
class Columns : public ImportTest {
  protected:
    static double at(const Grid& grid, const Dataset& data, std::size_t query,
                     const std::string& model) {
        const auto j = data.modelIndex(model);
        EXPECT_GE(j, 0) << model;
        return j < 0 ? -1.0 : grid(static_cast<Eigen::Index>(query), j);
    }
    static std::vector<std::string> models(const Dataset& data) {
        std::vector<std::string> names;
        for (const ModelInfo& model : data.models) names.push_back(model.name);
        std::sort(names.begin(), names.end());
        return names;
    }
    ImportResult fresh(const std::string& name, const std::string& content) {
        options.files.clear();
        return importText(name, content);
    }
    std::string refused(const std::string& name, const std::string& content) {
        options.files = {dir.write(name, content)};
        return errorOf(options);
    }
};

using Names = std::vector<std::string>;

TEST_F(Columns, KeysThatAppearLateAreRead) {
    const auto result = importText("late.jsonl",
                                   R"({"prompt":"q1","model":"small","score":1}
{"prompt":"q1","model":"big","score":1,"cost":0.5,"output_tokens":900}
{"prompt":"q2","model":"small","score":0}
{"prompt":"q2","model":"big","score":1,"cost":0.5,"output_tokens":900}
)");
    const Dataset& data = result.dataset;
    for (std::size_t i = 0; i < 2; ++i) {
        EXPECT_EQ(at(data.cost, data, i, "big"), 0.5);
        EXPECT_EQ(at(data.outputTokens, data, i, "big"), 900.0);
        EXPECT_TRUE(std::isnan(at(data.cost, data, i, "small")));
        EXPECT_TRUE(std::isnan(at(data.outputTokens, data, i, "small")));
    }
    EXPECT_EQ(result.report.toText().find("ASSUMED"), std::string::npos);
}

TEST_F(Columns, ModelsThatAppearLateAreRead) {
    std::string text;
    for (int i = 0; i < 9; ++i) {
        text += R"({"prompt":"q)" + std::to_string(i) + "\",\"score_small\":1}\n";
    }
    const auto result =
        importText("latemodel.jsonl", text + R"({"prompt":"q9","score_small":0,"score_big":1})");
    EXPECT_EQ(models(result.dataset), (Names{"big", "small"}));
    EXPECT_EQ(result.report.missingScores, 9U);
    EXPECT_EQ(at(result.dataset.score, result.dataset, 9, "big"), 1.0);
    // A table names its columns at once, but they may be filled late.
    std::string table = "prompt,small,big\n";
    for (int i = 0; i < 20; ++i) table += "q" + std::to_string(i) + ",1,\n";
    EXPECT_EQ(models(fresh("t.csv", table + "z,0,1\n").dataset), (Names{"big", "small"}));
}

TEST_F(Columns, AMappingMayNameKeysThatAppearLateOrLieInside) {
    options.mapping.text = "prompt";
    options.mapping.model = "model";
    options.mapping.score = "score";
    options.mapping.cost = "billing.usd";
    options.mapping.inputTokens = "usage.prompt_tokens";
    std::string text;
    for (int i = 0; i < 12; ++i) {
        text += R"({"prompt":"q)" + std::to_string(i) + "\",\"model\":\"a\",\"score\":1}\n";
    }
    const auto result =
        importText("m.jsonl", text + R"({"prompt":"z","model":"a","score":0,"billing":{"usd":2},)"
                                     R"("usage":{"prompt_tokens":10}})");
    EXPECT_EQ(result.dataset.cost(12, 0), 2.0);
    EXPECT_EQ(result.dataset.recordedInputTokens(12, 0), 10.0);
    options.mapping.cost = "billing.eur";
    EXPECT_NE(errorOf(options).find("no key \"billing.eur\""), std::string::npos);
}

TEST_F(Columns, TheLongestKnownEndingWinsWhateverItsCase) {
    const auto result =
        importText("wide.csv",
                   "prompt,gpt-4_is_correct,gpt-4_total_cost,llama_is_correct,llama_total_cost\n"
                   "q1,1,0.1,0,0.01\nq2,0,0.1,1,0.01\n");
    const Dataset& data = result.dataset;
    EXPECT_EQ(models(data), (Names{"gpt-4", "llama"}));
    EXPECT_EQ(at(data.score, data, 1, "llama"), 1.0);
    EXPECT_EQ(at(data.cost, data, 0, "gpt-4"), 0.1);
    EXPECT_EQ(at(data.cost, data, 1, "llama"), 0.01);
    const auto upper = fresh("u.csv",
                             "Prompt,GPT_IS_CORRECT,GPT_Cost_USD,GPT_Num_Output_Tokens\n"
                             "q1,True,0.1,7\nq2,False,0.2,8\n");
    EXPECT_EQ(models(upper.dataset), Names{"GPT"});
    EXPECT_EQ(upper.dataset.cost(1, 0), 0.2);
    EXPECT_EQ(upper.dataset.outputTokens(1, 0), 8.0);
    const auto of = [](const char* name) { return meaningOf(name).model; };
    EXPECT_EQ(of("score_gpt-3.5"), "gpt-3.5");
    EXPECT_EQ(of("gpt-4|total_cost"), "gpt-4");
    EXPECT_EQ(meaningOf("nemotron-reward").role, ColumnRole::None);
    EXPECT_EQ(meaningOf("Total_Cost").role, ColumnRole::Cost);
}

TEST_F(Columns, NamesMayBeWrittenInAnyHabit) {
    const auto result = importText("t.csv",
                                   "Prompt Text,Model Name,isCorrect,Cost (USD),Output Tokens\n"
                                   "q1,a,1,0.1,7\n");
    EXPECT_EQ(models(result.dataset), Names{"a"});
    EXPECT_EQ(result.dataset.cost(0, 0), 0.1);
    EXPECT_EQ(result.dataset.outputTokens(0, 0), 7.0);
    const auto uneven = refused("u.csv", "prompt,model,score\nq1,a,95,5\nq1,b,80,1\n");
    EXPECT_NE(uneven.find("no row below the header has as many fields"), std::string::npos);
}

TEST_F(Columns, ARepeatedTextInAWideTableIsAQueryOfItsOwn) {
    const auto result = importText("t.csv", "prompt,gpt-4,llama\nq,1,0\nq,1,0\nq,0,1\n");
    EXPECT_EQ(result.dataset.queryCount(), 3U);
    EXPECT_EQ(remark(result.report, "repeats the text").count, 2U);
}

TEST_F(Columns, WhatIsNoScoreIsNoModel) {
    const auto table = importText(
        "t.csv",
        "prompt,gpt-4,llama,gpt-4_cost,llama_cost,confidence,latency,is_code,label,gpt-4_latency\n"
        "q1,1,0,0.5,0.1,0.9,0.3,1,0,0.7\nq2,0,1,0.5,0.1,0.8,0.2,0,1,0.6\n");
    EXPECT_EQ(models(table.dataset), (Names{"gpt-4", "llama"}));
    EXPECT_EQ(at(table.dataset.cost, table.dataset, 1, "gpt-4"), 0.5);
    const auto note = remark(table.report, "columns are not read").what;
    for (const char* name : {"confidence", "latency", "is_code", "label"}) {
        EXPECT_NE(note.find(name), std::string::npos) << note;
    }
    // Truth values alone are RouteLLM's layout.
    const auto flags =
        fresh("f.csv", "prompt,A,B,is_math,multilingual\nq1,True,False,True,False\n");
    EXPECT_EQ(flags.report.format, "routellm-csv");
    EXPECT_EQ(models(flags.dataset), (Names{"A", "B"}));
    // Texts beside the scores are no scores of anything.
    const auto texts = fresh("n.csv", "prompt,a,b,remarks\nq1,1,0,fine\nq2,0,1,poor\n");
    EXPECT_EQ(models(texts.dataset), (Names{"a", "b"}));
}

TEST_F(Columns, ScoresOfOneUnnamedModelAreOfTheFile) {
    const auto result =
        importText("nomodel.csv", "prompt,score,cost\nq1,1,0.002\nq2,0,0.004\nq3,1,0.01\n");
    EXPECT_EQ(models(result.dataset), Names{"nomodel"});
    EXPECT_EQ(result.dataset.score(1, 0), 0.0);
    EXPECT_EQ(result.dataset.cost(2, 0), 0.01);
    EXPECT_NE(remark(result.report, "file's name is taken").what.find("nomodel"),
              std::string::npos);
    // A column that may name the model is a doubt, not one model.
    const auto doubt = refused("d.csv", "prompt,who,score\nq1,x,1\nq1,y,0\n");
    EXPECT_NE(doubt.find("no column names the model: \"who\" may do"), std::string::npos) << doubt;
    const auto two = refused("e.csv", "prompt,model,score,correct\nq1,x,1,0\n");
    EXPECT_NE(two.find("\"score\" and \"correct\" may both be the score"), std::string::npos);
}

TEST_F(Columns, NumbersOffTheScaleAreADoubtWithTheirRange) {
    const auto doubt = refused("t.csv", "prompt,gpt-4,llama\nq1,85,20\nq2,40,95\n");
    EXPECT_NE(doubt.find("\"gpt-4\", \"llama\" hold numbers from 20 to 95"), std::string::npos)
        << doubt;
    EXPECT_NE(doubt.find("--score-scale"), std::string::npos);
    options.scoreScale = scoreScaleFrom("percent");
    const auto result = fresh("t.csv", "prompt,gpt-4,llama\nq1,85,20\nq2,40,95\n");
    EXPECT_EQ(at(result.dataset.score, result.dataset, 1, "llama"), 0.95);
}

TEST_F(Columns, AJudgmentInsideARecordIsOfTheModelThatTheRecordNames) {
    const auto result = importText(
        "judge.jsonl",
        R"({"prompt": "q", "model": "gpt-4o", "evaluation": {"score": 1, "reason": "r"}, "cost": 0.1}
{"prompt": "q", "model": "mini", "evaluation": {"score": 0, "reason": "r"}, "cost": 0.1}
)");
    ASSERT_EQ(result.dataset.queryCount(), 1U);
    EXPECT_EQ(models(result.dataset), (Names{"gpt-4o", "mini"}));
    EXPECT_EQ(at(result.dataset.score, result.dataset, 0, "mini"), 0.0);
    const auto nested = fresh(
        "usage.jsonl",
        R"({"prompt": "q", "model": "a", "score": 1, "usage": {"prompt_tokens": 10, "completion_tokens": 5}, "cost": 0.1}
{"prompt": "q", "model": "b", "score": 1, "usage": {"prompt_tokens": 10, "completion_tokens": 6}, "cost": 0.1}
)");
    EXPECT_EQ(at(nested.dataset.outputTokens, nested.dataset, 0, "b"), 6.0);
    EXPECT_EQ(at(nested.dataset.inputTokens, nested.dataset, 0, "b"), 10.0);
    const auto pools = fresh(
        "pools.jsonl",
        R"({"prompt": "q", "results": {"a": {"correct": true, "cost": 1}, "b": {"correct": false, "cost": 2}}})");
    EXPECT_EQ(models(pools.dataset), (Names{"a", "b"}));
    EXPECT_EQ(at(pools.dataset.cost, pools.dataset, 0, "b"), 2.0);
    const auto scores = fresh("scores.jsonl", R"({"prompt": "q", "scores": {"a": 1, "b": 0}})");
    EXPECT_EQ(models(scores.dataset), (Names{"a", "b"}));
}

TEST_F(Columns, ListsOfOutcomesInOtherWords) {
    const auto result = importText(
        "r.jsonl",
        R"({"prompt":"q1","category":"t","responses":[{"model":"a","score":1,"cost":0.5,"text":"x"},{"model":"b","score":0,"completion_tokens":9}]}
{"query":"q2","results":[{"model":"a","score":0.5},{"model":"b","score":1}]}
)");
    const Dataset& data = result.dataset;
    ASSERT_EQ(data.queryCount(), 2U);
    EXPECT_EQ(models(data), (Names{"a", "b"}));
    EXPECT_EQ(data.queries[0].task, "t");
    EXPECT_EQ(at(data.score, data, 1, "a"), 0.5);
    EXPECT_EQ(at(data.cost, data, 0, "a"), 0.5);
    EXPECT_EQ(at(data.outputTokens, data, 0, "b"), 9.0);
    // Two scores in an entry are two meanings.
    const auto two =
        refused("t.jsonl", R"({"prompt":"q1","responses":[{"model":"a","score":1,"correct":0}]})");
    EXPECT_NE(two.find("no known format"), std::string::npos) << two;
}

TEST_F(Columns, MessagesAreReadAsTheirTexts) {
    const auto result =
        importText("messages.jsonl",
                   R"({"prompt":[{"role":"user","content":"hi"}],"model":"a","score":1}
{"prompt":[{"role":"user","content":"hi"}],"model":"b","score":1}
{"prompt":[{"role":"system","content":"be brief"},{"role":"user","content":[{"type":"text","text":"why?"}]}],"model":"b","score":1}
)");
    ASSERT_EQ(result.dataset.queryCount(), 2U);
    EXPECT_EQ(result.dataset.queries[0].text, "hi");
    EXPECT_EQ(result.dataset.queries[1].text, "be brief\nwhy?");
    const auto cells =
        fresh("m.csv",
              "messages,model,score\n\"[{'role': 'user', 'content': 'it''s'}]\",a,1\n"
              "\"[{\"\"role\"\": \"\"user\"\", \"\"content\"\": \"\"hi\"\"}]\",a,1\n"
              "[a] list,a,0\n");
    EXPECT_EQ(cells.dataset.queries[1].text, "hi");
    EXPECT_EQ(cells.dataset.queries[2].text, "[a] list");
    const auto sprout =
        fresh("s.jsonl",
              R"({"prompt":[{"role":"user","content":"hi"}],"a":{"score":1},"b":{"score":0}})");
    EXPECT_EQ(sprout.dataset.queries[0].text, "hi");
}

TEST_F(Columns, LengthsAreAssumedOnlyWhereThereAreNone) {
    const auto none = importText("n.csv", "prompt,model,score\nq1,a,1\n");
    remark(none.report, "ASSUMED");
    // Costs that cannot be read are costs all the same.
    const auto bad = fresh("b.csv", "prompt,model,score,cost\nq1,a,1,unknown\nq2,a,1,-3\n");
    EXPECT_EQ(bad.report.toText().find("ASSUMED"), std::string::npos);
    EXPECT_TRUE(std::isnan(bad.dataset.outputTokens(0, 0)));
    const auto grouped =
        fresh("g.csv", "prompt,model,score,output_tokens\nq1,a,1,\"1,234\"\nq2,a,1,\"2,345\"\n");
    EXPECT_EQ(grouped.report.toText().find("ASSUMED"), std::string::npos);
    const auto answers = fresh("r.csv", "prompt,model,score,response\nq1,a,1,eight ch\n");
    EXPECT_EQ(answers.report.toText().find("ASSUMED"), std::string::npos);
    EXPECT_EQ(answers.dataset.outputTokens(0, 0), 2.0);
}

std::string benchFile(const std::string& model, const std::string& split, int first) {
    std::string text = R"({"model_name": ")" + model + R"(", "dataset_name": "arith", "split": ")" +
                       split + R"(", "records": [)";
    for (int i = 0; i < 3; ++i) {
        text += (i > 0 ? "," : "") + std::string(R"({"index": )") + std::to_string(i + 1) +
                R"(, "origin_query": "What is )" + std::to_string(first + i) +
                R"(+2?", "score": 1, "cost": 0.001})";
    }
    return text + "]}";
}

TEST_F(Columns, AHeadersOwnSplitIsTheFilesSplit) {
    for (const char* model : {"A", "B"}) {
        for (const char* split : {"train", "test"}) {
            options.files.push_back(
                dir.write(std::string(model) + split + ".json",
                          benchFile(model, split, split == std::string("train") ? 0 : 10)));
        }
    }
    const std::map<std::string, std::uint64_t> own{{"train", 3}, {"test", 3}};
    EXPECT_EQ(importFiles(options).report.splits, own);
    options.split = splitRuleFrom("keep,train=0.5,test=0.5", 1);
    const auto kept = importFiles(options);
    EXPECT_EQ(kept.report.splits, own);
    for (const Query& query : kept.dataset.queries) {
        EXPECT_EQ(query.split == "test",
                  query.text.starts_with("What is 1") && query.text != "What is 1+2?")
            << query.text;
    }
    EXPECT_EQ(remark(kept.report, "keep the split that the data name").count, 6U);
    options.split = splitRuleFrom("train=0.5,test=0.5", 1);
    EXPECT_EQ(remark(importFiles(options).report, "dealt anew").count, 6U);
    options.split = splitRuleFrom("test", 1);
    EXPECT_EQ(remark(importFiles(options).report, "replaced by \"test\"").count, 6U);
}

TEST_F(Columns, PublishedLayoutsNeedNoMapping) {
    const auto embedLlm =
        importText("embedllm.csv",
                   "prompt_id,model_id,category_id,label,prompt,model_name,category\n"
                   "0,0,0,1,Q0,meta/x,mmlu\n0,1,0,0,Q0,meta/y,mmlu\n");
    EXPECT_EQ(models(embedLlm.dataset), (Names{"meta/x", "meta/y"}));
    ASSERT_EQ(embedLlm.dataset.queryCount(), 1U);
    EXPECT_EQ(embedLlm.dataset.queries[0].task, "mmlu");
    EXPECT_EQ(at(embedLlm.dataset.score, embedLlm.dataset, 0, "meta/x"), 1.0);
    const auto tasks =
        fresh("t.jsonl", R"({"task_name": "math", "query": "q", "model": "a", "score": 1})");
    EXPECT_EQ(tasks.dataset.queries[0].task, "math");
}

}  // namespace
}  // namespace orl
