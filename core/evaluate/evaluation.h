#pragma once

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
    /// Mean a of the chosen models, and mean y over chosen cells with a recorded score. Unknown
    /// where not all queries are served: an accuracy over some is none over all, and the cheap way
    /// to a high one is to leave the hard ones out.
    double predictedAccuracy = kMissing;
    double realizedAccuracy = kMissing;
    double realizedCost =
        kMissing;  ///< USD for what was served; cells without a record are scaled up from the rest
    std::size_t unknownOutcomes = 0;  ///< chosen cells without a recorded score
    std::size_t unknownCosts = 0;
    std::vector<double> share;                    ///< of the queries, per model
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
    double milliseconds = 0.0;

    bool servesAll() const { return served == queries; }
    double costPer1000() const { return cost / static_cast<double>(queries) * 1000.0; }
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

/// The given ids, checked; or all that the truth allows when empty. @throws Error
std::vector<std::string> routersOr(const std::vector<std::string>& routers, const Truth& truth);

/// A baseline tuned so that its accuracy equals the optimizer's, and what the optimizer saves
/// there.
struct MatchedComparison {
    std::string router;
    bool reached = false;         ///< the baseline can reach that accuracy at all
    double parameter = kMissing;  ///< tuned τ or w
    Evaluation tuned;
    double saving =
        kMissing;  ///< 1 − optimizer's cost / baseline's cost, same basis as matched accuracy
};

enum class MatchOn { Predicted, Realized };

/// Placements per tuned router for results that follow a slider: a third of the time of a full
/// match.
inline constexpr int kLiveMatchEvaluations = 24;

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

}  // namespace orl
