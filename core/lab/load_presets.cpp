#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "core/data/generate/generate.h"
#include "core/lab/load_runs.h"
#include "core/simulate/fleet.h"
#include "core/support/error.h"

namespace orl {
namespace {

constexpr std::uint64_t kFewestQueries = 1'000;
constexpr std::uint64_t kMostQueries = 10'000;
/// How long arrivals last where no slots limit their rate, seconds.
constexpr double kUnlimitedLength = 180.0;

double roundedTo3(double value) {
    if (!(value > 0.0) || std::isinf(value)) return value;
    const double unit = std::pow(10.0, std::floor(std::log10(value)) - 2.0);
    return std::round(value / unit) * unit;
}

std::vector<std::int64_t> slotsOfAll(const SimulationPlan& plan, std::size_t models) {
    std::vector<std::int64_t> all;
    all.reserve(models);
    for (std::size_t j = 0; j < models; ++j) all.push_back(plan.slotsOf(j));
    return all;
}

/// The model whose slots are worth most at that rate; where none is worth anything, the most used.
std::size_t busiestModel(const Experiment& experiment, const SimulationPlan& plan, double rate,
                         const Job& job) {
    const std::size_t models = experiment.models.size();
    const std::vector<std::int64_t> fleet = slotsOfAll(plan, models);
    SimulationPlan asked = plan;
    FluidPlan best = Fleet(experiment, asked).plan(fleet, rate, job);
    if (!best.feasible) {
        asked.qualityFloor = 0.0;
        best = Fleet(experiment, asked).plan(fleet, rate, job);
    }
    std::pair<double, double> most{-1.0, -1.0};
    std::size_t busiest = 0;
    for (std::size_t j = 0; j < models; ++j) {
        if (plan.slotsOf(j) == 0) continue;
        const bool limited = best.feasible && std::isfinite(best.supply[j]);
        const std::pair<double, double> worth{limited ? best.prices.slot[j] * best.supply[j] : 0.0,
                                              best.feasible ? best.seconds[j] : 0.0};
        if (worth > most) {
            most = worth;
            busiest = j;
        }
    }
    return busiest;
}

/// The paper's two queries: which of them gets the strong slot is all that is decided. Whatever the
/// routing, it is paid for: asked for are the most right answers that the slots can give.
LoadCase twoQueries(const SimulationPlan& base) {
    LoadCase load{figureOneExperiment(), {}, true};
    load.plan.arrivals.shape = ArrivalPlan::Shape::Poisson;
    load.plan.arrivals.rate = 2.0;
    load.plan.service = {ServicePlan::Kind::Constant, 2.0, 0.0};
    load.plan.concurrency = {1, 1};
    load.plan.queue.limit = base.queue.limit;
    load.plan.window = {WindowPlan::Kind::Count, 2, 0.0};
    load.plan.mode = RoutingMode::QualityUnderBudget;
    double dearest = 0.0;
    for (std::size_t i = 0; i < 2; ++i) {
        for (std::size_t j = 0; j < 2; ++j) dearest += load.experiment->usd(i, j);
    }
    load.plan.budget = 2.0 * dearest;
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
    const std::vector<std::int64_t> fleet = slotsOfAll(plan, experiment.models.size());
    const double rate = Fleet(experiment, plan).largestRate(fleet, job).rate;
    if (rate > 0.0 || plan.mode == RoutingMode::QualityUnderBudget) return rate;
    SimulationPlan any = plan;
    any.qualityFloor = 0.0;
    return Fleet(experiment, any).largestRate(fleet, job).rate;
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
