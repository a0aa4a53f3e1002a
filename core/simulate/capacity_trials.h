#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/simulate/capacity_plan.h"
#include "core/simulate/fleet.h"

namespace orl {

/// Slots per model.
using FleetSlots = std::vector<std::int64_t>;

/// Figures of a fleet, run by run.
struct CapacityTrial {
    std::vector<double> usdPerHour, costPer1000, predicted, realized, p95, rejected;
    std::vector<bool> used;  ///< models that served somebody in any run
    /// Whether the goal can be planned with the slots in the long run.
    bool lasts = false;
    /// Whether the runs were cut short because the target is missed whatever the others give.
    bool hopeless = false;
    std::size_t runs() const { return p95.size(); }
};

/// Simulates fleets for one question, each once, several at a time.
class CapacityTrials {
  public:
    /// Both must outlive it.
    /// @throws as planCapacity()
    CapacityTrials(const Experiment& experiment, const CapacityQuestion& question);

    double rate() const { return m_rate; }
    std::uint64_t queries() const { return m_queries; }  ///< of a run
    /// Most slots of each model that are thought of.
    const FleetSlots& most() const { return m_most; }
    double slotPrice(std::size_t model) const;
    double slotsUsd(const FleetSlots& slots) const;
    std::size_t count() const { return m_trials.size(); }

    /// Simulates those that were not yet, with so many runs. Nothing is known after Cancelled.
    /// @param whole whether runs go on where the target is missed for certain
    void run(const std::vector<FleetSlots>& fleets, std::size_t runs, const Job& job,
             bool whole = false);
    const CapacityTrial& of(const FleetSlots& slots) const { return m_trials.at(slots); }
    const std::map<FleetSlots, CapacityTrial>& all() const { return m_trials; }
    bool meets(const CapacityTrial& trial) const;
    CapacityMix mixOf(const FleetSlots& slots) const;

    /// Whether any routing can keep the goal in the long run, and at which cost at least: at full
    /// use of the slots and α less the shortfall.
    bool canKeepGoal(const FleetSlots& slots, const Job& job);
    double bound(const FleetSlots& slots, const Job& job);
    /// Greatest rate at which α itself can be planned: see CapacityMix::largestRate.
    double largestRate(const FleetSlots& slots, const Job& job);
    Fleet& limit() { return m_limit; }
    const Fleet& limit() const { return m_limit; }

  private:
    CapacityTrial simulated(const FleetSlots& slots, std::size_t runs, bool whole,
                            const Job& job) const;

    const Experiment& m_experiment;
    const CapacityQuestion& m_question;
    double m_rate;
    std::uint64_t m_queries;
    FleetSlots m_most;
    Fleet m_limit, m_planned;
    std::map<FleetSlots, CapacityTrial> m_trials;
};

/// The plan with the most slots of each model, and α less what may be missing, at full use.
SimulationPlan limitPlan(const CapacityQuestion& question, const FleetSlots& most);

/// @throws Error where the search would have no end: answers that take no time, or more slots than
/// anybody plans one by one
void checkSearch(const Experiment& experiment, const CapacityTrials& trials);

/// Why no fleet can meet the target, by the models and the limits alone; empty: one may.
std::string impossible(const Experiment& experiment, const CapacityQuestion& question,
                       CapacityTrials& trials, const Job& job);

}  // namespace orl
