#pragma once

#include <limits>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "core/lab/query_fields.h"

/// Which queries a table shows, and in what order.
namespace orl {

/// A number between two limits, both included; what is unknown is not.
struct FieldRange {
    QueryField field = QueryField::PredictedQuality;
    double least = -std::numeric_limits<double>::infinity();
    double greatest = std::numeric_limits<double>::infinity();
    bool operator==(const FieldRange&) const = default;
};

/// What a query has to be to be shown; everything that is set has to hold.
struct QueryFilter {
    enum class Outcome { Any, Right, Wrong, Unknown };

    std::string text;                  ///< is in the query's text, whatever the case of letters
    std::vector<std::string> tasks;    ///< any of them; none: all
    std::vector<std::int32_t> levels;  ///< as in Experiment::level
    std::vector<std::int32_t> chosen;  ///< model columns
    Outcome outcome = Outcome::Any;    ///< of the choice: right is a recorded score of at least 0.5
    bool disagrees = false;            ///< the router compared with chooses another model
    bool moved = false;                ///< another model than at the pin
    std::shared_ptr<const QueryList> within;  ///< one of these; null: any
    std::vector<FieldRange> ranges;

    /// How many conditions are set.
    int conditions() const;
    bool operator==(const QueryFilter&) const = default;
};

struct QuerySort {
    QueryField field = QueryField::Text;
    bool descending = false;
    bool operator==(const QuerySort&) const = default;
};

/// Filters and sorts the queries of one solve after the other; remembers what it can use again.
/// Belongs to one worker thread.
class QueryLister {
  public:
    /// @param threads as of threadCount()
    explicit QueryLister(int threads = 0) : m_threads(threads) {}

    /// Positions of the queries that pass, in order: by the first key, among its equals by the
    /// next, at last by row. Unknown goes last either way; texts are compared without what many
    /// begin with.
    /// @param freeze the order stays that of the last call while a hand moves a constraint, as far
    /// as the queries are
    ///        the same
    /// @throws Cancelled
    std::shared_ptr<const QueryList> list(const QueryFields& fields, const QueryFilter& filter,
                                          const std::vector<QuerySort>& sort, bool freeze,
                                          const std::stop_token& stop);

  private:
    const std::vector<char>& hits(const QueryFields& fields, const std::string& text,
                                  const std::stop_token& stop);
    const std::vector<double>& ranks(const QueryFields& fields, QueryField field,
                                     const std::stop_token& stop);
    QueryList sorted(const QueryFields& fields, const std::vector<QuerySort>& sort,
                     const std::stop_token& stop);

    int m_threads;
    std::shared_ptr<const Experiment> m_experiment;  ///< that what follows is of
    std::uint64_t m_data = 0;                        ///< QueryFields::data of it
    std::vector<QuerySort> m_sort;
    bool m_sortsSolve = false;  ///< the order changes with the routing
    QueryList m_order;          ///< all queries; empty: none yet
    std::string m_hitsOf;
    std::vector<char> m_hits;  ///< per query, of m_hitsOf
    /// Places of the texts and tasks in their order, made when first asked for.
    std::vector<double> m_textRanks;
    std::vector<double> m_taskRanks;
};

/// What a foot line says of a list.
PartFigures figuresOf(const QueryFields& fields, const QueryList& list);

}  // namespace orl
