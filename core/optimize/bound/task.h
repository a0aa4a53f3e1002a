#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/optimize/bound/frontier.h"
#include "core/optimize/result.h"

namespace orl {

/// One solve in the solver's own terms: the constraints checked, the capacities clipped to N, the
/// goal in its common form; and the way back to the result that callers see.
class Task {
  public:
    /// @param unit of the qualities, see qualityUnit. All sums are multiples of it, so a floor is
    ///             rounded up, which moves the dual bound up to the integer problem's level.
    /// @throws Error on constraints that make no sense
    Task(const RoutingProblem& problem, const Constraints& constraints, double unit);

    const Goal& goal() const { return m_goal; }
    const std::vector<std::int64_t>& capacity() const { return m_capacity; }
    bool floor() const { return m_goal.mode == RoutingMode::CostUnderFloor; }
    /// Weights of the dual function at κ.
    Multipliers multipliers(double kappa, std::vector<double> price) const;

    /// The result if the slots are too few; otherwise nothing.
    std::optional<SolveResult> tooFewSlots() const;
    /// The result if a search ended without a vertex that meets the goal; otherwise nothing.
    std::optional<SolveResult> infeasible(const Bracket& bracket) const;
    /// Fills in what follows from an assignment and a bound on the goal's objective alone; where
    /// the result says that it is optimal, the assignment is its own bound.
    void summarise(Assignment assignment, double bound, SolveResult& result) const;
    /// Fills in everything that follows from a routing and its proof.
    /// @param bound on the goal's objective
    void report(Routing routing, double kappa, std::vector<double> price, double bound,
                SolveResult& result) const;
    IterationRecord record(const TransportPoint& point, double kappa, double dualValue,
                           const std::vector<IterationRecord>& before) const;

  private:
    void summarise(Assignment assignment, PlanTotals totals, double bound,
                   SolveResult& result) const;
    double boundOf(double objective) const;
    std::vector<double> reportedPrices(double kappa, std::vector<double> price) const;

    const RoutingProblem& m_problem;
    const Constraints& m_constraints;
    double m_unit;
    double m_queries;
    Goal m_goal;
    std::vector<std::int64_t> m_capacity;
};

/// Capacities clipped to 0…N; N for all models where none are given.
/// @throws Error on a wrong count or a negative capacity
std::vector<std::int64_t> clippedCapacity(const Table& table,
                                          const std::vector<std::int64_t>& asked);
std::int64_t slotsOf(const std::vector<std::int64_t>& capacity);

/// The least sum >= required − rounding that qualities of this unit can have, less the slack below
/// which a shortfall is rounding; 0 as unit: any sum is possible.
double requiredQuality(double floor, double queries, double unit);
/// A number for a message like 0.913, with more digits where two would look the same otherwise.
std::string apart(double shown, double other);

}  // namespace orl
