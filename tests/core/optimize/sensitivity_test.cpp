#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "core/optimize/optimize.h"
#include "core/optimize/prices/cost_curve.h"
#include "core/support/error.h"
#include "tests/core/optimize/instances.h"
#include "tests/core/optimize/linear_program.h"

namespace orl::testing {
namespace {

/// Of a right side: nearly always too short to pass a kink of the optimum, and long enough for the
/// difference of two optima to be more than rounding.
constexpr double kStep = 1e-5;

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
        LinearProgram cheapest = program;
        cheapest.mode = RoutingMode::CostUnderFloor;
        cheapest.required = *optimum;
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

/// Costs of about 1, so that one tolerance suits all prices.
RoutingProblem scaled(RoutingProblem problem) {
    const double mean = totalsOf(problem, Assignment(problem.queryCount(), 0)).cost /
                        static_cast<double>(problem.queryCount());
    for (std::size_t i = 0; i < problem.queryCount(); ++i) {
        for (std::size_t j = 0; j < problem.modelCount(); ++j) {
            if (problem.allowed(i, j))
                problem.set(i, j, problem.cost(i, j) / mean, problem.quality(i, j));
        }
    }
    return problem;
}

/// A floor or a budget part of the way between the cheapest and the best routing.
Constraints between(const RoutingProblem& problem, RoutingMode mode, double share, double part) {
    Constraints ask;
    ask.mode = RoutingMode::CostUnderFloor;
    ask.capacity = capacityShare(problem, share);
    DualOptimizer optimizer(problem);
    const SolveResult low = optimizer.solve(ask);
    const double high = optimizer.maxQuality(ask);
    const double sum =
        (low.quality + part * (high - low.quality)) * static_cast<double>(problem.queryCount());
    // In sixteenths, as the qualities of the tied kind are.
    ask.qualityFloor = std::ceil(sum * 16.0) / 16.0 / static_cast<double>(problem.queryCount());
    ask.mode = mode;
    ask.budget = (1.0 + 2.0 * part) * low.cost;
    return ask;
}

TEST(Sensitivity, IsTheSlopeOnMediumInstances) {
    for (const Kind kind : {Kind::RouterBench, Kind::Tied, Kind::Uniform, Kind::Adversarial}) {
        const RoutingProblem problem = scaled(instance(kind, 120, 5, 19));
        for (const RoutingMode mode :
             {RoutingMode::CostUnderFloor, RoutingMode::QualityUnderBudget}) {
            for (const double part : {0.0, 0.4, 0.8}) {
                SCOPED_TRACE(std::string(nameOf(kind)) + " " + std::to_string(part));
                expectTrueSlopes(problem, between(problem, mode, 0.25, part));
            }
        }
    }
}

/// low <= price <= high but for rounding; a NaN is no end.
void expectWithin(double price, double low, double high, double scale = 1.0) {
    constexpr double kRounding = 1e-7;  // solve() stops at the rounding of its totals
    EXPECT_FALSE(price < low && price < low - kRounding * (scale + low)) << price << " < " << low;
    EXPECT_FALSE(price > high && price > high + kRounding * (scale + high))
        << price << " > " << high;
}

/// Agrees with solve() on whether there is a solution, and encloses its prices.
void expectEncloses(DualOptimizer& optimizer, const Constraints& ask, double scale = 1.0) {
    SolveOptions exact;
    exact.gapTarget = 0.0;
    const SolveResult result = optimizer.solve(ask, exact);
    const Sensitivity prices = optimizer.sensitivity(ask);
    ASSERT_EQ(prices.status, result.status);
    if (!result.solved()) return;
    expectWithin(result.qualityPrice, prices.qualityPrice.less, prices.qualityPrice.more, scale);
    if (std::isinf(result.qualityPrice)) return;  // then solve() calls rounding infinite, too
    for (std::size_t j = 0; j < result.capacityPrice.size(); ++j)
        expectWithin(result.capacityPrice[j], prices.capacityPrice[j].more,
                     prices.capacityPrice[j].less, scale);
}

// With costs from 1e-12 to 1e5, single queries and models, equal models.
TEST(Sensitivity, EnclosesThePricesOfTheSolverInOddCases) {
    Random random(8);
    for (int round = 0; round < 6000; ++round) {
        SCOPED_TRACE(round);
        const SmallInstance small = smallInstance(random);
        double scale = 1e-12;
        for (std::size_t i = 0; i < small.problem.queryCount(); ++i) {
            for (std::size_t j = 0; j < small.problem.modelCount(); ++j) {
                if (small.problem.allowed(i, j)) scale = std::max(scale, small.problem.cost(i, j));
            }
        }
        DualOptimizer optimizer(small.problem);
        expectEncloses(optimizer, small.constraints, scale);
        if (HasFailure()) break;
    }
}

TEST(Sensitivity, EnclosesThePricesOfTheSolver) {
    for (const Kind kind : {Kind::RouterBench, Kind::Tied, Kind::Uniform, Kind::Adversarial}) {
        const RoutingProblem problem = scaled(instance(kind, 3000, 6, 23));
        for (const RoutingMode mode :
             {RoutingMode::CostUnderFloor, RoutingMode::QualityUnderBudget}) {
            Constraints ask = between(problem, mode, 0.22, 0.5);
            ask.qualityFloor += 1e-5;  // solve() and sensitivity() round it alike
            DualOptimizer optimizer(problem);
            SCOPED_TRACE(nameOf(kind));
            expectEncloses(optimizer, ask);

            // Where one starts from makes no difference but rounding.
            const Sensitivity prices = optimizer.sensitivity(ask);
            const Sensitivity cold = DualOptimizer(problem).sensitivity(ask);
            for (const auto end : {&PriceRange::less, &PriceRange::more}) {
                const double price = cold.qualityPrice.*end;
                expectWithin(price, prices.qualityPrice.*end, prices.qualityPrice.*end);
            }
        }
    }
}

TEST(Sensitivity, FollowsTheCostCurveWithoutCapacities) {
    for (const Kind kind : {Kind::RouterBench, Kind::Tied, Kind::Uniform}) {
        const RoutingProblem problem = scaled(instance(kind, 400, 5, 8));
        const CostCurve curve(problem);
        const auto points = curve.points();
        DualOptimizer optimizer(problem);
        for (std::size_t k = 0; k < points.size(); k += 1 + points.size() / 40) {
            SCOPED_TRACE(std::string(nameOf(kind)) + " " + std::to_string(k));
            const double below = k == 0 ? 0.0 : points[k - 1].qualityPrice;
            const double above = points[k].qualityPrice;
            for (const RoutingMode mode :
                 {RoutingMode::CostUnderFloor, RoutingMode::QualityUnderBudget}) {
                const PriceRange at =
                    optimizer.sensitivity({mode, points[k].quality, points[k].cost, {}})
                        .qualityPrice;
                EXPECT_NEAR(at.less, below, 1e-9 * below);
                if (std::isinf(above))
                    EXPECT_EQ(at.more, above);
                else
                    EXPECT_NEAR(at.more, above, 1e-9 * above);
            }
            if (k + 1 == points.size()) continue;
            const PriceRange inside = optimizer
                                          .sensitivity({RoutingMode::QualityUnderBudget,
                                                        0.0,
                                                        0.5 * (points[k].cost + points[k + 1].cost),
                                                        {}})
                                          .qualityPrice;
            EXPECT_NEAR(inside.less, above, 1e-9 * above);
            EXPECT_NEAR(inside.more, above, 1e-9 * above);
        }
    }
}

// Two queries; the good model is worth 3 USD a slot to the first and 1 USD to the second.
TEST(Sensitivity, SaysWhichUnitsCannotBeTakenAway) {
    RoutingProblem problem(2, 3);
    for (std::size_t i = 0; i < 2; ++i) {
        problem.set(i, 0, 4.0, 0.5);
        problem.set(i, 1, i == 0 ? 1.0 : 3.0, 0.5);
        problem.set(i, 2, 2.0, 0.5);
    }
    Constraints ask;
    ask.capacity = {1, 1, 0};
    Sensitivity prices = DualOptimizer(problem).sensitivity(ask);
    ASSERT_TRUE(prices.solved());
    // A closed model would save the second query 2 USD; model 1 would save it 1 USD.
    EXPECT_EQ(prices.capacityPrice[2].more, 2.0);
    EXPECT_TRUE(std::isnan(prices.capacityPrice[2].less));
    EXPECT_EQ(prices.capacityPrice[1].more, 1.0);
    EXPECT_EQ(prices.capacityPrice[0].more, 0.0);
    EXPECT_EQ(prices.capacityPrice[1].less, INFINITY);  // two queries, two slots
    EXPECT_EQ(prices.capacityPrice[0].less, INFINITY);
    EXPECT_EQ(prices.qualityPrice.less, 0.0);
    EXPECT_EQ(prices.qualityPrice.more, 0.0);  // a floor of 0 does not bind
    ask.qualityFloor = 0.5;
    prices = DualOptimizer(problem).sensitivity(ask);
    EXPECT_EQ(prices.qualityPrice.less, 0.0);
    EXPECT_EQ(prices.qualityPrice.more, INFINITY);
    ask = {RoutingMode::QualityUnderBudget, 0.0, INFINITY, {}};
    prices = DualOptimizer(problem).sensitivity(ask);
    EXPECT_EQ(prices.qualityPrice.less, INFINITY);
    EXPECT_EQ(prices.capacityPrice[0].less, 0.0);
}

TEST(Sensitivity, ExplainsWhyThereIsNone) {
    const RoutingProblem problem = instance(Kind::Uniform, 10, 3, 1);
    DualOptimizer optimizer(problem);
    for (const Constraints& ask :
         {Constraints{{}, 0.0, INFINITY, {3, 3, 3}}, Constraints{{}, 1.0, INFINITY, {}},
          Constraints{RoutingMode::QualityUnderBudget, 0.0, 0.0, {}}}) {
        const Sensitivity prices = optimizer.sensitivity(ask);
        const SolveResult result = optimizer.solve(ask);
        EXPECT_FALSE(prices.solved());
        EXPECT_EQ(prices.status, result.status);
        EXPECT_EQ(prices.explanation, result.explanation);
        EXPECT_EQ(prices.limit, result.limit);
        EXPECT_TRUE(prices.capacityPrice.empty());
        EXPECT_TRUE(std::isnan(prices.qualityPrice.less));
    }
    EXPECT_THROW(optimizer.sensitivity({{}, 2.0, INFINITY, {}}), Error);
    SolveOptions stopped;
    std::stop_source source;
    source.request_stop();
    stopped.stop = source.get_token();
    EXPECT_THROW(optimizer.sensitivity({{}, 0.2, INFINITY, {}}, stopped), Cancelled);
}

TEST(Sensitivity, RefusesConstraintsOfGroups) {
    const RoutingProblem problem = instance(Kind::Uniform, 6, 2, 1);
    Constraints ask;
    ask.group = {0, 0, 0, 1, 1, 1};
    ask.groupFloor = {0.1, 0.1};
    DualOptimizer optimizer(problem);
    EXPECT_TRUE(optimizer.solve(ask).solved());
    EXPECT_THROW(optimizer.sensitivity(ask), Error);
}

}  // namespace
}  // namespace orl::testing
