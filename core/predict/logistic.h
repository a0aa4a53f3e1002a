#pragma once

#include <Eigen/Core>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "core/predict/sparse_rows.h"

namespace orl {

/// One L2-regularised logistic regression: log-odds = bias + weight · features.
struct LogisticModel {
    std::vector<float> weight;  ///< by feature
    float bias = 0.0F;
};

/// Sparse rows in the form that LIBLINEAR reads, made once and shared by all
/// models (and threads).
class LogisticTrainer {
  public:
    explicit LogisticTrainer(const SparseRows& rows);
    ~LogisticTrainer();
    LogisticTrainer(const LogisticTrainer&) = delete;
    LogisticTrainer& operator=(const LogisticTrainer&) = delete;

    /// Fits success[i] of row rows[i] by LIBLINEAR's primal L2R_LR. With fewer than three successes
    /// or failures there is nothing to tell apart: no result.
    /// @param strength C: how much one row weighs against the penalty ½‖w‖²
    std::optional<LogisticModel> fit(std::span<const std::size_t> rows,
                                     std::span<const bool> success, double strength) const;

  private:
    struct Nodes;
    std::unique_ptr<Nodes> m_nodes;
};

}  // namespace orl
