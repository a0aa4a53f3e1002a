#include "core/simulate/bound.h"

#include <algorithm>

#include "core/simulate/fluid.h"

namespace orl {
namespace {

/// Pairs of a query and a model that the ascent may look at: a second or so.
constexpr double kPairs = 2e8;

}  // namespace

double hindsightBound(const Experiment& experiment, const SimulationPlan& plan,
                      const ServiceTimes& service, const RunMeasures& measures,
                      std::span<const std::uint64_t> served, const std::stop_token& stop) {
    if (measures.served == 0) return kMissing;
    std::vector<std::uint32_t> rows;
    std::vector<double> weights;
    for (std::size_t i = 0; i < served.size(); ++i) {
        if (served[i] == 0) continue;
        rows.push_back(static_cast<std::uint32_t>(i));
        weights.push_back(static_cast<double>(served[i]));
    }
    const auto count = static_cast<double>(measures.served);
    FluidProblem fluid(experiment, service, rows, weights);
    fluid.mode = plan.mode;
    // A hair below what the run has: its own routing must not be shut out by rounding.
    fluid.floor = std::min(plan.qualityFloor, measures.quality / count) * (1.0 - 1e-12);
    fluid.budget = std::max(plan.budget, measures.cost) / count;
    for (std::size_t j = 0; j < fluid.models; ++j) {
        const std::int64_t slots = plan.slotsOf(j);
        if (slots == kUnlimited) continue;
        fluid.supply[j] = static_cast<double>(slots) * measures.span() / count;
    }
    const double pairs = static_cast<double>(rows.size()) * static_cast<double>(fluid.models);
    const int steps = static_cast<int>(std::clamp(kPairs / pairs, 100.0, 4000.0));
    FluidPrices from = fluid.noPrices();
    (plan.mode == RoutingMode::CostUnderFloor ? from.quality : from.cost) = fluid.goalUnit();
    const double bound = fluidPrices(fluid, from, steps, stop).bound;
    return plan.mode == RoutingMode::CostUnderFloor ? bound * count : std::min(1.0, bound);
}

}  // namespace orl
