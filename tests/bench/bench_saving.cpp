/// What the optimizer saves on RouterBench at matched accuracy, against baselines tuned with
/// hindsight: without capacities and with at most 30 % of the queries per model, over five seeded
/// 70/30 splits with the hybrid predictor.
///
///     bench_saving [folder of the RouterBench CSV files] [realized|predicted|curves]
///
/// realized   at every α, dual as it comes out against the cheapest parameter of each baseline
///            whose realized accuracy is at least dual's: hindsight on one side alone
/// predicted  the same read on predictions, where dual's cost is certified
/// curves     at every realized accuracy, the cheapest point of dual's α sweep against the cheapest
///            parameter of each baseline that reach it: hindsight on both sides

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "core/data/import/import.h"
#include "core/evaluate/sweep.h"

namespace {

using namespace orl;

const std::vector<std::string> kRivals = {"threshold", "willingness", "balance-aware"};

struct Cell {
    std::vector<double> savings;
    int unreached = 0;
};

struct Row {
    std::vector<double> accuracy;
    std::vector<double> cost;
    std::map<std::string, Cell> rivals;
    int infeasible = 0;
};

Dataset importSplit(const std::filesystem::path& folder, std::uint64_t seed) {
    ImportOptions options;
    options.name = "routerbench";
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        if (entry.path().extension() == ".csv") options.files.push_back(entry.path());
    }
    std::sort(options.files.begin(), options.files.end());
    options.split = splitRuleFrom("train=0.7,test=0.3", seed);
    return importFiles(options).dataset;
}

Experiment prepare(const std::filesystem::path& folder, std::uint64_t seed) {
    const Dataset data = importSplit(folder, seed);
    PredictorOptions options;
    options.seed = seed;
    const Predictor predictor = Predictor::fit(data, data.rowsOfSplit("train"), options);
    const std::vector<std::size_t> test = data.rowsOfSplit("test");
    return makeExperiment(data, test, predictor.predict(data, test));
}

enum class Basis { Realized, Predicted, Curves };

Constraints constraintsFor(const Experiment& experiment, double alpha, double capacityShare) {
    Constraints constraints;
    constraints.qualityFloor = alpha;
    if (capacityShare < 1.0) {
        constraints.capacity.assign(experiment.problem.modelCount(),
                                    slotsOfShare(capacityShare, experiment.problem.queryCount()));
    }
    return constraints;
}

/// The optimizer's side of a row: its route at α, or the cheapest route of its sweep that reaches
/// the level.
Evaluation referenceAt(const std::vector<Evaluation>& sweep, double level, Basis basis) {
    Evaluation best;
    for (const Evaluation& candidate : sweep) {
        if (!candidate.feasible || candidate.realizedAccuracy < level) continue;
        if (!best.feasible || candidate.realizedCost < best.realizedCost) best = candidate;
    }
    if (basis == Basis::Curves) best.realizedAccuracy = level;
    return best;
}

void compareWith(const Experiment& experiment, const Evaluation& reference,
                 const Constraints& constraints, Basis basis, Row& row) {
    if (!reference.feasible) {
        ++row.infeasible;
        return;
    }
    const bool predicted = basis == Basis::Predicted;
    row.accuracy.push_back(predicted ? reference.predictedAccuracy : reference.realizedAccuracy);
    row.cost.push_back(predicted ? reference.costPer1000() : reference.realizedCostPer1000());
    for (const MatchedComparison& match :
         matchBaselines(experiment, reference, constraints,
                        predicted ? MatchOn::Predicted : MatchOn::Realized, kRivals)) {
        Cell& cell = row.rivals[match.router];
        if (match.reached) {
            cell.savings.push_back(match.saving);
        } else {
            ++cell.unreached;
        }
    }
}

void compareAll(const Experiment& experiment, double capacityShare, Basis basis,
                std::map<double, Row>& rows) {
    const auto dual = makeRouter("dual", experiment.problem);
    const auto routeAt = [&](double alpha) {
        RouteRequest request;
        request.constraints = constraintsFor(experiment, alpha, capacityShare);
        return evaluate(experiment, "dual", request.constraints, dual->route(request));
    };
    std::vector<Evaluation> sweep;
    for (int step = 0; basis == Basis::Curves && step <= 140; ++step) {
        sweep.push_back(routeAt(0.60 + 0.0025 * step));
    }
    for (int percent = 64; percent <= 90; percent += 2) {
        const double level = percent / 100.0;
        const Evaluation reference =
            basis == Basis::Curves ? referenceAt(sweep, level, basis) : routeAt(level);
        compareWith(experiment, reference, constraintsFor(experiment, level, capacityShare), basis,
                    rows[level]);
    }
}

double mean(const std::vector<double>& values) {
    double sum = 0.0;
    for (const double value : values) sum += value;
    return values.empty() ? kMissing : sum / static_cast<double>(values.size());
}

void print(double capacityShare, Basis basis, const std::map<double, Row>& rows) {
    fmt::print("\nat most {:.0f} % of the queries per model\n", capacityShare * 100);
    fmt::print("{:>5} {:>8} {:>9}", basis == Basis::Curves ? "level" : "alpha", "accuracy",
               "USD/1000");
    for (const std::string& rival : kRivals) fmt::print(" | {:>30}", rival + " mean (min…max)");
    fmt::print("\n");
    for (const auto& [alpha, row] : rows) {
        if (row.cost.empty()) {
            fmt::print("{:5.2f} out of dual's reach on all splits\n", alpha);
            continue;
        }
        fmt::print("{:5.2f} {:8.4f} {:9.4f}", alpha, mean(row.accuracy), mean(row.cost));
        for (const std::string& rival : kRivals) {
            const Cell& cell = row.rivals.at(rival);
            std::string text = "not reached";
            if (!cell.savings.empty()) {
                const auto [low, high] =
                    std::minmax_element(cell.savings.begin(), cell.savings.end());
                text = fmt::format("{:.1f} % ({:.1f}…{:.1f})", 100 * mean(cell.savings), 100 * *low,
                                   100 * *high);
            }
            if (cell.unreached > 0) text += fmt::format(" [{} not]", cell.unreached);
            fmt::print(" | {:>30}", text);
        }
        if (row.infeasible > 0) fmt::print("  ({} splits cannot reach it)", row.infeasible);
        fmt::print("\n");
    }
}

}  // namespace

int main(int argc, char** argv) {
    const std::map<std::string, Basis> names = {
        {"realized", Basis::Realized}, {"predicted", Basis::Predicted}, {"curves", Basis::Curves}};
    std::filesystem::path folder = "../shared/data/routerbench";
    Basis basis = Basis::Realized;
    for (int k = 1; k < argc; ++k) {
        const auto found = names.find(argv[k]);
        if (found != names.end()) {
            basis = found->second;
        } else {
            folder = argv[k];
        }
    }
    if (!std::filesystem::is_directory(folder)) {
        fmt::print(stderr, "{} is no folder: give that of the RouterBench CSV files\n",
                   folder.string());
        return 1;
    }
    try {
        std::map<double, std::map<double, Row>> tables;
        for (std::uint64_t seed = 1; seed <= 5; ++seed) {
            const Experiment experiment = prepare(folder, seed);
            for (const double share : {1.0, 0.3}) {
                compareAll(experiment, share, basis, tables[share]);
            }
        }
        for (const double share : {1.0, 0.3}) print(share, basis, tables[share]);
    } catch (const std::exception& error) {
        fmt::print(stderr, "{}\n", error.what());
        return 1;
    }
    return 0;
}
