#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "core/data/generate/generate.h"
#include "core/lab/load_runs.h"
#include "core/simulate/fluid.h"
#include "core/support/error.h"

namespace orl {
namespace {

constexpr std::uint64_t kFewestQueries = 1'000;
constexpr std::uint64_t kMostQueries = 10'000;
/// How long arrivals last where no slots limit their rate, seconds.
constexpr double kUnlimitedLength = 180.0;
/// Queries that the fluid is made of, and its ascents' steps.
constexpr std::size_t kFluidQueries = 512;
constexpr int kFluidSteps = 160;
constexpr int kHalvings = 20;

/// The fluid of an even sample of the queries.
FluidProblem sampledFluid(const Experiment& experiment, const SimulationPlan& plan) {
    const ServiceTimes service(experiment, plan);
    const std::size_t all = experiment.problem.queryCount();
    const std::size_t count = std::min(all, kFluidQueries);
    std::vector<std::uint32_t> rows;
    rows.reserve(count);
    for (std::size_t k = 0; k < count; ++k) {
        rows.push_back(static_cast<std::uint32_t>(k * all / count));
    }
    return {experiment, service, rows};
}

/// Seconds of slots for each query at that rate; +∞: only what needs no slots is there.
void supplyAt(FluidProblem& fluid, const SimulationPlan& plan, double rate) {
    for (std::size_t j = 0; j < fluid.models; ++j) {
        const std::int64_t slots = plan.slotsOf(j);
        if (slots == kUnlimited) continue;
        fluid.supply[j] =
            std::isinf(rate) ? 0.0 : plan.plannedUse * static_cast<double>(slots) / rate;
    }
}

/// Whether every query may go to a model with slots without limit.
bool anyoneUnlimited(const FluidProblem& fluid, const SimulationPlan& plan) {
    for (std::size_t i = 0; i < fluid.weight.size(); ++i) {
        bool any = false;
        for (std::size_t j = 0; j < fluid.models && !any; ++j) {
            any = plan.slotsOf(j) == kUnlimited &&
                  fluid.cost[i * fluid.models + j] != RoutingProblem::kForbidden;
        }
        if (!any) return false;
    }
    return true;
}

/// Greatest mean quality at the fluid's supply, or a little more; below 0 where it places not all.
double reachOf(FluidProblem& fluid, const Job& job) {
    fluid.mode = RoutingMode::QualityUnderBudget;
    fluid.budget = std::numeric_limits<double>::max() / 1e100;
    return fluidPrices(fluid, fluid.noPrices(), kFluidSteps, job.stop).bound;
}

double roundedTo3(double value) {
    if (!(value > 0.0) || std::isinf(value)) return value;
    const double unit = std::pow(10.0, std::floor(std::log10(value)) - 2.0);
    return std::round(value / unit) * unit;
}

/// The model whose slots are worth most at that rate; where none is worth anything, the most used.
std::size_t busiestModel(const Experiment& experiment, const SimulationPlan& plan, double rate,
                         const Job& job) {
    FluidProblem fluid = sampledFluid(experiment, plan);
    fluid.mode = RoutingMode::CostUnderFloor;
    fluid.floor = plan.mode == RoutingMode::CostUnderFloor ? plan.qualityFloor : 0.0;
    supplyAt(fluid, plan, rate);
    FluidPrices from = fluid.noPrices();
    from.quality = fluid.goalUnit();
    const FluidPrices prices = fluidPrices(fluid, from, 2 * kFluidSteps, job.stop).prices;
    const FluidDual dual = fluidDual(fluid, prices);
    std::pair<double, double> most{-1.0, -1.0};
    std::size_t busiest = 0;
    for (std::size_t j = 0; j < fluid.models; ++j) {
        if (plan.slotsOf(j) == 0) continue;
        const bool limited = std::isfinite(fluid.supply[j]);
        const std::pair<double, double> worth{limited ? prices.slot[j] * fluid.supply[j] : 0.0,
                                              limited ? dual.slot[j] + fluid.supply[j] : 0.0};
        if (worth > most) {
            most = worth;
            busiest = j;
        }
    }
    return busiest;
}

/// The paper's two queries: which of them gets the strong slot is all that is decided.
LoadCase twoQueries(const SimulationPlan& base) {
    LoadCase load{figureOneExperiment(), {}, true};
    load.plan.arrivals.shape = ArrivalPlan::Shape::Poisson;
    load.plan.arrivals.rate = 1.0;
    load.plan.service = {ServicePlan::Kind::Constant, 2.0, 0.0};
    load.plan.concurrency = {1, 1};
    load.plan.queue.limit = base.queue.limit;
    load.plan.window = {WindowPlan::Kind::Count, 2, 0.0};
    load.plan.qualityFloor = 0.85;
    load.plan.seed = base.seed;
    return load;
}

void shapeArrivals(LoadPreset preset, SimulationPlan& plan, double saturation, double count) {
    ArrivalPlan& arrivals = plan.arrivals;
    arrivals.shape = ArrivalPlan::Shape::Poisson;
    switch (preset) {
        case LoadPreset::TwoQueries:
            return;
        case LoadPreset::RushHour:
            arrivals.shape = ArrivalPlan::Shape::Daily;
            arrivals.swing = 0.8;
            arrivals.rate = roundedTo3(1.2 / (1.0 + arrivals.swing) * saturation);
            arrivals.period = count / arrivals.rate;
            return;
        case LoadPreset::Outage:
            arrivals.rate = roundedTo3(0.75 * saturation);
            return;
        case LoadPreset::HardestFirst:
            arrivals.rate = roundedTo3(0.8 * saturation);
            arrivals.order = ArrivalPlan::Order::HardestFirst;
            return;
        case LoadPreset::FlashCrowd:
            arrivals.shape = ArrivalPlan::Shape::Burst;
            arrivals.rate = roundedTo3(0.4 * saturation);
            arrivals.peakRate = roundedTo3(2.5 * saturation);
            arrivals.quietSeconds = 0.16 * count / saturation;
            arrivals.burstSeconds = 0.03 * count / saturation;
            return;
    }
}

}  // namespace

std::shared_ptr<const Experiment> figureOneExperiment() {
    static const std::shared_ptr<const Experiment> paper = [] {
        const Dataset data = figureOneDataset();
        const Grid unknown = Grid::Constant(data.score.rows(), data.score.cols(), kMissing);
        Experiment made = makeExperiment(data, {0, 1}, {data.score, data.outputTokens, unknown});
        made.qualityIsRecorded = true;
        return std::make_shared<const Experiment>(std::move(made));
    }();
    return paper;
}

double saturationRate(const Experiment& experiment, const SimulationPlan& plan, const Job& job) {
    FluidProblem fluid = sampledFluid(experiment, plan);
    double high = 0.0;
    for (std::size_t j = 0; j < fluid.models; ++j) {
        const std::int64_t slots = plan.slotsOf(j);
        if (slots == kUnlimited || !(fluid.meanSeconds[j] > 0.0)) continue;
        high += plan.plannedUse * static_cast<double>(slots) / fluid.meanSeconds[j];
    }
    double floor = plan.mode == RoutingMode::CostUnderFloor ? plan.qualityFloor : 0.0;
    const auto holds = [&](double rate) {
        supplyAt(fluid, plan, rate);
        return reachOf(fluid, job) >= floor;
    };
    if (anyoneUnlimited(fluid, plan) && holds(std::numeric_limits<double>::infinity())) {
        return std::numeric_limits<double>::infinity();
    }
    if (!(high > 0.0)) return 0.0;
    // Answers shorter than the mean, and models without limit, can carry more than the means say.
    high *= 16.0;
    double low = high * 1e-6;
    if (!holds(low)) floor = 0.0;
    if (!holds(low)) return 0.0;
    for (int k = 0; k < kHalvings; ++k) {
        job.check();
        const double middle = std::sqrt(low * high);
        (holds(middle) ? low : high) = middle;
    }
    return low;
}

LoadCase loadCase(LoadPreset preset, std::shared_ptr<const Experiment> experiment,
                  const SimulationPlan& base, const Job& job) {
    if (preset == LoadPreset::TwoQueries) return twoQueries(base);
    LoadCase load{std::move(experiment), base};
    const std::uint64_t batch = load.experiment->problem.queryCount();
    const std::uint64_t count = std::clamp(batch, kFewestQueries, kMostQueries);
    load.plan.arrivals = {};
    load.plan.faults.disturbances.clear();
    load.plan.arrivals.queries = count == batch ? 0 : count;
    load.plan.budget *= static_cast<double>(count) / static_cast<double>(batch);
    double saturation = saturationRate(*load.experiment, load.plan, job);
    if (!(saturation > 0.0) || std::isinf(saturation)) {
        saturation = static_cast<double>(count) / kUnlimitedLength;
    }
    saturation = std::clamp(saturation, kLeastRate * 10.0, kMostRate / 10.0);
    shapeArrivals(preset, load.plan, saturation, static_cast<double>(count));
    if (preset == LoadPreset::Outage) {
        const double rate = load.plan.arrivals.rate;
        const double length = static_cast<double>(count) / rate;
        load.plan.faults.disturbances.push_back(
            {busiestModel(*load.experiment, load.plan, rate, job), roundedTo3(length / 3.0),
             roundedTo3(length / 3.0 + length / 9.0)});
    }
    return load;
}

}  // namespace orl
