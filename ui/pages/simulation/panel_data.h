#pragma once

#include "core/simulate/headroom.h"
#include "ui/pages/simulation/headroom_panel.h"
#include "ui/pages/simulation/running_panel.h"
#include "ui/pages/simulation/waits_panel.h"

/// What the panels show, of the values of the core.
namespace orl {

struct LoadRuns;
struct LoadView;

/// Accuracy is judged by the record: something of every run is recorded.
bool isRealized(const LoadRuns& runs);
double accuracyOf(const LoadRuns& runs, std::size_t run);

RunningData runningData(const LoadView& view);
WaitsData waitsData(const LoadView& view);
HeadroomData headroomData(const Headroom& found, const Experiment& experiment,
                          const SimulationPlan& plan);

}  // namespace orl
