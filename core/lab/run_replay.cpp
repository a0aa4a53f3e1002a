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

/// Whether the answer occupied its slot for any time.
bool occupies(const QueryRecord& query) {
    return !std::isnan(query.begun) && !(query.ended <= query.begun);
}

/// When it stopped to wait; NaN: never.
double waitedUntil(const QueryRecord& query) {
    return std::isnan(query.begun) ? query.ended : query.begun;
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
      m_models(experiment.models.size()),
      m_levels(experiment.levelNames.size()),
      m_end(run.measures.end) {
    m_level.reserve(m_record.size());
    for (const QueryRecord& query : m_record) {
        m_level.push_back(static_cast<std::int8_t>(experiment.level[query.row]));
    }
    makeEvents();
    giveSlots();
    sumSettled(experiment);
}

void RunReplay::makeEvents() {
    using Kind = ReplayEvent::Kind;
    m_events.reserve(3 * m_record.size());
    for (std::size_t k = 0; k < m_record.size(); ++k) {
        const QueryRecord& query = m_record[k];
        const auto id = static_cast<std::uint32_t>(k);
        const double until = waitedUntil(query);
        const bool waits = !(until <= query.arrived);
        const bool begins = occupies(query);
        if (waits) m_events.push_back({query.arrived, id, Kind::Queue});
        if (waits && !begins && !std::isnan(until)) m_events.push_back({until, id, Kind::Leave});
        if (begins) {
            m_events.push_back({query.begun, id, Kind::Begin});
            if (!std::isnan(query.ended)) m_events.push_back({query.ended, id, Kind::End});
        }
    }
    std::sort(m_events.begin(), m_events.end(), [](const ReplayEvent& a, const ReplayEvent& b) {
        return std::tie(a.time, a.kind, a.query) < std::tie(b.time, b.kind, b.query);
    });
    if (!m_events.empty()) m_end = std::max(m_end, m_events.back().time);
    std::uint32_t waiting = 0;
    for (const ReplayEvent& event : m_events) {
        const QueryRecord& query = m_record[event.query];
        if (event.kind == Kind::End) continue;
        if (event.kind == Kind::Begin && query.begun <= query.arrived) continue;
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
    m_slot.assign(m_record.size(), 0);
    m_endedSeconds.assign(m_models, {0.0});
    using Free = std::priority_queue<std::uint32_t, std::vector<std::uint32_t>, std::greater<>>;
    std::vector<Free> free(m_models);
    m_mostServing.assign(m_models, 0);
    for (const ReplayEvent& event : m_events) {
        const QueryRecord& query = m_record[event.query];
        if (event.kind == ReplayEvent::Kind::Begin) {
            const auto model = static_cast<std::size_t>(query.model);
            if (free[model].empty()) {
                m_slot[event.query] = m_mostServing[model]++;
            } else {
                m_slot[event.query] = free[model].top();
                free[model].pop();
            }
        } else if (event.kind == ReplayEvent::Kind::End) {
            const auto model = static_cast<std::size_t>(query.model);
            free[model].push(m_slot[event.query]);
            std::vector<double>& seconds = m_endedSeconds[model];
            seconds.push_back(seconds.back() + (query.ended - query.begun));
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

std::vector<std::uint32_t>& RunCursor::queueOf(std::uint32_t query) {
    const std::int32_t model = m_replay->record()[query].model;
    return model < 0 ? m_queues.back() : m_queues[static_cast<std::size_t>(model)];
}

void RunCursor::join(std::uint32_t query) {
    std::vector<std::uint32_t>& queue = queueOf(query);
    queue.insert(std::upper_bound(queue.begin(), queue.end(), query), query);
    ++m_waiting;
}

void RunCursor::quit(std::uint32_t query) {
    std::vector<std::uint32_t>& queue = queueOf(query);
    queue.erase(std::lower_bound(queue.begin(), queue.end(), query));
    --m_waiting;
}

void RunCursor::enter(std::uint32_t query) {
    const auto model = static_cast<std::size_t>(m_replay->record()[query].model);
    const std::uint32_t slot = m_replay->slotOf(query);
    std::vector<std::uint32_t>& slots = m_slots[model];
    if (slots.size() <= slot) slots.resize(slot + 1, kNobody);
    slots[slot] = query;
    ++m_serving[model];
    ++m_levels[model][static_cast<std::size_t>(m_replay->levelOf(query))];
}

void RunCursor::leave(std::uint32_t query) {
    const auto model = static_cast<std::size_t>(m_replay->record()[query].model);
    std::vector<std::uint32_t>& slots = m_slots[model];
    slots[m_replay->slotOf(query)] = kNobody;
    while (!slots.empty() && slots.back() == kNobody) slots.pop_back();
    --m_serving[model];
    --m_levels[model][static_cast<std::size_t>(m_replay->levelOf(query))];
}

void RunCursor::apply(const ReplayEvent& event) {
    const QueryRecord& query = m_replay->record()[event.query];
    switch (event.kind) {
        case ReplayEvent::Kind::Queue:
            join(event.query);
            return;
        case ReplayEvent::Kind::Leave:
            quit(event.query);
            return;
        case ReplayEvent::Kind::Begin:
            if (query.begun > query.arrived) quit(event.query);
            enter(event.query);
            return;
        case ReplayEvent::Kind::End:
            leave(event.query);
            ++m_ended[static_cast<std::size_t>(query.model)];
            return;
    }
}

void RunCursor::undo(const ReplayEvent& event) {
    const QueryRecord& query = m_replay->record()[event.query];
    switch (event.kind) {
        case ReplayEvent::Kind::Queue:
            quit(event.query);
            return;
        case ReplayEvent::Kind::Leave:
            join(event.query);
            return;
        case ReplayEvent::Kind::Begin:
            leave(event.query);
            if (query.begun > query.arrived) join(event.query);
            return;
        case ReplayEvent::Kind::End:
            --m_ended[static_cast<std::size_t>(query.model)];
            enter(event.query);
            return;
    }
}

double RunCursor::busySeconds(std::size_t model) const {
    double seconds = m_replay->endedSeconds(model, m_ended[model]);
    for (const std::uint32_t query : m_slots[model]) {
        if (query != kNobody) seconds += m_time - m_replay->record()[query].begun;
    }
    return seconds;
}

}  // namespace orl
