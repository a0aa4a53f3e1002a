/// How often the guaranteed floor keeps its guarantee, and what it costs, on random splits of real
/// data: 50 % to learn from, 20 % to calibrate, 30 % to route.
///
///     bench_guarantee [shared data folder] [splits] [split|cross] [routerbench|llmrouter]
///
/// split  the predictor learns from the 50 % and is calibrated on the 20 %
/// cross  predictors learn from all 70 %, calibrated on their out-of-fold predictions (5 folds)
///
/// Per α, over the splits where α can be guaranteed: how often the realized accuracy is at least α
/// with the guarantee, and over all splits with the plain floor; how often, of all splits, a
/// guarantee was made and broken; and the realized cost above the cheapest floor that would have
/// met α in hindsight, as the mean and the median over splits and for the sum over all splits.

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include "core/data/import/import.h"
#include "core/evaluate/guarantee.h"
#include "core/evaluate/sweep.h"
#include "core/predict/cross_fit.h"
#include "core/support/random.h"
#include "core/support/thread_pool.h"

namespace {

using namespace orl;

struct Source {
    std::string name;
    Dataset data;
    std::vector<double> alphas;
};

Source routerBench(const std::filesystem::path& folder) {
    ImportOptions options;
    options.name = "routerbench";
    for (const char* file : {"arc_challenge_train.csv", "mbpp_train.csv", "winograde_train.csv"}) {
        options.files.push_back(folder / "routerbench" / file);
    }
    return {options.name, importFiles(options).dataset, {0.65, 0.70, 0.75, 0.80, 0.85}};
}

Source llmRouter(const std::filesystem::path& folder) {
    ImportOptions options;
    options.name = "llmrouter";
    options.files = {folder / "llmrouter" / "dcrouter_train.json",
                     folder / "llmrouter" / "query_train.jsonl"};
    options.prices = folder / "llmrouter" / "default_llm.json";
    return {options.name, importFiles(options).dataset, {0.50, 0.54, 0.58, 0.62}};
}

struct Trial {
    bool guaranteed = false;
    double accuracy = kMissing, cost = kMissing;            ///< with the guarantee, realized
    double plainAccuracy = kMissing, plainCost = kMissing;  ///< at the floor α
    double hindsightCost = kMissing;
};

struct Rows {
    std::vector<std::size_t> train, calibration, test;
};

Rows dealt(std::size_t count, std::uint64_t seed) {
    std::vector<std::size_t> rows(count);
    for (std::size_t i = 0; i < count; ++i) rows[i] = i;
    Random random(seed);
    random.shuffle(std::span(rows));
    const auto at = [&](double share) {
        return rows.begin() + static_cast<std::ptrdiff_t>(share * static_cast<double>(count));
    };
    return {{rows.begin(), at(0.5)}, {at(0.5), at(0.7)}, {at(0.7), rows.end()}};
}

struct Pair {
    Experiment batch, calibration;
};

Pair prepare(const Dataset& data, std::uint64_t seed, bool cross) {
    Rows rows = dealt(data.queryCount(), seed);
    PredictorOptions options;
    options.seed = seed;
    options.threads = 1;
    Predictions batch, held;
    if (cross) {
        rows.calibration.insert(rows.calibration.end(), rows.train.begin(), rows.train.end());
        CrossFit fit = crossFit(data, rows.calibration, options, 5, data, rows.test);
        batch = std::move(fit.batch);
        held = std::move(fit.outOfFold);
    } else {
        const Predictor predictor = Predictor::fit(data, rows.train, options);
        batch = predictor.predict(data, rows.test);
        held = predictor.predict(data, rows.calibration);
    }
    return {makeExperiment(data, rows.test, batch), makeExperiment(data, rows.calibration, held)};
}

Constraints constraintsFor(const Experiment& experiment, double capacityShare) {
    Constraints constraints;
    if (capacityShare < 1.0) {
        constraints.capacity.assign(experiment.problem.modelCount(),
                                    slotsOfShare(capacityShare, experiment.problem.queryCount()));
    }
    return constraints;
}

std::vector<Trial> tryAlphas(const Pair& pair, double capacityShare,
                             const std::vector<double>& alphas) {
    Constraints constraints = constraintsFor(pair.batch, capacityShare);
    const FloorPath path = floorPath(pair.batch, pair.calibration, constraints);
    const auto dual = makeRouter("dual", pair.batch.problem);
    const auto routeAt = [&](double floor) {
        RouteRequest request;
        request.constraints = constraints;
        request.constraints.qualityFloor = floor;
        return evaluate(pair.batch, "dual", request.constraints, dual->route(request));
    };
    std::vector<Evaluation> all;
    for (const FloorPoint& point : path.points) all.push_back(routeAt(point.floor));
    std::vector<Trial> trials;
    for (const double alpha : alphas) {
        Trial trial;
        const Guarantee guarantee = guaranteedFloor(path, alpha);
        trial.guaranteed = guarantee.reachable;
        if (trial.guaranteed) {
            const Evaluation kept = routeAt(guarantee.point.floor);
            trial.accuracy = kept.realizedAccuracy;
            trial.cost = kept.realizedCost;
        }
        const Evaluation plain = routeAt(alpha);
        trial.plainAccuracy = plain.realizedAccuracy;
        trial.plainCost = plain.realizedCost;
        for (const Evaluation& one : all) {
            if (!(one.realizedAccuracy >= alpha)) continue;
            if (!(one.realizedCost >= trial.hindsightCost)) trial.hindsightCost = one.realizedCost;
        }
        trials.push_back(trial);
    }
    return trials;
}

/// Realized costs and those of hindsight, where both are known.
class Excess {
  public:
    void add(double cost, double hindsight) {
        if (std::isnan(cost) || std::isnan(hindsight)) return;
        m_cost += cost;
        m_hindsight += hindsight;
        m_ratios.push_back(cost / hindsight - 1.0);
    }
    std::string shown() const {
        if (m_ratios.empty()) return "–";
        std::vector<double> sorted = m_ratios;
        std::sort(sorted.begin(), sorted.end());
        double sum = 0.0;
        for (const double ratio : sorted) sum += ratio;
        return fmt::format("{:.1f} {:.1f} {:.1f}", 100.0 * sum / static_cast<double>(sorted.size()),
                           100.0 * sorted[sorted.size() / 2], 100.0 * (m_cost / m_hindsight - 1.0));
    }

  private:
    double m_cost = 0.0, m_hindsight = 0.0;
    std::vector<double> m_ratios;
};

struct Tally {
    int splits = 0, guaranteed = 0, kept = 0, plain = 0, plainKept = 0;
    double accuracy = 0.0;
    Excess excess, plainExcess;

    void add(const Trial& trial, double alpha) {
        ++splits;
        plain += std::isnan(trial.plainAccuracy) ? 0 : 1;
        plainKept += trial.plainAccuracy >= alpha ? 1 : 0;
        plainExcess.add(trial.plainCost, trial.hindsightCost);
        if (!trial.guaranteed) return;
        ++guaranteed;
        kept += trial.accuracy >= alpha ? 1 : 0;
        accuracy += trial.accuracy;
        excess.add(trial.cost, trial.hindsightCost);
    }
};

std::string share(double part, int whole) {
    return whole > 0 ? fmt::format("{:.1f}", 100.0 * part / whole) : "–";
}

void print(const Source& source, double capacityShare, const std::vector<Tally>& tallies) {
    fmt::print("\n{}, at most {:.0f} % of the queries per model\n", source.name,
               100.0 * capacityShare);
    fmt::print("{:>5} {:>12} {:>7} {:>9} {:>10} {:>22} | {:>10} {:>22}\n", "alpha", "unreachable %",
               "kept %", "broken %", "accuracy %", "cost +% mean med sum", "plain kept",
               "cost +% mean med sum");
    for (std::size_t a = 0; a < tallies.size(); ++a) {
        const Tally& t = tallies[a];
        fmt::print("{:5.2f} {:>13} {:>7} {:>9} {:>10} {:>22} | {:>10} {:>22}\n", source.alphas[a],
                   share(t.splits - t.guaranteed, t.splits), share(t.kept, t.guaranteed),
                   share(t.guaranteed - t.kept, t.splits), share(t.accuracy, t.guaranteed),
                   t.excess.shown(), share(t.plainKept, t.plain), t.plainExcess.shown());
    }
    std::fflush(stdout);
}

void measure(const Source& source, std::size_t splits, bool cross) {
    constexpr std::array kShares = {1.0, 0.3};
    std::array<std::vector<std::vector<Trial>>, 2> trials;
    for (auto& one : trials) one.resize(splits);
    forEachItem(splits, threadCount(0, splits), {}, [&](std::size_t s) {
        const Pair pair = prepare(source.data, s + 1, cross);
        for (std::size_t c = 0; c < kShares.size(); ++c) {
            trials[c][s] = tryAlphas(pair, kShares[c], source.alphas);
        }
    });
    for (std::size_t c = 0; c < kShares.size(); ++c) {
        std::vector<Tally> tallies(source.alphas.size());
        for (const std::vector<Trial>& row : trials[c]) {
            for (std::size_t a = 0; a < row.size(); ++a) tallies[a].add(row[a], source.alphas[a]);
        }
        print(source, kShares[c], tallies);
    }
}

}  // namespace

int main(int argc, char** argv) {
    const std::filesystem::path folder =
        argc > 1 ? argv[1] : std::filesystem::path(ORL_SOURCE_DIR) / ".." / "shared" / "data";
    const std::string which = argc > 4 ? argv[4] : "";
    try {
        const std::size_t splits = argc > 2 ? std::stoul(argv[2]) : 200;
        const bool cross = argc > 3 && std::string(argv[3]) == "cross";
        if (which != "llmrouter") measure(routerBench(folder), splits, cross);
        if (which != "routerbench") measure(llmRouter(folder), splits, cross);
    } catch (const std::exception& error) {
        fmt::print(stderr, "{}\n", error.what());
        return 1;
    }
    return 0;
}
