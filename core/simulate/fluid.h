#pragma once

#include <cstdint>
#include <span>
#include <stop_token>
#include <vector>

#include "core/experiment/experiment.h"
#include "core/simulate/plan.h"
#include "core/simulate/service.h"

/// Routing in the long run: what matters of slots is how many seconds of them there are for each
/// query that comes. The linear program over queries i that stand for all that come,
///     minimise mean_i Σ_j c_ij x_ij   subject to   mean_i Σ_j a_ij x_ij >= α,
///     mean_i s_ij x_ij <= k_j,  Σ_j x_ij = 1,  x >= 0,
/// has for λ >= 0 and π >= 0 the dual function
///     φ(λ, π) = αλ − Σ_j k_j π_j + mean_i min_j (c_ij − λ a_ij + π_j s_ij),
/// a lower bound wherever it is taken. With a budget b a query, mean a is maximised under
/// mean c <= b, and the dual gives an upper bound.
namespace orl {

/// What a query is priced at on a model: cost · c − quality · a + slot_j · s. Under a floor `cost`
/// is 1 and `quality` is λ in USD; under a budget `quality` is 1 and `cost` is 1/λ.
struct FluidPrices {
    double cost = 1.0;
    double quality = 0.0;
    std::vector<double> slot;  ///< per second of a slot, in the objective's unit
};

/// The queries, and what there is for each.
struct FluidProblem {
    /// @param slots per model; those with none are forbidden and have no part in units and spreads.
    ///              Empty: all may be taken
    FluidProblem(const Experiment& experiment, const ServiceTimes& service,
                 std::span<const std::uint32_t> rows, std::span<const double> weights = {},
                 std::span<const std::int64_t> slots = {});

    RoutingMode mode = RoutingMode::CostUnderFloor;
    double floor = 0.0;          ///< α
    double budget = 0.0;         ///< b, USD a query
    std::vector<double> supply;  ///< k_j, seconds a query; +∞: no limit; 0: nothing may go there

    std::size_t models = 0;
    std::vector<double> weight;                  ///< of the queries; they sum to 1
    std::vector<double> cost, quality, seconds;  ///< at i·M + j; +∞ cost: forbidden
    double costSpread = 0.0;          ///< mean over the queries of greatest less least cost
    double qualitySpread = 0.0;       ///< the same of qualities
    double leastCost = 0.0;           ///< mean over the queries of the least cost
    std::vector<double> meanSeconds;  ///< per model, over the queries it may take

    /// Units in which prices are about 1: of the price of the constraint (λ, or its reciprocal
    /// with a budget) and of a second of model j's slots.
    double goalUnit() const;
    double slotUnit(std::size_t model) const;
    /// What a difference of the constrained mean is measured by: the spread of qualities, or costs.
    double goalScale() const;
    FluidPrices noPrices() const;
};

/// What the queries take, a query, when each goes where it is priced least.
struct FluidTotals {
    double priced = 0.0;  ///< mean of the least prices
    double cost = 0.0, quality = 0.0;
    std::vector<double> seconds;  ///< of each model's slots
};
/// Models without supply take none; of equal prices the first model's wins.
FluidTotals fluidTotals(const FluidProblem& problem, const FluidPrices& prices);

/// φ at some prices and its supergradient.
struct FluidDual {
    double value = 0.0;
    double goal = 0.0;         ///< by λ; with a budget by 1/λ, for the negative of the bound
    std::vector<double> slot;  ///< by π_j
};
FluidDual fluidDual(const FluidProblem& problem, const FluidPrices& prices);

struct FluidSolution {
    FluidPrices prices;
    /// Floor: no routing of these queries costs less a query, USD. Budget: none has a higher mean
    /// quality. Valid at any prices; as good as the ascent found.
    double bound = 0.0;
};

/// Seconds of a model's slots that are planned with in a second: `plannedUse` of them, less what a
/// slot that is freed within a window of seconds stands idle until its end, half a window on
/// average. +∞ without a limit, and where answers take no time.
double plannedSeconds(const SimulationPlan& plan, std::size_t model, double meanSeconds);

/// Ascends φ from the given prices by supergradients, each coordinate with a step of its own that
/// shrinks as its gradients add up (AdaGrad), and keeps the best of the way and of its mean.
FluidSolution fluidPrices(const FluidProblem& problem, const FluidPrices& from, int iterations,
                          const std::stop_token& stop = {});

}  // namespace orl
