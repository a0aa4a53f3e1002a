#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/experiment/experiment.h"
#include "core/simulate/fluid_plan.h"
#include "core/simulate/plan.h"
#include "core/simulate/service.h"
#include "core/support/job.h"

namespace orl {

/// The greatest rate at which a fleet can be planned to keep its goal.
struct FleetRate {
    double rate = 0.0;  ///< queries a second
    std::vector<double>
        perSlot;  ///< by how much a slot more of each model raises it, at the margin
};

/// Fleets of slots against one load: the fluid (fluid.h) of all queries of an experiment, each as
/// likely, and the plan's goal. A fleet is a number of slots per model, kUnlimited for no limit.
class Fleet {
  public:
    /// @param plan but for its slots: a model that has none there may be given some
    /// @throws Error on slots or goals that make no sense, and on unknown seconds of models with
    /// slots
    /// @param dollars whether USD alone are counted where a second has a price as well
    Fleet(const Experiment& experiment, const SimulationPlan& plan, bool dollars = false);

    /// The cheapest plan (or the most accurate one) with these slots at the rate.
    FluidPlan plan(std::span<const std::int64_t> slots, double rate, const Job& job);
    /// Whether there is a plan.
    bool keepsGoal(std::span<const std::int64_t> slots, double rate, const Job& job);
    FleetRate largestRate(std::span<const std::int64_t> slots, const Job& job);

    /// Whether the seconds of all its answers are known.
    bool knowsSpeed(std::size_t model) const { return m_known[model]; }
    /// Whether any query may go there.
    bool takesAny(std::size_t model) const { return m_takes[model]; }
    /// Enough slots of the model to plan all queries at the rate on it.
    std::int64_t slotsForAll(std::size_t model, double rate) const;
    /// Seconds in a second that so many slots of the model are planned to serve.
    double supplied(std::size_t model, std::int64_t slots) const;
    /// What a further slot of the model saves, USD an hour, by the prices of the plan.
    double slotWorth(const FluidPlan& plan, std::size_t model, std::int64_t slots) const;
    /// A slot is never worth more than an answer's spread of costs in each answer's time.
    double mostWorth(std::size_t model) const;
    /// What `after` is better by than `before` an hour, USD; under a budget at before's price of
    /// money.
    double usdAnHour(const FluidPlan& before, const FluidPlan& after, double rate) const;
    const FluidProblem& fluid() const { return m_planner.problem(); }

  private:
    std::vector<double> supplies(std::span<const std::int64_t> slots, double rate) const;
    double firstSlot(const FluidPlan& plan, std::size_t model) const;

    SimulationPlan m_plan;
    std::vector<bool> m_known, m_takes;
    FluidPlanner m_planner;
};

}  // namespace orl
