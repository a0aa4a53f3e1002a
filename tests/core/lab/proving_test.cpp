#include "core/lab/proving.h"

#include "core/lab/solving.h"
#include "lab_support.h"

namespace orl::testing {
namespace {

class Proving : public LabTest {
  protected:
    std::shared_ptr<const SolveView> quick(const Scenario& asked) {
        return m_engine.solve(m_prepared, asked, {"threshold", "dual"}, {});
    }
    static SolveResult directly(const SolveView& view) {
        return DualOptimizer(view.experiment->problem).solve(view.constraints);
    }

    std::shared_ptr<const Prepared> m_prepared = prepare(store(120), nullptr, scenario(), {});
    SolveEngine m_engine;
};

/// Over a grid of constraints: whatever the quick budget leaves open becomes what a fresh optimizer
/// finds with all of its own, and what it proves needs no second search.
TEST_F(Proving, TheAnswerAtRestIsTheCommandLines) {
    int open = 0;
    int closed = 0;
    for (int k = 0; k < 24; ++k) {
        Scenario asked = scenario();
        asked.constraints.qualityFloor = 0.69 + 0.005 * (k % 12);
        asked.constraints.commonCapacity = k < 12 ? 0.3 : 1.0;
        const auto view = quick(asked);
        if (!view->certificate || !view->certificate->solved()) continue;
        const SolveResult full = directly(*view);
        if (!mayBeProven(*view)) {
            EXPECT_NEAR(view->chosen.cost, full.cost, 1e-12 * full.cost);
            continue;
        }
        ++open;
        const auto proven = provenOf(*view, {});
        if (proven->chosen.optimal) ++closed;
        EXPECT_EQ(*proven->assignment, full.assignment);
        EXPECT_EQ(proven->certificate->bound, full.bound);
        EXPECT_TRUE(proven->thorough);
        EXPECT_FALSE(mayBeProven(*proven));
        EXPECT_EQ(proven->evaluations[1].cost, proven->chosen.cost);
        EXPECT_EQ(proven->evaluations[0].cost, view->evaluations[0].cost);
    }
    EXPECT_GT(open, 0);
    EXPECT_GT(closed, 0);
}

TEST_F(Proving, OnlyTheSameQuestionTakesTheAnswer) {
    const auto view = quick(scenario());
    Scenario other = scenario();
    other.constraints.qualityFloor = 0.51;
    EXPECT_TRUE(sameQuestion(*view, *quick(scenario())));
    EXPECT_FALSE(sameQuestion(*view, *quick(other)));
    other = scenario();
    other.router = "dual-paper";
    EXPECT_FALSE(sameQuestion(*view, *quick(other)));
    other = scenario();
    other.pool.disabled = {view->experiment->models[0]};
    EXPECT_FALSE(sameQuestion(*view, *quick(other)));
}

TEST_F(Proving, StopsWhenAsked) {
    Scenario hard = scenario();
    hard.constraints.qualityFloor = 0.72;
    hard.constraints.commonCapacity = 0.3;
    std::stop_source source;
    source.request_stop();
    EXPECT_THROW(provenOf(*quick(hard), source.get_token()), Cancelled);
}

}  // namespace
}  // namespace orl::testing
