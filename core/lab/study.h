#pragma once

#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "core/lab/prepare.h"
#include "core/predict/group_scores.h"
#include "core/predict/reliability.h"
#include "core/predict/shared_prefixes.h"
#include "core/support/job.h"

namespace orl {

/// How good the predictions of some rows are.
struct JudgedScores {
    std::vector<PredictionScore> scores;  ///< per model, then the mean
    std::vector<GroupScore> tasks;        ///< empty where the data have none
    std::vector<GroupScore> levels;       ///< easiest first
    /// Per model, then of all cells together.
    std::vector<std::vector<ReliabilityBin>> reliability;
    /// Of each of tasks and levels, all models together.
    std::vector<std::vector<ReliabilityBin>> taskReliability, levelReliability;
};

/// One way to predict, judged on the held-out rows.
struct JudgedPredictor : JudgedScores {
    PredictorOptions options;
    Predictions predictions;  ///< held-out rows × models
    /// The same without the rows that repeat the text of a training row; none where there are no
    /// such rows, or no others.
    std::optional<JudgedScores> withoutCopies;
};

/// All ways to predict side by side: one hybrid fit, used as each of them.
struct PredictorView {
    std::shared_ptr<const Prepared> prepared;
    std::shared_ptr<const Predictor> predictor;  ///< the hybrid fit
    std::vector<std::size_t> rows;  ///< routed rows of the data set that the fit has not seen
    std::size_t seen = 0;           ///< routed rows that it has seen, and that are left out
    std::size_t copies = 0;         ///< of `rows`: repeat the text of a row that it has seen
    ScoreGroups tasks, levels;      ///< of rows
    /// Levels are made from the very outcomes that predictions are judged by, so within one they
    /// are off for that reason alone.
    bool levelsFromOutcomes = false;
    /// Hybrid, retrieval, trained, prior; empty where no row is held out.
    std::vector<std::shared_ptr<const JudgedPredictor>> judged;
    int neighbours = 0;
    double blend = 0.0;
    /// The parts have the weights that belong to this k; else those of the scenario's k, as long
    /// as k is being dragged.
    bool exact = true;

    const JudgedPredictor* of(PredictorKind kind) const;
};

/// The training queries that a prediction for one query rests on.
struct NeighbourView {
    std::shared_ptr<const PredictorView> study;
    std::size_t position = 0;  ///< in study->rows
    struct Entry {
        std::size_t row = 0;  ///< of the data set
        double similarity = 0.0;
    };
    std::vector<Entry> neighbours;  ///< nearest first
};

/// Judges one k and blend after the other on the same data: keeps the hybrid fit, and of each kind
/// what was judged last. Belongs to one worker thread.
class StudyEngine {
  public:
    /// @param store where fitted predictors are kept; null: nowhere
    /// @throws Error, Cancelled
    std::shared_ptr<const PredictorView> judge(const std::shared_ptr<Store>& store,
                                               const std::shared_ptr<const Prepared>& prepared,
                                               int neighbours, double blend, const Job& job);

  private:
    void takeOver(const std::shared_ptr<Store>& store,
                  const std::shared_ptr<const Prepared>& prepared, const Job& job);
    void group(const Predictions& predictions);
    /// The held-out rows, read with at least so many neighbours.
    const ReadQueries& readWith(int neighbours, const Job& job);
    std::shared_ptr<const JudgedPredictor> judged(PredictorKind kind, int neighbours, double blend,
                                                  const Job& job);

    std::shared_ptr<const Prepared> m_prepared;
    std::shared_ptr<const Predictor> m_hybrid;
    std::optional<ReadQueries> m_read;  ///< m_rows by m_hybrid
    std::vector<std::size_t> m_rows;
    ScoreGroups m_tasks, m_levels;
    bool m_levelsFromOutcomes = false;
    std::map<PredictorKind, std::shared_ptr<const JudgedPredictor>> m_last;
};

/// The neighbours of one held-out query among those that the fit has seen.
std::shared_ptr<const NeighbourView> seekNeighbours(
    const std::shared_ptr<const PredictorView>& study, std::size_t position, int count);

}  // namespace orl
