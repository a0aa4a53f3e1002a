#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <string>

#include "core/optimize/optimize.h"
#include "core/support/error.h"
#include "tests/core/optimize/instances.h"

namespace orl::testing {
namespace {

bool infeasible(SolveStatus status) {
    return status != SolveStatus::Solved && status != SolveStatus::NothingFound;
}

void expectGroupsAgree(const SmallInstance& small, const SolveResult& result) {
    const Constraints& ask = small.constraints;
    const Exhaustive truth = exhaustive(small.problem, ask);
    const bool floor = ask.mode == RoutingMode::CostUnderFloor;
    if (!truth.optimum && !(truth.looseOptimum && result.solved())) {
        EXPECT_TRUE(infeasible(result.status));
        EXPECT_FALSE(result.explanation.empty());
        const bool tooShort = result.status == SolveStatus::CapacityShort ||
                              result.status == SolveStatus::GroupCapacityShort;
        EXPECT_EQ(tooShort, !truth.placeable) << result.explanation;
        if (result.status == SolveStatus::FloorUnreachable) {
            EXPECT_NEAR(result.limit, truth.bestQuality, kTolerance);
            EXPECT_LT(truth.bestQuality, ask.qualityFloor);
        }
        if (result.status == SolveStatus::BudgetTooSmall) {
            EXPECT_NEAR(result.limit, truth.leastCost, kTolerance * truth.leastCost);
            EXPECT_GT(truth.leastCost, ask.budget);
        }
        if (result.status == SolveStatus::GroupFloorUnreachable) {
            bool found = false;
            for (std::size_t g = 0; g < ask.groupFloor.size(); ++g) {
                found |= truth.groupBest[g] < ask.groupFloor[g] &&
                         std::abs(truth.groupBest[g] - result.limit) < kTolerance;
            }
            EXPECT_TRUE(found) << result.explanation;
        }
        return;
    }
    ASSERT_EQ(result.status, SolveStatus::Solved) << result.explanation;
    const Verification check = verify(small.problem, ask, result.assignment);
    EXPECT_TRUE(check.feasible);
    EXPECT_EQ(check.totals.load, result.load);
    EXPECT_EQ(check.totals.cost, result.cost);
    EXPECT_EQ(check.totals.quality, result.quality);
    const double optimum = truth.optimum.value_or(*truth.looseOptimum);
    const double slack = kTolerance * std::abs(optimum);
    if (result.proof == Proof::Optimal) {
        const double objective = floor ? result.cost : -result.quality;
        EXPECT_LE(objective, (floor ? optimum : -optimum) + slack);
        EXPECT_EQ(result.gap, 0.0);
    }
    if (floor) {
        EXPECT_LE(result.bound, optimum + slack);
        EXPECT_GE(result.cost, *truth.looseOptimum - slack);
        EXPECT_LE(result.cost, optimum * (1.0 + 1e-6) + slack) << "so few can all be tried";
    } else {
        EXPECT_GE(result.bound, optimum - slack);
        EXPECT_LE(result.quality, *truth.looseOptimum + slack);
        EXPECT_GE(result.quality, optimum * (1.0 - 1e-6) - slack) << "so few can all be tried";
    }
    EXPECT_GE(result.gap, 0.0);
}

TEST(SmallGroups, AgreeWithExhaustiveSearch) {
    Random random(20261);
    std::map<SolveStatus, int> seen;
    for (int round = 0; round < 14000; ++round) {
        const SmallInstance small = smallGroupedInstance(random);
        DualOptimizer optimizer(small.problem);
        const SolveResult result = optimizer.solve(small.constraints);
        ++seen[result.status];
        expectGroupsAgree(small, result);
        if (HasFailure()) {
            FAIL() << "round " << round << ", " << small.problem.queryCount() << " × "
                   << small.problem.modelCount();
        }
    }
    for (const SolveStatus status :
         {SolveStatus::Solved, SolveStatus::CapacityShort, SolveStatus::GroupCapacityShort,
          SolveStatus::FloorUnreachable, SolveStatus::GroupFloorUnreachable,
          SolveStatus::BudgetTooSmall, SolveStatus::FloorsConflict})
        EXPECT_GE(seen[status], 20) << "status " << static_cast<int>(status) << " hardly tested";
}

TEST(SmallGroups, WarmStartsAgreeWithExhaustiveSearch) {
    Random random(77);
    for (int round = 0; round < 500; ++round) {
        SmallInstance small = smallGroupedInstance(random);
        const std::size_t queries = small.problem.queryCount();
        DualOptimizer optimizer(small.problem);
        for (int move = 0; move < 8; ++move) {
            Constraints& ask = small.constraints;
            const std::size_t g = random.below(ask.groupFloor.size());
            ask.groupFloor[g] = random.below(3) == 0 ? std::nan("") : random.uniform();
            if (!ask.groupCapacity.empty() && random.below(2) == 0) {
                ask.groupCapacity[random.below(ask.groupCapacity.size())] =
                    static_cast<std::int64_t>(random.below(queries + 1));
            }
            if (random.below(3) == 0) {
                const bool floor = ask.mode == RoutingMode::CostUnderFloor;
                ask.mode = floor ? RoutingMode::QualityUnderBudget : RoutingMode::CostUnderFloor;
            }
            if (random.below(4) == 0) {
                for (auto& group : ask.group)
                    group = static_cast<std::int32_t>(random.below(ask.groupFloor.size()));
            }
            ask.qualityFloor = 0.7 * random.uniform();
            if (const double least = optimizer.minCost(ask); !std::isnan(least))
                ask.budget = least * random.uniform(0.95, 2.0);
            expectGroupsAgree(small, optimizer.solve(ask));
            if (HasFailure()) FAIL() << "round " << round << ", move " << move;
        }
    }
}

TEST(SmallGroups, ReachableEndsAreExact) {
    Random random(8);
    int kept = 0;
    for (int round = 0; round < 3000; ++round) {
        SmallInstance small = smallGroupedInstance(random);
        Constraints& ask = small.constraints;
        const Exhaustive truth = exhaustive(small.problem, ask);
        DualOptimizer optimizer(small.problem);
        const double quality = optimizer.maxQuality(ask);
        if (!truth.placeable) {
            EXPECT_TRUE(std::isnan(quality));
            EXPECT_TRUE(std::isnan(optimizer.minCost(ask)));
            continue;
        }
        EXPECT_NEAR(quality, truth.bestQuality, 1e-12);
        ask.mode = RoutingMode::CostUnderFloor;
        ask.qualityFloor = 0.0;
        const Exhaustive floors = exhaustive(small.problem, ask);
        const double cost = optimizer.minCost(ask);
        if (floors.optimum) {
            ++kept;
            EXPECT_LE(cost, *floors.optimum * (1.0 + 1e-6));
            EXPECT_GE(cost, *floors.looseOptimum * (1.0 - kTolerance));
        } else if (!floors.looseOptimum) {
            EXPECT_TRUE(std::isnan(cost));
        }
        if (HasFailure()) FAIL() << "round " << round;
    }
    EXPECT_GE(kept, 1000);
}

/// Two groups of three queries, two models: the second costs more and knows more.
RoutingProblem sixQueries() {
    RoutingProblem problem(6, 2);
    for (std::size_t i = 0; i < 6; ++i) {
        problem.set(i, 0, 1.0, i < 3 ? 0.25 : 0.5);
        problem.set(i, 1, 4.0, 0.75);
    }
    return problem;
}

Constraints twoGroups() {
    Constraints ask;
    ask.group = {0, 0, 0, 1, 1, 1};
    ask.groupNames = {"math", "law"};
    return ask;
}

TEST(Groups, FloorsAndCapsHoldAndAreNamed) {
    const RoutingProblem problem = sixQueries();
    DualOptimizer optimizer(problem);
    Constraints ask = twoGroups();
    ask.groupFloor = {0.5, std::nan("")};
    SolveResult result = optimizer.solve(ask);
    ASSERT_TRUE(result.solved());
    EXPECT_EQ(result.cost, 12.0);  // two of the three math queries to the second model
    EXPECT_EQ(result.groupPrice.size(), 2U);
    EXPECT_EQ(result.groupPrice[1], 0.0);

    ask.groupFloor = {0.8, std::nan("")};
    result = optimizer.solve(ask);
    EXPECT_EQ(result.status, SolveStatus::GroupFloorUnreachable);
    EXPECT_EQ(result.limit, 0.75);
    EXPECT_NE(result.explanation.find("\"math\""), std::string::npos) << result.explanation;

    ask.groupFloor.clear();
    ask.groupCapacity = {kUnlimited, kUnlimited, 1, 1};
    result = optimizer.solve(ask);
    EXPECT_EQ(result.status, SolveStatus::GroupCapacityShort);
    EXPECT_EQ(result.limit, 2.0);
    EXPECT_NE(result.explanation.find("\"law\""), std::string::npos) << result.explanation;

    ask.groupCapacity = {kUnlimited, kUnlimited, kUnlimited, kUnlimited};
    ask.groupFloor = {0.6, 0.6};
    ask.capacity = {6, 3};  // either floor needs two of the three places on the second model
    result = optimizer.solve(ask);
    EXPECT_EQ(result.status, SolveStatus::FloorsConflict) << result.explanation;

    ask.capacity.clear();
    ask.mode = RoutingMode::QualityUnderBudget;
    ask.budget = 8.0;
    result = optimizer.solve(ask);
    EXPECT_EQ(result.status, SolveStatus::FloorsConflict) << result.explanation;
    // With qualities in quarters the groups need sums of 2: 2.5 and 2 queries on the second model.
    EXPECT_NEAR(result.limit, 3 * 1.0 + 2.5 * 3.0 + 3 * 1.0 + 2 * 3.0, 1e-6);
    ask.budget = 5.0;
    result = optimizer.solve(ask);
    EXPECT_EQ(result.status, SolveStatus::BudgetTooSmall);
    EXPECT_EQ(result.limit, 6.0);
}

// Fractional shares would meet both floors, whole queries do not.
TEST(Groups, AnAssignmentThatOnlyFractionsCouldMakeIsProvenImpossible) {
    RoutingProblem problem(2, 2);
    problem.set(0, 0, 1.0, 0.0);
    problem.set(0, 1, 1.0, 1.0);
    problem.set(1, 0, 1.0, 0.0);
    problem.set(1, 1, 1.0, 1.0);
    Constraints ask;
    ask.capacity = {2, 1};
    ask.group = {0, 1};
    ask.groupFloor = {0.5, 0.5};
    const SolveResult result = DualOptimizer(problem).solve(ask);
    EXPECT_EQ(result.status, SolveStatus::FloorsConflict);
    EXPECT_TRUE(std::isnan(result.limit));
}

// Two thirds of every group would have to go to a model that holds 60 % of all queries, where
// fractions are content with half. To prove that takes more branches than there is time for.
TEST(Groups, ASearchThatIsGivenUpSaysSo) {
    constexpr std::size_t kGroups = 30;
    RoutingProblem problem(3 * kGroups, 2);
    Random random(5);
    Constraints ask;
    for (std::size_t i = 0; i < problem.queryCount(); ++i) {
        problem.set(i, 0, 2e-3, random.uniform(0.9, 0.91));
        problem.set(i, 1, 1e-3, 0.0);
        ask.group.push_back(static_cast<std::int32_t>(i / 3));
    }
    ask.groupFloor.assign(kGroups, 0.46);
    ask.capacity = {6 * kGroups * 3 / 10, 3 * kGroups};
    DualOptimizer optimizer(problem);
    const SolveResult result = optimizer.solve(ask);
    EXPECT_EQ(result.status, SolveStatus::NothingFound);
    EXPECT_NE(result.explanation.find("found"), std::string::npos) << result.explanation;
    EXPECT_TRUE(std::isnan(result.limit));
    EXPECT_TRUE(result.assignment.empty());
    // With room enough for two thirds there is one.
    ask.capacity[0] = 2 * kGroups;
    const SolveResult solved = optimizer.solve(ask);
    ASSERT_TRUE(solved.solved()) << solved.explanation;
    EXPECT_TRUE(verify(problem, ask, solved.assignment).feasible);
}

TEST(Groups, SenselessConstraintsAreRefused) {
    const RoutingProblem problem = sixQueries();
    DualOptimizer optimizer(problem);
    const auto refused = [&](const Constraints& ask, const char* what) {
        EXPECT_THROW(optimizer.solve(ask), Error) << what;
    };
    Constraints ask = twoGroups();
    ask.groupFloor = {0.5, 1.5};
    refused(ask, "floor above 1");
    ask.groupFloor = {0.5};
    refused(ask, "a group without a floor, two names");
    ask.groupFloor = {0.5, 0.5};
    ask.groupCapacity = {1, 1};
    refused(ask, "caps of one group");
    ask.groupCapacity = {1, 1, -1, 1};
    refused(ask, "negative cap");
    ask.groupCapacity.clear();
    ask.group[2] = 2;
    refused(ask, "unknown group");
    ask.group.pop_back();
    refused(ask, "a query without group");
    ask = twoGroups();
    EXPECT_TRUE(optimizer.solve(ask).solved()) << "groups of which nothing is asked";
}

TEST(Groups, SharesRoundDownButNotByAnUlp) {
    const std::vector<std::int32_t> group(100, 0);
    EXPECT_EQ(shareOfGroup(0.29, group, 0), 29);
    EXPECT_EQ(shareOfGroup(0.299, group, 0), 29);
    EXPECT_EQ(shareOfGroup(1.0, group, 0), 100);
    EXPECT_EQ(shareOfGroup(0.5, group, 1), 0);
}

TEST(Groups, StopsWhenAsked) {
    const RoutingProblem problem = instance(Kind::Uniform, 100, 3, 3);
    Constraints ask;
    ask.group.assign(100, 0);
    ask.groupFloor = {0.5};
    std::stop_source source;
    source.request_stop();
    SolveOptions options;
    options.stop = source.get_token();
    EXPECT_THROW(DualOptimizer(problem).solve(ask, options), Cancelled);
}

}  // namespace
}  // namespace orl::testing
