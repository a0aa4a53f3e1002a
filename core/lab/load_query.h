#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/lab/load_runs.h"
#include "core/lab/run_replay.h"

/// Why a query of a run is where it is.
namespace orl {

/// A model as the router found it when it decided about the query, for all that the visits tell.
struct LoadAlternative {
    std::size_t model = 0;
    double usd = kMissing;      ///< predicted USD of the answer
    double quality = kMissing;  ///< predicted, what the router goes by
    double seconds = kMissing;  ///< that the answer takes there, predicted
    double slotUsd = 0.0;  ///< π_j · seconds at the prices of that time, USD; 0 without prices
    /// usd − λ quality + slotUsd, USD, the less the better; NaN where the router has no prices.
    double value = kMissing;
    std::size_t serving = 0;  ///< queries there, at that moment
    std::size_t waiting = 0;  ///< for it
    bool full = false;        ///< no slot, and no place in its queue or none to wait in; or out
};

struct LoadQuery {
    std::uint32_t query = 0;  ///< of the record
    QueryRecord record;
    int level = 0;
    std::vector<Visit> visits;  ///< all of the query, in order of time
    std::size_t at = 0;       ///< of visits, the one that is told of; there is none without visits
    std::int32_t model = -1;  ///< chosen for that visit; −1: none yet, or it was turned away
    /// When it was decided about: as the visit began, or with windows when the model took it.
    double decided = 0.0;
    RunPrices prices;  ///< the latest before then; λ NaN where the router has none
    std::vector<LoadAlternative> alternatives;  ///< allowed ones, by value or else by cost
};

/// Which of a query's visits is told of at that time: the last that has begun by then, else the
/// first.
std::size_t visitAt(std::span<const Visit> visits, double time);

/// @param run of runs.runs; replay its replay
/// @param query of the record
/// @param time says which visit is told of, see visitAt
LoadQuery loadQueryOf(const LoadRuns& runs, const LoadRun& run, const RunReplay& replay,
                      std::uint32_t query, double time);

/// Whether the model is out at that moment; and until when, +∞ for ever. NaN: it is not.
double outUntil(const SimulationPlan& plan, std::size_t model, double time);

}  // namespace orl
