#pragma once

#include <map>
#include <memory>
#include <optional>

#include "core/support/job.h"
#include "ui/session/predictor_study.h"
#include "ui/session/prepare.h"

namespace orl {

/// Judges one k and blend after the other on the same data: keeps the hybrid fit, and of each kind
/// what was judged last. Belongs to one worker thread.
class StudyEngine {
  public:
    /// @param store where fitted predictors are kept; null: nowhere
    /// @throws Error, Cancelled
    std::shared_ptr<const PredictorView> judge(const std::shared_ptr<Store>& store,
                                               const std::shared_ptr<const Prepared>& prepared,
                                               int neighbours, double blend, const Job& job);

  private:
    void takeOver(const std::shared_ptr<Store>& store,
                  const std::shared_ptr<const Prepared>& prepared, const Job& job);
    /// The held-out rows, read with at least so many neighbours.
    const ReadQueries& readWith(int neighbours, const Job& job);
    std::shared_ptr<const JudgedPredictor> judged(PredictorKind kind, int neighbours, double blend,
                                                  const Job& job);

    std::shared_ptr<const Prepared> m_prepared;
    std::shared_ptr<const Predictor> m_hybrid;
    std::optional<ReadQueries> m_read;  ///< m_rows by m_hybrid
    std::vector<std::size_t> m_rows;
    std::shared_ptr<const SharedPrefixes> m_beginnings;
    std::map<PredictorKind, std::shared_ptr<const JudgedPredictor>> m_last;
};

/// The neighbours of one held-out query among those that the fit has seen.
std::shared_ptr<const NeighbourView> seekNeighbours(
    const std::shared_ptr<const PredictorView>& study, std::size_t position, int count);

}  // namespace orl
