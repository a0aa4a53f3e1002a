#include "core/lab/load_query.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace orl {
namespace {

double secondsThere(const LoadRuns& runs, std::uint32_t row, std::size_t model) {
    if (runs.plan.service.kind != ServicePlan::Kind::Pool) return runs.plan.service.seconds;
    return runs.experiment->secondsOf(row, model);
}

RunPrices pricesBefore(const std::vector<RunPrices>& prices, double time) {
    const auto after =
        std::upper_bound(prices.begin(), prices.end(), time,
                         [](double moment, const RunPrices& each) { return moment < each.time; });
    if (prices.empty()) return {};
    return after == prices.begin() ? prices.front() : *std::prev(after);
}

/// No slot and no place to wait: as a router finds it that may choose no full model.
bool isFull(const SimulationPlan& plan, const LoadAlternative& there, double time) {
    if (!std::isnan(outUntil(plan, there.model, time))) return true;
    const std::int64_t places = plan.slotsOf(there.model);
    if (places == kUnlimited) return false;
    const bool queues =
        plan.queue.kind == QueuePlan::Kind::EachModel && plan.window.kind == WindowPlan::Kind::None;
    const std::int64_t taken =
        static_cast<std::int64_t>(there.serving + (queues ? there.waiting : 0));
    if (!queues) return taken >= places;
    if (plan.queue.limit >= kUnlimited - places) return false;
    return taken >= places + plan.queue.limit;
}

/// What was decided about the visit of that time, and when.
void findVisit(LoadQuery& found, const LoadRuns& runs, const LoadRun& run, double time) {
    const auto visits = visitsOf(run.result.visits, found.query);
    found.visits.assign(visits.begin(), visits.end());
    found.decided = found.record.arrived;
    if (visits.empty()) return;
    found.at = visitAt(visits, time);
    const Visit& visit = visits[found.at];
    const bool taken = !std::isnan(visit.begun);
    found.model = taken ? visit.model : visit.queue;
    found.decided = visit.since;
    const bool windowed =
        runs.plan.window.kind != WindowPlan::Kind::None && run.choice.router != kOnlineDual;
    if (windowed && taken) found.decided = visit.begun;
}

}  // namespace

std::size_t visitAt(std::span<const Visit> visits, double time) {
    std::size_t at = 0;
    while (at + 1 < visits.size() && visits[at + 1].since <= time) ++at;
    return at;
}

double outUntil(const SimulationPlan& plan, std::size_t model, double time) {
    double until = kMissing;
    for (const Disturbance& each : plan.faults.disturbances) {
        if (each.model != model || !each.outage()) continue;
        if (time < each.from || time >= each.until) continue;
        until = std::isnan(until) ? each.until : std::max(until, each.until);
    }
    return until;
}

LoadQuery loadQueryOf(const LoadRuns& runs, const LoadRun& run, const RunReplay& replay,
                      std::uint32_t query, double time) {
    const Experiment& experiment = *runs.experiment;
    const QueryRecord& record = run.result.record[query];
    LoadQuery found;
    found.query = query;
    found.record = record;
    found.level = experiment.level[record.row];
    findVisit(found, runs, run, time);
    found.prices = pricesBefore(run.result.prices, found.decided);
    const bool priced = !std::isnan(found.prices.qualityPrice);
    RunCursor cursor(replay);
    cursor.seek(std::nextafter(found.decided, -std::numeric_limits<double>::infinity()));
    found.alternatives.reserve(experiment.models.size());
    for (std::size_t j = 0; j < experiment.models.size(); ++j) {
        if (!experiment.problem.allowed(record.row, j) || runs.plan.slotsOf(j) == 0) continue;
        LoadAlternative there;
        there.model = j;
        there.usd = experiment.usd(record.row, j);
        there.quality = experiment.problem.quality(record.row, j);
        there.seconds = secondsThere(runs, record.row, j);
        if (priced) {
            there.slotUsd = found.prices.slotPrice[j] * there.seconds;
            there.value = experiment.problem.cost(record.row, j) -
                          found.prices.qualityPrice * there.quality + there.slotUsd;
        }
        there.serving = cursor.serving(j);
        // Its own slot was given back as the call failed.
        const bool own = found.at > 0 && found.decided == found.visits[found.at].since &&
                         found.visits[found.at - 1].model == static_cast<std::int32_t>(j);
        if (own && there.serving > 0) --there.serving;
        there.waiting = cursor.queue(j).size();
        there.full = isFull(runs.plan, there, found.decided);
        found.alternatives.push_back(there);
    }
    std::stable_sort(found.alternatives.begin(), found.alternatives.end(),
                     [&](const LoadAlternative& a, const LoadAlternative& b) {
                         return priced ? a.value < b.value : a.usd < b.usd;
                     });
    return found;
}

}  // namespace orl
