#pragma once

#include <cstdint>

#include "core/predict/bytes.h"
#include "core/predict/panels.h"
#include "core/predict/sparse_rows.h"
#include "core/support/job.h"

namespace orl {

/// Ridge regression of all models' scores at once on smooth functions of a query's vector: the
/// Gaussian kernel k(x, l) = exp(−‖x − l‖² / 2) to a few hundred training rows l (Nyström
/// approximation; Williams & Seeger 2001). It bends where a linear model cannot: "mathematics, but
/// short". All models share the penalty, so their outcomes speak together.
class KernelRidge {
  public:
    KernelRidge() = default;

    /// @param vectors training rows × dimensions
    /// @param targets training rows × models, complete; a column of NaN is left out
    /// @param leaveOneOut set to what all other rows predict for each row (exact for the given
    ///                    landmarks and penalty), rows × models
    /// The penalty is the one with the least squared leave-one-out error.
    static KernelRidge fit(const Matrix& vectors, const Matrix& targets, Matrix& leaveOneOut,
                           const Job& job = {});

    /// rows × models; not clipped. NaN for a column left out.
    Matrix predict(const Matrix& vectors) const;

    void write(ByteWriter& out) const;
    static KernelRidge read(ByteReader& in);
    /// Whether it fits these counts (a check on stored bytes).
    bool matches(Eigen::Index dimensions, Eigen::Index models) const {
        return m_landmarks.cols() == dimensions && m_coefficients.cols() == models &&
               m_coefficients.rows() == m_landmarks.rows() + 1;
    }

  private:
    void index();

    Matrix m_landmarks;     ///< landmarks × dimensions
    Matrix m_coefficients;  ///< (landmarks + 1) × models, the last row the constant
    // Made from them.
    Panels m_byLandmark;
    Panels m_byModel;
    Eigen::RowVectorXf m_squares;  ///< ‖l‖² of each landmark
};

}  // namespace orl
