#include "core/simulate/engine.h"

#include <algorithm>
#include <cmath>

namespace orl {

SimulationResult Engine::run() {
    ProgressMeter meter(m_job, "simulating");
    const auto all = static_cast<double>(std::max<std::uint64_t>(1, m_arrivals.total()));
    nextArrival();
    for (;;) {
        const bool happens = !m_events.empty() && (!m_more || m_events.top().time <= m_next.time);
        if (!happens && !m_more) break;
        const double time = happens ? m_events.top().time : m_next.time;
        if (time > m_plan.horizon) {
            m_now = m_plan.horizon;
            break;
        }
        m_now = time;
        if (happens) {
            const What what = m_events.top().what;
            m_events.pop();
            happen(what);
        } else {
            const Arrival arrival = m_next;
            nextArrival();
            arrive(arrival);
        }
        if (++m_result.events % 4096 == 0) {
            meter.update(static_cast<double>(m_result.measures.arrived) / all);
        }
        if (m_now >= m_nextPrice) samplePrices(false);
    }
    close();
    return std::move(m_result);
}

bool Engine::nextArrival() {
    m_more = m_arrivals.next(m_next);
    return m_more;
}

void Engine::happen(const What& what) {
    switch (what.kind) {
        case What::Kind::Done:
            if (m_flights[what.subject].generation == what.generation) finish(what.subject);
            return;
        case What::Kind::Deadline:
            if (m_flights[what.subject].generation == what.generation) giveUp(what.subject);
            return;
        case What::Kind::Begin:
            disturb(m_plan.faults.disturbances[what.subject], true);
            return;
        case What::Kind::End:
            disturb(m_plan.faults.disturbances[what.subject], false);
            return;
        case What::Kind::Refill:
            m_refillPending[what.subject] = false;
            slotFreed(what.subject);
            return;
        case What::Kind::Window:
            m_windowPending = false;
            routeWindow();
            // Nothing will change any more where nobody is served and nobody comes.
            if (m_common.size > 0 && (m_more || !m_events.empty())) awaitWindow();
            return;
    }
}

void Engine::arrive(const Arrival& arrival) {
    RunMeasures& measures = m_result.measures;
    if (measures.arrived == 0) {
        measures.firstArrival = m_now;
        m_waitingSince = m_now;
    }
    const FlightId id = m_flights.open();
    Flight& flight = m_flights[id];
    flight.arrived = flight.since = m_now;
    flight.number = measures.arrived++;
    flight.row = arrival.row;
    ++measures.series.at(m_now).arrived;
    m_policy->arrived({flight.row, m_now}, m_now);
    route(id);
}

void Engine::route(FlightId id) {
    Flight& flight = m_flights[id];
    if (!windowed()) {
        const std::int32_t model = choose(id);
        if (model >= 0) {
            m_policy->decided({flight.row, flight.arrived}, model);
            send(id, static_cast<std::size_t>(model));
            return;
        }
    }
    const bool mayWait = windowed() || !perModel();
    if (mayWait && everServed(flight.row)) {
        if (static_cast<std::int64_t>(m_common.size) < m_plan.queue.limit) {
            enqueue(id, -1);
            if (windowed()) windowMayClose();
            return;
        }
    }
    m_policy->decided({flight.row, flight.arrived}, -1);
    settle(id, QueryOutcome::Rejected, whyTurnedAway(flight));
    if (windowed()) windowMayClose();
}

void Engine::send(FlightId id, std::size_t model) {
    const Flight& flight = m_flights[id];
    if (m_plan.mode == RoutingMode::QualityUnderBudget) {
        m_promised += m_experiment.usd(flight.row, model);
    }
    const bool behind = perModel() && m_queues[model].size > 0;
    if (!behind && startable(flight, model)) {
        if (perModel()) m_room.slots.take(model);
        begin(id, model);
        return;
    }
    if (perModel()) m_room.slots.take(model);
    enqueue(id, static_cast<std::int32_t>(model));
    if (!behind) awaitRefill(m_flights[id], model);
}

/// The slot of a queue per model was taken when the query was sent; others take it here.
void Engine::begin(FlightId id, std::size_t model) {
    Flight& flight = m_flights[id];
    RunMeasures& measures = m_result.measures;
    if (!perModel()) m_room.slots.take(model);
    ++m_room.busy[model];
    if (m_anyLimits) {
        m_requests[model].take(1.0, m_now);
        m_tokens[model].take(tokensOf(flight.row, model), m_now);
    }
    const double seconds =
        m_service.drawn(flight.row, model, m_draws, flight.number, flight.calls) *
        m_slowness[model];
    flight.model = static_cast<std::int32_t>(model);
    flight.begun = m_now;
    ++flight.calls;
    ++flight.generation;
    ++measures.begun[model];
    ++measures.series.at(m_now).begun[model];
    m_events.push(m_now + seconds, {What::Kind::Done, id, flight.generation});
}

void Engine::releaseSlot(FlightId id) {
    Flight& flight = m_flights[id];
    const auto model = static_cast<std::size_t>(flight.model);
    --m_room.busy[model];
    m_room.slots.giveBack(model);
    occupied(model, flight.begun);
    ++flight.generation;
}

void Engine::finish(FlightId id) {
    const Flight& flight = m_flights[id];
    const auto model = static_cast<std::size_t>(flight.model);
    releaseSlot(id);
    const std::vector<double>& failure = m_plan.faults.failure;
    const bool failed =
        !failure.empty() && failure[model] > 0.0 &&
        m_draws.uniform(Draws::Of::Failure, flight.number, flight.calls) < failure[model];
    if (failed) {
        callFailed(id);
    } else {
        const bool inTime = m_now - flight.arrived <= m_plan.deadline;
        answered(flight, inTime);
        settle(id, inTime ? QueryOutcome::Served : QueryOutcome::Late);
    }
    slotFreed(model);
}

void Engine::slotFreed(std::size_t model) {
    if (windowed()) {
        windowMayClose();
    } else if (perModel()) {
        dispatch(model);
    } else {
        dispatchCommon();
    }
}

void Engine::enqueue(FlightId id, std::int32_t model) {
    Flight& flight = m_flights[id];
    flight.model = model;
    flight.waiting = true;
    flight.begun = kMissing;
    flight.since = m_now;
    m_flights.append(queueOf(flight), id);
    if (model >= 0) ++m_room.queued[static_cast<std::size_t>(model)];
    waitingChanged(+1);
    if (model < 0) awaitRefills();
    if (m_plan.deadline < std::numeric_limits<double>::infinity()) watchDeadline(id);
}

void Engine::watchDeadline(FlightId id) {
    const Flight& flight = m_flights[id];
    const double end = flight.arrived + m_plan.deadline;
    m_events.push(std::max(end, m_now), {What::Kind::Deadline, id, flight.generation});
}

void Engine::leaveQueue(FlightId id) {
    Flight& flight = m_flights[id];
    m_flights.remove(queueOf(flight), id);
    if (flight.model >= 0) --m_room.queued[static_cast<std::size_t>(flight.model)];
    flight.waiting = false;
    m_result.measures.queuedSeconds += m_now - flight.since;
    ++flight.generation;
    waitingChanged(-1);
}

void Engine::dispatch(std::size_t model) {
    FlightQueue& queue = m_queues[model];
    while (queue.first != kNoFlight) {
        const FlightId id = queue.first;
        if (!startable(m_flights[id], model)) {
            awaitRefill(m_flights[id], model);
            return;
        }
        leaveQueue(id);
        begin(id, model);
    }
}

void Engine::dispatchCommon() {
    FlightId id = m_common.first;
    while (id != kNoFlight) {
        bool anyFree = false;
        for (std::size_t j = 0; j < m_models && !anyFree; ++j) anyFree = !m_room.slots.full(j);
        if (!anyFree) return;
        const FlightId next = m_flights[id].next;
        const std::int32_t model = choose(id);
        if (model >= 0) {
            const Flight& flight = m_flights[id];
            m_policy->decided({flight.row, flight.arrived}, model);
            leaveQueue(id);
            send(id, static_cast<std::size_t>(model));
        }
        id = next;
    }
    awaitRefills();
}

void Engine::giveUp(FlightId id) {
    const Flight& flight = m_flights[id];
    const std::int32_t model = flight.model;
    leaveQueue(id);
    if (model >= 0) m_room.slots.giveBack(static_cast<std::size_t>(model));
    if (m_plan.mode == RoutingMode::QualityUnderBudget && model >= 0) {
        m_promised -= m_experiment.usd(flight.row, static_cast<std::size_t>(model));
    }
    const Candidate query{flight.row, flight.arrived};
    if (model >= 0) m_policy->withdrawn(query, model);
    m_policy->decided(query, -1);
    settle(id, QueryOutcome::Late);
    // Who waited behind may be let through where the limit is on what the first asks for.
    if (model >= 0) dispatch(static_cast<std::size_t>(model));
}

}  // namespace orl
