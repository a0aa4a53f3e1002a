#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/predict/latent_space.h"
#include "core/predict/magnitude.h"
#include "core/predict/neighbour_index.h"
#include "core/predict/predictor.h"
#include "core/predict/quality_model.h"
#include "core/predict/tfidf.h"

namespace orl {

/// Everything a fitted predictor knows. Immutable once published.
struct Predictor::State {
    PredictorOptions options;
    std::vector<std::string> models;
    std::size_t trainingCount = 0;

    // Per model; NaN where training has none.
    PerModel meanScore, meanTokens, meanCost;

    /// Null in the kinds that do not read the text (prior, recorded); shared by all uses of one
    /// fit.
    struct Text {
        Tfidf tfidf;
        LatentSpace latent;
        NeighbourIndex index;
        QualityModel quality;
        MagnitudeModel tokens, cost;
    };
    std::shared_ptr<const Text> text;
};

/// Latent vector and surface features (standing for what TF-IDF does not see:
/// the length).
Matrix magnitudeFeatures(const Matrix& latent, std::span<const std::string_view> texts);

}  // namespace orl
