#include "core/lab/query_fields.h"

#include <algorithm>
#include <utility>

namespace orl {

namespace {

std::span<const std::int32_t> assignmentOf(const std::shared_ptr<const Assignment>& assignment) {
    return assignment ? std::span<const std::int32_t>(*assignment)
                      : std::span<const std::int32_t>();
}

std::span<const std::int32_t> routedBy(const SolveView& solve, const std::string& router) {
    if (router.empty()) return {};
    for (std::size_t r = 0; r < solve.evaluations.size() && r < solve.assignments.size(); ++r) {
        if (solve.evaluations[r].router == router) return assignmentOf(solve.assignments[r]);
    }
    return {};
}

}  // namespace

QueryFields::QueryFields(std::shared_ptr<const Prepared> prepared,
                         std::shared_ptr<const SolveView> solve,
                         std::shared_ptr<const SolveView> pinned, std::string router)
    : m_prepared(std::move(prepared)),
      m_solve(std::move(solve)),
      m_pinned(std::move(pinned)),
      m_costs(*m_solve),
      m_chosen(assignmentOf(m_solve->assignment)),
      m_router(routedBy(*m_solve, router)),
      m_pinnedRowsAreSame(m_pinned && (m_pinned->experiment == m_solve->experiment ||
                                       m_pinned->experiment->rows == m_solve->experiment->rows)) {}

std::int32_t QueryFields::pinned(std::size_t i) const {
    if (!m_pinned || !m_pinned->assignment || m_pinned->assignment->empty()) return -1;
    if (m_pinnedRowsAreSame) return (*m_pinned->assignment)[i];
    const auto& rows = m_pinned->experiment->rows;
    const auto found = std::ranges::lower_bound(rows, m_solve->experiment->rows[i]);
    if (found == rows.end() || *found != m_solve->experiment->rows[i]) return -1;
    return (*m_pinned->assignment)[static_cast<std::size_t>(found - rows.begin())];
}

double QueryFields::cell(const Grid& grid, std::size_t i) const {
    const std::int32_t model = chosen(i);
    return model < 0 ? kMissing : grid(static_cast<Eigen::Index>(i), model);
}

double QueryFields::number(QueryField field, std::size_t i) const {
    const Experiment& experiment = *m_solve->experiment;
    const auto place = [](std::int32_t model) { return model < 0 ? kMissing : double(model); };
    switch (field) {
        case QueryField::Text:
        case QueryField::Task:
            return kMissing;
        case QueryField::Level:
            return experiment.level[i];
        case QueryField::Chosen:
            return place(chosen(i));
        case QueryField::Pinned:
            return place(pinned(i));
        case QueryField::Router:
            return place(ofRouter(i));
        case QueryField::PredictedQuality:
            if (experiment.meanQuality.size() > 0) return cell(experiment.meanQuality, i);
            return chosen(i) < 0 ? kMissing : experiment.problem.quality(i, std::size_t(chosen(i)));
        case QueryField::PredictedCost:
            return chosen(i) < 0 ? kMissing : experiment.usd(i, std::size_t(chosen(i)));
        case QueryField::Score:
            return cell(experiment.truth.outcome, i);
        case QueryField::RealizedCost:
            return cell(experiment.truth.realizedCost, i);
        case QueryField::Regret:
            return hasPrices() ? m_costs.regret(i) : kMissing;
        case QueryField::Margin:
            return hasPrices() ? m_costs.margin(i) : kMissing;
        case QueryField::Uncertainty: {
            // Predictions have a row for every query asked for, the experiment only those that can
            // be routed.
            if (!hasUncertainty() || chosen(i) < 0) return kMissing;
            const auto& rows = m_prepared->rows;
            const auto found = std::ranges::lower_bound(rows, experiment.rows[i]);
            return m_prepared->predictions->uncertainty(found - rows.begin(), chosen(i));
        }
    }
    return kMissing;
}

QueryList movedQueries(const QueryFields& fields) {
    return queriesWhere(*fields.solve().experiment, [&](std::uint32_t i) {
        const std::int32_t before = fields.pinned(i);
        return before >= 0 && before != fields.chosen(i);
    });
}

}  // namespace orl
