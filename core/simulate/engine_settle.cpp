#include <algorithm>
#include <cmath>

#include "core/simulate/bound.h"
#include "core/simulate/engine.h"

namespace orl {
namespace {

/// Moments at which a run's prices are kept.
constexpr double kPriceSamples = 256.0;

}  // namespace

void Engine::waitingChanged(int by) {
    RunMeasures& measures = m_result.measures;
    const auto level = static_cast<double>(m_waiting);
    measures.waitingIntegral += level * (m_now - m_waitingSince);
    measures.series.integrate(m_waitingSince, m_now, level,
                              [](SeriesBin& bin) -> double& { return bin.waitingSeconds; });
    m_waitingSince = m_now;
    if (by > 0) {
        ++m_waiting;
    } else if (by < 0) {
        --m_waiting;
    }
    measures.mostWaiting = std::max(measures.mostWaiting, m_waiting);
}

void Engine::occupied(std::size_t model, double from) {
    RunMeasures& measures = m_result.measures;
    measures.busySeconds[model] += m_now - from;
    measures.series.integrate(
        from, m_now, 1.0, [model](SeriesBin& bin) -> double& { return bin.busySeconds[model]; });
}

void Engine::judgeFloor(double quality) {
    RunMeasures& measures = m_result.measures;
    measures.quality += quality;
    if (m_plan.mode != RoutingMode::CostUnderFloor) return;
    const auto settled = static_cast<double>(measures.settled());
    const double shortfall = m_plan.qualityFloor - measures.quality / settled;
    if (shortfall > 1e-12) ++measures.belowFloor;
    if (measures.settled() >= RunMeasures::kSettling) {
        measures.worstShortfall = std::max(measures.worstShortfall, shortfall);
    }
}

/// What an answer costs, and what is known of it where it came in time.
void Engine::answered(const Flight& flight, bool inTime) {
    RunMeasures& measures = m_result.measures;
    const auto model = static_cast<std::size_t>(flight.model);
    const auto row = static_cast<Eigen::Index>(flight.row);
    const auto column = static_cast<Eigen::Index>(flight.model);
    const double total = m_now - flight.arrived;
    SeriesBin& bin = measures.series.at(m_now);
    const double usd = m_experiment.usd(flight.row, model);
    measures.cost += usd;
    measures.secondsCost += m_experiment.secondPrice * total;
    bin.cost += usd;
    const bool recorded = m_experiment.hasOutcomes && m_experiment.truth.outcome.size() > 0;
    const double paid = recorded ? m_experiment.truth.realizedCost(row, column) : kMissing;
    if (std::isnan(paid)) {
        ++measures.unknownCosts;
    } else {
        measures.realizedCost += paid;
    }
    if (!inTime) {
        ++measures.answeredLate;
        return;
    }
    const double outcome = recorded ? m_experiment.truth.outcome(row, column) : kMissing;
    if (std::isnan(outcome)) {
        ++measures.unknownOutcomes;
    } else {
        measures.outcome += outcome;
    }
    const double wait = flight.begun - flight.arrived;
    // Those of all levels together are added up at the end.
    LevelWaits& level = measures.levels[static_cast<std::size_t>(m_experiment.level[flight.row])];
    level.wait.add(wait);
    level.total.add(total);
}

void Engine::settle(FlightId id, QueryOutcome outcome, Rejection why) {
    RunMeasures& measures = m_result.measures;
    const Flight& flight = m_flights[id];
    SeriesBin& bin = measures.series.at(m_now);
    measures.end = m_now;
    double quality = 0.0;
    if (outcome == QueryOutcome::Served) {
        const auto model = static_cast<std::size_t>(flight.model);
        quality = m_experiment.meanQuality.size() > 0
                      ? m_experiment.meanQuality(static_cast<Eigen::Index>(flight.row),
                                                 static_cast<Eigen::Index>(model))
                      : m_experiment.problem.quality(flight.row, model);
        ++measures.served;
        ++bin.served;
        if (!m_servedRows.empty()) ++m_servedRows[flight.row];
        bin.quality += quality;
    } else if (outcome == QueryOutcome::Late) {
        ++measures.late;
        ++bin.late;
    } else {
        ++measures.rejected;
        ++bin.rejected;
        ++measures.rejectedFor[static_cast<std::size_t>(why)];
    }
    judgeFloor(quality);
    if (m_options.record) keepRecord(flight, outcome, why);
    m_flights.close(id);
}

void Engine::keepRecord(const Flight& flight, QueryOutcome outcome, Rejection why) {
    std::vector<QueryRecord>& record = m_result.record;
    if (record.size() <= flight.number) record.resize(flight.number + 1);
    QueryRecord& kept = record[flight.number];
    kept.row = flight.row;
    kept.model = flight.model < 0 ? flight.failedOn : flight.model;
    kept.arrived = flight.arrived;
    kept.calls = flight.calls;
    kept.outcome = outcome;
    kept.rejection = why;
    kept.begun = flight.begun;
    const bool present = outcome == QueryOutcome::Waiting;
    kept.ended = present ? kMissing : m_now;
    // Who is turned away at once was nowhere.
    const bool somewhere = present || !std::isnan(flight.begun) || flight.since < m_now;
    if (somewhere) keepVisit(flight, kept.ended, false);
}

/// Whoever waits for a model in particular has a queue per model, and is served from none other.
void Engine::keepVisit(const Flight& flight, double ended, bool failed) {
    const bool taken = !std::isnan(flight.begun);
    m_result.visits.push_back({static_cast<std::uint32_t>(flight.number),
                               taken && !perModel() ? -1 : flight.model, taken ? flight.model : -1,
                               flight.since, flight.begun, ended, failed});
}

void Engine::samplePrices(bool last) {
    std::optional<RunPrices> prices = m_policy->prices();
    if (!prices) {
        m_nextPrice = std::numeric_limits<double>::infinity();
        return;
    }
    prices->time = m_now;
    std::vector<RunPrices>& kept = m_result.prices;
    kept.push_back(std::move(*prices));
    if (last) return;
    if (static_cast<double>(kept.size()) >= 2.0 * kPriceSamples) {
        // Every other one goes; the rest of the run is sampled half as often.
        for (std::size_t k = 0; 2 * k < kept.size(); ++k) {
            if (k > 0) kept[k] = std::move(kept[2 * k]);
        }
        kept.resize((kept.size() + 1) / 2);
        m_priceEvery = std::max(m_priceEvery, m_now / kPriceSamples);
    }
    m_nextPrice = m_now + m_priceEvery;
}

/// Whoever is still there when the run ends was waiting, and slots were in use until then.
void Engine::close() {
    RunMeasures& measures = m_result.measures;
    if (m_plan.horizon < std::numeric_limits<double>::infinity() && (m_flights.count() > 0)) {
        measures.end = m_now;
    }
    waitingChanged(0);
    for (FlightId id = 0; id < m_flights.end(); ++id) {
        Flight& flight = m_flights[id];
        if (!flight.open) continue;
        ++measures.waiting;
        measures.end = m_now;
        if (flight.waiting) {
            measures.queuedSeconds += m_now - flight.since;
        } else {
            occupied(static_cast<std::size_t>(flight.model), flight.begun);
        }
        if (m_options.record) keepRecord(flight, QueryOutcome::Waiting, Rejection::Full);
    }
    // They were kept as they ended, those of one query in order.
    std::ranges::stable_sort(m_result.visits, {}, &Visit::query);
    for (const LevelWaits& level : measures.levels) {
        measures.wait.add(level.wait);
        measures.total.add(level.total);
    }
    samplePrices(true);
    // The bound is of what routers see: it says nothing where answers take other times, and none of
    // the mean quality where they see a cautious one.
    const bool seen = m_options.recordedSeconds == nullptr && m_experiment.meanQuality.size() == 0;
    if (m_options.bound && seen) {
        m_result.bound =
            hindsightBound(m_experiment, m_plan, m_service, measures, m_servedRows, m_job.stop);
    }
}

}  // namespace orl
