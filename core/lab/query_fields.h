#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "core/lab/reduced_cost.h"
#include "core/lab/selection.h"
#include "core/lab/views.h"

namespace orl {

/// What can be known of a routed query, one column each.
enum class QueryField {
    Text,
    Task,
    Level,
    Chosen,            ///< the solver's model
    Pinned,            ///< the model it had when the state was pinned
    Router,            ///< the choice of the router compared with
    PredictedQuality,  ///< a of the choice
    PredictedCost,     ///< c of the choice, USD
    Score,             ///< recorded score of the choice
    RealizedCost,      ///< recorded cost of the choice, USD
    Regret,            ///< see ReducedCosts, USD
    Margin,            ///< see ReducedCosts, USD
    Uncertainty,       ///< σ of the choice's a
};

/// Reads the fields of one solve. Reads what it was given when it is asked: makes no copies.
class QueryFields {
  public:
    /// @param pinned an earlier solve of the same queries; may be null
    /// @param router id of the router compared with; empty: none
    QueryFields(std::shared_ptr<const Prepared> prepared, std::shared_ptr<const SolveView> solve,
                std::shared_ptr<const SolveView> pinned, std::string router);

    std::size_t size() const { return m_solve->experiment->rows.size(); }
    const SolveView& solve() const { return *m_solve; }
    /// Dataset::queryFingerprint of the data.
    std::uint64_t data() const { return m_prepared->queryFingerprint; }
    const Query& query(std::size_t i) const {
        return m_prepared->data->queries[m_solve->experiment->rows[i]];
    }
    /// Its text without what many others begin with.
    std::string_view ownText(std::size_t i) const {
        const std::string& text = query(i).text;
        return m_prepared->beginnings ? m_prepared->beginnings->split(text).rest
                                      : std::string_view(text);
    }
    /// Model column, −1 where none is known.
    std::int32_t chosen(std::size_t i) const { return at(m_chosen, i); }
    std::int32_t ofRouter(std::size_t i) const { return at(m_router, i); }
    std::int32_t pinned(std::size_t i) const;
    bool hasPin() const { return m_pinned != nullptr; }
    bool hasRouter() const { return !m_router.empty(); }
    bool hasPrices() const { return m_costs.known(); }
    bool hasUncertainty() const { return m_prepared->predictions->uncertainty.size() > 0; }

    /// The field as a number to sort and compare by: a model's or level's position; NaN unknown. Of
    /// texts and tasks: NaN, they are compared as such.
    double number(QueryField field, std::size_t i) const;

  private:
    static std::int32_t at(std::span<const std::int32_t> assignment, std::size_t i) {
        return assignment.empty() ? -1 : assignment[i];
    }
    double cell(const Grid& grid, std::size_t i) const;

    std::shared_ptr<const Prepared> m_prepared;
    std::shared_ptr<const SolveView> m_solve;
    std::shared_ptr<const SolveView> m_pinned;
    ReducedCosts m_costs;
    std::span<const std::int32_t> m_chosen;
    std::span<const std::int32_t> m_router;
    /// The pinned view's position of each query is its own, or found by its row.
    bool m_pinnedRowsAreSame = false;
};

/// Queries that go to another model than at the pin. @param pinned may be of other prices
QueryList movedQueries(const QueryFields& fields);

}  // namespace orl
