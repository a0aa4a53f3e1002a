#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/lab/load_runs.h"

/// What somebody sets on the Simulation page, and the plan and routers that follow from it. What is
/// not set is the preset's, so that a preset can be chosen anew without losing what was.
namespace orl {

/// Most slots a model, and most queries that wait, that can be set.
inline constexpr std::int64_t kMostSlots = 10'000;
/// Seconds of every answer where no speed is known, until somebody says.
inline constexpr double kAssumedSeconds = 2.0;

/// A model that is out or slow from then until then, seconds, by its name: it survives other pools.
struct LoadOutage {
    std::string model;
    double from = 0.0;
    double until = 0.0;
    /// As Disturbance::slowness: how many times as long answers take; +∞: out.
    double slowness = std::numeric_limits<double>::infinity();
    bool isOut() const { return slowness == std::numeric_limits<double>::infinity(); }
    bool operator==(const LoadOutage&) const = default;
};

/// Most times as long that answers can be set to take, and what a model is slow by until said.
inline constexpr double kMostSlowness = 1'000.0;
inline constexpr double kUsualSlowness = 3.0;

/// Share of the slots' time that may be planned with at least.
inline constexpr double kLeastPlannedUse = 0.5;

struct LoadSettings {
    LoadPreset preset = LoadPreset::Outage;
    std::optional<ArrivalPlan::Shape> shape;  ///< not Times
    std::optional<double> rate;               ///< queries a second
    std::optional<ArrivalPlan::Order> order;
    std::int64_t queueLimit = 8;  ///< kUnlimited: none
    std::optional<WindowPlan::Kind> window;
    std::int64_t windowCount = 16;
    double windowSeconds = 0.5;
    std::optional<ServicePlan::Kind> service;  ///< unset: the pool's speeds, or kAssumedSeconds
    double serviceSeconds = kAssumedSeconds;
    std::int64_t commonSlots = 10;                 ///< of every model
    std::map<std::string, std::int64_t> ownSlots;  ///< replaces it, by the model's name
    std::vector<std::string> greedy;               ///< one or two ids; empty: what suits the preset
    bool tune = true;                              ///< to the accuracy of the dual
    std::optional<std::vector<LoadOutage>> outages;
    double plannedUse = 0.95;  ///< share of the slots' time that the dual plans with
    bool knownPrices = false;  ///< the dual begins with the prices of the data
    std::uint64_t seed = 7;

    bool operator==(const LoadSettings&) const = default;
};

/// What is simulated.
struct LoadQuestion {
    LoadCase load;
    std::vector<PolicyChoice> choices;  ///< the dual last
    /// Models that may take queries and whose answers' seconds are unknown of some. By the pool's
    /// speeds they get no slots.
    std::vector<std::size_t> unknownSpeeds;
    bool assumedService = false;  ///< no speed is known, and none was chosen
    /// Greatest mean predicted quality, were the slots without end; of the models that have some.
    double reach = kMissing;
};

/// The disturbances of a plan by the names of the models.
std::vector<LoadOutage> outagesIn(const SimulationPlan& plan,
                                  const std::vector<std::string>& models);

/// @param constraints mode, floor and budget of the batch; its capacities are numbers of queries,
///                    and say nothing of slots
/// @throws Error where nothing can be simulated, saying what to do; Cancelled
LoadQuestion loadQuestion(const LoadSettings& settings,
                          std::shared_ptr<const Experiment> experiment,
                          const Constraints& constraints, const Job& job = {});

/// Rules that decide at arrival by themselves, for the choice of greedy ones: id of each.
std::vector<std::string_view> greedyIds();

}  // namespace orl
