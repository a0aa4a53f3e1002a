#include "core/lab/sweeps.h"

#include <gtest/gtest.h>

#include "routed_support.h"

namespace orl {
namespace {

/// One query, models that are never wrong, models that cost nothing: there is a grid all the same.
TEST(SweepGrids, AreNeverEmpty) {
    for (const double quality : {0.0, 0.3, 0.995, 1.0}) {
        for (const double cost : {0.0, 0.02}) {
            for (const std::size_t queries : {1U, 3U}) {
                RoutingProblem problem(queries, 2);
                for (std::size_t i = 0; i < queries; ++i) {
                    problem.set(i, 0, cost, quality);
                    problem.set(i, 1, 2.0 * cost, quality);
                }
                const std::vector<double> floors = alphaGrid(problem);
                ASSERT_FALSE(floors.empty()) << quality;
                EXPECT_LE(floors.back(), 1.0);
                EXPECT_FALSE(budgetGrid(problem).empty());
                ConstraintSettings settings;
                settings.qualityFloor = 0.0;
                const auto view = testing::routed(problem, settings);
                for (const SweepOver over :
                     {SweepOver::Alpha, SweepOver::Budget, SweepOver::Capacity}) {
                    EXPECT_FALSE(sweepInputs(over, *view, {"dual"}).values.empty());
                }
            }
        }
    }
}

}  // namespace
}  // namespace orl
