#pragma once

#include <span>
#include <vector>

#include "core/predict/bytes.h"
#include "core/predict/fold_regressions.h"
#include "core/predict/kernel_ridge.h"
#include "core/predict/mixture_ensemble.h"
#include "core/predict/predictor.h"
#include "core/predict/sparse_rows.h"
#include "core/predict/stacking.h"

namespace orl {

/// Queries as the parts of the predictor see them.
struct QueryViews {
    const SparseRows& rows;  ///< n-grams and traits; empty: unknown text
    const Matrix& vectors;   ///< dense, of length about 1
    const Matrix& gate;      ///< what a query's class is read off, see Views
    std::span<const std::vector<Neighbour>> neighbours;  ///< a training row's leave itself out
    const Grid& copies;  ///< Copies::shiftByOthers: log-odds beyond what the parts say
    std::span<const std::size_t> learned = {};  ///< which training rows these are; empty: all
};

/// The chance of a correct answer per model from four parts: retrieval over similar training
/// queries, a kernel ridge regression, a logistic regression per model on the n-grams, and a
/// mixture of latent classes of queries; joined by weights learned from what each part says about
/// training rows that it has not seen.
class QualityModel {
  public:
    QualityModel() = default;
    /// @param training the rows that the weights are learned from
    /// @param score    all training rows × models, NaN where missing: what retrieval remembers
    static QualityModel fit(const QueryViews& training, const Grid& score,
                            const PredictorOptions& options, const Job& job);

    /// What the trained part says of queries, whatever the blend and k.
    struct Trained {
        std::vector<bool> known;       ///< has an n-gram
        Grid kernel, linear, mixture;  ///< log-odds less the base; 0 × models for retrieval alone
        Grid spread;                   ///< MixtureEnsemble::spread; 1 where nothing is known
    };
    /// @param gate Views::gate
    Trained read(const SparseRows& rows, const Matrix& vectors, const Matrix& gate,
                 bool trained) const;
    /// Whether there is a trained part.
    bool hasTrained() const { return m_linear.fitted(); }
    /// Probabilities, queries × models; NaN for a model without any outcome. The prior for a query
    /// without n-gram and vector.
    Grid predict(std::span<const std::vector<Neighbour>> neighbours, const Trained& trained,
                 const PredictorOptions& options) const;

    /// What each part says of one query by itself, before they are joined: chances per model.
    /// Empty where a part has nothing to go by.
    struct Parts {
        PerModel prior, retrieval, kernel, regression, mixture;
    };
    /// @param at position of the query in `trained`
    Parts parts(std::span<const Neighbour> neighbours, const Trained& trained,
                std::size_t at) const;

    void write(ByteWriter& out) const;
    static QualityModel read(ByteReader& in);
    struct Counts {
        Eigen::Index rows, models, features, dimensions, gate;
    };
    /// Whether it fits these counts (a check on stored bytes). @param trained kind is not Knn
    bool matches(const Counts& counts, bool trained) const;

  private:
    void fitTrained(const QueryViews& training, const Grid& score, const Matrix& complete,
                    const PredictorOptions& options, std::vector<Evidence>& evidence,
                    const Job& job);

    // What a part says: log-odds less m_base.
    PerModel retrievedDeviation(std::span<const Neighbour> neighbours) const;
    PerModel kernelDeviation(const Eigen::Ref<const Eigen::RowVectorXf>& regressed) const;
    PerModel logOdds(const Evidence& evidence, const PredictorOptions& options) const;

    Matrix m_score;    ///< training rows × models, completed; NaN for a model without any outcome
    PerModel m_prior;  ///< mean score per model, a few outcomes' worth drawn to the pool's mean
    PerModel m_base;   ///< its log-odds; NaN for a model without any outcome
    KernelRidge m_kernel;
    Regressions m_linear;  ///< mean of the folds'
    MixtureEnsemble m_mixture;
    Stacking m_byRetrieval, m_byTraining, m_byBoth;
};

}  // namespace orl
