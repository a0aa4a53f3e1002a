#pragma once

#include <QString>
#include <vector>

#include "core/lab/duals/theatre.h"
#include "ui/charts/load_bars.h"
#include "ui/charts/trace_plot.h"
#include "ui/pages/duals/theatre_lane.h"

/// From what the two methods did to what their lanes show. Units: USD per 1,000 queries, right
/// answers or slots.
namespace orl {

/// Factor from the objective and the bound to what is shown: USD per 1,000 queries, or 1 for
/// accuracies in budget mode.
double objectiveScale(const SolveView& solve);
/// "$1.064" or "84.3 %".
QString objectiveText(const SolveView& solve, double value);

TracePlot::Content traceContent(const TheatreView& view, const TheatreLane& lane,
                                TheatreLaneView::Plot plot, std::size_t model,
                                const std::vector<std::vector<IterationRecord>>& others,
                                const Theme& theme);
/// Value of a plot at one look; NaN where it has none.
double traceValue(const SolveView& solve, const IterationRecord& look, TheatreLaneView::Plot plot,
                  std::size_t model);
/// What the look's routing breaks: "0.4 points, 484 slots"; empty where all holds.
QString violationText(const SolveView& solve, const IterationRecord& look);
/// Who has the queries, in a sentence.
QString captionText(const TheatreView& view, const IterationRecord& look, int number);
std::vector<LoadBars::Row> loadRows(const TheatreView& view, const IterationRecord& look,
                                    bool dark);
/// End of the axis of the bars, for both lanes.
std::int64_t greatestLoad(const TheatreView& view);
/// End of the axis of looks, for both lanes.
int lastLook(const TheatreView& view);

}  // namespace orl
