#include "core/simulate/fluid.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/support/job.h"

namespace orl {
namespace {

/// Prices beyond so many of their units decide nothing more: all that can be bought is bought.
constexpr double kMostUnits = 200.0;

double goalPrice(const FluidProblem& problem, const FluidPrices& prices) {
    return problem.mode == RoutingMode::CostUnderFloor ? prices.quality : prices.cost;
}

void setGoalPrice(const FluidProblem& problem, FluidPrices& prices, double value) {
    (problem.mode == RoutingMode::CostUnderFloor ? prices.quality : prices.cost) = value;
}

}  // namespace

FluidProblem::FluidProblem(const Experiment& experiment, const ServiceTimes& service,
                           std::span<const std::uint32_t> rows, std::span<const double> weights,
                           std::span<const std::int64_t> slots)
    : models(experiment.models.size()) {
    supply.assign(models, std::numeric_limits<double>::infinity());
    meanSeconds.assign(models, 0.0);
    std::vector<double> taken(models, 0.0);
    double all = 0.0;
    cost.reserve(rows.size() * models);
    quality.reserve(rows.size() * models);
    seconds.reserve(rows.size() * models);
    weight.reserve(rows.size());
    for (std::size_t k = 0; k < rows.size(); ++k) {
        const double share = weights.empty() ? 1.0 : weights[k];
        weight.push_back(share);
        all += share;
        double least = RoutingProblem::kForbidden;
        double most = 0.0;
        double worst = 1.0;
        double best = 0.0;
        for (std::size_t j = 0; j < models; ++j) {
            const double c = !slots.empty() && slots[j] == 0 ? RoutingProblem::kForbidden
                                                             : experiment.problem.cost(rows[k], j);
            const double a = experiment.problem.quality(rows[k], j);
            const bool open = c != RoutingProblem::kForbidden;
            const double s = open ? service.expected(rows[k], j) : 0.0;
            cost.push_back(c);
            quality.push_back(a);
            seconds.push_back(std::isnan(s) ? 0.0 : s);
            if (!open) continue;
            least = std::min(least, c);
            most = std::max(most, c);
            worst = std::min(worst, a);
            best = std::max(best, a);
            meanSeconds[j] += share * seconds.back();
            taken[j] += share;
        }
        if (most < least) continue;  // no model may take it
        costSpread += share * (most - least);
        leastCost += share * least;
        qualitySpread += share * (best - worst);
    }
    for (double& share : weight) share /= all;
    costSpread /= all;
    qualitySpread /= all;
    leastCost /= all;
    for (std::size_t j = 0; j < models; ++j) {
        if (taken[j] > 0.0) meanSeconds[j] /= taken[j];
    }
}

double FluidProblem::goalUnit() const {
    const double c = costSpread > 0.0 ? costSpread : 1.0;
    const double a = qualitySpread > 0.0 ? qualitySpread : 1.0;
    return mode == RoutingMode::CostUnderFloor ? c / a : a / c;
}

double FluidProblem::slotUnit(std::size_t model) const {
    const double spread = mode == RoutingMode::CostUnderFloor ? costSpread : qualitySpread;
    return (spread > 0.0 ? spread : 1.0) / (meanSeconds[model] > 0.0 ? meanSeconds[model] : 1.0);
}

double FluidProblem::goalScale() const {
    const double scale = mode == RoutingMode::CostUnderFloor ? qualitySpread : costSpread;
    return scale > 0.0 ? scale : 1.0;
}

FluidPrices FluidProblem::noPrices() const {
    FluidPrices prices;
    prices.slot.assign(models, 0.0);
    if (mode == RoutingMode::QualityUnderBudget) {
        prices.cost = 0.0;
        prices.quality = 1.0;
    }
    return prices;
}

FluidTotals fluidTotals(const FluidProblem& problem, const FluidPrices& prices) {
    const std::size_t models = problem.models;
    FluidTotals totals;
    totals.seconds.assign(models, 0.0);
    for (std::size_t i = 0; i < problem.weight.size(); ++i) {
        const double* cost = problem.cost.data() + i * models;
        const double* quality = problem.quality.data() + i * models;
        const double* seconds = problem.seconds.data() + i * models;
        double least = std::numeric_limits<double>::infinity();
        std::size_t at = models;
        for (std::size_t j = 0; j < models; ++j) {
            if (cost[j] == RoutingProblem::kForbidden || problem.supply[j] == 0.0) continue;
            const double value =
                prices.cost * cost[j] - prices.quality * quality[j] + prices.slot[j] * seconds[j];
            if (value < least) {
                least = value;
                at = j;
            }
        }
        if (at == models) continue;
        const double weight = problem.weight[i];
        totals.priced += weight * least;
        totals.seconds[at] += weight * seconds[at];
        totals.cost += weight * cost[at];
        totals.quality += weight * quality[at];
    }
    return totals;
}

FluidDual fluidDual(const FluidProblem& problem, const FluidPrices& prices) {
    FluidTotals totals = fluidTotals(problem, prices);
    const bool floor = problem.mode == RoutingMode::CostUnderFloor;
    const double asked = floor ? problem.floor : -problem.budget;
    FluidDual dual;
    dual.goal = asked + (floor ? -totals.quality : totals.cost);
    dual.value = totals.priced + asked * goalPrice(problem, prices);
    dual.slot = std::move(totals.seconds);
    for (std::size_t j = 0; j < problem.models; ++j) {
        if (std::isinf(problem.supply[j])) {
            dual.slot[j] = 0.0;
            continue;
        }
        dual.slot[j] -= problem.supply[j];
        dual.value -= problem.supply[j] * prices.slot[j];
    }
    return dual;
}

double plannedSeconds(const SimulationPlan& plan, std::size_t model, double meanSeconds) {
    const std::int64_t slots = plan.slotsOf(model);
    if (slots == 0) return 0.0;
    if (slots == kUnlimited || !(meanSeconds > 0.0)) return std::numeric_limits<double>::infinity();
    const double idle =
        plan.window.kind == WindowPlan::Kind::Seconds ? 0.5 * plan.window.seconds : 0.0;
    return plan.plannedUse * static_cast<double>(slots) * meanSeconds / (meanSeconds + idle);
}

FluidSolution fluidPrices(const FluidProblem& problem, const FluidPrices& from, int iterations,
                          const std::stop_token& stop) {
    const std::size_t models = problem.models;
    FluidPrices prices = from;
    FluidPrices mean = problem.noPrices();
    setGoalPrice(problem, mean, 0.0);
    FluidSolution best{from, -std::numeric_limits<double>::infinity()};
    std::vector<double> squares(models + 1, 1e-12);
    const auto step = [&](double value, double gradient, double unit, double& square) {
        // In units of the price; a gradient counts as the share of the objective it moves.
        square += gradient * gradient;
        const double moved = value / unit + gradient / std::sqrt(square);
        return std::clamp(moved, 0.0, kMostUnits) * unit;
    };
    const auto consider = [&](const FluidPrices& candidate, double value) {
        if (value > best.bound) best = {candidate, value};
    };
    const int tail = iterations / 2;
    for (int k = 0; k < iterations; ++k) {
        if (k % 64 == 0 && stop.stop_requested()) throw Cancelled();
        const FluidDual dual = fluidDual(problem, prices);
        consider(prices, dual.value);
        setGoalPrice(problem, prices,
                     step(goalPrice(problem, prices), dual.goal / problem.goalScale(),
                          problem.goalUnit(), squares[models]));
        for (std::size_t j = 0; j < models; ++j) {
            if (std::isinf(problem.supply[j])) continue;
            const double seconds = problem.meanSeconds[j] > 0.0 ? problem.meanSeconds[j] : 1.0;
            prices.slot[j] =
                step(prices.slot[j], dual.slot[j] / seconds, problem.slotUnit(j), squares[j]);
        }
        if (k < iterations - tail) continue;
        const double share = 1.0 / tail;
        setGoalPrice(problem, mean, goalPrice(problem, mean) + share * goalPrice(problem, prices));
        for (std::size_t j = 0; j < models; ++j) mean.slot[j] += share * prices.slot[j];
    }
    if (tail > 0) consider(mean, fluidDual(problem, mean).value);
    if (problem.mode == RoutingMode::QualityUnderBudget) best.bound = -best.bound;
    return best;
}

}  // namespace orl
