#include "core/optimize/optimize.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <deque>
#include <limits>
#include <optional>

#include "core/optimize/bound/coarse.h"
#include "core/optimize/bound/frontier.h"
#include "core/optimize/bound/task.h"
#include "core/optimize/capped.h"
#include "core/optimize/groups/grouped.h"
#include "core/optimize/parameters.h"
#include "core/optimize/prices/sensitivity.h"
#include "core/optimize/proof/core_search.h"
#include "core/optimize/proof/crowd_search.h"
#include "core/optimize/proof/polish.h"
#include "core/support/error.h"
#include "core/support/memory_budget.h"

namespace orl {

namespace {

/// A search takes the longer, by e^√Γ, the further its bound is from the best one. So the best one
/// is found before a search that is to end with a proof, and wherever that costs little.
bool exactBound(const Table& table, const SolveOptions& options) {
    return table.queries <= std::max(options.proofQueries, parameters::bound::kExactQueries);
}

struct Recovered {
    Routing routing;
    double bound = 0.0;
    Proof proof = Proof::NotSought;
};

}  // namespace

struct DualOptimizer::State {
    State(const RoutingProblem& input, int workers)
        : problem(input),
          threads(workers),
          table(tableOf(input)),
          pool(threadCount(workers, std::numeric_limits<std::size_t>::max())),
          transport(table, &memory),
          unit(qualityUnit(table)) {
        transport.dual().shareWith(&pool);
    }

    const RoutingProblem& problem;
    int threads;
    MemoryBudget memory;  ///< of what follows: to be destroyed last
    Table table;
    ThreadPool pool;
    Transport transport;
    double unit;
    VertexMemory vertices;
    std::optional<Passage> passage;  ///< of the last solve
    std::deque<CrowdSearch> crowds;  ///< of the last multipliers at which crowds tied
    FrontierSearch::Start last;      ///< where the last solve ended, for other capacities
    RoutingMode lastMode = RoutingMode::CostUnderFloor;
    /// Capacity prices at the greatest quality and at the least cost, for other capacities.
    std::array<std::vector<double>, 2> extremePrice;
    std::unique_ptr<GroupedOptimizer> withGroups;  ///< once asked for
    Assignment incumbent;  ///< of the last solve, of batches that are searched for a proof

    GroupedOptimizer& grouped() {
        if (!withGroups) withGroups = std::make_unique<GroupedOptimizer>(problem, unit, &memory);
        return *withGroups;
    }
    template <typename Work>
    auto budgeted(std::size_t bytes, Work work);
    SolveResult solve(const Constraints& constraints, const SolveOptions& options);
    Sensitivity sensitivity(const Constraints& constraints, const SolveOptions& options);
    FrontierSearch::Start startFor(const Task& task, const SolveOptions& options);
    CrowdSearch& crowdsAt(const Multipliers& at, const std::vector<std::int64_t>& capacity);
    Recovered recover(const Task& task, const Bracket& bracket, const SolveOptions& options,
                      Effort::Clock::time_point deadline);
    std::optional<TransportPoint> extreme(RoutingMode mode,
                                          const std::vector<std::int64_t>& capacity);
};

DualOptimizer::DualOptimizer(const RoutingProblem& problem, int threads) {
    problem.validate();
    m_state = std::make_unique<State>(problem, threads);
}
DualOptimizer::~DualOptimizer() = default;
DualOptimizer::DualOptimizer(DualOptimizer&&) noexcept = default;
DualOptimizer& DualOptimizer::operator=(DualOptimizer&&) noexcept = default;

/// Vertices of the same capacities need no start; other capacities start from the last multipliers;
/// a cold solve starts from a sample.
FrontierSearch::Start DualOptimizer::State::startFor(const Task& task,
                                                     const SolveOptions& options) {
    vertices.open(task.capacity());
    if (!options.warmStart) {
        vertices.clear();
        passage.reset();
        crowds.clear();
        last = {};
    }
    if (!vertices.vertices().empty()) return {};
    if (lastMode == task.goal().mode && last.kappa > 0.0) return last;
    return coarseStart(table, task.goal(), task.capacity(), &pool, &memory, options.stop);
}

namespace {

Effort::Clock::time_point deadlineOf(Effort::Clock::time_point begin, double seconds) {
    using Seconds = std::chrono::duration<double>;
    const Seconds left(Effort::Clock::time_point::max() - begin);
    if (!(seconds < left.count())) return Effort::Clock::time_point::max();
    return begin + std::chrono::duration_cast<Effort::Clock::duration>(Seconds(seconds));
}

double passedSince(std::chrono::steady_clock::time_point begin) {
    const auto passed = std::chrono::steady_clock::now() - begin;
    return std::chrono::duration<double, std::milli>(passed).count();
}

}  // namespace

/// A drag passes the same few multipliers to and fro.
CrowdSearch& DualOptimizer::State::crowdsAt(const Multipliers& at,
                                            const std::vector<std::int64_t>& capacity) {
    for (CrowdSearch& known : crowds) {
        if (known.holdsFor(at, capacity)) return known;
    }
    if (crowds.size() == parameters::proof::kKeptCrowdSearches) crowds.pop_front();
    return crowds.emplace_back(transport.dual(), capacity, at, unit, &memory);
}

/// From the two vertices at the constraint to the best assignment the effort allows.
Recovered DualOptimizer::State::recover(const Task& task, const Bracket& bracket,
                                        const SolveOptions& options,
                                        Effort::Clock::time_point deadline) {
    DualFunction& dual = transport.dual();
    const Goal& goal = task.goal();
    // Without a vertex that misses the constraint, the one that meets it is optimal.
    if (!bracket.missed) return {routingOf(*bracket.met, goal), bracket.bound, Proof::Optimal};
    const Multipliers at = task.multipliers(bracket.multiplier, bracket.price);
    const auto between = [&] {
        try {
            if (!passage || !passage->joins(goal, bracket.met, bracket.missed, bracket.tied))
                passage.emplace(table, goal, bracket.met, bracket.missed, bracket.tied, &memory);
            return passage->at(goal.required);
        } catch (const MemoryBudget::Spent&) {
            passage.reset();
            return routingOf(*bracket.met, goal);
        }
    };
    Recovered best{between(), bracket.bound};
    const bool prove = table.queries <= options.proofQueries;
    const auto closed = [&](double gapTarget) {
        return best.proof == Proof::Optimal ||
               best.routing.objective - best.bound <= gapTarget * std::abs(best.bound);
    };
    const auto note = [&](const CoreOutcome& outcome) {
        best.bound = std::max(best.bound, outcome.bound);
        const double distance = best.routing.objective - best.bound;
        if (outcome.proven || distance <= goal.rounding(best.bound, distance, bracket.multiplier))
            best.proof = Proof::Optimal;
        return prove ? best.proof == Proof::Optimal : closed(options.gapTarget);
    };
    if (note({bracket.bound, false})) return best;

    if (bracket.tied && task.floor() && unit > 0.0 && options.budget.proofStates > 0) {
        try {
            CrowdSearch& search = crowdsAt(at, task.capacity());
            if (note(search.run(best.routing, goal, bracket.bound, options.stop))) return best;
        } catch (const MemoryBudget::Spent&) {
            crowds.clear();  // too many models for its lists: the search without crowds takes less
        }
    }
    CoreSearch core(dual, goal, task.capacity(), at, bracket.bound, unit, &memory);
    const auto searched = [&](std::size_t states) {
        if (states == 0) return false;
        best.proof = Proof::LimitReached;
        return note(core.run(best.routing,
                             {states, prove ? 0.0 : options.gapTarget, deadline, options.stop}));
    };
    const std::size_t states = options.budget.proofStates;
    const auto polish = [&] {
        Polish(dual, goal, task.capacity(), at, bracket.bound, &memory)
            .improve(best.routing, {0, options.gapTarget, deadline, options.stop});
        return note({best.bound, false});
    };
    const std::size_t few = std::min(states, kQuickBudget.proofStates);
    if (prove) {
        if (!searched(states)) polish();
    } else if (exactBound(table, options)) {
        if (!searched(few) && !polish()) searched(states);
    } else {
        // What is missing may be the bound's, and then it is not among the few queries near it.
        if (!polish()) searched(few);
    }
    return best;
}

/// Runs the work within the memory budget. A proof does without what does not fit; what is needed
/// for any result at all cannot.
template <typename Work>
auto DualOptimizer::State::budgeted(std::size_t bytes, Work work) {
    memory.open(std::max(bytes, 4 * table.bytes()));
    try {
        return work();
    } catch (const MemoryBudget::Spent&) {
        throw Error("memory",
                    fmt::format("the moves between {} models need more than the {} MB that are "
                                "allowed",
                                table.models, bytes >> 20U),
                    "Allow more memory, or leave models out");
    }
}

SolveResult DualOptimizer::solve(const Constraints& constraints, const SolveOptions& options) {
    return m_state->budgeted(options.budget.memoryBytes,
                             [&] { return m_state->solve(constraints, options); });
}

SolveResult DualOptimizer::State::solve(const Constraints& constraints,
                                        const SolveOptions& options) {
    const auto begin = std::chrono::steady_clock::now();
    State& state = *this;
    const auto timed = [&](SolveResult result) {
        if (result.solved() && result.assignment.size() <= options.proofQueries)
            state.incumbent = result.assignment;
        result.milliseconds = passedSince(begin);
        result.memoryBytes = memory.peak();
        return result;
    };
    checkedGroups(state.problem, constraints);
    checkSecondsCap(state.problem, constraints);
    if (constraints.hasSecondsCap())
        return timed(CappedOptimizer(problem, threads).solve(constraints, options));
    if (!options.warmStart) state.incumbent.clear();
    if (constraints.hasGroups())
        return timed(state.grouped().solve(constraints, options, state.incumbent));
    const Task task(state.problem, constraints, state.unit);
    if (auto tooFew = task.tooFewSlots()) return timed(std::move(*tooFew));

    SolveResult result;
    FrontierSearch::Observer observer;
    DualFunction& dual = state.transport.dual();
    const int before = dual.evaluations();
    if (options.recordHistory) {
        observer = [&](const TransportPoint& point, double kappa, double dualValue) {
            result.history.push_back(task.record(point, kappa, dualValue, result.history));
            result.history.back().evaluations = dual.evaluations() - before;
        };
    }
    FrontierSearch::Start start = state.startFor(task, options);
    FrontierSearch search(state.transport, task.goal(), task.capacity(), &state.vertices,
                          options.stop, observer);
    const double tolerance = exactBound(state.table, options) ? 0.0 : 0.5 * options.gapTarget;
    const Bracket bracket =
        search.run(std::move(start), tolerance, before + options.maxEvaluations);
    if (auto infeasible = task.infeasible(bracket)) {
        infeasible->iterations = dual.evaluations() - before;
        infeasible->history = std::move(result.history);
        return timed(std::move(*infeasible));
    }
    if (bracket.multiplier > 0.0) {
        state.last = {bracket.multiplier, bracket.price, 0.05};
        state.lastMode = constraints.mode;
    }

    const auto recovery = std::chrono::steady_clock::now();
    Recovered recovered =
        state.recover(task, bracket, options, deadlineOf(begin, options.budget.proofSeconds));
    result.recoveryMilliseconds = passedSince(recovery);
    result.proof = recovered.proof;
    result.iterations = dual.evaluations() - before;
    task.report(std::move(recovered.routing), bracket.multiplier, bracket.price, recovered.bound,
                result);
    return timed(std::move(result));
}

Sensitivity DualOptimizer::sensitivity(const Constraints& constraints,
                                       const SolveOptions& options) {
    return m_state->budgeted(options.budget.memoryBytes,
                             [&] { return m_state->sensitivity(constraints, options); });
}

Sensitivity DualOptimizer::State::sensitivity(const Constraints& constraints,
                                              const SolveOptions& options) {
    State& state = *this;
    if (constraints.hasGroups()) {
        throw Error("groups",
                    "the ranges of prices are known without floors and caps of groups only",
                    "Leave the constraints of groups out");
    }
    if (constraints.hasSecondsCap()) {
        throw Error("cap on seconds", "the ranges of prices are known without it only",
                    "Leave the cap out");
    }
    const Task task(state.problem, constraints, state.unit);
    if (const auto tooFew = task.tooFewSlots()) return withoutPrices(*tooFew);
    const int before = state.transport.dual().evaluations();
    FrontierSearch::Start start = state.startFor(task, options);
    FrontierSearch search(state.transport, task.goal(), task.capacity(), &state.vertices,
                          options.stop);
    const Bracket bracket = search.run(std::move(start), 0.0, before + options.maxEvaluations);
    if (const auto infeasible = task.infeasible(bracket)) return withoutPrices(*infeasible);
    return priceRanges(state.transport, task, constraints, bracket, options.stop);
}

std::optional<TransportPoint> DualOptimizer::State::extreme(
    RoutingMode mode, const std::vector<std::int64_t>& capacity) {
    const std::vector<std::int64_t> limits = clippedCapacity(table, capacity);
    if (slotsOf(limits) < static_cast<std::int64_t>(table.queries)) return std::nullopt;
    FrontierSearch search(transport, {mode, 0.0, 0.0}, limits, nullptr, {});
    std::vector<double>& price = extremePrice[mode == RoutingMode::CostUnderFloor ? 0 : 1];
    auto end = search.extreme(price);
    if (end) price = end->at.price;
    return end;
}

double DualOptimizer::maxQuality(const Constraints& constraints) {
    checkSecondsCap(m_state->problem, constraints);
    if (constraints.hasSecondsCap())
        return CappedOptimizer(m_state->problem, m_state->threads).maxQuality(constraints);
    if (constraints.hasGroups()) {
        return m_state->budgeted(SolveOptions{}.budget.memoryBytes,
                                 [&] { return m_state->grouped().maxQuality(constraints); });
    }
    const auto end = m_state->budgeted(SolveOptions{}.budget.memoryBytes, [&] {
        return m_state->extreme(RoutingMode::CostUnderFloor, constraints.capacity);
    });
    return end ? totalsOf(m_state->problem, end->assignment).quality
               : std::numeric_limits<double>::quiet_NaN();
}

double DualOptimizer::minCost(const Constraints& constraints) {
    checkSecondsCap(m_state->problem, constraints);
    if (constraints.hasSecondsCap())
        return CappedOptimizer(m_state->problem, m_state->threads).minCost(constraints);
    if (constraints.hasGroups()) {
        return m_state->budgeted(SolveOptions{}.budget.memoryBytes,
                                 [&] { return m_state->grouped().minCost(constraints); });
    }
    const auto end = m_state->budgeted(SolveOptions{}.budget.memoryBytes, [&] {
        return m_state->extreme(RoutingMode::QualityUnderBudget, constraints.capacity);
    });
    return end ? totalsOf(m_state->problem, end->assignment).cost
               : std::numeric_limits<double>::quiet_NaN();
}

}  // namespace orl
