#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "core/problem.h"

/// What the optimizer hands out.
namespace orl {

enum class SolveStatus {
    Solved,                 ///< feasible assignment with a certified bound
    CapacityShort,          ///< the capacities cannot hold all queries
    FloorUnreachable,       ///< α above the best mean quality the capacities allow
    BudgetTooSmall,         ///< B below the least possible cost
    GroupCapacityShort,     ///< the caps of a group cannot hold the group's queries
    GroupFloorUnreachable,  ///< the floor of a group above the best that the capacities allow it
    FloorsConflict,         ///< each floor and the budget can be met, but not all of them at once
    SecondsUnreachable,     ///< the cap on seconds is below what all else allows
    NothingFound,           ///< perhaps feasible: the search was given up without an assignment
};

/// One step of the method, for teaching and for the convergence chart.
struct IterationRecord {
    double qualityPrice = 0.0;          ///< λ
    std::vector<double> capacityPrice;  ///< μ
    double dualValue = 0.0;             ///< g(λ, μ)
    double bestBound = 0.0;
    double quality = 0.0;            ///< mean quality of the minimising assignment
    double cost = 0.0;               ///< its cost, USD
    std::vector<std::int64_t> load;  ///< its loads
    int evaluations = 0;             ///< of the dual function up to here, this one included
    /// Best objective of the feasible assignments seen so far (USD, or mean quality in budget
    /// mode); NaN where none was.
    double bestFeasible = std::numeric_limits<double>::quiet_NaN();
};

/// Whether the assignment is an optimum of the integer problem itself, not only close to a bound.
enum class Proof {
    NotSought,     ///< the gap target was enough
    Optimal,       ///< no feasible assignment is better (to a relative 1e-12)
    LimitReached,  ///< the search for a proof or a better assignment was given up
};

struct SolveResult {
    SolveStatus status = SolveStatus::Solved;
    /// Empty when solved; else one or two sentences with the numbers that explain why not.
    std::string explanation;
    /// FloorUnreachable: highest reachable mean quality. BudgetTooSmall: least possible cost in
    /// USD. CapacityShort: the slots (each model's at most N) or, where slots are enough but
    /// forbidden pairs keep some empty, the most queries that can be placed at once.
    /// GroupCapacityShort and GroupFloorUnreachable: the same for the group. FloorsConflict:
    /// highest mean quality, or least cost, that leaves the groups their floors; NaN where the
    /// groups' floors conflict among themselves. SecondsUnreachable: least mean seconds, NaN where
    /// they are unknown. NothingFound: NaN.
    double limit = std::numeric_limits<double>::quiet_NaN();

    Assignment assignment;  ///< feasible and complete when solved, else empty
    /// USD, of the assignment. Beyond 10,000 queries cost and quality are carried along from step
    /// to step, and equal the sums over the assignment but for rounding.
    double cost = 0.0;
    double quality = 0.0;  ///< mean predicted quality of the assignment
    double bound = 0.0;    ///< cost mode: lower bound, USD; budget mode: upper bound, mean quality
    double gap = 0.0;      ///< relative distance of the objective to the bound, >= 0
    Proof proof = Proof::NotSought;
    double qualityPrice = 0.0;  ///< λ, USD per extra expected correct answer
    std::vector<double>
        capacityPrice;  ///< μ_j, USD per extra slot (budget mode: at the same exchange rate)
    /// λ_g, USD per extra expected correct answer in the group, on top of λ; empty without groups
    std::vector<double> groupPrice;
    /// μ_gj at g·M + j, USD per extra slot of the group on the model, on top of μ_j; empty without
    /// caps of groups
    std::vector<double> groupCapacityPrice;
    /// USD that a second less of all answers together saves, per second: the price of the cap on
    /// the mean (budget mode: at the same exchange rate). Query i pays it for s_ij.
    double secondsPrice = 0.0;
    std::vector<std::int64_t> load;
    int iterations = 0;  ///< evaluations of the dual function
    double milliseconds = 0.0;
    std::size_t memoryBytes = 0;           ///< peak of what the memory budget counts
    double recoveryMilliseconds = 0.0;     ///< of them, from multipliers to the assignment
    std::vector<IterationRecord> history;  ///< when asked for

    bool solved() const { return status == SolveStatus::Solved; }
};

/// What one unit more and one unit less of something is worth at the margin: the one-sided
/// derivatives of the optimum. They differ where the price is not unique.
struct PriceRange {
    double less = std::numeric_limits<double>::quiet_NaN();
    double more = std::numeric_limits<double>::quiet_NaN();
};

/// The optimal prices of the linear relaxation and how far each is determined. Its optimum v, the
/// least cost, is convex in αN and in every L_j (the budget mode's greatest quality is concave), so
/// a whole slot more saves at most `more`, and a whole slot less costs at least `less`.
///
/// As in solve(), a floor is first rounded up to the next sum that the qualities can have, if they
/// are multiples of one 1/k; the λ and μ of solve() lie in these ranges as far as its gap target
/// makes it search for them.
struct Sensitivity {
    SolveStatus status = SolveStatus::Solved;
    std::string explanation;  ///< as in SolveResult
    double limit = std::numeric_limits<double>::quiet_NaN();

    /// λ, USD per expected correct answer: what one answer more costs and one less saves;
    /// less <= more. more = +∞: no routing has more quality. Budget mode: the reciprocals of the
    /// derivatives of the greatest quality by B; less = 0 where no routing is cheaper, more = +∞
    /// where more money buys nothing.
    PriceRange qualityPrice;
    /// μ_j, USD per slot: what one slot more saves and one less costs; 0 <= more <= less.
    /// less = +∞: with fewer slots the constraints cannot hold; NaN: L_j is 0. Budget mode: the
    /// same for the least cost of the optimal quality. Where more money buys nothing, a slot that
    /// is worth any quality at all has the price +∞.
    std::vector<PriceRange> capacityPrice;
    /// Budget mode only, else empty: the derivatives of the greatest Σ a by L_j, expected correct
    /// answers that one slot more gains and one less loses, with the same conventions.
    std::vector<PriceRange> capacityAnswers;

    bool solved() const { return status == SolveStatus::Solved; }
};

}  // namespace orl
