#pragma once

#include <memory>
#include <optional>

#include "core/evaluate/guarantee.h"
#include "core/lab/views.h"
#include "core/support/job.h"

namespace orl {

/// What a guarantee is calibrated on, and with that what it is about.
enum class GuaranteeBasis {
    Split,     ///< the split "calibration": of this batch
    CrossFit,  ///< the training queries: of this batch, predicted by the cross-fitted predictors
    Batch,     ///< the routed queries themselves: of another batch like them
};

/// A split "calibration" is there that is neither learned from nor routed.
bool hasCalibrationSplit(const Prepared& prepared);
/// The wanted basis where the data have it. Else the split or, without one, the batch. What is
/// predicted by cross-fitting is calibrated so.
GuaranteeBasis usableBasis(const Prepared& prepared, std::optional<GuaranteeBasis> wanted);

/// What can be guaranteed of the realized accuracy, at any α.
struct GuaranteeView {
    std::shared_ptr<const SolveView> solve;  ///< whose pool and capacities it is for
    FloorPath path;                          ///< without points: `path.explanation` says why
    GuaranteeBasis basis = GuaranteeBasis::Batch;
    std::shared_ptr<const Experiment> batch;  ///< that its floors are of; null without a path
    /// With GuaranteeBasis::CrossFit: whose batch predictions the floors of the path are of.
    std::shared_ptr<const CrossFitted> crossed;
    /// Calibration queries left out because a training query has their text.
    std::size_t copies = 0;
};

/// Calibrates guarantees for one set of constraints after the other. Belongs to one
/// worker thread.
class GuaranteeEngine {
  public:
    /// What cannot be calibrated is no error but a view with an explanation. @throws Cancelled
    std::shared_ptr<const GuaranteeView> calibrate(const std::shared_ptr<const Prepared>& prepared,
                                                   const std::shared_ptr<const SolveView>& solve,
                                                   GuaranteeBasis basis, double confidence,
                                                   const Job& job);

  private:
    void takeOver(const Prepared& prepared, const SolveView& solve, GuaranteeBasis basis,
                  const Job& job);

    std::shared_ptr<const Experiment> m_solved;  ///< that the other two belong to
    GuaranteeBasis m_basis = GuaranteeBasis::Batch;
    std::shared_ptr<const CrossFitted> m_crossed;
    std::shared_ptr<const Experiment> m_batch;        ///< as predicted for the guarantee
    std::shared_ptr<const Experiment> m_calibration;  ///< with the batch's pool; may be the batch
    std::size_t m_copies = 0;                         ///< left out of it
};

}  // namespace orl
