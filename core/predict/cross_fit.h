#pragma once

#include <span>

#include "core/data/dataset.h"
#include "core/predict/predictor.h"
#include "core/support/job.h"

namespace orl {

/// Ten predictors, each of three fifths of the training rows.
inline constexpr int kCrossFitFolds = 5;

/// Predictors that each leave out two folds of the training rows, one for every pair of folds.
struct CrossFit {
    /// Every training row by the mean of the predictors that did not see it: residuals to calibrate
    /// with, as many as there are training rows.
    Predictions outOfFold;
    /// The batch by the mean of all of them. Their errors are those that the out-of-fold residuals
    /// show; those of one more predictor, fitted on all rows, they would not. Pairs of folds,
    /// because a row's prediction is then a mean as well, with as little noise to be misled by.
    Predictions batch;
};

/// The rows are dealt out to folds at random (options.seed), those of one text to one fold: no
/// predictor has seen a copy of what it holds out; folds · (folds − 1) / 2 predictors are
/// fitted. Models of the batch are matched by name; a number that only some of the predictors know
/// is the mean of those.
/// @param batch may be the same data set
/// @param folds in [3, different texts]
/// @throws Error as Predictor::fit, or when folds is out of range; Cancelled
CrossFit crossFit(const Dataset& data, std::span<const std::size_t> rows,
                  const PredictorOptions& options, int folds, const Dataset& batch,
                  std::span<const std::size_t> batchRows, const Job& job = {});

}  // namespace orl
