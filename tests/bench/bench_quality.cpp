/// Held-out quality of the predictor, through the program's own door: import, seeded splits
/// stratified by task, Predictor::fit on one part, scorePredictions on the other.
///
///     bench_quality FILE... [--share 0.7] [--seeds 5] [--kinds hybrid,knn,trained,prior]
///                   [--splits OUT] [--regularization C] [--new-model] [--hide-tasks]
///
/// Prints a line per kind and split, and their means. Times are CPU seconds of one thread.
/// --splits     write the rows of each test part, a line a split, for
///              reference/predict_reference.py --splits
/// --new-model  instead: each model in turn has only 20, 50, 200 or all of its training
///              outcomes, the others all of theirs; mean over models, the new model's scores only
/// --hide-tasks instead: the predictor does not see the tasks; a line a task, mean over the splits,
///              beside what each model's training mean in the task says (Brier score)
/// --folds      instead: cross-validation with so many folds, texts that are equal in one of them
/// --losses     writes the Brier score of each query to a file, a line each
/// --against    reads such a file, of another version or setting, and prints the paired difference

#include <fmt/format.h>
#include <fmt/ostream.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <map>
#include <numeric>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "core/data/import/import.h"
#include "core/predict/group_scores.h"
#include "core/predict/predictor.h"
#include "core/support/random.h"

namespace {

using namespace orl;

struct Settings {
    std::vector<std::string> files;
    double share = 0.7;
    std::uint64_t seeds = 5;
    std::vector<std::string> kinds = {"hybrid", "knn", "trained", "prior"};
    std::string splits;
    double regularization = 0;
    bool newModel = false;
    bool hideTasks = false;
    std::size_t folds = 0;
    std::string losses, against;
};

struct Figures {
    PredictionScore score;
    double fitSeconds = 0.0;
    double predictSeconds = 0.0;
};

double cpuSeconds() {
    return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

Dataset importSplit(const Settings& settings, std::uint64_t seed) {
    ImportOptions options;
    options.name = "quality";
    options.files.assign(settings.files.begin(), settings.files.end());
    options.split =
        splitRuleFrom(fmt::format("train={},test={}", settings.share, 1.0 - settings.share), seed);
    return importFiles(options).dataset;
}

Figures measure(const Settings& settings, const Dataset& data,
                const std::vector<std::size_t>& train, const std::vector<std::size_t>& test,
                PredictorKind kind, std::uint64_t seed, std::ptrdiff_t model = -1) {
    PredictorOptions options;
    options.kind = kind;
    options.seed = seed;
    options.regularization = settings.regularization;
    options.threads = 1;
    const double start = cpuSeconds();
    const Predictor predictor = Predictor::fit(data, train, options);
    const double fitted = cpuSeconds();
    const Predictions predictions = predictor.predict(data, test);
    const double end = cpuSeconds();
    const auto scores = scorePredictions(data, test, predictions);
    return {model < 0 ? scores.back() : scores[static_cast<std::size_t>(model)], fitted - start,
            end - fitted};
}

class Table {
  public:
    void add(const std::string& name, const Figures& figures) { m_rows[name].push_back(figures); }
    void print() const {
        for (const auto& [name, rows] : m_rows) {
            Figures mean;
            mean.score = PredictionScore{"", 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0};
            const double weight = 1.0 / static_cast<double>(rows.size());
            for (const Figures& row : rows) {
                mean.score.auc += weight * row.score.auc;
                mean.score.brier += weight * row.score.brier;
                mean.score.logLoss += weight * row.score.logLoss;
                mean.score.ece += weight * row.score.ece;
                mean.fitSeconds += weight * row.fitSeconds;
                mean.predictSeconds += weight * row.predictSeconds;
            }
            printRow(name + " mean", mean);
        }
    }
    static void printRow(const std::string& name, const Figures& figures) {
        fmt::print(
            "{:<16} auc {:.4f} brier {:.4f} logloss {:.4f} ece {:.4f} fit {:.2f} s "
            "predict {:.2f} s\n",
            name, figures.score.auc, figures.score.brier, figures.score.logLoss, figures.score.ece,
            figures.fitSeconds, figures.predictSeconds);
        std::fflush(stdout);
    }

  private:
    std::map<std::string, std::vector<Figures>> m_rows;
};

void compareKinds(const Settings& settings) {
    Table table;
    std::ofstream splits;
    if (!settings.splits.empty()) splits.open(settings.splits);
    for (std::uint64_t seed = 1; seed <= settings.seeds; ++seed) {
        const Dataset data = importSplit(settings, seed);
        const auto train = data.rowsOfSplit("train");
        const auto test = data.rowsOfSplit("test");
        if (splits.is_open()) splits << fmt::format("{}\n", fmt::join(test, " "));
        if (seed == 1) {
            fmt::print("{} training queries, {} test queries, {} models\n", train.size(),
                       test.size(), data.modelCount());
        }
        for (const std::string& kind : settings.kinds) {
            const Figures figures =
                measure(settings, data, train, test, predictorKindFrom(kind), seed);
            Table::printRow(fmt::format("{} {}", kind, seed), figures);
            table.add(kind, figures);
        }
    }
    table.print();
}

/// Leaves `model` the outcomes of `count` training rows, drawn with the seed.
Dataset withNewModel(const Dataset& data, std::vector<std::size_t> train, Eigen::Index model,
                     std::size_t count, std::uint64_t seed) {
    Dataset less = data;
    Random random(seed);
    random.shuffle(std::span(train));
    std::size_t kept = 0;
    for (const std::size_t row : train) {
        const auto i = static_cast<Eigen::Index>(row);
        if (std::isnan(less.score(i, model)) || kept++ < count) continue;
        less.score(i, model) = kMissing;
    }
    return less;
}

void addModels(const Settings& settings) {
    Table table;
    const std::map<std::string, std::size_t> counts = {
        {"    20", 20}, {"    50", 50}, {"   200", 200}, {"all", SIZE_MAX}};
    for (std::uint64_t seed = 1; seed <= settings.seeds; ++seed) {
        const Dataset data = importSplit(settings, seed);
        const auto train = data.rowsOfSplit("train");
        const auto test = data.rowsOfSplit("test");
        for (std::size_t model = 0; model < data.modelCount(); ++model) {
            for (const auto& [name, count] : counts) {
                const Dataset less =
                    withNewModel(data, train, static_cast<Eigen::Index>(model), count, seed);
                for (const std::string& kind : settings.kinds) {
                    table.add(fmt::format("{} {}", name, kind),
                              measure(settings, less, train, test, predictorKindFrom(kind), seed,
                                      static_cast<std::ptrdiff_t>(model)));
                }
            }
        }
        fmt::print("split {} done\n", seed);
        std::fflush(stdout);
    }
    table.print();
}

/// Brier score of each model's mean over the training rows of the group, for its test rows.
double brierOfMeans(const Dataset& data, std::span<const std::size_t> train,
                    std::span<const std::size_t> test, const std::string& task) {
    double loss = 0.0;
    double cells = 0.0;
    for (Eigen::Index j = 0; j < data.score.cols(); ++j) {
        double sum = 0.0;
        double count = 0.0;
        for (const std::size_t row : train) {
            const double score = data.score(static_cast<Eigen::Index>(row), j);
            if (data.queries[row].task != task || std::isnan(score)) continue;
            sum += score;
            count += 1.0;
        }
        for (const std::size_t row : test) {
            const double score = data.score(static_cast<Eigen::Index>(row), j);
            if (data.queries[row].task != task || std::isnan(score) || count == 0.0) continue;
            loss += (score - sum / count) * (score - sum / count);
            cells += 1.0;
        }
    }
    return loss / cells;
}

void judgeByTask(const Settings& settings) {
    ImportOptions import;
    import.name = "quality";
    import.files.assign(settings.files.begin(), settings.files.end());
    const Dataset known = importFiles(import).dataset;
    struct Sums {
        double brier = 0.0, ece = 0.0, chance = 0.0, means = 0.0;
        std::size_t splits = 0;
    };
    std::map<std::string, Sums> tasks;
    for (std::uint64_t seed = 1; seed <= settings.seeds; ++seed) {
        Dataset hidden = known;
        for (Query& query : hidden.queries) query.task.clear();
        applySplit(hidden, splitRuleFrom(fmt::format("train={},test={}", settings.share,
                                                     1.0 - settings.share),
                                         seed));
        const auto train = hidden.rowsOfSplit("train");
        const auto test = hidden.rowsOfSplit("test");
        PredictorOptions options;
        options.seed = seed;
        options.threads = 1;
        const Predictions said = Predictor::fit(hidden, train, options).predict(hidden, test);
        for (const GroupScore& group : scoreGroups(known, test, said, groupsByTask(known, test))) {
            Sums& sums = tasks[group.score.model];
            sums.brier += group.score.brier;
            sums.ece += group.score.ece;
            sums.chance += group.chanceEce;
            sums.means += brierOfMeans(known, train, test, group.score.model);
            ++sums.splits;
        }
    }
    Sums all;
    for (const auto& [task, sums] : tasks) {
        const auto count = static_cast<double>(sums.splits);
        fmt::print("{:<24} brier {:.4f} task means {:.4f} ece {:.4f} by chance {:.4f}\n", task,
                   sums.brier / count, sums.means / count, sums.ece / count, sums.chance / count);
        all.brier += sums.brier / count;
        all.means += sums.means / count;
        all.ece += sums.ece / count;
        all.chance += sums.chance / count;
    }
    const auto count = static_cast<double>(tasks.size());
    fmt::print("{:<24} brier {:.4f} task means {:.4f} ece {:.4f} by chance {:.4f}\n",
               "mean over tasks", all.brier / count, all.means / count, all.ece / count,
               all.chance / count);
}

/// Brier score of each query; NaN for one without any outcome.
std::vector<double> brierOf(const Dataset& data, std::span<const std::size_t> rows,
                            const Grid& quality) {
    std::vector<double> loss;
    loss.reserve(rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        double sum = 0.0;
        double count = 0.0;
        for (Eigen::Index j = 0; j < quality.cols(); ++j) {
            const double off = quality(static_cast<Eigen::Index>(i), j) -
                               data.score(static_cast<Eigen::Index>(rows[i]), j);
            if (std::isnan(off)) continue;
            sum += off * off;
            count += 1.0;
        }
        loss.push_back(sum / count);
    }
    return loss;
}

/// The fold of each query, the same for equal texts.
std::vector<std::size_t> foldsByText(const Dataset& data, std::size_t count) {
    std::map<std::string_view, std::size_t> groups;
    std::vector<std::size_t> group;
    for (const Query& query : data.queries) {
        group.push_back(groups.try_emplace(query.text, groups.size()).first->second);
    }
    std::vector<std::size_t> order(groups.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    Random random(1);
    random.shuffle(std::span(order));
    std::vector<std::size_t> fold(groups.size());
    for (std::size_t i = 0; i < order.size(); ++i) fold[order[i]] = i % count;
    for (std::size_t& one : group) one = fold[one];
    return group;
}

void compareWith(const std::string& file, const std::vector<double>& losses) {
    std::ifstream in(file);
    double sum = 0.0;
    double squares = 0.0;
    double count = 0.0;
    std::string line;
    for (const double loss : losses) {
        if (!std::getline(in, line)) throw std::runtime_error(file + " is of fewer queries");
        const double change = loss - std::strtod(line.c_str(), nullptr);
        if (std::isnan(change)) continue;
        sum += change;
        squares += change * change;
        count += 1.0;
    }
    const double mean = sum / count;
    fmt::print("difference {:+.5f} ± {:.5f}\n", mean,
               std::sqrt((squares / count - mean * mean) / count));
}

void crossValidate(const Settings& settings) {
    ImportOptions import;
    import.name = "quality";
    import.files.assign(settings.files.begin(), settings.files.end());
    const Dataset data = importFiles(import).dataset;
    const std::vector<std::size_t> foldOf = foldsByText(data, settings.folds);
    std::vector<double> losses(data.queryCount(), kMissing);
    PredictorOptions options;
    options.kind = predictorKindFrom(settings.kinds.front());
    options.threads = 1;
    for (std::size_t fold = 0; fold < settings.folds; ++fold) {
        std::vector<std::size_t> train, test;
        for (std::size_t i = 0; i < foldOf.size(); ++i) {
            (foldOf[i] == fold ? test : train).push_back(i);
        }
        const Grid quality = Predictor::fit(data, train, options).predict(data, test).quality;
        const std::vector<double> loss = brierOf(data, test, quality);
        for (std::size_t i = 0; i < test.size(); ++i) losses[test[i]] = loss[i];
    }
    double sum = 0.0;
    double count = 0.0;
    for (const double loss : losses) {
        if (std::isnan(loss)) continue;
        sum += loss;
        count += 1.0;
    }
    fmt::print("{} folds, {}: brier {:.5f}\n", settings.folds, settings.kinds.front(), sum / count);
    if (!settings.against.empty()) compareWith(settings.against, losses);
    if (!settings.losses.empty()) {
        std::ofstream(settings.losses) << fmt::format("{}\n", fmt::join(losses, "\n"));
    }
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app("Held-out quality of the predictor");
    Settings settings;
    app.add_option("files", settings.files, "Files of one data set")->required();
    app.add_option("--share", settings.share, "Training share");
    app.add_option("--seeds", settings.seeds, "Count of splits");
    app.add_option("--kinds", settings.kinds, "Predictors to compare")->delimiter(',');
    app.add_option("--splits", settings.splits, "Write the test rows here");
    app.add_option("--regularization", settings.regularization, "C of the logistic regressions");
    app.add_flag("--new-model", settings.newModel, "Few outcomes for one model");
    app.add_flag("--hide-tasks", settings.hideTasks,
                 "Judge by tasks that the predictor is not told");
    app.add_option("--folds", settings.folds, "Cross-validation with so many folds");
    app.add_option("--losses", settings.losses, "Write each query's Brier score here");
    app.add_option("--against", settings.against, "Compare with scores written before");
    CLI11_PARSE(app, argc, argv);
    try {
        if (settings.folds > 1) {
            crossValidate(settings);
        } else if (settings.hideTasks) {
            judgeByTask(settings);
        } else if (settings.newModel) {
            addModels(settings);
        } else {
            compareKinds(settings);
        }
    } catch (const std::exception& error) {
        fmt::print(stderr, "{}\n", error.what());
        return 1;
    }
    return 0;
}
