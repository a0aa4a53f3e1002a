// The optimizer against what a user would pick instead, on the same instances in one run.
//   bench_optimize [--table proof|seeds|scale|drag ...] [--seconds S] [--runs R] [--data FOLDER]
//   [--queries N ...] [--kinds NAME ...] [--seeds K] [--shares L/N ...] [--alone]
// proof  integer optima at 1,000 and 10,000 queries, against CBC's branch and cut, stopped after S
// seeds  time to a gap of 5e-7 and to the proof, over K seeds: medians, worst, and how many are
//        proven within half a second; beyond 10,000 queries to the gap alone
// scale  the certified gap at 100,000 queries, and CLP on the linear relaxation at 10,000
// drag   warm steps of α against cold solves at an equal gap
// FOLDER holds RouterBench's CSV files: they join the generated instances, with predicted
// qualities. Times are milliseconds of processor time (recovery's: of the clock),
// medians of R runs (CBC and CLP) or more (ours).
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <ctime>
#include <filesystem>
#include <functional>
#include <numeric>
#include <vector>

#include "core/data/import/import.h"
#include "core/experiment/experiment.h"
#include "core/optimize/dual/dual_function.h"
#include "core/optimize/optimize.h"
#include "tests/core/optimize/instances.h"
#include "tests/core/optimize/integer_program.h"
#include "tests/core/optimize/linear_program.h"

namespace {

using namespace orl;           // NOLINT(google-build-using-namespace)
using namespace orl::testing;  // NOLINT(google-build-using-namespace)

constexpr std::size_t kModels = 11;
/// The floor, from the cheapest routing (0) to the best one (1).
constexpr double kFraction = 0.7;
constexpr Kind kKinds[] = {Kind::RouterBench, Kind::Tied, Kind::Uniform, Kind::Adversarial,
                           Kind::Tight};

struct Settings {
    std::vector<std::string> tables = {"proof", "seeds", "scale", "drag"};
    double seconds = 60.0;
    int runs = 5;
    std::vector<std::size_t> queries = {1000, 10000};  ///< of the proofs and seeds
    std::vector<double> shares = {1.0, 0.15};          ///< of the queries, that a model may take
    int seeds = 20;
    bool alone = false;              ///< without CLP and CBC
    std::vector<std::string> kinds;  ///< of instances; empty: all
    std::filesystem::path data;
};

std::vector<Kind> kindsOf(const Settings& settings) {
    std::vector<Kind> kinds;
    for (const Kind kind : kKinds) {
        const auto& asked = settings.kinds;
        if (asked.empty() || std::find(asked.begin(), asked.end(), nameOf(kind)) != asked.end())
            kinds.push_back(kind);
    }
    return kinds;
}

struct Case {
    std::string name;
    Kind kind;
    RoutingProblem problem;
};

double milliseconds(const std::function<void()>& work) {
    const std::clock_t begin = std::clock();
    work();
    return 1e3 * static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
}

double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

double medianOf(int runs, const std::function<void()>& work) {
    std::vector<double> times;
    for (int run = 0; run < runs; ++run) times.push_back(milliseconds(work));
    return median(times);
}

Constraints constraintsFor(Kind kind, const RoutingProblem& problem, double share) {
    return kind == Kind::Tight ? tightFloor(problem, share) : floorAt(problem, share, kFraction);
}

/// RouterBench's own files with qualities and costs as the default predictor sees them.
Case routerBench(const std::filesystem::path& folder) {
    ImportOptions options;
    options.name = "routerbench";
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        if (entry.path().extension() == ".csv") options.files.push_back(entry.path());
    }
    std::sort(options.files.begin(), options.files.end());
    const Dataset data = importFiles(options).dataset;
    std::vector<std::size_t> rows(data.queries.size());
    std::iota(rows.begin(), rows.end(), std::size_t{0});
    const Predictor predictor = Predictor::fit(data, rows, {});
    return {"RouterBench files", Kind::RouterBench,
            makeExperiment(data, rows, predictor.predict(data, rows)).problem};
}

std::vector<Case> casesOf(std::size_t queries, const Settings& settings) {
    std::vector<Case> cases;
    for (const Kind kind : kindsOf(settings))
        cases.push_back({nameOf(kind), kind, instance(kind, queries, kModels, 42)});
    if (queries == 1000 && !settings.data.empty()) cases.push_back(routerBench(settings.data));
    return cases;
}

const char* nameOf(Proof proof) {
    return proof == Proof::Optimal ? "proven" : proof == Proof::NotSought ? "-" : "limit";
}

void proofRow(const Case& one, double share, const Settings& settings) {
    const Constraints ask = constraintsFor(one.kind, one.problem, share);
    SolveOptions cold;
    cold.warmStart = false;
    DualOptimizer optimizer(one.problem);
    SolveResult ours;
    const double time = medianOf(3 * settings.runs, [&] { ours = optimizer.solve(ask, cold); });
    std::vector<double> times;
    if (settings.alone) times.push_back(std::nan(""));
    IntegerOptimum cbc;
    for (int run = 0; run < settings.runs && !settings.alone; ++run) {
        cbc = branchAndCut(one.problem, ask, {.seconds = settings.seconds});
        times.push_back(cbc.milliseconds);
    }
    fmt::print("{:>7} {:>17} {:>5.2f} {:>9.2f} {:>7} {:>9.1e} {:>10.0f} {:>8} {:>10} {:>8.0f}\n",
               one.problem.queryCount(), one.name, share, time, nameOf(ours.proof), ours.gap,
               median(times),
               cbc.proven     ? "proven"
               : cbc.feasible ? "stopped"
                              : "nothing",
               cbc.feasible ? fmt::format("{:+.1e}", ours.cost / cbc.objective - 1.0) : "-",
               median(times) / time);
    std::fflush(stdout);
}

void proofTable(const Settings& settings) {
    fmt::print("Integer optima; CBC stopped after {} s\n", settings.seconds);
    fmt::print("{:>7} {:>17} {:>5} {:>9} {:>7} {:>9} {:>10} {:>8} {:>10} {:>8}\n", "N", "instance",
               "L/N", "ours ms", "proof", "gap", "CBC ms", "CBC", "over CBC", "ratio");
    for (const std::size_t queries : settings.queries) {
        for (const Case& one : casesOf(queries, settings)) {
            for (const double share : settings.shares) proofRow(one, share, settings);
        }
    }
}

/// What one kind of instance takes, over its seeds.
struct SeedTimes {
    std::vector<double> toGap;
    std::vector<double> toEnd;  ///< proven or given up
    double worstGap = 0.0;      ///< of those to the gap
    double worstLeft = 0.0;     ///< of those that were given up
    int proven = 0;
    int provenSoon = 0;
};

void addSeed(Kind kind, std::size_t queries, double share, std::uint64_t seed,
             const Settings& settings, SeedTimes& times) {
    constexpr double kSoon = 500.0;
    const RoutingProblem problem = instance(kind, queries, kModels, seed);
    const Constraints ask = constraintsFor(kind, problem, share);
    DualOptimizer optimizer(problem);
    SolveOptions options;
    options.warmStart = false;
    const std::size_t proofQueries = options.proofQueries;
    options.proofQueries = 0;
    SolveResult result;
    times.toGap.push_back(medianOf(settings.runs, [&] { result = optimizer.solve(ask, options); }));
    times.worstGap = std::max(times.worstGap, result.gap);
    if (queries > proofQueries) return;
    options.proofQueries = proofQueries;
    const double time = medianOf(settings.runs, [&] { result = optimizer.solve(ask, options); });
    times.toEnd.push_back(time);
    times.worstLeft = std::max(times.worstLeft, result.gap);
    const bool proven = result.proof == Proof::Optimal;
    times.proven += proven ? 1 : 0;
    times.provenSoon += proven && time <= kSoon ? 1 : 0;
}

void seedsTable(const Settings& settings) {
    fmt::print("\nOver {} seeds; ms to a gap of 5e-7, and to the proof or its end\n",
               settings.seeds);
    fmt::print("{:>7} {:>17} {:>5} {:>9} {:>9} {:>9} {:>9} {:>9} {:>9} {:>7} {:>7}\n", "N",
               "instance", "L/N", "to gap", "worst", "gap", "to proof", "worst", "gap left",
               "proven", "500 ms");
    for (const std::size_t queries : settings.queries) {
        for (const Kind kind : kindsOf(settings)) {
            for (const double share : settings.shares) {
                SeedTimes times;
                for (int seed = 0; seed < settings.seeds; ++seed)
                    addSeed(kind, queries, share, static_cast<std::uint64_t>(seed), settings,
                            times);
                const auto worst = [](const std::vector<double>& all) {
                    return *std::max_element(all.begin(), all.end());
                };
                fmt::print("{:>7} {:>17} {:>5.2f} {:>9.2f} {:>9.2f} {:>9.1e} ", queries,
                           nameOf(kind), share, median(times.toGap), worst(times.toGap),
                           times.worstGap);
                if (!times.toEnd.empty())
                    fmt::print("{:>9.2f} {:>9.2f} {:>9.1e} {:>7} {:>7}", median(times.toEnd),
                               worst(times.toEnd), times.worstLeft, times.proven, times.provenSoon);
                fmt::print("\n");
                std::fflush(stdout);
            }
        }
    }
}

double evaluationTime(const RoutingProblem& problem, double qualityPrice) {
    DualFunction dual(tableOf(problem));
    DualSums sums;
    std::vector<std::int32_t> choice;
    Multipliers at{1.0, qualityPrice, std::vector<double>(problem.modelCount(), 0.0)};
    return medianOf(25, [&] {
        at.qualityWeight *= 1.01;
        dual.evaluate(at, sums, choice);
    });
}

void scaleTable(const Settings& settings) {
    fmt::print("\nCertified gaps; CLP on the linear relaxation at 10,000 queries\n");
    fmt::print("{:>7} {:>17} {:>5} {:>9} {:>9} {:>7} {:>9} {:>9} {:>12} {:>8}\n", "N", "instance",
               "L/N", "eval ms", "ours ms", "evals", "gap", "recovery", "CLP 10k ms", "ratio");
    for (const Kind kind : kindsOf(settings)) {
        for (const double share : settings.shares) {
            const RoutingProblem small = instance(kind, 10000, kModels, 42);
            const Constraints smallAsk = constraintsFor(kind, small, share);
            const double clp =
                settings.alone ? std::nan("")
                               : medianOf(settings.runs, [&] { linearOptimum(small, smallAsk); });
            const RoutingProblem problem = instance(kind, 100000, kModels, 42);
            const Constraints ask = constraintsFor(kind, problem, share);
            SolveOptions cold;
            cold.warmStart = false;
            DualOptimizer optimizer(problem);
            SolveResult ours;
            const double time =
                medianOf(2 * settings.runs, [&] { ours = optimizer.solve(ask, cold); });
            const double evaluation = evaluationTime(problem, ours.qualityPrice);
            fmt::print(
                "{:>7} {:>17} {:>5.2f} {:>9.3f} {:>9.2f} {:>7.0f} {:>9.1e} {:>9.2f} {:>12.0f} "
                "{:>8.0f}\n",
                problem.queryCount(), nameOf(kind), share, evaluation, time, time / evaluation,
                ours.gap, ours.recoveryMilliseconds, clp, clp / time);
            std::fflush(stdout);
        }
    }
}

void dragTable(const Settings& settings) {
    constexpr double kGap = 1e-5;
    constexpr int kSteps = 40;
    fmt::print("\nA drag of α to and fro in steps of 0.002, both to a gap of {}\n", kGap);
    fmt::print("{:>7} {:>17} {:>5} {:>9} {:>9} {:>9} {:>9} {:>9} {:>7}\n", "N", "instance", "L/N",
               "cold ms", "warm ms", "p95 ms", "gap", "recovery", "ratio");
    for (const Kind kind : kindsOf(settings)) {
        for (const double share : settings.shares) {
            const RoutingProblem problem = instance(kind, 100000, kModels, 42);
            Constraints ask = constraintsFor(kind, problem, share);
            SolveOptions options;
            options.gapTarget = kGap;
            options.warmStart = false;
            DualOptimizer optimizer(problem);
            const double cold = medianOf(2 * settings.runs, [&] { optimizer.solve(ask, options); });
            options.warmStart = true;
            std::vector<double> times;
            double gap = 0.0;
            double recovery = 0.0;
            for (int step = 0; step < kSteps; ++step) {
                ask.qualityFloor += step % 20 < 10 ? -0.002 : 0.002;
                SolveResult result;
                times.push_back(milliseconds([&] { result = optimizer.solve(ask, options); }));
                gap = std::max(gap, result.gap);
                recovery += result.recoveryMilliseconds;
            }
            const double total = std::accumulate(times.begin(), times.end(), 0.0);
            const double warm = median(times);
            std::sort(times.begin(), times.end());
            fmt::print(
                "{:>7} {:>17} {:>5.2f} {:>9.2f} {:>9.2f} {:>9.2f} {:>9.1e} {:>8.0f}% {:>7.1f}\n",
                problem.queryCount(), nameOf(kind), share, cold, warm,
                times[static_cast<std::size_t>(0.95 * kSteps)], gap, 100.0 * recovery / total,
                cold / warm);
            std::fflush(stdout);
        }
    }
}

}  // namespace

int main(int argc, char** argv) {
    Settings settings;
    CLI::App app("The optimizer against what a user would pick instead");
    app.add_option("--table", settings.tables, "proof, seeds, scale, drag");
    app.add_option("--seconds", settings.seconds, "CBC is stopped after these");
    app.add_option("--runs", settings.runs, "Runs of CBC and CLP");
    app.add_option("--data", settings.data, "Folder of RouterBench's CSV files");
    app.add_option("--queries", settings.queries, "Sizes of the proofs and seeds");
    app.add_option("--kinds", settings.kinds,
                   "RouterBench-like, kNN-tied, random, adversarial, tight");
    app.add_option("--shares", settings.shares, "Capacities as shares of the queries");
    app.add_option("--seeds", settings.seeds, "How many, from 0");
    app.add_flag("--alone", settings.alone, "Leave CBC and CLP out");
    CLI11_PARSE(app, argc, argv);
    const auto wanted = [&](const char* table) {
        return std::find(settings.tables.begin(), settings.tables.end(), table) !=
               settings.tables.end();
    };
    if (wanted("proof")) proofTable(settings);
    if (wanted("seeds")) seedsTable(settings);
    if (wanted("scale")) scaleTable(settings);
    if (wanted("drag")) dragTable(settings);
    return 0;
}
