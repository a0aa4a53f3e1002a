/// What caution is worth: realized cost per 1,000 queries at equal realized accuracy of routing by
/// a − κσ, over random 70/30 splits of RouterBench.
///
///     bench_robust [folder of the RouterBench CSV files] [splits]

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/data/import/import.h"
#include "core/evaluate/evaluation.h"
#include "core/evaluate/frontier.h"
#include "core/support/thread_pool.h"

namespace {

using namespace orl;

constexpr std::array kCaution = {0.0, 0.5, 1.0, 2.0};
constexpr std::array kLevels = {0.66, 0.70, 0.74, 0.78, 0.82, 0.86};

/// Cost at every level on the realized hull of all floors; NaN where it does not reach one.
std::array<double, kLevels.size()> costsOf(const Experiment& experiment) {
    const auto dual = makeRouter("dual", experiment.problem);
    std::vector<PlanePoint> points;
    for (int step = 0; step <= 180; ++step) {
        RouteRequest request;
        request.constraints.qualityFloor = 0.5 * step / 180.0 + 0.4;
        const Evaluation one =
            evaluate(experiment, "dual", request.constraints, dual->route(request));
        if (one.feasible) points.push_back({one.realizedCostPer1000(), one.realizedAccuracy});
    }
    const std::vector<PlanePoint> hull = upperHull(points);
    std::array<double, kLevels.size()> costs{};
    for (std::size_t l = 0; l < kLevels.size(); ++l) {
        costs[l] = kMissing;
        for (std::size_t k = 0; k + 1 < hull.size() && std::isnan(costs[l]); ++k) {
            if (hull[k + 1].quality < kLevels[l]) continue;
            const double share =
                (kLevels[l] - hull[k].quality) / (hull[k + 1].quality - hull[k].quality);
            costs[l] = std::lerp(hull[k].cost, hull[k + 1].cost, std::max(0.0, share));
        }
    }
    return costs;
}

}  // namespace

int main(int argc, char** argv) {
    const std::filesystem::path folder = argc > 1 ? argv[1] : "../shared/data/routerbench";
    try {
        const std::size_t splits = argc > 2 ? std::stoul(argv[2]) : 20;
        ImportOptions import;
        import.name = "routerbench";
        for (const auto& entry : std::filesystem::directory_iterator(folder)) {
            if (entry.path().extension() == ".csv") import.files.push_back(entry.path());
        }
        std::sort(import.files.begin(), import.files.end());
        const Dataset source = importFiles(import).dataset;
        using Costs = std::array<std::array<double, kLevels.size()>, kCaution.size()>;
        std::vector<Costs> all(splits);
        forEachItem(splits, threadCount(0, splits), {}, [&](std::size_t s) {
            Dataset data = source;
            applySplit(data, splitRuleFrom("train=0.7,test=0.3", s + 1));
            PredictorOptions options;
            options.seed = s + 1;
            options.threads = 1;
            const std::vector<std::size_t> test = data.rowsOfSplit("test");
            const Predictions predictions =
                Predictor::fit(data, data.rowsOfSplit("train"), options).predict(data, test);
            for (std::size_t k = 0; k < kCaution.size(); ++k) {
                PoolSettings pool;
                pool.caution = kCaution[k];
                all[s][k] = costsOf(makeExperiment(data, test, predictions, pool));
            }
        });
        fmt::print("{:>8}", "accuracy");
        for (const double caution : kCaution) fmt::print(" {:>20}", fmt::format("κ = {}", caution));
        fmt::print("   mean USD per 1,000 (mean ratio to κ = 0)\n");
        for (std::size_t l = 0; l < kLevels.size(); ++l) {
            fmt::print("{:8.2f}", kLevels[l]);
            for (std::size_t k = 0; k < kCaution.size(); ++k) {
                double sum = 0.0;
                double ratio = 0.0;
                int count = 0;
                for (const Costs& costs : all) {
                    if (std::isnan(costs[k][l]) || std::isnan(costs[0][l])) continue;
                    sum += costs[k][l];
                    ratio += costs[k][l] / costs[0][l];
                    ++count;
                }
                fmt::print(" {:>20}",
                           fmt::format("{:.3f} ({:.3f}, {})", sum / count, ratio / count, count));
            }
            fmt::print("\n");
        }
    } catch (const std::exception& error) {
        fmt::print(stderr, "{}\n", error.what());
        return 1;
    }
    return 0;
}
