#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "core/predict/predictor_state.h"

namespace orl {

/// Queries as a fitted Text sees them.
struct Views {
    SparseRows rows;  ///< TF-IDF, traits appended where there is any n-gram
    Matrix latent;    ///< queries × latent dimensions, rows of length 1 or 0
    Matrix vectors;   ///< queries × (latent dimensions + traits); 0 where there is no n-gram
};

/// How the latent vectors are made: of any query, or of those that the space was fitted on, as a
/// space fitted on the others would see them (LatentSpace::projectTraining).
enum class Projection { Any, Training };

/// @param traits QueryTraits::of the queries
Views viewsOf(const Predictor::State::Text& text, const SparseRows& ngrams, const Matrix& traits,
              Projection projection = Projection::Any, std::size_t threads = 1,
              const Job& job = {});

/// Each row scaled to length 1; one of zeros stays so.
Matrix unitRows(const Matrix& vectors);

std::vector<std::string_view> textsOf(std::span<const Query* const> queries);

/// Latent vector and surface features (standing for what TF-IDF does not see:
/// the length).
Matrix magnitudeFeatures(const Matrix& latent, std::span<const std::string_view> texts);

}  // namespace orl
