#include "core/lab/next_steps.h"

#include <cmath>

#include "lab_support.h"

namespace orl::testing {
namespace {

class NextStepsTest : public LabTest {
  protected:
    double objective(const Scenario& scenario) {
        SolveEngine fresh;
        const Evaluation chosen = fresh.solve(m_prepared, scenario, {}, {})->chosen;
        return scenario.constraints.mode == RoutingMode::QualityUnderBudget
                   ? chosen.predictedAccuracy
                   : chosen.costPer1000();
    }
    NextSteps stepsOf(const Scenario& scenario) {
        return nextSteps(*m_engine.solve(m_prepared, scenario, {}, {}), {});
    }
    std::shared_ptr<const Prepared> m_prepared = prepare(store(), nullptr, scenario("knn"), {});
    SolveEngine m_engine;
};

TEST_F(NextStepsTest, AStepIsWhatSolvingItGives) {
    for (const double floor : {0.4, 0.6, 0.7}) {
        for (const double share : {0.25, 0.4, 1.0}) {
            Scenario now = scenario("knn");
            now.constraints.qualityFloor = floor;
            now.constraints.commonCapacity = share;
            const NextSteps steps = stepsOf(now);
            Scenario next = now;
            next.constraints.qualityFloor = steps.floorTo;
            EXPECT_NEAR(steps.floorTo, floor + 0.01, 1e-12);
            EXPECT_NEAR(steps.floorCosts, objective(next) - objective(now), 1e-9);
            EXPECT_GE(steps.floorCosts, -1e-9);
            EXPECT_EQ(std::isnan(steps.capacitySaves), share == 1.0);
            if (share == 1.0) continue;
            next = now;
            next.constraints.commonCapacity = steps.capacityTo;
            EXPECT_NEAR(steps.capacitySaves, objective(now) - objective(next), 1e-9);
            EXPECT_GE(steps.capacitySaves, -1e-9);
            EXPECT_TRUE(std::isnan(steps.budgetGains));
        }
    }
}

TEST_F(NextStepsTest, GroupsStayHeld) {
    Scenario now = scenario("knn");
    now.constraints.commonCapacity = 0.4;
    now.constraints.groups.by = "level";
    const auto plain = m_engine.solve(m_prepared, now, {}, {});
    now.constraints.groups.floor[plain->experiment->levelNames.back()] =
        plain->chosen.predictedAccuracy;
    ASSERT_GT(objective(now), plain->chosen.costPer1000());
    const NextSteps steps = stepsOf(now);
    Scenario next = now;
    next.constraints.qualityFloor = steps.floorTo;
    EXPECT_NEAR(steps.floorCosts, objective(next) - objective(now), 1e-9);
    next = now;
    next.constraints.commonCapacity = steps.capacityTo;
    EXPECT_NEAR(steps.capacitySaves, objective(now) - objective(next), 1e-9);
}

TEST_F(NextStepsTest, ABudgetsStepGainsAccuracy) {
    Scenario now = scenario("knn");
    now.constraints.mode = RoutingMode::QualityUnderBudget;
    now.constraints.budgetPer1000 = 1.0;
    now.constraints.commonCapacity = 0.4;
    const NextSteps steps = stepsOf(now);
    Scenario next = now;
    next.constraints.budgetPer1000 = steps.budgetTo;
    EXPECT_NEAR(steps.budgetGains, objective(next) - objective(now), 1e-9);
    EXPECT_GE(steps.budgetGains, 0.0);
    EXPECT_GE(steps.capacityGains, -1e-12);
    EXPECT_TRUE(std::isnan(steps.floorCosts));
}

TEST_F(NextStepsTest, AtTheEndThereIsNoStep) {
    Scenario now = scenario("knn");
    now.constraints.qualityFloor = m_engine.solve(m_prepared, now, {}, {})->reach.maxQuality;
    EXPECT_TRUE(std::isnan(stepsOf(now).floorTo));
    now.constraints.qualityFloor = 1.0;  // out of reach
    const NextSteps none = stepsOf(now);
    EXPECT_TRUE(std::isnan(none.floorTo) && std::isnan(none.capacityTo));
    now.constraints.qualityFloor = 0.5;
    now.router = "threshold";
    EXPECT_TRUE(std::isnan(stepsOf(now).floorCosts));
}

}  // namespace
}  // namespace orl::testing
