#include "core/optimize/groups/grouped.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/optimize/groups/row_recovery.h"
#include "core/optimize/groups/row_search.h"
#include "core/optimize/parameters.h"
#include "core/optimize/verify.h"

namespace orl {

namespace {
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
using namespace parameters::groups;
}  // namespace

GroupedOptimizer::GroupedOptimizer(const RoutingProblem& problem, double unit,
                                   std::pmr::memory_resource* memory)
    : m_problem(problem), m_unit(unit), m_lists(memory) {
    for (std::size_t i = 0; i < problem.queryCount(); ++i) {
        double greatest = 0.0;
        for (std::size_t j = 0; j < problem.modelCount(); ++j) {
            if (problem.allowed(i, j)) greatest = std::max(greatest, problem.cost(i, j));
        }
        m_greatestCost += greatest;
    }
}

/// Reorders the table where the groups are not those of the last solve.
void GroupedOptimizer::open(const Constraints& constraints) {
    const std::size_t groups = checkedGroups(m_problem, constraints);
    if (m_table && m_table->groups() == groups && m_group == constraints.group) return;
    m_group = constraints.group;
    m_memory = {};
    m_table = std::make_unique<GroupedTable>(tableOf(m_problem), m_group, groups, m_lists);
    m_transport = std::make_unique<Transport>(*m_table, m_lists);
}

SolveResult GroupedOptimizer::solve(const Constraints& constraints, const SolveOptions& options,
                                    const Assignment& incumbent) {
    const Task task(m_problem, constraints, m_unit);
    if (auto tooFew = task.tooFewSlots()) return std::move(*tooFew);
    open(constraints);
    const GroupTask groups(task, constraints, *m_table, m_greatestCost, m_unit);
    if (auto tooFew = groups.tooFewSlots()) return std::move(*tooFew);
    if (!options.warmStart) m_memory = {};

    SolveResult result;
    const int before = m_transport->evaluations();
    RowDual::Observer observer;
    if (options.recordHistory) {
        observer = [&](const TransportPoint& point, double overall, double dualValue) {
            result.history.push_back(task.record(point, overall, dualValue, result.history));
            result.history.back().evaluations = m_transport->evaluations() - before;
        };
    }
    const auto failed = [&](SolveResult why) {
        why.iterations = m_transport->evaluations() - before;
        why.history = std::move(result.history);
        return why;
    };
    const RowProblem& rows = groups.rows();
    const RowDual::Outcome outcome =
        RowDual(*m_transport, rows, m_memory, options.stop, observer)
            .run(kDualShare * options.gapTarget, options.maxEvaluations);
    if (outcome.unplaced > 0) return failed(groups.unplaced(*m_transport, outcome.unplaced));
    if (!outcome.reachable) return failed(groups.unreachable(*m_transport, m_memory, options.stop));

    Recovered recovered = recover(rows, outcome, options);
    Assignment found = m_table->byQuery(recovered.assignment);
    if (recovered.proof != Proof::Optimal && !incumbent.empty()) {
        const Verification held = verify(m_problem, constraints, incumbent);
        const PlanTotals now = totalsOf(m_problem, found);
        const bool better =
            task.floor() ? held.totals.cost < now.cost : held.totals.quality > now.quality;
        if (held.feasible && (better || !recovered.met)) found = incumbent;
        recovered.met = recovered.met || held.feasible;
    }
    if (!recovered.met) return failed(GroupTask::noAssignment(recovered.complete));
    result.iterations = m_transport->evaluations() - before;
    result.proof = recovered.proof;
    task.summarise(std::move(found), recovered.bound, result);
    groups.reportPrices(outcome, result);
    return result;
}

GroupedOptimizer::Recovered GroupedOptimizer::recover(const RowProblem& rows,
                                                      const RowDual::Outcome& outcome,
                                                      const SolveOptions& options) {
    Recovered best;
    best.bound = outcome.bound;
    best.assignment = unmix(rows, outcome.at, outcome.mixture, options.stop);
    improve(rows, outcome.at, outcome.bound, kImproveShare * options.gapTarget, best.assignment,
            options.stop);
    RowTotals totals = totalsOf(rows, RowVertex(*m_table, best.assignment));
    best.met = met(rows, totals);
    if (!best.met) best.met = tighten(rows, options, best.assignment);
    if (!best.met) best.met = fromBestOverall(rows, outcome, options, best.assignment);
    totals = totalsOf(rows, RowVertex(*m_table, best.assignment));
    const double objective = best.met ? totals.objective : std::numeric_limits<double>::infinity();
    if (objective - best.bound <= options.gapTarget * std::abs(best.bound)) return best;

    RowSearchOutcome search = searchRows(rows, outcome.at, outcome.bound, objective,
                                         best.met ? kNodesToImprove : kNodesToFind, options.stop);
    best.complete = search.complete;
    if (search.better) {
        best.assignment = std::move(*search.better);
        best.met = true;
        totals = totalsOf(rows, RowVertex(*m_table, best.assignment));
    }
    best.proof = best.met && best.complete ? Proof::Optimal : Proof::LimitReached;
    if (best.proof == Proof::Optimal) best.bound = std::max(best.bound, totals.objective);
    return best;
}

/// Where the recovery leaves rows short: asks for more of these than is required, so that what it
/// misses then is not missed of what is required. @returns whether that met the rows
bool GroupedOptimizer::tighten(const RowProblem& rows, const SolveOptions& options,
                               Assignment& assignment) {
    RowProblem more = rows;
    for (const double factor : kAskedMore) {
        const RowTotals totals = totalsOf(rows, RowVertex(*m_table, assignment));
        for (std::size_t k = 0; k < rows.rows.size(); ++k) {
            const double missing = rows.rows[k].required - totals.resource[k];
            if (missing > 0.0) more.rows[k].required += factor * missing;
        }
        const RowDual::Outcome outcome =
            RowDual(*m_transport, more, m_memory, options.stop)
                .run(kDualShare * options.gapTarget, options.maxEvaluations);
        if (!outcome.reachable) return false;
        Assignment candidate = unmix(more, outcome.at, outcome.mixture, options.stop);
        improve(rows, outcome.at, outcome.bound, kImproveShare * options.gapTarget, candidate,
                options.stop);
        assignment = std::move(candidate);
        if (met(rows, totalsOf(rows, RowVertex(*m_table, assignment)))) return true;
    }
    return false;
}

/// Starts from as much as the groups' floors leave for the row over all queries instead.
/// @returns whether that met the rows
bool GroupedOptimizer::fromBestOverall(const RowProblem& rows, const RowDual::Outcome& outcome,
                                       const SolveOptions& options, Assignment& assignment) {
    const RowProblem other = swapped(rows);
    RowMemory memory = m_memory;
    memory.overall = -1.0;
    const RowDual::Outcome most = RowDual(*m_transport, other, memory, options.stop)
                                      .run(kDualShare * options.gapTarget, options.maxEvaluations);
    if (!most.reachable) return false;
    Assignment candidate = unmix(other, most.at, most.mixture, options.stop);
    improve(other, most.at, most.bound, kImproveShare * options.gapTarget, candidate, options.stop);
    if (!met(rows, totalsOf(rows, RowVertex(*m_table, candidate)))) return false;
    improve(rows, outcome.at, outcome.bound, kImproveShare * options.gapTarget, candidate,
            options.stop);
    assignment = std::move(candidate);
    return met(rows, totalsOf(rows, RowVertex(*m_table, assignment)));
}

double GroupedOptimizer::extreme(const Constraints& constraints, bool quality) {
    const Task task(m_problem, constraints, m_unit);
    if (task.tooFewSlots()) return kNaN;
    open(constraints);
    const GroupTask groups(task, constraints, *m_table, m_greatestCost, m_unit);
    if (groups.tooFewSlots()) return kNaN;
    GroupTerms terms;
    if (groups.rows().capped) terms.capacity = groups.rows().groupCapacity;
    const Multipliers start{quality ? 0.0 : 1.0, quality ? 1.0 : 0.0, {}};
    TransportPoint point;
    if (m_transport->solve(task.capacity(), start, {}, {}, point, terms) > 0) return kNaN;
    const PlanTotals totals = totalsOf(m_problem, m_table->byQuery(point.assignment));
    return quality ? totals.quality : totals.cost;
}

double GroupedOptimizer::maxQuality(const Constraints& constraints) {
    return extreme(constraints, true);
}

double GroupedOptimizer::minCost(const Constraints& constraints) {
    Constraints floors = constraints;
    floors.mode = RoutingMode::CostUnderFloor;
    floors.qualityFloor = 0.0;
    const auto given = [](double floor) { return !std::isnan(floor); };
    if (std::none_of(floors.groupFloor.begin(), floors.groupFloor.end(), given))
        return extreme(floors, false);
    const SolveResult result = solve(floors, {});
    return result.solved() ? result.cost : kNaN;
}

}  // namespace orl
