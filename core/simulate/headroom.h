#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "core/experiment/experiment.h"
#include "core/simulate/plan.h"
#include "core/support/job.h"

/// How much load a fleet of slots can bear in the long run, what its slots are worth, and which one
/// change helps most: the fluid's linear program (fluid.h), solved exactly.
namespace orl {

/// What the slots of one model are worth.
struct SlotWorth {
    std::size_t model = 0;
    /// USD per slot and hour, 3600·π_j times the share of its time that is planned with; 0 without
    /// a limit. NaN where the goal cannot be planned, where the speed is unknown, and where a
    /// budget that is not used up gives money no price. Of a model without slots: of the first.
    double perHour = kMissing;
    double use = kMissing;  ///< share of the slots' time in the plan, NaN without limit or slots
};

/// More slots of one model, and what they bring.
struct FleetChange {
    std::size_t model = 0;
    std::int64_t slotCount = 0;  ///< how many more
    /// USD an hour, solved again with the slots; under a budget what the accuracy gained is worth
    /// at the price of money. NaN where the goal could not be planned without them.
    double savesPerHour = kMissing;
    double raisesAccuracy = kMissing;  ///< mean quality under a budget; NaN under a floor
    double largestRate = 0.0;          ///< with them, as Headroom::largestRate
};

struct Headroom {
    double rate = 0.0;  ///< queries a second that was asked about
    /// Greatest queries a second at which the floor (budget) can be planned with `plannedUse` of
    /// the slots; nothing above it can, and what is 1e-6 of itself below it can. +∞ without limits,
    /// 0 where the goal is out of reach at any rate.
    double largestRate = 0.0;
    std::vector<SlotWorth> worth;  ///< of each model
    /// The model of which one slot more is worth most; where the goal cannot be planned, the one
    /// of which it raises the largest rate most. None where no slots are short.
    std::optional<std::size_t> bottleneck;
    std::optional<FleetChange> best;  ///< none where no change of one model's slots helps
    /// Predicted USD of the answers, with ω for each of their seconds where a second has a price;
    /// NaN where not planned.
    double costPerHour = kMissing;
    double accuracy = kMissing;  ///< mean predicted quality of the plan; NaN where not planned

    bool planned() const { return rate <= largestRate; }
};

/// What the slots of the plan can do at `rate` queries a second like those of the experiment, each
/// as likely. Arrivals, faults and limits of requests are not looked at; a budget is spread evenly
/// over the queries of a run.
///
/// The best change is of one model's slots: one more, and twice as many again as long as each saves
/// at least four fifths of what the first does, at most as many as it has; of all models' the one
/// that saves most. Where the goal cannot be planned at the rate: the fewest slots of one model
/// with which it can, else one more of the bottleneck.
/// @throws Error on a rate, goal or slots that make no sense, and where seconds are unknown (see
/// ServiceTimes); Cancelled
Headroom headroomOf(const Experiment& experiment, const SimulationPlan& plan, double rate,
                    const Job& job = {});

}  // namespace orl
