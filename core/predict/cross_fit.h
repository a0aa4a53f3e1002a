#pragma once

#include <span>

#include "core/data/dataset.h"
#include "core/predict/predictor.h"
#include "core/support/job.h"

namespace orl {

/// Predictions of every row by a predictor that did not see it: the rows are dealt out to `folds`
/// folds (by options.seed), and each fold is predicted by a fit on all others. So all rows can
/// serve as calibration for a predictor fitted on all of them.
/// @param folds in [2, rows]
/// @throws Error as Predictor::fit, or when folds is out of range; Cancelled
Predictions crossFit(const Dataset& data, std::span<const std::size_t> rows,
                     const PredictorOptions& options, int folds = 5, const Job& job = {});

}  // namespace orl
