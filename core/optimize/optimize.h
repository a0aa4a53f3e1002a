#pragma once

#include <memory>

#include "core/optimize/options.h"
#include "core/optimize/result.h"
#include "core/optimize/verify.h"
#include "core/problem.h"

/// The Lagrangian dual optimizer.
///
/// Cost mode: minimise Σ c_ij x_ij subject to Σ a_ij x_ij >= αN, Σ_i x_ij <= L_j, Σ_j x_ij = 1, x
/// binary. Its dual function, concave and piecewise linear in λ >= 0 and μ >= 0,
///     g(λ, μ) = αNλ − Σ_j L_j μ_j + Σ_i min_j (c_ij − λ a_ij + μ_j),
/// is a lower bound on the optimal cost at every (λ, μ). Budget mode maximises Σ a_ij x_ij under
/// Σ c_ij x_ij <= B; its dual gives an upper bound.
///
/// Either mode may hold groups of queries to more: Σ_{i in g} a_ij x_ij >= α_g N_g and
/// Σ_{i in g} x_ij <= L_gj, priced λ_g and μ_gj: query i of group g pays
/// c_ij − (λ + λ_g) a_ij + μ_j + μ_gj for model j.
/// A cap T on mean seconds, Σ s_ij x_ij <= TN, is priced ν: every query pays ν s_ij more.
/// Source: OmniRouter (arXiv 2502.20576); groups are this project's.
namespace orl {

/// Solves one problem again and again under moving constraints. Keeps scratch memory and, for warm
/// starts, the multipliers and cuts of earlier solves; the problem must outlive it. Not
/// thread-safe: one object per thread.
class DualOptimizer {
  public:
    /// Validates the problem (throws Error).
    /// @param threads how many may work on large tables: 1, as a window that wants the other
    ///                processors needs it, or more, or 0 for as many as the machine has. Results
    ///                have the same bits for any number.
    explicit DualOptimizer(const RoutingProblem& problem, int threads = 1);
    ~DualOptimizer();
    DualOptimizer(DualOptimizer&&) noexcept;
    DualOptimizer& operator=(DualOptimizer&&) noexcept;

    /// @throws Error on constraints that make no sense (α NaN or outside [0,1], negative capacity
    /// or budget, wrong count of capacities, groups that do not match), or on a memory budget below
    /// what is needed for any result; Cancelled.
    SolveResult solve(const Constraints& constraints, const SolveOptions& options = {});

    /// The ranges of the optimal prices under these constraints. Starts from what earlier solves
    /// found if options.warmStart; the gap target and the history are not used.
    /// @throws as solve(); Error on constraints of groups or a cap on seconds, for which ranges are
    /// not known
    Sensitivity sensitivity(const Constraints& constraints, const SolveOptions& options = {});

    /// Highest mean quality any complete assignment reaches under the capacities, and the caps of
    /// groups: the end of α's slider. Floors and budget play no part. NaN when the capacities
    /// cannot hold all queries.
    double maxQuality(const Constraints& constraints);
    /// Least total cost of any complete assignment under the capacities, USD, and under the caps
    /// and floors of groups, as the end of B's slider; NaN also where no assignment keeps those
    /// floors. With floors of groups it is the cost of the best assignment found.
    double minCost(const Constraints& constraints);

  private:
    struct State;
    std::unique_ptr<State> m_state;
};

}  // namespace orl
