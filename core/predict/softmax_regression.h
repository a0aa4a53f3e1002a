#pragma once

#include <Eigen/Core>

#include "core/predict/lbfgs.h"
#include "core/predict/panels.h"

namespace orl {

/// Multinomial logistic regression on class memberships that need not be 0 or 1: the chances
///     g_k(x) = exp(w_k·x + b_k) / Σ_l exp(w_l·x + b_l).
/// Its weights are classes × (dimensions + 1), the last column b.
class SoftmaxRegression {
  public:
    SoftmaxRegression() = default;
    explicit SoftmaxRegression(const Matrix& weight);

    const Matrix& weight() const { return m_weight; }
    /// rows × classes
    Matrix chances(const Matrix& features) const;

  private:
    Matrix m_weight;
    Panels m_byClass;  ///< w alone
};

/// Fits one to memberships that change from round to round: it goes on from where it was.
class SoftmaxTrainer {
  public:
    /// @param features rows × dimensions
    /// @param ridge    penalty ridge/2 · Σ ‖w_k‖²; b is free
    SoftmaxTrainer(const Matrix& features, Eigen::Index classes, double ridge);

    /// −Σ_ik member_ki ln g_k(x_i) + penalty, and its gradient.
    /// @param member classes × rows, each column of sum 1
    /// @param weight classes × (dimensions + 1), row by row
    double loss(const Matrix& member, const Eigen::VectorXd& weight,
                Eigen::VectorXd& gradient) const;
    /// At most so many steps of L-BFGS; never a greater loss than before.
    void improve(const Matrix& member, int steps);
    /// ln g_k(x_i), classes × rows.
    Matrix logChances() const;
    double penalty() const;
    SoftmaxRegression result() const;

  private:
    Matrix scores(const Eigen::VectorXd& weight) const;
    double penaltyOf(const Eigen::VectorXd& weight) const;

    Eigen::Index m_classes, m_width;  ///< width: dimensions + 1
    double m_ridge;
    Panels m_byRow;        ///< features with a last one of 1
    Panels m_byDimension;  ///< their transpose
    Eigen::VectorXd m_weight;
    Lbfgs m_lbfgs;
};

}  // namespace orl
