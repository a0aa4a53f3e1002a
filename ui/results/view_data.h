#pragma once

#include <QString>
#include <string>

#include "core/lab/level_table.h"
#include "core/lab/repeats.h"
#include "core/lab/views.h"
#include "ui/charts/distribution_chart.h"
#include "ui/charts/level_table_chart.h"
#include "ui/charts/plane_chart.h"
#include "ui/charts/sweep_chart.h"
#include "ui/session/pin.h"

/// From what the workers published to what the charts show.
namespace orl {

/// For people; the id itself if it is unknown.
QString routerTitle(const std::string& id);
/// "serves 180 of 200"; empty where it serves all.
QString servedText(const Evaluation& evaluation);

DistributionData distributionData(const SolveView& solve);

/// @param realized accuracy and cost as recorded, where anything is
LevelTableData levelTableData(const LevelTable& table, const SolveView& solve, bool realized);

/// What the plane shows whatever the constraints: single models.
PlaneData planeGround(const SolveView& solve, bool realized);
/// Adds what the routers' figures are over many splits. @param repeats of these settings
PlaneData withSpreads(PlaneData plane, const std::string& router, const Repeats& repeats);
/// Adds routers, current point, mixtures of models and frontier to the ground.
/// @param alphaSweep gives the optimizer's frontier; may be null
/// @param comparison gives the routers' curves, if they are of these capacities; may be null
PlaneData planeData(PlaneData ground, const SolveView& solve, const SweepView* alphaSweep,
                    const ComparisonView* comparison);

SweepData sweepData(const SweepView& sweep, bool realized);

/// What was pinned, faintly: beside the bars of the pinned router, as a point with an arrow, and
/// below the curves of a sweep. All of the same data.
DistributionData withPin(DistributionData shown, const Pin& pin, const SolveView& solve);
PlaneData withPin(PlaneData shown, const Pin& pin);
/// @param sweep that is shown
SweepData withPin(SweepData shown, const Pin& pin, const SweepView& sweep, bool realized);

/// What a scenario asks for, in a few words: "α 85 %, L 40 %".
QString askedText(const Scenario& scenario);

}  // namespace orl
