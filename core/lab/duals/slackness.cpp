#include "core/lab/duals/slackness.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace orl {

bool SlacknessItem::holds() const {
    constexpr double kNothing = 1e-9;
    switch (kind) {
        case Regret:
            return amount == 0.0;
        case Floor:
        case Slots:
            break;
    }
    return amount >= -kNothing && (price <= 0.0 || std::abs(amount) <= kNothing);
}

Slackness slacknessOf(const SmallBatch& batch, const HeldPrices& prices,
                      const Assignment& routing) {
    constexpr double kRegretRounding = 1e-9;
    const RoutingProblem& problem = batch.problem();
    const Constraints& constraints = batch.constraints();
    const bool floor = constraints.mode == RoutingMode::CostUnderFloor;
    const auto queries = static_cast<double>(problem.queryCount());
    const PlanTotals totals = totalsOf(problem, routing);
    // Under a budget everything is measured in answers: divided by λ.
    const double unit = floor ? 1.0 : prices.qualityPrice;
    const auto priceOf = [&](std::size_t j) {
        return prices.capacityPrice.empty() ? 0.0 : prices.capacityPrice[j];
    };
    const auto reduced = [&](std::size_t i, std::size_t j) {
        return problem.cost(i, j) - prices.qualityPrice * problem.quality(i, j) + priceOf(j);
    };
    Slackness result;
    SlacknessItem regret;
    double least = 0.0;
    for (std::size_t i = 0; i < problem.queryCount(); ++i) {
        double best = std::numeric_limits<double>::infinity();
        for (std::size_t j = 0; j < problem.modelCount(); ++j) {
            if (problem.allowed(i, j)) best = std::min(best, reduced(i, j));
        }
        const double over = reduced(i, static_cast<std::size_t>(routing[i])) - best;
        const double rounding = kRegretRounding * std::max(std::abs(best), 1e-6);
        regret.amount += over > rounding ? 1.0 : 0.0;
        regret.pays += over / unit;
        least += best;
    }
    result.items.push_back(regret);
    SlacknessItem goal;
    goal.kind = SlacknessItem::Floor;
    if (floor) {
        goal.amount = totals.quality - constraints.qualityFloor;
        goal.price = prices.qualityPrice;
        goal.pays = goal.amount * queries * goal.price;
    } else {
        goal.amount = constraints.budget - totals.cost;
        goal.price = 1.0 / unit;
        goal.pays = goal.amount * goal.price;
    }
    result.items.push_back(goal);
    double slots = 0.0;
    for (std::size_t j = 0; j < problem.modelCount(); ++j) {
        const std::int64_t limit =
            std::min(constraints.capacityOf(j), static_cast<std::int64_t>(problem.queryCount()));
        if (limit == static_cast<std::int64_t>(problem.queryCount()) && priceOf(j) == 0.0) continue;
        SlacknessItem item;
        item.kind = SlacknessItem::Slots;
        item.model = j;
        item.amount = static_cast<double>(limit - totals.load[j]);
        item.price = priceOf(j) / unit;
        item.pays = item.amount * item.price;
        slots += priceOf(j) * static_cast<double>(limit);
        result.items.push_back(item);
    }
    if (floor) {
        result.bound = constraints.qualityFloor * queries * prices.qualityPrice + least - slots;
        result.value = totals.cost;
    } else {
        result.bound = (constraints.budget - least + slots) / unit;
        result.value = totals.quality * queries;
    }
    return result;
}

}  // namespace orl
