#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/optimize/optimize.h"
#include "core/support/random.h"

namespace orl::testing {

/// What results of exact small instances may differ by, relative.
inline constexpr double kTolerance = 1e-9;

/// A small problem and constraints drawn to hit the odd cases often: ties, equal models, zero and
/// extreme costs, forbidden pairs, capacities of 0 and without a slot to spare.
struct SmallInstance {
    RoutingProblem problem;
    Constraints constraints;
};
SmallInstance smallInstance(Random& random);
/// The same with up to three groups, floors and caps of theirs: floors at a group's best to the
/// last bit, floors that conflict, caps of 0 and without a slot to spare.
SmallInstance smallGroupedInstance(Random& random);

/// Best integer assignment by trying them all; groups included.
struct Exhaustive {
    bool placeable = false;  ///< some complete assignment fits the capacities
    std::size_t slots = 0;   ///< sum of the capacities, each at most N
    std::size_t held = 0;    ///< most queries that can be placed at once
    double bestQuality = 0.0;
    double leastCost = 0.0;
    std::vector<double> groupBest;  ///< highest mean quality of each group within the capacities
    std::optional<double> optimum;  ///< of the mode's objective; empty: infeasible
    /// The same where the floor or budget may be missed by a relative 1e-9: no solution that
    /// verify() accepts is better.
    std::optional<double> looseOptimum;
};
Exhaustive exhaustive(const RoutingProblem& problem, const Constraints& constraints);

enum class Kind { RouterBench, Tied, Uniform, Adversarial, Tight };
const char* nameOf(Kind kind);
/// Larger instances: lognormal costs and correlated qualities as in RouterBench; kNN-like qualities
/// in 1/16 steps with one cost per model; independent uniform numbers; nothing but ties; prices
/// over three decades with qualities logistic in a difficulty that all models share.
RoutingProblem instance(Kind kind, std::size_t queries, std::size_t models, std::uint64_t seed);
/// Each model may take this share of the queries.
std::vector<std::int64_t> capacityShare(const RoutingProblem& problem, double share);
/// These capacities, and a floor that part of the way from the cheapest routing to the best one.
Constraints floorAt(const RoutingProblem& problem, double share, double fraction);
/// These capacities, and as a floor 97 % of the middle between the quality of the cheapest models
/// and the best: what Kind::Tight is meant for.
Constraints tightFloor(const RoutingProblem& problem, double share);

/// Groups of falling size; floors for all but the last, above what the global floor alone gives the
/// group; and for the first two groups a cap on the model that this would use most.
/// @param share    capacity of each model as a share of the queries
/// @param fraction where α lies between the cheapest routing's quality and the best
Constraints groupedConstraints(const RoutingProblem& problem, std::size_t groups, double share,
                               double fraction, std::uint64_t seed);

}  // namespace orl::testing
