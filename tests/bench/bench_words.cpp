/// What vectors of words are worth to the predictor, with a stand-in for a published file of them:
/// word vectors made of the training texts alone, by positive pointwise mutual information of words
/// within a window, reduced by truncated SVD (Levy, Goldberg and Dagan 2015). They know no word and
/// no likeness that these texts do not show, which is what a file from elsewhere is for.
///
///     bench_words FILE... [--share 0.7] [--seeds 5] [--words 4000] [--dimension 100] [--window 5]
///                 [--vectors OUT] [--given FILE]
///
/// Prints a line per kind of fit, its mean over the splits and over models, then what words change
/// with its standard error over the splits.
/// --vectors  where the stand-in is written, in GloVe's format; replaced by that of each split
/// --given    instead of the stand-in: a file of word vectors

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <cmath>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "core/data/import/import.h"
#include "core/predict/latent_space.h"
#include "core/predict/predictor.h"
#include "core/predict/text_vectors.h"

namespace {

using namespace orl;

struct Settings {
    std::vector<std::string> files;
    double share = 0.7;
    std::uint64_t seeds = 5;
    std::size_t words = 4000;
    int dimension = 100;
    std::size_t window = 5;
    std::string vectors = "standin.txt";
    std::string given;
};

using Texts = std::vector<std::string_view>;

/// Runs of letters and digits in small letters, as TextVectors looks them up.
std::vector<std::string> wordsOfText(std::string_view text) {
    std::vector<std::string> words;
    std::string word;
    for (const char c : text) {
        const bool capital = c >= 'A' && c <= 'Z';
        const bool part = capital || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
                          static_cast<unsigned char>(c) >= 0x80;
        if (part) word += capital ? static_cast<char>(c - 'A' + 'a') : c;
        if (part || word.empty()) continue;
        words.push_back(std::move(word));
        word.clear();
    }
    if (!word.empty()) words.push_back(std::move(word));
    return words;
}

/// The commonest first, equally common ones by their letters.
std::vector<std::string> commonest(const std::vector<std::vector<std::string>>& texts,
                                   std::size_t most) {
    std::map<std::string, std::size_t> count;
    for (const auto& text : texts) {
        for (const std::string& word : text) ++count[word];
    }
    std::vector<std::pair<std::string, std::size_t>> all(count.begin(), count.end());
    std::ranges::stable_sort(all, std::ranges::greater{},
                             [](const auto& each) { return each.second; });
    std::vector<std::string> words;
    for (std::size_t k = 0; k < std::min(most, all.size()); ++k) words.push_back(all[k].first);
    return words;
}

/// max(0, ln(n_wc · N / (n_w · n_c))) of words within the window of each other.
SparseRows mutualInformation(const std::vector<std::vector<std::string>>& texts,
                             const std::vector<std::string>& words, std::size_t window) {
    std::map<std::string_view, std::size_t> place;
    for (std::size_t k = 0; k < words.size(); ++k) place[words[k]] = k;
    std::vector<std::map<std::size_t, double>> pairs(words.size());
    std::vector<double> each(words.size(), 0.0);
    double all = 0.0;
    for (const auto& text : texts) {
        std::vector<std::size_t> known;
        for (const std::string& word : text) {
            const auto found = place.find(word);
            known.push_back(found == place.end() ? words.size() : found->second);
        }
        for (std::size_t at = 0; at < known.size(); ++at) {
            for (std::size_t to = at + 1; to < std::min(known.size(), at + 1 + window); ++to) {
                if (known[at] == words.size() || known[to] == words.size()) continue;
                pairs[known[at]][known[to]] += 1.0;
                pairs[known[to]][known[at]] += 1.0;
                each[known[at]] += 1.0;
                each[known[to]] += 1.0;
                all += 2.0;
            }
        }
    }
    SparseRows rows;
    rows.columnCount = words.size();
    for (std::size_t w = 0; w < words.size(); ++w) {
        for (const auto& [c, count] : pairs[w]) {
            const double information = std::log(count * all / (each[w] * each[c]));
            if (information <= 0.0) continue;
            rows.entries.push_back(
                {static_cast<std::uint32_t>(c), static_cast<float>(information)});
        }
        rows.start.push_back(rows.entries.size());
    }
    return rows;
}

void writeStandIn(const Settings& settings, const Texts& texts) {
    std::vector<std::vector<std::string>> split;
    split.reserve(texts.size());
    for (const std::string_view text : texts) split.push_back(wordsOfText(text));
    const std::vector<std::string> words = commonest(split, settings.words);
    const SparseRows rows = mutualInformation(split, words, settings.window);
    const Matrix vectors = LatentSpace::fit(rows, settings.dimension, 1).project(rows);
    std::ofstream out(settings.vectors);
    for (std::size_t w = 0; w < words.size(); ++w) {
        out << words[w];
        for (Eigen::Index d = 0; d < vectors.cols(); ++d) {
            out << fmt::format(" {:.6f}", vectors(static_cast<Eigen::Index>(w), d));
        }
        out << '\n';
    }
}

struct Sum {
    double sum = 0.0, squares = 0.0, count = 0.0;

    void add(double value) {
        sum += value;
        squares += value * value;
        ++count;
    }
    double mean() const { return sum / count; }
    double error() const {
        return std::sqrt(std::max(0.0, squares - sum * sum / count) / (count - 1.0) / count);
    }
};

PredictionScore scoreOf(const Dataset& data, const std::vector<std::size_t>& train,
                        const std::vector<std::size_t>& test, PredictorKind kind, bool vectors) {
    PredictorOptions options;
    options.kind = kind;
    options.vectors = vectors ? VectorSource::Data : VectorSource::BuiltIn;
    const Predictor predictor = Predictor::fit(data, train, options);
    return scorePredictions(data, test, predictor.predict(data, test)).back();
}

void run(const Settings& settings) {
    std::map<std::string, std::array<Sum, 3>> table;
    Sum known, running;
    for (std::uint64_t seed = 1; seed <= settings.seeds; ++seed) {
        ImportOptions import;
        import.name = "words";
        import.files.assign(settings.files.begin(), settings.files.end());
        import.split = splitRuleFrom(
            fmt::format("train={},test={}", settings.share, 1.0 - settings.share), seed);
        Dataset data = importFiles(import).dataset;
        const auto train = data.rowsOfSplit("train");
        const auto test = data.rowsOfSplit("test");
        Texts texts, learned;
        for (const Query& query : data.queries) texts.emplace_back(query.text);
        for (const std::size_t row : train) learned.push_back(texts[row]);
        if (settings.given.empty()) writeStandIn(settings, learned);
        const auto words = TextVectors::fit(
            readWordVectors(settings.given.empty() ? settings.vectors : settings.given,
                            [](std::string_view, std::size_t) { return true; }),
            learned);
        data.embedding = words.vectorsOf(texts);
        data.embeddingSource = "words";
        const WordCoverage coverage = words.coverage(learned);
        known.add(static_cast<double>(coverage.found) / static_cast<double>(coverage.words));
        running.add(static_cast<double>(coverage.runningFound) /
                    static_cast<double>(coverage.runningWords));
        for (const PredictorKind kind : {PredictorKind::Knn, PredictorKind::Hybrid}) {
            std::array<PredictionScore, 2> scores;
            for (const bool vectors : {false, true}) {
                const PredictionScore& score = scores[vectors ? 1 : 0] =
                    scoreOf(data, train, test, kind, vectors);
                auto& row = table[fmt::format("{}{}", toString(kind), vectors ? " words" : "")];
                row[0].add(score.auc);
                row[1].add(score.brier);
                row[2].add(score.logLoss);
            }
            auto& change = table[fmt::format("{} change", toString(kind))];
            change[0].add(scores[1].auc - scores[0].auc);
            change[1].add(scores[1].brier - scores[0].brier);
            change[2].add(scores[1].logLoss - scores[0].logLoss);
        }
        fmt::print("split {}: {} to learn from, {} held out\n", seed, train.size(), test.size());
        std::fflush(stdout);
    }
    fmt::print("known: {:.1f} % of the different training words, {:.1f} % of the running ones\n",
               100.0 * known.mean(), 100.0 * running.mean());
    for (const auto& [name, row] : table) {
        fmt::print("{:<14} auc {:.4f} ± {:.4f}  brier {:.4f} ± {:.4f}  log loss {:.4f} ± {:.4f}\n",
                   name, row[0].mean(), row[0].error(), row[1].mean(), row[1].error(),
                   row[2].mean(), row[2].error());
    }
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app("What vectors of words are worth to the predictor");
    Settings settings;
    app.add_option("files", settings.files, "Files of one data set")->required();
    app.add_option("--share", settings.share, "Share to learn from");
    app.add_option("--seeds", settings.seeds, "Splits");
    app.add_option("--words", settings.words, "Words of the stand-in, the commonest");
    app.add_option("--dimension", settings.dimension, "Its dimensions");
    app.add_option("--window", settings.window, "Words to each side that a word is seen with");
    app.add_option("--vectors", settings.vectors, "Where the stand-in is written");
    app.add_option("--given", settings.given, "A file of word vectors instead");
    CLI11_PARSE(app, argc, argv);
    try {
        run(settings);
    } catch (const std::exception& error) {
        fmt::print(stderr, "{}\n", error.what());
        return 1;
    }
}
