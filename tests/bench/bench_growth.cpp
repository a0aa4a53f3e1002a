// What fit and predict cost as the training rows grow, and what learning from a sample of them and
// looking into cells costs in quality.
//   bench_growth ROWS [--full] [--pair] [--threads N] [--learned N] [--scanned N] [--data
//   ../shared/data]
// One size a run, as the peak memory is the process's; --full: as below the limits, whatever the
// size; --pair: both, scored against each other.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <limits>
#include <map>
#include <string>
#include <vector>

#include "core/data/import/import.h"
#include "core/predict/neighbour_cells.h"
#include "core/predict/predictor_state.h"
#include "core/support/random.h"

namespace {

using namespace orl;  // NOLINT(google-build-using-namespace)

constexpr std::size_t kHeldOut = 10'000;
constexpr std::size_t kModels = 10;

/// CPU time of all threads: a busy machine disturbs it little.
double cpuSeconds() {
    timespec now{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

double secondsSince(double start) {
    return cpuSeconds() - start;
}

/// Peak resident memory of the process so far, MB.
double peakMemory() {
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);) {
        if (line.starts_with("VmHWM:")) return std::stod(line.substr(6)) / 1024.0;
    }
    return NAN;
}

std::vector<std::string> wordsOf(const std::string& text) {
    std::vector<std::string> words;
    for (std::size_t from = 0; from < text.size();) {
        std::size_t end = text.find(' ', from);
        end = end == std::string::npos ? text.size() : end + 1;
        words.push_back(text.substr(from, end - from));
        from = end;
    }
    return words;
}

/// LLMRouter's texts over and over, of each one word in ten left out and one in seven taken from
/// another text. Scores are drawn from the chances that a fit on LLMRouter predicts for the new
/// text, moved by a normal of 0.5 in log-odds that all models of the query share; the tenth model
/// is as the first. Lengths are lognormal about a mean that grows with the text.
Dataset grown(const Dataset& base, std::size_t rows) {
    Random random(7);
    std::vector<std::vector<std::string>> words;
    words.reserve(base.queryCount());
    for (const Query& query : base.queries) words.push_back(wordsOf(query.text));
    Dataset data;
    data.name = "grown";
    data.models = base.models;
    data.models.resize(kModels);
    data.models.back().name = "another";
    data.queries.resize(rows);
    for (std::size_t i = 0; i < rows; ++i) {
        const std::size_t from = i % words.size();
        const auto& other = words[random.below(words.size())];
        for (const std::string& word : words[from]) {
            const double chance = random.uniform();
            if (chance < 0.1) continue;
            const bool taken = chance < 0.25 && !other.empty();
            data.queries[i].text += taken ? other[random.below(other.size())] : word;
        }
        data.queries[i].text.shrink_to_fit();
    }
    const auto all = data.rowsOfSplit("");
    const Predictor truth = Predictor::fit(base, base.rowsOfSplit(""), {});
    const auto columns = static_cast<Eigen::Index>(kModels);
    data.score = Grid(static_cast<Eigen::Index>(rows), columns);
    data.outputTokens = data.cost = data.score;
    constexpr std::size_t kAtOnce = 50'000;
    for (std::size_t first = 0; first < rows; first += kAtOnce) {
        const auto some = std::span(all).subspan(first, std::min(kAtOnce, rows - first));
        const Grid quality = truth.predict(data, some).quality;
        for (std::size_t i = 0; i < some.size(); ++i) {
            const double shift = 0.5 * random.normal();
            const double length =
                std::log1p(static_cast<double>(data.queries[some[i]].text.size()));
            for (Eigen::Index j = 0; j < columns; ++j) {
                const double p = quality(static_cast<Eigen::Index>(i), j % (columns - 1));
                const double odds = std::log(p / (1.0 - p)) + shift;
                const auto row = static_cast<Eigen::Index>(some[i]);
                data.score(row, j) = random.uniform() * (1.0 + std::exp(-odds)) < 1.0 ? 1.0 : 0.0;
                const double tokens = std::exp(3.0 + 0.3 * length + 0.1 * static_cast<double>(j) +
                                               0.4 * random.normal());
                data.outputTokens(row, j) = tokens;
                data.cost(row, j) = 1e-6 * tokens * static_cast<double>(j + 1);
            }
        }
    }
    return data;
}

struct Measured {
    Predictor predictor;
    Predictions predictions;
};

Measured measure(const Dataset& data, std::span<const std::size_t> train,
                 std::span<const std::size_t> test, const PredictorOptions& options) {
    std::vector<std::pair<std::string, double>> stages;
    auto since = cpuSeconds();
    std::string current;
    const auto enter = [&](std::string_view name) {
        if (!current.empty()) {
            const auto found = std::find_if(stages.begin(), stages.end(),
                                            [&](const auto& one) { return one.first == current; });
            if (found == stages.end()) {
                stages.emplace_back(current, secondsSince(since));
            } else {
                found->second += secondsSince(since);
            }
        }
        since = cpuSeconds();
        current = name;
    };
    Job job;
    job.progress = [&](double, std::string_view name) {
        if (name != current) enter(name);
    };
    const double before = peakMemory();
    auto start = cpuSeconds();
    const Predictor predictor = Predictor::fit(data, train, options, job);
    const double fitting = secondsSince(start);
    enter("");
    const double fitted = peakMemory();
    const auto& text = *predictor.state().text;
    start = cpuSeconds();
    const Predictions predictions = predictor.predict(data, test);
    const double predicting = 1e6 * secondsSince(start) / static_cast<double>(test.size());
    start = cpuSeconds();
    const std::string bytes = predictor.serialize();
    const double writing = secondsSince(start);
    start = cpuSeconds();
    const Predictor again = Predictor::deserialize(bytes);
    const double reading = secondsSince(start);
    fmt::print(
        "{} rows: fit {:.1f} CPU s, peak {:.0f} MB ({:.0f} before), predict {:.1f} CPU us a "
        "query\n",
        train.size(), fitting, fitted, before, predicting);
    fmt::print("  stored {:.0f} MB, written in {:.2f} s, read in {:.2f} s; peak then {:.0f} MB\n",
               1e-6 * static_cast<double>(bytes.size()), writing, reading, peakMemory());
    for (const auto& [name, seconds] : stages) fmt::print("  {:<20} {:>7.2f} s\n", name, seconds);
    if (const NeighbourCells* cells = text.index.cells()) {
        fmt::print("  {} cells, {} looked into\n", cells->count(), cells->looked());
        const std::size_t few = std::min<std::size_t>(500, test.size());
        const NeighbourIndex exact(text.index.vectors(), NeighbourIndex::Search::Product);
        std::vector<std::size_t> rows;
        std::size_t found = 0;
        std::size_t wanted = 0;
        Matrix queries(static_cast<Eigen::Index>(few), text.index.vectors().cols());
        std::vector<std::size_t> itself;
        for (std::size_t i = 0; i < few; ++i) {
            itself.push_back(i * train.size() / few);
            queries.row(static_cast<Eigen::Index>(i)) =
                text.index.vectors().row(static_cast<Eigen::Index>(itself.back()));
        }
        const auto near = text.index.nearest(queries, options.neighbours, itself);
        const auto right = exact.nearest(queries, options.neighbours, itself);
        for (std::size_t i = 0; i < few; ++i) {
            wanted += right[i].size();
            for (const Neighbour& one : right[i]) {
                found += std::any_of(near[i].begin(), near[i].end(),
                                     [&](const Neighbour& other) {
                                         return other.trainingRow == one.trainingRow;
                                     })
                             ? 1U
                             : 0U;
            }
        }
        fmt::print("  recall of {} neighbours: {:.4f}\n", options.neighbours,
                   static_cast<double>(found) / static_cast<double>(wanted));
    }
    std::fflush(stdout);
    return {predictor, predictions};
}

/// Brier scores by query, mean over models.
std::vector<double> brierOf(const Dataset& data, std::span<const std::size_t> rows,
                            const Grid& quality) {
    std::vector<double> brier;
    brier.reserve(rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        brier.push_back((quality.row(static_cast<Eigen::Index>(i)) -
                         data.score.row(static_cast<Eigen::Index>(rows[i])))
                            .square()
                            .mean());
    }
    return brier;
}

void printPaired(std::string_view what, const std::vector<double>& one,
                 const std::vector<double>& other) {
    double sum = 0.0, squares = 0.0, mean = 0.0;
    const auto count = static_cast<double>(one.size());
    for (std::size_t i = 0; i < one.size(); ++i) {
        const double step = one[i] - other[i];
        sum += step;
        squares += step * step;
        mean += one[i];
    }
    const double difference = sum / count;
    fmt::print("{}: Brier {:.5f}, difference {:+.5f} ± {:.5f}\n", what, mean / count, difference,
               std::sqrt((squares / count - difference * difference) / count));
}

}  // namespace

int main(int argc, char** argv) {
    std::filesystem::path folder = std::filesystem::path(ORL_SOURCE_DIR) / "../shared/data";
    std::size_t count = 10'000;
    bool full = false;
    bool pair = false;
    PredictorOptions options;
    options.threads = 1;
    for (int i = 1; i < argc; ++i) {
        const std::string word = argv[i];
        if (word == "--full") {
            full = true;
        } else if (word == "--pair") {
            pair = true;
        } else if (word == "--data" && i + 1 < argc) {
            folder = argv[++i];
        } else if (word == "--threads" && i + 1 < argc) {
            options.threads = std::stoi(argv[++i]);
        } else if (word == "--learned" && i + 1 < argc) {
            options.limits.learned = std::stoul(argv[++i]);
        } else if (word == "--scanned" && i + 1 < argc) {
            options.limits.scanned = std::stoul(argv[++i]);
        } else {
            count = std::stoul(word);
        }
    }
    ImportOptions import;
    import.name = "llmrouter";
    import.files = {folder / "llmrouter/dcrouter_train.json"};
    const Dataset data = grown(importFiles(import).dataset, count + kHeldOut);
    const auto all = data.rowsOfSplit("");
    const auto train = std::span(all).first(count);
    const auto test = std::span(all).subspan(count);
    PredictorOptions whole = options;
    whole.limits = {std::numeric_limits<std::size_t>::max(),
                    std::numeric_limits<std::size_t>::max()};
    const Measured measured = measure(data, train, test, full ? whole : options);
    const auto brier = brierOf(data, test, measured.predictions.quality);
    printPaired("as measured, against the best of all", brier, brier);
    if (!pair) return 0;
    const auto reference =
        brierOf(data, test, measure(data, train, test, whole).predictions.quality);
    printPaired("full", reference, reference);
    printPaired("against full", brier, reference);
    PredictorOptions scanned = options;
    scanned.limits.scanned = whole.limits.scanned;
    const auto exact = brierOf(data, test, measure(data, train, test, scanned).predictions.quality);
    printPaired("the sample, all rows compared", exact, exact);
    printPaired("cells against all compared", brier, exact);
    return 0;
}
