#include "core/optimize/groups/group_task.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/optimize/parameters.h"
#include "core/support/error.h"
#include "core/support/infinity.h"

namespace orl {

namespace {

SolveResult infeasible(SolveStatus status, double limit, std::string explanation) {
    SolveResult result;
    result.status = status;
    result.limit = limit;
    result.explanation = std::move(explanation);
    return result;
}

}  // namespace

std::size_t checkedGroups(const RoutingProblem& problem, const Constraints& constraints) {
    const std::size_t models = problem.modelCount();
    const std::size_t groups =
        std::max(constraints.groupFloor.size(), constraints.groupCapacity.size() / models);
    if (constraints.groupCapacity.size() % models != 0 ||
        (!constraints.groupFloor.empty() && constraints.groupFloor.size() != groups) ||
        (!constraints.groupCapacity.empty() &&
         constraints.groupCapacity.size() != groups * models)) {
        throw Error(
            "groups",
            fmt::format("{} floors and {} caps of groups for {} models",
                        constraints.groupFloor.size(), constraints.groupCapacity.size(), models),
            "Give one floor per group and one cap per group and model, or none at all");
    }
    if (groups == 0) return 0;
    if (constraints.group.size() != problem.queryCount()) {
        throw Error("groups",
                    fmt::format("groups of {} queries for a problem of {}",
                                constraints.group.size(), problem.queryCount()),
                    "Give the group of every query");
    }
    for (std::size_t i = 0; i < constraints.group.size(); ++i) {
        const std::int32_t g = constraints.group[i];
        if (g < 0 || static_cast<std::size_t>(g) >= groups) {
            throw Error(fmt::format("group of query {}", i + 1),
                        fmt::format("there is no group {}", g),
                        fmt::format("Groups are numbered 0 to {}", groups - 1));
        }
    }
    if (!constraints.groupNames.empty() && constraints.groupNames.size() != groups) {
        throw Error("groups",
                    fmt::format("{} names for {} groups", constraints.groupNames.size(), groups),
                    "Give one name per group, or none at all");
    }
    for (std::size_t g = 0; g < constraints.groupFloor.size(); ++g) {
        const double floor = constraints.groupFloor[g];
        if (floor < 0.0 || floor > 1.0) {
            throw Error(fmt::format("floor of group {}", g), fmt::format("the floor is {}", floor),
                        "A floor on the mean quality lies between 0 and 1");
        }
    }
    for (std::size_t bin = 0; bin < constraints.groupCapacity.size(); ++bin) {
        if (constraints.groupCapacity[bin] < 0) {
            throw Error(fmt::format("cap of group {} on model {}", bin / models, bin % models + 1),
                        fmt::format("the cap is {}", constraints.groupCapacity[bin]),
                        "A cap is a number of queries, 0 or more");
        }
    }
    return groups;
}

GroupTask::GroupTask(const Task& task, const Constraints& constraints, const GroupedTable& table,
                     double greatestCost, double unit)
    : m_task(task),
      m_constraints(constraints),
      m_table(table),
      m_greatestCost(greatestCost > 0.0 ? greatestCost : 1.0) {
    const auto queries = static_cast<double>(table.queryCount());
    m_rows.table = &table;
    m_rows.mode = constraints.mode;
    m_rows.objectiveScale = task.floor() ? m_greatestCost : queries;
    m_rows.capacity = task.capacity();
    if (std::isfinite(task.goal().required))
        m_rows.rows.push_back(
            {Row::kAll, task.goal().required, task.floor() ? queries : m_greatestCost});
    for (std::size_t g = 0; g < table.groups(); ++g) {
        const auto members = static_cast<std::int64_t>(table.queries(g));
        const double floor =
            constraints.groupFloor.empty() ? std::nan("") : constraints.groupFloor[g];
        if (members > 0 && !std::isnan(floor)) {
            const auto count = static_cast<double>(members);
            m_rows.rows.push_back(
                {static_cast<std::int32_t>(g), requiredQuality(floor, count, unit), count});
        }
        for (std::size_t j = 0; j < table.models(); ++j) {
            const std::int64_t most = std::min(members, m_rows.capacity[j]);
            const std::int64_t asked = constraints.groupCapacity.empty()
                                           ? kUnlimited
                                           : constraints.groupCapacity[g * table.models() + j];
            m_rows.groupCapacity.push_back(std::min(most, asked));
            m_rows.capped = m_rows.capped || asked < most;
        }
    }
}

std::string GroupTask::nameOf(std::size_t group) const {
    return m_constraints.groupNames.empty()
               ? fmt::format("group {}", group)
               : fmt::format("\"{}\"", m_constraints.groupNames[group]);
}

SolveResult GroupTask::groupShort(std::size_t group, std::int64_t held) const {
    return infeasible(
        SolveStatus::GroupCapacityShort, static_cast<double>(held),
        fmt::format("The models may take {} of the {} queries of {}: {} have no place.", held,
                    m_table.queries(group), nameOf(group),
                    static_cast<std::int64_t>(m_table.queries(group)) - held));
}

std::optional<SolveResult> GroupTask::tooFewSlots() const {
    const auto models = static_cast<std::ptrdiff_t>(m_table.models());
    for (std::size_t g = 0; g < m_table.groups(); ++g) {
        const auto row = m_rows.groupCapacity.begin() + static_cast<std::ptrdiff_t>(g) * models;
        const std::int64_t slots = slotsOf({row, row + models});
        if (slots < static_cast<std::int64_t>(m_table.queries(g))) return groupShort(g, slots);
    }
    return std::nullopt;
}

SolveResult GroupTask::unplaced(Transport& transport, std::int64_t unplaced) const {
    const std::size_t models = m_table.models();
    const auto queries = static_cast<std::int64_t>(m_table.queryCount());
    const Multipliers free{1.0, 0.0, std::vector<double>(models, 0.0)};
    TransportPoint point;
    for (std::size_t g = 0; g < m_table.groups(); ++g) {  // alone: the others as they like
        GroupTerms terms;
        terms.capacity.assign(m_rows.groupCapacity.size(), queries);
        std::copy_n(m_rows.groupCapacity.begin() + static_cast<std::ptrdiff_t>(g * models), models,
                    terms.capacity.begin() + static_cast<std::ptrdiff_t>(g * models));
        const std::int64_t left =
            transport.solve(std::vector<std::int64_t>(models, queries), free, {}, {}, point, terms);
        if (left > 0) return groupShort(g, static_cast<std::int64_t>(m_table.queries(g)) - left);
    }
    return infeasible(
        SolveStatus::CapacityShort, static_cast<double>(queries - unplaced),
        fmt::format("The capacities and the caps of the groups together hold {} of {} queries: the "
                    "models that the others may go to are full.",
                    queries - unplaced, queries));
}

/// The result if a row is out of reach even with no other beside it.
std::optional<SolveResult> GroupTask::singleRow(Transport& transport, const Row& row,
                                                const std::stop_token& stop) const {
    const bool all = row.group == Row::kAll;
    const bool cost = all && !m_task.floor();
    GroupTerms terms;
    terms.qualityWeight.assign(m_table.groups(), 0.0);
    if (!all) terms.qualityWeight[static_cast<std::size_t>(row.group)] = 1.0;
    if (m_rows.capped) terms.capacity = m_rows.groupCapacity;
    const Multipliers start{cost ? 1.0 : 0.0, all && !cost ? 1.0 : 0.0,
                            std::vector<double>(m_table.models(), 0.0)};
    TransportPoint point;
    if (transport.solve(m_rows.capacity, start, {}, stop, point, terms) > 0) return std::nullopt;
    const RowVertex vertex(m_table, std::move(point.assignment));
    if (cost) {
        if (-vertex.cost >= row.required) return std::nullopt;
        return infeasible(
            SolveStatus::BudgetTooSmall, vertex.cost,
            fmt::format("The budget of ${} is too small: the least possible cost under these "
                        "capacities is ${}.",
                        apart(m_constraints.budget, vertex.cost),
                        apart(vertex.cost, m_constraints.budget)));
    }
    const auto g = static_cast<std::size_t>(row.group);
    const double sum = all ? vertex.quality : vertex.groupQuality[g];
    if (sum >= row.required) return std::nullopt;
    const double mean = sum / row.scale;
    if (all) {
        const double floor = m_constraints.qualityFloor;
        return infeasible(SolveStatus::FloorUnreachable, mean,
                          fmt::format("The floor {} cannot be reached: the best mean quality under "
                                      "these capacities is {}.",
                                      apart(floor, mean), apart(mean, floor)));
    }
    const double floor = m_constraints.groupFloor[g];
    return infeasible(SolveStatus::GroupFloorUnreachable, mean,
                      fmt::format("The floor {} of {} cannot be reached: its best mean quality "
                                  "under these capacities is {}.",
                                  apart(floor, mean), nameOf(g), apart(mean, floor)));
}

/// The groups' floors alone: how far do they let the row over all queries go?
SolveResult GroupTask::conflict(Transport& transport, const RowMemory& memory,
                                const std::stop_token& stop) const {
    const RowProblem others = swapped(m_rows);
    const bool floor = m_task.floor();
    const auto queries = static_cast<double>(m_table.queryCount());
    RowMemory copy = memory;
    copy.overall = -1.0;
    RowDual dual(transport, others, copy, stop);
    const RowDual::Outcome outcome =
        dual.run(parameters::groups::kConflictTolerance, parameters::groups::kConflictEvaluations);
    if (!outcome.reachable || others.rows.size() == m_rows.rows.size()) {
        return infeasible(SolveStatus::FloorsConflict, std::nan(""),
                          "Each floor can be reached, but not all of them at once: the groups "
                          "compete for the same slots.");
    }
    if (floor) {
        const double mean = std::min(1.0, -outcome.bound / queries);
        return infeasible(
            SolveStatus::FloorsConflict, mean,
            fmt::format("The floor {} cannot be reached together with those of the groups: they "
                        "leave a mean quality of {} at most.",
                        apart(m_constraints.qualityFloor, mean),
                        apart(mean, m_constraints.qualityFloor)));
    }
    return infeasible(SolveStatus::FloorsConflict, outcome.bound,
                      fmt::format("The budget of ${} is too small for the floors of the groups: "
                                  "they cost ${} at least.",
                                  apart(m_constraints.budget, outcome.bound),
                                  apart(outcome.bound, m_constraints.budget)));
}

SolveResult GroupTask::unreachable(Transport& transport, const RowMemory& memory,
                                   const std::stop_token& stop) const {
    for (const Row& row : m_rows.rows) {
        if (auto result = singleRow(transport, row, stop)) return std::move(*result);
    }
    return conflict(transport, memory, stop);
}

SolveResult GroupTask::noAssignment(bool proven) {
    if (proven) {
        return infeasible(SolveStatus::FloorsConflict, std::nan(""),
                          "Each floor can be reached, but no assignment reaches all of them at "
                          "once: the queries cannot be divided finely enough.");
    }
    return infeasible(SolveStatus::NothingFound, std::nan(""),
                      "No assignment that meets all floors was found, and none was proven "
                      "impossible: loosen a floor a little.");
}

void GroupTask::reportPrices(const RowDual::Outcome& outcome, SolveResult& result) const {
    result.capacityPrice = outcome.price;
    result.groupCapacityPrice = outcome.groupPrice;
    result.groupPrice = outcome.groupWeight;
    priceClosed(outcome, result);
    result.qualityPrice = m_task.floor() ? outcome.overall : 1.0 / outcome.overall;
    if (m_task.floor()) return;
    for (auto* prices : {&result.capacityPrice, &result.groupCapacityPrice, &result.groupPrice}) {
        for (double& price : *prices) price = price == 0.0 ? 0.0 : price / outcome.overall;
    }
}

void GroupTask::priceClosed(const RowDual::Outcome& outcome, SolveResult& result) const {
    const std::size_t models = m_table.models();
    const Table cells = m_table.whole();
    RowMultipliers open = outcome.at;  // without the prices that are sought
    const auto closed = [&](std::size_t bin) {
        return m_rows.capacity[bin % models] == 0 || m_rows.groupCapacity[bin] == 0;
    };
    for (std::size_t bin = 0; bin < open.price.size(); ++bin) {
        if (!closed(bin)) continue;
        const bool model = m_rows.capacity[bin % models] == 0;
        open.price[bin] = model ? 0.0 : outcome.price[bin % models];
        if (model) result.capacityPrice[bin % models] = 0.0;
        if (!result.groupCapacityPrice.empty()) result.groupCapacityPrice[bin] = 0.0;
    }
    for (std::size_t p = 0; p < cells.queries; ++p) {
        if (m_table.padding(p)) continue;
        const std::size_t row = m_table.groupOf(p) * models;
        double least = kInfinity;
        for (std::size_t j = 0; j < models; ++j) {
            if (!closed(row + j)) least = std::min(least, open.reduced(m_table, p, j));
        }
        for (std::size_t j = 0; j < models; ++j) {
            if (!closed(row + j)) continue;
            const bool model = m_rows.capacity[j] == 0;
            double& price = model ? result.capacityPrice[j] : result.groupCapacityPrice[row + j];
            price = std::max(price, least - open.reduced(m_table, p, j));
        }
    }
}

}  // namespace orl
