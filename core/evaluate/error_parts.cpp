#include "core/evaluate/error_parts.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <span>
#include <utility>
#include <vector>

#include "core/optimize/optimize.h"
#include "core/support/error.h"

namespace orl {
namespace {

/// Rounding may put the very routing that a floor was read from out of its own reach.
constexpr double kSlack = 1e-10;

/// Some predictions of one model, from the lowest up, and how often they came true.
struct Block {
    double highest = 0.0;  ///< prediction
    double hits = 0.0;
    double count = 0.0;
    double mean() const { return hits / count; }
};

/// Runs of at least √n predictions, equal ones together, merged while a higher run came true less
/// often than a lower one (pool adjacent violators). Runs, because single outcomes would make a
/// curve of hindsight.
std::vector<Block> monotoneCurve(std::vector<std::pair<double, double>> predictedAndScored) {
    std::sort(predictedAndScored.begin(), predictedAndScored.end());
    const double least = std::ceil(std::sqrt(static_cast<double>(predictedAndScored.size())));
    std::vector<Block> runs;
    for (const auto& [predicted, score] : predictedAndScored) {
        if (runs.empty() || (runs.back().count >= least && predicted > runs.back().highest)) {
            runs.emplace_back();
        }
        Block& run = runs.back();
        run.highest = predicted;
        run.hits += score;
        run.count += 1.0;
    }
    const auto absorb = [](std::vector<Block>& blocks) {
        const Block last = blocks.back();
        blocks.pop_back();
        blocks.back().highest = last.highest;
        blocks.back().hits += last.hits;
        blocks.back().count += last.count;
    };
    if (runs.size() > 1 && runs.back().count < least) absorb(runs);
    std::vector<Block> curve;
    for (const Block& run : runs) {
        curve.push_back(run);
        while (curve.size() > 1 && curve[curve.size() - 2].mean() >= curve.back().mean()) {
            absorb(curve);
        }
    }
    return curve;
}

double valueAt(const std::vector<Block>& curve, double predicted) {
    for (const Block& block : curve) {
        if (predicted <= block.highest) return block.mean();
    }
    return curve.back().mean();
}

/// The predictions as they came true: a monotone curve per model. Unchanged for a model without
/// outcomes, and where they are the outcomes.
Grid calibrated(const Experiment& experiment) {
    const RoutingProblem& problem = experiment.problem;
    Grid result(static_cast<Eigen::Index>(problem.queryCount()),
                static_cast<Eigen::Index>(problem.modelCount()));
    for (std::size_t j = 0; j < problem.modelCount(); ++j) {
        const auto column = static_cast<Eigen::Index>(j);
        std::vector<std::pair<double, double>> known;
        for (std::size_t i = 0; i < problem.queryCount(); ++i) {
            const double score = experiment.truth.outcome(static_cast<Eigen::Index>(i), column);
            if (problem.allowed(i, j) && !std::isnan(score)) {
                known.emplace_back(problem.quality(i, j), score);
            }
        }
        const bool asIs = known.empty() || experiment.qualityIsRecorded;
        const std::vector<Block> curve = asIs ? std::vector<Block>() : monotoneCurve(known);
        for (std::size_t i = 0; i < problem.queryCount(); ++i) {
            const double predicted = problem.quality(i, j);
            result(static_cast<Eigen::Index>(i), column) =
                asIs ? predicted : valueAt(curve, predicted);
        }
    }
    return result;
}

/// Recorded costs with calibrated probabilities, and with recorded outcomes.
struct Hindsight {
    RoutingProblem probable, known;
};

Hindsight hindsightOf(const Experiment& experiment, ErrorExplanation& result) {
    const RoutingProblem& problem = experiment.problem;
    const Grid probability = calibrated(experiment);
    Hindsight hindsight{RoutingProblem(problem.queryCount(), problem.modelCount()), {}};
    hindsight.known = hindsight.probable;
    for (std::size_t i = 0; i < problem.queryCount(); ++i) {
        const auto row = static_cast<Eigen::Index>(i);
        for (std::size_t j = 0; j < problem.modelCount(); ++j) {
            const auto column = static_cast<Eigen::Index>(j);
            if (!problem.allowed(i, j)) {
                hindsight.probable.forbid(i, j);
                hindsight.known.forbid(i, j);
                continue;
            }
            double cost = experiment.truth.realizedCost(row, column);
            double score = experiment.truth.outcome(row, column);
            if (std::isnan(cost)) {
                ++result.unknownCosts;
                cost = problem.cost(i, j);
            } else {
                cost += problem.cost(i, j) - experiment.usd(i, j);  // of its seconds
            }
            if (std::isnan(score)) {
                ++result.unknownOutcomes;
                score = probability(row, column);
            }
            hindsight.probable.set(i, j, cost, probability(row, column));
            hindsight.known.set(i, j, cost, std::clamp(score, 0.0, 1.0));
        }
    }
    return hindsight;
}

/// Best values under the capacities: bounds that no routing passes.
class Best {
  public:
    Best(const RoutingProblem& problem, std::vector<std::int64_t> capacity, const Job& job)
        : m_optimizer(problem), m_job(job) {
        m_constraints.capacity = std::move(capacity);
    }

    /// USD; at the highest quality there is where the floor is above it.
    double costAtLeast(double quality) {
        const double reachable = m_optimizer.maxQuality(m_constraints);
        m_constraints.mode = RoutingMode::CostUnderFloor;
        m_constraints.qualityFloor = std::max(0.0, std::min(quality, reachable) - kSlack);
        return solve().bound;
    }
    /// Mean quality.
    double qualityWithin(double budget) {
        m_constraints.mode = RoutingMode::QualityUnderBudget;
        m_constraints.budget = budget * (1.0 + kSlack);
        return solve().bound;
    }

  private:
    SolveResult solve() {
        m_job.check();
        SolveOptions options;
        options.budget = kQuickBudget;
        options.stop = m_job.stop;
        SolveResult result = m_optimizer.solve(m_constraints, options);
        if (!result.solved()) throw Error("explanation of the loss", result.explanation);
        return result;
    }

    DualOptimizer m_optimizer;
    Constraints m_constraints;
    const Job& m_job;
};

void check(const Experiment& experiment, const Constraints& constraints,
           const Assignment& assignment) {
    const char* const where = "explanation of the loss";
    if (constraints.hasGroups()) {
        throw Error(where, "floors and caps of groups are not part of it yet",
                    "Leave them out to see where the routing loses");
    }
    if (constraints.hasSecondsCap()) {
        throw Error(where, "a cap on seconds is not part of it yet",
                    "Leave it out to see where the routing loses");
    }
    if (assignment.size() != experiment.problem.queryCount() ||
        std::ranges::any_of(assignment, [](std::int32_t model) { return model < 0; })) {
        throw Error(where, "the routing leaves queries without a model",
                    "Choose capacities that hold all queries");
    }
    if (experiment.truth.outcome.isNaN().all()) {
        throw Error(where, "no outcome of these queries is recorded",
                    "Choose queries with recorded outcomes");
    }
}

}  // namespace

ErrorExplanation explainError(const Experiment& experiment, const Constraints& constraints,
                              const Assignment& assignment, const Job& job) {
    check(experiment, constraints, assignment);
    ErrorExplanation result;
    const Hindsight hindsight = hindsightOf(experiment, result);
    const PlanTotals predicted = totalsOf(experiment.problem, assignment);
    const PlanTotals realized = totalsOf(hindsight.known, assignment);
    result.realizedCost = realized.cost;
    result.realizedAccuracy = realized.quality;

    // A routing beyond the capacities is compared with others that may go as far.
    std::vector<std::int64_t> capacity = constraints.capacity;
    for (std::size_t j = 0; j < capacity.size(); ++j) {
        capacity[j] = std::max(capacity[j], predicted.load[j]);
    }
    Best byPredictions(experiment.problem, capacity, job);
    Best byProbabilities(hindsight.probable, capacity, job);
    Best byRecord(hindsight.known, capacity, job);

    const double predictedCost = byPredictions.costAtLeast(predicted.quality);
    const double probableCost = byProbabilities.costAtLeast(realized.quality);
    result.hindsightCost = byRecord.costAtLeast(realized.quality);
    result.cost = {predicted.cost - predictedCost, realized.cost - predicted.cost,
                   predictedCost - probableCost, probableCost - result.hindsightCost};

    const double predictedQuality = byPredictions.qualityWithin(predicted.cost);
    const double probableQuality = byProbabilities.qualityWithin(realized.cost);
    result.hindsightAccuracy = byRecord.qualityWithin(realized.cost);
    result.accuracy = {predictedQuality - predicted.quality, predicted.quality - realized.quality,
                       probableQuality - predictedQuality,
                       result.hindsightAccuracy - probableQuality};
    return result;
}

}  // namespace orl
