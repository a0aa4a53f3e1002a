#include "core/problem.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/support/error.h"

namespace orl {

RoutingProblem::RoutingProblem(std::size_t queryCount, std::size_t modelCount)
    : m_queryCount(queryCount),
      m_modelCount(modelCount),
      m_data(blockCount() * modelCount * 2 * kLanes, 0.0) {}

void RoutingProblem::validate(std::span<const std::string> modelNames) const {
    if (m_queryCount == 0)
        throw Error("", "there is no query to route", "Choose a split with queries");
    if (m_modelCount == 0)
        throw Error("", "there is no model to route to", "Add a model to the pool");
    const auto place = [&](std::size_t query, std::size_t model) {
        return modelNames.size() == m_modelCount
                   ? fmt::format("row {}, column {} ({})", query + 1, model + 1, modelNames[model])
                   : fmt::format("row {}, column {}", query + 1, model + 1);
    };
    for (std::size_t i = 0; i < m_queryCount; ++i) {
        bool routable = false;
        for (std::size_t j = 0; j < m_modelCount; ++j) {
            const double c = cost(i, j);
            const double a = quality(i, j);
            if (!(c >= 0.0)) {
                throw Error(place(i, j), fmt::format("the cost is {}", c),
                            "A cost is a number of USD, 0 or more");
            }
            if (c > kMostCost && c != kForbidden) {
                throw Error(place(i, j),
                            fmt::format("the cost is {:g}, more than can be computed with", c),
                            fmt::format("Give costs of at most {:g}, in a larger unit if need be",
                                        kMostCost));
            }
            if (!(a >= 0.0 && a <= 1.0)) {
                throw Error(place(i, j), fmt::format("the quality is {}", a),
                            "A quality is a probability between 0 and 1");
            }
            routable = routable || c != kForbidden;
        }
        if (!routable) {
            throw Error(fmt::format("row {}", i + 1), "no model may take this query",
                        "Switch a model on that can, or leave the query out");
        }
    }
}

bool Constraints::hasGroups() const {
    const auto floor = [](double value) { return !std::isnan(value); };
    const auto cap = [](std::int64_t value) { return value != kUnlimited; };
    return std::any_of(groupFloor.begin(), groupFloor.end(), floor) ||
           std::any_of(groupCapacity.begin(), groupCapacity.end(), cap);
}

std::int64_t slotsOfShare(double share, std::size_t queryCount) {
    // 0.29 · 100 is 28.999999999999996.
    const double slots = share * static_cast<double>(queryCount);
    return static_cast<std::int64_t>(std::floor(std::max(0.0, slots) * (1.0 + 1e-12)));
}

std::int64_t shareOfGroup(double share, std::span<const std::int32_t> group, std::int32_t which) {
    return slotsOfShare(share,
                        static_cast<std::size_t>(std::count(group.begin(), group.end(), which)));
}

PlanTotals totalsOf(const RoutingProblem& problem, std::span<const std::int32_t> assignment) {
    if (assignment.size() != problem.queryCount()) {
        throw Error("", fmt::format("an assignment of {} queries for a problem of {}",
                                    assignment.size(), problem.queryCount()));
    }
    PlanTotals totals;
    totals.load.assign(problem.modelCount(), 0);
    constexpr std::size_t kAhead = 24;  // queries whose cells are fetched from memory meanwhile
    for (std::size_t i = 0; i < assignment.size(); ++i) {
        if (i + kAhead < assignment.size()) problem.prefetch(i + kAhead, assignment[i + kAhead]);
        if (assignment[i] == -1) {
            ++totals.unplaced;
            continue;
        }
        const auto model = static_cast<std::size_t>(assignment[i]);
        if (assignment[i] < 0 || model >= problem.modelCount() || !problem.allowed(i, model)) {
            throw Error(fmt::format("query {}", i + 1),
                        fmt::format("assigned to model {}, which may not take it", assignment[i]));
        }
        totals.cost += problem.cost(i, model);
        totals.quality += problem.quality(i, model);
        ++totals.load[model];
    }
    if (!assignment.empty()) totals.quality /= static_cast<double>(assignment.size());
    return totals;
}

double meanSecondsOf(std::span<const double> seconds, std::size_t modelCount,
                     std::span<const std::int32_t> assignment) {
    double sum = 0.0;
    double placed = 0.0;
    for (std::size_t i = 0; i < assignment.size(); ++i) {
        if (assignment[i] < 0) continue;
        sum += seconds[i * modelCount + static_cast<std::size_t>(assignment[i])];
        placed += 1.0;
    }
    return sum / placed;
}

}  // namespace orl
