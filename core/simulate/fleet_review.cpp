#include <algorithm>
#include <cmath>

#include "core/simulate/capacity_plan.h"
#include "core/simulate/capacity_trials.h"
#include "core/support/error.h"

namespace orl {
namespace {

/// Differences run by run, first less second.
RunBand pairedBand(const std::vector<double>& first, const std::vector<double>& second) {
    std::vector<double> gains;
    gains.reserve(first.size());
    for (std::size_t r = 0; r < first.size(); ++r) gains.push_back(first[r] - second[r]);
    return runBand(gains);
}

/// Fleets with a few slots more of one model: of the change that the fluid finds best as many as
/// it does, of the others one.
std::vector<ChangeTrial> changesOf(const Headroom& room, const FleetSlots& slots,
                                   const CapacityTrials& trials) {
    std::vector<ChangeTrial> changes;
    for (std::size_t j = 0; j < slots.size(); ++j) {
        if (slots[j] == kUnlimited || trials.most()[j] == 0) continue;
        const bool best = room.best && room.best->model == j;
        if (best) changes.push_back({j, room.best->slotCount, {}, {}, {}});
        if (!best || room.best->slotCount > 1) changes.push_back({j, 1, {}, {}, {}});
    }
    return changes;
}

}  // namespace

FleetReview reviewFleet(const Experiment& experiment, const CapacityQuestion& question,
                        const Job& job) {
    const SimulationPlan& plan = question.plan;
    if (plan.concurrency.empty() ||
        std::ranges::all_of(plan.concurrency, [](auto each) { return each == kUnlimited; })) {
        throw Error("fleet", "no model has a limit of slots",
                    "Give the slots of at least one model");
    }
    CapacityTrials trials(experiment, question);
    FleetReview review;
    review.headroom = headroomOf(experiment, plan, trials.rate(), job);
    review.changes = changesOf(review.headroom, plan.concurrency, trials);
    const auto runs = static_cast<std::size_t>(question.runs);
    std::vector<FleetSlots> fleets{plan.concurrency};
    for (const ChangeTrial& change : review.changes) {
        fleets.push_back(plan.concurrency);
        fleets.back()[change.model] += change.slotCount;
    }
    trials.run(fleets, runs, job, true);
    review.now = trials.mixOf(plan.concurrency);
    // What a short run bears need not last.
    review.now.meets = review.now.meets && trials.canKeepGoal(plan.concurrency, job);
    review.now.largestRate = trials.largestRate(plan.concurrency, job);
    review.now.bound = trials.bound(plan.concurrency, job);
    const CapacityTrial& now = trials.of(plan.concurrency);
    for (std::size_t k = 0; k < review.changes.size(); ++k) {
        const CapacityTrial& with = trials.of(fleets[k + 1]);
        review.changes[k].savesPerHour = pairedBand(now.usdPerHour, with.usdPerHour);
        review.changes[k].p95 = pairedBand(now.p95, with.p95);
        review.changes[k].predicted = pairedBand(with.predicted, now.predicted);
    }
    const bool meets = review.now.meets;
    std::ranges::stable_sort(review.changes, [&](const ChangeTrial& a, const ChangeTrial& b) {
        const double first = meets ? a.savesPerHour.mean : a.p95.mean;
        const double second = meets ? b.savesPerHour.mean : b.p95.mean;
        return first > second;
    });
    return review;
}

}  // namespace orl
