#pragma once

#include <cstdint>
#include <functional>
#include <tuple>
#include <vector>

#include "core/simulate/capacity_trials.h"

namespace orl {

/// How good a fleet is that meets the target; the least is the best. What lasts comes before what
/// passes in short runs alone; `step` counts ties from the cheapest on, so that within one the
/// number of slots decides.
struct CapacityRank {
    bool strained = false;
    double step = 0.0;
    std::int64_t slots = 0;
    double usd = 0.0;
    bool operator<(const CapacityRank& other) const {
        return std::tie(strained, step, slots, usd) <
               std::tie(other.strained, other.step, other.slots, other.usd);
    }
};

/// The search for the cheapest fleets, by a fixed schedule: the same whatever the threads.
class CapacitySearch {
  public:
    /// Told whenever fleets were simulated.
    using Heard = std::function<void(const CapacitySearch&)>;
    /// All must outlive it.
    CapacitySearch(const CapacityQuestion& question, CapacityTrials& trials, const Job& job,
                   Heard heard);

    /// Simulates fleets until nothing promises to be better. @returns whether all were looked at
    bool run();
    /// Fleets that meet the target, the best first.
    std::vector<FleetSlots> ranked() const;

  private:
    struct Move {
        FleetSlots slots;
        CapacityRank hope;  ///< no better than this, by the prices
    };
    double possible() const;
    bool lookAtAll();
    std::vector<double> busyAt(double shade);
    FleetSlots staffed(const std::vector<double>& busy, double room) const;
    void widen(const std::vector<std::vector<double>>& shapes);
    void descend(FleetSlots from);
    std::vector<Move> movesFrom(const FleetSlots& from);
    bool bestOf(const std::vector<FleetSlots>& fleets, FleetSlots& best);
    CapacityRank rankOf(const FleetSlots& slots) const;
    CapacityRank rankOf(double usd, std::int64_t slots) const;
    FleetSlots trimmed(const FleetSlots& slots) const;
    void simulateThose(std::vector<FleetSlots> fleets);
    void setCheapest();
    bool full() const { return m_trials.count() >= m_question.mostFleets; }

    const CapacityQuestion& m_question;
    CapacityTrials& m_trials;
    const Job& m_job;
    Heard m_heard;
    std::size_t m_runs;
    double m_luck = 0.0;      ///< part of a cost by which runs may fall below a bound by chance
    double m_cheapest = 0.0;  ///< USD an hour, of those that meet the target; 0: none yet
};

}  // namespace orl
