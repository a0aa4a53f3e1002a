#pragma once

#include <string>

#include "core/evaluate/guarantee.h"
#include "core/lab/prediction.h"

/// A guarantee for one batch: on which queries it is calibrated, and what they allow.
namespace orl {

struct CalibrationRequest {
    PredictionRequest prediction;  ///< of the batch
    std::string on;                ///< "D[:split]"; empty: see calibrationFor
    PoolSettings pool;
};

/// Queries with outcomes that their predictions have not seen.
struct Calibration {
    Experiment experiment;
    std::string on;
    int folds = 0;           ///< of the cross-fitting; 0: queries that were kept apart
    std::size_t copies = 0;  ///< left out: copies of training queries are not held out
};

/// On the named queries; else on the split "calibration" of the routed data set; else on the
/// predictor's own training queries by cross-fitting, and then the batch is predicted anew by the
/// same predictors.
/// Copies of training queries do not count as held out: kept apart they are left out, cross-fitting
/// deals them together.
/// @throws Error when calibration, training and routed queries overlap; Cancelled
Calibration calibrationFor(const CalibrationRequest& request, Predicted& predicted, const Job& job);

struct GuaranteeReport {
    Guarantee guarantee;
    double confidence = 0.9;
    std::string calibratedOn;
    int folds = 0;
    std::size_t copies = 0;  ///< as of the calibration
};

/// That the batch realizes the constraints' floor. @throws Error, Cancelled
GuaranteeReport guaranteeOn(double confidence, const Calibration& calibration,
                            const Experiment& batch, const Constraints& constraints,
                            const Job& job);

}  // namespace orl
