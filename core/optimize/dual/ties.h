#pragma once

#include <algorithm>
#include <cstddef>
#include <limits>
#include <vector>

#include "core/optimize/dual/dual_function.h"
#include "core/optimize/parameters.h"

/// A query ties between two models where their reduced costs differ by no more than a tolerance;
/// queries that do so alike are a crowd. How large the tolerance is depends on what the multipliers
/// are known from (parameters.h), what it is relative to does not: Multipliers::terms.
namespace orl::ties {

/// The greatest regret that is none in a proof whose objective is exact to `rounding`: no choice
/// of ties by all queries adds up to it.
inline double ofRounding(double rounding, std::size_t queries) {
    return rounding / static_cast<double>(parameters::kTiesPerQuery * queries);
}

/// A margin beyond this is no tie of any query, if ties are up to `tolerance` of a query's terms:
/// seen without reading the query's cells.
/// @param pair the greatest s·c + t·a of an allowed pair
inline double greatest(double tolerance, double pair, const std::vector<double>& price) {
    double term = pair;
    for (const double p : price) {
        if (p < std::numeric_limits<double>::infinity()) term = std::max(term, p);
    }
    return term * (parameters::kGreatestTieTerms * tolerance);
}

/// Calls visit(k) for the models k that tie with the query's model `from`, or are better.
template <typename Visit>
void forTied(const Table& table, const Multipliers& at, std::size_t query, std::size_t from,
             double tie, Visit visit) {
    const double here = at.reduced(table, query, from);
    for (std::size_t k = 0; k < table.models; ++k) {
        if (k != from && at.reduced(table, query, k) - here <= tie) visit(k);
    }
}

}  // namespace orl::ties
