#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/experiment/experiment.h"

/// Some of the queries, chosen on any chart or table, and what a routing does with them.
namespace orl {

/// Queries of one data set and how they came to be chosen.
struct Selection {
    std::uint64_t data = 0;         ///< Dataset::queryFingerprint of the data set
    std::vector<std::size_t> rows;  ///< of the data set, ascending, each once, at least one
    std::string reason;             ///< for people: "level 4 → gpt-4o"

    bool operator==(const Selection&) const = default;
};

/// Positions of queries in Experiment::rows, ascending.
using QueryList = std::vector<std::uint32_t>;

/// Of the rows, those that are routed.
QueryList routedOf(const Experiment& experiment, std::span<const std::size_t> rows);
/// The data set's rows of these queries.
std::vector<std::size_t> rowsOf(const Experiment& experiment,
                                std::span<const std::uint32_t> queries);
/// All routed rows that are not among those.
std::vector<std::size_t> invertedRows(const Experiment& experiment,
                                      std::span<const std::size_t> rows);

/// `count` of so many queries, drawn by the seed; more than there are: all.
QueryList drawnQueries(std::size_t all, std::size_t count, std::uint64_t seed);

/// The queries for which `wanted(position)` holds.
template <typename Wanted>
QueryList queriesWhere(const Experiment& experiment, Wanted&& wanted) {
    QueryList found;
    for (std::uint32_t i = 0; i < experiment.rows.size(); ++i) {
        if (wanted(i)) found.push_back(i);
    }
    return found;
}

/// How a routing does on some of its queries.
struct PartFigures {
    std::size_t queries = 0;
    std::size_t served = 0;
    double cost = 0.0;            ///< predicted, USD for what was served of them
    double costShare = kMissing;  ///< of the predicted cost of the batch; NaN where that is 0
    double predictedAccuracy = kMissing;  ///< unknown unless all of them are served
    double realizedAccuracy = kMissing;   ///< over recorded scores; unknown unless all are served
    double realizedCost = kMissing;       ///< USD, cells without a record scaled up from the rest
    std::size_t unknownOutcomes = 0;
    std::vector<double> share;  ///< of these queries, per model

    double costPer1000() const { return cost / static_cast<double>(queries) * 1000.0; }
    double realizedCostPer1000() const {
        return realizedCost / static_cast<double>(queries) * 1000.0;
    }
};

/// @param assignment of every query of the experiment; empty: nothing is served
PartFigures figuresOf(const Experiment& experiment, std::span<const std::int32_t> assignment,
                      std::span<const std::uint32_t> queries);

/// How many queries go where by two routings: at i·M + j those for which the one takes i and the
/// other j. M × M, queries that either leaves out are not counted.
std::vector<std::int64_t> disagreements(const Experiment& experiment,
                                        std::span<const std::int32_t> one,
                                        std::span<const std::int32_t> other);

}  // namespace orl
