#include "core/optimize/optimize.h"

#include <chrono>
#include <limits>
#include <optional>

#include "core/optimize/coarse.h"
#include "core/optimize/frontier.h"
#include "core/optimize/grouped.h"
#include "core/optimize/polish.h"
#include "core/optimize/task.h"

namespace orl {

struct DualOptimizer::State {
    explicit State(const RoutingProblem& input)
        : problem(input), table(tableOf(input)), transport(table), unit(qualityUnit(table)) {}

    const RoutingProblem& problem;
    Table table;
    Transport transport;
    double unit;
    VertexMemory memory;
    FrontierSearch::Start last;  ///< where the last solve ended, for other capacities
    RoutingMode lastMode = RoutingMode::CostUnderFloor;
    std::unique_ptr<GroupedOptimizer> withGroups;  ///< once asked for

    GroupedOptimizer& grouped() {
        if (!withGroups) withGroups = std::make_unique<GroupedOptimizer>(problem, unit);
        return *withGroups;
    }
    FrontierSearch::Start startFor(const Task& task, const SolveOptions& options);
    std::optional<TransportPoint> extreme(RoutingMode mode,
                                          const std::vector<std::int64_t>& capacity);
};

DualOptimizer::DualOptimizer(const RoutingProblem& problem) {
    problem.validate();
    m_state = std::make_unique<State>(problem);
}
DualOptimizer::~DualOptimizer() = default;
DualOptimizer::DualOptimizer(DualOptimizer&&) noexcept = default;
DualOptimizer& DualOptimizer::operator=(DualOptimizer&&) noexcept = default;

/// Vertices of the same capacities need no start; other capacities start from the last multipliers;
/// a cold solve starts from a sample.
FrontierSearch::Start DualOptimizer::State::startFor(const Task& task,
                                                     const SolveOptions& options) {
    memory.open(task.capacity());
    if (!options.warmStart) {
        memory.clear();
        last = {};
    }
    if (!memory.vertices().empty()) return {};
    if (lastMode == task.goal().mode && last.kappa > 0.0) return last;
    return coarseStart(table, task.goal(), task.capacity(), options.stop);
}

SolveResult DualOptimizer::solve(const Constraints& constraints, const SolveOptions& options) {
    const auto begin = std::chrono::steady_clock::now();
    const auto timed = [&](SolveResult result) {
        const auto passed = std::chrono::steady_clock::now() - begin;
        result.milliseconds = std::chrono::duration<double, std::milli>(passed).count();
        return result;
    };
    State& state = *m_state;
    checkedGroups(state.problem, constraints);
    if (constraints.hasGroups()) return timed(state.grouped().solve(constraints, options));
    const Task task(state.problem, constraints, state.unit);
    if (auto tooFew = task.tooFewSlots()) return timed(std::move(*tooFew));

    SolveResult result;
    FrontierSearch::Observer observer;
    if (options.recordHistory) {
        observer = [&](const TransportPoint& point, double kappa, double dualValue) {
            result.history.push_back(task.record(point, kappa, dualValue, result.history));
        };
    }
    DualFunction& dual = state.transport.dual();
    const int before = dual.evaluations();
    FrontierSearch::Start start = state.startFor(task, options);
    FrontierSearch search(state.transport, task.goal(), task.capacity(), &state.memory,
                          options.stop, observer);
    const Bracket bracket =
        search.run(std::move(start), 0.25 * options.gapTarget, before + options.maxEvaluations);
    if (auto infeasible = task.infeasible(bracket)) {
        infeasible->iterations = dual.evaluations() - before;
        infeasible->history = std::move(result.history);
        return timed(std::move(*infeasible));
    }
    if (bracket.multiplier > 0.0) {
        state.last = {bracket.multiplier, bracket.price, 0.05};
        state.lastMode = constraints.mode;
    }

    Assignment assignment = bracket.met->assignment;
    if (bracket.missed) {
        assignment = between(state.table, task.goal(), *bracket.met, *bracket.missed);
        Polish(dual, task.goal(), task.capacity(),
               task.multipliers(bracket.multiplier, bracket.price), bracket.bound)
            .run(assignment, 0.5 * options.gapTarget, options.stop);
    }
    result.iterations = dual.evaluations() - before;
    task.report(std::move(assignment), bracket.multiplier, bracket.price, bracket.bound, result);
    return timed(std::move(result));
}

std::optional<TransportPoint> DualOptimizer::State::extreme(
    RoutingMode mode, const std::vector<std::int64_t>& capacity) {
    const std::vector<std::int64_t> limits = clippedCapacity(table, capacity);
    if (slotsOf(limits) < static_cast<std::int64_t>(table.queries)) return std::nullopt;
    FrontierSearch search(transport, {mode, 0.0}, limits, nullptr, {});
    return search.extreme();
}

double DualOptimizer::maxQuality(const std::vector<std::int64_t>& capacity) {
    const auto end = m_state->extreme(RoutingMode::CostUnderFloor, capacity);
    return end ? totalsOf(m_state->problem, end->assignment).quality
               : std::numeric_limits<double>::quiet_NaN();
}

double DualOptimizer::minCost(const std::vector<std::int64_t>& capacity) {
    const auto end = m_state->extreme(RoutingMode::QualityUnderBudget, capacity);
    return end ? totalsOf(m_state->problem, end->assignment).cost
               : std::numeric_limits<double>::quiet_NaN();
}

double DualOptimizer::maxQuality(const Constraints& constraints) {
    return constraints.hasGroups() ? m_state->grouped().maxQuality(constraints)
                                   : maxQuality(constraints.capacity);
}

double DualOptimizer::minCost(const Constraints& constraints) {
    return constraints.hasGroups() ? m_state->grouped().minCost(constraints)
                                   : minCost(constraints.capacity);
}

}  // namespace orl
