#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/optimize/cost_curve.h"
#include "core/optimize/optimize.h"
#include "core/support/error.h"
#include "tests/core/optimize/instances.h"
#include "tests/core/optimize/linear_program.h"

namespace orl::testing {
namespace {

constexpr double kStep = 1e-5;  ///< of a right side; the optimum is affine in shorter steps

/// Slope of the optimum over a step of one right side; infinite where that is infeasible.
double slope(const RoutingProblem& problem, const LinearProgram& program, double& rightSide,
             double step) {
    const double here = *linearOptimum(problem, program);
    const double kept = rightSide;
    rightSide += step;
    const std::optional<double> there = linearOptimum(problem, program);
    rightSide = kept;
    return there ? (*there - here) / step : INFINITY;
}

void expectPrice(double price, double expected, const char* what, std::size_t model = 0) {
    if (std::isfinite(expected)) {
        EXPECT_NEAR(price, expected, 2e-6 * (1.0 + std::abs(expected))) << what << " of " << model;
    } else {
        EXPECT_EQ(price, expected) << what << " of " << model;
    }
}

/// @param sign +1 where the optimum is a cost, −1 where it is a quality
void expectSlotPrices(const RoutingProblem& problem, LinearProgram program, double sign,
                      const std::vector<PriceRange>& prices) {
    ASSERT_EQ(prices.size(), problem.modelCount());
    for (std::size_t j = 0; j < prices.size(); ++j) {
        const auto worth = [&](double step) {
            const double rise = slope(problem, program, program.capacity[j], step);
            return std::isfinite(rise) ? -sign * rise : INFINITY;
        };
        expectPrice(prices[j].more, worth(kStep), "a slot more", j);
        if (program.capacity[j] > 0.0) {
            expectPrice(prices[j].less, worth(-kStep), "a slot less", j);
        } else {
            EXPECT_TRUE(std::isnan(prices[j].less)) << j;
        }
    }
}

/// Every price against CLP's optimum with that one right side moved.
void expectTrueSlopes(const RoutingProblem& problem, const Constraints& ask) {
    const Sensitivity prices = DualOptimizer(problem).sensitivity(ask);
    LinearProgram program = linearProgram(problem, ask);
    const std::optional<double> optimum = linearOptimum(problem, program);
    ASSERT_EQ(prices.solved(), optimum.has_value());
    if (!optimum) return;
    const PriceRange& lambda = prices.qualityPrice;
    if (ask.mode == RoutingMode::CostUnderFloor) {
        EXPECT_TRUE(prices.capacityAnswers.empty());
        expectPrice(lambda.more, slope(problem, program, program.required, kStep), "lambda more");
        expectPrice(lambda.less, slope(problem, program, program.required, -kStep), "lambda less");
        expectSlotPrices(problem, program, 1.0, prices.capacityPrice);
        return;
    }
    expectPrice(1.0 / lambda.more, slope(problem, program, program.required, kStep),
                "answers per USD more");
    expectPrice(1.0 / lambda.less, slope(problem, program, program.required, -kStep),
                "answers per USD less");
    expectSlotPrices(problem, program, -1.0, prices.capacityAnswers);
    if (lambda.less < INFINITY) {
        const LinearProgram cheapest{RoutingMode::CostUnderFloor, *optimum, program.capacity};
        expectSlotPrices(problem, cheapest, 1.0, prices.capacityPrice);
        return;
    }
    for (std::size_t j = 0; j < prices.capacityPrice.size(); ++j) {
        const PriceRange& answers = prices.capacityAnswers[j];
        const PriceRange& usd = prices.capacityPrice[j];
        EXPECT_EQ(usd.more, answers.more > 0.0 ? INFINITY : 0.0);
        EXPECT_EQ(usd.less > 0.0, answers.less > 0.0);
    }
}

/// What tells random instances apart.
struct Recipe {
    bool costSteps;     ///< costs in steps of 1/4, often 0
    bool qualitySteps;  ///< qualities likewise
    bool forbids;
    bool tight;   ///< not a slot to spare
    bool vertex;  ///< the constraint exactly at an optimal routing of some λ
};

struct Case {
    RoutingProblem problem;
    Constraints constraints;
};

RoutingProblem drawnProblem(Random& random, const Recipe& recipe) {
    RoutingProblem problem(2 + random.below(11), 1 + random.below(4));
    const auto number = [&](bool steps) {
        return steps ? static_cast<double>(random.below(5)) / 4.0 : random.uniform();
    };
    for (std::size_t i = 0; i < problem.queryCount(); ++i) {
        for (std::size_t j = 0; j < problem.modelCount(); ++j)
            problem.set(i, j, number(recipe.costSteps), number(recipe.qualitySteps));
        if (recipe.forbids && problem.modelCount() > 1)
            problem.forbid(i, random.below(problem.modelCount()));
    }
    return problem;
}

/// The cheapest routing where a right answer is worth `lambda` USD.
std::optional<PlanTotals> vertexAt(const RoutingProblem& problem, double lambda,
                                   const std::vector<std::int64_t>& capacity) {
    RoutingProblem priced = problem;
    for (std::size_t i = 0; i < problem.queryCount(); ++i) {
        for (std::size_t j = 0; j < problem.modelCount(); ++j) {
            if (problem.allowed(i, j))
                priced.set(i, j, problem.cost(i, j) + lambda * (1.0 - problem.quality(i, j)), 0.0);
        }
    }
    const SolveResult result = DualOptimizer(priced).solve({{}, 0.0, INFINITY, capacity});
    if (!result.solved()) return std::nullopt;
    return totalsOf(problem, result.assignment);
}

Case drawnCase(Random& random, const Recipe& recipe) {
    Case out{drawnProblem(random, recipe), {}};
    const std::size_t models = out.problem.modelCount();
    const std::size_t queries = out.problem.queryCount();
    Constraints& ask = out.constraints;
    ask.capacity.assign(models, 0);
    if (recipe.tight) {
        for (std::size_t i = 0; i < queries; ++i) ++ask.capacity[random.below(models)];
    } else {
        for (auto& capacity : ask.capacity)
            capacity = static_cast<std::int64_t>(random.below(queries + 2));
        if (random.below(2) == 0) ask.capacity[random.below(models)] = kUnlimited;
        if (random.below(4) == 0) ask.capacity.clear();
    }
    ask.mode = random.below(2) == 0 ? RoutingMode::CostUnderFloor : RoutingMode::QualityUnderBudget;
    const auto vertex = vertexAt(out.problem, 4.0 * random.uniform(), ask.capacity);
    const auto other = vertexAt(out.problem, 4.0 * random.uniform(), ask.capacity);
    if (!vertex || !other) return out;
    // Between two routings, now and then outside of them; a floor at sums that exist, see solve().
    const double share = recipe.vertex ? 0.0 : random.uniform(-0.2, 1.2);
    double quality = vertex->quality + share * (other->quality - vertex->quality);
    if (recipe.qualitySteps) {
        const double quarters = 4.0 * static_cast<double>(queries);
        quality = std::round(quality * quarters) / quarters;
    }
    ask.qualityFloor = std::clamp(quality, 0.0, 1.0);
    ask.budget = std::max(0.0, vertex->cost + share * (other->cost - vertex->cost));
    return out;
}

TEST(Sensitivity, IsTheSlopeOfTheLinearProgramOnEverySide) {
    Random random(77);
    int solved = 0;
    for (unsigned round = 0; round < 3200; ++round) {
        const auto bit = [&](unsigned k) { return (round >> k & 1U) != 0; };
        const Case drawn = drawnCase(random, {bit(0), bit(1), bit(2), bit(3), bit(4)});
        SCOPED_TRACE(round);
        expectTrueSlopes(drawn.problem, drawn.constraints);
        if (DualOptimizer(drawn.problem).solve(drawn.constraints).solved()) ++solved;
        if (HasFailure()) break;
    }
    EXPECT_GT(solved, 1500);
}

}  // namespace
}  // namespace orl::testing
