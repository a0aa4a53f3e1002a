#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "core/simulate/figures.h"
#include "core/simulate/headroom.h"

/// How many slots of which model a load needs. Fleets are judged by simulation and sought by the
/// prices of the fluid (fluid.h): what it proves and what it does not stands in docs/method.md.
namespace orl {

/// What a fleet must do, over the mean of its runs.
struct CapacityTarget {
    enum class Of {
        Wait,   ///< arrival to the begin of service
        Total,  ///< arrival to answer
    };
    Of of = Of::Wait;
    double seconds = 2.0;   ///< the 95th percentile is at most so long
    double rejected = 0.0;  ///< share of the queries that may be rejected or late
    /// Mean quality that may be missing of α: a router that learns its prices on the way keeps the
    /// floor of a short run a little less than exactly.
    double shortfall = 0.005;
};

struct CapacityQuestion {
    /// Arrivals, service, queues, windows, α (no budget), planned use and the first seed; its slots
    /// are not looked at, but by reviewFleet().
    SimulationPlan plan;
    CapacityTarget target;
    PolicyChoice router;
    /// USD per slot and hour, per model; empty: slots cost nothing, and then the cost of answers
    /// decides.
    std::vector<double> slotPrice;
    /// Most slots, per model; kUnlimited: as many as all queries could need; empty: so of each.
    std::vector<std::int64_t> most;
    /// Fleets whose costs differ by less than this part of the cheapest's are as cheap as one
    /// another, and the one with fewer slots comes first.
    double tie = 0.002;
    int runs = 5;     ///< of each fleet that is shown, seeds one after the other
    int threads = 1;  ///< the answer does not depend on it; 0: as many as the machine has
    /// Best fleets shown; beyond them as many more that are cheapest for their number of slots.
    std::size_t rows = 12;
    std::size_t mostFleets = 600;     ///< fleets that the search simulates at most
    std::size_t allFleetsUpTo = 256;  ///< so many possible ones or fewer are all looked at
    SimulationOptions run;            ///< what is kept and bounded of runs is not looked at
};

/// A fleet with what its runs came to.
struct CapacityMix {
    std::vector<std::int64_t> fleet;  ///< slots per model
    std::int64_t totalSlots = 0;      ///< models without a limit count none, and cost none
    RunBand usdPerHour;           ///< predicted USD of the answers at the rate, and of the slots
    double slotsUsd = 0.0;        ///< of that, of the slots
    RunBand costPer1000;          ///< of the answers alone, USD
    RunBand predicted, realized;  ///< accuracies
    RunBand p95;                  ///< of the target's figure, seconds
    RunBand rejected;             ///< share of the queries, late ones included
    /// USD an hour below which no routing on this fleet comes in the long run (the fluid's bound at
    /// full use of the slots, at α less the shortfall).
    double bound = kMissing;
    bool meets = false;  ///< the target, by the means
    /// Whether the goal itself can be planned with the slots in the long run, by `dual` with its
    /// share of their time, by other routers with all of it. Runs are short: one may pass in which
    /// α is missed by the shortfall and queues only begin to grow.
    bool lasts = false;
    double largestRate = kMissing;  ///< queries a second up to which it can
    /// Of those found that meet it, none with fewer slots is as cheap (within the tie), and none
    /// with as many cheaper.
    bool pareto = false;
};

struct CapacityPlan {
    bool feasible = false;
    std::string reason;  ///< why no fleet does it, with numbers
    double rate = 0.0;   ///< long-run queries a second
    /// That meet the target, the best first; those that do not last come after all that do.
    std::vector<CapacityMix> mixes;
    bool stopped = false;       ///< by mostFleets, before the search was done
    std::size_t simulated = 0;  ///< fleets
    bool all = false;           ///< no possible fleet was left out but by its bound
};

/// The cheapest fleets that meet the target.
/// @param onFound gets a table of what is known so far whenever it has become better, on the
/// caller's thread
/// @throws Error on settings that make no sense, arrivals without a rate, unknown seconds of a
/// model that may get slots, answers that take no time, and loads that would need more than 20,000
/// slots of a model that has no limit; Cancelled
CapacityPlan planCapacity(const Experiment& experiment, const CapacityQuestion& question,
                          const Job& job = {},
                          const std::function<void(const CapacityPlan&)>& onFound = {});

/// One change of a fleet, simulated on the same draws as the fleet itself.
struct ChangeTrial {
    std::size_t model = 0;
    std::int64_t slotCount = 0;  ///< how many more
    RunBand savesPerHour;        ///< USD, what the slots cost taken off; paired run by run
    RunBand p95;                 ///< seconds that the 95th percentile falls by
    RunBand predicted;           ///< accuracy gained
};

/// A fleet as it is.
struct FleetReview {
    CapacityMix now;
    Headroom headroom;                 ///< at the long-run rate
    std::vector<ChangeTrial> changes;  ///< the most helpful first
};

/// What the slots of the question's plan do, where they are short, and which slots more help most:
/// of a fleet that misses the target those that shorten its 95th percentile most, of one that meets
/// it those that save most.
/// @throws as planCapacity(), and where no model has a limit
FleetReview reviewFleet(const Experiment& experiment, const CapacityQuestion& question,
                        const Job& job = {});

}  // namespace orl
