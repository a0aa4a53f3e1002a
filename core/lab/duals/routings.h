#pragma once

#include <cstdint>
#include <vector>

#include "core/lab/duals/relaxation.h"
#include "core/lab/duals/small_batch.h"
#include "core/optimize/result.h"
#include "core/support/job.h"

/// All routings of a small batch, and the gap to its linear relaxation.
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
