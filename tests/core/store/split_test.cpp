#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "core/data/split.h"
#include "core/support/error.h"
#include "core/support/random.h"

namespace orl {
namespace {

Dataset queriesOf(const std::map<std::string, std::size_t>& tasks) {
    Dataset data;
    for (const auto& [task, count] : tasks) {
        for (std::size_t i = 0; i < count; ++i) {
            Query query;
            query.task = task;
            query.text = task + " question " + std::to_string(i);
            data.queries.push_back(query);
        }
    }
    return data;
}

using Counts = std::map<std::string, std::map<std::string, std::size_t>>;  // task, split

Counts countsOf(const Dataset& data) {
    Counts counts;
    for (const Query& query : data.queries) ++counts[query.task][query.split];
    return counts;
}

std::map<std::string, std::size_t> totalsOf(const Dataset& data) {
    std::map<std::string, std::size_t> totals;
    for (const Query& query : data.queries) ++totals[query.split];
    return totals;
}

TEST(Split, LargestRemainderWithinEachTask) {
    Dataset data = queriesOf({{"arc", 1039}, {"mbpp", 299}, {"winogrande", 887}});
    applySplit(data, splitRuleFrom("train=0.7,test=0.3", 1));
    // 727.3, 209.3 and 620.9 of the queries are the train quotas.
    const Counts expected = {{"arc", {{"train", 727}, {"test", 312}}},
                             {"mbpp", {{"train", 209}, {"test", 90}}},
                             {"winogrande", {{"train", 621}, {"test", 266}}}};
    EXPECT_EQ(countsOf(data), expected);
}

TEST(Split, EveryTaskAndShareIsMetToWithinOneQuery) {
    Random random(7);
    for (int round = 0; round < 300; ++round) {
        std::map<std::string, std::size_t> tasks;
        const auto taskCount = 1 + random.below(12);
        for (std::uint64_t t = 0; t < taskCount; ++t) {
            tasks["task" + std::to_string(t)] = random.below(round % 3 == 0 ? 4 : 200);
        }
        SplitRule rule;
        rule.kind = SplitRule::Kind::Shares;
        rule.seed = random.bits();
        double sum = 0.0;
        const auto shareCount = 1 + random.below(4);
        for (std::uint64_t s = 0; s < shareCount; ++s) {
            rule.shares.push_back({"split" + std::to_string(s), random.uniform(0.05, 3.0)});
            sum += rule.shares.back().share;
        }
        Dataset data = queriesOf(tasks);
        applySplit(data, rule);
        Counts counts = countsOf(data);
        for (const auto& [task, count] : tasks) {
            std::size_t placed = 0;
            for (const SplitRule::Share& share : rule.shares) {
                const double quota = static_cast<double>(count) * share.share / sum;
                const auto got = counts[task][share.split];
                EXPECT_LT(std::abs(static_cast<double>(got) - quota), 1.0);
                placed += got;
            }
            EXPECT_EQ(placed, count);
        }
    }
}

TEST(Split, ManyTinyTasksStillMeetTheSharesOfTheWhole) {
    for (const std::size_t size : {1, 2, 3}) {
        std::map<std::string, std::size_t> tasks;
        for (int t = 0; t < 1000; ++t) tasks["task" + std::to_string(t)] = size;
        Dataset data = queriesOf(tasks);
        applySplit(data, splitRuleFrom("train=0.7,calibration=0.1,test=0.2", 3));
        auto totals = totalsOf(data);
        const auto all = static_cast<double>(data.queries.size());
        EXPECT_NEAR(static_cast<double>(totals["train"]), 0.7 * all, 3.0);
        EXPECT_NEAR(static_cast<double>(totals["calibration"]), 0.1 * all, 3.0);
        EXPECT_NEAR(static_cast<double>(totals["test"]), 0.2 * all, 3.0);
    }
}

TEST(Split, ExactSharesLeaveNothingToRounding) {
    Dataset data = queriesOf({{"a", 10}, {"b", 100}, {"c", 30}});
    applySplit(data, splitRuleFrom("train=0.7,test=0.3", 9));
    const Counts expected = {{"a", {{"train", 7}, {"test", 3}}},
                             {"b", {{"train", 70}, {"test", 30}}},
                             {"c", {{"train", 21}, {"test", 9}}}};
    EXPECT_EQ(countsOf(data), expected);
}

TEST(Split, DependsOnTheSeedAndNotOnTheOrder) {
    Dataset data = queriesOf({{"a", 50}, {"b", 70}});
    const SplitRule rule = splitRuleFrom("train=0.6,test=0.4", 11);
    applySplit(data, rule);
    std::map<std::string, std::string> byText;
    for (const Query& query : data.queries) byText[query.text] = query.split;

    Dataset shuffled = queriesOf({{"a", 50}, {"b", 70}});
    Random random(5);
    random.shuffle(std::span(shuffled.queries));
    applySplit(shuffled, rule);
    for (const Query& query : shuffled.queries) EXPECT_EQ(query.split, byText[query.text]);

    Dataset other = queriesOf({{"a", 50}, {"b", 70}});
    applySplit(other, splitRuleFrom("train=0.6,test=0.4", 12));
    EXPECT_TRUE(std::any_of(other.queries.begin(), other.queries.end(),
                            [&](const Query& query) { return query.split != byText[query.text]; }));
}

TEST(Split, SharesAreSpreadOverTheTask) {
    // A split that took the first rows would be no random sample: both halves must hold both.
    Dataset data = queriesOf({{"a", 1000}});
    applySplit(data, splitRuleFrom("train=0.5,test=0.5", 2));
    const auto inFirstHalf =
        std::count_if(data.queries.begin(), data.queries.begin() + 500,
                      [](const Query& query) { return query.split == "train"; });
    EXPECT_GT(inFirstHalf, 200);
    EXPECT_LT(inFirstHalf, 300);
}

TEST(Split, EqualTextsAreAllPlaced) {
    Dataset data;
    data.queries.resize(10);
    for (Query& query : data.queries) query.text = "the same";
    applySplit(data, splitRuleFrom("train=0.5,test=0.5", 2));
    EXPECT_EQ(totalsOf(data), (std::map<std::string, std::size_t>{{"train", 5}, {"test", 5}}));
}

TEST(Split, SharesMayLeaveTheDatasOwnSplitsAlone) {
    Dataset data;
    for (int i = 0; i < 20; ++i) {
        Query& query = data.queries.emplace_back();
        query.text = "q" + std::to_string(i);
        if (i < 5) query.split = "test";
    }
    Dataset anew = data;
    EXPECT_EQ(applySplit(data, splitRuleFrom("keep,train=0.8,test=0.2", 1)), 5U);
    EXPECT_EQ(data.rowsOfSplit("test").size(), 5U + 3U);
    EXPECT_EQ(data.rowsOfSplit("train").size(), 12U);
    for (std::size_t i = 0; i < 5; ++i) EXPECT_EQ(data.queries[i].split, "test");
    EXPECT_EQ(applySplit(anew, splitRuleFrom("train=0.8,test=0.2", 1)), 0U);
    EXPECT_EQ(anew.rowsOfSplit("train").size(), 16U);
    EXPECT_THROW(splitRuleFrom("keep,", 1), Error);
    EXPECT_THROW(splitRuleFrom("keep,train", 1), Error);
}

TEST(Split, KeepFillsOnlyWhatIsEmpty) {
    Dataset data = queriesOf({{"a", 2}});
    data.queries[1].split = "validation";
    applySplit(data, splitRuleFrom("keep", 1));
    EXPECT_EQ(data.queries[0].split, kDefaultSplit);
    EXPECT_EQ(data.queries[1].split, "validation");
}

TEST(Split, FixedNamesAll) {
    Dataset data = queriesOf({{"a", 3}});
    data.queries[0].split = "other";
    applySplit(data, splitRuleFrom(" test ", 1));
    EXPECT_EQ(totalsOf(data), (std::map<std::string, std::size_t>{{"test", 3}}));
}

TEST(Split, NoQueries) {
    Dataset data;
    applySplit(data, splitRuleFrom("train=1,test=1", 1));
    EXPECT_TRUE(data.queries.empty());
}

TEST(Split, ReadsSharesWithSpaces) {
    const SplitRule rule = splitRuleFrom(" train = 7 , test=3", 4);
    ASSERT_EQ(rule.shares.size(), 2U);
    EXPECT_EQ(rule.kind, SplitRule::Kind::Shares);
    EXPECT_EQ(rule.shares[0].split, "train");
    EXPECT_EQ(rule.shares[0].share, 7.0);
    EXPECT_EQ(rule.shares[1].split, "test");
    EXPECT_EQ(rule.seed, 4U);
}

class BadSplitRule : public testing::TestWithParam<const char*> {};

TEST_P(BadSplitRule, IsRefusedWithARemedy) {
    try {
        splitRuleFrom(GetParam(), 1);
        FAIL() << "accepted";
    } catch (const Error& error) {
        EXPECT_FALSE(error.problem().empty());
        EXPECT_NE(error.remedy().find("train=0.7,test=0.3"), std::string::npos);
    }
}

INSTANTIATE_TEST_SUITE_P(Rules, BadSplitRule,
                         testing::Values("", "  ", "train=", "=0.5", "train=0.7,", "train=0.7,test",
                                         "train=-1,test=2", "train=0,test=1", "train=nan,test=1",
                                         "train=inf", "train=0.5x", "train=0.5,train=0.5", ",",
                                         "train=1e999,test=1", "train=0.7;test=0.3"));

TEST(Split, RuleWithoutSharesIsRefused) {
    Dataset data = queriesOf({{"a", 3}});
    SplitRule rule;
    rule.kind = SplitRule::Kind::Shares;
    EXPECT_THROW(applySplit(data, rule), Error);
    rule.shares = {{"train", std::nan("")}};
    EXPECT_THROW(applySplit(data, rule), Error);
}

}  // namespace
}  // namespace orl
