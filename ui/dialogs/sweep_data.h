#pragma once

#include <vector>

#include "ui/charts/heat_map_chart.h"
#include "ui/charts/sweep_chart.h"
#include "ui/dialogs/sweep_runner.h"

namespace orl {

/// Curves of all routers over the first axis, as far as they are known.
SweepData sweepCurves(const SweepRunner::View& view);
/// The figure over both axes by the first router, with lines of equal cost, or under a budget,
/// which is the cost, of equal predicted accuracy.
HeatMapData sweepMap(const SweepRunner::View& view, GridFigure figure);
/// Exact values of a cell, or why there are none.
std::vector<PlotView::HoverLine> cellWords(const SweepRunner::View& view, const GridCell& cell);
/// "Cost per 1,000, USD".
QString figureTitle(GridFigure figure);
/// The data set and what of the goal and limits does not move: "small · α 60 % · L 40 %".
QString stayingText(const SweepRunner::View& view);
/// By its id, for people.
QString sweptRouterTitle(const std::string& id);

}  // namespace orl
