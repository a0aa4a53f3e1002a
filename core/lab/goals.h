#pragma once

#include <string>
#include <vector>

#include "core/evaluate/guarantee.h"
#include "core/lab/solving.h"
#include "core/scenario.h"
#include "core/support/job.h"

/// Asked for the goal instead of the setting. Every answer is the routing itself, solved and judged
/// on the record; what the prices promise stands beside it. Costs are USD per 1,000 queries, solves
/// start cold, so that an answer does not depend on what was asked before.
/// See docs/method.md, "Goals".
namespace orl {

/// "Cheapest for so much realized accuracy, with so much confidence."
struct GuaranteeGoal {
    Guarantee guarantee;
    /// At the floor that keeps it, or where it is out of reach at that of the largest guarantee.
    Routed at;
    ConstraintSettings taken;            ///< what was asked with `at` in force
    double nextPointCosts = kMissing;    ///< a point more guaranteed, solved; NaN: not to be had
    double nextPointByPrice = kMissing;  ///< the same by λ
};

/// @param batch as it is predicted for the guarantee
/// @param asked whose capacities count
/// @param path  calibrated for them
/// @throws Error when accuracy is outside [0,1]; Cancelled
GuaranteeGoal cheapestGuaranteed(const Experiment& batch, const ConstraintSettings& asked,
                                 const FloorPath& path, double accuracy, const Job& job);

/// "Best for so much money."
struct BudgetGoal {
    double budget = kMissing;  ///< asked for
    bool reachable = false;    ///< the limits leave a routing that costs no more
    /// The most accurate for the budget, or where it is too small for what costs least.
    Routed at;
    ConstraintSettings taken;  ///< what was asked with `at` in force
    /// What the same predicted accuracy costs at least: a lower budget would be no worse. Where the
    /// budget is too small, what any routing costs at least.
    double enough = kMissing;
    double percentGains = kMissing;    ///< predicted accuracy, of 1 % more money, solved
    double percentByPrice = kMissing;  ///< the same by λ
};

/// @param asked whose capacities and groups count
/// @throws Error, Cancelled
BudgetGoal bestForBudget(const Experiment& experiment, const ConstraintSettings& asked,
                         double budget, const Job& job);

enum class RelaxedKind { Floor, Budget, CommonCapacity, ModelCapacity, GroupFloor, GroupCap };

/// One limit, relaxed by one step.
struct RelaxedLimit {
    RelaxedKind kind = RelaxedKind::Floor;
    std::string model;  ///< of a capacity or a group's cap
    std::string group;
    double from = kMissing;  ///< a share in [0,1], or USD per 1,000
    double to = kMissing;
    ConstraintSettings relaxed;  ///< with the step taken
    bool reachable = false;      ///< all limits can then be met
    double cost = kMissing;      ///< then, predicted
    double accuracy = kMissing;  ///< then, predicted
    /// Under a floor USD per 1,000 saved, under a budget predicted accuracy gained; NaN where the
    /// limits cannot be met now or then.
    double gain = kMissing;
    double byPrice = kMissing;  ///< the same by λ and μ, which hold for the smallest of steps only
    bool proven = false;        ///< both routings that the gain rests on are proven to be the best
};

/// "Which limit first?"
struct LimitRanking {
    Routed now;
    std::vector<RelaxedLimit> steps;  ///< greatest gain first; where nothing is reached now, the
                                      ///< least cost or greatest accuracy first
};

/// Every limit that is set, one at a time. A floor that a guarantee found is none of them: its
/// step is the goal of the guarantee.
/// @param step in (0,1]: of accuracy, of N or of a group's queries, and of the budget itself
/// @throws Error, Cancelled
LimitRanking relaxEach(const Experiment& experiment, const ConstraintSettings& asked, double step,
                       const Job& job);

}  // namespace orl
