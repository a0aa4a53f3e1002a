#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/evaluate/bootstrap.h"
#include "core/evaluate/evaluation.h"
#include "core/support/job.h"

namespace orl {

/// What the optimizer does at the accuracy of an own router, on the queries to which that router
/// gives a model: the matched comparison the other way round, since an own router has no parameter
/// to be tuned.
struct OwnComparison {
    std::string router;
    std::size_t queries = 0;  ///< of the comparison: those the own router serves
    std::size_t all = 0;      ///< that are routed
    Evaluation own;           ///< of these queries
    /// The optimizer with the own router's predicted accuracy as its floor. Not feasible: the
    /// capacities, which bind the optimizer alone, do not allow it.
    Evaluation atPredicted;
    double savingPredicted = kMissing;  ///< 1 − optimizer's predicted cost / own router's
    /// The optimizer at the floor at which its realized accuracy is at least the own router's, for
    /// the least realized cost among those tried: found with hindsight, in the optimizer's favour.
    Evaluation atRealized;
    double floor = kMissing;           ///< α of that
    double savingRealized = kMissing;  ///< 1 − optimizer's realized cost / own router's
    std::optional<PairedBands> bands;  ///< of that saving and of the lead in accuracy
    std::string explanation;           ///< why something of it is missing; else empty
};

/// @param constraints only the capacities of the models count, in proportion where the own router
/// serves a part
/// @param seed of the bootstrap
/// @throws Cancelled
OwnComparison compareOwn(const Experiment& experiment, const Constraints& constraints,
                         const OwnPlan& plan, std::uint64_t seed, const Job& job = {});

}  // namespace orl
