#pragma once

#include <optional>
#include <vector>

#include "core/optimize/options.h"
#include "core/optimize/result.h"
#include "core/problem.h"

namespace orl {

/// @throws Error on a cap that is negative or NaN, or seconds that do not match the problem
void checkSecondsCap(const RoutingProblem& problem, const Constraints& constraints);

/// Solves under a cap on mean seconds: what DualOptimizer hands on where constraints have one.
///
/// The cap is priced by ν >= 0, USD per second: h(ν) = min_x Σ (c_ij + ν s_ij) x_ij − νTN over the
/// x that keep all else, each value of it a solve without the cap. h is concave; its maximum is
/// found from the two routings between which the mean passes T, by the price at which both cost the
/// same, until no routing is better at that price. Every look gives a bound, and the best routing
/// that keeps the cap, bettered by moves between the two, an answer. Under a budget the qualities
/// are priced instead: a_ij − ν s_ij, moved into [0,1].
class CappedOptimizer {
  public:
    /// The problem must outlive it.
    CappedOptimizer(const RoutingProblem& problem, int threads)
        : m_problem(problem), m_threads(threads) {}

    /// As DualOptimizer::solve; `milliseconds` is left at 0.
    SolveResult solve(const Constraints& constraints, const SolveOptions& options);
    /// As DualOptimizer.
    double maxQuality(const Constraints& constraints);
    double minCost(const Constraints& constraints);

  private:
    const RoutingProblem& m_problem;
    int m_threads;
};

}  // namespace orl
