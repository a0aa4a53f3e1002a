#include <gtest/gtest.h>

#include <cmath>

#include "core/data/import/import.h"

namespace orl {
namespace {

namespace fs = std::filesystem;

const fs::path kData = fs::path(ORL_SOURCE_DIR) / ".." / "shared" / "data";

/// Published data sets; not part of the project.
class RealData : public testing::Test {
  protected:
    void SetUp() override {
        if (!fs::exists(kData)) GTEST_SKIP() << "no published data sets in " << kData;
    }
    static ImportOptions read(std::vector<std::string> names) {
        ImportOptions options;
        options.name = "real";
        for (const auto& name : names) options.files.push_back(kData / name);
        return options;
    }
};

TEST_F(RealData, RouterBenchThreeFilesBecomeOneDataSet) {
    const auto result =
        importFiles(read({"routerbench/arc_challenge_train.csv", "routerbench/mbpp_train.csv",
                          "routerbench/winograde_train.csv"}));
    const Dataset& data = result.dataset;
    EXPECT_EQ(result.report.format, "routerbench-wide");
    EXPECT_EQ(data.queryCount(), 1039U + 299U + 887U);
    EXPECT_EQ(data.modelCount(), 11U);
    EXPECT_EQ(result.report.rowsRead, 2225U);
    EXPECT_EQ(result.report.rowsKept, 2225U);
    EXPECT_EQ(result.report.missingScores, 92U);
    EXPECT_EQ(result.report.rowsMissingScores, 20U);
    EXPECT_EQ(result.report.missingCosts, 0U);
    EXPECT_EQ(result.report.outcomes, 2225U * 11U - 92U);
    EXPECT_EQ(result.report.repaired, 2225U);  // every prompt is a list literal
    EXPECT_EQ(result.report.refused, 0U);

    // Read off the first row of the file by eye: columns of one model stand in three blocks.
    EXPECT_TRUE(data.queries[0].text.starts_with("George wants to warm his hands quickly"));
    EXPECT_NE(data.queries[0].text.find("\nA) dry palms\n"), std::string::npos);
    EXPECT_EQ(data.queries[0].task, "arc-challenge");
    EXPECT_EQ(data.queries[1039].text,
              "Write a function to remove all elements from a given list present in another list.");
    EXPECT_EQ(data.queries[1039].task, "mbpp");
    // Summed over the same files with Python's csv module, missing scores left out.
    const struct {
        const char* model;
        double scores, costs;
    } sums[] = {{"gpt-3.5-turbo-1106", 1604, 0.938622},
                {"gpt-4-1106-preview", 1951, 11.20936},
                {"claude-v2", 1204, 8.497064},
                {"zero-one-ai/Yi-34B-Chat", 1710, 0.7363384},
                {"WizardLM/WizardLM-13B-V1.2", 1261, 0.2752587},
                {"mistralai/mistral-7b-chat", 1288, 0.182219}};
    for (const auto& sum : sums) {
        const auto j = data.modelIndex(sum.model);
        ASSERT_GE(j, 0) << sum.model;
        EXPECT_EQ(data.score.col(j).isNaN().select(0.0, data.score.col(j)).sum(), sum.scores);
        EXPECT_NEAR(data.cost.col(j).sum(), sum.costs, 1e-7) << sum.model;
    }
}

TEST_F(RealData, LlmRouterWithPricesAndTaskNames) {
    ImportOptions options = read({"llmrouter/dcrouter_train.json", "llmrouter/query_train.jsonl"});
    options.prices = kData / "llmrouter" / "default_llm.json";
    const auto result = importFiles(options);
    EXPECT_EQ(result.report.queries, 5608U);
    EXPECT_EQ(result.report.models, 9U);
    EXPECT_EQ(result.report.missingScores, 0U);
    EXPECT_EQ(result.report.missingCosts, 0U);
    const Dataset& data = result.dataset;
    EXPECT_TRUE(data.outputTokensEstimated);
    for (const ModelInfo& model : data.models) EXPECT_TRUE(model.priced()) << model.name;
    for (const Query& query : data.queries) ASSERT_FALSE(query.task.empty());
    EXPECT_EQ(data.queries[0].task, "agentverse-logicgrid");
    const auto qwen = data.modelIndex("qwen2.5-7b-instruct");
    ASSERT_GE(qwen, 0);
    EXPECT_EQ(data.models[static_cast<std::size_t>(qwen)].inputPrice, 0.2);
    const double tokens = data.queries[0].inputTokens + 256.0;
    EXPECT_NEAR(data.realizedCost(0, static_cast<std::size_t>(qwen)), tokens * 0.2e-6, 1e-15);
}

TEST_F(RealData, RouteLlmWithAndWithoutResponses) {
    const auto gsm = importFiles(read({"routellm/gsm8k_responses.csv"}));
    EXPECT_EQ(gsm.report.queries, 1319U);
    EXPECT_EQ(gsm.report.models, 2U);
    EXPECT_TRUE(gsm.dataset.outputTokensEstimated);
    EXPECT_FALSE(gsm.dataset.outputTokens.isNaN().any());
    EXPECT_EQ(gsm.dataset.score.sum(), 1972.0);  // grep -o "True" in the two score columns

    const auto law = importFiles(read({"routellm/mmlu_professional_law.csv"}));
    EXPECT_EQ(law.report.queries, 1534U);
    EXPECT_EQ(law.dataset.score.sum(), 1851.0);
    EXPECT_TRUE((law.dataset.outputTokens == 256.0).all());

    const auto physics = importFiles(read({"routellm/mmlu_college_physics.csv"}));
    EXPECT_EQ(physics.report.queries, 102U);
    std::uint64_t repeated = 0;
    for (const ImportRemark& remark : physics.report.remarks) {
        if (remark.what.find("repeats the text") != std::string::npos) repeated = remark.count;
    }
    EXPECT_EQ(repeated, 11U);
}

}  // namespace
}  // namespace orl
