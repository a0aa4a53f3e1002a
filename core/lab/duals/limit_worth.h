#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/lab/views.h"
#include "core/support/job.h"

/// What a unit of each limit is worth: read off the prices, and tried.
namespace orl {

enum class LimitKind {
    Answers,  ///< the floor, by right answers
    Money,    ///< the budget, by USD for the batch
    Slots,    ///< L_j of one model
};

/// A limit moved by some units, and what the prices say that does to what is optimised: USD under a
/// floor (more is dearer), expected correct answers under a budget (more is better).
struct LimitStep {
    LimitKind kind = LimitKind::Answers;
    std::size_t model = 0;  ///< column, of Slots
    double units = 1.0;     ///< more, or with a sign less
    double priced = 0.0;    ///< change of the objective; ±∞: the prices say it cannot be done
    /// The price is that of the first unit: the change is at least `priced`, as a number, since the
    /// objective is convex (under a budget concave: at most).
    bool onlyABound = false;
    /// Price of a unit in the other direction, where it is another one: the limit is at a kink.
    std::optional<double> otherSide;
    double free = 0.0;  ///< of Slots: how many are not taken now

    bool operator==(const LimitStep&) const = default;
};

/// The prices that the steps rest on, from the optimizer.
struct LimitPrices {
    PriceRange quality;  ///< as in Sensitivity
    std::vector<PriceRange>
        capacity;  ///< USD under a floor, expected correct answers under a budget
    /// Of groups no ranges are known: both sides are the one price that the optimizer ended with.
    bool ranged = true;
};

/// @throws Error, Cancelled; nothing known where the constraints cannot be met
LimitPrices limitPrices(const SolveView& view, const Job& job);

/// The steps to speak of: one answer more and less (or one cent per 1,000 queries of budget), one
/// slot more and less, and a hundredth of N less, on the dearest model, and one slot on the next
/// that is limited. With `all` one slot more and less on every limited model.
std::vector<LimitStep> limitSteps(const SolveView& view, const LimitPrices& prices, bool all);

/// A step tried: the limits with the unit changed, solved from the beginning.
struct LimitCheck {
    enum class Outcome {
        AsPriced,  ///< within half a percent, or what gaps and rounding leave open
        Differs,
        Infeasible,
    };
    Outcome outcome = Outcome::AsPriced;
    double actual = kMissing;   ///< change of the objective of whole routings, in units of `priced`
    double relaxed = kMissing;  ///< the same of the linear relaxation, as the bounds have it
    std::string explanation;    ///< one sentence, where it differs or cannot be met; else empty
    bool operator==(const LimitCheck&) const = default;
};

/// @throws Error, Cancelled
LimitCheck checkLimit(const SolveView& view, const LimitStep& step, const Job& job);

}  // namespace orl
