#include <gtest/gtest.h>

#include <cmath>

#include "import_helpers.h"

namespace orl {
namespace {

class Prices : public ImportTest {
  protected:
    std::map<std::string, ModelInfo> read(const std::string& text) {
        m_list = readPriceList(dir.write("prices.json", text));
        return m_list.prices;
    }
    PriceList m_list;
};

TEST_F(Prices, EveryLayoutInUsdPerMillionTokens) {
    const auto llmRouter =
        read(R"({"m": {"size": "7B", "input_price": 0.2, "output_price": "0.3"}})");
    EXPECT_EQ(llmRouter.at("m").inputPrice, 0.2);
    EXPECT_EQ(llmRouter.at("m").outputPrice, 0.3);
    EXPECT_EQ(llmRouter.at("m").priceSource, "prices.json");

    const auto arena = read(R"({"m": {"input_token_price_per_million": 1,
                                      "output_token_price_per_million": 2}})");
    EXPECT_EQ(arena.at("m").outputPrice, 2.0);

    const auto lite = read(R"({
        "sample_spec": {"input_cost_per_token": 0.0, "output_cost_per_token": 0.0, "mode": "x"},
        "m": {"input_cost_per_token": 1.5e-07, "output_cost_per_token": 6e-07, "mode": "chat"},
        "picture": {"output_cost_per_image": 0.04, "mode": "image_generation"}})");
    ASSERT_EQ(lite.size(), 1U);
    EXPECT_DOUBLE_EQ(lite.at("m").inputPrice, 0.15);
    EXPECT_DOUBLE_EQ(lite.at("m").outputPrice, 0.6);

    const auto own = read(R"({"source": "list", "date": "2025-01-01",
                              "models": {"m": {"input_price": 1, "output_price": null}}})");
    EXPECT_EQ(own.at("m").priceSource, "list, 2025-01-01");
    EXPECT_TRUE(std::isnan(own.at("m").outputPrice));
    EXPECT_FALSE(own.at("m").priced());
}

TEST_F(Prices, KeysSayTheirUnit) {
    const auto list = read(R"({
        "k": {"input_cost_per_1k_tokens": 0.0015, "output_cost_per_1k_tokens": 0.002},
        "p": {"prompt_price_per_1k_tokens": 0.01, "completion_price_per_1k_tokens": "0.03"},
        "m": {"price_per_million_input_tokens": 3, "price_per_million_output_tokens": 15},
        "t": {"prompt_cost_per_token": 1e-6, "completion_cost_per_token": 2e-6,
              "cache_read_input_token_cost": 1e-7, "input_cost_per_token_batches": 5e-7,
              "output_cost_per_reasoning_token": 9}})");
    EXPECT_DOUBLE_EQ(list.at("k").inputPrice, 1.5);
    EXPECT_DOUBLE_EQ(list.at("k").outputPrice, 2.0);
    EXPECT_DOUBLE_EQ(list.at("p").inputPrice, 10.0);
    EXPECT_DOUBLE_EQ(list.at("p").outputPrice, 30.0);
    EXPECT_EQ(list.at("m").outputPrice, 15.0);
    EXPECT_DOUBLE_EQ(list.at("t").inputPrice, 1.0);
    EXPECT_DOUBLE_EQ(list.at("t").outputPrice, 2.0);
}

TEST_F(Prices, OpenRoutersList) {
    const auto list = read(
        R"({"data": [{"id": "A", "pricing": {"prompt": "0.000001", "completion": "0.000002"}},
                     {"id": "auto", "pricing": {"prompt": "-1", "completion": "-1"}},
                     {"id": "B", "pricing": {"prompt": "0", "completion": "0"}}]})");
    ASSERT_EQ(list.size(), 2U);
    EXPECT_DOUBLE_EQ(list.at("A").inputPrice, 1.0);
    EXPECT_DOUBLE_EQ(list.at("A").outputPrice, 2.0);
    EXPECT_EQ(list.at("B").outputPrice, 0.0);
    ASSERT_EQ(m_list.remarks.size(), 1U);
    EXPECT_NE(m_list.remarks[0].what.find("\"auto\""), std::string::npos);
}

TEST_F(Prices, OneBadEntryDoesNotCostTheOthers) {
    const auto list = read(R"({"good": {"input_price": 1, "output_price": 2},
        "bad": {"input_price": "cheap", "output_price": 2}, "worse": {"output_price": true},
        "dear": {"input_price": 5000, "output_price": 20000}, "tiny": {"input_price": 1e-6}, })");
    EXPECT_EQ(list.size(), 3U);
    EXPECT_EQ(list.at("good").outputPrice, 2.0);
    ASSERT_EQ(m_list.remarks.size(), 3U);
    EXPECT_EQ(m_list.remarks[0].kind, ImportRemark::Kind::Refused);
    EXPECT_EQ(m_list.remarks[0].count, 2U);
    EXPECT_NE(m_list.remarks[1].what.find("above 1,000 USD per million"), std::string::npos);
    EXPECT_EQ(m_list.remarks[1].count, 2U);
    EXPECT_NE(m_list.remarks[2].what.find("below 0.0001"), std::string::npos);
}

TEST_F(Prices, LongPromptsHavePricesOfTheirOwn) {
    options.prices = dir.write("tier.json",
                               R"({"tiered-pro": {"input_cost_per_token": 1.25e-06,
            "input_cost_per_token_above_200k_tokens": 2.5e-06, "output_cost_per_token": 1e-05,
            "output_cost_per_token_above_200k_tokens": 1.5e-05,
            "cache_read_input_token_cost_above_200k_tokens": 9}})");
    const auto result = importText(
        "tier.jsonl",
        R"({"prompt": "q0", "model": "tiered-pro", "score": 1, "input_tokens": 300000, "output_tokens": 1000}
{"prompt": "q1", "model": "tiered-pro", "score": 1, "input_tokens": 100000, "output_tokens": 1000}
{"prompt": "q2", "model": "tiered-pro", "score": 1, "input_tokens": 200000, "output_tokens": 0}
)");
    EXPECT_DOUBLE_EQ(result.dataset.realizedCost(0, 0), 0.765);
    EXPECT_DOUBLE_EQ(result.dataset.realizedCost(1, 0), 0.135);
    EXPECT_DOUBLE_EQ(result.dataset.realizedCost(2, 0), 0.25);  // not above
    const auto ranges = read(R"({"qwen": {"tiered_pricing": [
        {"range": [0, 32000.0], "input_cost_per_token": 1e-6, "output_cost_per_token": 2e-6},
        {"range": [128000.0, 256000.0], "input_cost_per_token": 4e-6},
        {"range": [32000.0, 128000.0], "input_cost_per_token": 3e-6}]}})");
    const ModelInfo& qwen = ranges.at("qwen");
    EXPECT_DOUBLE_EQ(tokenCost(32000, 1000, qwen), 0.034);
    EXPECT_DOUBLE_EQ(tokenCost(100000, 1000, qwen), 0.302);
    EXPECT_DOUBLE_EQ(tokenCost(200000, 1000, qwen), 0.802);
}

TEST_F(Prices, OneOfTwoPricesLeavesTheOther) {
    ModelInfo model{"m", 1.0, 2.0, "old", {{200000, 3.0, 4.0}}};
    updatePrices(model, {"m", 5.0, kMissing, "new"});
    EXPECT_EQ(model.inputPrice, 5.0);
    EXPECT_EQ(model.outputPrice, 2.0);
    EXPECT_EQ(model.tiers[0].inputPrice, 5.0);
    EXPECT_EQ(model.tiers[0].outputPrice, 4.0);
    EXPECT_EQ(model.priceSource, "new (input), old");
    updatePrices(model, {"m", kMissing, kMissing, "none"});
    EXPECT_EQ(model.inputPrice, 5.0);
    updatePrices(model, {"m", 7.0, 8.0, "newest"});
    EXPECT_TRUE(model.tiers.empty());
    EXPECT_EQ(model.priceSource, "newest");
    options.prices = dir.write("half.json", R"({"m": {"input_price": 1}})");
    const auto result = importText("t.csv", "prompt,model,score,output_tokens\nq,m,1,5\n");
    EXPECT_EQ(result.dataset.models[0].inputPrice, 1.0);
    EXPECT_NE(remark(result.report, "only one of two prices").what.find("m"), std::string::npos);
}

TEST_F(Prices, RecordedCostsThatDisagreeAreKeptAndRemarked) {
    options.prices = dir.write("p.json", R"({"a": {"input_price": 100, "output_price": 1000}})");
    // 10 × 100 + 2 × 1000 = 3000 USD per million: 0.003. The second is 4 % off, the third twice.
    const auto result =
        importText("t.csv",
                   "query,input_tokens,model,score,cost,output_tokens\n"
                   "q1,10,a,1,0.003,2\nq2,10,a,1,0.00312,2\nq3,10,a,1,0.006,2\nq4,10,b,1,9,2\n");
    const auto disagreement = remark(result.report, "disagree");
    EXPECT_EQ(disagreement.count, 1U);
    EXPECT_NE(disagreement.what.find("of a"), std::string::npos);
    EXPECT_EQ(result.dataset.realizedCost(2, 0), 0.006);
    EXPECT_TRUE(std::isnan(result.dataset.models[1].inputPrice));
    EXPECT_EQ(remark(result.report, "does not name").count, 1U);
}

TEST_F(Prices, PublishedLists) {
    const auto data = std::filesystem::path(ORL_SOURCE_DIR) / ".." / "shared" / "data";
    if (!std::filesystem::exists(data)) GTEST_SKIP() << "no published data sets in " << data;
    const auto router = readPriceList(data / "llmrouter" / "default_llm.json").prices;
    EXPECT_EQ(router.size(), 14U);
    EXPECT_EQ(router.at("gemma-2-9b-it").outputPrice, 0.1);
    const auto arena = readPriceList(data / "routerarena" / "cost.json").prices;
    EXPECT_GE(arena.size(), 40U);
    EXPECT_EQ(arena.at("gpt-4o").outputPrice, 10.0);
}

}  // namespace
}  // namespace orl
