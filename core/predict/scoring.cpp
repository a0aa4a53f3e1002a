#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>
#include <numeric>

#include "core/predict/group_scores.h"
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
struct CalibrationError {
    double found = kMissing;
    double byChance = kMissing;  ///< expected if each prediction were its cell's chance
};
CalibrationError calibrationError(std::vector<Cell> cells) {
    constexpr std::size_t kBins = 15;
    if (cells.empty()) return {};
    std::stable_sort(cells.begin(), cells.end(),
                     [](const Cell& a, const Cell& b) { return a.predicted < b.predicted; });
    CalibrationError error{0.0, 0.0};
    for (std::size_t b = 0; b < kBins; ++b) {
        double difference = 0.0;
        double variance = 0.0;
        for (std::size_t i = b * cells.size() / kBins; i < (b + 1) * cells.size() / kBins; ++i) {
            difference += cells[i].predicted - cells[i].score;
            variance += cells[i].predicted * (1.0 - cells[i].predicted);
        }
        error.found += std::abs(difference);
        // Mean of the absolute value of a normal variable.
        error.byChance += std::sqrt(2.0 * std::numbers::inv_pi * std::max(0.0, variance));
    }
    error.found /= static_cast<double>(cells.size());
    error.byChance /= static_cast<double>(cells.size());
    return error;
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

/// Queries that are scored: rows of the data set, and which of them.
struct Scored {
    const Dataset& data;
    std::span<const std::size_t> rows;
    const Predictions& predictions;
    std::span<const std::size_t> positions;  ///< in rows
};

/// Mean |predicted − recorded| over the cells where both are known.
template <typename Predicted, typename Recorded>
double meanAbsoluteError(const Scored& scored, Predicted predicted, Recorded recorded) {
    double sum = 0.0;
    std::size_t count = 0;
    for (const std::size_t i : scored.positions) {
        const double difference = predicted(i) - recorded(i);
        if (std::isnan(difference)) continue;
        sum += std::abs(difference);
        ++count;
    }
    return count == 0 ? kMissing : sum / static_cast<double>(count);
}

double lengthError(const Scored& scored, Eigen::Index model) {
    return meanAbsoluteError(
        scored,
        [&](std::size_t i) {
            return scored.predictions.outputTokens(static_cast<Eigen::Index>(i), model);
        },
        [&](std::size_t i) {
            return scored.data.outputTokens(static_cast<Eigen::Index>(scored.rows[i]), model);
        });
}

/// Of recorded costs; where the record has lengths but no costs, both sides are lengths times list
/// prices.
double costError(const Scored& scored, Eigen::Index model) {
    const Dataset& data = scored.data;
    const double ofRecorded = meanAbsoluteError(
        scored,
        [&](std::size_t i) { return scored.predictions.cost(static_cast<Eigen::Index>(i), model); },
        [&](std::size_t i) { return data.cost(static_cast<Eigen::Index>(scored.rows[i]), model); });
    if (!std::isnan(ofRecorded)) return ofRecorded;
    const auto j = static_cast<std::size_t>(model);
    return meanAbsoluteError(
        scored,
        [&](std::size_t i) {
            return tokenCost(data.inputTokensOf(scored.rows[i], j),
                             scored.predictions.outputTokens(static_cast<Eigen::Index>(i), model),
                             data.models[j]);
        },
        [&](std::size_t i) { return data.realizedCost(scored.rows[i], j); });
}

void addCells(std::vector<Cell>& cells, const Scored& scored, Eigen::Index model) {
    for (const std::size_t i : scored.positions) {
        const Cell cell{scored.predictions.quality(static_cast<Eigen::Index>(i), model),
                        scored.data.score(static_cast<Eigen::Index>(scored.rows[i]), model)};
        if (!std::isnan(cell.predicted) && !std::isnan(cell.score)) cells.push_back(cell);
    }
}

PredictionScore scoreOf(const std::vector<Cell>& cells) {
    PredictionScore score;
    score.auc = auc(cells);
    score.brier = meanBrier(cells);
    score.logLoss = meanLogLoss(cells);
    score.ece = calibrationError(cells).found;
    score.cells = cells.size();
    return score;
}

void checkShapes(const Dataset& data, std::span<const std::size_t> rows,
                 const Predictions& predictions) {
    const auto models = static_cast<Eigen::Index>(data.modelCount());
    for (const Grid* grid : {&predictions.quality, &predictions.outputTokens, &predictions.cost}) {
        if (grid->rows() != static_cast<Eigen::Index>(rows.size()) || grid->cols() != models) {
            throw Error("predictions", "their shape is not that of the rows and models to score",
                        "score the rows that were predicted");
        }
    }
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
    checkShapes(data, rows, predictions);
    std::vector<std::size_t> positions(rows.size());
    std::iota(positions.begin(), positions.end(), std::size_t{0});
    const Scored scored{data, rows, predictions, positions};
    std::vector<PredictionScore> scores;
    std::vector<Cell> all;
    for (Eigen::Index j = 0; j < static_cast<Eigen::Index>(data.modelCount()); ++j) {
        std::vector<Cell> cells;
        addCells(cells, scored, j);
        PredictionScore& score = scores.emplace_back(scoreOf(cells));
        score.model = data.models[static_cast<std::size_t>(j)].name;
        score.lengthMae = lengthError(scored, j);
        score.costMae = costError(scored, j);
        all.insert(all.end(), cells.begin(), cells.end());
    }
    PredictionScore mean;
    mean.model = "mean";
    mean.auc = meanOfKnown(scores, &PredictionScore::auc);
    mean.brier = meanOfKnown(scores, &PredictionScore::brier);
    mean.logLoss = meanOfKnown(scores, &PredictionScore::logLoss);
    mean.lengthMae = meanOfKnown(scores, &PredictionScore::lengthMae);
    mean.costMae = meanOfKnown(scores, &PredictionScore::costMae);
    mean.ece = calibrationError(std::move(all)).found;
    for (const PredictionScore& score : scores) mean.cells += score.cells;
    scores.push_back(mean);
    return scores;
}

ScoreGroups groupsByTask(const Dataset& data, std::span<const std::size_t> rows) {
    std::map<std::string, int> tasks;
    bool untold = false;
    for (const std::size_t row : rows) {
        const std::string& task = data.queries[row].task;
        if (task.empty()) {
            untold = true;
        } else {
            tasks.emplace(task, 0);
        }
    }
    ScoreGroups groups;
    if (tasks.empty()) return groups;
    for (auto& [task, number] : tasks) {
        number = static_cast<int>(groups.names.size());
        groups.names.push_back(task);
    }
    const int none = static_cast<int>(groups.names.size());
    if (untold) groups.names.emplace_back("no task");
    groups.group.reserve(rows.size());
    for (const std::size_t row : rows) {
        const std::string& task = data.queries[row].task;
        groups.group.push_back(task.empty() ? none : tasks.at(task));
    }
    return groups;
}

bool GroupScore::miscalibrated() const {
    return score.cells >= kLeastCells && score.ece - chanceEce > kLargestEce;
}

std::vector<GroupScore> scoreGroups(const Dataset& data, std::span<const std::size_t> rows,
                                    const Predictions& predictions, const ScoreGroups& groups) {
    checkShapes(data, rows, predictions);
    std::vector<GroupScore> scores;
    if (groups.names.empty()) return scores;
    std::vector<std::vector<std::size_t>> members(groups.names.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        members[static_cast<std::size_t>(groups.group[i])].push_back(i);
    }
    for (std::size_t g = 0; g < members.size(); ++g) {
        if (members[g].empty()) continue;
        const Scored scored{data, rows, predictions, members[g]};
        std::vector<Cell> cells;
        std::vector<PredictionScore> models;
        for (Eigen::Index j = 0; j < static_cast<Eigen::Index>(data.modelCount()); ++j) {
            addCells(cells, scored, j);
            PredictionScore& model = models.emplace_back();
            model.lengthMae = lengthError(scored, j);
            model.costMae = costError(scored, j);
        }
        GroupScore& group = scores.emplace_back();
        group.queries = members[g].size();
        group.score = scoreOf(cells);
        group.score.model = groups.names[g];
        group.score.lengthMae = meanOfKnown(models, &PredictionScore::lengthMae);
        group.score.costMae = meanOfKnown(models, &PredictionScore::costMae);
        group.chanceEce = calibrationError(std::move(cells)).byChance;
    }
    return scores;
}

std::vector<std::string> calibrationWarnings(std::span<const GroupScore> scores,
                                             std::string_view what) {
    std::vector<std::string> warnings;
    for (const GroupScore& group : scores) {
        if (!group.miscalibrated()) continue;
        warnings.push_back(fmt::format(
            "{} {}: predicted and observed shares of right answers differ by {:.1f} points on "
            "average over {} answers, where chance explains {:.1f}; what a routing promises there "
            "does not hold",
            what, group.score.model, 100.0 * group.score.ece, group.score.cells,
            100.0 * group.chanceEce));
    }
    return warnings;
}

}  // namespace orl
