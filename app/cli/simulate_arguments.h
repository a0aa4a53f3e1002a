#pragma once

#include <CLI/CLI.hpp>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/experiment/experiment.h"
#include "core/simulate/plan.h"
#include "core/support/job.h"

namespace orl::cli {

/// Options that say what is simulated, and how their texts are read.
struct SimulateArguments {
    std::optional<double> alpha;
    std::optional<double> budget;  ///< USD for the run
    std::vector<std::string> concurrency;
    std::string arrivals;
    std::filesystem::path times;
    std::string service = "pool";
    double jitter = 0.0;
    std::uint64_t queries = 0;
    std::string window = "none";
    std::string queue = "model";
    std::optional<std::int64_t> queueLimit;
    std::optional<double> deadline, horizon;
    std::vector<std::string> outage, slowDown, failures, fallback;
    std::vector<std::string> requestsPerMinute, tokensPerMinute;
    int retries = 2;
    double plannedUse = 0.95;
    bool knownPrices = false;
    std::uint64_t seed = 1;

    void addTo(CLI::App& command);
    /// The file of "trace:FILE", or of --arrival-times; empty where neither is given.
    std::filesystem::path timesFile() const;
    /// Reads the file of times where there is one, and notes what of it was not used.
    /// @throws UsageError on malformed texts, Error on an unknown model or a bad file
    SimulationPlan plan(const Experiment& experiment, const Job& job) const;

  private:
    void addFaults(CLI::App& command);
    void readFaults(SimulationPlan& plan, const Experiment& experiment) const;
    void readRates(SimulationPlan& plan, const Experiment& experiment) const;
};

/// "poisson:14", "burst:5:40:60:10", "trace:FILE", … without the times of a file.
/// @throws UsageError
ArrivalPlan arrivalsOf(const std::string& text);
/// "pool", "exponential:SECONDS", "constant:SECONDS". @throws UsageError
ServicePlan serviceOf(const std::string& text);
/// "none", "16", "250ms". @throws UsageError
WindowPlan windowOf(const std::string& text);

}  // namespace orl::cli
