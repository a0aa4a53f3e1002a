#include "core/lab/reduced_cost.h"

#include <cmath>

#include "lab_support.h"

namespace orl::testing {
namespace {

class ReducedCost : public LabTest {
  protected:
    std::shared_ptr<const SolveView> solve(const Scenario& scenario) {
        return m_engine.solve(m_prepared, scenario, {}, {});
    }
    std::shared_ptr<const Prepared> m_prepared =
        prepare(store(), nullptr, scenario("recorded"), {});
    SolveEngine m_engine;
};

/// Complementary slackness: without binding integrality nobody sits above the least.
TEST_F(ReducedCost, SumsUpToTheDualBound) {
    Scenario asked = scenario("recorded");
    asked.constraints.qualityFloor = 0.8;
    asked.constraints.commonCapacity = 0.4;
    const auto view = solve(asked);
    const ReducedCosts costs(*view);
    ASSERT_TRUE(costs.known());
    const std::size_t queries = view->experiment->problem.queryCount();
    double dual =
        asked.constraints.qualityFloor * double(queries) * view->certificate->qualityPrice;
    for (std::size_t j = 0; j < view->experiment->models.size(); ++j) {
        dual -= double(view->constraints.capacityOf(j)) * view->certificate->capacityPrice[j];
    }
    int above = 0;
    for (std::size_t i = 0; i < queries; ++i) {
        double least = std::numeric_limits<double>::infinity();
        for (std::size_t j = 0; j < view->experiment->models.size(); ++j) {
            least = std::min(least, costs.of(i, j));
        }
        dual += least;
        if (costs.margin(i) < -1e-12) ++above;
    }
    EXPECT_LE(dual, view->chosen.cost * (1.0 + 1e-12));
    EXPECT_NEAR(dual, view->certificate->bound, 0.02 * view->chosen.cost);
    EXPECT_LE(above, 6);
}

TEST_F(ReducedCost, PerfectForesightRegretsOnlyWhatConstraintsSettled) {
    const auto view = solve(scenario("recorded"));
    const ReducedCosts costs(*view);
    for (std::size_t i = 0; i < view->experiment->problem.queryCount(); ++i) {
        EXPECT_GE(costs.regret(i), 0.0);
        // What was predicted is what is recorded, so what it regrets is what it sits above the
        // least.
        EXPECT_NEAR(costs.regret(i), std::max(0.0, -costs.margin(i)), 1e-12);
    }
}

TEST_F(ReducedCost, BaselinesHaveNoPrices) {
    Scenario asked = scenario("recorded");
    asked.router = "threshold";
    EXPECT_FALSE(ReducedCosts(*solve(asked)).known());
    asked.router = "dual";
    asked.constraints.commonCapacity = 0.01;
    EXPECT_FALSE(ReducedCosts(*solve(asked)).known());
}

}  // namespace
}  // namespace orl::testing
