#include <algorithm>
#include <cmath>

#include "core/simulate/engine.h"

namespace orl {

std::int64_t Engine::limitOf(std::size_t model) const {
    const std::int64_t slots = m_plan.slotsOf(model);
    if (slots == 0 || m_out[model] > 0) return 0;
    if (!perModel()) return slots;
    const std::int64_t queue = m_plan.queue.limit;
    return slots > kUnlimited - queue ? kUnlimited : slots + queue;
}

bool Engine::overBudget(std::uint32_t row, std::size_t model) const {
    return m_promised + m_experiment.usd(row, model) > m_plan.budget;
}

double Engine::tokensOf(std::uint32_t row, std::size_t model) const {
    return m_options.tokens == nullptr ? 0.0 : (*m_options.tokens)[row * m_models + model];
}

/// Whether the model takes such a query at some time: has slots, is not out for good and lets the
/// query's tokens through.
bool Engine::everTakes(std::uint32_t row, std::size_t model) const {
    if (!m_experiment.problem.allowed(row, model) || m_plan.slotsOf(model) == 0) return false;
    if (m_anyLimits &&
        (!m_requests[model].holds(1.0) || !m_tokens[model].holds(tokensOf(row, model)))) {
        return false;
    }
    if (m_out[model] == 0) return true;
    return std::none_of(m_plan.faults.disturbances.begin(), m_plan.faults.disturbances.end(),
                        [&](const Disturbance& each) {
                            return each.model == model && each.outage() && each.from <= m_now &&
                                   each.until == std::numeric_limits<double>::infinity();
                        });
}

bool Engine::everServed(std::uint32_t row) const {
    for (std::size_t j = 0; j < m_models; ++j) {
        if (everTakes(row, j) &&
            !(m_plan.mode == RoutingMode::QualityUnderBudget && overBudget(row, j))) {
            return true;
        }
    }
    return false;
}

Rejection Engine::whyTurnedAway(const Flight& flight) const {
    if (flight.calls > 0) return Rejection::Failed;
    if (everServed(flight.row)) return Rejection::Full;
    for (std::size_t j = 0; j < m_models; ++j) {
        if (everTakes(flight.row, j)) return Rejection::Budget;
    }
    return Rejection::NoModel;
}

/// Whether the model is closed to this query though not to all.
bool Engine::closedFor(const Flight& flight, std::size_t model) {
    if (flight.failedOn == static_cast<std::int32_t>(model)) return true;
    if (m_plan.mode == RoutingMode::QualityUnderBudget && overBudget(flight.row, model))
        return true;
    if (!m_anyLimits) return false;
    if (!m_experiment.problem.allowed(flight.row, model)) return true;
    const double tokens = tokensOf(flight.row, model);
    if (!m_requests[model].holds(1.0) || !m_tokens[model].holds(tokens)) return true;
    // A queue of its own is where a query waits for the minute to pass; without one it goes on.
    const bool mayQueue = perModel() && m_plan.queue.limit > 0;
    return !mayQueue &&
           !(m_requests[model].admits(1.0, m_now) && m_tokens[model].admits(tokens, m_now));
}

std::int32_t Engine::chooseAmong(const Candidate& query, const Flight& flight) {
    const bool nearlySpent =
        m_plan.mode == RoutingMode::QualityUnderBudget && m_promised + m_dearest > m_plan.budget;
    if (flight.failedOn < 0 && !m_anyLimits && !nearlySpent) return m_policy->choose(query, m_room);
    for (std::size_t j = 0; j < m_models; ++j) {
        if (closedFor(flight, j)) m_room.slots.setLimit(j, 0);
    }
    const std::int32_t model = m_policy->choose(query, m_room);
    for (std::size_t j = 0; j < m_models; ++j) refreshLimit(j);
    return model;
}

std::int32_t Engine::choose(FlightId id) {
    m_room.now = m_now;
    const Flight& flight = m_flights[id];
    const Candidate query{flight.row, flight.arrived};
    std::int32_t model = chooseAmong(query, flight);
    if (model >= 0 || !perModel() || m_plan.queue.limit == 0) return model;
    // Nobody is there to take it: it waits for one that will be back.
    bool any = false;
    for (std::size_t j = 0; j < m_models; ++j) {
        if (m_out[j] == 0 || !everTakes(flight.row, j)) continue;
        --m_out[j];
        refreshLimit(j);
        ++m_out[j];
        any = true;
    }
    if (!any) return model;
    model = chooseAmong(query, flight);
    for (std::size_t j = 0; j < m_models; ++j) refreshLimit(j);
    return model;
}

bool Engine::startable(const Flight& flight, std::size_t model) {
    if (m_out[model] > 0 || m_room.busy[model] >= m_plan.slotsOf(model)) return false;
    return !m_anyLimits || (m_requests[model].admits(1.0, m_now) &&
                            m_tokens[model].admits(tokensOf(flight.row, model), m_now));
}

/// Looks again when the minute lets the query through, if that is all that it waits for.
void Engine::awaitRefill(const Flight& flight, std::size_t model) {
    if (!m_anyLimits || m_refillPending[model] || m_out[model] > 0) return;
    if (m_room.busy[model] >= m_plan.slotsOf(model)) return;
    const double tokens = tokensOf(flight.row, model);
    if (!m_requests[model].holds(1.0) || !m_tokens[model].holds(tokens)) return;
    const double ready =
        std::max(m_requests[model].readyAt(1.0, m_now), m_tokens[model].readyAt(tokens, m_now));
    if (!(ready > m_now) || !std::isfinite(ready)) return;
    m_refillPending[model] = true;
    m_events.push(ready, {What::Kind::Refill, static_cast<std::uint32_t>(model), 0});
}

/// The same for the first in the common queue, at any model.
void Engine::awaitRefills() {
    if (!m_anyLimits || m_common.size == 0) return;
    for (std::size_t j = 0; j < m_models; ++j) awaitRefill(m_flights[m_common.first], j);
}

void Engine::disturb(const Disturbance& disturbance, bool begins) {
    const std::size_t model = disturbance.model;
    if (!disturbance.outage()) {
        m_slowness[model] = 1.0;
        for (const Disturbance& each : m_plan.faults.disturbances) {
            const bool present = each.from <= m_now && m_now < each.until;
            if (each.model == model && !each.outage() && present) {
                m_slowness[model] *= each.slowness;
            }
        }
        return;
    }
    m_out[model] += begins ? 1 : -1;
    refreshLimit(model);
    if (!begins) {
        if (m_out[model] == 0) slotFreed(model);
        return;
    }
    std::vector<FlightId> cut;
    for (FlightId id = 0; id < m_flights.end(); ++id) {
        const Flight& flight = m_flights[id];
        const bool here = flight.open && flight.model == static_cast<std::int32_t>(model);
        if (here && !flight.waiting) cut.push_back(id);
    }
    std::sort(cut.begin(), cut.end(), [&](FlightId left, FlightId right) {
        return m_flights[left].number < m_flights[right].number;
    });
    for (const FlightId id : cut) {
        releaseSlot(id);
        callFailed(id);
    }
}

void Engine::callFailed(FlightId id) {
    Flight& flight = m_flights[id];
    ++m_result.measures.failedCalls;
    const auto failed = static_cast<std::size_t>(flight.model);
    if (m_plan.mode == RoutingMode::QualityUnderBudget) {
        m_promised -= m_experiment.usd(flight.row, failed);
    }
    const Candidate query{flight.row, flight.arrived};
    m_policy->withdrawn(query, flight.model);
    if (m_options.record) keepVisit(flight, m_now, true);
    flight.begun = kMissing;
    flight.since = m_now;
    if (flight.calls > static_cast<std::uint32_t>(m_plan.faults.retries)) {
        m_policy->decided(query, -1);
        settle(id, QueryOutcome::Rejected, Rejection::Failed);
        return;
    }
    if (m_now - flight.arrived > m_plan.deadline) {
        m_policy->decided(query, -1);
        settle(id, QueryOutcome::Late);
        return;
    }
    flight.model = -1;
    flight.failedOn = static_cast<std::int32_t>(failed);
    if (!m_plan.faults.fallback.empty()) {
        for (const std::size_t next : m_plan.faults.fallback[failed]) {
            const bool open = m_experiment.problem.allowed(flight.row, next) &&
                              !m_room.slots.full(next) && !closedFor(flight, next);
            if (!open) continue;
            m_policy->decided(query, static_cast<std::int32_t>(next));
            send(id, next);
            return;
        }
    }
    // Where only the model that failed takes it, it is asked again.
    bool other = false;
    for (std::size_t j = 0; j < m_models && !other; ++j) {
        other = j != failed && everTakes(flight.row, j);
    }
    if (!other || windowed()) flight.failedOn = -1;
    route(id);
}

}  // namespace orl
