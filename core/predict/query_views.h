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
    /// What a query's class is read off: as vectors, but with all directions of the latent space,
    /// and those of the data's own vectors where the fit uses them (addVectors).
    Matrix gate;
};

/// How the latent vectors are made: of any query, or of those that the space was fitted on, as a
/// space fitted on the others would see them (LatentSpace::projectTraining).
enum class Projection { Any, Training };

/// @param traits QueryTraits::of the queries
Views viewsOf(const Predictor::State::Text& text, const SparseRows& ngrams, const Matrix& traits,
              Projection projection = Projection::Any, std::size_t threads = 1,
              const Job& job = {});

/// Appends to Views::gate the leading directions of the data's vectors of these rows.
/// @param centred ownVectors of the rows; without columns: none of them has one
void addVectors(const Predictor::State::Text& text, const Matrix& centred, Projection projection,
                Views& views, std::size_t threads = 1, const Job& job = {});

/// Dense rows with their zeros left out.
SparseRows sparseOf(const Matrix& rows);

/// Each row scaled to length 1; one of zeros stays so.
Matrix unitRows(const Matrix& vectors);

std::vector<std::string_view> textsOf(std::span<const Query* const> queries);

/// Latent vector and surface features (standing for what TF-IDF does not see:
/// the length).
Matrix magnitudeFeatures(const Matrix& latent, std::span<const std::string_view> texts);

}  // namespace orl
