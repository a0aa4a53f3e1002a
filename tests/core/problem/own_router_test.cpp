#include "core/own_router.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numeric>

#include "core/support/error.h"
#include "core/support/nearest_name.h"
#include "core/support/random.h"

namespace orl {
namespace {

OwnRouter choicesRouter() {
    OwnRouter router;
    router.name = "today";
    router.kind = OwnRouter::Kind::Choices;
    ChoiceList list{"log.csv", {"a", "b \"c\""}, {}};
    list.entries.push_back({"q1", choiceTextKey("one"), -1, 0, 1});
    list.entries.push_back({"", choiceTextKey("two"), -1, 0, 0});
    list.entries.push_back({"", 0, 7, choiceRowKey("test", "math", ""), 0});
    router.choices = std::make_shared<const ChoiceList>(std::move(list));
    router.otherwise = "a";
    return router;
}

std::string complaint(const std::function<void()>& act) {
    try {
        act();
    } catch (const Error& error) {
        EXPECT_FALSE(error.remedy().empty());
        return error.what();
    }
    return "nothing was thrown";
}

TEST(OwnRouters, ComeBackFromTheirJson) {
    for (const char* rule :
         {"task:math=gpt-4o,code=claude,*=mini", "level:1=a,2=b", "length:<200=a,<1000.5=b,*=c",
          "length-words:<10=a", "length-tokens:<10=a,*=b", "shares:a=0.3,b=0.7"}) {
        const OwnRouter router = ownRouterFrom(rule);
        EXPECT_EQ(OwnRouter::fromJson(router.toJson()), router) << rule;
        EXPECT_EQ(router.name, rule);
    }
    const OwnRouter choices = choicesRouter();
    EXPECT_EQ(OwnRouter::fromJson(choices.toJson()), choices);
    OwnRouter other = choices;
    auto list = *choices.choices;
    list.entries[2].check += 1;
    other.choices = std::make_shared<const ChoiceList>(list);
    EXPECT_FALSE(other == choices);
    EXPECT_FALSE(OwnRouter::fromJson(other.toJson()) == choices);
}

TEST(OwnRouters, RulesAreReadAsTheyAreTyped) {
    const OwnRouter task = ownRouterFrom("task: a=b=gpt , *= mini");
    EXPECT_EQ(task.table, (std::map<std::string, std::string>{{"a=b", "gpt"}}));
    EXPECT_EQ(task.otherwise, "mini");
    const OwnRouter length = ownRouterFrom("length:<200=a,*=c");
    ASSERT_EQ(length.steps.size(), 2U);
    EXPECT_EQ(length.steps[0], (LengthStep{200.0, "a"}));
    EXPECT_TRUE(std::isinf(length.steps[1].below));
    EXPECT_EQ(ownRouterFrom("shares:a=3,b=7").shares.at("b"), 7.0);
}

TEST(OwnRouters, SayWhatIsWrongWithARule) {
    const auto wrong = [](const std::string& rule) {
        return complaint([&] { ownRouterFrom(rule); });
    };
    EXPECT_NE(wrong("task:math").find("\"math\""), std::string::npos);
    EXPECT_NE(wrong("task:m=a,m=b").find("named twice"), std::string::npos);
    EXPECT_NE(wrong("task:*=a,*=b").find("named twice"), std::string::npos);
    EXPECT_NE(wrong("task:").find("empty"), std::string::npos);
    EXPECT_NE(wrong("length:200=a").find("no length"), std::string::npos);
    EXPECT_NE(wrong("length:<200=a,<100=b").find("ascending"), std::string::npos);
    EXPECT_NE(wrong("length:*=a,<100=b").find("100"), std::string::npos);
    EXPECT_NE(wrong("length:<0=a").find("above 0"), std::string::npos);
    EXPECT_NE(wrong("shares:a=x").find("no number"), std::string::npos);
    EXPECT_NE(wrong("shares:a=0").find("zero"), std::string::npos);
    EXPECT_NE(wrong("shares:a=-1,b=2").find("share of a"), std::string::npos);
    EXPECT_NE(wrong("shares:a=1,a=2").find("twice"), std::string::npos);
    EXPECT_NE(wrong("nonsense").find("no rule"), std::string::npos);
}

TEST(OwnRouters, SayWhichFieldOfTheirJsonIsWrong) {
    const auto wrong = [](const std::string& json) {
        return complaint([&] { OwnRouter::fromJson(json); });
    };
    EXPECT_NE(wrong("[]").find("no JSON object"), std::string::npos);
    EXPECT_NE(wrong(R"({"name":"n","kind":"x"})").find("\"kind\""), std::string::npos);
    EXPECT_NE(wrong(R"({"name":"n","kind":"task"})").find("\"table\""), std::string::npos);
    EXPECT_NE(wrong(R"({"name":"n","kind":"task","table":{"m":1}})").find("table.m"),
              std::string::npos);
    EXPECT_NE(wrong(R"({"name":"n","kind":"length","unit":"miles","steps":[]})").find("\"unit\""),
              std::string::npos);
    EXPECT_NE(wrong(R"({"name":"n","kind":"length","steps":[{"below":"x","model":"m"}]})")
                  .find("\"steps\""),
              std::string::npos);
    EXPECT_NE(wrong(R"({"name":"n","kind":"shares","shares":{"a":"1"}})").find("shares.a"),
              std::string::npos);
    EXPECT_NE(wrong(R"({"name":"n","kind":"choices","models":["a"],"choices":[{"model":1}]})")
                  .find("\"model\""),
              std::string::npos);
    EXPECT_NE(
        wrong(R"({"name":"n","kind":"choices","models":["a"],"choices":[{"model":0,"text":"z"}]})")
            .find("\"text\""),
        std::string::npos);
    EXPECT_NE(wrong(R"({"name":"a,b","kind":"task","table":{"m":"x"}})").find("comma"),
              std::string::npos);
    EXPECT_NE(wrong(R"({"name":" ","kind":"task","table":{"m":"x"}})").find("no name"),
              std::string::npos);
    EXPECT_NE(wrong(R"({"name":"n","kind":"task","table":{"m":""}})").find("name is empty"),
              std::string::npos);
}

TEST(OwnRouters, IdsAreTheirNamesBehindAPrefix) {
    EXPECT_EQ(ownRouterId("today"), "own:today");
    EXPECT_EQ(ownRouterTitle("own:today"), "today");
    EXPECT_EQ(ownRouterId("shares:a=1"), "shares:a=1");
    EXPECT_TRUE(isOwnRouter("own:x") && isOwnRouter("file:x.csv") && !isOwnRouter("dual"));
}

/// The closed rule: nobody is further than one query from the exact share, and the sum is exact.
TEST(OwnRouters, SharesAreExactByTheLargestRemainder) {
    Random random(7);
    for (int round = 0; round < 500; ++round) {
        std::map<std::string, double> shares;
        const auto models = 1 + random.below(6);
        for (std::uint64_t j = 0; j < models; ++j) {
            shares["m" + std::to_string(j)] = random.below(4) == 0 ? 0.0 : random.uniform();
        }
        shares["m0"] += 0.01;
        const std::size_t queries = random.below(300);
        double sum = 0.0;
        for (const auto& [model, share] : shares) sum += share;
        std::size_t given = 0;
        double leastGiven = 2.0;
        double mostLeft = -1.0;
        for (const auto& [model, count] : shareCounts(shares, queries)) {
            const double exact = shares[model] / sum * static_cast<double>(queries);
            EXPECT_LT(std::abs(static_cast<double>(count) - exact), 1.0 + 1e-9);
            const double rest = exact - std::floor(exact + 1e-9);
            const bool up = static_cast<double>(count) > std::floor(exact + 1e-9);
            if (up) leastGiven = std::min(leastGiven, rest);
            if (!up) mostLeft = std::max(mostLeft, rest);
            given += count;
        }
        EXPECT_EQ(given, queries);
        EXPECT_GE(leastGiven, mostLeft - 1e-9);
    }
    EXPECT_EQ(shareCounts({{"a", 1.0}, {"b", 1.0}}, 3).at("a"), 2U);
}

TEST(OwnRouters, TextsAreTheSameWhateverBreaksTheirLines) {
    EXPECT_EQ(choiceTextKey("a\r\nb"), choiceTextKey("a\nb"));
    EXPECT_EQ(choiceTextKey("a\rb"), choiceTextKey("a\nb"));
    EXPECT_EQ(choiceTextKey(" a\n"), choiceTextKey("a"));
    EXPECT_NE(choiceTextKey("a b"), choiceTextKey("a  b"));
    EXPECT_NE(choiceTextKey("A"), choiceTextKey("a"));
    EXPECT_NE(choiceRowKey("test", "math", ""), choiceRowKey("test", "", "math"));
}

TEST(OwnRouters, TheNearestNameIsOneThatWasMeant) {
    const std::vector<std::string> known = {"gpt-4o", "gpt-4o-mini", "claude-3-5-sonnet"};
    EXPECT_EQ(nearestName("GPT_4o", known), "gpt-4o");
    EXPECT_EQ(nearestName("gpt4o-mni", known), "gpt-4o-mini");
    EXPECT_EQ(nearestName("anthropic/claude-3.5-sonnet", known), "claude-3-5-sonnet");
    EXPECT_EQ(nearestName("llama-70b", known), "");
}

}  // namespace
}  // namespace orl
