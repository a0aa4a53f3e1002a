#pragma once

#include <span>
#include <vector>

#include "core/predict/bytes.h"
#include "core/predict/retrieval.h"
#include "core/support/grid.h"

namespace orl {

/// What is known of a text when a length or a cost is predicted.
struct TextView {
    std::span<const Neighbour> neighbours;
    Eigen::RowVectorXf features;  ///< latent vector and surface features
};

/// Predicts positive, long-tailed amounts (output tokens, USD) per model: on z
/// = ln(v + ε_j) with ε_j = 1 % of the mean, a mean over the nearest neighbours
/// and a ridge regression on the text's features, blended by least squares on
/// leave-one-out predictions. Back on the linear scale the result is multiplied
/// by Σ recorded / Σ leave-one-out predicted, so that totals are unbiased
/// (Duan's smearing, made empirical).
class MagnitudeModel {
  public:
    MagnitudeModel() = default;
    /// @param recorded   training rows × models, NaN where unknown
    /// @param neighbours of every training row, itself left out
    /// @param features   training rows × features
    static MagnitudeModel fit(const Grid& recorded,
                              std::span<const std::vector<Neighbour>> neighbours,
                              const Matrix& features);

    /// Amounts per model; NaN where training had none.
    PerModel predict(const TextView& text) const;

    void write(ByteWriter& out) const;
    static MagnitudeModel read(ByteReader& in);
    /// Whether it fits these counts (a check on stored bytes).
    bool matches(Eigen::Index rows, Eigen::Index models, Eigen::Index features) const;

  private:
    PerModel logPrediction(const TextView& text) const;

    Matrix m_logTarget;     ///< z, training rows × models
    Matrix m_coefficients;  ///< (features + 1) × models, the last row the constant
    Matrix m_perModel;      ///< 4 × models: ε, mean z, blend weight of the ridge, factor
    bool m_any = false;
};

}  // namespace orl
