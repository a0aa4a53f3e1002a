#include "core/lab/run_replay.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <queue>
#include <tuple>

namespace orl {
namespace {

bool isLastCallServed(const QueryRecord& query) {
    return !std::isnan(query.begun) &&
           (query.outcome == QueryOutcome::Served || query.outcome == QueryOutcome::Late);
}

/// Whether the call occupied its slot for any time.
bool occupies(const Visit& visit) {
    return !std::isnan(visit.begun) && !(visit.ended <= visit.begun);
}

/// When it stopped to wait; NaN: never.
double waitedUntil(const Visit& visit) {
    return std::isnan(visit.begun) ? visit.ended : visit.begun;
}

double qualityFor(const Experiment& experiment, const QueryRecord& query) {
    const auto model = static_cast<std::size_t>(query.model);
    if (experiment.meanQuality.size() == 0) return experiment.problem.quality(query.row, model);
    return experiment.meanQuality(static_cast<Eigen::Index>(query.row),
                                  static_cast<Eigen::Index>(query.model));
}

}  // namespace

RunReplay::RunReplay(const Experiment& experiment, const SimulationResult& run)
    : m_record(run.record),
      m_visits(run.visits),
      m_models(experiment.models.size()),
      m_levels(experiment.levelNames.size()),
      m_end(run.measures.end) {
    m_level.reserve(m_visits.size());
    for (const Visit& visit : m_visits) {
        m_level.push_back(static_cast<std::int8_t>(experiment.level[m_record[visit.query].row]));
    }
    makeEvents();
    giveSlots();
    sumSettled(experiment);
}

void RunReplay::makeEvents() {
    using Kind = ReplayEvent::Kind;
    m_events.reserve(3 * m_visits.size());
    for (std::size_t k = 0; k < m_visits.size(); ++k) {
        const Visit& visit = m_visits[k];
        const auto id = static_cast<std::uint32_t>(k);
        const double until = waitedUntil(visit);
        const bool waits = !(until <= visit.since);
        const bool begins = occupies(visit);
        if (waits) m_events.push_back({visit.since, id, Kind::Queue});
        if (waits && !begins && !std::isnan(until)) m_events.push_back({until, id, Kind::Leave});
        if (begins) {
            m_events.push_back({visit.begun, id, Kind::Begin});
            if (!std::isnan(visit.ended)) m_events.push_back({visit.ended, id, Kind::End});
        }
    }
    std::sort(m_events.begin(), m_events.end(), [](const ReplayEvent& a, const ReplayEvent& b) {
        return std::tie(a.time, a.kind, a.visit) < std::tie(b.time, b.kind, b.visit);
    });
    if (!m_events.empty()) m_end = std::max(m_end, m_events.back().time);
    std::uint32_t waiting = 0;
    for (const ReplayEvent& event : m_events) {
        const Visit& visit = m_visits[event.visit];
        if (event.kind == Kind::End) continue;
        if (event.kind == Kind::Begin && visit.begun <= visit.since) continue;
        waiting += event.kind == Kind::Queue ? 1U : ~0U;
        if (!m_waiting.empty() && m_waiting.back().time == event.time) {
            m_waiting.back().waiting = waiting;
        } else {
            m_waiting.push_back({event.time, waiting});
        }
    }
    for (const WaitingStep& step : m_waiting) m_mostWaiting = std::max(m_mostWaiting, step.waiting);
}

void RunReplay::giveSlots() {
    m_slot.assign(m_visits.size(), 0);
    m_endedSeconds.assign(m_models, {0.0});
    using Free = std::priority_queue<std::uint32_t, std::vector<std::uint32_t>, std::greater<>>;
    std::vector<Free> free(m_models);
    m_mostServing.assign(m_models, 0);
    for (const ReplayEvent& event : m_events) {
        const Visit& visit = m_visits[event.visit];
        if (event.kind == ReplayEvent::Kind::Begin) {
            const auto model = static_cast<std::size_t>(visit.model);
            if (free[model].empty()) {
                m_slot[event.visit] = m_mostServing[model]++;
            } else {
                m_slot[event.visit] = free[model].top();
                free[model].pop();
            }
        } else if (event.kind == ReplayEvent::Kind::End) {
            const auto model = static_cast<std::size_t>(visit.model);
            free[model].push(m_slot[event.visit]);
            std::vector<double>& seconds = m_endedSeconds[model];
            seconds.push_back(seconds.back() + (visit.ended - visit.begun));
        }
    }
}

void RunReplay::sumSettled(const Experiment& experiment) {
    std::vector<std::uint32_t> order;
    order.reserve(m_record.size());
    for (std::size_t k = 0; k < m_record.size(); ++k) {
        if (m_record[k].outcome != QueryOutcome::Waiting) {
            order.push_back(static_cast<std::uint32_t>(k));
        }
    }
    std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
        return m_record[a].ended < m_record[b].ended;
    });
    const bool recorded = experiment.hasOutcomes && experiment.truth.outcome.size() > 0;
    SecondsHistogram waits;
    Settled sum;
    sum.time = -1.0;
    sum.waitP95 = static_cast<float>(kMissing);
    m_settled.reserve(order.size() + 1);
    m_settled.push_back(sum);
    for (const std::uint32_t k : order) {
        const QueryRecord& query = m_record[k];
        sum.time = query.ended;
        const bool answered = isLastCallServed(query);
        if (answered) {
            ++sum.answered;
            sum.cost += experiment.usd(query.row, static_cast<std::size_t>(query.model));
        }
        if (query.outcome == QueryOutcome::Late) ++sum.late;
        if (query.outcome == QueryOutcome::Served) {
            ++sum.served;
            sum.quality += qualityFor(experiment, query);
            const double outcome =
                recorded ? experiment.truth.outcome(static_cast<Eigen::Index>(query.row),
                                                    static_cast<Eigen::Index>(query.model))
                         : kMissing;
            if (std::isnan(outcome)) {
                ++sum.unknownOutcomes;
            } else {
                sum.outcome += outcome;
            }
            waits.add(query.begun - query.arrived);
            sum.waitP95 = static_cast<float>(waits.quantile(0.95));
        }
        m_settled.push_back(sum);
    }
}

RunSoFar RunReplay::soFar(double time) const {
    RunSoFar now;
    const auto arrived = std::upper_bound(
        m_record.begin(), m_record.end(), time,
        [](double moment, const QueryRecord& query) { return moment < query.arrived; });
    now.arrived = static_cast<std::uint64_t>(arrived - m_record.begin());
    const auto after =
        std::upper_bound(m_settled.begin() + 1, m_settled.end(), time,
                         [](double moment, const Settled& sum) { return moment < sum.time; });
    const Settled& sum = *std::prev(after);
    const auto settled = static_cast<std::uint64_t>(std::prev(after) - m_settled.begin());
    now.served = sum.served;
    now.late = sum.late;
    now.rejected = settled - sum.served - sum.late;
    now.waiting = now.arrived - settled;
    if (sum.answered > 0) now.costPer1000 = 1000.0 * sum.cost / sum.answered;
    if (settled > 0) now.predictedAccuracy = sum.quality / static_cast<double>(settled);
    if (sum.served > sum.unknownOutcomes) {
        now.realizedAccuracy = sum.outcome / static_cast<double>(settled - sum.unknownOutcomes);
    }
    now.waitP95 = sum.waitP95;
    return now;
}

double RunReplay::nextTime(double time) const {
    const auto next = std::upper_bound(
        m_events.begin(), m_events.end(), time,
        [](double moment, const ReplayEvent& event) { return moment < event.time; });
    return next == m_events.end() ? m_end : next->time;
}

double RunReplay::previousTime(double time) const {
    const auto at = std::lower_bound(
        m_events.begin(), m_events.end(), time,
        [](const ReplayEvent& event, double moment) { return event.time < moment; });
    return at == m_events.begin() ? 0.0 : std::prev(at)->time;
}

RunCursor::RunCursor(const RunReplay& replay)
    : m_replay(&replay),
      m_slots(replay.modelCount()),
      m_levels(replay.modelCount(), std::vector<std::uint32_t>(replay.levelCount(), 0)),
      m_queues(replay.modelCount() + 1),
      m_serving(replay.modelCount(), 0),
      m_ended(replay.modelCount(), 0) {
    seek(0.0);
}

void RunCursor::seek(double time) {
    const std::vector<ReplayEvent>& events = m_replay->events();
    while (m_next < events.size() && events[m_next].time <= time) apply(events[m_next++]);
    while (m_next > 0 && events[m_next - 1].time > time) undo(events[--m_next]);
    m_time = time;
}

std::vector<std::uint32_t>& RunCursor::queueOf(std::uint32_t visit) {
    const std::int32_t model = m_replay->visits()[visit].queue;
    return model < 0 ? m_queues.back() : m_queues[static_cast<std::size_t>(model)];
}

void RunCursor::join(std::uint32_t visit) {
    std::vector<std::uint32_t>& queue = queueOf(visit);
    queue.insert(std::upper_bound(queue.begin(), queue.end(), visit), visit);
    ++m_waiting;
}

void RunCursor::quit(std::uint32_t visit) {
    std::vector<std::uint32_t>& queue = queueOf(visit);
    queue.erase(std::lower_bound(queue.begin(), queue.end(), visit));
    --m_waiting;
}

void RunCursor::enter(std::uint32_t visit) {
    const auto model = static_cast<std::size_t>(m_replay->visits()[visit].model);
    const std::uint32_t slot = m_replay->slotOf(visit);
    std::vector<std::uint32_t>& slots = m_slots[model];
    if (slots.size() <= slot) slots.resize(slot + 1, kNobody);
    slots[slot] = visit;
    ++m_serving[model];
    ++m_levels[model][static_cast<std::size_t>(m_replay->levelOf(visit))];
}

void RunCursor::leave(std::uint32_t visit) {
    const auto model = static_cast<std::size_t>(m_replay->visits()[visit].model);
    std::vector<std::uint32_t>& slots = m_slots[model];
    slots[m_replay->slotOf(visit)] = kNobody;
    while (!slots.empty() && slots.back() == kNobody) slots.pop_back();
    --m_serving[model];
    --m_levels[model][static_cast<std::size_t>(m_replay->levelOf(visit))];
}

void RunCursor::apply(const ReplayEvent& event) {
    const Visit& visit = m_replay->visits()[event.visit];
    switch (event.kind) {
        case ReplayEvent::Kind::Queue:
            join(event.visit);
            return;
        case ReplayEvent::Kind::Leave:
            quit(event.visit);
            return;
        case ReplayEvent::Kind::Begin:
            if (visit.begun > visit.since) quit(event.visit);
            enter(event.visit);
            return;
        case ReplayEvent::Kind::End:
            leave(event.visit);
            ++m_ended[static_cast<std::size_t>(visit.model)];
            return;
    }
}

void RunCursor::undo(const ReplayEvent& event) {
    const Visit& visit = m_replay->visits()[event.visit];
    switch (event.kind) {
        case ReplayEvent::Kind::Queue:
            quit(event.visit);
            return;
        case ReplayEvent::Kind::Leave:
            join(event.visit);
            return;
        case ReplayEvent::Kind::Begin:
            leave(event.visit);
            if (visit.begun > visit.since) join(event.visit);
            return;
        case ReplayEvent::Kind::End:
            --m_ended[static_cast<std::size_t>(visit.model)];
            enter(event.visit);
            return;
    }
}

double RunCursor::busySeconds(std::size_t model) const {
    double seconds = m_replay->endedSeconds(model, m_ended[model]);
    for (const std::uint32_t visit : m_slots[model]) {
        if (visit != kNobody) seconds += m_time - m_replay->visits()[visit].begun;
    }
    return seconds;
}

}  // namespace orl
