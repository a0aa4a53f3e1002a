#pragma once

#include <Eigen/Core>
#include <array>
#include <vector>

#include "core/predict/bytes.h"
#include "core/predict/retrieval.h"
#include "core/support/grid.h"
#include "core/support/job.h"

namespace orl {

/// What the parts say about one query, per model, as deviations in log-odds
/// from the model's mean score. Each part speaks twice: what it says about all
/// models together (is the query hard?), and what remains for the model itself.
/// The first rests on all models' outcomes, so it deserves more trust.
struct Evidence {
    enum Part : std::size_t { Retrieved, Kernel, Linear, Mixture };
    static constexpr std::size_t kParts = 4;
    static constexpr std::size_t kCount = 2 * kParts;
    std::array<PerModel, kCount> value;  ///< shared and own of each part in turn

    /// Splits deviations per model into their mean over models and the rest.
    void set(Part part, const PerModel& deviation);
};

/// Log-odds of each model = base_j + shift_j + Σ coefficient × evidence,
/// learned on rows that the parts had not seen: how much each part is worth,
/// and how sure it may be (its calibration).
class Stacking {
  public:
    /// Trained: all but what was retrieved.
    enum class Use { Retrieved, Trained, Both };

    Stacking() = default;
    /// @param evidence of each held-out row
    /// @param score    held-out rows × models, NaN where missing
    /// @param base     log-odds of each model's mean score
    /// @param known    log-odds that every row has beyond what is learned here, held-out rows ×
    ///                 models
    /// @throws Cancelled
    static Stacking fit(const std::vector<Evidence>& evidence, const Grid& score,
                        const PerModel& base, const Grid& known, Use use, const Job& job = {});

    PerModel logOdds(const Evidence& evidence, const PerModel& base) const;

    void write(ByteWriter& out) const;
    static Stacking read(ByteReader& in);
    Eigen::Index models() const { return m_shift.size(); }

  private:
    std::array<double, Evidence::kCount> m_coefficient{};
    PerModel m_shift;
};

}  // namespace orl
