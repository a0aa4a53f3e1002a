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
    std::int64_t unnamedSlots = kUnlimited;  ///< of models that concurrency does not name
    std::string arrivals;
    std::string order;  ///< empty: what the arrivals say
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

    /// All of a run; the arrivals, a goal and the seed among them.
    void addTo(CLI::App& command);
    /// Of that what loads a fleet: but for the goal, the slots and the seed.
    void addLoad(CLI::App& command, bool arrivalsRequired);
    /// The slots, as `option`.
    void addSlots(CLI::App& command, const char* option, const std::string& help);
    /// The file of "trace:FILE", or of --arrival-times; empty where neither is given.
    std::filesystem::path timesFile() const;
    /// Reads the file of times where there is one, and notes what of it was not used.
    /// @throws UsageError on malformed texts, Error on an unknown model or a bad file
    SimulationPlan plan(const Experiment& experiment, const Job& job) const;

  private:
    std::string m_slotsOption = "--concurrency";
    void addService(CLI::App& command);
    void readOrder(ArrivalPlan& arrivals) const;
    void addWaiting(CLI::App& command);
    void addFaults(CLI::App& command);
    void readFaults(SimulationPlan& plan, const Experiment& experiment) const;
    void readRates(SimulationPlan& plan, const Experiment& experiment) const;
};

/// The text between the marks.
std::vector<std::string> partsOf(const std::string& text, char mark);
/// Models that a name stands for, "all" for all. @throws Error naming the option and the models
std::vector<std::size_t> modelsNamed(const std::string& name, const Experiment& experiment,
                                     const char* option);
/// "NAME=N" and "all=N" in their order, one number a model; `none` where nothing is said of it.
/// @throws UsageError on malformed texts, Error on an unknown model
std::vector<std::int64_t> slotsNamed(const std::vector<std::string>& texts, const char* option,
                                     std::int64_t none, const Experiment& experiment);
/// "NAME=X" and "all=X" of numbers that are not negative. @throws as slotsNamed
std::vector<double> numbersNamed(const std::vector<std::string>& texts, const char* option,
                                 double none, const Experiment& experiment);

/// The forms that arrivalsOf() takes, for help and messages.
const char* arrivalForms();
/// "poisson:14", "burst:5:40:60:10", "trace:FILE", … without the times of a file.
/// @throws UsageError
ArrivalPlan arrivalsOf(const std::string& text);
/// Names of orders, as --order takes them; "file" is the order of the file.
inline constexpr const char* kOrderNames[] = {"file", "shuffled", "hardest-first", "easiest-first",
                                              "by-task"};
ArrivalPlan::Order orderOf(const std::string& text);
/// "pool", "exponential:SECONDS", "constant:SECONDS". @throws UsageError
ServicePlan serviceOf(const std::string& text);
/// "none", "16", "250ms". @throws UsageError
WindowPlan windowOf(const std::string& text);

/// Says where queries come one task after the other though nobody asked for that.
void noteOrder(const SimulationPlan& plan, const Experiment& experiment);

}  // namespace orl::cli
