#pragma once

#include <Eigen/Core>
#include <span>
#include <vector>

#include "core/predict/sparse_rows.h"
#include "core/support/job.h"

namespace orl {

/// Right or wrong, rows × models.
using Labels = Eigen::Array<bool, Eigen::Dynamic, Eigen::Dynamic>;

/// One L2-regularised logistic regression per model: log-odds = bias + features · weight.
struct LogisticModels {
    Matrix weight;  ///< features × models
    PerModel bias;
};

/// Fits the regressions of all models at once, since they read the same rows: sixteen side by side,
/// each in a lane of its own.
///
/// Dual coordinate ascent (Yu, Huang and Lin, "Dual coordinate descent methods for logistic
/// regression and maximum entropy models", 2011). With y = ±1 the minimiser of
///     ½‖w‖² + C Σ ln(1 + exp(−y (base + w·x)))
/// is w = Σ α y x with α = C σ(−y (base + w·x)). Row by row, that equation is solved for the row's
/// own α with all others held.
class LogisticTrainer {
  public:
    /// @param rows must outlive the trainer
    explicit LogisticTrainer(const SparseRows& rows);

    /// @param rows     of the training rows, those to learn from
    /// @param label    training rows × models
    /// @param base     log-odds per model that the penalty draws to; a model with NaN, or with
    ///                 fewer than three right or wrong among the rows, keeps them and has no weight
    /// @param strength C: how much one row weighs against the penalty
    LogisticModels fit(std::span<const std::size_t> rows, const Labels& label, const PerModel& base,
                       double strength, const Job& job = {}) const;

  private:
    /// At most kLanes of the models.
    void fitLanes(std::span<const std::size_t> rows, const Labels& label,
                  std::span<const Eigen::Index> models, float strength, const Job& job,
                  LogisticModels& result) const;

    const SparseRows& m_rows;
    std::vector<float> m_squares;  ///< ‖x‖² of each row, the bias counted in
};

}  // namespace orl
