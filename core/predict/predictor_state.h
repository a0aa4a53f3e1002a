#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/predict/copies.h"
#include "core/predict/latent_space.h"
#include "core/predict/magnitude.h"
#include "core/predict/neighbour_index.h"
#include "core/predict/predictor.h"
#include "core/predict/quality_model.h"
#include "core/predict/query_traits.h"
#include "core/predict/text_vectors.h"
#include "core/predict/tfidf.h"

namespace orl {

/// Directions of a latent space that the gate of the class mixture sees.
inline constexpr int kGateDirections = 160;

/// Everything a fitted predictor knows. Immutable once published.
struct Predictor::State {
    PredictorOptions options;
    std::vector<std::string> models;
    std::size_t trainingCount = 0;
    std::string embeddingSource;

    // Per model; NaN where training has none.
    PerModel meanScore, meanTokens, meanCost;

    /// Input tokens that a model counts per token of the query's own length; 1 where training has
    /// no count of its own.
    PerModel inputRatio;

    /// Shared by all uses of one fit; null in kind Recorded, which has no training rows.
    std::shared_ptr<const Copies> copies;

    /// Null in the kinds that do not read the text (prior, recorded); shared by all uses of one
    /// fit.
    struct Text {
        Tfidf tfidf;
        QueryTraits traits;
        LatentSpace latent;          ///< of the n-grams, kGateDirections or more
        Eigen::Index leading = 0;    ///< directions that all but the mixture's gate go by
        LatentSpace vectorSpace;     ///< of the data's vectors, for the gate; empty: built in
        NeighbourIndex index;        ///< of Views::vectors, each of length 1
        NeighbourIndex vectorIndex;  ///< of the data's vectors, 0 where missing; empty: built in
        Matrix vectorMean;           ///< 1 × dimensions, of those of the training rows
        /// That the data's vectors were made of; null: they come from elsewhere, or there are none.
        std::shared_ptr<const TextVectors> words;
        QualityModel quality;
        MagnitudeModel tokens, cost;
    };
    std::shared_ptr<const Text> text;
};

/// @throws Error for a row that the data does not have
void checkRows(const Dataset& data, std::span<const std::size_t> rows);

/// Recorded input tokens over the queries' own lengths, in total over the cells that have both.
PerModel inputRatioOf(const Dataset& data, std::span<const std::size_t> rows);

/// Those rows of a grid.
Grid rowsOf(const Grid& grid, std::span<const std::size_t> rows);

/// The vectors of these rows that a fit goes by, as centredVectors: those that their words make
/// where the fit knows them, else those of the data; without columns where the data have none or
/// the fit has no index of vectors.
Matrix ownVectors(const Predictor::State::Text& text, const Dataset& data,
                  std::span<const std::size_t> rows);

/// The nearest training rows of each of some queries: by its own vector where the index of vectors
/// is not empty and the query has one that is not 0, else by its built-in one.
/// @param own      ownVectors of the queries; without columns: none of them has one
/// @param builtIn  Views::vectors of the queries
/// @param leaveOut as in NeighbourIndex::nearest
/// @param missing  counts the queries without a vector of their own; may be null
std::vector<std::vector<Neighbour>> nearestRows(const Predictor::State::Text& text,
                                                const Matrix& own, const Matrix& builtIn, int count,
                                                std::span<const std::size_t> leaveOut,
                                                std::size_t threads, const Job& job,
                                                std::size_t* missing);

/// Mean direction of the data's vectors of these rows, 1 × dimensions.
Matrix meanDirection(const Dataset& data, std::span<const std::size_t> rows, const Job& job = {});

/// The data's vectors of these rows, scaled to length 1, the mean direction taken away, and scaled
/// again; 0 where there is none. Vectors of language models share a large common part, which hides
/// what tells texts apart (Mu and Viswanath, "All-but-the-Top", 2018).
Matrix centredVectors(const Dataset& data, std::span<const std::size_t> rows, const Matrix& mean,
                      const Job& job = {});

}  // namespace orl
