#pragma once

#include <cstdint>
#include <span>

#include "core/lab/views.h"

namespace orl {

/// What each model would cost a query at the optimizer's prices, c − λa + μ, USD per query, and
/// what its seconds cost where they have a price. At an
/// optimum every query sits at a least one, but for ties that the constraints settle. Groups add
/// their own prices to λ and μ.
class ReducedCosts {
  public:
    /// @param view stays as it is as long as this is used
    explicit ReducedCosts(const SolveView& view);

    /// Whether the routing has prices: those of baselines and of constraints that cannot be met
    /// have none.
    bool known() const { return m_prices != nullptr; }
    /// λ of the query, USD per expected correct answer, its group's included.
    double qualityPrice(std::size_t query) const;
    /// μ of the model for the query, USD per slot, its group's included.
    double slotPrice(std::size_t query, std::size_t model) const;
    /// What the seconds of the answer cost, USD: ω and the price of the cap on their mean. 0 where
    /// neither is; +infinity where a cap has a say and they are unknown.
    double secondsPrice(std::size_t query, std::size_t model) const;
    /// +infinity where the pair may not be chosen.
    double of(std::size_t query, std::size_t model) const;
    /// The same of the recorded score and cost; NaN where either is unknown, +infinity where the
    /// pair may not be chosen.
    double recorded(std::size_t query, std::size_t model) const;

    /// How far the next best choice is from the one taken; negative where a tie was settled against
    /// it, infinite where there is no other, NaN where the query is not served.
    double margin(std::size_t query) const;
    /// What the choice cost more than the least by recorded score and cost: what hindsight would
    /// have saved at these prices. NaN where the choice's record is not known.
    double regret(std::size_t query) const;

  private:
    const Experiment& m_experiment;
    const Constraints& m_constraints;
    std::span<const std::int32_t> m_assignment;
    const SolveResult* m_prices;
};

}  // namespace orl
