#pragma once

#include <CLI/CLI.hpp>
#include <optional>
#include <string>
#include <vector>

#include "app/cli/simulate_arguments.h"
#include "core/lab/prediction.h"
#include "core/simulate/simulation.h"

namespace orl::cli {

/// Ids of the routers that decide over time.
std::vector<std::string> simulatedIds();

/// Options on how routers are simulated, beside what is.
struct RunArguments {
    std::optional<double> tau, willingness;
    std::string lengths = "predicted";
    int repeats = 1;

    void addTo(CLI::App& command);
    /// The routers with their parameters. @throws UsageError on one that no router takes
    std::vector<PolicyChoice> choices(const std::vector<std::string>& routers) const;
};

/// What runs need of the data beside the experiment, kept for as long as they go on.
class RunInputs {
  public:
    RunInputs(const RunArguments& arguments, const SimulateArguments& what,
              const Predicted& predicted, const Experiment& experiment, const PoolSettings& pool);
    RunInputs(const RunInputs&) = delete;
    RunInputs& operator=(const RunInputs&) = delete;

    const SimulationOptions& options() const { return m_options; }

  private:
    std::vector<double> m_tokens, m_recorded;
    SimulationOptions m_options;
};

}  // namespace orl::cli
