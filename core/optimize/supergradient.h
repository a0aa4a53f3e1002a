#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <stop_token>
#include <vector>

#include "core/optimize/result.h"

namespace orl {

struct SupergradientOptions {
    int iterations = 300;
    double firstStep = 1.0;  ///< η₁, in units of the instance (below)
    /// Iterations without a better bound after which η is halved; 0: it never is.
    int patience = 10;
    bool diminishes = true;  ///< false: steps are not divided by √k, and need not converge
    /// λ to start from; in budget mode 0 stands for no price of money at all, 1/λ = 0.
    double startQualityPrice = 0.0;
    std::vector<double> startCapacityPrice;  ///< μ to start from; empty: zeros
    bool recordHistory = true;
    /// Sees every iteration and its minimising assignment (−1: no model is open to the query);
    /// false ends the ascent. May be empty.
    std::function<bool(const IterationRecord&, std::span<const std::int32_t>)> observer;
    std::stop_token stop;  ///< triggers Cancelled
};

/// The paper's own optimizer (`dual-paper`): projected supergradient ascent on (λ, μ) with a
/// diminishing, adaptive step; kept for teaching and for measuring DualOptimizer against.
///
/// At (λ, μ) every query goes to the model of least reduced cost c − λa + μ. What that misses or
/// overruns is a supergradient, scaled here to the batch and to the spread q of the mean quality
/// between sending every query to its cheapest and to its best model:
///     h_λ = (α − mean quality) / q,   h_j = (load_j − L_j) / N.
/// Step rule, k = 1, 2, …:
///     λ ← max(0, λ + s_k · u_λ · h_λ),   μ_j ← max(0, μ_j + s_k · u_μ · h_j),
///     s_k = η_k / (√k · ‖h‖).
/// η_1 = firstStep; η is halved whenever the bound has not improved for `patience` iterations, but
/// stays above 1/1000 of η_1, so that the steps diminish and their sum diverges. The units make the
/// rule independent of currency and scale: u_λ is the cost per correct answer between the same two
/// ends, u_μ = u_λ · q (USD per query). Components of h that the projection would undo do not
/// count. The best multipliers seen are then turned into a feasible assignment by the same recovery
/// as DualOptimizer's. In budget mode the same rule runs on (1/λ, μ/λ).
///
/// One history record per iteration, with the minimising (usually infeasible) assignment's quality
/// and loads. `iterations` counts evaluations of the dual function, recovery included.
/// @throws Error on an invalid problem, senseless constraints or any on groups; Cancelled
SolveResult solveSupergradient(const RoutingProblem& problem, const Constraints& constraints,
                               const SupergradientOptions& options = {});

}  // namespace orl
