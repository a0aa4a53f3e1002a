#pragma once

#include <map>
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

/// L_j of every model, shares as of slotsOfShare; empty if no model has a limit below N.
std::vector<std::int64_t> capacitiesOf(const ConstraintSettings& settings,
                                       const std::vector<std::string>& models,
                                       std::size_t queryCount);
/// Floors and caps of the groups that the experiment has are in it, where anything is asked of
/// them.
Constraints constraintsOf(const ConstraintSettings& settings, const Experiment& experiment);

/// Groups of an experiment's queries.
struct QueryGroups {
    std::vector<std::int32_t> of;    ///< per query, index into names
    std::vector<std::string> names;  ///< levels, easiest first; tasks in order of appearance
};
/// Queries without a task are in the group "unknown".
/// @param by "task" or "level"
QueryGroups groupsOf(const Experiment& experiment, const std::string& by);
/// Both hold the same groups to the same.
bool sameGroups(const Constraints& one, const Constraints& other);
/// The same but for the goal: capacities, groups and the cap on seconds.
bool sameLimits(const Constraints& one, const Constraints& other);

/// @throws Error on an unknown predictor
PredictorOptions predictorOptionsOf(const Preparation& preparation);

/// Least common share L at which all queries still fit, given the models' own shares: a whole
/// number of queries.
double leastCommonCapacity(const ConstraintSettings& settings, const PoolSettings& pool,
                           const std::vector<std::string>& models, std::size_t queryCount);

/// One fit serves both: which rows are routed, the blend and the folds of cross-fitting can differ.
bool sameFit(const Preparation& a, const Preparation& b);
/// They differ at most in how the one fit is used (kind, k, blend): what is judged for one can be
/// shown for the other.
bool sameStudy(const Preparation& a, const Preparation& b);

/// Puts a data set and splits that exist in place of names that do not: the scenario's own if
/// present, else "train"/"test", else the first and last split, else all rows.
void adoptNames(Preparation& preparation, const std::vector<DatasetSummary>& datasets);

/// Turns to another data set. Splits, prices, switches and constraints are those last set for it;
/// for one that was never looked at, splits, pool and capacities start from the defaults: what was
/// set for the names and the size of the old one does not follow, and rows are not learned from
/// because they were elsewhere. The method stays, and where nothing was set before the goal.
/// @param kept by data set, as of keptScenarios
void turnTo(Scenario& scenario, const std::string& dataset,
            const std::map<std::string, Scenario>& kept = {});

/// What else an edit means: who sets the floor or turns to a budget asks for no guarantee any more.
void reconcile(Scenario& next, const Scenario& before);

/// Splits of a data set with their counts.
DatasetSummary summaryOf(const Dataset& data);

}  // namespace orl
