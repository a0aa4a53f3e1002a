// Whether a further calibration step would make the predictor better: Platt's logistic curve and
// isotonic regression, fitted on out-of-fold predictions of the training part, judged on the test
// part.
//   bench_calibration FILE... [--share 0.7] [--seeds 5] [--folds 5]
// Pooled over models. Means over the splits; every row is a mean of the same cross-fitted
// predictors.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "core/data/import/import.h"
#include "core/predict/cross_fit.h"

namespace {

using namespace orl;  // NOLINT(google-build-using-namespace)

struct Settings {
    std::vector<std::string> files;
    double share = 0.7;
    std::uint64_t seeds = 5;
    int folds = 5;
};

/// A prediction and what came of it.
struct Cell {
    double predicted;
    double observed;
};

std::vector<Cell> cellsOf(const Dataset& data, const std::vector<std::size_t>& rows,
                          const Predictions& predictions) {
    std::vector<Cell> cells;
    for (std::size_t r = 0; r < rows.size(); ++r) {
        for (Eigen::Index j = 0; j < predictions.quality.cols(); ++j) {
            const double predicted = predictions.quality(static_cast<Eigen::Index>(r), j);
            const double observed = data.score(static_cast<Eigen::Index>(rows[r]), j);
            if (!std::isnan(predicted) && !std::isnan(observed))
                cells.push_back({predicted, observed});
        }
    }
    std::sort(cells.begin(), cells.end(),
              [](const Cell& a, const Cell& b) { return a.predicted < b.predicted; });
    return cells;
}

double logit(double p) {
    const double inside = std::clamp(p, 1e-4, 1.0 - 1e-4);
    return std::log(inside / (1.0 - inside));
}

using Curve = std::function<double(double)>;

/// Slope and intercept of the logits, by Newton's method on the log loss.
Curve platt(const std::vector<Cell>& cells) {
    double slope = 1.0;
    double intercept = 0.0;
    for (int step = 0; step < 50; ++step) {
        double g0 = 0.0;
        double g1 = 0.0;
        double h00 = 1e-9;
        double h01 = 0.0;
        double h11 = 1e-9;
        for (const Cell& cell : cells) {
            const double x = logit(cell.predicted);
            const double p = 1.0 / (1.0 + std::exp(-(slope * x + intercept)));
            const double weight = p * (1.0 - p);
            g0 += p - cell.observed;
            g1 += (p - cell.observed) * x;
            h00 += weight;
            h01 += weight * x;
            h11 += weight * x * x;
        }
        const double det = h00 * h11 - h01 * h01;
        intercept -= (h11 * g0 - h01 * g1) / det;
        slope -= (h00 * g1 - h01 * g0) / det;
    }
    return [slope, intercept](double p) {
        return 1.0 / (1.0 + std::exp(-(slope * logit(p) + intercept)));
    };
}

/// The rising step function of least squares, by pooling adjacent violators.
Curve isotonic(const std::vector<Cell>& cells) {
    struct Block {
        double last;  ///< greatest prediction
        double sum;
        double count;
    };
    std::vector<Block> blocks;
    for (const Cell& cell : cells) {
        blocks.push_back({cell.predicted, cell.observed, 1.0});
        while (blocks.size() > 1) {
            const Block& top = blocks.back();
            Block& below = blocks[blocks.size() - 2];
            if (below.sum * top.count < top.sum * below.count) break;
            below = {top.last, below.sum + top.sum, below.count + top.count};
            blocks.pop_back();
        }
    }
    return [blocks](double p) {
        const auto at = std::lower_bound(blocks.begin(), blocks.end(), p,
                                         [](const Block& b, double v) { return b.last < v; });
        const Block& block = at == blocks.end() ? blocks.back() : *at;
        return block.sum / block.count;
    };
}

PredictionScore scored(const Dataset& data, const std::vector<std::size_t>& rows,
                       Predictions predictions, const Curve& curve) {
    predictions.quality =
        predictions.quality.unaryExpr([&](double p) { return std::isnan(p) ? p : curve(p); });
    return scorePredictions(data, rows, predictions).back();
}

void run(const Settings& settings) {
    std::map<std::string, std::vector<PredictionScore>> scores;
    for (std::uint64_t seed = 1; seed <= settings.seeds; ++seed) {
        ImportOptions import;
        import.name = "calibration";
        import.files.assign(settings.files.begin(), settings.files.end());
        import.split = splitRuleFrom(
            fmt::format("train={},test={}", settings.share, 1.0 - settings.share), seed);
        const Dataset data = importFiles(import).dataset;
        const auto train = data.rowsOfSplit("train");
        const auto test = data.rowsOfSplit("test");
        PredictorOptions options;
        options.seed = seed;
        const CrossFit fit = crossFit(data, train, options, settings.folds, data, test);
        const auto cells = cellsOf(data, train, fit.outOfFold);
        const std::map<std::string, Curve> curves = {{"as it is", [](double p) { return p; }},
                                                     {"Platt", platt(cells)},
                                                     {"isotonic", isotonic(cells)}};
        for (const auto& [name, curve] : curves)
            scores[name].push_back(scored(data, test, fit.batch, curve));
    }
    for (const auto& [name, splits] : scores) {
        const auto mean = [&, &splits = splits](double PredictionScore::*what) {
            double sum = 0.0;
            for (const PredictionScore& score : splits) sum += score.*what;
            return sum / static_cast<double>(splits.size());
        };
        fmt::print("{:<10} auc {:.4f} brier {:.5f} logloss {:.5f} ece {:.4f}\n", name,
                   mean(&PredictionScore::auc), mean(&PredictionScore::brier),
                   mean(&PredictionScore::logLoss), mean(&PredictionScore::ece));
    }
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app("Calibration curves on top of the predictor");
    Settings settings;
    app.add_option("files", settings.files, "Files of one data set")->required();
    app.add_option("--share", settings.share, "Training share");
    app.add_option("--seeds", settings.seeds, "Count of splits");
    app.add_option("--folds", settings.folds, "Folds of the cross-fitting");
    CLI11_PARSE(app, argc, argv);
    try {
        run(settings);
    } catch (const std::exception& error) {
        fmt::print(stderr, "{}\n", error.what());
        return 1;
    }
    return 0;
}
