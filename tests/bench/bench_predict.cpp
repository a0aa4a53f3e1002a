// Retrieval against a KD-tree and a plain matrix product, fit and predict by stage, and the same
// work in scikit-learn.
//   bench_predict [--retrieval | --tree | --stages | --reference] [--data ../shared/data]
// One thread; CPU time, the least of several runs, so that a busy machine disturbs little.
#include <fmt/format.h>

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <nanoflann.hpp>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/data/import/import.h"
#include "core/predict/predictor_state.h"
#include "core/support/random.h"
#include "tests/bench/native_product.h"

namespace {

using namespace orl;  // NOLINT(google-build-using-namespace)

constexpr int kNeighbours = 32;
constexpr std::size_t kManyQueries = 100'000;

double cpuSeconds() {
    timespec now{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

double least(int runs, const std::function<void()>& work) {
    double best = INFINITY;
    for (int r = 0; r < runs; ++r) {
        const double begin = cpuSeconds();
        work();
        best = std::min(best, cpuSeconds() - begin);
    }
    return best;
}

/// Peak resident memory of the process so far, MB.
double peakMemory() {
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);) {
        if (line.starts_with("VmHWM:")) return std::stod(line.substr(6)) / 1024.0;
    }
    return NAN;
}

Dataset llmRouter(const std::filesystem::path& data) {
    ImportOptions options;
    options.name = "llmrouter";
    options.files = {data / "llmrouter/dcrouter_train.json"};
    return importFiles(options).dataset;
}

/// Texts of the data set over and over, each with one word left out and a number added.
std::vector<std::string> perturbed(const Dataset& data, std::size_t count) {
    Random random(3);
    std::vector<std::string> texts;
    for (std::size_t i = 0; i < count; ++i) {
        std::string text = data.queries[i % data.queryCount()].text;
        const std::size_t from = text.find(' ', random.below(text.size() + 1));
        if (from != std::string::npos) {
            text.erase(from, text.find(' ', from + 1) - from);
        }
        texts.push_back(fmt::format("{} {}", text, random.below(1000)));
    }
    return texts;
}

std::vector<std::string_view> viewsOf(const std::vector<std::string>& texts) {
    return {texts.begin(), texts.end()};
}

struct Points {
    const Matrix& vectors;
    // nanoflann calls these by name.
    // NOLINTBEGIN(readability-identifier-naming)
    std::size_t kdtree_get_point_count() const { return static_cast<std::size_t>(vectors.rows()); }
    float kdtree_get_pt(std::size_t row, std::size_t dimension) const {
        return vectors(static_cast<Eigen::Index>(row), static_cast<Eigen::Index>(dimension));
    }
    template <typename Box>
    bool kdtree_get_bbox(Box& /*box*/) const {
        return false;
    }
    // NOLINTEND(readability-identifier-naming)
};
using KdTree = nanoflann::KDTreeSingleIndexAdaptor<nanoflann::L2_Simple_Adaptor<float, Points>,
                                                   Points, -1, std::size_t>;

Matrix randomUnit(std::size_t rows, Eigen::Index dimensions, std::uint64_t seed) {
    Random random(seed);
    Matrix vectors(static_cast<Eigen::Index>(rows), dimensions);
    for (float& value : vectors.reshaped()) value = static_cast<float>(random.normal());
    vectors.rowwise().normalize();
    return vectors;
}

void benchRetrieval(const char* what, const Matrix& vectors, const Matrix& queries) {
    constexpr Eigen::Index kForTree = 100;
    constexpr Eigen::Index kRows = 128;
    constexpr Eigen::Index kColumns = 2048;
    const auto count = static_cast<double>(queries.rows());
    const auto toMicro = [&](double seconds, double of) { return 1e6 * seconds / of; };
    const NeighbourIndex index(vectors, NeighbourIndex::Search::Product);
    const double ours = toMicro(least(5, [&] { index.nearest(queries, kNeighbours); }), count);

    const Points points{vectors};
    KdTree tree(static_cast<int>(vectors.cols()), points,
                nanoflann::KDTreeSingleIndexAdaptorParams(16));
    tree.buildIndex();
    std::size_t row[kNeighbours];
    float distance[kNeighbours];
    const double byTree =
        toMicro(least(3,
                      [&] {
                          for (Eigen::Index i = 0; i < kForTree; ++i) {
                              tree.knnSearch(queries.row(i).data(), kNeighbours, row, distance);
                          }
                      }),
                static_cast<double>(kForTree));

    // Blocks of the product that stay in the second-level cache, and nothing done with them.
    Matrix block(kRows, kColumns);
    const auto product = [&](const auto& multiply) {
        return toMicro(least(3,
                             [&] {
                                 for (Eigen::Index i = 0; i + kRows <= queries.rows(); i += kRows) {
                                     for (Eigen::Index j = 0; j < vectors.rows(); j += kColumns) {
                                         multiply(i, j, std::min(kColumns, vectors.rows() - j));
                                     }
                                 }
                             }),
                       static_cast<double>(queries.rows() / kRows * kRows));
    };
    const double plain = product([&](Eigen::Index i, Eigen::Index j, Eigen::Index columns) {
        block.leftCols(columns).noalias() =
            queries.middleRows(i, kRows) * vectors.middleRows(j, columns).transpose();
    });
    const double native = product([&](Eigen::Index i, Eigen::Index j, Eigen::Index columns) {
        nativeProduct(queries.row(i).data(), kRows, vectors.row(j).data(),
                      static_cast<std::size_t>(columns), static_cast<std::size_t>(vectors.cols()),
                      block.data());
    });
    const double operations = 2e-3 * static_cast<double>(vectors.size());
    fmt::print("{:>8} {:>4} {:>9.1f} {:>7.0f} {:>10.1f} {:>7.1f} {:>10.1f} {:>10.1f} {:>8.2f}\n",
               what, vectors.cols(), ours, operations / ours, byTree, byTree / ours, plain, native,
               ours / native);
}

void benchRetrievals(const std::filesystem::path& data) {
    fmt::print("\n{} vectors, k = {}, 2,048 queries (KD-tree: 100); µs a query\n", kManyQueries,
               kNeighbours);
    fmt::print("{:>8} {:>4} {:>9} {:>7} {:>10} {:>7} {:>10} {:>10} {:>8}\n", "vectors", "d", "ours",
               "GFlop/s", "KD-tree", "times", "product", "native", "ours/nat");
    for (const Eigen::Index dimensions : {2, 4, 8, 16, 32, 64, 128}) {
        benchRetrieval("random", randomUnit(kManyQueries, dimensions, 1),
                       randomUnit(2048, dimensions, 2));
    }
    const Dataset set = llmRouter(data);
    const auto texts = perturbed(set, kManyQueries + 2048);
    for (const int dimensions : {32, 64, 128}) {
        const Tfidf tfidf = Tfidf::fit(viewsOf(texts), {});
        const SparseRows rows = tfidf.transform(viewsOf(texts));
        const Matrix all = LatentSpace::fit(rows, dimensions, 1).project(rows);
        benchRetrieval("texts", all.topRows(kManyQueries), all.bottomRows(2048));
    }
}

/// From how many vectors of few dimensions on the tree is the faster one.
void benchTree() {
    fmt::print(
        "\nk = {}, 2,048 queries; µs a query, and seconds to build\n{:>8} {:>4} {:>9} {:>9} "
        "{:>9} {:>9}\n",
        kNeighbours, "vectors", "d", "product", "tree", "build", "build");
    for (const std::size_t size : {1'000U, 5'000U, 20'000U, 100'000U}) {
        for (const Eigen::Index dimensions : {1, 2, 3, 4, 5}) {
            const Matrix vectors = randomUnit(size, dimensions, 1);
            const Matrix queries = randomUnit(2048, dimensions, 2);
            double time[2];
            double build[2];
            for (const bool byTree : {false, true}) {
                const auto search =
                    byTree ? NeighbourIndex::Search::Tree : NeighbourIndex::Search::Product;
                const NeighbourIndex index(vectors, search);
                build[byTree] = least(3, [&] { NeighbourIndex(vectors, search); });
                time[byTree] = 1e6 / 2048 * least(3, [&] { index.nearest(queries, kNeighbours); });
            }
            fmt::print("{:>8} {:>4} {:>9.2f} {:>9.2f} {:>9.4f} {:>9.4f}\n", size, dimensions,
                       time[0], time[1], build[0], build[1]);
        }
    }
}

void benchStages(const std::filesystem::path& data) {
    const Dataset set = llmRouter(data);
    const auto all = set.rowsOfSplit("");
    PredictorOptions options;
    options.threads = 1;
    fmt::print("\n{} training texts, {} models; CPU s\nfit:\n", all.size(), set.modelCount());

    // Where fit says that it is; each stage's least time over the runs.
    std::vector<std::string> order;
    std::map<std::string, double> stage;
    const double whole = least(3, [&] {
        std::map<std::string, double> run;
        std::string current;
        double since = cpuSeconds();
        const auto enter = [&](std::string_view name) {
            if (!current.empty()) run[current] += cpuSeconds() - since;
            since = cpuSeconds();
            current = name;
            if (std::find(order.begin(), order.end(), current) == order.end())
                order.push_back(current);
        };
        Job job;
        job.progress = [&](double, std::string_view name) { enter(name); };
        Predictor::fit(set, all, options, job);
        for (const auto& [name, seconds] : run) {
            stage[name] = stage.contains(name) ? std::min(stage[name], seconds) : seconds;
        }
    });
    for (const std::string& name : order) fmt::print("  {:<20} {:>7.3f}\n", name, stage[name]);
    fmt::print("  {:<20} {:>7.3f}   peak memory {:.0f} MB\n", "all", whole, peakMemory());

    const Predictor predictor = Predictor::fit(set, all, options);
    std::vector<std::string_view> trainingTexts;
    for (const Query& query : set.queries) trainingTexts.emplace_back(query.text);
    const Tfidf tfidf = Tfidf::fit(trainingTexts, {});
    const SparseRows trainingRows = tfidf.transform(trainingTexts);
    const LatentSpace latent = LatentSpace::fit(trainingRows, options.components, options.seed);
    const NeighbourIndex index(latent.project(trainingRows));

    Dataset queries;
    queries.name = "queries";
    queries.models = set.models;
    queries.queries.resize(kManyQueries);
    const auto texts = perturbed(set, kManyQueries);
    std::size_t bytes = 0;
    for (std::size_t i = 0; i < kManyQueries; ++i) {
        queries.queries[i].text = texts[i];
        bytes += texts[i].size();
    }
    const double before = peakMemory();
    const auto rows = queries.rowsOfSplit("");
    const double predicting = least(1, [&] { predictor.predict(queries, rows); });
    const double peak = peakMemory();
    const ReadQueries read = predictor.read(queries, rows, options.neighbours);
    const double again = least(3, [&] { predictor.predict(read); });
    SparseRows sparse;
    Matrix vectors;
    const auto views = viewsOf(texts);
    const double reading = least(1, [&] { sparse = tfidf.transform(views); });
    const double projecting = least(1, [&] { vectors = latent.project(sparse); });
    const double finding = least(3, [&] { index.nearest(vectors, options.neighbours); });
    fmt::print("predict {} texts ({} MB):\n", kManyQueries, bytes >> 20U);
    fmt::print("  {:<20} {:>7.3f}\n  {:<20} {:>7.3f}\n  {:<20} {:>7.3f}\n  {:<20} {:>7.3f}\n",
               "reading texts", reading, "latent space", projecting, "neighbours", finding, "rest",
               predicting - reading - projecting - finding);
    fmt::print("  {:<20} {:>7.3f}   peak memory {:.0f} MB, {:.0f} before\n", "all", predicting,
               peak, before);
    fmt::print("  {:<20} {:>7.3f}\n", "again, once read", again);
}

/// Ours, and predict_speed.py on the same texts, one after the other in one run.
void benchReference(const std::filesystem::path& data) {
    constexpr std::size_t kTest = 20'000;
    const Dataset set = llmRouter(data);
    const auto texts = perturbed(set, kTest);
    const auto file = std::filesystem::temp_directory_path() / "bench_predict_texts.json";
    nlohmann::json json;
    for (std::size_t i = 0; i < set.queryCount(); ++i) {
        json["train"].push_back(set.queries[i].text);
        std::vector<double> scores(set.modelCount());
        for (std::size_t j = 0; j < scores.size(); ++j) {
            scores[j] = set.score(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(j));
        }
        json["scores"].push_back(scores);
    }
    json["test"] = texts;
    std::ofstream(file) << json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);

    PredictorOptions options;
    options.threads = 1;
    std::optional<Predictor> predictor;
    const double fitting =
        least(3, [&] { predictor = Predictor::fit(set, set.rowsOfSplit(""), options); });
    Dataset queries;
    queries.models = set.models;
    queries.queries.resize(kTest);
    for (std::size_t i = 0; i < kTest; ++i) queries.queries[i].text = texts[i];
    const double predicting =
        least(3, [&] { predictor->predict(queries, queries.rowsOfSplit("")); });
    fmt::print("\n{} training texts, {} models, {} texts to predict; CPU s, one thread\n",
               set.queryCount(), set.modelCount(), kTest);
    fmt::print("ours          fit {:.2f}  predict {:.2f}\n", fitting, predicting);
    std::fflush(stdout);
    const std::string command =
        fmt::format("/usr/bin/python3 {}/tests/bench/reference/predict_speed.py {}", ORL_SOURCE_DIR,
                    file.string());
    if (std::system(command.c_str()) != 0) {  // NOLINT(cert-env33-c): a program of our own
        fmt::print("scikit-learn could not be run: {}\n", command);
    }
    std::filesystem::remove(file);
}

}  // namespace

int main(int argc, char** argv) {
    std::filesystem::path data = std::filesystem::path(ORL_SOURCE_DIR) / "../shared/data";
    std::string only;
    for (int i = 1; i < argc; ++i) {
        const std::string word = argv[i];
        if (word == "--data" && i + 1 < argc) {
            data = argv[++i];
        } else {
            only = word;
        }
    }
    const auto wanted = [&](const char* part) { return only.empty() || only == part; };
    if (wanted("--retrieval")) benchRetrievals(data);
    if (wanted("--tree")) benchTree();
    if (wanted("--stages")) benchStages(data);
    if (wanted("--reference")) benchReference(data);
    return 0;
}
