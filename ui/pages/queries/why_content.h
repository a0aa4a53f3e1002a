#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/lab/flips.h"
#include "core/lab/why.h"
#include "ui/charts/flip_axis.h"
#include "ui/charts/strips_chart.h"

/// From what the core says of a query's choice to what is painted. Amounts become $ per 1,000.
namespace orl {

StripsChart::Content stripsOf(const Why& why, const std::vector<std::string>& models, bool scored,
                              bool dark);
StripsChart::Content stripsOf(const WhyMany& why, const std::vector<std::string>& models,
                              bool scored, bool dark);

/// @param line  null: not known yet
/// @param note  in its place, where there will be none
FlipAxisView::Content axisOf(const SolveView& view, FlipAxis axis, const FlipLine* line,
                             const QString& note, bool dark);
FlipAxisView::Content axisOf(const SolveView& view, FlipAxis axis, const MovedLine* line,
                             std::size_t queries);

/// The scenario with the axis at that value: what a click on a pill asks for. Not for λ, which is
/// no setting.
Scenario scenarioAt(const Scenario& scenario, FlipAxis axis, const std::string& subject,
                    double value);
/// The same with the floor or budget that a routing at a price of accuracy just holds, rounded
/// outwards to what the control can show.
/// @param constraint constraintAt() of the price
/// @param up         the price is above the present one
Scenario scenarioAtConstraint(const Scenario& scenario, double constraint, bool up);

/// A value of the axis for people.
QString axisValue(const SolveView& view, FlipAxis axis, double value);

}  // namespace orl
