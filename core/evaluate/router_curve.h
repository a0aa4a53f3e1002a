#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/evaluate/evaluation.h"
#include "core/evaluate/single_model.h"
#include "core/support/job.h"

namespace orl {

/// One setting of a router that has a parameter, judged on predictions and on the record.
struct CurvePoint {
    double parameter = kMissing;  ///< τ, w, or α of the optimizer
    PlanePoint predicted;
    PlanePoint realized;        ///< NaN where nothing is recorded
    std::vector<double> share;  ///< of the queries, per model
};

/// What a router does over the whole range of its parameter under given capacities. Settings that
/// leave queries unplaced are left out.
struct RouterCurve {
    std::string router;
    std::vector<CurvePoint> points;  ///< by ascending parameter
};

/// Settings per curve: evenly spaced among the values at which the rule changes.
inline constexpr int kCurvePoints = 25;

/// The curves of every router of the catalogue that has a parameter, and of the optimizer over α
/// from the cheapest routing to the best one. Of the constraints only the capacities of the models
/// count: the curve is over all floors and budgets. @throws Cancelled
std::vector<RouterCurve> routerCurves(const Experiment& experiment, const Constraints& constraints,
                                      const Job& job, int points = kCurvePoints);

/// Published scores of a whole curve, from recorded outcomes and costs; NaN where not defined.
struct CurveScores {
    double aiq = kMissing;                  ///< over the range of costs compared, see aiq
    double aiqOverGreatestCost = kMissing;  ///< the same area over the greatest cost
    double averageGapRecovered = kMissing;  ///< APGR, see apgr: pools of two models only
    double callsForHalf = kMissing;         ///< CPT(50 %)
    double callsForMost = kMissing;         ///< CPT(80 %)
};

/// In the order of the curves. The range of costs is from the least to the greatest among them.
std::vector<CurveScores> curveScores(std::span<const RouterCurve> curves,
                                     std::span<const SingleModel> models);

}  // namespace orl
