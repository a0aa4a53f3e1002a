#include <benchmark/benchmark.h>
#include <unistd.h>

#include <filesystem>
#include <string>

#include "core/data/workspace/workspace.h"
#include "core/support/random.h"

namespace {

namespace fs = std::filesystem;

/// Texts of about 300 bytes, as in the multiple-choice benchmarks.
orl::Dataset sampleDataset(std::size_t queries, std::size_t models) {
    orl::Random random(1);
    orl::Dataset data;
    data.name = "bench";
    for (std::size_t j = 0; j < models; ++j) {
        data.models.push_back({"model " + std::to_string(j), 0.5, 1.5, "bench"});
    }
    for (std::size_t i = 0; i < queries; ++i) {
        orl::Query& query = data.queries.emplace_back();
        const std::size_t length = 100 + random.below(400);
        while (query.text.size() < length) query.text += std::to_string(random.bits()) + " ";
        query.task = "task " + std::to_string(i % 11);
        query.split = i % 10 < 7 ? "train" : "test";
        query.inputTokens = static_cast<double>(length) / 4.0;
    }
    for (orl::Grid* grid : {&data.score, &data.cost, &data.outputTokens}) {
        grid->resize(static_cast<Eigen::Index>(queries), static_cast<Eigen::Index>(models));
        for (Eigen::Index i = 0; i < grid->size(); ++i) grid->data()[i] = random.uniform();
    }
    return data;
}

class TemporaryFile {
  public:
    TemporaryFile()
        : m_path(fs::temp_directory_path() /
                 ("orl_bench_store_" + std::to_string(::getpid()) + ".orlab")) {
        fs::remove(m_path);
    }
    ~TemporaryFile() { fs::remove(m_path); }
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;
    const fs::path& path() const { return m_path; }

  private:
    fs::path m_path;
};

constexpr std::size_t kModels = 11;

void BM_StoreSaveNew(benchmark::State& state) {
    const orl::Dataset data = sampleDataset(static_cast<std::size_t>(state.range(0)), kModels);
    for (auto _ : state) {
        state.PauseTiming();
        const TemporaryFile file;
        {
            orl::Workspace workspace = orl::Workspace::create(file.path());
            state.ResumeTiming();
            workspace.saveDataset(data);
            state.PauseTiming();
        }
        state.counters["file_MB"] = static_cast<double>(fs::file_size(file.path())) * 1e-6;
        state.ResumeTiming();
    }
}

void BM_StoreReplace(benchmark::State& state) {
    const orl::Dataset data = sampleDataset(static_cast<std::size_t>(state.range(0)), kModels);
    const TemporaryFile file;
    orl::Workspace workspace = orl::Workspace::create(file.path());
    workspace.saveDataset(data);
    for (auto _ : state) workspace.saveDataset(data);
}

void BM_StoreLoad(benchmark::State& state) {
    const TemporaryFile file;
    orl::Workspace workspace = orl::Workspace::create(file.path());
    workspace.saveDataset(sampleDataset(static_cast<std::size_t>(state.range(0)), kModels));
    for (auto _ : state) benchmark::DoNotOptimize(workspace.loadDataset("bench"));
}

void BM_StoreOpen(benchmark::State& state) {
    const TemporaryFile file;
    orl::Workspace::create(file.path())
        .saveDataset(sampleDataset(static_cast<std::size_t>(state.range(0)), kModels));
    for (auto _ : state) benchmark::DoNotOptimize(orl::Workspace::open(file.path()));
    state.counters["file_MB"] = static_cast<double>(fs::file_size(file.path())) * 1e-6;
}

void BM_StoreList(benchmark::State& state) {
    const TemporaryFile file;
    orl::Workspace workspace = orl::Workspace::create(file.path());
    workspace.saveDataset(sampleDataset(static_cast<std::size_t>(state.range(0)), kModels));
    for (auto _ : state) benchmark::DoNotOptimize(workspace.datasets());
}

void BM_DatasetFingerprint(benchmark::State& state) {
    const orl::Dataset data = sampleDataset(static_cast<std::size_t>(state.range(0)), kModels);
    for (auto _ : state) benchmark::DoNotOptimize(data.fingerprint());
}

BENCHMARK(BM_StoreSaveNew)->Arg(5000)->Arg(50000)->Unit(benchmark::kMillisecond);
BENCHMARK(BM_StoreReplace)->Arg(5000)->Arg(50000)->Unit(benchmark::kMillisecond);
BENCHMARK(BM_StoreLoad)->Arg(5000)->Arg(50000)->Unit(benchmark::kMillisecond);
BENCHMARK(BM_StoreOpen)->Arg(5000)->Arg(50000)->Unit(benchmark::kMillisecond);
BENCHMARK(BM_StoreList)->Arg(50000)->Unit(benchmark::kMillisecond);
BENCHMARK(BM_DatasetFingerprint)->Arg(50000)->Unit(benchmark::kMillisecond);

}  // namespace
