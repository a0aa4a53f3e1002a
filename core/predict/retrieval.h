#pragma once

#include <Eigen/Core>
#include <span>

#include "core/predict/predictor.h"
#include "core/predict/sparse_rows.h"

namespace orl {

/// Similarity-weighted mean of the neighbours' targets (training rows × models,
/// NaN where missing) per model, drawn towards `prior` as if `shrink`
/// neighbours of weight 1 had that value. A model without any neighbour's
/// target gets its prior.
/// Neighbours of similarity 0 or less share nothing with the text and say nothing.
PerModel retrievalMean(std::span<const Neighbour> neighbours, const Matrix& targets,
                       const PerModel& prior, double shrink);

}  // namespace orl
