#include <algorithm>
#include <cmath>

#include "core/predict/predictor.h"
#include "core/support/error.h"

namespace orl {
namespace {

struct Cell {
    double predicted = 0.0;
    double score = 0.0;
};

/// Mann–Whitney: the chance that a success is predicted higher than a failure,
/// ties counting half.
double auc(std::vector<Cell> cells) {
    std::sort(cells.begin(), cells.end(),
              [](const Cell& a, const Cell& b) { return a.predicted < b.predicted; });
    double rankSum = 0.0;
    double positives = 0.0;
    for (std::size_t i = 0; i < cells.size();) {
        std::size_t end = i;
        double here = 0.0;
        for (; end < cells.size() && cells[end].predicted == cells[i].predicted; ++end) {
            here += cells[end].score >= 0.5 ? 1.0 : 0.0;
        }
        rankSum += here * (static_cast<double>(i + end + 1) / 2.0);
        positives += here;
        i = end;
    }
    const double negatives = static_cast<double>(cells.size()) - positives;
    if (positives == 0.0 || negatives == 0.0) return kMissing;
    return (rankSum - positives * (positives + 1.0) / 2.0) / (positives * negatives);
}

/// Mean distance of the mean prediction from the mean score over bins of equal
/// mass, by mass.
double calibrationError(std::vector<Cell> cells) {
    constexpr std::size_t kBins = 15;
    if (cells.empty()) return kMissing;
    std::stable_sort(cells.begin(), cells.end(),
                     [](const Cell& a, const Cell& b) { return a.predicted < b.predicted; });
    double sum = 0.0;
    for (std::size_t b = 0; b < kBins; ++b) {
        double difference = 0.0;
        for (std::size_t i = b * cells.size() / kBins; i < (b + 1) * cells.size() / kBins; ++i) {
            difference += cells[i].predicted - cells[i].score;
        }
        sum += std::abs(difference);
    }
    return sum / static_cast<double>(cells.size());
}

double meanBrier(const std::vector<Cell>& cells) {
    double sum = 0.0;
    for (const Cell& cell : cells)
        sum += (cell.predicted - cell.score) * (cell.predicted - cell.score);
    return cells.empty() ? kMissing : sum / static_cast<double>(cells.size());
}

double meanLogLoss(const std::vector<Cell>& cells) {
    constexpr double kClip = 1e-6;
    double sum = 0.0;
    for (const Cell& cell : cells) {
        const double p = std::clamp(cell.predicted, kClip, 1.0 - kClip);
        sum -= cell.score * std::log(p) + (1.0 - cell.score) * std::log(1.0 - p);
    }
    return cells.empty() ? kMissing : sum / static_cast<double>(cells.size());
}

/// Mean |predicted − recorded| over the cells where both are known.
template <typename Predicted, typename Recorded>
double meanAbsoluteError(std::size_t cells, Predicted predicted, Recorded recorded) {
    double sum = 0.0;
    std::size_t count = 0;
    for (std::size_t i = 0; i < cells; ++i) {
        const double difference = predicted(i) - recorded(i);
        if (std::isnan(difference)) continue;
        sum += std::abs(difference);
        ++count;
    }
    return count == 0 ? kMissing : sum / static_cast<double>(count);
}

double lengthError(const Dataset& data, std::span<const std::size_t> rows,
                   const Predictions& predictions, Eigen::Index model) {
    return meanAbsoluteError(
        rows.size(),
        [&](std::size_t i) {
            return predictions.outputTokens(static_cast<Eigen::Index>(i), model);
        },
        [&](std::size_t i) {
            return data.outputTokens(static_cast<Eigen::Index>(rows[i]), model);
        });
}

/// Of recorded costs; where the record has lengths but no costs, both sides are lengths times list
/// prices.
double costError(const Dataset& data, std::span<const std::size_t> rows,
                 const Predictions& predictions, Eigen::Index model) {
    const double ofRecorded = meanAbsoluteError(
        rows.size(),
        [&](std::size_t i) { return predictions.cost(static_cast<Eigen::Index>(i), model); },
        [&](std::size_t i) { return data.cost(static_cast<Eigen::Index>(rows[i]), model); });
    if (!std::isnan(ofRecorded)) return ofRecorded;
    const auto j = static_cast<std::size_t>(model);
    return meanAbsoluteError(
        rows.size(),
        [&](std::size_t i) {
            return tokenCost(data.inputTokensOf(rows[i], j),
                             predictions.outputTokens(static_cast<Eigen::Index>(i), model),
                             data.models[j]);
        },
        [&](std::size_t i) { return data.realizedCost(rows[i], j); });
}

double meanOfKnown(const std::vector<PredictionScore>& scores, double PredictionScore::*member) {
    double sum = 0.0;
    std::size_t count = 0;
    for (const PredictionScore& score : scores) {
        if (std::isnan(score.*member)) continue;
        sum += score.*member;
        ++count;
    }
    return count == 0 ? kMissing : sum / static_cast<double>(count);
}

}  // namespace

std::vector<PredictionScore> scorePredictions(const Dataset& data,
                                              std::span<const std::size_t> rows,
                                              const Predictions& predictions) {
    const auto models = static_cast<Eigen::Index>(data.modelCount());
    for (const Grid* grid : {&predictions.quality, &predictions.outputTokens, &predictions.cost}) {
        if (grid->rows() != static_cast<Eigen::Index>(rows.size()) || grid->cols() != models) {
            throw Error("predictions", "their shape is not that of the rows and models to score",
                        "score the rows that were predicted");
        }
    }
    std::vector<PredictionScore> scores;
    std::vector<Cell> all;
    for (Eigen::Index j = 0; j < models; ++j) {
        std::vector<Cell> cells;
        for (std::size_t i = 0; i < rows.size(); ++i) {
            const Cell cell{predictions.quality(static_cast<Eigen::Index>(i), j),
                            data.score(static_cast<Eigen::Index>(rows[i]), j)};
            if (!std::isnan(cell.predicted) && !std::isnan(cell.score)) cells.push_back(cell);
        }
        PredictionScore& score = scores.emplace_back();
        score.model = data.models[static_cast<std::size_t>(j)].name;
        score.auc = auc(cells);
        score.brier = meanBrier(cells);
        score.logLoss = meanLogLoss(cells);
        score.ece = calibrationError(cells);
        score.lengthMae = lengthError(data, rows, predictions, j);
        score.costMae = costError(data, rows, predictions, j);
        score.cells = cells.size();
        all.insert(all.end(), cells.begin(), cells.end());
    }
    PredictionScore mean;
    mean.model = "mean";
    mean.auc = meanOfKnown(scores, &PredictionScore::auc);
    mean.brier = meanOfKnown(scores, &PredictionScore::brier);
    mean.logLoss = meanOfKnown(scores, &PredictionScore::logLoss);
    mean.lengthMae = meanOfKnown(scores, &PredictionScore::lengthMae);
    mean.costMae = meanOfKnown(scores, &PredictionScore::costMae);
    mean.ece = calibrationError(std::move(all));
    for (const PredictionScore& score : scores) mean.cells += score.cells;
    scores.push_back(mean);
    return scores;
}

}  // namespace orl
