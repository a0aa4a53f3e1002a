#pragma once

#include "app/cli/output.h"
#include "core/simulate/figures.h"

namespace orl::cli {

/// All that is told of one router's runs: means, their errors where there are several, and of the
/// first run waits by level, prices, the use of the models and what happened when. The same inputs
/// give the same bytes: nothing of it was measured by a clock.
Json runJson(const RepeatedRuns& runs, const Experiment& experiment, const SimulationPlan& plan);

}  // namespace orl::cli
