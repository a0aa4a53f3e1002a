#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/simulate/histogram.h"
#include "core/simulate/series.h"
#include "core/support/grid.h"

namespace orl {

/// Why a query was turned away.
enum class Rejection {
    Full,     ///< every queue it could wait in was full
    NoModel,  ///< no model may take it, now or ever
    Failed,   ///< its last call failed
    Budget,   ///< what is left of the budget pays no model
};
inline constexpr std::size_t kRejections = 4;

/// Waits of the served queries of one difficulty level.
struct LevelWaits {
    SecondsHistogram wait;
    SecondsHistogram total;
};

/// What a run is judged by, in memory that does not grow with its length. Counts always satisfy
/// arrived = served + late + rejected + waiting.
struct RunMeasures {
    RunMeasures(std::size_t models, std::size_t levels);

    std::uint64_t arrived = 0;
    std::uint64_t served = 0;  ///< answered within the deadline
    std::uint64_t late = 0;    ///< left the queue at the deadline, or answered after it
    std::uint64_t rejected = 0;
    std::uint64_t waiting = 0;  ///< in a queue or in service when the run ended
    std::array<std::uint64_t, kRejections> rejectedFor{};  ///< by Rejection
    std::uint64_t answeredLate = 0;                        ///< of the late: answered, and paid
    std::uint64_t failedCalls = 0;  ///< each followed by a retry or rejection

    double end = 0.0;  ///< when the last query was settled, or where the run was cut, seconds
    double firstArrival = kMissing;
    SecondsHistogram wait;           ///< of the served: arrival to the begin of service
    SecondsHistogram total;          ///< of the served: arrival to answer
    std::vector<LevelWaits> levels;  ///< easiest first
    double queuedSeconds = 0.0;      ///< Σ over queries of the seconds spent waiting
    double waitingIntegral = 0.0;    ///< ∫ of the number waiting over time: the same, by Little
    std::uint64_t mostWaiting = 0;   ///< greatest number waiting at once

    double cost = 0.0;          ///< predicted USD of all answers, late ones included
    double secondsCost = 0.0;   ///< ω times the seconds from arrival to answer of them, USD
    double quality = 0.0;       ///< Σ a of the served
    double outcome = 0.0;       ///< Σ y of the served with a recorded score
    double realizedCost = 0.0;  ///< Σ k of the answers with a recorded cost, USD
    std::uint64_t unknownOutcomes = 0;  ///< served without a recorded score
    std::uint64_t unknownCosts = 0;     ///< answers without a recorded cost
    std::uint64_t belowFloor = 0;  ///< settled queries after which the mean quality was below α
    double worstShortfall = 0.0;  ///< greatest α − mean quality after the first kSettling of them

    std::vector<std::uint64_t> begun;  ///< answers begun, per model
    std::vector<double> busySeconds;   ///< ∫ of the slots in use, per model
    RunSeries series;

    /// Means this early say nothing of a run.
    static constexpr std::uint64_t kSettling = 100;

    std::uint64_t settled() const { return served + late + rejected; }
    std::uint64_t answered() const { return served + answeredLate; }
    bool conserved() const { return arrived == served + late + rejected + waiting; }
    /// First arrival to end, seconds.
    double span() const { return end - firstArrival; }
    /// Mean a over settled queries; one without an answer in time counts 0. NaN of none.
    double predictedAccuracy() const;
    /// Mean y over the settled queries whose score is recorded, the unanswered as 0; NaN of none.
    double realizedAccuracy() const;
    /// Of all answers; those without a record are scaled up from the rest. NaN of none.
    double realizedTotal() const;
    double costPer1000() const;  ///< predicted USD for 1,000 answers; NaN of none
    double throughput() const;   ///< served a second; NaN where no time passed
    double meanWaiting() const;  ///< queries waiting, over the span; NaN where no time passed
    /// Share of the answers begun.
    double share(std::size_t model) const;
    /// Mean slots in use over L_j; NaN without a limit or where no time passed.
    double utilisation(std::size_t model, std::int64_t slots) const;
};

}  // namespace orl
