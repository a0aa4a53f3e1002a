#include "core/simulate/capacity_trials.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/simulate/arrival_rate.h"
#include "core/simulate/arrivals.h"
#include "core/support/error.h"
#include "core/support/thread_pool.h"

namespace orl {
namespace {

double rateOf(const SimulationPlan& plan) {
    const double rate = longRunRate(plan.arrivals);
    if (!(rate > 0.0)) throw noRate(plan.arrivals);
    return rate;
}

void checkTarget(const CapacityQuestion& question) {
    const CapacityTarget& target = question.target;
    if (question.plan.mode != RoutingMode::CostUnderFloor) {
        throw Error("capacity", "slots are planned for a floor, and there is a budget",
                    "Give a floor (alpha)");
    }
    if (!(target.seconds > 0.0 && std::isfinite(target.seconds))) {
        throw Error("capacity", fmt::format("the longest wait is {} seconds", target.seconds),
                    "Choose more than 0 seconds");
    }
    if (!(target.rejected >= 0.0 && target.rejected <= 1.0)) {
        throw Error("capacity", fmt::format("the share of rejected is {}", target.rejected),
                    "Choose a share from 0 to 1");
    }
    if (!(target.shortfall >= 0.0 && target.shortfall <= 1.0)) {
        throw Error("capacity", fmt::format("what may be missing is {}", target.shortfall),
                    "Choose a number from 0 to 1");
    }
    if (question.runs < 1 || question.rows < 1 || question.mostFleets < 1) {
        throw Error("capacity", "runs, rows and fleets are counted from 1", "Choose 1 or more");
    }
    if (!(question.tie >= 0.0 && question.tie <= 1.0)) {
        throw Error("capacity", fmt::format("the tie is {}", question.tie),
                    "Choose a share from 0 to 1");
    }
}

void checkModels(const Experiment& experiment, const CapacityQuestion& question) {
    const std::size_t models = experiment.models.size();
    if ((!question.slotPrice.empty() && question.slotPrice.size() != models) ||
        (!question.most.empty() && question.most.size() != models)) {
        throw Error("capacity", "prices and limits of slots are not one a model",
                    "Give one number a model");
    }
    for (std::size_t j = 0; j < models; ++j) {
        const double price = question.slotPrice.empty() ? 0.0 : question.slotPrice[j];
        if (!(price >= 0.0 && std::isfinite(price))) {
            throw Error(fmt::format("slot price of {}", experiment.models[j]),
                        fmt::format("it is {}", price), "Choose 0 USD an hour or more");
        }
        if (question.most.empty() || question.most[j] >= 0) continue;
        throw Error(fmt::format("most slots of {}", experiment.models[j]),
                    fmt::format("they are {}", question.most[j]), "Choose 0 or more");
    }
}

/// Slots of one model beyond which none are sought: its fleets would be told apart by nothing that
/// runs of some ten thousand queries could show.
constexpr std::int64_t kMostPlanned = 20'000;

/// Slots with which the model could serve all queries of the load and hardly any would wait.
std::int64_t plenty(const FluidProblem& fluid, std::size_t model, double rate) {
    constexpr double kRoom = 6.0;
    const double busy = rate * fluid.meanSeconds[model];
    return static_cast<std::int64_t>(std::ceil(busy + kRoom * std::sqrt(busy) + kRoom));
}

FleetSlots mostOf(const Experiment& experiment, const CapacityQuestion& question, double rate) {
    const std::size_t models = experiment.models.size();
    FleetSlots most = question.most;
    if (most.empty()) most.assign(models, kUnlimited);
    SimulationPlan plan = question.plan;
    plan.concurrency = most;
    const Fleet fleet(experiment, plan);
    for (std::size_t j = 0; j < models; ++j) {
        most[j] = fleet.takesAny(j) ? std::min(most[j], plenty(fleet.fluid(), j, rate)) : 0;
    }
    return most;
}

/// Routers without prices plan with no share of the slots' time.
SimulationPlan goalPlan(const CapacityQuestion& question, const FleetSlots& most) {
    SimulationPlan plan = question.plan;
    plan.concurrency = most;
    const std::string& router = question.router.router;
    if (router != "dual" && router != kOnlineDual) plan.plannedUse = 1.0;
    return plan;
}

}  // namespace

void checkSearch(const Experiment& experiment, const CapacityTrials& trials) {
    const FluidProblem& fluid = trials.limit().fluid();
    bool takesTime = false;
    for (std::size_t j = 0; j < trials.most().size(); ++j) {
        if (trials.most()[j] == 0) continue;
        takesTime = takesTime || fluid.meanSeconds[j] > 0.0;
        if (trials.most()[j] <= kMostPlanned) continue;
        throw Error("capacity",
                    fmt::format("at {:g} queries a second of {:g} s each {} alone would need about "
                                "{} slots, and at most {} of a model are planned",
                                trials.rate(), fluid.meanSeconds[j], experiment.models[j],
                                trials.most()[j], kMostPlanned),
                    "Choose a lower rate or shorter answers, or bound the slots of the models");
    }
    const bool any = std::ranges::any_of(trials.most(), [](auto most) { return most > 0; });
    if (takesTime || !any) return;
    throw Error("service", "answers take no time, so that nobody waits whatever the slots",
                "Choose answers that take more than 0 seconds");
}

SimulationPlan limitPlan(const CapacityQuestion& question, const FleetSlots& most) {
    SimulationPlan plan = question.plan;
    plan.concurrency = most;
    plan.plannedUse = 1.0;
    plan.window = {};  // a bound holds for every router
    plan.qualityFloor = std::max(0.0, plan.qualityFloor - question.target.shortfall);
    return plan;
}

CapacityTrials::CapacityTrials(const Experiment& experiment, const CapacityQuestion& question)
    : m_experiment(experiment),
      m_question(question),
      m_rate((checkTarget(question), checkModels(experiment, question), rateOf(question.plan))),
      m_queries(ArrivalStream(experiment, question.plan.arrivals, question.plan.seed).total()),
      m_most(mostOf(experiment, question, m_rate)),
      m_limit(experiment, limitPlan(question, m_most), true),
      m_planned(experiment, goalPlan(question, m_most)) {}

double CapacityTrials::slotPrice(std::size_t model) const {
    return m_question.slotPrice.empty() ? 0.0 : m_question.slotPrice[model];
}

double CapacityTrials::slotsUsd(const FleetSlots& slots) const {
    double usd = 0.0;
    for (std::size_t j = 0; j < slots.size(); ++j) {
        if (slots[j] != kUnlimited) usd += slotPrice(j) * static_cast<double>(slots[j]);
    }
    return usd;
}

CapacityTrial CapacityTrials::simulated(const FleetSlots& slots, std::size_t runs, bool whole,
                                        const Job& job) const {
    CapacityTrial trial;
    SimulationPlan plan = m_question.plan;
    plan.concurrency = slots;
    SimulationOptions options = m_question.run;
    options.record = false;
    options.bound = false;
    const bool wait = m_question.target.of == CapacityTarget::Of::Wait;
    double waited = 0.0;
    trial.used.assign(slots.size(), false);
    for (std::size_t r = 0; r < runs; ++r) {
        plan.seed = m_question.plan.seed + r;
        const RunMeasures measures =
            simulate(m_experiment, plan, m_question.router, options, {job.stop, {}}).measures;
        const double p95 = (wait ? measures.wait : measures.total).quantile(0.95);
        const double arrived = static_cast<double>(measures.arrived);
        trial.p95.push_back(p95);
        trial.costPer1000.push_back(measures.costPer1000());
        trial.usdPerHour.push_back(3.6 * m_rate * measures.costPer1000() + slotsUsd(slots));
        trial.predicted.push_back(measures.predictedAccuracy());
        trial.realized.push_back(measures.realizedAccuracy());
        trial.rejected.push_back(
            arrived > 0.0 ? static_cast<double>(measures.rejected + measures.late) / arrived : 0.0);
        for (std::size_t j = 0; j < slots.size(); ++j) {
            trial.used[j] = trial.used[j] || measures.begun[j] > 0;
        }
        waited += p95;
        // Waits are not negative: the mean is missed whatever the other runs give.
        trial.hopeless = !(waited <= m_question.target.seconds * static_cast<double>(runs));
        if (trial.hopeless && !whole) break;
    }
    return trial;
}

void CapacityTrials::run(const std::vector<FleetSlots>& fleets, std::size_t runs, const Job& job,
                         bool whole) {
    std::vector<FleetSlots> asked;
    asked.reserve(fleets.size());
    for (const FleetSlots& slots : fleets) {
        const auto known = m_trials.find(slots);
        const bool done = known != m_trials.end() &&
                          (known->second.runs() >= runs || (known->second.hopeless && !whole));
        if (!done && std::ranges::find(asked, slots) == asked.end()) asked.push_back(slots);
    }
    if (asked.empty()) return;
    std::vector<CapacityTrial> found(asked.size());
    forEachItem(asked.size(), threadCount(m_question.threads, asked.size()), job.stop,
                [&](std::size_t k) { found[k] = simulated(asked[k], runs, whole, job); });
    for (std::size_t k = 0; k < asked.size(); ++k) {
        found[k].lasts = m_planned.keepsGoal(asked[k], m_rate, job);
        m_trials[asked[k]] = std::move(found[k]);
    }
}

bool CapacityTrials::meets(const CapacityTrial& trial) const {
    const CapacityTarget& target = m_question.target;
    if (trial.hopeless) return false;
    return runBand(trial.p95).mean <= target.seconds &&
           runBand(trial.predicted).mean >= m_question.plan.qualityFloor - target.shortfall &&
           runBand(trial.rejected).mean <= target.rejected;
}

CapacityMix CapacityTrials::mixOf(const FleetSlots& slots) const {
    const CapacityTrial& trial = of(slots);
    CapacityMix mix;
    mix.fleet = slots;
    for (const std::int64_t each : slots) mix.totalSlots += each == kUnlimited ? 0 : each;
    mix.usdPerHour = runBand(trial.usdPerHour);
    mix.slotsUsd = slotsUsd(slots);
    mix.costPer1000 = runBand(trial.costPer1000);
    mix.predicted = runBand(trial.predicted);
    mix.realized = runBand(trial.realized);
    mix.p95 = runBand(trial.p95);
    mix.rejected = runBand(trial.rejected);
    mix.meets = meets(trial);
    mix.lasts = trial.lasts;
    return mix;
}

bool CapacityTrials::canKeepGoal(const FleetSlots& slots, const Job& job) {
    return m_limit.keepsGoal(slots, m_rate, job);
}

double CapacityTrials::largestRate(const FleetSlots& slots, const Job& job) {
    return m_planned.largestRate(slots, job).rate;
}

double CapacityTrials::bound(const FleetSlots& slots, const Job& job) {
    const FluidPlan plan = m_limit.plan(slots, m_rate, job);
    return plan.feasible ? 3600.0 * m_rate * plan.bound + slotsUsd(slots) : kMissing;
}

}  // namespace orl
