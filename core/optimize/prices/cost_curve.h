#pragma once

#include <span>
#include <stop_token>
#include <vector>

#include "core/problem.h"

namespace orl {

/// The least cost as a function of the floor α, exactly and everywhere, without capacities.
///
/// In the linear relaxation without capacities, a query's reachable pairs (quality, cost) are the
/// convex hull of its models, and only the lower hull from its cheapest to its best model is worth
/// buying. The sum over the queries is a sum of convex sets, whose lower boundary consists of all
/// the queries' hull segments in the order of their slopes. So the least cost is convex and
/// piecewise linear in α, and its slope is the price λ at which the next segment is bought.
class CostCurve {
  public:
    struct Point {
        double quality = 0.0;       ///< α_k, mean over the queries
        double cost = 0.0;          ///< least cost at α_k, USD
        double qualityPrice = 0.0;  ///< λ_k: slope to the right of α_k, USD per expected correct
                                    ///< answer; infinite at the last point
    };

    /// O(NM log NM) time. Slopes that differ by rounding only are merged into one step.
    /// @throws Error on an invalid problem; Cancelled
    explicit CostCurve(const RoutingProblem& problem, const std::stop_token& stop = {});

    /// From the cheapest routing (among those the best) to the greatest mean quality (among those
    /// the cheapest). Quality, cost and price rise strictly; every point is an integer routing.
    std::span<const Point> points() const { return m_points; }

    /// Least cost in USD with a mean quality of at least `floor`; NaN above the greatest quality.
    double costAt(double floor) const;
    /// Greatest mean quality for at most `budget` USD; NaN below the least cost.
    double qualityAt(double budget) const;

  private:
    std::vector<Point> m_points;
};

}  // namespace orl
