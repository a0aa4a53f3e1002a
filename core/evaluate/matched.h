#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/evaluate/bootstrap.h"
#include "core/evaluate/evaluation.h"

namespace orl {

/// A baseline tuned to the optimizer's accuracy, and what the optimizer saves there.
struct MatchedComparison {
    std::string router;
    bool reached = false;         ///< the baseline can reach that accuracy where it was tuned
    double parameter = kMissing;  ///< tuned τ or w
    Evaluation tuned;
    /// 1 − optimizer's cost / baseline's cost, same basis as matched accuracy.
    double saving = kMissing;
    /// Optimizer's accuracy − baseline's, same basis: about 0 where it was tuned on these queries.
    double accuracyLead = kMissing;
    Assignment assignment;             ///< of the tuned baseline
    std::optional<PairedBands> bands;  ///< of saving and lead, where they were asked for
};

enum class MatchOn { Predicted, Realized };

/// Compares every given router with the reference at equal accuracy and equal capacities.
///
/// A router with a parameter is tuned: among the parameters whose accuracy is at least the
/// reference's, the cheapest, both on the chosen basis (predictions, or recorded scores and costs).
/// Realized accuracy is not monotone in the parameter, so this is the best point of the router's
/// whole curve, chosen with hindsight in its favour. Exact for threshold and willingness without
/// capacities; else the best of `evaluations` placements (see tuneBaseline). Routers without a
/// parameter are compared where they stand and count as reached if their accuracy is at least the
/// reference's. A router that leaves queries unplaced has not reached it, and
/// nobody has where the reference's accuracy is unknown.
/// @throws Error on an unknown router; Cancelled
std::vector<MatchedComparison> matchBaselines(const Experiment& experiment,
                                              const Evaluation& reference,
                                              const Constraints& constraints, MatchOn on,
                                              const std::vector<std::string>& routers,
                                              const Job& job = {}, int evaluations = 64);

/// The baselines as they were tuned on other queries, put to work on these, without hindsight: one
/// that reached the accuracy there is compared at whatever accuracy it has here. Judged by the
/// record.
/// @param elsewhere from matchBaselines on those queries
/// @throws Cancelled
std::vector<MatchedComparison> applyTuned(const Experiment& experiment, const Evaluation& reference,
                                          const Constraints& constraints,
                                          std::span<const MatchedComparison> elsewhere,
                                          const Job& job = {});

/// The baseline that reached the accuracy and against which least is saved; nullptr: none.
const MatchedComparison* strongest(std::span<const MatchedComparison> comparisons);

}  // namespace orl
