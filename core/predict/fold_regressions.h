#pragma once

#include <span>
#include <vector>

#include "core/predict/bytes.h"
#include "core/predict/folds.h"
#include "core/predict/logistic.h"
#include "core/predict/predictor.h"
#include "core/predict/sparse_rows.h"

namespace orl {

/// One logistic regression per model: log-odds = base + deviation.
class Regressions {
  public:
    Regressions() = default;
    /// Of no feature: every deviation is 0.
    /// @param base log-odds of each model's mean score; NaN for a model without any outcome
    explicit Regressions(const PerModel& base);
    Regressions(const LogisticModels& models, const PerModel& base);

    /// NaN where the base is.
    PerModel deviation(std::span<const SparseRows::Entry> row) const;
    /// Whether there is a feature.
    bool fitted() const { return m_weight.rows() > 0; }
    Eigen::Index features() const { return m_weight.rows(); }
    Eigen::Index models() const { return m_weight.cols(); }

    void write(ByteWriter& out) const;
    static Regressions read(ByteReader& in, const PerModel& base);

    /// Its deviation is the mean of theirs. @param all at least one
    static Regressions meanOf(std::span<const Regressions> all, const PerModel& base);

  private:
    PaddedRows m_weight;  ///< features × models; 0 × models of no feature
    PerModel m_bias;
    PerModel m_base;
};

/// The regressions of each fold's seen rows.
class FoldRegressions {
  public:
    /// @param rows  training rows: n-grams and traits; must outlive this, as must the folds
    /// @param label training rows × models
    FoldRegressions(const SparseRows& rows, Labels label, const PerModel& base, const Folds& folds);

    /// The strength C is that of least log loss on the first fold held out, where the options do
    /// not name one.
    /// @param score training rows × models, NaN where missing
    /// @throws Cancelled
    void fit(const Grid& score, const PredictorOptions& options, const Job& job);

    Regressions mean() const { return Regressions::meanOf(m_fitted, m_base); }
    /// What is said of each training row by the fold that holds it out: deviations, rows × models.
    Grid outOfFold() const;
    /// What can be said of each training row by who sees only what the fold sees: of a row held out
    /// by the fold's regressions, of a row seen by those of one half of the seen rows that has it
    /// not. So a learner that is trained on the seen rows reads what it will read of the others.
    Grid asTheFoldSees(std::size_t fold, std::uint64_t seed, const Job& job) const;

  private:
    Regressions fitted(std::span<const std::size_t> rows, double strength, const Job& job) const;
    double heldOutLoss(const Regressions& regressions, std::size_t fold, const Grid& score) const;

    const SparseRows& m_rows;
    LogisticTrainer m_trainer;
    Labels m_label;
    PerModel m_base;
    const Folds& m_folds;
    double m_strength = 0.0;
    std::vector<Regressions> m_fitted;  ///< one a fold
};

}  // namespace orl
