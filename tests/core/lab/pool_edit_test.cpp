#include "core/lab/pool_edit.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "core/support/error.h"

namespace orl {
namespace {

ModelInfo gpt() {
    return {"gpt", 2.5, 10.0, "list"};
}

TEST(PoolEdit, WhatIsSetHoldsAndWhatIsTheListsIsNoSetting) {
    Scenario scenario;
    const Scenario before = scenario;
    setValue(scenario, gpt(), PoolField::InputPrice, 3.0);
    EXPECT_EQ(valueInForce(scenario, gpt(), PoolField::InputPrice), 3.0);
    EXPECT_EQ(ownValue(scenario, "gpt", PoolField::OutputPrice), std::nullopt);
    EXPECT_EQ(valueInForce(scenario, gpt(), PoolField::OutputPrice), 10.0);
    setValue(scenario, gpt(), PoolField::InputPrice, 2.5);
    setValue(scenario, gpt(), PoolField::Multiplier, 1.0);
    EXPECT_EQ(scenario, before);
    // A limit stays one's own when the common one moves.
    setValue(scenario, gpt(), PoolField::Capacity, 1.0);
    EXPECT_EQ(ownValue(scenario, "gpt", PoolField::Capacity), 1.0);
    EXPECT_TRUE(std::isnan(valueInForce(scenario, gpt(), PoolField::Speed)));
    setValue(scenario, gpt(), PoolField::Speed, 80.0);
    scenario.pool.disabled = {"gpt", "other"};
    resetModel(scenario, "gpt");
    EXPECT_EQ(scenario.pool.disabled, std::vector<std::string>{"other"});
    EXPECT_EQ(ownValue(scenario, "gpt", PoolField::Capacity), std::nullopt);
    EXPECT_EQ(ownValue(scenario, "gpt", PoolField::Speed), std::nullopt);
}

TEST(PoolEdit, WhatMakesNoSenseIsRefusedAndChangesNothing) {
    const double infinite = std::numeric_limits<double>::infinity();
    for (const auto& [field, value] :
         std::vector<std::pair<PoolField, double>>{{PoolField::InputPrice, -0.1},
                                                   {PoolField::OutputPrice, infinite},
                                                   {PoolField::OutputPrice, std::nan("")},
                                                   {PoolField::InputPrice, 2e6},
                                                   {PoolField::Multiplier, 1001.0},
                                                   {PoolField::Capacity, 1.2},
                                                   {PoolField::FirstToken, -1.0},
                                                   {PoolField::Speed, 0.0}}) {
        Scenario scenario;
        const Scenario before = scenario;
        EXPECT_THROW(setValue(scenario, gpt(), field, value), Error) << value;
        EXPECT_EQ(scenario, before);
    }
}

TEST(PoolEdit, OneModelStaysOn) {
    PoolSettings pool;
    const std::vector<std::string> models{"a", "b"};
    EXPECT_TRUE(setOn(pool, models, "a", false));
    EXPECT_FALSE(setOn(pool, models, "b", false));
    EXPECT_TRUE(isOn(pool, "b"));
    EXPECT_TRUE(setOn(pool, models, "a", true));
    EXPECT_TRUE(pool.disabled.empty());
}

TEST(PoolEdit, AThousandTimesOffIsAnotherUnit) {
    EXPECT_EQ(inOtherUnit(gpt(), PoolField::InputPrice, 2500.0), 2.5);
    EXPECT_DOUBLE_EQ(*inOtherUnit(gpt(), PoolField::InputPrice, 0.0025), 2.5);
    EXPECT_DOUBLE_EQ(*inOtherUnit(gpt(), PoolField::OutputPrice, 8000.0), 8.0);
    EXPECT_EQ(inOtherUnit(gpt(), PoolField::InputPrice, 25.0), std::nullopt);
    EXPECT_EQ(inOtherUnit(gpt(), PoolField::InputPrice, 0.0), std::nullopt);
    EXPECT_EQ(inOtherUnit(gpt(), PoolField::Multiplier, 1000.0), std::nullopt);
    ModelInfo unknown = gpt();
    unknown.inputPrice = kMissing;
    EXPECT_EQ(inOtherUnit(unknown, PoolField::InputPrice, 2500.0), std::nullopt);
}

TEST(PoolEdit, PricesOfFilesInAnotherUnitAreRemarkedOn) {
    ModelInfo model;
    model.name = "a";
    model.inputPrice = 2.5;
    model.outputPrice = 10.0;
    PoolSettings pool;
    pool.inputPrice = {{"a", 5.0}, {"gone", 9e9}};
    pool.outputPrice = {{"a", 0.0}};
    EXPECT_TRUE(unitRemarks(pool, {model}).empty());
    pool.inputPrice["a"] = 2500.0;
    pool.outputPrice["a"] = 0.01;
    const auto remarks = unitRemarks(pool, {model});
    ASSERT_EQ(remarks.size(), 2U);
    EXPECT_EQ(remarks[0],
              "the input price of a is 2500 USD per million tokens, that of the data 2.5: is it "
              "meant in another unit?");
}

TEST(PoolEdit, NamesTellTheProvider) {
    EXPECT_EQ(providerOf("gpt-4o-mini"), "OpenAI");
    EXPECT_EQ(providerOf("WizardLM/WizardLM-13B-V1.2"), "Microsoft");
    EXPECT_EQ(providerOf("meta/llama-2-70b-chat"), "Meta");
    EXPECT_EQ(providerOf("zero-one-ai/Yi-34B-Chat"), "01.AI");
    EXPECT_EQ(providerOf("somebody/else"), "somebody");
    EXPECT_EQ(providerOf("else"), "");
}

}  // namespace
}  // namespace orl
