#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "core/experiment/experiment.h"
#include "core/simulate/draws.h"
#include "core/simulate/plan.h"

namespace orl {

/// Seconds that answers occupy a slot, of every query and model.
class ServiceTimes {
  public:
    /// @param recorded s_ij at i·M + j as the recorded answers' lengths have it, NaN where unknown;
    ///                 null: answers take what is predicted. Routers see predictions alone.
    /// @throws Error where an answer that some query may get has no known seconds, naming the
    /// models; on seconds or a jitter that make no sense
    ServiceTimes(const Experiment& experiment, const SimulationPlan& plan,
                 const std::vector<double>* recorded = nullptr);

    /// What a router expects: s_ij, or the mean of the distribution.
    double expected(std::size_t row, std::size_t model) const {
        return m_expected ? m_expected[row * m_models + model] : m_mean;
    }
    /// What the answer takes on the given attempt of the query with that number.
    double drawn(std::size_t row, std::size_t model, const Draws& draws, std::uint64_t number,
                 std::uint32_t attempt) const;

  private:
    std::size_t m_models;
    ServicePlan m_plan;
    double m_mean = 0.0;                 ///< where all answers have one
    const double* m_expected = nullptr;  ///< of the experiment; null: m_mean
    std::vector<double> m_actual;        ///< recorded ones joined in; empty: as expected
};

}  // namespace orl
