#pragma once

#include <cstdint>
#include <vector>

#include "core/lab/duals/batch.h"
#include "core/lab/duals/small_batch.h"
#include "core/support/job.h"

/// All routings of a small batch, its linear relaxation, and where the gap between them comes from.
namespace orl {

enum class RoutingKind : std::uint8_t { OverSlots, WithinSlots, Holds };

/// Every routing of a batch, or a sample of them, as points.
class RoutingCloud {
  public:
    /// More routings than this are sampled.
    static constexpr std::size_t kMost = 100'000;

    /// @param seed of the sample
    /// @throws Cancelled
    RoutingCloud(const SmallBatch& batch, std::uint64_t seed, const Job& job);

    bool complete() const { return m_complete; }
    /// How many routings there are, as a number that may be vast.
    double total() const { return m_total; }
    std::size_t size() const { return m_cost.size(); }
    double cost(std::size_t index) const { return m_cost[index]; }        ///< USD
    double quality(std::size_t index) const { return m_quality[index]; }  ///< mean
    RoutingKind kind(std::size_t index) const { return m_kind[index]; }
    /// How many of the points are of that kind or a stricter one.
    std::size_t count(RoutingKind atLeast) const;
    Assignment routing(std::size_t index) const;

  private:
    void add(const Assignment& routing);

    std::shared_ptr<const SolveView> m_view;
    std::vector<std::vector<std::int32_t>> m_choices;  ///< models that each query may take
    std::uint64_t m_seed = 0;
    bool m_complete = false;
    double m_total = 0.0;
    std::vector<double> m_cost;
    std::vector<double> m_quality;
    std::vector<RoutingKind> m_kind;
    std::vector<std::int64_t> m_load;  ///< scratch
};

RoutingKind kindOf(const Constraints& constraints, const PlanTotals& totals);

/// The linear relaxation, in which queries may be split between models.
struct Relaxation {
    bool feasible = false;
    HeldPrices prices;  ///< optimal
    /// Its optimum: least cost, USD, or greatest mean quality under a budget.
    double bound = kMissing;
    double quality = kMissing;  ///< mean, of the optimum
    double cost = kMissing;     ///< USD, of the optimum
    /// The two whole routings that it mixes; the same where nothing is split.
    Assignment below;
    Assignment above;
    double share = 0.0;     ///< of `above` in the mixture
    std::size_t split = 0;  ///< queries in which the two differ
    /// Lower edge of all that splitting reaches within the capacities, from the cheapest to the
    /// best: mean quality and USD.
    struct Corner {
        double quality;
        double cost;
    };
    std::vector<Corner> edge;
};

/// Exact: every corner of the edge is a routing, found where the line through two others shows that
/// there is one below. @param corners at most so many of the edge are sought; the optimum is always
/// @throws Cancelled
Relaxation relaxationOf(const SmallBatch& batch, std::size_t corners, const Job& job);

/// Complementary slackness: what a routing costs beyond the bound, condition by condition. The
/// identity is exact for every complete routing and every price: cost = bound + Σ pays.
struct SlacknessItem {
    enum Kind { Regret, Floor, Slots } kind = Regret;
    std::size_t model = 0;  ///< column, of Slots
    /// Of Regret: queries that are not at a least reduced cost. Of Floor: mean quality above it
    /// (under a budget USD below it), negative where it is missed. Of Slots: free slots, negative
    /// where they are too few.
    double amount = 0.0;
    double price = 0.0;  ///< λ per answer (under a budget answers per USD), μ per slot
    double pays = 0.0;   ///< USD; under a budget expected correct answers that are lost
    bool holds() const;
};
struct Slackness {
    double bound = kMissing;           ///< USD, or expected correct answers under a budget
    double value = kMissing;           ///< the routing's
    std::vector<SlacknessItem> items;  ///< regret, floor, then the slots of every limited model
};
/// @param routing complete
Slackness slacknessOf(const SmallBatch& batch, const HeldPrices& prices, const Assignment& routing);

/// A few queries with all that is known of their routings.
struct RoutingsView {
    std::shared_ptr<const SolveView> whole;
    SmallBatch batch;
    RoutingCloud cloud;
    Relaxation relaxation;
    SolveResult best;  ///< to proof
};
/// @throws Error, Cancelled
std::shared_ptr<const RoutingsView> routingsOf(std::shared_ptr<const SolveView> whole,
                                               std::size_t queries, std::size_t models,
                                               std::uint64_t seed, const Job& job);

/// The first seed from `from` on whose queries have a floor that binds and a gap to see; `from`
/// where none of a few dozen has. @throws Cancelled
std::uint64_t tellingSeed(const SolveView& whole, std::size_t queries, std::size_t models,
                          std::uint64_t from, const Job& job);

/// Relative gap of the prices alone over samples of one size.
struct GapPoint {
    std::size_t queries = 0;
    std::size_t samples = 0;  ///< that could be solved
    double mean = kMissing;
    double least = kMissing;
    double greatest = kMissing;
};
/// @param sizes ascending
/// @throws Cancelled
std::vector<GapPoint> gapsOver(const SolveView& whole, const std::vector<std::size_t>& sizes,
                               std::size_t models, int samples, std::uint64_t seed, const Job& job);
/// (best − bound) / bound of a batch that is solved to proof; NaN where it cannot be.
double gapOfPrices(const SmallBatch& batch, const Relaxation& relaxation, const Job& job);

}  // namespace orl
