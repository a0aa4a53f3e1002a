#include "core/simulate/headroom.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/simulate/arrivals.h"
#include "core/simulate/fleet.h"
#include "core/simulate/plan_check.h"
#include "core/support/error.h"

namespace orl {
namespace {

/// More slots of a model are counted as one change as long as each saves this part of the first.
constexpr double kStillSaves = 0.8;
/// Of what a slot could at most be worth: below it is rounding.
constexpr double kNothing = 1e-7;

/// What is asked of a fleet, and what the fleet as it is answers.
struct Asked {
    Fleet& fleet;
    const std::vector<std::int64_t>& slots;
    double rate;
    const Job& job;
};

SlotWorth worthOf(const Asked& asked, const FluidPlan& plan, std::size_t model) {
    SlotWorth worth{model, kMissing, kMissing};
    const std::int64_t slots = asked.slots[model];
    if (!asked.fleet.knowsSpeed(model)) return worth;
    if (plan.feasible) {
        worth.perHour = slots == kUnlimited ? 0.0 : asked.fleet.slotWorth(plan, model, slots);
        if (slots != 0 && slots != kUnlimited) {
            worth.use = asked.rate * plan.seconds[model] / static_cast<double>(slots);
        }
    }
    return worth;
}

/// As many slots more as each still saves most of what the first does. None where that is nothing.
std::optional<FleetChange> savingOf(const Asked& asked, const FluidPlan& plan,
                                    const SlotWorth& worth) {
    if (!(worth.perHour > kNothing * asked.fleet.mostWorth(worth.model))) return {};
    const auto saves = [&](std::int64_t more) {
        std::vector<std::int64_t> slots = asked.slots;
        slots[worth.model] += more;
        return asked.fleet.usdAnHour(plan, asked.fleet.plan(slots, asked.rate, asked.job),
                                     asked.rate);
    };
    const double first = saves(1);
    if (!(first > kNothing * asked.fleet.mostWorth(worth.model))) return {};
    FleetChange change{worth.model, 1, first};
    while (2 * change.slotCount <= asked.slots[worth.model]) {
        const double all = saves(2 * change.slotCount);
        if (all < kStillSaves * first * 2.0 * static_cast<double>(change.slotCount)) break;
        change.slotCount *= 2;
        change.savesPerHour = all;
    }
    return change;
}

/// The fewest slots of one model with which the goal can be planned; none where it cannot be.
std::optional<FleetChange> cureOf(const Asked& asked, std::size_t model) {
    const auto keeps = [&](std::int64_t more) {
        std::vector<std::int64_t> slots = asked.slots;
        slots[model] += more;
        return asked.fleet.keepsGoal(slots, asked.rate, asked.job);
    };
    std::int64_t enough = asked.fleet.slotsForAll(model, asked.rate);
    if (!keeps(enough)) return {};
    std::int64_t few = 0;
    while (enough - few > 1) {
        const std::int64_t middle = few + (enough - few) / 2;
        (keeps(middle) ? enough : few) = middle;
    }
    return FleetChange{model, enough};
}

bool mayGrow(const Asked& asked, std::size_t model) {
    return asked.slots[model] != kUnlimited && asked.fleet.knowsSpeed(model) &&
           asked.fleet.takesAny(model);
}

std::optional<FleetChange> bestSaving(const Asked& asked, const FluidPlan& plan,
                                      const std::vector<SlotWorth>& worths) {
    std::optional<FleetChange> best;
    for (const SlotWorth& worth : worths) {
        if (!mayGrow(asked, worth.model)) continue;
        const auto change = savingOf(asked, plan, worth);
        if (change && (!best || change->savesPerHour > best->savesPerHour)) best = change;
    }
    return best;
}

std::optional<FleetChange> bestCure(const Asked& asked, std::optional<std::size_t> bottleneck) {
    std::optional<FleetChange> best;
    for (std::size_t j = 0; j < asked.slots.size(); ++j) {
        if (!mayGrow(asked, j)) continue;
        const auto cure = cureOf(asked, j);
        if (cure && (!best || cure->slotCount < best->slotCount)) best = cure;
    }
    if (!best && bottleneck) best = FleetChange{*bottleneck, 1};
    return best;
}

/// The change with what it does to the rate and, under a budget, to the accuracy.
void complete(FleetChange& change, const Asked& asked, const FluidPlan& plan, RoutingMode mode) {
    std::vector<std::int64_t> slots = asked.slots;
    slots[change.model] += change.slotCount;
    change.largestRate = asked.fleet.largestRate(slots, asked.job).rate;
    if (mode == RoutingMode::CostUnderFloor || !plan.feasible) return;
    change.raisesAccuracy = asked.fleet.plan(slots, asked.rate, asked.job).quality - plan.quality;
}

void findBottleneck(Headroom& room, const Asked& asked, const FluidPlan& plan,
                    const FleetRate& reach) {
    double most = 0.0;
    for (const SlotWorth& worth : room.worth) {
        const std::size_t j = worth.model;
        if (asked.slots[j] == 0 || asked.slots[j] == kUnlimited) continue;
        const double value = plan.feasible ? worth.perHour : reach.perSlot[j];
        const double least = plan.feasible ? kNothing * asked.fleet.mostWorth(j) : 0.0;
        if (!(value > most && value > least)) continue;
        most = value;
        room.bottleneck = j;
    }
}

}  // namespace

Headroom headroomOf(const Experiment& experiment, const SimulationPlan& plan, double rate,
                    const Job& job) {
    if (!(rate >= kLeastRate && rate <= kMostRate)) {
        throw Error("rate", fmt::format("it is {} queries a second", rate),
                    fmt::format("Choose a number from {:g} to {:g}", kLeastRate, kMostRate));
    }
    Fleet fleet(experiment, plan);
    std::vector<std::int64_t> slots;
    slots.reserve(experiment.models.size());
    for (std::size_t j = 0; j < experiment.models.size(); ++j) slots.push_back(plan.slotsOf(j));
    const Asked asked{fleet, slots, rate, job};
    Headroom room;
    room.rate = rate;
    const FleetRate reach = fleet.largestRate(slots, job);
    room.largestRate = reach.rate;
    const FluidPlan now = fleet.plan(slots, rate, job);
    room.worth.reserve(slots.size());
    for (std::size_t j = 0; j < slots.size(); ++j) room.worth.push_back(worthOf(asked, now, j));
    if (now.feasible) {
        room.costPerHour = 3600.0 * rate * now.cost;
        room.accuracy = now.quality;
    }
    findBottleneck(room, asked, now, reach);
    room.best =
        now.feasible ? bestSaving(asked, now, room.worth) : bestCure(asked, room.bottleneck);
    if (room.best) complete(*room.best, asked, now, plan.mode);
    return room;
}

}  // namespace orl
