#pragma once

#include <memory>

#include "core/evaluate/guarantee.h"
#include "core/support/job.h"
#include "ui/session/views.h"

namespace orl {

/// What can be promised of the realized accuracy, at any α.
struct FloorView {
    std::shared_ptr<const SolveView> solve;  ///< whose pool and capacities it is for
    FloorPath path;                          ///< without points: `path.explanation` says why
    /// Folds of the cross-fitting on the training queries; 0: on the split "calibration".
    int folds = 0;
};

/// Calibrates the guaranteed floor for one set of constraints after the other, on the split
/// "calibration" where the data have one that is neither learned from nor routed, else on
/// out-of-fold predictions of the training queries. Keeps those predictions while predictor and
/// data stay. Belongs to one worker thread.
class FloorEngine {
  public:
    /// What cannot be calibrated is no error but a view with an explanation. @throws Cancelled
    std::shared_ptr<const FloorView> calibrate(const std::shared_ptr<const Prepared>& prepared,
                                               const std::shared_ptr<const SolveView>& solve,
                                               double confidence, const Job& job);

  private:
    void takeOver(const std::shared_ptr<const Prepared>& prepared, const Job& job);

    std::shared_ptr<const Prepared> m_prepared;
    std::vector<std::size_t> m_rows;  ///< calibration rows of the data set
    Predictions m_predictions;        ///< of those
    int m_folds = 0;
    std::shared_ptr<const Experiment> m_batch;
    std::shared_ptr<const Experiment> m_calibration;  ///< with the batch's pool
};

}  // namespace orl
