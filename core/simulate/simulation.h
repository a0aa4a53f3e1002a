#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include "core/experiment/experiment.h"
#include "core/simulate/choice.h"
#include "core/simulate/measures.h"
#include "core/simulate/plan.h"
#include "core/support/job.h"

/// Routing over time: queries arrive, a router sends each to a model, a model serves at most L_j at
/// once. A run is decided by its inputs and its seed alone, to the last bit.
namespace orl {

enum class QueryOutcome { Served, Late, Rejected, Waiting };

/// One query of a recorded run; times in seconds from the start.
struct QueryRecord {
    std::uint32_t row = 0;    ///< of the experiment
    std::int32_t model = -1;  ///< of its last call, or that it waited for; −1: none
    double arrived = 0.0;
    double begun = kMissing;  ///< last call; NaN: none
    double ended = kMissing;  ///< settled; NaN: it was still waiting
    std::uint32_t calls = 0;  ///< begun, failed ones included
    QueryOutcome outcome = QueryOutcome::Waiting;
    Rejection rejection = Rejection::Full;  ///< where rejected
};

/// A query at one place: it waits there, a model takes it, the call ends. Where the call fails the
/// next visit begins at that moment. Times in seconds from the start.
struct Visit {
    std::uint32_t query = 0;  ///< of the record
    std::int32_t queue = -1;  ///< model for which it waited; −1: for none in particular, or not
    std::int32_t model = -1;  ///< that took it; −1: none did
    double since = 0.0;       ///< the arrival, or the end of the call that failed
    double begun = kMissing;  ///< NaN: no model took it
    double ended = kMissing;  ///< NaN: it was still there when the run ended
    bool failed = false;      ///< an outage or a failure ended the call
};

struct SimulationOptions {
    /// Keeps what happened to every query, so that any moment can be shown (see stateAt); else
    /// memory does not grow with the number of queries.
    bool record = false;
    /// Seconds of the recorded answers at i·M + j, NaN where unknown, which answers then take;
    /// null: what is predicted.
    const std::vector<double>* recordedSeconds = nullptr;
    /// Input and predicted output tokens at i·M + j; needed where tokens are limited.
    const std::vector<double>* tokens = nullptr;
    bool bound = false;  ///< also find SimulationResult::bound, unless with recordedSeconds
};

struct SimulationResult {
    std::string router;
    RunMeasures measures;
    std::vector<QueryRecord> record;  ///< in order of arrival, where asked for
    std::vector<Visit> visits;        ///< of the record, by query and then by time
    std::vector<RunPrices> prices;    ///< of a router that has some, at most some hundred moments
    double bound = kMissing;          ///< see hindsightBound(), where asked for
    std::uint64_t events = 0;         ///< that happened, arrivals included
    double milliseconds = 0.0;        ///< that the run took
};

/// Simulates one run.
/// @throws Error on a plan that makes no sense for the experiment, Cancelled
SimulationResult simulate(const Experiment& experiment, const SimulationPlan& plan,
                          const PolicyChoice& choice, const SimulationOptions& options = {},
                          const Job& job = {});

/// Who is where at a moment of a recorded run: indices into the visits, so in order of arrival.
struct RunState {
    std::vector<std::vector<std::size_t>> serving;  ///< per model
    std::vector<std::vector<std::size_t>> queued;   ///< per model
    std::vector<std::size_t> common;                ///< waiting for no model in particular
};
/// @param visits of simulate()
RunState stateAt(std::span<const Visit> visits, std::size_t modelCount, double time);
/// Those of one query, in order of time; none where it was turned away at once.
std::span<const Visit> visitsOf(std::span<const Visit> visits, std::uint32_t query);

}  // namespace orl
