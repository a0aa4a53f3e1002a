#pragma once

#include <memory_resource>
#include <optional>
#include <span>
#include <stop_token>
#include <vector>

#include "core/optimize/dual/table.h"
#include "core/optimize/prices/hull.h"

namespace orl {

/// All optimal multipliers of the linear relaxation, given one optimal solution x of it.
///
/// By complementary slackness (λ, μ) >= 0 is optimal if and only if every query sits, with all its
/// parts, at models of least reduced cost c − λa + μ, models with slots to spare have μ = 0, and
/// λ = 0 under a floor that x exceeds (under a budget that x does not use up the objective alone
/// counts, λ = ∞). With a node per model and a ground node of price 0 these are difference
/// constraints whose right sides depend on λ,
///     μ_j − μ_k <= d_jk(λ) = min over queries i at j of (c_ik − c_ij) − λ (a_ik − a_ij),
///     0 − μ_j <= 0,    μ_j − 0 <= 0 where slots are spare.
/// For one λ they have a solution if and only if no closed walk has a negative length, and then
/// the greatest value of μ_j − μ_k is the length of the shortest walk from j to k.
///
/// The length of any one walk is affine in λ, P − λQ. So
/// * the optimal λ are an interval [low, high]: every closed walk cuts off a half-line;
/// * the shortest length δ_jk(λ), a minimum of affine functions, is concave in λ, and the greatest
///   μ_j − μ_k over the whole face is its maximum over [low, high]. That need not be at an end:
///   δ may rise and fall between. It is found by intersecting the two walks on either side of the
///   peak until no shorter walk turns up there, which takes finitely many walks and is exact.
/// Only the lower convex hull of the (a_ik − a_ij, c_ik − c_ij) of each pair (j, k) ever counts.
class PriceFace {
  public:
    /// What prices are measured in. Usd: μ_j per slot at λ USD per expected correct answer.
    /// Answers: μ_j / λ, expected correct answers per slot.
    enum class Unit { Usd, Answers };

    /// What is known of the optimal solution x.
    struct Optimum {
        /// Assignments of which x is a mixture with positive shares.
        std::vector<std::span<const std::int32_t>> parts;
        std::vector<char> spare;    ///< per model: x leaves slots free
        double qualityPrice = 0.0;  ///< an optimal λ in [0, ∞]
        bool unique = false;        ///< that λ is the only one
    };

    /// @param memory for the moves between every two models
    PriceFace(const Table& table, const Optimum& optimum, std::stop_token stop,
              std::pmr::memory_resource* memory = std::pmr::get_default_resource());

    /// The least and the greatest optimal λ, in [0, ∞].
    double low() const { return m_low; }
    double high() const { return m_high; }
    /// Infimum and supremum of the optimal price of a model. The latter is +∞ where it has no
    /// bound: the slots cannot be fewer. For λ = ∞ alone, prices in USD are 0 or +∞.
    double leastPrice(std::size_t model, Unit unit) const;
    double greatestPrice(std::size_t model, Unit unit) const;

  private:
    struct Walks {
        std::pmr::vector<HullPoint>
            shortest;                       ///< change of every pair of nodes, kNone if unreachable
        std::optional<HullPoint> negative;  ///< a closed walk of negative length, then no more
    };

    std::pmr::vector<HullPoint>& moves(std::size_t from, std::size_t to) {
        return m_moves[from * m_nodes + to];
    }
    void collectMoves(const Table& table, const Optimum& optimum);
    void bound(double inside);
    HullPoint cheapestMove(std::size_t from, std::size_t to, double lambda) const;
    double length(const HullPoint& walk, double lambda) const;
    double tie(double lambda) const;
    Walks walks(double lambda) const;
    double greatestDifference(std::size_t from, std::size_t to, Unit unit) const;

    std::size_t m_nodes;  ///< models and, last, the ground
    std::stop_token m_stop;
    std::pmr::vector<std::pmr::vector<HullPoint>> m_moves;
    double m_greatestCost = 0.0;
    double m_tie;
    double m_low = 0.0;
    double m_high = 0.0;
    std::pmr::vector<HullPoint> m_atLow;
    std::pmr::vector<HullPoint> m_atHigh;
};

}  // namespace orl
