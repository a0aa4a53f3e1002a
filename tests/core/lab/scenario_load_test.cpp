// Scenarios under a load: the same rate for all, and reasons where there are no figures.
#include "core/lab/scenario_load.h"

#include <gtest/gtest.h>

#include <cmath>

#include "../simulate/instances.h"
#include "core/simulate/arrival_rate.h"

namespace orl {
namespace {

SolveView viewOf(std::uint64_t seed, double floor, const char* router) {
    SolveView view;
    Experiment experiment = testing::pool(seed, 200, 4);
    view.experiment = std::make_shared<const Experiment>(std::move(experiment));
    view.constraints.qualityFloor = floor;
    view.scenario.router = router;
    return view;
}

TEST(ScenarioLoad, FiguresAreThoseOfTheRunAtOneRateForAll) {
    const SolveView now = viewOf(3, 0.5, "dual");
    LoadSettings settings;
    settings.preset = LoadPreset::RushHour;
    const LoadSettings fixed = fixedLoad(settings, now);
    ASSERT_TRUE(fixed.rate);
    EXPECT_EQ(fixedLoad(fixed, viewOf(4, 0.6, "dual")).rate, fixed.rate);
    double wait = 0.0;
    for (const SolveView& view : {now, viewOf(3, 0.6, "threshold"), viewOf(4, 0.5, "dual")}) {
        const LoadFigures figures = loadFigures(view, fixed);
        ASSERT_EQ(figures.reason, "");
        const LoadQuestion question = loadQuestion(fixed, view.experiment, view.constraints);
        const RunMeasures measures =
            simulate(*question.load.experiment, question.load.plan, {view.scenario.router, {}})
                .measures;
        EXPECT_EQ(figures.waitP95, measures.wait.quantile(0.95));
        EXPECT_EQ(figures.costPer1000, measures.costPer1000());
        EXPECT_EQ(figures.rejected, static_cast<double>(measures.rejected + measures.late) /
                                        static_cast<double>(measures.arrived));
        EXPECT_NEAR(figures.rate, *fixed.rate, 1e-9 * *fixed.rate);
        wait += figures.waitP95;
    }
    EXPECT_GT(wait, 0.0);
}

TEST(ScenarioLoad, SaysWhyThereAreNone) {
    LoadSettings settings;
    settings.preset = LoadPreset::RushHour;
    EXPECT_NE(loadFigures(viewOf(3, 0.5, "dual-paper"), settings).reason.find("whole batches"),
              std::string::npos);
    settings.commonSlots = 0;
    const LoadFigures none = loadFigures(viewOf(3, 0.5, "dual"), settings);
    EXPECT_NE(none.reason.find("no model has a slot"), std::string::npos) << none.reason;
    EXPECT_TRUE(std::isnan(none.waitP95));
    settings.preset = LoadPreset::TwoQueries;
    EXPECT_FALSE(loadFigures(viewOf(3, 0.5, "dual"), settings).reason.empty());
}

}  // namespace
}  // namespace orl
