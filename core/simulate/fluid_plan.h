#pragma once

#include <cstddef>
#include <span>
#include <stop_token>
#include <vector>

#include "core/optimize/groups/cut_master.h"
#include "core/simulate/fluid.h"

namespace orl {

/// An optimum of the fluid's linear program (fluid.h), from both sides: `value` is that of a
/// mixture of routings that keeps every constraint, `bound` is φ at the prices.
struct FluidPlan {
    bool feasible = false;  ///< every query is served and the goal kept; else nothing is known
    FluidPrices prices;
    double value = kMissing;  ///< USD a query; with a budget the mean quality
    double bound = kMissing;  ///< nothing is better; within 1e-7 of the objective's spread
    double cost = kMissing;   ///< USD a query
    double quality = kMissing;
    std::vector<double> seconds;  ///< of each model's slots, a query
    std::vector<double> supply;   ///< as it was asked with
};

/// How little supply does: the least t such that supplies t·u_j keep the floor or the budget.
struct FluidReach {
    double scale =
        0.0;  ///< t, from below, exact to 1e-7 of itself; 0: none is needed; +∞: no supply does
    /// By how much t falls for each unit more of u_j, at the prices found.
    std::vector<double> slope;
};

/// Solves the program exactly, for one supply after the other, by cutting planes: every evaluation
/// of φ is a routing of all queries, and the best mixture of the routings found so far is a linear
/// program with a row a model (CutMaster). Routings stay valid when the supply changes, so that the
/// next one starts from what the last one found.
class FluidPlanner {
  public:
    /// @param problem its supply is not looked at
    explicit FluidPlanner(FluidProblem problem);

    const FluidProblem& problem() const { return m_problem; }
    /// The least value with k_j = supply[j]: +∞ no limit, 0 nothing may go there. @throws Cancelled
    FluidPlan plan(std::span<const double> supply, const std::stop_token& stop = {});
    /// Whether there is a plan. @throws Cancelled
    bool feasible(std::span<const double> supply, const std::stop_token& stop = {});
    /// @param unit u_j, +∞: no limit at any scale, 0: nothing may go there. @throws Cancelled
    FluidReach leastScale(std::span<const double> unit, const std::stop_token& stop = {});

  private:
    struct Ascent {
        double value = 0.0;  ///< of the cuts' optimum, from above
        double bound = 0.0;  ///< of φ, from below
        FluidPrices prices;
        FluidTotals mixture;
    };
    void open(std::span<const double> supply);
    FluidPrices pricesOf(std::span<const double> units, bool objective) const;
    void addCut(CutMaster& master, const FluidTotals& routing, bool objective) const;
    double valueOf(const FluidTotals& routing, std::span<const double> units, bool objective) const;
    Ascent ascend(bool objective, double widest, const std::stop_token& stop);
    FluidReach climb(std::span<const double> unit, double t, const std::stop_token& stop);
    FluidTotals mixtureOf(std::span<const double> weights) const;
    void forget(const CutMaster::Optimum& optimum);
    double missing(const FluidTotals& mixture) const;
    bool hasGoal() const;
    bool allServed() const;
    double spread() const;
    double goalOf(const FluidTotals& routing) const;

    FluidProblem m_problem;
    std::vector<FluidTotals> m_routings;
    std::vector<double>
        m_best;  ///< prices of the last optimum in their units: the next begins there
};

}  // namespace orl
