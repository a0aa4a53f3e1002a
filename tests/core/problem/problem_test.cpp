#include "core/problem.h"

#include <gtest/gtest.h>

#include <limits>

#include "core/support/error.h"

namespace orl {
namespace {

TEST(RoutingProblem, KeepsEveryCellApart) {
    RoutingProblem problem(19, 3);  // two full blocks and a tail
    for (std::size_t i = 0; i < 19; ++i) {
        for (std::size_t j = 0; j < 3; ++j) {
            problem.set(i, j, static_cast<double>(100 * i + j), static_cast<double>(i + j) / 100.0);
        }
    }
    for (std::size_t i = 0; i < 19; ++i) {
        for (std::size_t j = 0; j < 3; ++j) {
            EXPECT_EQ(problem.cost(i, j), static_cast<double>(100 * i + j));
            EXPECT_EQ(problem.quality(i, j), static_cast<double>(i + j) / 100.0);
        }
    }
    EXPECT_NO_THROW(problem.validate());
}

TEST(RoutingProblem, RefusesNonsenseWithRowAndColumn) {
    const double bad[] = {std::numeric_limits<double>::quiet_NaN(), -1.0, -1e-300};
    for (const double cost : bad) {
        RoutingProblem problem(3, 2);
        problem.set(1, 1, cost, 0.5);
        try {
            problem.validate();
            FAIL() << "accepted cost " << cost;
        } catch (const Error& error) {
            EXPECT_EQ(error.where(), "row 2, column 2");
        }
    }
    RoutingProblem problem(3, 2);
    problem.set(2, 0, 0.0, 1.5);
    EXPECT_THROW(problem.validate(), Error);
}

TEST(RoutingProblem, RefusesAQueryNobodyMayTake) {
    RoutingProblem problem(2, 2);
    problem.forbid(1, 0);
    EXPECT_NO_THROW(problem.validate());
    problem.forbid(1, 1);
    EXPECT_THROW(problem.validate(), Error);
}

TEST(TotalsOf, SumsCostQualityAndLoad) {
    RoutingProblem problem(3, 2);
    problem.set(0, 0, 1.0, 0.5);
    problem.set(1, 1, 2.0, 1.0);
    problem.set(2, 1, 4.0, 0.3);
    const PlanTotals totals = totalsOf(problem, Assignment{0, 1, -1});
    EXPECT_EQ(totals.cost, 3.0);
    EXPECT_EQ(totals.quality, 0.5);
    EXPECT_EQ(totals.load, (std::vector<std::int64_t>{1, 1}));
    EXPECT_EQ(totals.unplaced, 1U);
    EXPECT_THROW(totalsOf(problem, Assignment{0, 2, 0}), Error);
    EXPECT_THROW(totalsOf(problem, Assignment{0, 1}), Error);
}

TEST(SlotsOfShare, RoundsDownAndForgivesRounding) {
    EXPECT_EQ(slotsOfShare(0.3, 953), 285);
    EXPECT_EQ(slotsOfShare(0.1 + 0.2, 10), 3);
    EXPECT_EQ(slotsOfShare(0.29, 100), 29);
    EXPECT_EQ(slotsOfShare(1.0, 7), 7);
    EXPECT_EQ(slotsOfShare(0.0, 7), 0);
    EXPECT_EQ(slotsOfShare(0.14, 7), 0);
    EXPECT_EQ(slotsOfShare(-0.1, 7), 0);
    for (std::size_t count : {3U, 10U, 953U, 100'000U}) {
        for (std::size_t k = 0; k <= count; k += count / 3) {
            const double share = static_cast<double>(k) / static_cast<double>(count);
            EXPECT_EQ(slotsOfShare(share, count), static_cast<std::int64_t>(k));
        }
    }
}

}  // namespace
}  // namespace orl
