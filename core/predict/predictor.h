#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/data/dataset.h"
#include "core/support/grid.h"
#include "core/support/job.h"

/// The only door to prediction: fit on training rows, predict quality and output length for any
/// rows.
namespace orl {

enum class PredictorKind {
    Hybrid,    ///< blend of retrieval and trained part
    Knn,       ///< retrieval: mean over the k nearest training queries
    Trained,   ///< kernel ridge and logistic regressions
    Prior,     ///< training-set mean per model
    Recorded,  ///< the recorded outcomes themselves: perfect foresight, labelled as such
};
std::string_view toString(PredictorKind kind);
/// @throws Error naming the known kinds
PredictorKind predictorKindFrom(std::string_view name);

struct PredictorOptions {
    PredictorKind kind = PredictorKind::Hybrid;
    int components = 64;  ///< dimensions after truncated SVD
    int neighbours = 32;  ///< k of retrieval
    /// Hybrid: 0.5 joins the parts by the weights learned on held-out training rows; towards 0 only
    /// retrieval is left, towards 1 only the trained part. In [0,1].
    double blend = 0.5;
    /// C of the logistic regressions; 0: the best of three by cross-validation.
    double regularization = 0;
    std::uint64_t seed = 1;
    /// Of fit and predict; 0: as many as the machine has. Results are the same for any count, and
    /// it is not stored.
    int threads = 0;
};

/// queries × models; rows as asked for, columns as in the data set that was predicted.
struct Predictions {
    Grid quality;       ///< a_ij in [0,1]; NaN for a model the predictor never saw
    Grid outputTokens;  ///< predicted output tokens; NaN where training has none
    Grid cost;          ///< predicted USD learned from recorded costs; NaN where training has none
};

struct Neighbour {
    std::size_t trainingRow = 0;  ///< position in the training rows given to fit
    double similarity = 0.0;      ///< cosine, in [-1,1]
};

/// A fitted predictor: immutable, cheap to copy (shared).
class Predictor {
  public:
    /// Sees only the given rows of the data set.
    /// @throws Error when there is nothing to learn from (no rows, no scores); Cancelled
    static Predictor fit(const Dataset& data, std::span<const std::size_t> trainingRows,
                         const PredictorOptions& options, const Job& job = {});

    /// Models are matched by name. Kind Recorded reads data.score, cost and tokens of the rows.
    Predictions predict(const Dataset& data, std::span<const std::size_t> rows,
                        const Job& job = {}) const;
    /// The nearest training queries of a text, nearest first, at most count.
    std::vector<Neighbour> neighbours(std::string_view text, int count) const;

    const PredictorOptions& options() const;
    /// Names of the models it was fitted for.
    const std::vector<std::string>& models() const;
    std::size_t trainingCount() const;

    /// Everything needed to predict again, as a versioned byte string for the workspace.
    std::string serialize() const;
    /// @throws Error when the bytes are damaged or of a newer version
    static Predictor deserialize(std::string_view bytes);

    struct State;  // defined by the implementation
    explicit Predictor(std::shared_ptr<const State> state);

  private:
    std::shared_ptr<const State> m_state;
};

/// Held-out quality of predictions per model; index modelCount is the mean over models.
struct PredictionScore {
    std::string model;
    double auc = kMissing;  ///< NaN if only one class is present
    double brier = kMissing;
    double logLoss = kMissing;
    double ece = kMissing;        ///< expected calibration error, 15 equal-mass bins
    double lengthMae = kMissing;  ///< output tokens
    double costMae = kMissing;    ///< USD
    std::size_t cells = 0;        ///< cells with a recorded score
};
/// One entry per model, then one named "mean" (plain mean over models; its ece pooled over all
/// cells). Scores that are fractions count as labels of that weight: AUC over score >= 0.5.
std::vector<PredictionScore> scorePredictions(const Dataset& data,
                                              std::span<const std::size_t> rows,
                                              const Predictions& predictions);

}  // namespace orl
