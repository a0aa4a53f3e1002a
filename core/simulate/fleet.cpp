#include "core/simulate/fleet.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "core/simulate/arrivals.h"
#include "core/simulate/plan_check.h"

namespace orl {
namespace {

FluidProblem fluidOf(const Experiment& experiment, const SimulationPlan& plan, bool dollars) {
    checkSlots(experiment, plan);
    checkGoal(plan);
    const ServiceTimes service(experiment, plan);
    std::vector<std::uint32_t> rows(experiment.problem.queryCount());
    std::iota(rows.begin(), rows.end(), 0U);
    FluidProblem fluid(experiment, service, rows);
    for (std::size_t k = 0; dollars && k < fluid.cost.size(); ++k) {
        if (fluid.cost[k] == RoutingProblem::kForbidden) continue;
        fluid.cost[k] = experiment.usd(k / fluid.models, k % fluid.models);
    }
    fluid.mode = plan.mode;
    fluid.floor = plan.qualityFloor;
    const ArrivalStream arrivals(experiment, plan.arrivals, plan.seed);
    fluid.budget = plan.budget / static_cast<double>(arrivals.total());
    return fluid;
}

}  // namespace

Fleet::Fleet(const Experiment& experiment, const SimulationPlan& plan, bool dollars)
    : m_plan(plan),
      m_known(experiment.models.size(), true),
      m_takes(experiment.models.size(), false),
      m_planner(fluidOf(experiment, plan, dollars)) {
    const std::size_t models = experiment.models.size();
    m_plan.concurrency.assign(models, 0);
    const bool pool = plan.service.kind == ServicePlan::Kind::Pool;
    for (std::size_t i = 0; i < experiment.problem.queryCount(); ++i) {
        for (std::size_t j = 0; j < models; ++j) {
            if (!experiment.problem.allowed(i, j)) continue;
            m_takes[j] = true;
            if (pool && std::isnan(experiment.secondsOf(i, j))) m_known[j] = false;
        }
    }
}

double Fleet::supplied(std::size_t model, std::int64_t slots) const {
    SimulationPlan plan;
    plan.window = m_plan.window;
    plan.plannedUse = m_plan.plannedUse;
    plan.concurrency.assign(model + 1, slots);
    return plannedSeconds(plan, model, fluid().meanSeconds[model]);
}

std::vector<double> Fleet::supplies(std::span<const std::int64_t> slots, double rate) const {
    std::vector<double> supply;
    supply.reserve(slots.size());
    for (std::size_t j = 0; j < slots.size(); ++j) supply.push_back(supplied(j, slots[j]) / rate);
    return supply;
}

FluidPlan Fleet::plan(std::span<const std::int64_t> slots, double rate, const Job& job) {
    return m_planner.plan(supplies(slots, rate), job.stop);
}

bool Fleet::keepsGoal(std::span<const std::int64_t> slots, double rate, const Job& job) {
    return m_planner.feasible(supplies(slots, rate), job.stop);
}

FleetRate Fleet::largestRate(std::span<const std::int64_t> slots, const Job& job) {
    const std::vector<double> unit = supplies(slots, 1.0);
    const FluidReach reach = m_planner.leastScale(unit, job.stop);
    FleetRate result{1.0 / reach.scale, std::vector<double>(slots.size(), 0.0)};
    if (!(reach.scale > 0.0) || std::isinf(reach.scale)) return result;
    for (std::size_t j = 0; j < slots.size(); ++j) {
        if (slots[j] == 0 || std::isinf(unit[j])) continue;
        result.perSlot[j] =
            result.rate * result.rate * reach.slope[j] * unit[j] / static_cast<double>(slots[j]);
    }
    return result;
}

std::int64_t Fleet::slotsForAll(std::size_t model, double rate) const {
    // A model may take queries of any seconds, and all of them no more than its mean.
    const double one = supplied(model, 1);
    return static_cast<std::int64_t>(std::ceil(rate * fluid().meanSeconds[model] / one)) + 1;
}

double Fleet::slotWorth(const FluidPlan& plan, std::size_t model, std::int64_t slots) const {
    const double money = plan.prices.cost;
    if (!(money > 0.0)) return kMissing;
    // A supply that is not used up has no price: what there is of one is the solution's accuracy.
    constexpr double kUsedUp = 1.0 - 1e-6;
    if (slots != 0 && plan.seconds[model] < kUsedUp * plan.supply[model]) return 0.0;
    const double price = slots == 0 ? firstSlot(plan, model) : plan.prices.slot[model];
    if (price == 0.0) return 0.0;
    return 3600.0 * price / money * supplied(model, 1);
}

/// The price at which the first query would leave a model without slots to the others.
double Fleet::firstSlot(const FluidPlan& plan, std::size_t model) const {
    const FluidProblem& all = fluid();
    double most = 0.0;
    for (std::size_t i = 0; i < all.weight.size(); ++i) {
        const std::size_t row = i * all.models;
        const auto priced = [&](std::size_t j) {
            return plan.prices.cost * all.cost[row + j] -
                   plan.prices.quality * all.quality[row + j];
        };
        if (all.cost[row + model] == RoutingProblem::kForbidden) continue;
        if (!(all.seconds[row + model] > 0.0)) continue;
        double least = std::numeric_limits<double>::infinity();
        for (std::size_t j = 0; j < all.models; ++j) {
            if (all.cost[row + j] == RoutingProblem::kForbidden || plan.supply[j] == 0.0) {
                continue;
            }
            least = std::min(least, priced(j) + plan.prices.slot[j] * all.seconds[row + j]);
        }
        most = std::max(most, (least - priced(model)) / all.seconds[row + model]);
    }
    return most;
}

double Fleet::mostWorth(std::size_t model) const {
    const FluidProblem& all = fluid();
    const double seconds = all.meanSeconds[model] > 0.0 ? all.meanSeconds[model] : 1.0;
    return 3600.0 * (all.costSpread > 0.0 ? all.costSpread : 1.0) / seconds;
}

double Fleet::usdAnHour(const FluidPlan& before, const FluidPlan& after, double rate) const {
    if (!before.feasible || !after.feasible) return kMissing;
    if (fluid().mode == RoutingMode::CostUnderFloor) {
        return 3600.0 * rate * (before.cost - after.cost);
    }
    if (!(before.prices.cost > 0.0)) return kMissing;
    return 3600.0 * rate * (after.quality - before.quality) / before.prices.cost;
}

}  // namespace orl
