#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "core/experiment/experiment.h"
#include "core/route/placement.h"
#include "core/simulate/choice.h"
#include "core/simulate/plan.h"
#include "core/simulate/service.h"
#include "core/support/job.h"

namespace orl {

/// The models as a router finds them when it decides.
struct Room {
    double now = 0.0;
    /// Loads against what may be taken: with a queue per model the queries in service and waiting
    /// against slots and queue, else those in service against slots. Models that are out, or that
    /// may not have the query, are full.
    Slots slots;
    std::vector<std::int64_t> busy = {};    ///< slots in use, per model
    std::vector<std::int64_t> queued = {};  ///< waiting for this model, per model
};

/// A query that is to be routed.
struct Candidate {
    std::uint32_t row = 0;
    double arrived = 0.0;
};

/// A router as a run asks it, query by query or window by window.
class Policy {
  public:
    virtual ~Policy() = default;
    Policy(const Policy&) = delete;
    Policy& operator=(const Policy&) = delete;

    /// A query has come; said once of each, before it is routed.
    virtual void arrived(const Candidate&, double /*now*/) {}
    /// Its model; −1: none of those that are not full. Takes no slot.
    virtual std::int32_t choose(const Candidate& query, const Room& room) = 0;
    /// What became of a query: its model, or −1 where it gets none.
    virtual void decided(const Candidate&, std::int32_t /*model*/) {}
    /// The query was decided to go to that model, and does not get its answer there.
    virtual void withdrawn(const Candidate&, std::int32_t /*model*/) {}
    /// Routes what waits, in order of arrival; −1: goes on waiting. Takes slots in the room, of
    /// which the caller thinks no more. By default one query after the other.
    virtual void assign(std::span<const Candidate> waiting, Room& room,
                        std::span<std::int32_t> model);
    /// Present prices; none where it has none.
    virtual std::optional<RunPrices> prices() const { return std::nullopt; }

  protected:
    Policy() = default;
};

/// What a policy is made of; all of it must outlive it.
struct PolicyInput {
    const Experiment& experiment;
    const SimulationPlan& plan;
    const ServiceTimes& service;
    std::uint64_t queries = 0;  ///< that will arrive in the run: what a budget is spread over
    std::stop_token stop = {};
};

/// @throws Error on an unknown id, or a router that the plan has no use for
std::unique_ptr<Policy> makePolicy(const PolicyChoice& choice, const PolicyInput& input);

}  // namespace orl
