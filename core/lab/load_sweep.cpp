#include "core/lab/load_sweep.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <ostream>
#include <utility>

#include "core/lab/text_table.h"
#include "core/simulate/arrival_rate.h"
#include "core/support/error.h"

namespace orl {
namespace {

constexpr double kMostSweptSlots = 1e9;

std::int64_t slotsAt(const std::string& where, double value) {
    if (!(value >= 0.0 && value <= kMostSweptSlots && value == std::floor(value))) {
        throw Error(where, fmt::format("{} is no number of slots", value),
                    fmt::format("Choose whole numbers from 0 to {:g}", kMostSweptSlots));
    }
    return static_cast<std::int64_t>(value);
}

/// Progress of one point as part of the whole.
Job partOf(const Job& job, std::size_t point, std::size_t points) {
    if (!job.progress) return job;
    return {job.stop, [&job, point, points](double share, std::string_view stage) {
                const double done = std::max(share, 0.0) + static_cast<double>(point);
                job.progress(done / static_cast<double>(points), stage);
            }};
}

void checkSwept(const std::string& where, std::span<const double> values,
                std::span<const PolicyChoice> choices) {
    if (values.empty()) {
        throw Error(where, "there is no value to sweep over", "Give at least one value");
    }
    if (choices.empty()) throw Error(where, "no router is simulated", "Name at least one router");
    for (std::size_t k = 1; k < values.size(); ++k) {
        if (values[k] > values[k - 1]) continue;
        throw Error(where, fmt::format("the value {} comes after {}", values[k], values[k - 1]),
                    "Give every value once, the least first");
    }
}

std::string figureText(double value) {
    return std::isfinite(value) ? fmt::format("{}", value) : "";
}

}  // namespace

std::string loadAxisName(const LoadAxis& axis, const Experiment& experiment) {
    switch (axis.kind) {
        case LoadAxis::Kind::Rate:
            return "rate";
        case LoadAxis::Kind::Concurrency:
            return "concurrency";
        case LoadAxis::Kind::PlannedUse:
            return "planned-use";
        case LoadAxis::Kind::SecondPrice:
            return "second-price";
        case LoadAxis::Kind::ModelConcurrency:
            break;
    }
    return "concurrency:" + (axis.model < experiment.models.size() ? experiment.models[axis.model]
                                                                   : std::string("?"));
}

SimulationPlan planAt(SimulationPlan plan, const LoadAxis& axis, double value,
                      const Experiment& experiment) {
    const std::string where = "sweep over " + loadAxisName(axis, experiment);
    const std::size_t models = experiment.models.size();
    if (axis.kind == LoadAxis::Kind::Rate) {
        plan.arrivals = atRate(std::move(plan.arrivals), value);
        return plan;
    }
    if (axis.kind == LoadAxis::Kind::PlannedUse) {
        if (!(value > 0.0 && value <= 1.0)) {
            throw Error(where, fmt::format("{} is no share of the slots' time", value),
                        "Choose numbers above 0 and up to 1");
        }
        plan.plannedUse = value;
        return plan;
    }
    if (axis.kind == LoadAxis::Kind::SecondPrice) return plan;  // of the experiment
    const std::int64_t slots = slotsAt(where, value);
    if (plan.concurrency.empty()) plan.concurrency.assign(models, kUnlimited);
    if (axis.kind == LoadAxis::Kind::Concurrency) {
        for (std::int64_t& each : plan.concurrency) {
            if (each != 0) each = slots;
        }
        return plan;
    }
    if (axis.model >= models || plan.concurrency.size() != models) {
        throw Error(where, "there is no such model", "Name a model of the pool");
    }
    plan.concurrency[axis.model] = slots;
    return plan;
}

Experiment atSecondPrice(const Experiment& experiment, double secondPrice) {
    const std::string where = "price of a second";
    if (!(secondPrice >= 0.0 && std::isfinite(secondPrice))) {
        throw Error(where, fmt::format("it is {}", secondPrice), "Choose a number from 0 on");
    }
    if (!experiment.seconds) {
        throw Error(where, "no model's speed is known", "Give the models' speeds");
    }
    Experiment made = experiment;
    const RoutingProblem& before = experiment.problem;
    made.dollars.resize(static_cast<Eigen::Index>(before.queryCount()),
                        static_cast<Eigen::Index>(before.modelCount()));
    for (std::size_t i = 0; i < before.queryCount(); ++i) {
        for (std::size_t j = 0; j < before.modelCount(); ++j) {
            const double usd = experiment.usd(i, j);
            const double seconds = experiment.secondsOf(i, j);
            made.dollars(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(j)) = usd;
            if (!before.allowed(i, j) || std::isnan(seconds)) {
                made.problem.forbid(i, j);
            } else {
                made.problem.set(i, j, usd + secondPrice * seconds, before.quality(i, j));
            }
        }
    }
    made.secondPrice = secondPrice;
    return made;
}

std::vector<LoadSweepPoint> loadSweep(const Experiment& experiment, const SimulationPlan& plan,
                                      const LoadAxis& over, std::span<const double> values,
                                      std::span<const PolicyChoice> choices,
                                      const RepeatOptions& options, const Job& job,
                                      const std::function<void(const LoadSweepPoint&)>& onPoint) {
    checkSwept("sweep over " + loadAxisName(over, experiment), values, choices);
    // What cannot be simulated at the last value is told before the first is simulated.
    std::vector<SimulationPlan> plans;
    plans.reserve(values.size());
    for (const double value : values) plans.push_back(planAt(plan, over, value, experiment));
    const bool priced = over.kind == LoadAxis::Kind::SecondPrice;
    if (priced) {
        for (const double value : {values.front(), values.back()}) atSecondPrice(experiment, value);
    }
    std::vector<LoadSweepPoint> points;
    points.reserve(values.size());
    ProgressMeter meter(job, "simulating");
    for (std::size_t k = 0; k < values.size(); ++k) {
        meter.update(static_cast<double>(k) / static_cast<double>(values.size()));
        const auto at =
            priced ? std::make_unique<Experiment>(atSecondPrice(experiment, values[k])) : nullptr;
        points.push_back({values[k], simulateRouters(at ? *at : experiment, plans[k], choices,
                                                     options, partOf(job, k, values.size()))});
        if (onPoint) onPoint(points.back());
    }
    return points;
}

void writeLoadSweepCsv(std::ostream& out, const LoadAxis& axis, const Experiment& experiment,
                       std::span<const LoadSweepPoint> points) {
    TextTable table;
    table.head = {"router", "over", "value", "runs"};
    if (!points.empty() && !points.front().routers.empty()) {
        for (const std::string_view key : points.front().routers.front().keys) {
            table.head.emplace_back(key);
            table.head.push_back(std::string(key) + "_error");
        }
    }
    for (const LoadSweepPoint& point : points) {
        for (const RepeatedRuns& runs : point.routers) {
            std::vector<std::string> row = {runs.router, loadAxisName(axis, experiment),
                                            figureText(point.at)};
            row.push_back(
                std::to_string(runs.values.empty() ? std::size_t{0} : runs.values.front().size()));
            for (const std::vector<double>& values : runs.values) {
                const RunBand band = runBand(values);
                row.push_back(figureText(band.mean));
                row.push_back(figureText(band.error));
            }
            table.rows.push_back(std::move(row));
        }
    }
    out << toCsv(table);
}

}  // namespace orl
