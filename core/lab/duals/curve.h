#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "core/lab/duals/batch.h"
#include "core/support/job.h"

namespace orl {

/// The batch at one λ with the slots at their best prices: a vertex of the least cost over quality.
struct PricePoint {
    HeldPrices prices;
    double cost = 0.0;     ///< Σ c, USD
    double quality = 0.0;  ///< Σ a
    double value = 0.0;    ///< φ, see HeldAnswer
};

/// Prices along λ, straight between neighbours: what a hand that moves λ takes along. With every μ
/// held it has the two ends alone.
using PricePath = std::vector<HeldPrices>;

/// Prices on the path at λ; beyond its ends those of the ends.
/// @pre not empty
HeldPrices pricesAt(const PricePath& path, double qualityPrice);

/// φ over λ with every slot at its best price. It is concave and piecewise linear in λ, and each
/// point of it, (Σa, Σc), is where the line of slope λ touches the least cost of every quality.
struct PriceCurve {
    std::shared_ptr<const DualBatch> batch;
    double highest = 0.0;  ///< end of the range that pictures show, USD per answer
    /// Ascending in λ from 0, exact at each; beyond `highest` up to the greatest quality.
    std::vector<PricePoint> points;
    /// What straight lines between the points miss at most, USD, of φ and of the least cost alike.
    double error = 0.0;
    bool complete = false;  ///< false: more points are coming

    /// The points within the range.
    PricePath path() const;
    /// At most φ, and equal at the points.
    double valueAt(double qualityPrice) const;
};

/// A range of λ in which an optimum at `optimal` stands well: up to 1.6 times it or the next round
/// number; where there is none (0, or not finite) by the slope between the cheapest and the best
/// routing.
double rangeFor(DualEngine& engine, double optimal);

/// Solves along λ: evenly first, then where straight lines miss most, until they miss no more than
/// a thousandth of the range of costs.
/// @param superseded ends it early, but not before the even points: something newer waits
/// @param publish is handed what there is after the even points and at the end
/// @throws Cancelled; publishes nothing where the capacities cannot hold all queries
void tracePrices(DualEngine& engine, double highest, const Job& job,
                 const std::stop_token& superseded,
                 const std::function<void(std::shared_ptr<const PriceCurve>)>& publish);

/// φ with every μ held, at `count` even steps of λ from 0 to `highest`: as pairs (λ, φ).
/// @throws Cancelled
struct HeldCurve {
    std::vector<double> capacityPrice;
    std::vector<double> qualityPrice;
    std::vector<double> value;
};
HeldCurve traceHeld(DualEngine& engine, const std::vector<double>& capacityPrice, double highest,
                    std::size_t count, const Job& job);

/// φ over (λ, μ_j) with every other μ as held.
struct PriceMap {
    std::size_t model = 0;
    std::size_t columns = 0;
    std::size_t rows = 0;
    double highest = 0.0;       ///< λ of the last column; the first is 0
    double highestSlot = 0.0;   ///< μ_j of the last row; the first is 0
    std::vector<double> value;  ///< by row
};
/// @throws Cancelled
PriceMap mapPrices(DualEngine& engine, const HeldPrices& held, std::size_t model, double highest,
                   double highestSlot, std::size_t columns, std::size_t rows, const Job& job);

/// One step of the supergradient ascent from these prices, as far as the tangent needs to reach
/// `target` (Polyak's step): it never passes the maximum of φ where only λ moves.
/// @param target bound to climb to; NaN: unknown, then a step of `fallback` USD
/// @param follow only λ moves; the slots follow it by themselves
HeldPrices climbed(const DualBatch& batch, const DualGoal& goal, const HeldAnswer& from,
                   double target, double fallback, bool follow);

}  // namespace orl
