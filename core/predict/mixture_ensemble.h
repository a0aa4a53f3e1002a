#pragma once

#include <functional>
#include <vector>

#include "core/predict/class_mixture.h"
#include "core/predict/folds.h"
#include "core/predict/predictor.h"

namespace orl {

/// The mean of class mixtures that were each fitted without one fold of the training rows.
class MixtureEnsemble {
  public:
    MixtureEnsemble() = default;
    /// Number of classes and ridge are those of least log loss on rows held out.
    /// @param features  training rows × dimensions, as the fold may know them; called once a fold,
    ///                  on several threads
    /// @param score     training rows × models, NaN where missing
    /// @param outOfFold set to what the mixture says that did not see the row, rows × models
    static MixtureEnsemble fit(const std::function<Matrix(std::size_t fold)>& features,
                               const Grid& score, const PerModel& prior, const Folds& folds,
                               const PredictorOptions& options, Grid& outOfFold, const Job& job);

    ClassChances predict(const Matrix& features) const;
    /// ClassChances::spread, and what the classes' own means leave open: of K classes a model with
    /// N outcomes has seen N / K of each, which adds K / N. At most 1: the classes say nothing.
    Grid spread(const ClassChances& said) const;

    void write(ByteWriter& out) const;
    static MixtureEnsemble read(ByteReader& in);
    /// Whether it fits these counts (a check on stored bytes).
    bool matches(Eigen::Index dimensions, Eigen::Index models) const;

  private:
    std::vector<ClassMixture> m_mixtures;  ///< one a fold
    PerModel m_open;                       ///< K / N
};

}  // namespace orl
