// Filter, sort and search of the table of queries: what a user waits for after a key or a click.
#include <benchmark/benchmark.h>

#include <map>

#include "core/lab/query_list.h"
#include "core/support/random.h"

namespace {

using orl::QueryField;

/// Texts of about 300 bytes, 11 models, prices and an assignment by the least reduced cost.
struct Sample {
    explicit Sample(std::size_t queries) {
        constexpr std::size_t kModels = 11;
        orl::Random random(1);
        auto data = std::make_shared<orl::Dataset>();
        auto experiment = std::make_shared<orl::Experiment>();
        experiment->problem = orl::RoutingProblem(queries, kModels);
        experiment->levelNames = {"1", "2", "3", "4", "5"};
        for (std::size_t j = 0; j < kModels; ++j) {
            experiment->models.push_back("model " + std::to_string(j));
        }
        const auto rows = Eigen::Index(queries);
        experiment->truth.outcome = orl::Grid::Constant(rows, kModels, 0.0);
        experiment->truth.realizedCost = orl::Grid::Constant(rows, kModels, 0.0);
        auto assignment = std::make_shared<orl::Assignment>(queries);
        data->queries.resize(queries);
        for (std::size_t i = 0; i < queries; ++i) {
            orl::Query& query = data->queries[i];
            const std::size_t length = 100 + random.below(400);
            query.text = "What ";
            while (query.text.size() < length) query.text += std::to_string(random.bits()) + " ";
            query.task = "task " + std::to_string(i % 11);
            experiment->rows.push_back(i);
            experiment->level.push_back(int(i % 5));
            std::size_t best = 0;
            for (std::size_t j = 0; j < kModels; ++j) {
                const double cost = random.uniform() * double(j + 1) * 1e-3;
                const double quality = random.uniform();
                experiment->problem.set(i, j, cost, quality);
                experiment->truth.outcome(Eigen::Index(i), Eigen::Index(j)) =
                    double(random.uniform() < quality);
                experiment->truth.realizedCost(Eigen::Index(i), Eigen::Index(j)) = cost;
                if (cost - 0.01 * quality <
                    experiment->problem.cost(i, best) - 0.01 * experiment->problem.quality(i, best))
                    best = j;
            }
            (*assignment)[i] = std::int32_t(best);
        }
        auto ready = std::make_shared<orl::Prepared>();
        ready->data = data;
        ready->rows = experiment->rows;
        ready->predictions = std::make_shared<orl::Predictions>();
        auto answer = std::make_shared<orl::SolveView>();
        orl::SolveResult certificate;
        certificate.qualityPrice = 0.01;
        certificate.capacityPrice.assign(kModels, 0.0);
        answer->certificate = std::make_shared<orl::SolveResult>(certificate);
        answer->experiment = experiment;
        answer->assignment = assignment;
        prepared = ready;
        solve = answer;
    }
    orl::QueryFields fields() const { return {prepared, solve, nullptr, {}}; }

    std::shared_ptr<const orl::Prepared> prepared;
    std::shared_ptr<const orl::SolveView> solve;
};

const Sample& sampleOf(std::int64_t queries) {
    static std::map<std::int64_t, Sample> made;
    return made.try_emplace(queries, std::size_t(queries)).first->second;
}

/// Another text each time, so that nothing found before helps.
void BM_Search(benchmark::State& state, const char* text) {
    const orl::QueryFields fields = sampleOf(state.range(0)).fields();
    orl::QueryLister lister;
    orl::QueryFilter none;
    lister.list(fields, none, {}, false, {});
    orl::QueryFilter filter;
    for (auto _ : state) {
        filter.text = "~";
        state.PauseTiming();
        lister.list(fields, filter, {}, false, {});
        state.ResumeTiming();
        filter.text = text;
        benchmark::DoNotOptimize(lister.list(fields, filter, {}, false, {}));
    }
}

void BM_Filter(benchmark::State& state) {
    const orl::QueryFields fields = sampleOf(state.range(0)).fields();
    orl::QueryLister lister;
    lister.list(fields, {}, {}, false, {});
    orl::QueryFilter filter;
    filter.tasks = {"task 3", "task 5"};
    filter.outcome = orl::QueryFilter::Outcome::Wrong;
    filter.ranges = {{QueryField::Margin, 0.0, 1e-3}};
    for (auto _ : state) {
        benchmark::DoNotOptimize(lister.list(fields, filter, {}, false, {}));
    }
}

void BM_Sort(benchmark::State& state, QueryField field) {
    const orl::QueryFields fields = sampleOf(state.range(0)).fields();
    for (auto _ : state) {
        orl::QueryLister lister;
        benchmark::DoNotOptimize(lister.list(fields, {}, {{field, true}}, false, {}));
    }
}

#define ORL_SIZES ->Arg(100'000)->Arg(1'000'000)->Unit(benchmark::kMillisecond)->UseRealTime()
BENCHMARK_CAPTURE(BM_Search, one_letter, "w") ORL_SIZES;
BENCHMARK_CAPTURE(BM_Search, word, "8675309") ORL_SIZES;
BENCHMARK_CAPTURE(BM_Search, beyond_ascii, "ä") ORL_SIZES;
BENCHMARK(BM_Filter) ORL_SIZES;
BENCHMARK_CAPTURE(BM_Sort, margin, QueryField::Margin) ORL_SIZES;
BENCHMARK_CAPTURE(BM_Sort, regret, QueryField::Regret) ORL_SIZES;
BENCHMARK_CAPTURE(BM_Sort, chosen, QueryField::Chosen) ORL_SIZES;
BENCHMARK_CAPTURE(BM_Sort, task, QueryField::Task) ORL_SIZES;
BENCHMARK_CAPTURE(BM_Sort, text, QueryField::Text) ORL_SIZES;

}  // namespace
