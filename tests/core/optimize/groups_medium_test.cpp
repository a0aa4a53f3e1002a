#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "core/optimize/optimize.h"
#include "tests/core/optimize/instances.h"
#include "tests/core/optimize/linear_program.h"

namespace orl::testing {
namespace {

SolveResult expectGroupsNearLinearOptimum(const RoutingProblem& problem, const Constraints& ask,
                                          const std::string& what) {
    DualOptimizer optimizer(problem);
    const SolveResult result = optimizer.solve(ask);
    const auto linear = linearOptimum(problem, ask);
    EXPECT_EQ(result.solved(), linear.has_value()) << what << ": " << result.explanation;
    if (!linear || !result.solved()) return result;
    EXPECT_TRUE(verify(problem, ask, result.assignment).feasible) << what;
    const bool floor = ask.mode == RoutingMode::CostUnderFloor;
    const double objective = floor ? result.cost : result.quality;
    const double worse = floor ? objective / *linear - 1.0 : 1.0 - objective / *linear;
    const double certified = floor ? result.bound / *linear - 1.0 : 1.0 - result.bound / *linear;
    EXPECT_GE(worse, -1e-7) << what;
    EXPECT_GE(certified, -2e-6) << what << ": the bound is weaker than the linear optimum";
    EXPECT_LE(certified, worse + 1e-9) << what;
    if (problem.queryCount() < 1000) return result;
    EXPECT_LE(worse, 1e-3) << what;
    EXPECT_LE(result.gap, 1e-3) << what;
    return result;
}

TEST(MediumGroups, WithinATenthOfAPercentOfTheLinearOptimum) {
    const auto priced = [](const std::vector<double>& prices) {
        return std::any_of(prices.begin(), prices.end(), [](double price) { return price > 0.0; });
    };
    int floors = 0;
    int caps = 0;
    for (const std::size_t queries : {200UL, 1000UL, 2000UL}) {
        for (const Kind kind : {Kind::RouterBench, Kind::Tied, Kind::Uniform, Kind::Adversarial}) {
            const RoutingProblem problem = instance(kind, queries, 7, queries);
            for (const double share : {1.0, 0.25}) {
                Constraints ask = groupedConstraints(problem, 5, share, 0.6, queries);
                const std::string what = std::string(nameOf(kind)) + " " + std::to_string(queries) +
                                         " share " + std::to_string(share);
                const SolveResult result =
                    expectGroupsNearLinearOptimum(problem, ask, what + " floor");
                floors += priced(result.groupPrice) ? 1 : 0;
                caps += priced(result.groupCapacityPrice) ? 1 : 0;
                DualOptimizer optimizer(problem);
                ask.mode = RoutingMode::QualityUnderBudget;
                ask.budget = 1.3 * optimizer.minCost(ask);
                expectGroupsNearLinearOptimum(problem, ask, what + " budget");
            }
        }
    }
    EXPECT_GE(floors, 18) << "of 24: floors of groups hardly bind";
    EXPECT_GE(caps, 6) << "of 24: caps of groups hardly bind";
}

// A price is what one unit more is worth: the slope of the optimal cost, so its one-sided
// derivatives enclose it.
TEST(MediumGroups, PricesAreTheSlopesOfTheOptimum) {
    const std::size_t groups = 3;
    const RoutingProblem problem = instance(Kind::RouterBench, 1200, 5, 9);
    const Constraints ask = groupedConstraints(problem, groups, 0.4, 0.6, 4);
    SolveOptions cold;
    cold.gapTarget = 1e-9;
    cold.warmStart = false;
    DualOptimizer optimizer(problem);
    const auto linear = [&](const Constraints& changed) {
        return linearOptimum(problem, changed).value_or(INFINITY);
    };
    const SolveResult at = optimizer.solve(ask, cold);
    const double here = linear(ask);
    const double tolerance = 1e-6 * here;
    int binding = 0;
    for (std::size_t g = 0; g + 1 < groups; ++g) {
        Constraints higher = ask;
        Constraints lower = ask;
        higher.groupFloor[g] += 1e-3;
        lower.groupFloor[g] -= 1e-3;
        const double answers =
            1e-3 * static_cast<double>(std::count(ask.group.begin(), ask.group.end(), g));
        EXPECT_LE(at.groupPrice[g] * answers, linear(higher) - here + tolerance) << g;
        EXPECT_GE(at.groupPrice[g] * answers, here - linear(lower) - tolerance) << g;
        binding += at.groupPrice[g] > 0.0 ? 1 : 0;
    }
    for (std::size_t bin = 0; bin < ask.groupCapacity.size(); ++bin) {
        if (ask.groupCapacity[bin] == kUnlimited) continue;
        Constraints more = ask;
        Constraints less = ask;
        more.groupCapacity[bin] += 3;
        less.groupCapacity[bin] -= 3;
        EXPECT_GE(at.groupCapacityPrice[bin] * 3.0, here - linear(more) - tolerance) << bin;
        EXPECT_LE(at.groupCapacityPrice[bin] * 3.0, linear(less) - here + tolerance) << bin;
        binding += at.groupCapacityPrice[bin] > 0.0 ? 1 : 0;
    }
    EXPECT_GE(binding, 3);
}

// The bound is the dual function at the reported prices, recomputed here from its definition.
TEST(MediumGroups, BoundIsTheDualFunctionAtTheReportedPrices) {
    const RoutingProblem problem = instance(Kind::Uniform, 1500, 6, 12);
    const Constraints ask = groupedConstraints(problem, 4, 0.3, 0.5, 6);
    const SolveResult result = DualOptimizer(problem).solve(ask);
    ASSERT_TRUE(result.solved());
    double value = ask.qualityFloor * 1500.0 * result.qualityPrice;
    for (std::size_t j = 0; j < 6; ++j)
        value -= static_cast<double>(ask.capacity[j]) * result.capacityPrice[j];
    for (std::size_t bin = 0; bin < ask.groupCapacity.size(); ++bin) {
        if (result.groupCapacityPrice[bin] > 0.0)
            value -= static_cast<double>(ask.groupCapacity[bin]) * result.groupCapacityPrice[bin];
    }
    for (std::size_t i = 0; i < 1500; ++i) {
        const auto g = static_cast<std::size_t>(ask.group[i]);
        if (!std::isnan(ask.groupFloor[g])) value += ask.groupFloor[g] * result.groupPrice[g];
        double least = INFINITY;
        for (std::size_t j = 0; j < 6; ++j) {
            const double quality =
                (result.qualityPrice + result.groupPrice[g]) * problem.quality(i, j);
            least = std::min(least, problem.cost(i, j) - quality + result.capacityPrice[j] +
                                        result.groupCapacityPrice[g * 6 + j]);
        }
        value += least;
    }
    // The search for a better assignment may prove more than the dual does.
    EXPECT_LE(value, result.bound * (1.0 + 1e-9));
    EXPECT_GE(value, result.bound * (1.0 - 1e-4));
}

// One object under moving floors, caps and budgets: what it remembers must not leak into answers.
TEST(MediumGroups, WarmSolvesAgreeWithColdOnes) {
    Random random(31);
    for (const Kind kind : {Kind::RouterBench, Kind::Tied, Kind::Uniform}) {
        const RoutingProblem problem = instance(kind, 600, 6, 21);
        Constraints ask = groupedConstraints(problem, 4, 0.3, 0.5, 8);
        DualOptimizer warm(problem);
        int colder = 0;
        for (int move = 0; move < 24; ++move) {
            const std::size_t g = random.below(3);
            switch (random.below(4)) {
                case 0:
                    ask.qualityFloor += random.uniform(-0.01, 0.01);
                    break;
                case 1:
                    ask.groupFloor[g] += random.uniform(-0.01, 0.01);
                    break;
                case 2:
                    for (auto& cap : ask.groupCapacity) {
                        if (cap != kUnlimited) cap += static_cast<std::int64_t>(random.below(5));
                    }
                    break;
                default:
                    ask.mode = ask.mode == RoutingMode::CostUnderFloor
                                   ? RoutingMode::QualityUnderBudget
                                   : RoutingMode::CostUnderFloor;
                    ask.budget = 1.2 * warm.minCost(ask);
            }
            SolveOptions cold;
            cold.warmStart = false;
            const SolveResult a = warm.solve(ask);
            const SolveResult b = DualOptimizer(problem).solve(ask, cold);
            ASSERT_EQ(a.status, b.status) << a.explanation << b.explanation;
            if (!a.solved()) continue;
            EXPECT_TRUE(verify(problem, ask, a.assignment).feasible);
            colder += b.iterations > a.iterations ? 1 : -1;
            const bool floor = ask.mode == RoutingMode::CostUnderFloor;
            // Either bound holds for the other's assignment.
            const double worth = floor ? a.cost : -a.quality;
            const double other = floor ? b.cost : -b.quality;
            EXPECT_GE(worth, (floor ? b.bound : -b.bound) - 1e-9 * std::abs(worth));
            EXPECT_GE(other, (floor ? a.bound : -a.bound) - 1e-9 * std::abs(other));
            EXPECT_LE(worth, other + 1e-3 * std::abs(other)) << nameOf(kind) << " move " << move;
        }
        EXPECT_GT(colder, 0) << "warm starts save nothing";
    }
}

// Floors and budget exactly as some routing has them: a solution exists, and there is little else.
TEST(MediumGroups, FindsARoutingWhereItIsKnownThatThereIsOne) {
    for (const std::size_t queries : {40UL, 300UL}) {
        for (const Kind kind : {Kind::RouterBench, Kind::Tied, Kind::Uniform, Kind::Adversarial}) {
            const RoutingProblem problem = instance(kind, queries, 7, queries + 1);
            Constraints ask;
            ask.capacity = capacityShare(problem, 0.15);
            for (std::size_t i = 0; i < queries; ++i)
                ask.group.push_back(static_cast<std::int32_t>(i * 7919 % 4));
            DualOptimizer optimizer(problem);
            ask.qualityFloor = 0.97 * optimizer.maxQuality(ask);
            const SolveResult known = optimizer.solve(ask);
            ask.groupFloor.assign(4, 0.0);
            ask.groupFloor = verify(problem, ask, known.assignment).groupQuality;
            ask.qualityFloor = known.quality;
            const SolveResult floor = optimizer.solve(ask);
            ASSERT_TRUE(floor.solved()) << nameOf(kind) << queries << floor.explanation;
            EXPECT_LE(floor.cost, known.cost * (1.0 + 2e-3)) << nameOf(kind) << queries;
            ask.mode = RoutingMode::QualityUnderBudget;
            ask.budget = known.cost;
            const SolveResult budget = optimizer.solve(ask);
            ASSERT_TRUE(budget.solved()) << nameOf(kind) << queries << budget.explanation;
            EXPECT_GE(budget.quality, known.quality * (1.0 - 2e-3)) << nameOf(kind) << queries;
        }
    }
}

TEST(MediumGroups, SameBytesEveryTime) {
    const RoutingProblem problem = instance(Kind::Tied, 900, 6, 2);
    const Constraints ask = groupedConstraints(problem, 4, 0.3, 0.5, 5);
    const SolveResult a = DualOptimizer(problem).solve(ask);
    const SolveResult b = DualOptimizer(problem).solve(ask);
    EXPECT_EQ(a.assignment, b.assignment);
    EXPECT_EQ(a.bound, b.bound);
    EXPECT_EQ(a.groupPrice, b.groupPrice);
    EXPECT_EQ(a.groupCapacityPrice, b.groupCapacityPrice);
}

}  // namespace
}  // namespace orl::testing
