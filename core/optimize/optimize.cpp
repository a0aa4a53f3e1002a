#include "core/optimize/optimize.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <numeric>

#include "core/optimize/coarse.h"
#include "core/optimize/frontier.h"
#include "core/optimize/polish.h"
#include "core/support/error.h"

namespace orl {

namespace {

/// Mean quality and relative budget below which a shortfall is rounding, not a violation.
constexpr double kSlack = 1e-12;

void checkConstraints(const Constraints& constraints, std::size_t models) {
    if (!constraints.capacity.empty() && constraints.capacity.size() != models) {
        throw Error("capacities",
                    fmt::format("{} capacities for {} models", constraints.capacity.size(), models),
                    "Give one capacity per model, or none at all");
    }
    for (std::size_t j = 0; j < constraints.capacity.size(); ++j) {
        if (constraints.capacity[j] < 0) {
            throw Error(fmt::format("capacity of model {}", j + 1),
                        fmt::format("the capacity is {}", constraints.capacity[j]),
                        "A capacity is a number of queries, 0 or more");
        }
    }
    if (constraints.mode == RoutingMode::CostUnderFloor) {
        if (!(constraints.qualityFloor >= 0.0 && constraints.qualityFloor <= 1.0)) {
            throw Error("alpha", fmt::format("the floor is {}", constraints.qualityFloor),
                        "A floor on the mean quality lies between 0 and 1");
        }
    } else if (!(constraints.budget >= 0.0)) {
        throw Error("budget", fmt::format("the budget is {}", constraints.budget),
                    "A budget is a number of USD, 0 or more");
    }
}

}  // namespace

struct DualOptimizer::State {
    explicit State(const RoutingProblem& input)
        : problem(input), table(tableOf(input)), transport(table) {}

    std::vector<std::int64_t> capacities(const std::vector<std::int64_t>& asked) const {
        const auto queries = static_cast<std::int64_t>(table.queries);
        std::vector<std::int64_t> capacity(table.models, queries);
        for (std::size_t j = 0; j < asked.size(); ++j) capacity[j] = std::min(asked[j], queries);
        return capacity;
    }

    static std::int64_t slots(const std::vector<std::int64_t>& capacity) {
        return std::accumulate(capacity.begin(), capacity.end(), std::int64_t{0});
    }
    bool holds(const std::vector<std::int64_t>& capacity) const {
        return slots(capacity) >= static_cast<std::int64_t>(table.queries);
    }

    const RoutingProblem& problem;
    Table table;
    Transport transport;
    VertexMemory memory;
    FrontierSearch::Start last;  ///< where the last solve ended, for other capacities
    bool lastFloor = true;       ///< its mode
};

DualOptimizer::DualOptimizer(const RoutingProblem& problem) {
    problem.validate();
    m_state = std::make_unique<State>(problem);
}
DualOptimizer::~DualOptimizer() = default;
DualOptimizer::DualOptimizer(DualOptimizer&&) noexcept = default;
DualOptimizer& DualOptimizer::operator=(DualOptimizer&&) noexcept = default;

SolveResult DualOptimizer::solve(const Constraints& constraints, const SolveOptions& options) {
    const auto begin = std::chrono::steady_clock::now();
    State& state = *m_state;
    checkConstraints(constraints, state.table.models);
    const bool floor = constraints.mode == RoutingMode::CostUnderFloor;
    const double queries = static_cast<double>(state.table.queries);
    const std::vector<std::int64_t> capacity = state.capacities(constraints.capacity);
    SolveResult result;
    const auto finish = [&]() -> SolveResult& {
        result.milliseconds =
            std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin)
                .count();
        return result;
    };
    if (!state.holds(capacity)) {
        const std::int64_t slots = State::slots(capacity);
        result.status = SolveStatus::CapacityShort;
        result.limit = static_cast<double>(slots);
        result.explanation = fmt::format("The capacities hold {} of {} queries: {} too few.", slots,
                                         state.table.queries,
                                         static_cast<std::int64_t>(state.table.queries) - slots);
        return finish();
    }

    Goal goal;
    goal.mode = constraints.mode;
    goal.required = floor ? (constraints.qualityFloor - kSlack) * queries
                          : -constraints.budget * (1.0 + kSlack);
    const int before = state.transport.dual().evaluations();
    FrontierSearch::Observer observer;
    if (options.recordHistory) {
        observer = [&](const TransportPoint& point, double kappa, double dualValue) {
            IterationRecord record;
            const double unit = floor ? 1.0 : kappa;
            record.qualityPrice = floor ? kappa : 1.0 / kappa;
            for (const double price : point.at.price)
                record.capacityPrice.push_back(price == 0.0 ? price : price / unit);
            record.dualValue = floor ? dualValue : -dualValue / queries;
            record.bestBound = record.dualValue;
            if (!result.history.empty()) {
                const double last = result.history.back().bestBound;
                record.bestBound =
                    floor ? std::max(last, record.bestBound) : std::min(last, record.bestBound);
            }
            record.quality = point.quality / queries;
            record.load = point.load;
            result.history.push_back(std::move(record));
        };
    }
    state.memory.open(capacity);
    if (!options.warmStart) {
        state.memory.clear();
        state.last = {};
    }
    FrontierSearch::Start start;
    if (state.memory.vertices().empty()) {
        start = floor == state.lastFloor && state.last.kappa > 0.0
                    ? state.last
                    : coarseStart(state.table, goal, capacity, options.stop);
    }
    FrontierSearch search(state.transport, goal, capacity, &state.memory, options.stop, observer);
    const Bracket bracket =
        search.run(std::move(start), 0.25 * options.gapTarget, before + options.maxEvaluations);
    if (bracket.multiplier > 0.0) {
        state.last = {bracket.multiplier, bracket.price, 0.05};
        state.lastFloor = floor;
    }
    result.iterations = state.transport.dual().evaluations() - before;
    if (bracket.unplaced > 0) {
        const std::int64_t held = static_cast<std::int64_t>(state.table.queries) - bracket.unplaced;
        result.status = SolveStatus::CapacityShort;
        result.limit = static_cast<double>(held);
        result.explanation = fmt::format(
            "The capacities hold {} of {} queries: the others may only go to models that are full.",
            held, state.table.queries);
        return finish();
    }
    if (!bracket.met) {
        const PlanTotals totals = totalsOf(state.problem, bracket.missed->assignment);
        if (floor) {
            result.status = SolveStatus::FloorUnreachable;
            result.limit = totals.quality;
            result.explanation = fmt::format(
                "The floor {:.6g} cannot be reached: the best mean quality under these capacities "
                "is {:.6g}.",
                constraints.qualityFloor, totals.quality);
        } else {
            result.status = SolveStatus::BudgetTooSmall;
            result.limit = totals.cost;
            result.explanation = fmt::format(
                "The budget of ${:.6g} is too small: the least possible cost under these "
                "capacities is ${:.6g}.",
                constraints.budget, totals.cost);
        }
        return finish();
    }
    result.assignment = bracket.missed ? between(state.table, goal, *bracket.met, *bracket.missed)
                                       : bracket.met->assignment;
    if (bracket.missed) {
        Multipliers at{floor ? 1.0 : bracket.multiplier, floor ? bracket.multiplier : 1.0,
                       bracket.price};
        Polish(state.transport.dual(), goal, capacity, at, bracket.bound)
            .run(result.assignment, 0.1 * options.gapTarget, options.stop);
    }
    const PlanTotals totals = totalsOf(state.problem, result.assignment);
    result.cost = totals.cost;
    result.quality = totals.quality;
    result.load = totals.load;
    result.bound = floor ? bracket.bound : -bracket.bound / queries;
    result.qualityPrice = floor ? bracket.multiplier : 1.0 / bracket.multiplier;
    for (const double price : bracket.price)
        result.capacityPrice.push_back(floor || price == 0.0 ? price : price / bracket.multiplier);
    const double distance = floor ? result.cost - result.bound : result.bound - result.quality;
    result.gap = distance <= 0.0 ? 0.0 : distance / (result.bound > 0.0 ? result.bound : distance);
    return finish();
}

double DualOptimizer::maxQuality(const std::vector<std::int64_t>& capacity) {
    State& state = *m_state;
    const std::vector<std::int64_t> limits = state.capacities(capacity);
    if (!state.holds(limits)) return std::numeric_limits<double>::quiet_NaN();
    FrontierSearch search(state.transport, {RoutingMode::CostUnderFloor, 0.0}, limits, nullptr, {});
    TransportPoint point;
    std::int64_t unplaced = 0;
    if (!search.extreme({}, point, unplaced)) return std::numeric_limits<double>::quiet_NaN();
    return totalsOf(state.problem, point.assignment).quality;
}

double DualOptimizer::minCost(const std::vector<std::int64_t>& capacity) {
    State& state = *m_state;
    const std::vector<std::int64_t> limits = state.capacities(capacity);
    if (!state.holds(limits)) return std::numeric_limits<double>::quiet_NaN();
    FrontierSearch search(state.transport, {RoutingMode::QualityUnderBudget, 0.0}, limits, nullptr,
                          {});
    TransportPoint point;
    std::int64_t unplaced = 0;
    if (!search.extreme({}, point, unplaced)) return std::numeric_limits<double>::quiet_NaN();
    return totalsOf(state.problem, point.assignment).cost;
}

}  // namespace orl
