#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/lab/load_settings.h"
#include "core/lab/load_sweep.h"
#include "core/lab/views.h"

/// The sweep of L over time: how routers fare while every model serves one query at once, two, and
/// so on, under one and the same load.
namespace orl {

/// What a sweep of slots is of; with equal inputs go equal points.
struct SlotSweepInputs {
    std::shared_ptr<const Experiment> experiment;
    RoutingMode mode = RoutingMode::CostUnderFloor;
    double floor = 0.0;        ///< α
    double budgetShare = 0.0;  ///< B, USD a query
    std::vector<std::string>
        routers;  ///< of policyIds(), the dual first: without windows it decides at arrival
    std::uint64_t seed = 1;
    bool operator==(const SlotSweepInputs&) const = default;
};

/// Of a solve: those of the routers that decide at arrival, and the online dual. Capacities of the
/// batch play no part.
SlotSweepInputs slotSweepInputs(const SolveView& solve, const std::vector<std::string>& routers);

/// What one router comes to with so many slots of every model.
struct SlotFigures {
    double costPer1000 = kMissing;  ///< predicted USD for 1,000 answers
    double predicted = kMissing;    ///< accuracy, as RunMeasures has it
    double realized = kMissing;
    double waitP95 = kMissing;  ///< seconds
    bool keepsFloor = true;     ///< the mean prediction is not below α
};

struct SlotSweepPoint {
    double slotCount = 0.0;            ///< of every model
    std::vector<SlotFigures> figures;  ///< a router each
};

/// Points as far as they are known.
struct SlotSweepView {
    SlotSweepInputs inputs;
    double rate = kMissing;                  ///< queries a second, Poisson
    std::vector<std::size_t> unknownSpeeds;  ///< models without slots: their speeds are unknown
    bool assumedService = false;  ///< no speed is known: answers take kAssumedSeconds on average
    std::vector<SlotSweepPoint> points;  ///< ascending
    bool complete = false;
};

/// Slots of every model that are simulated.
std::vector<double> slotGrid();

/// The load: every query of the experiment once at random moments, at three quarters of the rate
/// that eight slots of every model can be planned for; where the goal is out of reach, of the rate
/// that they can serve at all. A model of which some speed is unknown gets no slots.
/// @throws Error as headroomOf()
SimulationPlan slotSweepPlan(const SlotSweepInputs& inputs, const Job& job = {});

/// Simulates, and hands out what is known after every value and at the end.
/// @throws Error as loadSweep(), Cancelled
void runSlotSweep(const SlotSweepInputs& inputs, const Job& job,
                  const std::function<void(std::shared_ptr<const SlotSweepView>)>& publish);

}  // namespace orl
