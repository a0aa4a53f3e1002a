#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/lab/load_settings.h"
#include "core/simulate/capacity_plan.h"

namespace orl {

/// How many slots a load needs, as the window asks it: Poisson arrivals at a rate, `dual` at
/// arrival.
struct SlotsAsk {
    double rate = 10.0;  ///< queries a second
    double floor = 0.0;  ///< α
    CapacityTarget target;
    double commonPrice = 0.0;                  ///< USD per slot and hour of every model
    std::map<std::string, double> ownPrice;    ///< replaces it, by the model's name
    std::map<std::string, std::int64_t> most;  ///< most slots, by the model's name
    /// Seconds of every answer; 0: by the pool's speeds, and models without them get no slots.
    double constantSeconds = 0.0;
    int runs = 5;
    std::uint64_t seed = 1;

    bool operator==(const SlotsAsk&) const;
};

/// Queries of a run, drawn: as many as the batch has, at least a thousand and a minute of arrivals,
/// but for that at most 20,000.
/// @param rate queries a second; may be unknown
std::uint64_t slotsQueries(const Experiment& experiment, double rate);

/// @throws Error where no model's speed is known and constantSeconds is 0
CapacityQuestion slotsQuestion(const SlotsAsk& ask, const Experiment& experiment);

/// What `omnirouter plan` is told to answer the same question, beside the scenario.
std::vector<std::string> slotsWords(const SlotsAsk& ask, const Experiment& experiment);

/// The Simulation page's load under which the fleet was planned, with the fleet's slots: its rate,
/// evenly by chance and with known prices, without outages, windows or a limit of queues. The
/// routers that are compared and the seed stay.
/// @param fleet slots by the models' names
LoadSettings loadOfPlan(const SlotsAsk& ask, const std::map<std::string, std::int64_t>& fleet,
                        LoadSettings before);

}  // namespace orl
