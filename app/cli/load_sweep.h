#pragma once

#include <CLI/CLI.hpp>
#include <optional>
#include <string>
#include <vector>

#include "app/cli/prediction_arguments.h"
#include "app/cli/run_arguments.h"
#include "app/cli/simulate_arguments.h"
#include "core/support/job.h"

namespace orl::cli {

/// `sweep` over what only a run over time has: its rate of arrivals, and slots.
struct LoadSweepArguments {
    SimulateArguments what;
    RunArguments runs;
    CLI::App* options = nullptr;  ///< of a load alone

    /// Adds the options of a load, which are of use over these axes alone.
    void addTo(CLI::App& command);
    /// Whether the text of --over is of such an axis: "rate=…", "concurrency=…",
    /// "concurrency:NAME=…", "planned-use=…", or "second-price=…" with options of a load.
    bool sweeps(const std::string& over) const;
    bool anyGiven() const { return options != nullptr && options->count_all() > 0; }
};

/// What of `sweep` a load has as well.
struct LoadSweepRequest {
    std::string over;
    std::vector<std::string> routers;  ///< empty: dual
    std::optional<double> alpha, budget;
    std::uint64_t seed = 1;
    int threads = 1;
    std::filesystem::path out;
    bool json = false;
};

/// Simulates and prints, or writes. @returns the exit code
int runLoadSweep(LoadSweepArguments& arguments, const PredictionArguments& prediction,
                 const LoadSweepRequest& request, const Job& job);

}  // namespace orl::cli
