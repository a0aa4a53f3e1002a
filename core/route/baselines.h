#pragma once

#include <cstdint>
#include <memory>
#include <stop_token>
#include <string_view>

#include "core/problem.h"
#include "core/route/placement.h"
#include "core/route/router.h"

namespace orl {

/// What a baseline's rule reads besides the problem.
struct PlacementInput {
    const Constraints& constraints;
    double parameter = 0.0;  ///< τ or w; unused by rules without one
    std::uint64_t seed = 1;
    const Truth* truth = nullptr;
    std::stop_token stop;
};

/// A rule that places one query after the other while others fill and free the slots.
class Picker {
  public:
    virtual ~Picker() = default;
    Picker(const Picker&) = delete;
    Picker& operator=(const Picker&) = delete;

    /// The model for a query of the problem; −1 where all that it may take are full. Takes no slot.
    virtual std::int32_t pick(std::size_t query, const Slots& slots) = 0;

  protected:
    Picker() = default;
};

/// A greedy rule: a preference order over the models per query. Queries are placed in row order;
/// forbidden pairs and full models are passed over; a query that is left with none stays at -1.
///
/// Ties: rules that look for cost prefer the higher quality among equal costs, rules that look for
/// quality the lower cost among equal qualities, then the lower column.
class Baseline {
  public:
    virtual ~Baseline() = default;
    Baseline(const Baseline&) = delete;
    Baseline& operator=(const Baseline&) = delete;

    /// Overwrites the assignment; keeps its memory, so that tuning can call it often.
    /// @throws Cancelled
    virtual void place(const PlacementInput& input, Assignment& assignment) const = 0;
    /// The same rule, a query at a time. The baseline and the input's truth must outlive it.
    virtual std::unique_ptr<Picker> picker(const PlacementInput& input) const = 0;

  protected:
    Baseline() = default;
};

/// The problem must outlive the baseline. Null when id is no baseline and not the oracle.
std::unique_ptr<Baseline> makeBaseline(std::string_view id, const RoutingProblem& problem);

/// w at which the mean spread of costs over the models weighs as much as the mean spread of
/// qualities: mean_i(max_j c − min_j c) / mean_i(max_j a − min_j a), in USD per correct answer.
/// 0 when no query's qualities differ.
double defaultWillingness(const RoutingProblem& problem);

/// Wraps a baseline as a router: default or budget-tuned parameter, timing, judgement.
std::unique_ptr<Router> makeBaselineRouter(std::string_view id, const RoutingProblem& problem);

}  // namespace orl
