#pragma once

#include <string>
#include <vector>

#include "core/data/dataset.h"
#include "core/data/workspace/workspace.h"
#include "core/experiment/experiment.h"
#include "core/predict/predictor.h"
#include "core/problem.h"
#include "core/scenario.h"

/// From the operator's scenario to the inputs of each stage. No state, no Qt.
namespace orl {

/// L_j of every model; empty if no model has a limit below N.
std::vector<std::int64_t> capacitiesOf(const Scenario& scenario,
                                       const std::vector<std::string>& models,
                                       std::size_t queryCount);
Constraints constraintsOf(const Scenario& scenario, const std::vector<std::string>& models,
                          std::size_t queryCount);
PoolSettings poolOf(const Scenario& scenario);
/// @throws Error on an unknown predictor
PredictorOptions predictorOptionsOf(const Scenario& scenario);

/// Least common share L at which all queries still fit, given the models' own shares.
double leastCommonCapacity(const Scenario& scenario, const std::vector<std::string>& models);

/// The two scenarios need the same data, fit and predictions.
bool samePreparation(const Scenario& a, const Scenario& b);
/// The two scenarios ask for the same routing problem (prices, models) of one preparation.
bool samePool(const Scenario& a, const Scenario& b);

/// Puts a data set and splits that exist in place of names that do not: the scenario's own if
/// present, else "train"/"test", else the first and last split, else all rows.
void adoptNames(Scenario& scenario, const std::vector<DatasetSummary>& datasets);

/// Splits of a data set with their counts.
DatasetSummary summaryOf(const Dataset& data);

}  // namespace orl
