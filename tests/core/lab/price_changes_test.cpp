#include "core/lab/price_changes.h"

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>

#include "core/data/price_list.h"
#include "core/lab/pool_edit.h"
#include "core/support/error.h"

namespace orl {
namespace {

std::vector<ModelInfo> pool() {
    return {{"gpt-4o", 2.5, 10.0, "old"},
            {"anthropic/claude-v2", 8.0, 24.0, "old"},
            {"nobody-lists-it", kMissing, kMissing, ""}};
}

class PriceListFile : public ::testing::Test {
  protected:
    void SetUp() override {
        m_file = std::filesystem::temp_directory_path() /
                 (std::string("price_changes_") +
                  ::testing::UnitTest::GetInstance()->current_test_info()->name() + ".json");
    }
    void TearDown() override { std::filesystem::remove(m_file); }
    PriceList read(const std::string& text) {
        std::ofstream(m_file) << text;
        return readPriceList(m_file);
    }
    PriceList writtenAndRead(const std::vector<ModelInfo>& models, PriceListLayout layout) {
        std::ofstream out(m_file);
        writePriceList(out, models, "somebody", "2025-11-28", layout);
        out.close();
        return readPriceList(m_file);
    }
    std::filesystem::path m_file;
};

TEST_F(PriceListFile, TheFourLayoutsTellTheSameChanges) {
    const char* lists[] = {
        R"({"gpt-4o": {"input_price": 2, "output_price": 8}})",
        R"({"openai/gpt-4o": {"input_token_price_per_million": 2, "output_token_price_per_million": 8}})",
        R"({"sample_spec": {"input_cost_per_token": 0}, "gpt-4o": {"input_cost_per_token": 2e-06, "output_cost_per_token": 8e-06, "mode": "chat"}})",
        R"({"data": [{"id": "openai/gpt-4o", "pricing": {"prompt": "0.000002", "completion": "0.000008"}}]})"};
    for (const char* text : lists) {
        SCOPED_TRACE(text);
        const auto changes = priceChanges(pool(), {}, read(text));
        ASSERT_EQ(changes.size(), 3U);
        EXPECT_TRUE(changes[0].changes());
        EXPECT_DOUBLE_EQ(changes[0].input, 2.0);
        EXPECT_DOUBLE_EQ(changes[0].output, 8.0);
        EXPECT_EQ(changes[0].inputNow, 2.5);
        EXPECT_FALSE(changes[0].otherUnit);
        EXPECT_TRUE(changes[1].listed.empty());
        EXPECT_FALSE(changes[1].changes());
        EXPECT_FALSE(changes[2].changes());
    }
}

TEST_F(PriceListFile, WhatIsAppliedIsInForceAndSaysWhereItComesFrom) {
    const PriceList list = read(
        R"({"source": "a list", "date": "2025-11-28", "models": {"claude-v2": {"input_price": 6}, "gpt-4o": {"input_price": 2.5, "output_price": 10}}})");
    EXPECT_EQ(list.source, "a list, 2025-11-28");
    Scenario scenario;
    const auto changes = priceChanges(pool(), scenario, list);
    EXPECT_FALSE(changes[0].changes());
    EXPECT_EQ(changes[1].listed, "claude-v2");
    applyPrices(scenario, changes, list.source);
    EXPECT_EQ(scenario.pool.inputPrice,
              (std::map<std::string, double>{{"anthropic/claude-v2", 6.0}}));
    EXPECT_TRUE(scenario.pool.outputPrice.empty());  // the list does not say: never zero
    EXPECT_EQ(scenario.pool.priceList, "a list, 2025-11-28");
    EXPECT_FALSE(priceChanges(pool(), scenario, list)[1].changes());
}

TEST_F(PriceListFile, AnotherUnitAndAmbiguousNamesAreNotTakenForGranted) {
    const PriceList off = read(R"({"gpt-4o": {"input_price": 2500, "output_price": 10000}})");
    EXPECT_TRUE(priceChanges(pool(), {}, off)[0].otherUnit);
    const PriceList twice = read(
        R"({"a/gpt-4o": {"input_price": 1, "output_price": 1}, "b/gpt-4o": {"input_price": 2, "output_price": 2}})");
    EXPECT_TRUE(priceChanges(pool(), {}, twice)[0].listed.empty());
}

TEST_F(PriceListFile, WhatIsWrittenIsReadBack) {
    std::vector<ModelInfo> models = pool();
    models[0].tiers = {{200'000, 5.0, 15.0}};
    models[1].outputPrice = kMissing;
    for (const PriceListLayout layout : {PriceListLayout::Own, PriceListLayout::LiteLlm}) {
        const PriceList list = writtenAndRead(models, layout);
        ASSERT_EQ(list.prices.size(), 2U);
        const ModelInfo& gpt = list.prices.at("gpt-4o");
        EXPECT_DOUBLE_EQ(gpt.inputPrice, 2.5);
        EXPECT_DOUBLE_EQ(gpt.outputPrice, 10.0);
        ASSERT_EQ(gpt.tiers.size(), 1U);
        EXPECT_DOUBLE_EQ(gpt.tiers[0].above, 200'000);
        EXPECT_DOUBLE_EQ(gpt.tiers[0].inputPrice, 5.0);
        EXPECT_TRUE(std::isnan(list.prices.at("anthropic/claude-v2").outputPrice));
        EXPECT_TRUE(list.remarks.empty());
    }
    EXPECT_EQ(writtenAndRead(models, PriceListLayout::Own).source, "somebody, 2025-11-28");
}

}  // namespace
}  // namespace orl
