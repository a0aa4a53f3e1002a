#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "app/cli/prediction_arguments.h"
#include "core/lab/prediction.h"
#include "core/lab/tuning.h"

/// `route --compare`: what the routing saves against every baseline.
namespace orl::cli {

/// Every baseline tuned to the accuracy of the routing.
struct Compared {
    HeldOutTuning heldOut;
    TunedBaselines hindsight;        ///< judged by the record
    TunedBaselines predicted;        ///< judged by the predictions
    std::vector<OwnComparison> own;  ///< of the experiment's own routers

    std::string tables() const;
    /// Adds tuned_held_out, matched_realized, matched_predicted and, where there are own routers,
    /// own_matched.
    void addTo(nlohmann::ordered_json& json) const;
};

struct ComparedBy {
    const PredictionArguments& prediction;
    const PoolSettings& pool;  ///< of the routed data
};

/// @throws Error, Cancelled
Compared compareTo(const ComparedBy& by, const Predicted& predicted, const TunedTo& batch,
                   const Job& job);

}  // namespace orl::cli
