#pragma once

#include <memory>
#include <optional>

#include "core/evaluate/guarantee.h"
#include "core/support/job.h"
#include "ui/session/views.h"

namespace orl {

/// What a promise is calibrated on, and with that what it is about.
enum class FloorBasis {
    Split,     ///< the split "calibration": of this batch
    CrossFit,  ///< the training queries: of this batch, predicted by the cross-fitted predictors
    Batch,     ///< the routed queries themselves: of another batch like them
};

/// A split "calibration" is there that is neither learned from nor routed.
bool hasCalibrationSplit(const Prepared& prepared);
/// The wanted basis where the data have it. Else the split or, without one, the batch. What is
/// predicted by cross-fitting is calibrated so.
FloorBasis usableBasis(const Prepared& prepared, std::optional<FloorBasis> wanted);

/// What can be promised of the realized accuracy, at any α.
struct FloorView {
    std::shared_ptr<const SolveView> solve;  ///< whose pool and capacities it is for
    FloorPath path;                          ///< without points: `path.explanation` says why
    FloorBasis basis = FloorBasis::Batch;
    /// With FloorBasis::CrossFit: whose batch predictions the floors of the path are of.
    std::shared_ptr<const CrossFitted> crossed;
};

/// Calibrates the guaranteed floor for one set of constraints after the other. Belongs to one
/// worker thread.
class FloorEngine {
  public:
    /// What cannot be calibrated is no error but a view with an explanation. @throws Cancelled
    std::shared_ptr<const FloorView> calibrate(const std::shared_ptr<const Prepared>& prepared,
                                               const std::shared_ptr<const SolveView>& solve,
                                               FloorBasis basis, double confidence, const Job& job);

  private:
    void takeOver(const Prepared& prepared, const SolveView& solve, FloorBasis basis,
                  const Job& job);

    std::shared_ptr<const Experiment> m_solved;  ///< that the other two belong to
    FloorBasis m_basis = FloorBasis::Batch;
    std::shared_ptr<const CrossFitted> m_crossed;
    std::shared_ptr<const Experiment> m_batch;        ///< as predicted for the promise
    std::shared_ptr<const Experiment> m_calibration;  ///< with the batch's pool; may be the batch
};

}  // namespace orl
