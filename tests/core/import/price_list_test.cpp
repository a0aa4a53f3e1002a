#include <gtest/gtest.h>

#include <cmath>

#include "import_helpers.h"

namespace orl {
namespace {

class Prices : public ImportTest {
  protected:
    std::map<std::string, ModelInfo> read(const std::string& text) {
        return readPriceList(dir.write("prices.json", text));
    }
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
    const auto router = readPriceList(data / "llmrouter" / "default_llm.json");
    EXPECT_EQ(router.size(), 14U);
    EXPECT_EQ(router.at("gemma-2-9b-it").outputPrice, 0.1);
    const auto arena = readPriceList(data / "routerarena" / "cost.json");
    EXPECT_GE(arena.size(), 40U);
    EXPECT_EQ(arena.at("gpt-4o").outputPrice, 10.0);
}

}  // namespace
}  // namespace orl
