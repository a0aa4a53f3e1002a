#include <gtest/gtest.h>

#include <cmath>

#include "../route/instances.h"
#include "core/optimize/optimize.h"
#include "core/support/random.h"

namespace orl {
namespace {

RoutingProblem scaled(const RoutingProblem& problem, double factor) {
    RoutingProblem result(problem.queryCount(), problem.modelCount());
    for (std::size_t i = 0; i < problem.queryCount(); ++i) {
        for (std::size_t j = 0; j < problem.modelCount(); ++j) {
            if (problem.allowed(i, j)) {
                result.set(i, j, factor * problem.cost(i, j), problem.quality(i, j));
            } else {
                result.forbid(i, j);
            }
        }
    }
    return result;
}

// The unit of cost is the user's: powers of two change no digit, up to the greatest cost allowed.
TEST(Scale, TheUnitOfCostChangesNoAnswer) {
    Random random(3);
    for (int round = 0; round < 25; ++round) {
        const std::size_t queries = 5 + random.below(40);
        const RoutingProblem problem = round % 2 == 0 ? testing::smoothProblem(random, queries, 4)
                                                      : testing::randomProblem(random, queries, 4);
        DualOptimizer plain(problem);
        Constraints constraints;
        if (round % 3 > 0) {
            constraints.capacity.assign(4, static_cast<std::int64_t>(queries + 1) / 2);
        }
        const double most = plain.maxQuality(constraints);
        if (std::isnan(most)) continue;
        constraints.qualityFloor = 0.9 * most;
        const SolveResult expected = plain.solve(constraints);
        for (const int exponent : {-60, -20, 20, 60, 100}) {
            const double factor = std::ldexp(1.0, exponent);
            const RoutingProblem other = scaled(problem, factor);
            const SolveResult result = DualOptimizer(other).solve(constraints);
            EXPECT_EQ(result.status, expected.status) << "2^" << exponent;
            EXPECT_NEAR(result.cost / factor, expected.cost, 1e-9 * expected.cost)
                << "2^" << exponent << ", round " << round;
            EXPECT_NEAR(result.bound / factor, expected.bound, 1e-9 * expected.cost)
                << "2^" << exponent << ", round " << round;
            EXPECT_EQ(result.proof, expected.proof) << "2^" << exponent << ", round " << round;
        }
    }
}

}  // namespace
}  // namespace orl
