#pragma once

#include <memory>
#include <span>
#include <vector>

#include "core/experiment/experiment.h"
#include "core/simulate/simulation.h"
#include "core/support/job.h"

/// Two or three routers under one load: what the Simulation page shows.
namespace orl {

/// One router's run.
struct LoadRun {
    PolicyChoice choice;      ///< with the parameter that it ran with, where one was given or found
    SimulationResult result;  ///< with its record
    bool tuned = false;       ///< the parameter was searched for equal accuracy
};

/// All of one plan and one seed: the same arrivals meet the same service times everywhere.
struct LoadRuns {
    SimulationPlan plan;
    std::shared_ptr<const Experiment> experiment;
    std::vector<LoadRun> runs;  ///< in the order of the choices: greedy ones first, the dual last
};

/// Accuracies that differ by no more are taken for equal.
inline constexpr double kEqualAccuracy = 0.0025;

/// Simulates each choice, with records. With `tune`, the parameter of a router that has one and is
/// given none is searched among the values at which the rule can change: the cheapest found whose
/// accuracy over the whole run equals that of the last choice, or the one that is nearest to it.
/// The accuracy is the realized one, the predicted one where the run knows no outcome.
/// @throws Error as simulate(), or without a choice; Cancelled
LoadRuns loadRuns(const std::shared_ptr<const Experiment>& experiment, const SimulationPlan& plan,
                  std::span<const PolicyChoice> choices, bool tune,
                  const SimulationOptions& options, const Job& job = {});

/// Accuracy by which runs are made equal: realized where the run knows an outcome, else predicted.
double tunedAccuracy(const RunMeasures& measures);

/// Loads that show something, as plans.
enum class LoadPreset {
    TwoQueries,    ///< Figure 1 of the paper: two queries, one strong slot
    RushHour,      ///< a rhythm whose peak is above what the slots can take
    Outage,        ///< the busiest model is out for a while
    HardestFirst,  ///< the adversarial order
    FlashCrowd,    ///< bursts far above what the slots can take
};

/// A load and the queries that it is of.
struct LoadCase {
    std::shared_ptr<const Experiment> experiment;
    SimulationPlan plan;
    /// The queries are not those of the data set but the paper's two.
    bool paperQueries = false;
};

/// The load of that name for these queries and slots: rates come from saturationRate(), so that it
/// means the same for every pool, and of fewer than 1,000 or more than 10,000 queries as many are
/// drawn. Two queries brings the paper's instance along, answers of 2 seconds and a window of two.
/// @param base slots, service, queue, window, goal and seed, which stay; a budget is one for the
///             queries of the batch, and follows their number
/// @throws Error where answers' seconds are unknown, Cancelled
LoadCase loadCase(LoadPreset preset, std::shared_ptr<const Experiment> experiment,
                  const SimulationPlan& base, const Job& job = {});

/// Greatest queries a second at which the slots, used for the plan's share of their time, can be
/// planned to keep the floor or the budget (core/simulate/fleet.h). +∞ where no limit binds; where
/// a floor is out of reach at any rate, the rate up to which the queries can be served at all; 0
/// where they cannot.
/// @throws Error as Fleet, Cancelled
double saturationRate(const Experiment& experiment, const SimulationPlan& plan,
                      const Job& job = {});

/// Figure 1 of the paper with its recorded scores for predictions: see figureOneDataset().
std::shared_ptr<const Experiment> figureOneExperiment();

}  // namespace orl
