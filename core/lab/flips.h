#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "core/lab/views.h"
#include "core/support/job.h"

/// Where a query would go elsewhere: along λ in closed form, along α or the budget, a price and a
/// capacity by solving again. See docs/method.md, "Where a query would go elsewhere".
namespace orl {

enum class FlipAxis {
    QualityPrice,  ///< λ with every μ held, USD per expected correct answer
    Constraint,    ///< α, or in budget mode B as USD per 1,000 queries
    Price,         ///< multiplier of the price of the model that the query is at
    Capacity,      ///< L as a share of N, or that of the query's model where it has its own
};

/// The query goes to one model all along [from, to].
struct FlipSegment {
    double from = 0.0;
    double to = 0.0;
    std::int32_t model = -1;  ///< column; −1: there is no routing
    bool operator==(const FlipSegment&) const = default;
};

/// The query is at one model at `below`, at another at `above`, and the change lies between them;
/// equal where it is known exactly.
struct FlipPoint {
    double below = 0.0;
    double above = 0.0;
    std::int32_t modelBelow = -1;
    std::int32_t modelAbove = -1;
    bool operator==(const FlipPoint&) const = default;
};

/// One axis for one query.
struct FlipLine {
    FlipAxis axis = FlipAxis::QualityPrice;
    double low = 0.0;
    double high = 0.0;
    double now = 0.0;
    /// Column of the model whose price or own capacity is moved; −1: none in particular.
    std::int32_t subject = -1;
    /// 0: no change is missed. Else two changes that lie closer than so many steps of the control
    /// may be.
    int stride = 0;
    std::vector<FlipSegment> segments;  ///< from low to high without a gap
    std::vector<FlipPoint> points;      ///< ascending, one between two segments

    /// −1 outside, or where there is no routing.
    std::int32_t modelAt(double value) const;
    bool operator==(const FlipLine&) const = default;
};

/// How many of some queries go elsewhere than they do now, along one axis.
struct MovedLine {
    FlipAxis axis = FlipAxis::Constraint;
    double low = 0.0;
    double high = 0.0;
    double now = 0.0;
    std::vector<double> values;
    std::vector<double> moved;  ///< queries; NaN where there is no routing
};

/// The lower envelope of c_j + μ_j − λ a_j over λ: exact, in O(M²).
/// @pre the view's routing has finite prices for that query (see Why::hasPrices)
FlipLine qualityPriceFlips(const SolveView& view, std::size_t query);

/// The constraint, α or USD per 1,000, that the routing at this λ and the present μ just holds:
/// where a price of accuracy is to be had by a floor or a budget.
double constraintAt(const SolveView& view, double qualityPrice);

/// What the batch would cost at another floor, all else equal.
struct AtFloor {
    double floor = 0.0;
    double cost = kMissing;  ///< USD; NaN where it cannot be reached
};
/// Solved anew. @throws Cancelled
AtFloor costAtFloor(const SolveView& view, double floor, const Job& job);

struct FlipScan;

/// Solves again along the axes and remembers it, so that the next query of the same batch only
/// looks it up. Belongs to one worker thread. Every solve starts cold: what is found does not
/// depend on what was asked before.
///
/// Small batches are solved at every value that the control can have (α and L 0.1 %, multiplier
/// 0.01, budget in 240 equal ratios), so that nothing is missed. Larger ones coarsely, then between
/// neighbours that differ by halving down to one step. Without capacities and groups α and B are
/// read from the cost curve, to the very query.
class FlipEngine {
  public:
    /// @param fullWork batches up to so many pairs × values are solved at every value
    explicit FlipEngine(double fullWork = kFullWork) : m_fullWork(fullWork) {}

    /// @param axis not QualityPrice
    /// @throws Cancelled
    FlipLine along(const SolveView& view, std::size_t query, FlipAxis axis, const Job& job);
    /// @param queries positions
    /// @param axis Constraint or Capacity
    /// @throws Cancelled
    MovedLine movedAlong(const SolveView& view, std::span<const std::uint32_t> queries,
                         FlipAxis axis, const Job& job);

    static constexpr double kFullWork = 3e7;

  private:
    FlipScan& scanFor(const SolveView& view, FlipAxis axis, std::int32_t subject);

    double m_fullWork;
    std::map<FlipAxis, std::shared_ptr<FlipScan>> m_scans;
};

}  // namespace orl
