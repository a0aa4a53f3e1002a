#include "core/simulate/figures.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include "core/support/error.h"
#include "core/support/known_mean.h"
#include "core/support/thread_pool.h"

namespace orl {
namespace {

double shareOfSettled(const RunMeasures& measures, std::uint64_t count) {
    const std::uint64_t settled = measures.settled();
    return settled == 0 ? kMissing : static_cast<double>(count) / static_cast<double>(settled);
}

}  // namespace

std::vector<RunFigure> runFigures(const RunMeasures& measures, const SimulationPlan& plan) {
    const auto count = [](std::uint64_t value) { return static_cast<double>(value); };
    const auto rejected = [&](Rejection why) {
        return count(measures.rejectedFor[static_cast<std::size_t>(why)]);
    };
    const bool floor = plan.mode == RoutingMode::CostUnderFloor;
    const double predicted = measures.predictedAccuracy();
    const double shortfall =
        std::isnan(predicted) || !floor ? kMissing : std::max(0.0, plan.qualityFloor - predicted);
    return {
        {"arrived", count(measures.arrived)},
        {"served", count(measures.served)},
        {"late", count(measures.late)},
        {"rejected", count(measures.rejected)},
        {"waiting", count(measures.waiting)},
        {"cost", measures.cost},
        {"cost_per_1000", measures.costPer1000()},
        {"realized_cost", measures.realizedTotal()},
        {"seconds_cost", measures.secondsCost},
        {"predicted_accuracy", predicted},
        {"realized_accuracy", measures.realizedAccuracy()},
        {"shortfall", shortfall},
        {"worst_shortfall", floor ? measures.worstShortfall : kMissing},
        {"below_floor", floor ? shareOfSettled(measures, measures.belowFloor) : kMissing},
        {"wait_mean", measures.wait.mean()},
        {"wait_p50", measures.wait.quantile(0.5)},
        {"wait_p95", measures.wait.quantile(0.95)},
        {"wait_p99", measures.wait.quantile(0.99)},
        {"total_mean", measures.total.mean()},
        {"total_p50", measures.total.quantile(0.5)},
        {"total_p95", measures.total.quantile(0.95)},
        {"total_p99", measures.total.quantile(0.99)},
        {"throughput", measures.throughput()},
        {"waiting_mean", measures.meanWaiting()},
        {"waiting_most", count(measures.mostWaiting)},
        {"span", measures.span()},
        {"rejected_full", rejected(Rejection::Full)},
        {"rejected_no_model", rejected(Rejection::NoModel)},
        {"rejected_failed", rejected(Rejection::Failed)},
        {"rejected_budget", rejected(Rejection::Budget)},
        {"answered_late", count(measures.answeredLate)},
        {"failed_calls", count(measures.failedCalls)},
    };
}

bool isCount(std::string_view key) {
    constexpr std::array counts = {"arrived",           "served",          "late",
                                   "rejected",          "waiting",         "waiting_most",
                                   "answered_late",     "failed_calls",    "rejected_full",
                                   "rejected_no_model", "rejected_failed", "rejected_budget"};
    return std::find(counts.begin(), counts.end(), key) != counts.end();
}

RunBand runBand(std::span<const double> values) {
    KnownMean mean;
    for (const double value : values) mean.add(value);
    RunBand band{mean.value(), kMissing};
    if (mean.count < 2) return band;
    double squares = 0.0;
    for (const double value : values) {
        if (!std::isnan(value)) squares += (value - band.mean) * (value - band.mean);
    }
    const auto count = static_cast<double>(mean.count);
    band.error = std::sqrt(squares / (count - 1.0) / count);
    return band;
}

RunBand RepeatedRuns::band(std::string_view key) const {
    const auto found = std::find(keys.begin(), keys.end(), key);
    if (found == keys.end()) return {};
    return runBand(values[static_cast<std::size_t>(found - keys.begin())]);
}

std::vector<RepeatedRuns> simulateRouters(const Experiment& experiment, const SimulationPlan& plan,
                                          std::span<const PolicyChoice> choices,
                                          const RepeatOptions& options, const Job& job) {
    if (options.repeats < 1) {
        throw Error("repeats", fmt::format("they are {}", options.repeats), "Choose 1 or more");
    }
    const auto repeats = static_cast<std::size_t>(options.repeats);
    const std::size_t items = choices.size() * repeats;
    std::vector<std::vector<RunFigure>> figures(items);
    std::vector<std::optional<SimulationResult>> first(choices.size());
    const auto work = [&](std::size_t item) {
        const std::size_t router = item / repeats;
        const std::size_t repeat = item % repeats;
        SimulationPlan own = plan;
        own.seed += repeat;
        SimulationOptions run = options.run;
        run.record = run.record && repeat == 0;
        // Of several threads none may speak for all.
        const Job part{job.stop, items == 1 ? job.progress : nullptr};
        SimulationResult result = simulate(experiment, own, choices[router], run, part);
        figures[item] = runFigures(result.measures, own);
        if (run.bound) figures[item].push_back({"bound", result.bound});
        if (repeat == 0) first[router] = std::move(result);
    };
    forEachItem(items, threadCount(options.threads, items), job.stop, work);

    std::vector<RepeatedRuns> all;
    all.reserve(choices.size());
    for (std::size_t router = 0; router < choices.size(); ++router) {
        RepeatedRuns runs{choices[router].router, {}, {}, std::move(*first[router])};
        const std::vector<RunFigure>& names = figures[router * repeats];
        for (std::size_t k = 0; k < names.size(); ++k) {
            runs.keys.push_back(names[k].key);
            std::vector<double> values;
            values.reserve(repeats);
            for (std::size_t r = 0; r < repeats; ++r) {
                values.push_back(figures[router * repeats + r][k].value);
            }
            runs.values.push_back(std::move(values));
        }
        all.push_back(std::move(runs));
    }
    return all;
}

}  // namespace orl
