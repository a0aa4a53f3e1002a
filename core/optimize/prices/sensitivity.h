#pragma once

#include "core/optimize/bound/task.h"

namespace orl {

/// The ranges of all optimal prices, from a bracket that is feasible.
///
/// The optimum of the linear relaxation is a mixture of the bracket's two vertices, once these are
/// both optimal at the slope between them; a few transports see to that. One optimal solution is
/// enough to describe all optimal prices (PriceFace), and the one-sided derivative of a linear
/// program's value in a direction of its right sides is the extreme of that direction over these:
///     dv/d(αN)⁺ = max λ,   dv/d(αN)⁻ = min λ,   −dv/dL_j⁺ = min μ_j,   −dv/dL_j⁻ = max μ_j,
/// each over the whole face, not at one λ.
Sensitivity priceRanges(Transport& transport, const Task& task, const Constraints& constraints,
                        const Bracket& bracket, const std::stop_token& stop);

/// The answer where there is no solution that could have prices.
Sensitivity withoutPrices(const SolveResult& infeasible);

}  // namespace orl
