#pragma once

#include <span>
#include <vector>

#include "core/predict/bytes.h"
#include "core/predict/predictor.h"
#include "core/predict/retrieval.h"
#include "core/predict/sparse_rows.h"
#include "core/predict/stacking.h"

namespace orl {

/// Training texts as the parts of the predictor see them.
struct TrainingTexts {
    const SparseRows& rows;                              ///< TF-IDF
    std::span<const std::vector<Neighbour>> neighbours;  ///< of each row, itself left out
};

/// The chance of a correct answer per model: retrieval over similar training queries and a logistic
/// regression per model on the TF-IDF features, joined by weights learned on held-out training
/// rows.
class QualityModel {
  public:
    QualityModel() = default;
    /// @param score training rows × models, NaN where missing
    static QualityModel fit(const TrainingTexts& texts, const Grid& score,
                            const PredictorOptions& options, const Job& job);

    /// Probabilities per model; NaN for a model without any outcome. The prior for an empty row
    /// without similar neighbours.
    PerModel predict(std::span<const SparseRows::Entry> row, std::span<const Neighbour> neighbours,
                     const PredictorOptions& options) const;

    void write(ByteWriter& out) const;
    static QualityModel read(ByteReader& in);
    /// Whether it fits these counts (a check on stored bytes).
    bool matches(Eigen::Index rows, Eigen::Index models, Eigen::Index features) const;

  private:
    /// log-odds = features · weight + bias, per model.
    struct Linear {
        Matrix weight;  ///< features × models; 0 × models without a trained part
        PerModel bias;
    };
    Linear fitLinear(const class LogisticTrainer& trainer, std::size_t features,
                     std::span<const std::size_t> rows, const Grid& score,
                     const PredictorOptions& options, const Job& job) const;
    Evidence evidenceOf(const Linear& linear, std::span<const SparseRows::Entry> row,
                        std::span<const Neighbour> neighbours) const;
    void fitStacking(const TrainingTexts& texts, const LogisticTrainer* trainer, const Grid& score,
                     const PredictorOptions& options, const Job& job);

    Matrix m_score;    ///< training rows × models, NaN where missing
    PerModel m_prior;  ///< mean score per model, a few outcomes' worth drawn to the pool's mean
    PerModel m_base;   ///< its log-odds; NaN for a model without any outcome
    Linear m_linear;
    Stacking m_byRetrieval, m_byTraining, m_byBoth;
};

}  // namespace orl
