#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/lab/views.h"
#include "core/support/job.h"

/// Baselines tuned where nobody sees the routed queries' outcomes: the comparison that a saving
/// rests on. Tuned on the routed queries themselves they would know what no operator knows.
namespace orl {

/// Fewer queries than this are too few to tune on.
inline constexpr std::size_t kLeastTuningQueries = 50;
/// Of more queries, as many are drawn: a parameter is no better known by all of them.
inline constexpr std::size_t kMostTuningQueries = 5000;

/// Queries with recorded outcomes that are not routed, and predictions of them by a fit that has
/// not seen those outcomes.
struct TuningGround {
    std::vector<std::size_t> rows;  ///< of the data set that the predictor was fitted on
    Predictions predictions;
    std::string on;           ///< which queries, in words
    std::string explanation;  ///< why there are none; else empty
};

/// Those that are neither learned from nor routed, as they come; where they are too few, a half of
/// those learned from, predicted by a fit on the other half.
/// @param data that the predictor was fitted on
/// @param training rows of it that it was fitted on
/// @param routed rows of it that are routed; empty where other data are
/// @throws Error, Cancelled
TuningGround tuningGround(const Dataset& data, std::span<const std::size_t> training,
                          std::span<const std::size_t> routed, const Predictor& predictor,
                          const Job& job);

/// How the routing was made that the baselines are tuned to.
struct TunedTo {
    const Experiment& experiment;  ///< the routed queries
    const Evaluation& evaluation;
    const Assignment& assignment;
    const Constraints& constraints;
    std::optional<double> parameter;
    std::uint64_t seed = 1;
};

/// Routes the ground as the batch was routed (same router and floor, capacities and budget in
/// proportion), tunes the baselines to the accuracy that this has there, and puts them to work on
/// the batch. @throws Error, Cancelled
/// @param ground queries to tune on: an experiment with the batch's models and pool
HeldOutTuning tuneOn(const Experiment& ground, std::string on, const TunedTo& batch,
                     const Job& job);

/// Routers whose savings are shown first: the strongest, and threshold.
std::vector<std::string> headlined(const TunedBaselines& tuned);

/// Adds 95 % bands to what is saved against those routers: paired bootstrap of 200 to 1,000 draws,
/// fewer for large batches, whose bands are narrow. @throws Cancelled
void addBands(TunedBaselines& tuned, const std::vector<std::string>& routers,
              const Experiment& experiment, const Assignment& assignment, std::uint64_t seed,
              const Job& job);

/// Keeps the ground from one scenario to the next. Belongs to one worker thread.
class BaselineTuner {
  public:
    /// Nothing has to be fitted or predicted first.
    bool isReadyFor(const std::shared_ptr<const Prepared>& prepared) const;
    /// @throws Error, Cancelled
    std::shared_ptr<const HeldOutTuning> tune(const std::shared_ptr<const Prepared>& prepared,
                                              const SolveView& solve, const Job& job);

  private:
    std::shared_ptr<const Prepared> m_prepared;
    TuningGround m_ground;
    PoolSettings m_pool;
    std::shared_ptr<const Experiment> m_experiment;
};

}  // namespace orl
