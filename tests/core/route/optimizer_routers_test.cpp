#include <gtest/gtest.h>

#include <cmath>

#include "core/route/router.h"
#include "core/support/error.h"
#include "instances.h"

namespace orl {
namespace {

using testing::randomProblem;

/// Least cost of any complete assignment with enough quality and no overload, by trying all.
double cheapestOfAll(const RoutingProblem& problem, const Constraints& constraints) {
    const std::size_t queries = problem.queryCount();
    const std::size_t models = problem.modelCount();
    double best = HUGE_VAL;
    std::vector<std::size_t> choice(queries, 0);
    for (;;) {
        std::vector<std::int64_t> load(models, 0);
        double cost = 0.0;
        double quality = 0.0;
        bool fits = true;
        for (std::size_t i = 0; i < queries; ++i) {
            fits = fits && problem.allowed(i, choice[i]) &&
                   ++load[choice[i]] <= constraints.capacityOf(choice[i]);
            cost += problem.cost(i, choice[i]);
            quality += problem.quality(i, choice[i]);
        }
        if (fits && quality >= constraints.qualityFloor * static_cast<double>(queries) - 1e-9) {
            best = std::min(best, cost);
        }
        std::size_t at = 0;
        while (at < queries && ++choice[at] == models) choice[at++] = 0;
        if (at == queries) return best;
    }
}

TEST(OptimizerRouters, CertifyAgainstTryingAllAssignments) {
    Random random(61);
    int solved = 0;
    int refused = 0;
    for (int round = 0; round < 60; ++round) {
        const RoutingProblem problem = randomProblem(random, 7, 3);
        RouteRequest request;
        request.constraints.qualityFloor = static_cast<double>(random.below(9)) / 10.0;
        request.constraints.capacity = testing::randomCapacity(random, 7, 3);
        const double best = cheapestOfAll(problem, request.constraints);
        for (const std::string_view id : {"dual", "dual-paper"}) {
            const RouteResult result = makeRouter(id, problem)->route(request);
            ASSERT_TRUE(result.solve.has_value());
            EXPECT_EQ(result.feasible, std::isfinite(best)) << id << ", round " << round;
            if (!result.feasible) {
                ++refused;
                EXPECT_TRUE(result.assignment.empty());
                EXPECT_FALSE(result.explanation.empty());
                continue;
            }
            ++solved;
            const PlanTotals totals = totalsOf(problem, result.assignment);
            EXPECT_EQ(totals.unplaced, 0U);
            EXPECT_GE(totals.quality, request.constraints.qualityFloor - 1e-9);
            for (std::size_t j = 0; j < 3; ++j) {
                EXPECT_LE(totals.load[j], request.constraints.capacity[j]);
            }
            EXPECT_LE(result.solve->bound, best + 1e-9) << id << ", round " << round;
            EXPECT_GE(totals.cost, best - 1e-9);
            EXPECT_LE(totals.cost, result.solve->bound * (1 + result.solve->gap) + 1e-9);
        }
    }
    EXPECT_GT(solved, 20);
    EXPECT_GT(refused, 20);
}

TEST(OptimizerRouters, RefuseAndStopLikeTheOthers) {
    Random random(62);
    const RoutingProblem problem = testing::smoothProblem(random, 500, 4);
    for (const std::string_view id : {"dual", "dual-paper"}) {
        const auto router = makeRouter(id, problem);
        RouteRequest request;
        request.constraints.qualityFloor = -0.1;
        EXPECT_THROW(router->route(request), Error);
        std::stop_source source;
        source.request_stop();
        request.constraints.qualityFloor = 0.5;
        request.stop = source.get_token();
        EXPECT_THROW(router->route(request), Cancelled);
    }
}

}  // namespace
}  // namespace orl
