#pragma once

#include <memory>
#include <span>
#include <stop_token>
#include <vector>

#include "core/optimize/groups/row_problem.h"

namespace orl {

/// What a whole assignment is worth while rows may still be short:
///     merit(x) = p(x) + Σ_k π_k·max(0, required_k − r_k(x)),
/// with π_k well above the dual's κ_k, so that supplying what is missing pays.
class RowMerit {
  public:
    RowMerit(const RowProblem& problem, const RowMultipliers& at);

    /// Change of row k's penalty when the row gains `by`.
    double penalty(const RowState& state, std::size_t row, double by) const;
    /// π of all rows times so much.
    void raise(double factor);
    double of(const RowState& state) const;

  private:
    std::vector<double> m_weight;  ///< π
};

/// An integer assignment near the mixture of vertices that is optimal for the relaxation.
///
/// Starts at the vertex of most merit and goes towards each other one: the difference of two
/// assignments within the capacities splits into cycles and paths through the models (and the
/// groups' bins), and any subset of these stays within the capacities. At the dual's optimum all
/// of them are ties but for what the rows are worth, so they are taken while merit improves.
/// @throws Cancelled
Assignment unmix(const RowProblem& problem, const RowMultipliers& at,
                 std::span<const std::shared_ptr<const RowVertex>> mixture,
                 const std::stop_token& stop);

/// Local search: moves of one query and pairs of moves, among the queries that the dual leaves
/// undecided, while merit improves; where that ends with a row short, penalties rise.
/// @param assignment within the capacities; stays so
/// @param bound      on the objective
/// @param gapTarget  relative gap at which to stop
/// @throws Cancelled
void improve(const RowProblem& problem, const RowMultipliers& at, double bound, double gapTarget,
             Assignment& assignment, const std::stop_token& stop);

}  // namespace orl
