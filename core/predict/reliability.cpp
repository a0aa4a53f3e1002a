#include "core/predict/reliability.h"

#include <algorithm>
#include <cmath>

#include "core/support/error.h"

namespace orl {
namespace {

struct BinnedCell {
    double predicted = 0.0;
    double score = 0.0;
    std::size_t query = 0;
};

void addCells(std::vector<BinnedCell>& cells, const Dataset& data,
              std::span<const std::size_t> rows, const Predictions& predictions,
              std::size_t model) {
    const auto column = static_cast<Eigen::Index>(model);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const BinnedCell cell{predictions.quality(static_cast<Eigen::Index>(i), column),
                              data.score(static_cast<Eigen::Index>(rows[i]), column), i};
        if (!std::isnan(cell.predicted) && !std::isnan(cell.score)) cells.push_back(cell);
    }
}

/// Independent cells that the mean score of these is worth: p (1 − p) over the variance of the
/// mean, which is summed over queries (a ratio estimator with the queries as its clusters).
double independentCells(std::span<const BinnedCell> bin, double mean) {
    std::vector<BinnedCell> byQuery(bin.begin(), bin.end());
    std::stable_sort(byQuery.begin(), byQuery.end(),
                     [](const BinnedCell& a, const BinnedCell& b) { return a.query < b.query; });
    const auto count = static_cast<double>(bin.size());
    double squares = 0.0;
    double queries = 0.0;
    for (std::size_t i = 0; i < byQuery.size();) {
        double residual = 0.0;
        const std::size_t query = byQuery[i].query;
        for (; i < byQuery.size() && byQuery[i].query == query; ++i) {
            residual += byQuery[i].score - mean;
        }
        squares += residual * residual;
        queries += 1.0;
    }
    // All right or all wrong: nothing says how alike the answers to a query are, so count queries.
    if (squares == 0.0) return queries;
    return std::min(count, mean * (1.0 - mean) * count * count / squares);
}

void setWilson(ReliabilityBin& bin, double n) {
    constexpr double kZ = 1.959963984540054;  // 97.5 % of the normal distribution lies below
    const double p = bin.observed;
    const double scale = 1.0 + kZ * kZ / n;
    const double centre = (p + kZ * kZ / (2.0 * n)) / scale;
    const double reach = kZ / scale * std::sqrt(p * (1.0 - p) / n + kZ * kZ / (4.0 * n * n));
    bin.low = std::max(0.0, centre - reach);
    bin.high = std::min(1.0, centre + reach);
}

ReliabilityBin binOf(std::span<const BinnedCell> cells) {
    ReliabilityBin bin;
    bin.cells = cells.size();
    double predicted = 0.0;
    double score = 0.0;
    for (const BinnedCell& cell : cells) {
        predicted += cell.predicted;
        score += cell.score;
    }
    bin.predicted = predicted / static_cast<double>(cells.size());
    bin.observed = score / static_cast<double>(cells.size());
    bin.least = cells.front().predicted;
    bin.greatest = cells.back().predicted;
    setWilson(bin, independentCells(cells, bin.observed));
    return bin;
}

}  // namespace

std::vector<ReliabilityBin> reliability(const Dataset& data, std::span<const std::size_t> rows,
                                        const Predictions& predictions,
                                        std::optional<std::size_t> model, std::size_t bins) {
    const bool shaped = predictions.quality.rows() == static_cast<Eigen::Index>(rows.size()) &&
                        predictions.quality.cols() == static_cast<Eigen::Index>(data.modelCount());
    if (!shaped) {
        throw Error("predictions", "their shape is not that of the rows and models to score",
                    "score the rows that were predicted");
    }
    if (bins == 0 || (model && *model >= data.modelCount())) {
        throw Error("reliability", "there is no such model, or no bin",
                    "choose a model of the data set and at least one bin");
    }
    std::vector<BinnedCell> cells;
    const std::size_t end = model ? *model + 1 : data.modelCount();
    for (std::size_t j = model.value_or(0); j < end; ++j) {
        addCells(cells, data, rows, predictions, j);
    }
    std::stable_sort(cells.begin(), cells.end(), [](const BinnedCell& a, const BinnedCell& b) {
        return a.predicted < b.predicted;
    });
    std::vector<ReliabilityBin> result;
    std::size_t first = 0;
    for (std::size_t b = 0; b < bins && first < cells.size(); ++b) {
        std::size_t last = (b + 1) * cells.size() / bins;
        if (last <= first) continue;  // its cells are tied with those of the bin before
        while (last < cells.size() && cells[last].predicted == cells[last - 1].predicted) ++last;
        result.push_back(binOf(std::span(cells).subspan(first, last - first)));
        first = last;
    }
    return result;
}

}  // namespace orl
