#pragma once

#include <string>
#include <vector>

#include "core/lab/views.h"

namespace orl {

/// A training query that a prediction rests on.
struct SimilarQuery {
    std::size_t row = 0;      ///< of the data set learned from
    double similarity = 0.0;  ///< cosine
};

/// What the predictions for one query are made of.
struct QueryDetail {
    std::size_t row = 0;  ///< of the data set
    PredictionParts parts;
    std::vector<SimilarQuery> neighbours;  ///< nearest first
    std::string note;  ///< why there are no parts, or why they are not all; else empty
};

/// @param row of the data set
/// @throws Error
QueryDetail detailOf(const Prepared& prepared, std::size_t row);

/// Position of that row among the prepared ones, so in its predictions.
/// @return prepared.rows.size() where it is not one of them
std::size_t positionOf(const Prepared& prepared, std::size_t row);

}  // namespace orl
