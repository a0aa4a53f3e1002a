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
    Trained,   ///< kernel ridge, logistic regressions and classes of queries
    Prior,     ///< training-set mean per model
    Recorded,  ///< the recorded outcomes themselves: perfect foresight, labelled as such
};
std::string_view toString(PredictorKind kind);
/// @throws Error naming the known kinds
PredictorKind predictorKindFrom(std::string_view name);

/// Where the vectors come from by which retrieval finds similar queries.
enum class VectorSource {
    BuiltIn,  ///< TF-IDF and truncated SVD of the training texts
    Data,     ///< the data set's own embeddings
};
std::string_view toString(VectorSource source);
/// @throws Error naming the known sources
VectorSource vectorSourceFrom(std::string_view name);

/// Numbers of training rows beyond which a fit does less than compare all of them with each other.
struct FitLimits {
    /// Weights are learned from about so many rows (learningSample); at least 100.
    std::size_t learned = 20'000;
    /// A query is compared with so many rows one by one; beyond, only with those in the cells that
    /// are nearest to it (NeighbourCells).
    std::size_t scanned = 50'000;

    bool operator==(const FitLimits&) const = default;
};

struct PredictorOptions {
    PredictorKind kind = PredictorKind::Hybrid;
    VectorSource vectors = VectorSource::BuiltIn;
    int components = 64;  ///< dimensions after truncated SVD
    int neighbours = 32;  ///< k of retrieval
    /// Hybrid: 0.5 joins the parts by the weights learned on held-out training rows; towards 0 only
    /// retrieval is left, towards 1 only the trained part. In [0,1].
    double blend = 0.5;
    /// C of the logistic regressions; 0: the one of least loss on rows held out of the training.
    double regularization = 0;
    std::uint64_t seed = 1;
    FitLimits limits = {};
    /// Of fit and predict; 0: as many as the machine has. Results are the same for any count, and
    /// it is not stored.
    int threads = 0;
};

/// queries × models; rows as asked for, columns as in the data set that was predicted.
struct Predictions {
    Grid quality;       ///< a_ij in [0,1]; NaN for a model the predictor never saw
    Grid outputTokens;  ///< predicted output tokens; NaN where training has none
    Grid cost;          ///< predicted USD learned from recorded costs; NaN where training has none
    /// σ_ij: standard deviation of the estimate a_ij (not of the outcome); NaN where quality is.
    /// Empty: unknown. See docs/method.md, "How sure a prediction is".
    Grid uncertainty = {};
    /// Input tokens as each model would count them: what it counted where that is recorded, else
    /// the query's own length times the model's mean ratio to it in the training data. Empty: the
    /// query's own length is all that is known.
    Grid inputTokens = {};
    /// With VectorSource::Data: rows without a vector, looked up by their texts instead.
    std::size_t withoutVector = 0;
    /// Positions of the rows that repeat the text of a training row, rising: their outcomes have
    /// been seen before, so they are not held out. Of the recorded outcomes: none.
    std::vector<std::size_t> copies = {};

    /// The same for some of the rows. @param positions of them
    Predictions of(std::span<const std::size_t> positions) const;
    /// Positions of the rows that are no copies, rising.
    std::vector<std::size_t> withoutCopies() const;
};

struct PredictedRows {
    std::vector<std::size_t> rows;
    Predictions predictions;
};
/// The rows that are no copies of training rows. @param rows one per row of the predictions
PredictedRows heldOutOf(std::span<const std::size_t> rows, const Predictions& predictions);

struct Neighbour {
    std::size_t trainingRow = 0;  ///< position in the training rows given to fit
    double similarity = 0.0;      ///< cosine, in [-1,1]
};

/// What each part of a fit says of one query by itself, before they are joined: chances of a right
/// answer in the columns of the data. Empty where the fit lacks the part or it has nothing to go
/// by, NaN for a model that the fit never saw.
struct PredictionParts {
    std::vector<double> prior;       ///< the model's mean score, drawn a little to the pool's
    std::vector<double> retrieval;   ///< similar training queries
    std::vector<double> kernel;      ///< kernel ridge regression
    std::vector<double> regression;  ///< logistic regression on n-grams
    std::vector<double> mixture;     ///< latent classes of queries
};

/// Queries as one fit has read them: everything that a prediction takes from them whatever the
/// kind, the blend and k, up to the number of neighbours that was looked up. Immutable, cheap to
/// copy (shared).
class ReadQueries {
  public:
    std::size_t size() const;
    /// Most neighbours that can be gone by.
    int neighbours() const;

    struct State;  // defined by the implementation
    explicit ReadQueries(std::shared_ptr<const State> state);
    const State& state() const { return *m_state; }

  private:
    std::shared_ptr<const State> m_state;
};

/// A fitted predictor: immutable, cheap to copy (shared).
class Predictor {
  public:
    /// Sees only the given rows of the data set. Beyond options.limits the weights come from a
    /// sample of them; retrieval remembers all, so time and memory grow with their number.
    /// With VectorSource::Data, cosines are those of the data's vectors about the training rows'
    /// mean direction; training rows without one
    /// are found only by queries without one, for which the built-in space remains.
    /// @throws Error when there is nothing to learn from (no rows, no scores, no vectors where
    /// those of the data are asked for); Cancelled
    static Predictor fit(const Dataset& data, std::span<const std::size_t> trainingRows,
                         const PredictorOptions& options, const Job& job = {});

    /// The same fit used otherwise, at no cost: a hybrid one also as retrieval, trained part or
    /// prior alone, every other as what it is or as the prior. For another blend the predictions
    /// are those of a fit with it; for another k the parts keep the weights learned with the fit's
    /// own.
    /// @throws Error when the fit has not learned that kind, or on values out of range
    Predictor with(PredictorKind kind, int neighbours, double blend) const;

    /// Models are matched by name. Kind Recorded reads data.score, cost and tokens of the rows.
    /// @throws Error when the data's vectors have another length than those it was fitted on;
    /// Cancelled
    Predictions predict(const Dataset& data, std::span<const std::size_t> rows,
                        const Job& job = {}) const;
    /// The same in two steps, for those who try one k and blend after the other: nearly all the
    /// time of a prediction is in the first.
    /// @param neighbours most that will be gone by
    /// @throws Error as predict, and for kind Recorded, which reads no queries; Cancelled
    ReadQueries read(const Dataset& data, std::span<const std::size_t> rows, int neighbours,
                     const Job& job = {}) const;
    /// What predict(data, rows) gives, to the bit.
    /// @param queries read by this fit or by another use of it (see with)
    /// @throws Error when they were read by another fit, or with too few neighbours; Cancelled
    Predictions predict(const ReadQueries& queries, const Job& job = {}) const;

    /// The training queries nearest to that one, nearest first, at most count: those that predict()
    /// goes by, so by its vector where the fit uses the data's and it has one, else by its text.
    std::vector<Neighbour> neighbours(const Dataset& data, std::size_t row, int count) const;

    /// How many training rows have that text. See Copies.
    std::size_t copiesOf(std::string_view text) const;

    /// What predict() joins for that one query.
    /// @throws Error as predict
    PredictionParts parts(const Dataset& data, std::size_t row) const;

    const PredictorOptions& options() const;
    /// Names of the models it was fitted for.
    const std::vector<std::string>& models() const;
    std::size_t trainingCount() const;
    /// Dataset::embeddingSource of the vectors it was fitted on; empty when they are built in.
    const std::string& embeddingSource() const;

    /// Everything needed to predict again, as a versioned byte string for the workspace.
    std::string serialize() const;
    /// @throws Error when the bytes are damaged or of a newer version
    static Predictor deserialize(std::string_view bytes);

    struct State;  // defined by the implementation
    explicit Predictor(std::shared_ptr<const State> state);
    const State& state() const { return *m_state; }

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
    double costMae = kMissing;    ///< USD; of list prices where no costs are recorded
    std::size_t cells = 0;        ///< cells with a recorded score
};
/// One entry per model, then one named "mean" (plain mean over models; its ece pooled over all
/// cells). Scores that are fractions count as labels of that weight: AUC over score >= 0.5.
std::vector<PredictionScore> scorePredictions(const Dataset& data,
                                              std::span<const std::size_t> rows,
                                              const Predictions& predictions);

}  // namespace orl
