#include "core/optimize/capped.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>

#include "core/optimize/exchange.h"
#include "core/optimize/optimize.h"
#include "core/optimize/verify.h"
#include "core/support/error.h"

namespace orl {

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kRounding = 1e-12;
constexpr int kMostLooks = 60;  // each one halves what is left, or meets a new routing

/// One solve at a price of seconds. Objectives are made least: USD, or the right answers with the
/// sign turned.
struct Look {
    SolveResult result;
    double objective = kNaN;
    double seconds = kNaN;  ///< Σ s
    double bound = kNaN;    ///< on the objective under the cap
};

class CappedSearch {
  public:
    CappedSearch(const RoutingProblem& problem, const Constraints& constraints,
                 const SolveOptions& options, int threads)
        : m_problem(problem),
          m_asked(constraints),
          m_free(constraints),
          m_options(options),
          m_threads(threads),
          m_queries(static_cast<double>(problem.queryCount())),
          m_most(constraints.secondsCap * m_queries) {
        m_free.secondsCap = std::numeric_limits<double>::infinity();
        m_free.seconds = nullptr;
        m_looks = options;
        m_looks.proofQueries = 0;  // bounds are what the looks are for
        m_looks.budget.proofStates = 0;
        m_looks.recordHistory = false;
    }

    SolveResult run() {
        if (!prepare()) return unknownSeconds();
        const RoutingProblem plain = priced(0.0);
        Look lower = look(plain, 0.0, m_options);
        if (!lower.result.solved()) return std::move(lower.result);
        if (lower.seconds <= m_most * (1.0 + kRounding)) return std::move(lower.result);
        m_bound = lower.bound;
        Look upper = fastest();
        if (!upper.result.solved()) return std::move(upper.result);
        if (upper.bound > m_most * (1.0 + kRounding)) return tooSlow(upper);
        upper.objective = objectiveOf(upper.result.assignment);
        if (upper.seconds > m_most * (1.0 + kRounding)) return nothingFound(upper);
        narrow(lower, upper);
        return answer(lower, upper);
    }

  private:
    bool floor() const { return m_asked.mode == RoutingMode::CostUnderFloor; }
    double seconds(std::size_t i, std::size_t j) const {
        return (*m_asked.seconds)[i * m_problem.modelCount() + j];
    }

    /// Whether every query has a model whose seconds are known.
    bool prepare() {
        for (std::size_t i = 0; i < m_problem.queryCount(); ++i) {
            bool any = false;
            for (std::size_t j = 0; j < m_problem.modelCount(); ++j) {
                if (!m_problem.allowed(i, j) || std::isnan(seconds(i, j))) continue;
                any = true;
                m_longest = std::max(m_longest, seconds(i, j));
            }
            if (!any) ++m_unknown;
        }
        return m_unknown == 0;
    }

    using Pair = std::function<std::pair<double, double>(std::size_t, std::size_t)>;
    RoutingProblem with(const Pair& pair) const {
        RoutingProblem made(m_problem.queryCount(), m_problem.modelCount());
        for (std::size_t i = 0; i < m_problem.queryCount(); ++i) {
            for (std::size_t j = 0; j < m_problem.modelCount(); ++j) {
                if (!m_problem.allowed(i, j) || std::isnan(seconds(i, j))) {
                    made.forbid(i, j);
                    continue;
                }
                const auto [cost, quality] = pair(i, j);
                made.set(i, j, cost, quality);
            }
        }
        return made;
    }
    /// Under a budget (a + ν (S − s)) / (1 + ν S), S the longest of all.
    RoutingProblem priced(double price) const {
        return with([&](std::size_t i, std::size_t j) -> std::pair<double, double> {
            const double cost = m_problem.cost(i, j);
            const double quality = m_problem.quality(i, j);
            if (floor()) return {cost + price * seconds(i, j), quality};
            return {cost, std::clamp((quality + price * (m_longest - seconds(i, j))) / scale(price),
                                     0.0, 1.0)};
        });
    }
    double scale(double price) const { return 1.0 + price * m_longest; }

    SolveResult solve(const RoutingProblem& problem, const SolveOptions& options) {
        SolveResult result = DualOptimizer(problem, m_threads).solve(m_free, options);
        m_iterations += result.iterations;
        return result;
    }

    Look look(const RoutingProblem& problem, double price, const SolveOptions& options) {
        Look made;
        made.result = solve(problem, options);
        SolveResult& result = made.result;
        if (!result.solved()) return made;
        made.objective = objectiveOf(result.assignment);
        made.seconds = secondsOf(result.assignment);
        if (floor()) {
            made.bound = result.bound - price * m_most;
            result.secondsPrice = price;
        } else {
            const double mean = scale(price) * result.bound - price * m_longest;
            made.bound = -(mean * m_queries + price * m_most);
            result.qualityPrice /= scale(price);
            result.secondsPrice = price > 0.0 ? result.qualityPrice * price : 0.0;
        }
        return made;
    }

    /// What all else allows with the least seconds; its bound is on Σ s.
    Look fastest() {
        const double unit = m_longest > 0.0 ? m_longest : 1.0;
        const RoutingProblem problem =
            with([&](std::size_t i, std::size_t j) -> std::pair<double, double> {
                const double share = std::min(1.0, seconds(i, j) / unit);
                if (floor()) return {share, m_problem.quality(i, j)};
                return {m_problem.cost(i, j), 1.0 - share};
            });
        Look made;
        made.result = solve(problem, m_looks);
        if (!made.result.solved()) return made;
        made.seconds = secondsOf(made.result.assignment);
        made.bound = unit * (floor() ? made.result.bound : m_queries * (1.0 - made.result.bound));
        return made;
    }

    /// The two routings between which the mean passes the cap come together at the best price.
    void narrow(Look& lower, Look& upper) {
        for (int k = 0; k < kMostLooks; ++k) {
            if (upper.objective - m_bound <= m_options.gapTarget * std::abs(m_bound)) return;
            const double faster = lower.seconds - upper.seconds;
            const double price = (upper.objective - lower.objective) / faster;
            if (!(price > 0.0) || !std::isfinite(price)) return;
            Look next = look(priced(price), price, m_looks);
            if (!next.result.solved()) return;
            m_bound = std::max(m_bound, next.bound);
            m_at = next.result;
            const double line = lower.objective + price * lower.seconds;
            const double there = next.objective + price * next.seconds;
            if (!(there < line - std::abs(line) * kRounding)) return;
            (next.seconds > m_most * (1.0 + kRounding) ? lower : upper) = std::move(next);
        }
    }

    double secondsOf(const Assignment& assignment) const {
        return meanSecondsOf(*m_asked.seconds, m_problem.modelCount(), assignment) * m_queries;
    }
    double objectiveOf(const Assignment& assignment) const {
        const PlanTotals totals = totalsOf(m_problem, assignment);
        return floor() ? totals.cost : -totals.quality * m_queries;
    }

    SolveResult answer(Look& lower, Look& upper) {
        // The last look has the prices; where there was none the first routing's are all there is.
        SolveResult result = m_at.solved() && !m_at.assignment.empty() ? m_at : upper.result;
        result.assignment = upper.result.assignment;
        exchange(m_problem, m_asked, result, lower.result.assignment, result.assignment,
                 m_options.stop);
        const PlanTotals totals = totalsOf(m_problem, result.assignment);
        result.cost = totals.cost;
        result.quality = totals.quality;
        result.load = totals.load;
        const double objective = objectiveOf(result.assignment);
        const double bound = std::min(m_bound, objective);
        result.bound = floor() ? bound : -bound / m_queries;
        result.gap = bound != 0.0 ? (objective - bound) / std::abs(bound) : objective - bound;
        result.proof = result.gap <= kRounding ? Proof::Optimal : Proof::LimitReached;
        result.iterations = m_iterations;
        return result;
    }

    SolveResult unknownSeconds() const {
        SolveResult result;
        result.status = SolveStatus::SecondsUnreachable;
        result.limit = kNaN;
        result.explanation = fmt::format(
            "A cap on seconds needs speeds: {} of {} queries have no model whose time to the first "
            "token and tokens per second are known.",
            m_unknown, m_problem.queryCount());
        return result;
    }
    SolveResult tooSlow(const Look& fastest) const {
        SolveResult result;
        result.status = SolveStatus::SecondsUnreachable;
        result.limit = fastest.seconds / m_queries;
        result.explanation = fmt::format(
            "The cap of {:.4g} s cannot be kept: the least mean seconds that the other constraints "
            "allow are {:.4g} s.",
            m_asked.secondsCap, result.limit);
        result.iterations = m_iterations;
        return result;
    }
    SolveResult nothingFound(const Look& fastest) const {
        SolveResult result = tooSlow(fastest);
        result.status = SolveStatus::NothingFound;
        result.limit = kNaN;
        return result;
    }

    const RoutingProblem& m_problem;
    const Constraints& m_asked;
    Constraints m_free;
    const SolveOptions& m_options;
    SolveOptions m_looks;
    int m_threads;
    double m_queries;
    double m_most;           ///< TN
    double m_longest = 0.0;  ///< of all s
    std::size_t m_unknown = 0;
    double m_bound = -std::numeric_limits<double>::infinity();
    SolveResult m_at;  ///< of the last look
    int m_iterations = 0;
};

bool hasFloors(const Constraints& constraints) {
    return std::ranges::any_of(constraints.groupFloor, [](double value) { return value == value; });
}

}  // namespace

void checkSecondsCap(const RoutingProblem& problem, const Constraints& constraints) {
    if (!(constraints.secondsCap >= 0.0)) {
        throw Error("cap on seconds", fmt::format("it is {}", constraints.secondsCap),
                    "Choose a number of seconds, 0 or more");
    }
    if (!constraints.hasSecondsCap()) return;
    const std::size_t cells = problem.queryCount() * problem.modelCount();
    if (!constraints.seconds || constraints.seconds->size() != cells) {
        throw Error("cap on seconds",
                    fmt::format("there are {} predicted seconds for {} queries and {} models",
                                constraints.seconds ? constraints.seconds->size() : 0,
                                problem.queryCount(), problem.modelCount()),
                    "Give the seconds of every pair");
    }
}

SolveResult CappedOptimizer::solve(const Constraints& constraints, const SolveOptions& options) {
    if (constraints.mode == RoutingMode::QualityUnderBudget && hasFloors(constraints)) {
        SolveResult none;
        none.status = SolveStatus::NothingFound;
        none.explanation =
            "A budget, floors of groups and a cap on seconds are not solved together: leave one "
            "of them out.";
        return none;
    }
    return CappedSearch(m_problem, constraints, options, m_threads).run();
}

double CappedOptimizer::maxQuality(const Constraints& constraints) {
    Constraints asked = constraints;
    asked.mode = RoutingMode::QualityUnderBudget;
    asked.groupFloor.clear();
    asked.budget = 0.0;
    for (std::size_t i = 0; i < m_problem.queryCount(); ++i) {
        double dearest = 0.0;
        for (std::size_t j = 0; j < m_problem.modelCount(); ++j) {
            if (m_problem.allowed(i, j)) dearest = std::max(dearest, m_problem.cost(i, j));
        }
        asked.budget += 2.0 * dearest;
    }
    SolveOptions options;
    options.budget = kQuickBudget;
    const SolveResult result = solve(asked, options);
    return result.solved() ? result.quality : kNaN;
}

double CappedOptimizer::minCost(const Constraints& constraints) {
    Constraints asked = constraints;
    asked.mode = RoutingMode::CostUnderFloor;
    asked.qualityFloor = 0.0;
    SolveOptions options;
    options.budget = kQuickBudget;
    const SolveResult result = solve(asked, options);
    return result.solved() ? result.cost : kNaN;
}

}  // namespace orl
