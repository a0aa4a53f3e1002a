#pragma once

#include <cstddef>
#include <functional>
#include <iosfwd>
#include <span>
#include <string>
#include <vector>

#include "core/simulate/figures.h"

/// Routing over time while the load or the slots move: the same routers on the same draws, at one
/// value after the other.
namespace orl {

/// What moves.
struct LoadAxis {
    enum class Kind {
        Rate,              ///< long-run queries a second (see atRate), above 0
        Concurrency,       ///< slots of every model, whole, but of those that have none
        ModelConcurrency,  ///< slots of one model, whole; the others keep theirs
        PlannedUse,        ///< SimulationPlan::plannedUse, in (0,1]
        SecondPrice,       ///< ω, USD a second, 0 or more; needs the speeds of the models
    };
    Kind kind = Kind::Rate;
    std::size_t model = 0;  ///< of ModelConcurrency
};

/// "rate", "concurrency", "concurrency:NAME", "planned-use" or "second-price", as the command line
/// calls it.
std::string loadAxisName(const LoadAxis& axis, const Experiment& experiment);

/// The plan at a value of the axis.
/// @throws Error naming the axis on a value that makes no sense, on a model that is not there, and
/// on arrivals without a rate
SimulationPlan planAt(SimulationPlan plan, const LoadAxis& axis, double value,
                      const Experiment& experiment);

/// The experiment at another price of a second: what makeExperiment() gives at that ω, but that
/// models without a known speed are forbidden without a warning.
/// @throws Error where no speed is known, and on a price that makes no sense
Experiment atSecondPrice(const Experiment& experiment, double secondPrice);

struct LoadSweepPoint {
    double at = 0.0;                    ///< value of the axis
    std::vector<RepeatedRuns> routers;  ///< in the order of the choices
};

/// Simulates every router at every value, with the seeds of simulateRouters(), so that run r of all
/// points and routers draws the same queries and, at the same place of the run, the same service
/// times. Deterministic whatever the threads.
/// @param onPoint gets each point as it is known, in the order of the values, on the caller's
/// thread
/// @throws Error as planAt and simulateRouters(), without values or choices, and where values do
/// not ascend; Cancelled
std::vector<LoadSweepPoint> loadSweep(
    const Experiment& experiment, const SimulationPlan& plan, const LoadAxis& over,
    std::span<const double> values, std::span<const PolicyChoice> choices,
    const RepeatOptions& options, const Job& job = {},
    const std::function<void(const LoadSweepPoint&)>& onPoint = {});

/// Columns: router, over (loadAxisName), value, runs, then every figure of runFigures() (mean over
/// the runs) and its standard error as NAME_error. Unknown numbers are empty.
void writeLoadSweepCsv(std::ostream& out, const LoadAxis& axis, const Experiment& experiment,
                       std::span<const LoadSweepPoint> points);

}  // namespace orl
