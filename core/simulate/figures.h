#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/simulate/simulation.h"

namespace orl {

/// A figure of a run under the name that files give it.
struct RunFigure {
    std::string_view key;
    double value = kMissing;
};

/// All figures of a run that are one number: counts, USD, seconds, shares, in fixed order.
std::vector<RunFigure> runFigures(const RunMeasures& measures, const SimulationPlan& plan);

/// Whether the figure of that key is a number of queries or calls.
bool isCount(std::string_view key);

/// Mean and standard error of the mean over repeated runs; NaN where no run knows the figure, the
/// error also where only one does.
struct RunBand {
    double mean = kMissing;
    double error = kMissing;
};
RunBand runBand(std::span<const double> values);

/// One router over runs that differ by their seeds alone. Equal seeds mean equal arrivals and
/// equal service times for all routers, so that differences can be taken run by run.
struct RepeatedRuns {
    std::string router;
    std::vector<std::string_view> keys;       ///< of runFigures
    std::vector<std::vector<double>> values;  ///< [figure][run]
    SimulationResult first;                   ///< the run of the plan's own seed, in full

    RunBand band(std::string_view key) const;
};

struct RepeatOptions {
    int repeats = 1;        ///< run r has the plan's seed + r
    int threads = 1;        ///< the result does not depend on it; 0: as many as the machine has
    SimulationOptions run;  ///< a record is kept of the first run alone
};

/// @throws Error as simulate(), or when repeats < 1; Cancelled
std::vector<RepeatedRuns> simulateRouters(const Experiment& experiment, const SimulationPlan& plan,
                                          std::span<const PolicyChoice> choices,
                                          const RepeatOptions& options, const Job& job = {});

}  // namespace orl
