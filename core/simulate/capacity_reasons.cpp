#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/simulate/capacity_trials.h"

namespace orl {
namespace {

/// Chance that an answer expected to take `mean` seconds takes longer than the time given.
double chanceOfLonger(const ServicePlan& service, double mean, double seconds) {
    if (service.kind == ServicePlan::Kind::Exponential) {
        return mean > 0.0 ? std::exp(-seconds / mean) : 0.0;
    }
    if (service.jitter == 0.0 || !(mean > 0.0)) return mean > seconds ? 1.0 : 0.0;
    const double sigma = service.jitter;
    const double z = (std::log(seconds / mean) + 0.5 * sigma * sigma) / sigma;
    return 0.5 * std::erfc(z / std::sqrt(2.0));
}

/// The least share of answers that take longer than the target, of all routings that keep α (less
/// the shortfall) on these models.
double slowShare(const CapacityQuestion& question, const CapacityTrials& trials,
                 const FluidProblem& limit) {
    FluidProblem slow = limit;
    for (std::size_t k = 0; k < slow.cost.size(); ++k) {
        if (slow.cost[k] == RoutingProblem::kForbidden) continue;
        slow.cost[k] =
            chanceOfLonger(question.plan.service, slow.seconds[k], question.target.seconds);
    }
    slow.costSpread = 1.0;
    std::vector<double> supply;
    supply.reserve(slow.models);
    for (const std::int64_t most : trials.most()) {
        supply.push_back(most > 0 ? std::numeric_limits<double>::infinity() : 0.0);
    }
    const FluidPlan plan = FluidPlanner(std::move(slow)).plan(supply);
    return plan.feasible ? plan.bound : kMissing;
}

double bestQuality(const FluidProblem& fluid, const FleetSlots& most) {
    double mean = 0.0;
    for (std::size_t i = 0; i < fluid.weight.size(); ++i) {
        double best = 0.0;
        for (std::size_t j = 0; j < fluid.models; ++j) {
            const std::size_t k = i * fluid.models + j;
            if (most[j] == 0 || fluid.cost[k] == RoutingProblem::kForbidden) continue;
            best = std::max(best, fluid.quality[k]);
        }
        mean += fluid.weight[i] * best;
    }
    return mean;
}

}  // namespace

std::string impossible(const Experiment& experiment, const CapacityQuestion& question,
                       CapacityTrials& trials, const Job& job) {
    const FluidProblem& fluid = trials.limit().fluid();
    const FleetSlots& most = trials.most();
    for (std::size_t i = 0; i < experiment.problem.queryCount(); ++i) {
        bool open = false;
        for (std::size_t j = 0; j < most.size(); ++j) {
            open = open || (most[j] > 0 && experiment.problem.allowed(i, j));
        }
        if (open) continue;
        return fmt::format("query {} may go to no model that may have slots",
                           experiment.rows.size() > i ? experiment.rows[i] : i);
    }
    const double best = bestQuality(fluid, most);
    if (best < fluid.floor) {
        return fmt::format(
            "the floor of {:.4g} % is above what the models can give: each query sent to its best "
            "one makes {:.4g} %",
            100.0 * question.plan.qualityFloor, 100.0 * best);
    }
    const FleetRate reach = trials.limit().largestRate(most, job);
    if (reach.rate < trials.rate()) {
        return fmt::format(
            "with the most slots that are allowed the floor of {:.4g} % can be kept up to {:.4g} "
            "queries a second, and {:.4g} are asked for",
            100.0 * question.plan.qualityFloor, reach.rate, trials.rate());
    }
    constexpr double kTail = 0.05;  // of the 95th percentile
    if (question.target.of == CapacityTarget::Of::Wait) return {};
    const double slow = slowShare(question, trials, fluid);
    if (!(slow > kTail)) return {};
    return fmt::format(
        "service alone takes longer: whoever keeps the floor of {:.4g} % has answers of which at "
        "least {:.3g} % take more than {:g} s, without any wait",
        100.0 * question.plan.qualityFloor, 100.0 * slow, question.target.seconds);
}

}  // namespace orl
