#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

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
/// Source: OmniRouter (arXiv 2502.20576); groups are this project's.
namespace orl {

enum class SolveStatus {
    Solved,                 ///< feasible assignment with a certified bound
    CapacityShort,          ///< the capacities cannot hold all queries
    FloorUnreachable,       ///< α above the best mean quality the capacities allow
    BudgetTooSmall,         ///< B below the least possible cost
    GroupCapacityShort,     ///< the caps of a group cannot hold the group's queries
    GroupFloorUnreachable,  ///< the floor of a group above the best that the capacities allow it
    FloorsConflict,         ///< each floor and the budget can be met, but not all of them at once
    NothingFound,           ///< perhaps feasible: the search was given up without an assignment
};

/// One step of the method, for teaching and for the convergence chart.
struct IterationRecord {
    double qualityPrice = 0.0;          ///< λ
    std::vector<double> capacityPrice;  ///< μ
    double dualValue = 0.0;             ///< g(λ, μ)
    double bestBound = 0.0;
    double quality = 0.0;            ///< mean quality of the minimising assignment
    std::vector<std::int64_t> load;  ///< its loads
};

/// Whether the assignment is an optimum of the integer problem itself, not only close to a bound.
enum class Proof {
    NotSought,     ///< the gap target was enough
    Optimal,       ///< no feasible assignment is better (to a relative 1e-12)
    LimitReached,  ///< the search for a proof or a better assignment was given up
};

struct SolveOptions {
    double gapTarget = 5e-7;  ///< enough where no proof is sought
    /// Batches of at most so many queries are searched until optimality is proven or the search
    /// outgrows proofStates, whatever the gap.
    std::size_t proofQueries = 10'000;
    /// Most partial assignments that the search for a proof keeps at a time (about 200 bytes each);
    /// 0: no such search.
    std::size_t proofStates = 50'000;
    int maxEvaluations = 5000;  ///< of the dual function
    bool recordHistory = false;
    bool warmStart = true;  ///< reuse what the optimizer object learned in earlier solves
    std::stop_token stop;   ///< triggers Cancelled
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
    /// groups' floors conflict among themselves. NothingFound: NaN.
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
    std::vector<std::int64_t> load;
    int iterations = 0;  ///< evaluations of the dual function
    double milliseconds = 0.0;
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
    /// or budget, wrong count of capacities, groups that do not match); Cancelled.
    SolveResult solve(const Constraints& constraints, const SolveOptions& options = {});

    /// The ranges of the optimal prices under these constraints. Starts from what earlier solves
    /// found if options.warmStart; the gap target and the history are not used.
    /// @throws as solve(); Error on constraints of groups, for which ranges are not known
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

/// What an independent check of an assignment against the constraints found.
struct Verification {
    PlanTotals totals;
    double qualityShortfall = 0.0;       ///< max(0, α − quality)
    double budgetExcess = 0.0;           ///< max(0, cost − B), USD
    std::vector<std::int64_t> overload;  ///< max(0, load_j − L_j)
    std::vector<double> groupQuality;    ///< mean a of each group; NaN for a group without queries
    std::vector<double> groupShortfall;  ///< max(0, α_g − mean a of the group)
    std::vector<std::int64_t> groupOverload;  ///< max(0, load_gj − L_gj) at g·M + j
    bool feasible = false;                    ///< complete and no violation beyond 1e-9
};

/// Recomputes everything from the problem; shares no code with the solver.
Verification verify(const RoutingProblem& problem, const Constraints& constraints,
                    const Assignment& assignment);

}  // namespace orl
