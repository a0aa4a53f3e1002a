#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include "core/experiment/experiment.h"
#include "core/simulate/draws.h"
#include "core/simulate/plan.h"
#include "core/support/random.h"

namespace orl {

struct Arrival {
    double time = 0.0;      ///< seconds
    std::uint32_t row = 0;  ///< query of the experiment
};

/// Whether queries that come in their own order come one task after the other: files are often
/// sorted by task, and the load of a run in that order is not that of a service.
bool comesByTask(const Experiment& experiment, const ArrivalPlan& plan);

/// The arrivals of one run, one after the other, in memory that does not grow with their number
/// (but for `times`, which the plan holds, and rows of the batch in their order).
class ArrivalStream {
  public:
    /// Both must outlive the stream.
    /// @throws Error on a plan that makes no sense: rates that are not finite numbers above 0,
    /// times that are negative, unsorted or fewer than the queries asked for
    ArrivalStream(const Experiment& experiment, const ArrivalPlan& plan, std::uint64_t seed);

    /// How many arrive in all.
    std::uint64_t total() const { return m_total; }
    /// @return false when all have arrived
    bool next(Arrival& arrival);

  private:
    void orderRows(const Experiment& experiment);
    void shuffleRows();
    double nextTime();
    std::uint32_t nextRow();
    double step(double rate) {
        return standardExponential([this] { return m_random.bits(); }) / rate;
    }
    double nextInBursts();
    double nextInRhythm();
    double nextOnRamp();

    const ArrivalPlan& m_plan;
    std::size_t m_batch;
    Draws m_draws;
    Random m_random;
    std::uint64_t m_total = 0;
    std::uint64_t m_number = 0;  ///< of the next arrival
    double m_time = 0.0;
    bool m_bursting = false;
    double m_phaseEnd = 0.0;  ///< Burst: when the present phase ends
    double m_load = 0.0;      ///< Ramp: arrivals expected so far
    // Ordered plans: rows in their order, and how many of each are still to come.
    std::vector<std::uint32_t> m_order;
    std::vector<std::uint64_t> m_left;
    std::size_t m_at = 0;
};

/// @throws Error as ArrivalStream does, without a batch
void checkArrivals(const ArrivalPlan& plan);

}  // namespace orl
