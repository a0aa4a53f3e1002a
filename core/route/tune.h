#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <span>
#include <stop_token>
#include <string_view>

#include "core/problem.h"
#include "core/route/baselines.h"
#include "core/route/router.h"

namespace orl {

/// What a parameter achieves, on predictions or on the truth.
struct TuneScore {
    double cost = 0.0;      ///< USD; NaN if unknown
    double quality = 0.0;   ///< mean accuracy; NaN if unknown
    bool complete = false;  ///< every query placed
};

/// What tuning looks for.
struct TuneGoal {
    enum class Kind { CheapestAtQuality, BestUnderBudget } kind = Kind::CheapestAtQuality;
    double target = 0.0;  ///< least mean quality, or greatest cost in USD

    bool reachedBy(const TuneScore& score) const;
    /// Whether score is the better one: reached before not reached; among the reached the cheaper
    /// (or abler), among the others the one nearer to the target.
    bool prefers(const TuneScore& score, const TuneScore& other) const;
};

struct Tuned {
    double parameter = std::numeric_limits<double>::quiet_NaN();
    TuneScore score;
    bool reached = false;
};

/// Searches ascending candidate parameters by evaluating them: a coarse even grid first, then finer
/// around the best one and around the cheapest places where the goal is gained or lost, until those
/// are single steps or the evaluations are used up. The score need not be monotone in the
/// parameter; with at most `evaluations` candidates the answer is exact over them.
Tuned tuneParameter(std::span<const double> candidates, const TuneGoal& goal, int evaluations,
                    const std::function<TuneScore(double)>& score);

/// How a baseline with a parameter is tuned.
struct TuneRequest {
    const Constraints& constraints;
    const Truth* truth = nullptr;  ///< judge by recorded outcomes and costs; null: by predictions
    TuneGoal goal;
    std::uint64_t seed = 1;
    int evaluations = 64;  ///< of candidates, where no exact walk is possible
    std::stop_token stop;
};

/// The parameter of threshold, willingness or balance-aware that serves the goal best. Exact over
/// all parameters for threshold and willingness while no capacity binds (a walk along the
/// parameter path); else a search over the values at which the rule can change (an evenly
/// spaced subset of about 20,000 of them on large batches).
/// @throws Cancelled
Tuned tuneBaseline(std::string_view id, const Baseline& baseline, const RoutingProblem& problem,
                   const TuneRequest& request);

/// Cost and accuracy of an assignment, by predictions or by the truth (then over the known cells:
/// accuracy is their mean, an unplaced query counting as wrong; cost is scaled up to all placed
/// queries).
TuneScore scoreOf(const RoutingProblem& problem, const Truth* truth, const Assignment& assignment);

}  // namespace orl
