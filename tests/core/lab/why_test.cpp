#include "core/lab/why.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/lab/reduced_cost.h"
#include "core/lab/solving.h"
#include "routed_support.h"

namespace orl::testing {
namespace {

TEST(Why, EveryPartAddsUp) {
    const auto view = routed(randomProblem(80, 5, 1, true), floorOf(0.7, 0.4));
    const ReducedCosts costs(*view);
    for (std::size_t i = 0; i < 80; ++i) {
        const Why why = whyOf(*view, i);
        ASSERT_TRUE(why.hasPrices);
        ASSERT_TRUE(why.chosen);
        EXPECT_EQ(std::int32_t(*why.chosen), (*view->assignment)[i]);
        EXPECT_EQ(why.models.size(), 5U);
        double last = -1e300;
        for (const ModelReason& reason : why.models) {
            EXPECT_EQ(reason.allowed, view->experiment->problem.allowed(i, reason.model));
            if (!reason.allowed) continue;
            EXPECT_DOUBLE_EQ(reason.worth, why.qualityPrice * reason.quality);
            EXPECT_DOUBLE_EQ(reason.reducedCost, costs.of(i, reason.model));
            EXPECT_GE(reason.reducedCost, last);
            last = reason.reducedCost;
        }
        if (why.runnerUp) {
            EXPECT_DOUBLE_EQ(why.gap, costs.margin(i));
        }
        EXPECT_FALSE(why.verdict.empty());
    }
}

/// Two queries by hand: at λ = 10 and no limits the floor decides.
TEST(Why, TheVerdictIsMadeOfTheNumbersShown) {
    RoutingProblem problem(2, 2);
    problem.set(0, 0, 0.001, 0.9);
    problem.set(0, 1, 0.006, 1.0);
    problem.set(1, 0, 0.001, 0.4);
    problem.set(1, 1, 0.006, 0.9);
    auto view = routed(problem, floorOf(0.9));
    auto prices = std::make_shared<SolveResult>(*view->certificate);
    prices->qualityPrice = 0.02;
    prices->capacityPrice = {0.0, 0.001};
    view->certificate = prices;
    EXPECT_EQ(whyOf(*view, 0).verdict,
              "m0 costs $5.00 less per 1,000 than m1, but is right 10.0 points less often, worth "
              "$2.00 at λ; with the slot price $1.00 of m1 it wins by $4.00.");
    EXPECT_EQ(whyOf(*view, 1).verdict,
              "m1 costs $5.00 more per 1,000 than m0, but is right 50.0 points more often, worth "
              "$10.00 at λ; with the slot price $1.00 of m1 it wins by $4.00.");
}

TEST(Why, NeverClaimsALeastThatItHasNot) {
    RoutingProblem problem(2, 2);
    problem.set(0, 0, 0.001, 0.5);
    problem.set(0, 1, 0.002, 0.6);
    problem.set(1, 0, 0.001, 0.5);
    problem.set(1, 1, 0.002, 0.6);
    auto view = routed(problem, floorOf(0.55));
    // Two equal queries of which one is upgraded: at any λ one of them ties or is above the least.
    auto prices = std::make_shared<SolveResult>(*view->certificate);
    prices->capacityPrice.clear();
    prices->qualityPrice = 0.011;
    view->certificate = prices;
    int above = 0;
    for (std::size_t i = 0; i < 2; ++i) {
        const Why why = whyOf(*view, i);
        if (why.gap >= 0.0) {
            EXPECT_NE(why.verdict.find("it wins by"), std::string::npos);
            continue;
        }
        ++above;
        EXPECT_EQ(why.verdict.find("it wins by"), std::string::npos);
        EXPECT_NE(why.verdict.find("not the least"), std::string::npos);
    }
    EXPECT_EQ(above, 1);
    prices = std::make_shared<SolveResult>(*prices);
    prices->qualityPrice = 0.01;
    view->certificate = prices;
    EXPECT_NE(whyOf(*view, 0).verdict.find("they tie"), std::string::npos)
        << whyOf(*view, 0).verdict;
}

TEST(Why, SaysWhatIsMissing) {
    const RoutingProblem problem = randomProblem(20, 3, 4);
    const Why nowhere = whyOf(*routed(problem, floorOf(0.999)), 3);
    EXPECT_FALSE(nowhere.chosen);
    EXPECT_FALSE(nowhere.hasPrices);
    EXPECT_NE(nowhere.verdict.find("goes nowhere"), std::string::npos);
    auto view = routed(problem, floorOf(0.6));
    view->certificate = nullptr;
    const Why rule = whyOf(*view, 3);
    EXPECT_TRUE(rule.chosen);
    EXPECT_FALSE(rule.hasPrices);
    EXPECT_NE(rule.verdict.find("no prices"), std::string::npos);
    const Why only = whyOf(*routed(randomProblem(5, 1, 1), floorOf(0.0)), 0);
    EXPECT_EQ(only.verdict, "m0 is the only model that may take it.");
}

/// A budget that buys the best of everything has no finite λ.
TEST(Why, ABudgetWithoutEndHasNoPrice) {
    ConstraintSettings settings;
    settings.mode = RoutingMode::QualityUnderBudget;
    settings.budgetPer1000 = 1000.0;
    const auto view = routed(randomProblem(30, 3, 4), settings);
    const Why why = whyOf(*view, 0);
    EXPECT_FALSE(why.verdict.empty());
    EXPECT_EQ(why.verdict.find("nan"), std::string::npos) << why.verdict;
    EXPECT_EQ(why.verdict.find("inf"), std::string::npos) << why.verdict;
    settings.budgetPer1000 = 2.0;
    const Why priced = whyOf(*routed(randomProblem(30, 3, 4), settings), 0);
    EXPECT_TRUE(priced.hasPrices);
    EXPECT_TRUE(std::isfinite(priced.gap));
}

TEST(Why, SeveralAreTheirMeansAndSums) {
    const auto view = routed(randomProblem(50, 4, 2, true), floorOf(0.65, 0.5));
    const std::vector<std::uint32_t> queries{2, 3, 17, 40};
    const WhyMany many = whyOf(*view, queries);
    EXPECT_EQ(many.figures.queries, 4U);
    std::size_t chosen = 0;
    for (const ModelReason& mean : many.models) {
        double sum = 0.0;
        std::size_t may = 0;
        for (const std::uint32_t i : queries) {
            const ModelReason* one = nullptr;
            const Why why = whyOf(*view, i);
            one = why.of(mean.model);
            if (!one->allowed) continue;
            sum += one->reducedCost;
            ++may;
        }
        EXPECT_EQ(mean.queries, may);
        if (may > 0) {
            EXPECT_NEAR(mean.reducedCost, sum / double(may), 1e-15);
        }
        chosen += mean.chosenBy;
    }
    EXPECT_EQ(chosen, 4U);
    EXPECT_NE(many.verdict.find("These 4 queries cost $"), std::string::npos) << many.verdict;
}

TEST(Why, AmountsAreForAThousand) {
    EXPECT_EQ(per1000(0.00198), "$1.98");
    EXPECT_EQ(per1000(-0.00881), "−$8.81");
    EXPECT_EQ(per1000(0.0), "$0");
    EXPECT_EQ(per1000(2.4e-9), "$0.0000024");
    EXPECT_EQ(per1000(12.0), "$12000");
}

}  // namespace
}  // namespace orl::testing
