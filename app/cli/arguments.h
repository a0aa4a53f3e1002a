#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/experiment/experiment.h"
#include "core/optimize/options.h"
#include "core/problem.h"

/// Options that several commands share, and how their texts are read.
namespace orl::cli {

/// "NAME=X" at its last equals sign. @throws UsageError
std::pair<std::string, std::string> nameAndValue(const std::string& text, const char* option);
/// A finite number, all of the text. @throws UsageError naming the option
double numberOf(const std::string& text, const std::string& option);
/// A number of queries, or a share written as 20% or 0.2 (1.0 for all).
struct Amount {
    bool isShare = false;
    double value = 0.0;  ///< whole and >= 0, or the share >= 0
};
/// @param shareOnly whether a number without % and point is a share as well
/// @throws UsageError naming the option
Amount amountOf(const std::string& text, bool shareOnly, const std::string& option);
/// "20%" or "0.2": a share from 0 to 1. @throws UsageError naming the option
double shareOf(const std::string& text, const std::string& option);
/// Puts names into one line for a message.
std::string joined(const std::vector<std::string>& names);

/// α or B, and the capacities L.
struct ConstraintArguments {
    std::optional<double> alpha;
    std::optional<double> budget;  ///< USD for the batch
    std::vector<std::string> capacity;
    std::optional<double> secondsCap;

    void addTo(CLI::App& command, bool required);
    /// @throws UsageError on malformed texts, Error on an unknown model
    Constraints constraints(const Experiment& experiment) const;
};

/// What-if changes to the pool.
struct PoolArguments {
    std::vector<std::string> priceMultiplier, inputPrice, outputPrice, disable, hypothetical;
    std::vector<std::string> firstToken, tokensPerSecond;
    double secondPrice = 0.0;

    void addTo(CLI::App& command);
    /// @throws UsageError on malformed texts, Error on an unknown model
    PoolSettings settings(const Dataset& data) const;
};

/// What the search for a proof may take.
struct EffortArguments {
    SolveBudget limits;
    std::size_t megabytes = SolveBudget{}.memoryBytes >> 20U;

    void addTo(CLI::App& command);
    SolveBudget budget() const;
};

}  // namespace orl::cli
