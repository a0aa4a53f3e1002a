#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "core/experiment/experiment.h"
#include "core/problem.h"
#include "core/support/job.h"

/// The guaranteed floor: which floor on predicted accuracy the optimizer needs so that the accuracy
/// realized on the batch is at least α with a stated confidence.
///
/// Both the calibration queries (with outcomes, none of which the predictor has seen) and the batch
/// are routed at an internal floor f. What the batch realizes is f plus the mean residual
/// r = y − a of its chosen pairs, at least
///     f + r̄ − t · sqrt(Σ_g w_g² s_g² (1/n_g + 1/b_g)),
/// where over tasks g: w_g their shares of the batch, r̄ = Σ w_g r̄_g and s_g² mean and variance of
/// the calibration residuals, n_g and b_g the queries of calibration and batch, and t the quantile
/// of Student's distribution at the confidence.
///
/// Floors are tested from the highest down and the first that fails ends the search, so that the
/// choice among many floors does not use up confidence. Sources: Angelopoulos, Bates, Candès,
/// Jordan, Lei, "Learn then Test" (arXiv 2110.01052); Angelopoulos, Bates, Fisch, Lei, Schuster,
/// "Conformal Risk Control" (arXiv 2208.02814).
namespace orl {

struct GuaranteeOptions {
    double confidence = 0.9;  ///< in [0.5, 1)
    bool byTask = true;       ///< residuals are averaged per task, weighted as in the batch
    int floors = 128;         ///< tested, evenly spread from the lowest to the highest of the batch
};

/// What one internal floor can guarantee.
struct FloorPoint {
    double floor = kMissing;     ///< f, on the mean quality that the optimizer sees
    double cost = kMissing;      ///< predicted USD of the batch routed at f
    double residual = kMissing;  ///< r̄, mean of y − a: negative where predictions are too hopeful
    double margin = kMissing;    ///< t · σ >= 0, for what calibration and batch leave to chance
    std::size_t outcomes = 0;    ///< calibration residuals that it rests on

    /// Realized accuracy of the batch at this floor, at least, with the confidence. NaN where there
    /// are too few outcomes to say.
    double bound() const { return floor + residual - margin; }
};

/// The bounds along all floors: α can then be moved without solving anything again.
struct FloorPath {
    double confidence = 0.9;
    std::size_t calibrationQueries = 0;
    std::size_t batchQueries = 0;
    std::vector<FloorPoint> points;  ///< from the highest floor down; empty: nothing can be routed
    std::string explanation;         ///< why there are no points; else empty
};

/// Fewer outcomes than this support no margin.
inline constexpr std::size_t kLeastCalibration = 30;

/// Routes batch and calibration queries by the dual optimizer at every floor.
/// @param calibration of the same models, with recorded outcomes (missing ones are left out and
///        lower FloorPoint::outcomes); built with the same pool settings as the batch
/// @param constraints the batch's; only its capacities count, which hold for the calibration
///        queries as shares of their number
/// @throws Error on an impossible confidence, other models, fewer than kLeastCalibration queries
///         with outcomes, or constraints on groups; Cancelled
FloorPath floorPath(const Experiment& batch, const Experiment& calibration,
                    const Constraints& constraints, const GuaranteeOptions& options = {},
                    const Job& job = {});

struct Guarantee {
    bool reachable = false;
    double alpha = kMissing;  ///< asked for
    FloorPoint point;         ///< what to route at; unset where not reachable
    /// Highest α that can be guaranteed: the bound of the highest floor, with which every search
    /// begins, though a lower one may have a greater bound. NaN without points.
    double most = kMissing;
    FloorPoint largest;       ///< what to route at for it; unset without points
    std::string explanation;  ///< in one or two sentences, with the numbers; never empty
    double largestGuarantee() const { return most; }
};

/// The lowest floor whose bound, and that of every higher one, is at least α.
/// @throws Error when α is outside [0,1]
Guarantee guaranteedFloor(const FloorPath& path, double alpha);

}  // namespace orl
