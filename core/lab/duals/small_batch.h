#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/lab/views.h"

/// A few of the routed queries and models as a batch of its own: small enough that all its routings
/// can be looked at.
namespace orl {

struct SmallBatch {
    /// Experiment, constraints and settings of the small batch; nothing is solved in it.
    std::shared_ptr<const SolveView> view;
    std::vector<std::uint32_t>
        queries;                      ///< positions in the batch that it is drawn from, ascending
    std::vector<std::size_t> models;  ///< columns there, ascending
    /// What had to differ from what the whole batch is held to, a sentence each.
    std::vector<std::string> notes;

    const RoutingProblem& problem() const { return view->experiment->problem; }
    const Constraints& constraints() const { return view->constraints; }
};

/// That many queries, drawn by the seed, and the models that most of the batch goes to. Capacities
/// are the same shares, rounded up to whole slots. Where they cannot hold the queries, or the floor
/// is beyond what these models reach, they give way as far as they must, and a note says so.
/// Constraints on groups are left out.
/// @param queries at least 1; more than there are: all
/// @param models at least 1; more than there are: all
SmallBatch drawnFrom(const SolveView& whole, std::size_t queries, std::size_t models,
                     std::uint64_t seed);

/// Who arrives first is served first.
enum class GreedyRule {
    BestFree,   ///< the model of the greatest predicted quality that has a slot
    Threshold,  ///< the cheapest free one of at least the floor's quality, else the best free one
};
/// What a greedy router has done when the first `arrived` queries are there; −1: not arrived, or no
/// free model may take it.
/// @param order of arrival, positions of all queries
Assignment greedyInOrder(const RoutingProblem& problem, const Constraints& constraints,
                         const std::vector<std::uint32_t>& order, std::size_t arrived,
                         GreedyRule rule);

}  // namespace orl
