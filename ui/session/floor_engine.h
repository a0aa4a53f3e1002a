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
    /// Calibrated on the routed queries themselves: it then holds for another batch like them. Else
    /// on the split "calibration", and it holds for this one.
    bool onBatch = false;
};

/// Calibrates the guaranteed floor for one set of constraints after the other, on the split
/// "calibration" where the data have one that is neither learned from nor routed, else on the
/// routed queries. Belongs to one worker thread.
class FloorEngine {
  public:
    /// What cannot be calibrated is no error but a view with an explanation. @throws Cancelled
    std::shared_ptr<const FloorView> calibrate(const std::shared_ptr<const Prepared>& prepared,
                                               const std::shared_ptr<const SolveView>& solve,
                                               double confidence, const Job& job);

  private:
    void takeOver(const Prepared& prepared, const SolveView& solve, const Job& job);

    std::shared_ptr<const Experiment> m_batch;
    std::shared_ptr<const Experiment> m_calibration;  ///< with the batch's pool; may be the batch
};

}  // namespace orl
