#include "core/simulate/fluid_plan.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "core/support/job.h"

namespace orl {
namespace {

constexpr double kEndless = std::numeric_limits<double>::infinity();
/// Gap between cuts and function, in spreads of the objective, at which a plan is one.
constexpr double kPlanGap = 1e-9;
/// Greatest prices, in their units (FluidProblem::goalUnit): at first, by what they grow where one
/// of them is reached, and where it is a matter of rounding alone that they do.
constexpr double kFirstWall = 8.0;
constexpr double kWallGrowth = 16.0;
constexpr double kLastWall = 1e9;
/// What a plan may miss of a constraint, in its unit, and still keep it.
constexpr double kKept = 1e-9;
constexpr int kMostCuts = 3000;
/// Where the search for a scale begins, as a part of one that gives a model the time of all
/// queries; and which steps of it are none.
constexpr double kFirstScale = 1e-3;
constexpr double kSameScale = 1e-12;
constexpr int kMostClimbs = 200;
/// Routings that the next plan begins with.
constexpr std::size_t kMostKept = 256;

}  // namespace

FluidPlanner::FluidPlanner(FluidProblem problem) : m_problem(std::move(problem)) {}

double FluidPlanner::spread() const {
    const double range = m_problem.mode == RoutingMode::CostUnderFloor ? m_problem.costSpread
                                                                       : m_problem.qualitySpread;
    return range > 0.0 ? range : 1.0;
}

bool FluidPlanner::hasGoal() const {
    return m_problem.mode == RoutingMode::CostUnderFloor || std::isfinite(m_problem.budget);
}

/// What the routing lacks of the floor, or spends above the budget, a query.
double FluidPlanner::goalOf(const FluidTotals& routing) const {
    if (!hasGoal()) return 0.0;
    return m_problem.mode == RoutingMode::CostUnderFloor ? m_problem.floor - routing.quality
                                                         : routing.cost - m_problem.budget;
}

void FluidPlanner::open(std::span<const double> supply) {
    m_problem.supply.assign(supply.begin(), supply.end());
    // A routing that sends queries where nothing may go now is none.
    std::erase_if(m_routings, [&](const FluidTotals& routing) {
        for (std::size_t j = 0; j < supply.size(); ++j) {
            if (supply[j] == 0.0 && routing.seconds[j] > 0.0) return true;
        }
        return false;
    });
}

/// @param units the goal's price, then each model's
FluidPrices FluidPlanner::pricesOf(std::span<const double> units, bool objective) const {
    FluidPrices prices = m_problem.noPrices();
    const bool floor = m_problem.mode == RoutingMode::CostUnderFloor;
    (floor ? prices.cost : prices.quality) = objective ? 1.0 : 0.0;
    (floor ? prices.quality : prices.cost) = units[0] * m_problem.goalUnit();
    for (std::size_t j = 0; j < m_problem.models; ++j) {
        prices.slot[j] = units[j + 1] * m_problem.slotUnit(j);
    }
    return prices;
}

double FluidPlanner::valueOf(const FluidTotals& routing, std::span<const double> units,
                             bool objective) const {
    const bool floor = m_problem.mode == RoutingMode::CostUnderFloor;
    double value = objective ? (floor ? routing.cost : -routing.quality) : 0.0;
    value += units[0] * m_problem.goalUnit() * goalOf(routing);
    for (std::size_t j = 0; j < m_problem.models; ++j) {
        const double supply = m_problem.supply[j];
        if (supply == 0.0 || std::isinf(supply)) continue;
        value += units[j + 1] * m_problem.slotUnit(j) * (routing.seconds[j] - supply);
    }
    return value / spread();
}

void FluidPlanner::addCut(CutMaster& master, const FluidTotals& routing, bool objective) const {
    std::vector<double> slope(m_problem.models + 1, 0.0);
    slope[0] = goalOf(routing) * m_problem.goalUnit() / spread();
    for (std::size_t j = 0; j < m_problem.models; ++j) {
        const double supply = m_problem.supply[j];
        if (supply == 0.0 || std::isinf(supply)) continue;
        slope[j + 1] = (routing.seconds[j] - supply) * m_problem.slotUnit(j) / spread();
    }
    const std::vector<double> none(slope.size(), 0.0);
    master.add(valueOf(routing, none, objective), slope);
}

/// Greatest φ with prices between 0 and `widest` units: of the objective, or of the constraints
/// alone, which is above 0 just where they cannot be kept.
FluidPlanner::Ascent FluidPlanner::ascend(bool objective, double widest,
                                          const std::stop_token& stop) {
    const std::size_t models = m_problem.models;
    const std::vector<double> low(models + 1, 0.0);
    std::vector<double> high(models + 1, widest);
    if (!hasGoal()) high[0] = 0.0;
    for (std::size_t j = 0; j < models; ++j) {
        if (m_problem.supply[j] == 0.0 || std::isinf(m_problem.supply[j])) high[j + 1] = 0.0;
    }
    CutMaster master(models + 1);
    for (const FluidTotals& routing : m_routings) addCut(master, routing, objective);
    Ascent ascent;
    ascent.bound = -kEndless;
    std::vector<double> best = m_best.empty() ? low : m_best;
    for (std::size_t k = 0; k < best.size(); ++k) best[k] = std::min(best[k], high[k]);
    const auto look = [&](const std::vector<double>& units) {
        const FluidPrices prices = pricesOf(units, objective);
        m_routings.push_back(fluidTotals(m_problem, prices));
        addCut(master, m_routings.back(), objective);
        const double value = valueOf(m_routings.back(), units, objective);
        if (value <= ascent.bound) return false;
        ascent.bound = value;
        ascent.prices = prices;
        best = units;
        return true;
    };
    look(best);
    CutMaster::Optimum optimum;
    for (int k = 0; k < kMostCuts; ++k) {
        if (stop.stop_requested()) throw Cancelled();
        optimum = master.solve(low, high);
        ascent.value = optimum.value;
        if (optimum.value - ascent.bound <= kPlanGap) break;
        // Half way from the best known, where the cuts are to be trusted; then all of it.
        std::vector<double> between(models + 1);
        for (std::size_t d = 0; d <= models; ++d) between[d] = 0.5 * (best[d] + optimum.kappa[d]);
        if (!look(between)) look(optimum.kappa);
    }
    ascent.mixture = mixtureOf(optimum.weight);
    forget(optimum);
    m_best = best;
    return ascent;
}

FluidTotals FluidPlanner::mixtureOf(std::span<const double> weights) const {
    FluidTotals mixture;
    mixture.seconds.assign(m_problem.models, 0.0);
    for (std::size_t v = 0; v < weights.size(); ++v) {
        if (weights[v] == 0.0) continue;
        mixture.cost += weights[v] * m_routings[v].cost;
        mixture.quality += weights[v] * m_routings[v].quality;
        for (std::size_t j = 0; j < m_problem.models; ++j) {
            mixture.seconds[j] += weights[v] * m_routings[v].seconds[j];
        }
    }
    return mixture;
}

/// Keeps the routings of the mixture and the latest: of many, most are far from any optimum.
void FluidPlanner::forget(const CutMaster::Optimum& optimum) {
    if (m_routings.size() <= kMostKept) return;
    const std::size_t old = m_routings.size() - kMostKept;
    std::vector<FluidTotals> kept;
    kept.reserve(m_routings.size());
    for (std::size_t v = 0; v < m_routings.size(); ++v) {
        if (v >= old || optimum.weight[v] > 0.0) kept.push_back(std::move(m_routings[v]));
    }
    m_routings = std::move(kept);
}

/// Most that the mixture misses of a constraint, in the constraint's unit.
double FluidPlanner::missing(const FluidTotals& mixture) const {
    double most = goalOf(mixture) / m_problem.goalScale();
    for (std::size_t j = 0; j < m_problem.models; ++j) {
        const double supply = m_problem.supply[j];
        if (supply == 0.0 || std::isinf(supply)) continue;
        const double unit = m_problem.meanSeconds[j] > 0.0 ? m_problem.meanSeconds[j] : 1.0;
        most = std::max(most, (mixture.seconds[j] - supply) / unit);
    }
    return most;
}

/// Whether every query has a model where it may go.
bool FluidPlanner::allServed() const {
    for (std::size_t row = 0; row < m_problem.cost.size(); row += m_problem.models) {
        bool open = false;
        for (std::size_t j = 0; j < m_problem.models && !open; ++j) {
            open =
                m_problem.cost[row + j] != RoutingProblem::kForbidden && m_problem.supply[j] != 0.0;
        }
        if (!open) return false;
    }
    return true;
}

bool FluidPlanner::feasible(std::span<const double> supply, const std::stop_token& stop) {
    open(supply);
    if (!allServed()) return false;
    const std::vector<double> before = m_best;
    const bool kept = ascend(false, 1.0, stop).bound <= kKept;
    m_best = before;
    return kept;
}

FluidPlan FluidPlanner::plan(std::span<const double> supply, const std::stop_token& stop) {
    FluidPlan plan;
    plan.supply.assign(supply.begin(), supply.end());
    if (!feasible(supply, stop)) return plan;
    Ascent ascent = ascend(true, kFirstWall, stop);
    for (double wall = kFirstWall; missing(ascent.mixture) > kKept && wall < kLastWall;) {
        wall *= kWallGrowth;
        ascent = ascend(true, wall, stop);
    }
    plan.feasible = true;
    const bool floor = m_problem.mode == RoutingMode::CostUnderFloor;
    plan.prices = ascent.prices;
    plan.cost = ascent.mixture.cost;
    plan.quality = ascent.mixture.quality;
    plan.seconds = std::move(ascent.mixture.seconds);
    plan.value = floor ? plan.cost : plan.quality;
    plan.bound = (floor ? 1.0 : -1.0) * ascent.bound * spread();
    return plan;
}

/// Newton's steps on a convex, falling function reach its root from below, and each t that they
/// pass is proven too small by the prices there.
FluidReach FluidPlanner::climb(std::span<const double> unit, double t,
                               const std::stop_token& stop) {
    FluidReach reach;
    std::vector<double> supply(unit.begin(), unit.end());
    for (int k = 0; k < kMostClimbs; ++k) {
        for (std::size_t j = 0; j < supply.size(); ++j)
            supply[j] = unit[j] == 0.0 ? 0.0 : t * unit[j];
        open(supply);
        const Ascent ascent = ascend(false, 1.0, stop);
        if (ascent.bound <= 0.0) break;
        double priced = 0.0;
        for (std::size_t j = 0; j < supply.size(); ++j) {
            if (std::isfinite(unit[j])) priced += unit[j] * ascent.prices.slot[j];
        }
        const double before = t;
        t += ascent.bound * spread() / priced;
        reach.slope = ascent.prices.slot;
        for (double& slope : reach.slope) slope *= t / priced;
        if (t - before <= kSameScale * t) break;
    }
    reach.scale = t;
    return reach;
}

FluidReach FluidPlanner::leastScale(std::span<const double> unit, const std::stop_token& stop) {
    const std::size_t models = m_problem.models;
    std::vector<double> supply(unit.begin(), unit.end());
    FluidReach reach;
    reach.slope.assign(models, 0.0);
    const auto limited = [&](std::size_t j) { return unit[j] != 0.0 && std::isfinite(unit[j]); };
    const auto feasibleAt = [&](double value) {
        for (std::size_t j = 0; j < models; ++j) supply[j] = limited(j) ? value : unit[j];
        return feasible(supply, stop);
    };
    if (feasibleAt(0.0)) return reach;
    if (!feasibleAt(kEndless)) {
        reach.scale = kEndless;
        return reach;
    }
    double t = kEndless;
    for (std::size_t j = 0; j < models; ++j) {
        if (limited(j)) t = std::min(t, kFirstScale * m_problem.meanSeconds[j] / unit[j]);
    }
    // The steps need a beginning that is too small. Where every query has an answer that takes no
    // time there is none, and any scale will do.
    constexpr int kSmaller = 20;
    for (int k = 0; k < kSmaller; ++k) {
        for (std::size_t j = 0; j < models; ++j) supply[j] = limited(j) ? t * unit[j] : unit[j];
        if (!feasible(supply, stop)) break;
        t *= kFirstScale;
    }
    return climb(unit, t, stop);
}

}  // namespace orl
