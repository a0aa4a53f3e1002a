#pragma once

#include "core/experiment/experiment.h"
#include "core/simulate/plan.h"

namespace orl {

/// @throws Error where the plan's slots or queues make no sense for the experiment
void checkSlots(const Experiment& experiment, const SimulationPlan& plan);
/// @throws Error where its floor, budget or planned use make no sense
void checkGoal(const SimulationPlan& plan);

}  // namespace orl
