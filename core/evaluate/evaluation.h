#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/experiment/experiment.h"
#include "core/route/router.h"
#include "core/support/job.h"

namespace orl {

/// One routing judged on predictions and on the recorded truth.
struct Evaluation {
    std::string router;
    bool feasible = false;
    std::string explanation;  ///< why not feasible; else empty
    std::size_t queries = 0;
    std::size_t served = 0;  ///< queries that got a model
    double cost = kMissing;  ///< predicted, USD for what was served
    /// What the routers make least: cost and ω for every second; the same as cost where a second
    /// has no price. Bound and gap are of it.
    double objective = kMissing;
    double meanSeconds = kMissing;  ///< predicted, of what was served; unknown if any of it is
    /// Mean a of the chosen models, and mean y over chosen cells with a recorded score. Unknown
    /// where not all queries are served: an accuracy over some is none over all, and the cheap way
    /// to a high one is to leave the hard ones out.
    double predictedAccuracy = kMissing;
    double realizedAccuracy = kMissing;
    /// Standard error of realizedAccuracy as that of a mean of independent queries: what another
    /// batch like this one would differ by.
    double realizedAccuracyError = kMissing;
    double realizedCost =
        kMissing;  ///< USD for what was served; cells without a record are scaled up from the rest
    std::size_t unknownOutcomes = 0;  ///< chosen cells without a recorded score
    std::size_t unknownCosts = 0;
    std::vector<double> share;                    ///< of the queries, per model
    std::vector<double> spend;                    ///< predicted, USD, per model
    std::vector<std::vector<double>> levelShare;  ///< [level][model], of all queries
    std::vector<double> levelAccuracy;            ///< realized, per level that is served whole
    double shortfall = 0.0;                       ///< max(0, α − predicted accuracy)
    std::int64_t overload = 0;                    ///< Σ max(0, load − L)
    std::optional<double> parameter;              ///< τ or w
    double bound = kMissing;                      ///< dual routers
    double gap = kMissing;
    bool optimal = false;               ///< proven: no assignment within the constraints is better
    double qualityPrice = kMissing;     ///< λ
    std::vector<double> capacityPrice;  ///< μ
    double secondsPrice = kMissing;     ///< of the cap on mean seconds, USD per second
    double milliseconds = 0.0;

    bool servesAll() const { return served == queries; }
    double costPer1000() const { return cost / static_cast<double>(queries) * 1000.0; }
    double objectivePer1000() const { return objective / static_cast<double>(queries) * 1000.0; }
    double realizedCostPer1000() const {
        return realizedCost / static_cast<double>(queries) * 1000.0;
    }
};

/// An empty assignment (constraints found infeasible) leaves all numbers unknown and shares 0.
Evaluation evaluate(const Experiment& experiment, std::string_view router,
                    const Constraints& constraints, const RouteResult& result);

/// The given routers (empty: all, the oracle only where outcomes are known) at these constraints,
/// with default parameters, in the given or the catalogue's order. @throws Error; Cancelled
std::vector<Evaluation> compareRouters(const Experiment& experiment, const Constraints& constraints,
                                       const std::vector<std::string>& routers = {},
                                       std::uint64_t seed = 1, const Job& job = {});

/// The given ids, checked; or all that the truth allows when empty, own routers last. @throws Error
std::vector<std::string> routersOr(const std::vector<std::string>& routers,
                                   const Experiment& experiment);

/// A router of the catalogue, or one of the experiment's own. The experiment must outlive it.
/// @throws Error where there is no such router
std::unique_ptr<Router> makeRouter(std::string_view id, const Experiment& experiment);

}  // namespace orl
