#pragma once

#include <span>

#include "core/predict/sparse_rows.h"
#include "core/support/grid.h"
#include "core/support/job.h"

namespace orl {

/// Where a model has no outcome on a training query, what the other models' outcomes on that query
/// let expect, so that a model with few outcomes learns from the pool's.
///
/// For model j, d = score − prior of the others on query i:
///     expected score = prior_j + shift_j + Σ_k w_jk d_ik
/// by least squares over the queries that j has answered, drawn towards shift 0 and w_jk = the
/// pool's mean slope on the mean of d (all models find the same queries hard) as if a few outcomes
/// had said so. A missing d counts as the mean of the query's known ones.
///
/// @param score   training rows × models, NaN where missing
/// @param prior   mean score per model; NaN for a model without any outcome, which stays NaN
/// @param learned rows that shift and weights are learned from; empty: all
/// @return the same with every other cell in [0,1]
Grid completeScores(const Grid& score, const PerModel& prior,
                    std::span<const std::size_t> learned = {}, const Job& job = {});

}  // namespace orl
