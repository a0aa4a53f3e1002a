// Laying queries out: generated texts of the bundled kind, a fit on 2,500 of them.
//     bench_map
#include <benchmark/benchmark.h>

#include <numeric>

#include "core/data/generate/generate.h"
#include "core/predict/query_map.h"

namespace {

void layOut(benchmark::State& state) {
    const auto queries = static_cast<std::size_t>(state.range(0));
    const orl::Dataset data = orl::generateDataset({queries, 3, 1});
    std::vector<std::size_t> rows(queries);
    std::iota(rows.begin(), rows.end(), std::size_t{0});
    orl::PredictorOptions options;
    options.kind = orl::PredictorKind::Knn;
    const orl::Predictor predictor =
        orl::Predictor::fit(data, std::span(rows).first(2500), options);
    for ([[maybe_unused]] auto _ : state) {
        benchmark::DoNotOptimize(orl::mapQueries(predictor, data, rows));
    }
    state.SetItemsProcessed(state.iterations() * state.range(0));
}

}  // namespace

BENCHMARK(layOut)
    ->Arg(10'000)
    ->Arg(100'000)
    ->Arg(1'000'000)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime()
    ->Iterations(1);
