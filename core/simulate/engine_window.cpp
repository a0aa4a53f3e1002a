#include <algorithm>
#include <cmath>

#include "core/simulate/engine.h"

namespace orl {

/// The next end of a window of seconds that something waits for.
void Engine::awaitWindow() {
    if (m_windowPending) return;
    const double width = m_plan.window.seconds;
    const double index = std::floor(m_now / width);
    double end = (index + 1.0) * width;
    if (end <= m_now) end = (index + 2.0) * width;  // a window that has just ended, by rounding
    m_windowPending = true;
    m_events.push(std::max(end, m_now), {What::Kind::Window, 0, 0});
}

void Engine::windowMayClose() {
    if (m_common.size == 0) return;
    if (m_plan.window.kind == WindowPlan::Kind::Seconds) {
        awaitWindow();
        return;
    }
    // What is left over when nobody comes any more is no longer gathered.
    const bool whole = static_cast<std::int64_t>(m_common.size) >= m_plan.window.count;
    if (whole || !m_more) routeWindow();
}

void Engine::routeWindow() {
    if (m_common.size == 0) return;
    m_room.now = m_now;
    bool anyFree = false;
    for (std::size_t j = 0; j < m_models; ++j) anyFree = anyFree || !m_room.slots.full(j);
    if (!anyFree) return;
    m_inWindow.clear();
    m_candidates.clear();
    for (FlightId id = m_common.first; id != kNoFlight; id = m_flights[id].next) {
        m_inWindow.push_back(id);
        m_candidates.push_back({m_flights[id].row, m_flights[id].arrived});
    }
    m_assigned.assign(m_inWindow.size(), -1);
    Room room = m_room;
    m_policy->assign(m_candidates, room, m_assigned);
    for (std::size_t k = 0; k < m_inWindow.size(); ++k) {
        if (m_assigned[k] < 0) continue;
        const FlightId id = m_inWindow[k];
        const auto model = static_cast<std::size_t>(m_assigned[k]);
        const Flight& flight = m_flights[id];
        // What the policy did not know of this query alone (a failed call, a limit, the budget).
        if (closedFor(flight, model) || !startable(flight, model)) continue;
        m_policy->decided(m_candidates[k], m_assigned[k]);
        leaveQueue(id);
        send(id, model);
    }
    awaitRefills();
}

}  // namespace orl
