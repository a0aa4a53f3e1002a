#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/predict/latent_space.h"
#include "core/predict/magnitude.h"
#include "core/predict/neighbour_index.h"
#include "core/predict/predictor.h"
#include "core/predict/quality_model.h"
#include "core/predict/query_traits.h"
#include "core/predict/tfidf.h"

namespace orl {

/// Everything a fitted predictor knows. Immutable once published.
struct Predictor::State {
    PredictorOptions options;
    std::vector<std::string> models;
    std::size_t trainingCount = 0;

    // Per model; NaN where training has none.
    PerModel meanScore, meanTokens, meanCost;

    /// Absent in the kinds that do not read the text (prior, recorded).
    struct Text {
        Tfidf tfidf;
        QueryTraits traits;
        LatentSpace latent;
        NeighbourIndex index;  ///< of Views::vectors, each of length 1
        QualityModel quality;
        MagnitudeModel tokens, cost;
    };
    std::optional<Text> text;
};

/// Queries as a fitted Text sees them.
struct Views {
    SparseRows rows;  ///< TF-IDF, traits appended where there is any n-gram
    Matrix latent;    ///< queries × latent dimensions, rows of length 1 or 0
    Matrix vectors;   ///< queries × (latent dimensions + traits)
};

/// Latent vector and surface features (standing for what TF-IDF does not see:
/// the length).
Matrix magnitudeFeatures(const Matrix& latent, std::span<const std::string_view> texts);

}  // namespace orl
