#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/predict/predictor.h"

/// Held-out quality by kinds of queries: errors of opposite sign in two tasks cancel in the scores
/// of a model.
namespace orl {

/// Which group each of some rows belongs to.
struct ScoreGroups {
    std::vector<int> group;          ///< per row, index into names
    std::vector<std::string> names;  ///< in the order they are shown; empty: there are no groups
};
/// By task, in alphabetical order; queries without one are "no task", last. Empty where no row has
/// a task.
/// @param rows of the data set
ScoreGroups groupsByTask(const Dataset& data, std::span<const std::size_t> rows);

struct GroupScore {
    std::size_t queries = 0;
    /// `model` is the group's name. AUC, Brier, log loss and calibration error of the cells of all
    /// models together; errors of lengths and costs are plain means over models.
    PredictionScore score;
    /// Calibration error that predictions would show by chance if each were the true chance of a
    /// right answer, answers being independent: fewer cells, more of it.
    double chanceEce = kMissing;

    /// Enough cells, and an error that chance leaves unexplained by more than kLargestEce.
    bool miscalibrated() const;
    static constexpr std::size_t kLeastCells = 100;
    static constexpr double kLargestEce = 0.05;
};
/// One entry a group that has rows, in the groups' order.
/// @throws Error when the shapes do not match
std::vector<GroupScore> scoreGroups(const Dataset& data, std::span<const std::size_t> rows,
                                    const Predictions& predictions, const ScoreGroups& groups);

/// A sentence for each group that is miscalibrated.
/// @param what "task", "level"
std::vector<std::string> calibrationWarnings(std::span<const GroupScore> scores,
                                             std::string_view what);

}  // namespace orl
