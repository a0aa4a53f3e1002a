/// Does knowing prices help a service under load? Realized cost per 1,000 answers at equal realized
/// accuracy, over random 70/30 splits of RouterBench: every router by the best of all its settings
/// in hindsight, on the same arrivals, ten slots and a queue of eight for each model, two seconds
/// an answer.
///
///     bench_load [folder of the RouterBench CSV files] [splits] [queries]
///
/// The table of a load or order has a line per accuracy: mean cost of each router where it reaches
/// that accuracy in at least nine splits of ten, then what the online dual saves against the
/// cheapest of the greedy ones there, split by split, with its standard error.

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/data/import/import.h"
#include "core/evaluate/frontier.h"
#include "core/simulate/figures.h"
#include "core/support/thread_pool.h"

namespace {

using namespace orl;

constexpr std::array kLevels = {0.66, 0.70, 0.72, 0.74, 0.76, 0.78, 0.80, 0.82};

/// Shares of the slots that routers with prices plan with.
constexpr std::array kPlannedUse = {0.95, 1.00};

struct Entrant {
    const char* name;
    const char* router;
    bool known;    ///< begins with the prices of all the data
    bool windows;  ///< of 100 ms
    bool greedy;
};
constexpr std::array kEntrants = {Entrant{"online dual", "dual", true, false, false},
                                  Entrant{"learning", "dual", false, false, false},
                                  Entrant{"dual, 100 ms", "dual", true, true, false},
                                  Entrant{"willingness", "willingness", false, false, true},
                                  Entrant{"threshold", "threshold", false, false, true},
                                  Entrant{"balance-aware", "balance-aware", false, false, true},
                                  Entrant{"quality-only", "quality-only", false, false, true}};

struct Load {
    const char* name;
    double rate;
    ArrivalPlan::Order order;
};
constexpr std::array kLoads = {
    Load{"15 a second", 15.0, ArrivalPlan::Order::AsTheyAre},
    Load{"30 a second", 30.0, ArrivalPlan::Order::AsTheyAre},
    Load{"45 a second", 45.0, ArrivalPlan::Order::AsTheyAre},
    Load{"30 a second, hardest first", 30.0, ArrivalPlan::Order::HardestFirst},
    Load{"30 a second, easiest first", 30.0, ArrivalPlan::Order::EasiestFirst},
    Load{"30 a second, task by task", 30.0, ArrivalPlan::Order::ByTask}};

SimulationPlan planOf(const Load& load, const Entrant& entrant, std::size_t models,
                      std::uint64_t queries, std::uint64_t seed) {
    SimulationPlan plan;
    plan.arrivals.shape = ArrivalPlan::Shape::Poisson;
    plan.arrivals.rate = load.rate;
    plan.arrivals.order = load.order;
    plan.arrivals.queries = queries;
    plan.service.kind = ServicePlan::Kind::Constant;
    plan.service.seconds = 2.0;
    plan.concurrency.assign(models, 10);
    // Windows have one queue for all.
    plan.queue.limit = entrant.windows ? 8 * static_cast<std::int64_t>(models) : 8;
    plan.knownPrices = entrant.known;
    plan.seed = seed;
    if (entrant.windows) plan.window = {WindowPlan::Kind::Seconds, 0, 0.1};
    return plan;
}

/// What one router did on one split.
struct Costs {
    std::array<double, kLevels.size()> at;    ///< USD per 1,000 answers; NaN: not reached
    std::array<double, kLevels.size()> wait;  ///< 95th percentile of the waits, seconds
    double rejected = 0.0;                    ///< greatest share
};

struct Run {
    PlanePoint point;
    double wait = 0.0;
};

/// All settings of a router, as points of cost and accuracy.
std::vector<Run> runsOf(const Experiment& experiment, const Entrant& entrant, SimulationPlan plan,
                        double& rejected) {
    std::vector<Run> runs;
    const auto add = [&](const PolicyChoice& choice) {
        const RunMeasures& measures = simulate(experiment, plan, choice).measures;
        const auto answers = static_cast<double>(measures.answered());
        runs.push_back({{1000.0 * measures.realizedTotal() / answers, measures.realizedAccuracy()},
                        measures.wait.quantile(0.95)});
        rejected = std::max(rejected, static_cast<double>(measures.rejected) /
                                          static_cast<double>(measures.settled()));
    };
    constexpr int steps = 40;
    plan.qualityFloor = 0.75;
    for (int step = 0; step <= steps; ++step) {
        const double share = static_cast<double>(step) / steps;
        if (!entrant.greedy) {
            plan.qualityFloor = std::lerp(0.5, 0.9, share);
            for (const double use : kPlannedUse) {
                plan.plannedUse = use;
                add({entrant.router, {}});
            }
        } else if (policyParameter(entrant.router) == "w") {
            add({entrant.router, 1e-5 * std::pow(1e4, share)});
        } else if (!policyParameter(entrant.router).empty()) {
            add({entrant.router, std::lerp(0.4, 1.0, share)});
        } else {
            add({entrant.router, {}});
            break;
        }
    }
    return runs;
}

Costs costsOf(const Experiment& experiment, const Entrant& entrant, const SimulationPlan& plan) {
    Costs costs;
    const std::vector<Run> runs = runsOf(experiment, entrant, plan, costs.rejected);
    std::vector<PlanePoint> points;
    points.reserve(runs.size());
    for (const Run& run : runs) points.push_back(run.point);
    const std::vector<PlanePoint> hull = upperHull(points);
    const auto waitAt = [&](const PlanePoint& point) {
        const auto found = std::find_if(runs.begin(), runs.end(), [&](const Run& run) {
            return run.point.cost == point.cost && run.point.quality == point.quality;
        });
        return found->wait;
    };
    for (std::size_t l = 0; l < kLevels.size(); ++l) {
        costs.at[l] = costs.wait[l] = kMissing;
        if (hull.front().quality >= kLevels[l]) {
            costs.at[l] = hull.front().cost;
            costs.wait[l] = waitAt(hull.front());
        }
        for (std::size_t k = 0; k + 1 < hull.size() && std::isnan(costs.at[l]); ++k) {
            if (hull[k + 1].quality < kLevels[l]) continue;
            const double share =
                (kLevels[l] - hull[k].quality) / (hull[k + 1].quality - hull[k].quality);
            costs.at[l] = std::lerp(hull[k].cost, hull[k + 1].cost, share);
            costs.wait[l] = std::lerp(waitAt(hull[k]), waitAt(hull[k + 1]), share);
        }
    }
    return costs;
}

using Split = std::array<std::array<Costs, kEntrants.size()>, kLoads.size()>;

/// Mean over the splits that reach the level; NaN where fewer than nine of ten do.
double meanAt(const std::vector<double>& values) {
    double sum = 0.0;
    std::size_t known = 0;
    for (const double value : values) {
        if (std::isnan(value)) continue;
        sum += value;
        ++known;
    }
    return 10 * known < 9 * values.size() ? kMissing : sum / static_cast<double>(known);
}

std::string bandText(const std::vector<double>& values) {
    const RunBand band = runBand(values);
    return std::isnan(band.mean)
               ? ""
               : fmt::format("{:+.1f} ± {:.1f} %", 100.0 * band.mean, 100.0 * band.error);
}

void print(const std::vector<Split>& splits, std::size_t load) {
    fmt::print("\n{}\n{:>8}", kLoads[load].name, "accuracy");
    for (const Entrant& entrant : kEntrants) fmt::print(" {:>16}", entrant.name);
    fmt::print("   online dual against the cheapest greedy\n");
    for (std::size_t l = 0; l < kLevels.size(); ++l) {
        fmt::print("{:8.2f}", kLevels[l]);
        std::array<std::vector<double>, kEntrants.size()> costs;
        std::size_t best = kEntrants.size();
        std::array<double, kEntrants.size()> mean{};
        for (std::size_t e = 0; e < kEntrants.size(); ++e) {
            std::vector<double> waits;
            for (const Split& split : splits) {
                costs[e].push_back(split[load][e].at[l]);
                waits.push_back(split[load][e].wait[l]);
            }
            mean[e] = meanAt(costs[e]);
            fmt::print(" {:>16}", std::isnan(mean[e])
                                      ? "-"
                                      : fmt::format("{:.3f} ({:.2f} s)", mean[e], meanAt(waits)));
            if (kEntrants[e].greedy && !std::isnan(mean[e]) &&
                (best == kEntrants.size() || mean[e] < mean[best]))
                best = e;
        }
        if (best < kEntrants.size() && !std::isnan(mean[0])) {
            std::vector<double> ratios;
            for (std::size_t s = 0; s < splits.size(); ++s)
                ratios.push_back(costs[0][s] / costs[best][s] - 1.0);
            fmt::print("   {} ({})", bandText(ratios), kEntrants[best].name);
        } else if (!std::isnan(mean[0])) {
            fmt::print("   no greedy router gets there");
        }
        fmt::print("\n");
    }
    fmt::print("{:>8}", "rejected");
    for (std::size_t e = 0; e < kEntrants.size(); ++e) {
        double most = 0.0;
        for (const Split& split : splits) most = std::max(most, split[load][e].rejected);
        fmt::print(" {:>16}", fmt::format("{:.2f} %", 100.0 * most));
    }
    fmt::print("\n");
}

Split splitOf(const Dataset& source, std::size_t seed, std::uint64_t queries) {
    Dataset data = source;
    applySplit(data, splitRuleFrom("train=0.7,test=0.3", seed));
    PredictorOptions options;
    options.seed = seed;
    options.threads = 1;
    const std::vector<std::size_t> test = data.rowsOfSplit("test");
    const Predictions predictions =
        Predictor::fit(data, data.rowsOfSplit("train"), options).predict(data, test);
    const Experiment experiment = makeExperiment(data, test, predictions, PoolSettings{});
    Split split;
    for (std::size_t load = 0; load < kLoads.size(); ++load) {
        for (std::size_t e = 0; e < kEntrants.size(); ++e) {
            split[load][e] = costsOf(
                experiment, kEntrants[e],
                planOf(kLoads[load], kEntrants[e], experiment.problem.modelCount(), queries, seed));
        }
    }
    return split;
}

}  // namespace

int main(int argc, char** argv) {
    try {
        const std::filesystem::path folder = argc > 1 ? argv[1] : "../shared/data/routerbench";
        const std::size_t splits = argc > 2 ? std::stoul(argv[2]) : 20;
        const std::uint64_t queries = argc > 3 ? std::stoull(argv[3]) : 4'000;
        ImportOptions import;
        import.name = "routerbench";
        for (const auto& entry : std::filesystem::directory_iterator(folder)) {
            if (entry.path().extension() == ".csv") import.files.push_back(entry.path());
        }
        std::sort(import.files.begin(), import.files.end());
        const Dataset source = importFiles(import).dataset;
        std::vector<Split> all(splits);
        forEachItem(splits, threadCount(0, splits), {},
                    [&](std::size_t s) { all[s] = splitOf(source, s + 1, queries); });
        fmt::print("{} splits, {} queries a run; USD per 1,000 answers (95 % wait less than)\n",
                   splits, queries);
        for (std::size_t load = 0; load < kLoads.size(); ++load) print(all, load);
    } catch (const std::exception& error) {
        fmt::print(stderr, "{}\n", error.what());
        return 1;
    }
    return 0;
}
