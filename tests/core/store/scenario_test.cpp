#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <limits>

#include "core/scenario.h"
#include "core/support/error.h"
#include "core/support/random.h"

namespace orl {
namespace {

TEST(ScenarioJson, DefaultsRoundTrip) {
    EXPECT_EQ(Scenario::fromJson(Scenario{}.toJson()), Scenario{});
    EXPECT_EQ(Scenario::fromJson("{}"), Scenario{});
}

TEST(ScenarioJson, EveryFieldRoundTripsExactly) {
    Scenario scenario;
    scenario.name = "Preise verdoppelt – “heiß” 価格 \n\t\"\\'; DROP TABLE scenario;--";
    scenario.preparation.dataset = "RouterBench/0-shot";
    scenario.preparation.trainSplit = "";
    scenario.preparation.testSplit = "held-out";
    scenario.constraints.mode = RoutingMode::QualityUnderBudget;
    scenario.constraints.qualityFloor = 0.1 + 0.2;
    scenario.constraints.budgetPer1000 = std::numeric_limits<double>::denorm_min();
    scenario.constraints.commonCapacity = 1.0 / 3.0;
    scenario.constraints.capacityShare = {{"gpt-4", 0.1}, {"", 0.0}, {"mixtral 8×7b", -0.0}};
    scenario.constraints.groups = {
        "task", {{"law", 0.1}, {"", 1.0}}, {{"math", {{"gpt-4", 0.25}}}, {"é", {}}}};
    scenario.constraints.guarantee = {true, 0.85, 0.95};
    scenario.pool.caution = 0.3;
    scenario.pool.priceMultiplier = {{"gpt-4", 1e300}};
    scenario.pool.inputPrice = {{"a", std::numeric_limits<double>::max()}};
    scenario.pool.outputPrice = {{"b", 12345678.901234567}};
    scenario.pool.firstTokenSeconds = {{"a", 0.1}};
    scenario.pool.tokensPerSecond = {{"", 1.0 / 3.0}};
    scenario.pool.disabled = {"z", "a", "z"};
    scenario.pool.hypothetical = {{"like a", "a", 0.02}, {"like b", "b", -1.0 / 3.0}};
    scenario.pool.priceList = "somebody's, 2025";
    scenario.preparation.predictor = "knn";
    scenario.preparation.embedding = "data";
    scenario.preparation.neighbours = std::numeric_limits<int>::max();
    scenario.preparation.blend = std::nextafter(0.5, 1.0);
    scenario.preparation.folds = 5;
    scenario.router = "threshold";
    scenario.preparation.seed = std::numeric_limits<std::uint64_t>::max();
    EXPECT_EQ(Scenario::fromJson(scenario.toJson()), scenario);
    EXPECT_EQ(Scenario::fromJson(scenario.toJson()).toJson(), scenario.toJson());
    Scenario nameless = scenario;
    nameless.name.clear();
    EXPECT_EQ(Scenario::fromJson(scenario.toShortJson()), nameless);
    EXPECT_EQ(Scenario().toShortJson(), R"({"dataset":""})");
}

TEST(ScenarioJson, RandomNumbersKeepEveryBit) {
    Random random(1);
    for (int i = 0; i < 2000; ++i) {
        Scenario scenario;
        scenario.constraints.qualityFloor = std::bit_cast<double>(random.bits());
        if (std::isnan(scenario.constraints.qualityFloor)) continue;
        scenario.preparation.seed = random.bits();
        EXPECT_EQ(Scenario::fromJson(scenario.toJson()), scenario);
    }
}

TEST(ScenarioJson, NumbersThatJsonLacks) {
    Scenario scenario;
    scenario.constraints.budgetPer1000 = std::numeric_limits<double>::infinity();
    scenario.pool.inputPrice["m"] = -std::numeric_limits<double>::infinity();
    EXPECT_EQ(Scenario::fromJson(scenario.toJson()), scenario);
    scenario.preparation.blend = std::nan("");
    EXPECT_TRUE(std::isnan(Scenario::fromJson(scenario.toJson()).preparation.blend));
}

TEST(ScenarioJson, UnknownKeysAreIgnoredAndWholeNumbersAreNumbers) {
    const Scenario scenario = Scenario::fromJson(
        R"({"quality_floor": 1, "from_the_future": {"deep": [1,2]}, "neighbours": 5})");
    EXPECT_EQ(scenario.constraints.qualityFloor, 1.0);
    EXPECT_EQ(scenario.preparation.neighbours, 5);
    EXPECT_EQ(scenario.router, "dual");
}

TEST(ScenarioJson, TextThatIsNotUtf8IsAnError) {
    Scenario scenario;
    scenario.name = "\xff\xfe";
    EXPECT_THROW((void)scenario.toJson(), Error);
}

class BadScenario : public testing::TestWithParam<const char*> {};

TEST_P(BadScenario, IsRefused) {
    try {
        Scenario::fromJson(GetParam());
        FAIL() << "accepted";
    } catch (const Error& error) {
        EXPECT_NE(error.where().find("scenario"), std::string::npos);
        EXPECT_FALSE(error.problem().empty());
        EXPECT_FALSE(error.remedy().empty());
    }
}

INSTANTIATE_TEST_SUITE_P(
    Texts, BadScenario,
    testing::Values("", "   ", "no json", "{", R"({"name": "a")", "[]", "null", "3", "\"text\"",
                    R"({"name": 1})", R"({"mode": "fastest"})", R"({"mode": 0})",
                    R"({"quality_floor": "high"})", R"({"quality_floor": null})",
                    R"({"neighbours": 1.5})", R"({"neighbours": 99999999999})",
                    R"({"neighbours": 18446744073709551615})", R"({"seed": -1})",
                    R"({"seed": 1e3})", R"({"seed": 99999999999999999999})", R"({"disabled": "a"})",
                    R"({"disabled": [1]})", R"({"capacity_share": [0.5]})",
                    R"({"capacity_share": {"a": "b"}})", "{\"name\": \"\xff\"}",
                    R"({"quality_floor": 1e999})"));

TEST(ScenarioJson, DeepNestingIsRefusedWithoutACrash) {
    EXPECT_THROW(Scenario::fromJson(std::string(500000, '[')), Error);
    const std::string closed = std::string(500000, '[') + std::string(500000, ']');
    EXPECT_THROW(Scenario::fromJson(closed), Error);
    EXPECT_EQ(Scenario::fromJson("{\"x\":" + closed + "}"), Scenario{});
}

}  // namespace
}  // namespace orl
