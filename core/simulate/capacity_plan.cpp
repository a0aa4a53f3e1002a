#include "core/simulate/capacity_plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/simulate/capacity_search.h"
#include "core/simulate/capacity_trials.h"
#include "core/support/error.h"

namespace orl {
namespace {

/// Marks those of which no fleet with fewer slots is as cheap (within the tie), and none with as
/// many cheaper. What does not last beats nothing that does.
void markPareto(std::vector<CapacityMix>& mixes, double tie) {
    for (CapacityMix& mix : mixes) {
        mix.pareto = std::ranges::none_of(mixes, [&](const CapacityMix& other) {
            if (mix.lasts && !other.lasts) return false;
            const double usd = mix.usdPerHour.mean;
            return other.totalSlots < mix.totalSlots
                       ? other.usdPerHour.mean <= usd * (1.0 + tie)
                       : other.totalSlots == mix.totalSlots && other.usdPerHour.mean < usd;
        });
    }
}

/// The best of those found, and of the others those that are cheapest for their number of slots.
std::vector<CapacityMix> shown(const std::vector<FleetSlots>& ranked, const CapacityTrials& trials,
                               std::size_t rows, double tie) {
    std::vector<CapacityMix> mixes;
    mixes.reserve(ranked.size());
    for (const FleetSlots& slots : ranked) mixes.push_back(trials.mixOf(slots));
    markPareto(mixes, tie);
    std::vector<CapacityMix> chosen;
    std::size_t beside = 0;
    for (std::size_t k = 0; k < mixes.size(); ++k) {
        if (k >= rows && (!mixes[k].pareto || beside++ >= rows)) continue;
        chosen.push_back(std::move(mixes[k]));
    }
    return chosen;
}

/// Runs of the fleets that are shown; those that miss the target with more of them are none.
void judge(CapacityPlan& answer, const CapacitySearch& search, CapacityTrials& trials,
           const CapacityQuestion& question, const Job& job) {
    const std::size_t candidates = 2 * question.rows;
    std::vector<FleetSlots> finalists;
    finalists.reserve(2 * candidates);
    for (CapacityMix& mix : shown(search.ranked(), trials, candidates, question.tie)) {
        finalists.push_back(std::move(mix.fleet));
    }
    trials.run(finalists, static_cast<std::size_t>(question.runs), job);
    std::vector<FleetSlots> ranked;
    ranked.reserve(finalists.size());
    for (const FleetSlots& slots : search.ranked()) {
        if (std::ranges::find(finalists, slots) != finalists.end()) ranked.push_back(slots);
    }
    answer.mixes = shown(ranked, trials, question.rows, question.tie);
    for (CapacityMix& mix : answer.mixes) {
        mix.bound = trials.bound(mix.fleet, job);
        mix.largestRate = trials.largestRate(mix.fleet, job);
    }
}

std::string missedByAll(const CapacityTrials& trials, const CapacityQuestion& question) {
    const CapacityMix most = trials.mixOf(trials.most());
    if (std::ranges::any_of(trials.of(trials.most()).p95,
                            [](double p95) { return std::isnan(p95); })) {
        const double horizon = question.plan.horizon;
        return std::isinf(horizon)
                   ? std::string("even with the most slots that are allowed a run serves nobody")
                   : fmt::format("the horizon of {:g} s ends a run before anybody is served",
                                 horizon);
    }
    if (!(most.p95.mean <= question.target.seconds)) {
        return fmt::format(
            "even with the most slots that are allowed the 95th percentile is {:.3g} s",
            most.p95.mean);
    }
    if (!(most.rejected.mean <= question.target.rejected)) {
        return fmt::format(
            "even with the most slots that are allowed {:.3g} % are rejected or late",
            100.0 * most.rejected.mean);
    }
    return fmt::format(
        "even with the most slots that are allowed the router reaches {:.4g} % in runs of this "
        "length",
        100.0 * most.predicted.mean);
}

}  // namespace

CapacityPlan planCapacity(const Experiment& experiment, const CapacityQuestion& question,
                          const Job& job, const std::function<void(const CapacityPlan&)>& onFound) {
    CapacityTrials trials(experiment, question);
    checkSearch(experiment, trials);
    CapacityPlan answer;
    answer.rate = trials.rate();
    answer.reason = impossible(experiment, question, trials, job);
    if (!answer.reason.empty()) return answer;
    ProgressMeter meter(job, "simulating fleets");
    std::vector<FleetSlots> before;
    CapacitySearch search(question, trials, job, [&](const CapacitySearch& so) {
        meter.update(std::min(
            1.0, static_cast<double>(trials.count()) / static_cast<double>(question.mostFleets)));
        if (!onFound) return;
        std::vector<FleetSlots> ranked = so.ranked();
        if (ranked == before) return;
        CapacityPlan soFar;
        soFar.feasible = !ranked.empty();
        soFar.rate = trials.rate();
        soFar.mixes = shown(ranked, trials, question.rows, question.tie);
        soFar.simulated = trials.count();
        onFound(soFar);
        before = std::move(ranked);
    });
    answer.all = search.run();
    answer.stopped = !answer.all && trials.count() >= question.mostFleets;
    judge(answer, search, trials, question, job);
    answer.simulated = trials.count();
    answer.feasible = !answer.mixes.empty();
    if (answer.feasible) return answer;
    trials.run({trials.most()}, static_cast<std::size_t>(question.runs), job, true);
    answer.reason = missedByAll(trials, question);
    return answer;
}

}  // namespace orl
