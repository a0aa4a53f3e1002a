#pragma once

#include <QString>
#include <memory>
#include <vector>

#include "ui/charts/flow_chart.h"
#include "ui/charts/parallel_chart.h"
#include "ui/pages/compare/scenario_column.h"

namespace orl {

struct TriedState;

/// From scenarios, flows and tried states to what the charts show.

/// A, B, …, Z, A2, …
QString columnLetter(int position);
/// Tells a column from the others, whatever its position.
QString columnKey(const ScenarioColumn& column);
/// What is saved against threshold routing tuned in hindsight; NaN: it has not the accuracy.
double hindsightSaving(const ComparisonView& comparison);

/// @param pool names of the models by which all charts colour them; others come after
FlowData flowData(const QueryFlows& flows, const std::vector<std::string>& pool,
                  const QString& from, const QString& to);
/// What stands in place of the flows. @param flows may be null
QString flowEmptyText(bool hasBase, bool hasTarget, const QueryFlows* flows);

/// "α 85 %, L 40 % · gpt-4o × 2 · $1.06 · 83.6 %".
QString triedText(const TriedState& state);
/// Only the quantities that say something of these states get an axis.
/// @param told the column that a line is of, told by its letter; null: a state that was tried
ParallelData parallelData(const std::vector<std::shared_ptr<const TriedState>>& lines,
                          const std::vector<const ScenarioColumn*>& told, std::size_t infeasible);

}  // namespace orl
