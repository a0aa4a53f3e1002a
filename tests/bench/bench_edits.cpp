// An edit on the Models page, from the new price to the new routing: the routing problem made anew
// and solved, the window's other work left out.
#include <benchmark/benchmark.h>

#include "core/data/generate/generate.h"
#include "core/lab/solving.h"
#include "core/support/random.h"

namespace {

/// Generated data with predictions off the record by noise; every query is routed.
std::shared_ptr<const orl::Prepared> preparedOf(std::size_t queries, std::uint64_t seed) {
    constexpr std::size_t kModels = 10;
    auto data = std::make_shared<orl::Dataset>(orl::generateDataset({queries, kModels, seed}));
    auto predictions = std::make_shared<orl::Predictions>();
    orl::Random random(seed);
    predictions->quality = data->score;
    predictions->outputTokens = data->outputTokens;
    predictions->cost = orl::Grid::Constant(data->score.rows(), data->score.cols(), orl::kMissing);
    predictions->uncertainty = predictions->cost;
    for (Eigen::Index i = 0; i < predictions->quality.rows(); ++i) {
        for (Eigen::Index j = 0; j < predictions->quality.cols(); ++j) {
            double& quality = predictions->quality(i, j);
            quality = 0.2 + 0.5 * quality + 0.3 * random.uniform();
        }
    }
    auto prepared = std::make_shared<orl::Prepared>();
    for (std::size_t i = 0; i < data->queryCount(); ++i) prepared->rows.push_back(i);
    prepared->data = data;
    prepared->predictions = predictions;
    return prepared;
}

orl::Scenario scenarioAt(const orl::Prepared& prepared, double factor) {
    orl::Scenario scenario;
    scenario.constraints.qualityFloor = 0.7;
    scenario.constraints.commonCapacity = 0.4;
    scenario.pool.priceMultiplier[prepared.data->models[3].name] = factor;
    return scenario;
}

void priceEdit(benchmark::State& state) {
    const auto prepared = preparedOf(std::size_t(state.range(0)), std::uint64_t(state.range(1)));
    orl::SolveEngine engine;
    double factor = 1.0;
    engine.solve(prepared, scenarioAt(*prepared, factor), {}, {});
    for (auto _ : state) {
        factor = factor > 2.0 ? 1.0 : factor + 0.05;
        benchmark::DoNotOptimize(engine.solve(prepared, scenarioAt(*prepared, factor), {}, {}));
    }
}
BENCHMARK(priceEdit)
    ->ArgsProduct({{10'000, 100'000}, {1, 2, 3, 4, 5, 6, 7, 8, 9, 10}})
    ->Unit(benchmark::kMillisecond)
    ->MinTime(0.3);

/// With the routers that the window compares at first.
void priceEditOfAll(benchmark::State& state) {
    const auto prepared = preparedOf(std::size_t(state.range(0)), 1);
    orl::SolveEngine engine;
    const std::vector<std::string> routers = {"dual",         "threshold", "willingness",
                                              "quality-only", "cheapest",  "oracle"};
    double factor = 1.0;
    for (auto _ : state) {
        factor = factor > 2.0 ? 1.0 : factor + 0.05;
        benchmark::DoNotOptimize(
            engine.solve(prepared, scenarioAt(*prepared, factor), routers, {}));
    }
}
BENCHMARK(priceEditOfAll)->Arg(10'000)->Arg(100'000)->Unit(benchmark::kMillisecond);

void problemAnew(benchmark::State& state) {
    const auto prepared = preparedOf(std::size_t(state.range(0)), 1);
    double factor = 1.0;
    for (auto _ : state) {
        factor = factor > 2.0 ? 1.0 : factor + 0.05;
        benchmark::DoNotOptimize(orl::makeExperiment(*prepared->data, prepared->rows,
                                                     *prepared->predictions,
                                                     scenarioAt(*prepared, factor).pool));
    }
}
BENCHMARK(problemAnew)->Arg(10'000)->Arg(100'000)->Unit(benchmark::kMillisecond);

}  // namespace
