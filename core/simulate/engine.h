#pragma once

#include <memory>
#include <vector>

#include "core/simulate/arrivals.h"
#include "core/simulate/event_queue.h"
#include "core/simulate/flights.h"
#include "core/simulate/policy.h"
#include "core/simulate/rate_bucket.h"
#include "core/simulate/simulation.h"

namespace orl {

/// One run as it happens. Events are handled in the order of their times; at one moment what ends
/// comes before what arrives, so that a slot that has just been freed can be taken.
class Engine {
  public:
    Engine(const Experiment& experiment, const SimulationPlan& plan, const PolicyChoice& choice,
           const SimulationOptions& options, const Job& job);
    SimulationResult run();

  private:
    struct What {
        enum class Kind : std::uint8_t { Done, Deadline, Begin, End, Refill, Window };
        Kind kind;
        std::uint32_t subject;     ///< flight, disturbance or model
        std::uint32_t generation;  ///< of the flight
    };

    static std::vector<std::int64_t> slotsPerModel(const SimulationPlan& plan, std::size_t models);

    // engine.cpp: the loop and the ways of a query
    void arrive(const Arrival& arrival);
    void happen(const What& what);
    bool nextArrival();
    void route(FlightId id);
    void send(FlightId id, std::size_t model);
    void begin(FlightId id, std::size_t model);
    void finish(FlightId id);
    void enqueue(FlightId id, std::int32_t model);
    void leaveQueue(FlightId id);
    void dispatch(std::size_t model);
    void dispatchCommon();
    void slotFreed(std::size_t model);
    void watchDeadline(FlightId id);
    void giveUp(FlightId id);
    FlightQueue& queueOf(const Flight& flight) {
        return flight.model < 0 ? m_common : m_queues[static_cast<std::size_t>(flight.model)];
    }

    // engine_room.cpp: what the router may choose from
    bool perModel() const { return m_perModel; }
    std::int64_t limitOf(std::size_t model) const;
    void refreshLimit(std::size_t model) { m_room.slots.setLimit(model, limitOf(model)); }
    std::int32_t choose(FlightId id);
    std::int32_t chooseAmong(const Candidate& query, const Flight& flight);
    bool closedFor(const Flight& flight, std::size_t model);
    bool everTakes(std::uint32_t row, std::size_t model) const;
    bool everServed(std::uint32_t row) const;
    Rejection whyTurnedAway(const Flight& flight) const;
    bool overBudget(std::uint32_t row, std::size_t model) const;
    bool startable(const Flight& flight, std::size_t model);
    double tokensOf(std::uint32_t row, std::size_t model) const;
    void awaitRefill(const Flight& flight, std::size_t model);
    void awaitRefills();
    void disturb(const Disturbance& disturbance, bool begins);
    void callFailed(FlightId id);
    void releaseSlot(FlightId id);

    // engine_window.cpp
    bool windowed() const { return m_plan.window.kind != WindowPlan::Kind::None; }
    void awaitWindow();
    void windowMayClose();
    void routeWindow();

    // engine_settle.cpp: bookkeeping
    void waitingChanged(int by);
    void occupied(std::size_t model, double from);
    void settle(FlightId id, QueryOutcome outcome, Rejection why = Rejection::Full);
    void answered(const Flight& flight, bool inTime);
    void judgeFloor(double quality);
    void keepRecord(const Flight& flight, QueryOutcome outcome, Rejection why);
    void keepVisit(const Flight& flight, double ended, bool failed);
    void samplePrices(bool last);
    void close();

    const Experiment& m_experiment;
    const SimulationPlan& m_plan;
    const SimulationOptions& m_options;
    const Job& m_job;
    std::size_t m_models;
    bool m_perModel;
    Draws m_draws;
    ArrivalStream m_arrivals;
    ServiceTimes m_service;
    std::unique_ptr<Policy> m_policy;

    double m_now = 0.0;
    EventQueue<What> m_events;
    FlightTable m_flights;
    std::vector<FlightQueue> m_queues;
    FlightQueue m_common;
    Room m_room;
    std::vector<int> m_out;          ///< outages that a model is in
    std::vector<double> m_slowness;  ///< product over the slow-downs that a model is in
    std::vector<RateBucket> m_requests, m_tokens;
    std::vector<bool> m_refillPending;
    bool m_anyLimits = false;
    double m_dearest = 0.0;   ///< greatest predicted USD of a pair
    double m_promised = 0.0;  ///< predicted USD of what is sent or answered, in budget mode

    std::vector<std::uint64_t> m_servedRows;  ///< per query of the experiment, for the bound

    Arrival m_next;
    bool m_more = false;  ///< m_next is still to come
    bool m_windowPending = false;
    std::vector<FlightId> m_inWindow;
    std::vector<Candidate> m_candidates;
    std::vector<std::int32_t> m_assigned;

    std::uint64_t m_waiting = 0;
    double m_waitingSince = 0.0;
    double m_priceEvery = 0.0, m_nextPrice = 0.0;
    SimulationResult m_result;
};

}  // namespace orl
