#pragma once

#include <cstddef>

#include "core/experiment/experiment.h"
#include "core/problem.h"
#include "core/support/job.h"

/// Where a routing loses against hindsight.
namespace orl {

/// One loss, in USD for the batch or in accuracy, split into parts that add up to it.
struct ErrorParts {
    /// Against the best that the same predictions allow (bound of the dual): >= 0. What a better
    /// optimizer could gain.
    double optimality = kMissing;
    /// Of the chosen pairs: realized minus predicted cost, or predicted minus realized accuracy.
    /// Negative where the record is kinder than the prediction.
    double forecast = kMissing;
    /// Between the best by the predictions and the best by calibrated probabilities at recorded
    /// costs. What better calibration could gain; negative where the predictions promised too much
    /// even for those probabilities.
    double calibration = kMissing;
    /// Between calibrated probabilities and the recorded outcomes: what only more knowledge of the
    /// single queries could gain. No router with these predictions can reach it.
    double headroom = kMissing;

    /// forecast + calibration: what wrong predictions cost in all.
    double prediction() const { return forecast + calibration; }
    double total() const { return optimality + forecast + calibration + headroom; }
};

struct ErrorExplanation {
    /// Realized cost minus the least cost in hindsight of at least the accuracy realized: total()
    /// is >= 0.
    ErrorParts cost;
    /// Highest accuracy in hindsight at the cost realized, minus the accuracy realized: >= 0.
    ErrorParts accuracy;
    double realizedCost = kMissing;      ///< USD for the batch
    double realizedAccuracy = kMissing;  ///< mean score
    double hindsightCost = kMissing;     ///< least cost of that accuracy, knowing every outcome
    double hindsightAccuracy = kMissing;
    std::size_t unknownOutcomes = 0;  ///< pairs that may be chosen without a record: the calibrated
    std::size_t unknownCosts = 0;     ///< probability and the predicted cost stand in for it
};

/// Chains optimal routings under the same capacities. In USD, for a routing x of predicted cost
/// C(x) and accuracy A(x), realized K(x) and Y(x):
///     C(x) − v(c, a, A(x))               optimality
///     K(x) − C(x)                        forecast
///     v(c, a, A(x)) − v(k, p, Y(x))      calibration
///     v(k, p, Y(x)) − v(k, y, Y(x))      headroom,
/// where v(costs, qualities, floor) is the least cost of the linear relaxation, k and y are
/// recorded and p are the predictions calibrated on the record (a monotone curve per model). In
/// accuracy the same with the greatest quality for C(x) and K(x) USD.
/// @throws Error when the assignment is incomplete, nothing is recorded, or groups are constrained;
///         Cancelled
ErrorExplanation explainError(const Experiment& experiment, const Constraints& constraints,
                              const Assignment& assignment, const Job& job = {});

}  // namespace orl
