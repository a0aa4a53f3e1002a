#include "core/optimize/bound/task.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "core/optimize/parameters.h"
#include "core/support/error.h"

namespace orl {

namespace {

using parameters::kSlack;

void checkConstraints(const Constraints& constraints) {
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

/// value / unit rounded up, where a number just above an integer is that integer with noise.
double unitsAbove(double value, double unit) {
    const double units = value / unit;
    return std::ceil(units - parameters::bound::kUnitNoise -
                     parameters::kTotalRounding * std::abs(units));
}

}  // namespace

std::string apart(double shown, double other) {
    for (int digits = 4; digits < 17; ++digits) {
        std::string text = fmt::format("{:.{}g}", shown, digits);
        if (text != fmt::format("{:.{}g}", other, digits)) return text;
    }
    return fmt::format("{}", shown);
}

double requiredQuality(double floor, double queries, double unit) {
    double required = floor * queries;
    if (unit > 0.0) required = unitsAbove(required, unit) * unit;
    return required - kSlack * queries;
}

std::vector<std::int64_t> clippedCapacity(const Table& table,
                                          const std::vector<std::int64_t>& asked) {
    if (!asked.empty() && asked.size() != table.models) {
        throw Error("capacities",
                    fmt::format("{} capacities for {} models", asked.size(), table.models),
                    "Give one capacity per model, or none at all");
    }
    const auto queries = static_cast<std::int64_t>(table.queries);
    std::vector<std::int64_t> capacity(table.models, queries);
    for (std::size_t j = 0; j < asked.size(); ++j) {
        if (asked[j] < 0) {
            throw Error(fmt::format("capacity of model {}", j + 1),
                        fmt::format("the capacity is {}", asked[j]),
                        "A capacity is a number of queries, 0 or more");
        }
        capacity[j] = std::min(asked[j], queries);
    }
    return capacity;
}

std::int64_t slotsOf(const std::vector<std::int64_t>& capacity) {
    return std::accumulate(capacity.begin(), capacity.end(), std::int64_t{0});
}

Task::Task(const RoutingProblem& problem, const Constraints& constraints, double unit)
    : m_problem(problem),
      m_constraints(constraints),
      m_unit(unit),
      m_queries(static_cast<double>(problem.queryCount())) {
    checkConstraints(constraints);
    m_capacity = clippedCapacity(tableOf(problem), constraints.capacity);
    m_goal.mode = constraints.mode;
    if (floor()) {
        m_goal.slack = kSlack * m_queries;
        m_goal.required = requiredQuality(constraints.qualityFloor, m_queries, unit);
    } else {
        // A budget without end has no slack either.
        if (std::isfinite(constraints.budget)) m_goal.slack = kSlack * constraints.budget;
        m_goal.required = -constraints.budget - m_goal.slack;
    }
}

Multipliers Task::multipliers(double kappa, std::vector<double> price) const {
    return {floor() ? 1.0 : kappa, floor() ? kappa : 1.0, std::move(price)};
}

std::optional<SolveResult> Task::tooFewSlots() const {
    const std::int64_t slots = slotsOf(m_capacity);
    const auto queries = static_cast<std::int64_t>(m_problem.queryCount());
    if (slots >= queries) return std::nullopt;
    SolveResult result;
    result.status = SolveStatus::CapacityShort;
    result.limit = static_cast<double>(slots);
    result.explanation = fmt::format("The capacities hold {} of {} queries: {} slots are missing.",
                                     slots, queries, queries - slots);
    return result;
}

std::optional<SolveResult> Task::infeasible(const Bracket& bracket) const {
    SolveResult result;
    if (bracket.unplaced > 0) {
        const auto queries = static_cast<std::int64_t>(m_problem.queryCount());
        const std::int64_t held = queries - bracket.unplaced;
        result.status = SolveStatus::CapacityShort;
        result.limit = static_cast<double>(held);
        result.explanation = fmt::format(
            "The capacities hold {} of {} queries: the models that the others may go to are full.",
            held, queries);
        return result;
    }
    if (bracket.met) return std::nullopt;
    const PlanTotals totals = totalsOf(m_problem, bracket.missed->assignment);
    const char* where =
        m_constraints.capacity.empty() ? "with these models" : "under these capacities";
    if (floor()) {
        result.status = SolveStatus::FloorUnreachable;
        result.limit = totals.quality;
        result.explanation =
            fmt::format("The floor {} cannot be reached: the best mean quality {} is {}.",
                        apart(m_constraints.qualityFloor, totals.quality), where,
                        apart(totals.quality, m_constraints.qualityFloor));
    } else {
        result.status = SolveStatus::BudgetTooSmall;
        result.limit = totals.cost;
        result.explanation =
            fmt::format("The budget of ${} is too small: the least possible cost {} is ${}.",
                        apart(m_constraints.budget, totals.cost), where,
                        apart(totals.cost, m_constraints.budget));
    }
    return result;
}

/// The bound on the objective as callers see it.
double Task::boundOf(double objective) const {
    if (floor()) return std::max(objective, 0.0);
    const double sum = m_unit > 0.0 ? -unitsAbove(objective, m_unit) * m_unit : -objective;
    return std::clamp(sum / m_queries, 0.0, 1.0);
}

/// μ in USD. A closed model's price is the least that keeps every query away from it.
std::vector<double> Task::reportedPrices(double kappa, std::vector<double> price) const {
    const Table table = tableOf(m_problem);
    const Multipliers at = multipliers(std::max(kappa, kLeastCostWeight), price);
    for (std::size_t closed = 0; closed < price.size(); ++closed) {
        if (m_capacity[closed] > 0) continue;
        price[closed] = 0.0;
        Multipliers open = at;
        open.price[closed] = 0.0;
        for (std::size_t i = 0; i < table.queries; ++i) {
            double least = std::numeric_limits<double>::infinity();
            for (std::size_t j = 0; j < table.models; ++j)
                least = std::min(least, at.reduced(table, i, j));
            price[closed] = std::max(price[closed], least - open.reduced(table, i, closed));
        }
    }
    if (!floor()) {
        for (double& p : price) p = p == 0.0 ? 0.0 : p / kappa;
    }
    return price;
}

void Task::summarise(Assignment assignment, double bound, SolveResult& result) const {
    PlanTotals totals = totalsOf(m_problem, assignment);
    summarise(std::move(assignment), std::move(totals), bound, result);
}

void Task::summarise(Assignment assignment, PlanTotals totals, double bound,
                     SolveResult& result) const {
    result.assignment = std::move(assignment);
    result.cost = totals.cost;
    result.quality = totals.quality;
    result.load = std::move(totals.load);
    result.bound = boundOf(bound);
    const double distance = floor() ? result.cost - result.bound : result.bound - result.quality;
    const double base = result.bound > 0.0 ? result.bound : distance;
    result.gap = distance > 0.0 ? distance / base : 0.0;
    if (result.proof == Proof::Optimal) {  // whatever the sums on the way were rounded to
        result.bound = floor() ? result.cost : result.quality;
        result.gap = 0.0;
    }
}

void Task::report(Routing routing, double kappa, std::vector<double> price, double bound,
                  SolveResult& result) const {
    if (routing.assignment.size() <= parameters::bound::kMostAddedUp) {
        summarise(std::move(routing.assignment), bound, result);
    } else {
        PlanTotals totals;
        totals.cost = m_goal.cost(routing.objective, routing.resource);
        totals.quality = m_goal.quality(routing.objective, routing.resource) / m_queries;
        totals.load = std::move(routing.load);
        summarise(std::move(routing.assignment), std::move(totals), bound, result);
    }
    result.qualityPrice = floor() ? kappa : 1.0 / kappa;
    result.capacityPrice = reportedPrices(kappa, std::move(price));
}

IterationRecord Task::record(const TransportPoint& point, double kappa, double dualValue,
                             const std::vector<IterationRecord>& before) const {
    IterationRecord record;
    record.qualityPrice = floor() ? kappa : 1.0 / kappa;
    for (const double price : point.at.price) {
        const double unit = floor() ? 1.0 : kappa;
        record.capacityPrice.push_back(price == 0.0 ? 0.0 : price / unit);
    }
    record.dualValue = floor() ? dualValue : -dualValue / m_queries;
    record.bestBound = record.dualValue;
    if (!before.empty()) {
        const double last = before.back().bestBound;
        record.bestBound =
            floor() ? std::max(last, record.bestBound) : std::min(last, record.bestBound);
    }
    record.quality = point.quality / m_queries;
    record.cost = point.cost;
    record.load = point.load;
    if (!before.empty()) record.bestFeasible = before.back().bestFeasible;
    // A vertex of the transport is within the capacities; a minimiser alone has no assignment here.
    if (!point.assignment.empty() && m_goal.met(point)) {
        const double reached = floor() ? point.cost : point.quality / m_queries;
        const bool better =
            floor() ? !(reached >= record.bestFeasible) : !(reached <= record.bestFeasible);
        if (better) record.bestFeasible = reached;
    }
    return record;
}

}  // namespace orl
