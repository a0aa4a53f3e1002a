#include "core/evaluate/guarantee.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "core/evaluate/sweep.h"
#include "core/optimize/optimize.h"
#include "core/support/error.h"
#include "core/support/quantile.h"

namespace orl {
namespace {

void check(const Experiment& batch, const Experiment& calibration, const Constraints& constraints,
           const GuaranteeOptions& options) {
    if (!(options.confidence >= 0.5 && options.confidence < 1.0)) {
        throw Error("confidence", fmt::format("it is {}", options.confidence),
                    "Choose a number from 0.5 to below 1, such as 0.9");
    }
    if (options.floors < 2) {
        throw Error("guaranteed floor", fmt::format("{} floors are to be tested", options.floors),
                    "Test at least 2");
    }
    if (batch.models != calibration.models) {
        throw Error("guaranteed floor", "the calibration queries are of other models",
                    "Calibrate on data of the same models in the same order");
    }
    if (constraints.hasGroups()) {
        throw Error("guaranteed floor", "floors and caps of groups cannot be guaranteed yet",
                    "Leave them out, or route without a guarantee");
    }
    if (!calibration.hypothetical.empty() && !calibration.hasOutcomes) {
        throw Error("guaranteed floor",
                    "a hypothetical model is on, of which no answer is recorded to calibrate on",
                    "Switch it off, or ask for a floor on predictions");
    }
    if (constraints.hasSecondsCap() && (!batch.seconds || !calibration.seconds)) {
        throw Error("guaranteed floor", "a cap on seconds needs the speeds of models",
                    "Give times to the first token and tokens per second, or leave the cap out");
    }
    std::size_t known = 0;
    for (Eigen::Index i = 0; i < calibration.truth.outcome.rows(); ++i) {
        known += calibration.truth.outcome.row(i).isNaN().all() ? 0 : 1;
    }
    if (known < kLeastCalibration) {
        throw Error("guaranteed floor",
                    fmt::format("only {} calibration queries have outcomes", known),
                    fmt::format("Calibrate on {} or more", kLeastCalibration));
    }
}

std::vector<std::int64_t> scaledOneByOne(std::vector<std::int64_t> capacity, std::size_t from,
                                         std::size_t to) {
    for (std::int64_t& slots : capacity) {
        if (slots == kUnlimited) continue;
        const double share = static_cast<double>(slots) / static_cast<double>(from);
        slots = slotsOfShare(std::min(share, 1.0), to);
    }
    return capacity;
}

/// The same shares of another number of queries. Each is rounded down; what the capacities held of
/// all of them they hold of these, so the slots that rounding took go to the largest remainders.
std::vector<std::int64_t> scaled(const std::vector<std::int64_t>& capacity, std::size_t from,
                                 std::size_t to) {
    std::vector<std::int64_t> result = scaledOneByOne(capacity, from, to);
    if (std::ranges::find(capacity, kUnlimited) != capacity.end()) return result;
    std::vector<std::pair<double, std::size_t>> remainders;
    double held = 0.0;
    std::int64_t given = 0;
    for (std::size_t j = 0; j < result.size(); ++j) {
        const double share =
            std::min(1.0, static_cast<double>(capacity[j]) / static_cast<double>(from));
        held += share;
        given += result[j];
        remainders.emplace_back(static_cast<double>(result[j]) - share * static_cast<double>(to),
                                j);
    }
    std::ranges::sort(remainders);
    const std::int64_t wanted = slotsOfShare(std::min(1.0, held), to);
    for (std::size_t k = 0; k < remainders.size() && given < wanted; ++k, ++given) {
        ++result[remainders[k].second];
    }
    return result;
}

/// One set of queries, routed again and again between its cheapest and its best routing.
class RoutedSet {
  public:
    /// @param secondsCap on the mean of these queries too
    RoutedSet(const Experiment& experiment, std::vector<std::int64_t> capacity, double secondsCap,
              const Job& job)
        : m_optimizer(experiment.problem), m_job(job) {
        m_constraints.capacity = std::move(capacity);
        m_constraints.secondsCap = secondsCap;
        m_constraints.seconds = experiment.seconds;
        m_low = at(0.0);
        if (!m_low.solved()) return;
        m_high = m_optimizer.maxQuality(m_constraints);
    }

    bool routable() const { return m_low.solved(); }
    const std::string& explanation() const { return m_low.explanation; }
    /// @param height 0 for the cheapest routing's quality, 1 for the highest reachable
    double floorAt(double height) const {
        // A hair below the very best, which rounding may put out of reach.
        return m_low.quality + height * std::max(0.0, m_high - 1e-9 - m_low.quality);
    }
    SolveResult at(double floor) {
        m_job.check();
        m_constraints.qualityFloor = floor;
        SolveOptions options;
        options.gapTarget = 1e-4;
        options.proofQueries = 0;
        options.budget.proofStates = 0;
        options.stop = m_job.stop;
        return m_optimizer.solve(m_constraints, options);
    }

  private:
    DualOptimizer m_optimizer;
    Constraints m_constraints;
    const Job& m_job;
    SolveResult m_low;
    double m_high = kMissing;
};

/// Residuals of one task, or of several with few outcomes each.
struct Stratum {
    double weight = 0.0;  ///< share of the batch
    std::vector<double> residuals;

    void take(Stratum& other) {
        weight += other.weight;
        residuals.insert(residuals.end(), other.residuals.begin(), other.residuals.end());
    }
    double mean() const {
        double sum = 0.0;
        for (const double residual : residuals) sum += residual;
        return sum / static_cast<double>(residuals.size());
    }
};

/// Merges the strata with the fewest residuals until each has enough to speak for itself.
void mergeSmall(std::vector<Stratum>& strata) {
    const auto size = [](const Stratum& stratum) { return stratum.residuals.size(); };
    while (strata.size() > 1) {
        std::ranges::stable_sort(strata, std::ranges::greater{}, size);
        if (size(strata.back()) >= kLeastCalibration) return;
        strata[strata.size() - 2].take(strata.back());
        strata.pop_back();
    }
}

std::vector<Stratum> strataOf(const Experiment& batch, const Experiment& calibration,
                              const Assignment& assignment, bool byTask) {
    std::map<std::string, Stratum> tasks;
    const auto taskOf = [&](const Experiment& experiment, std::size_t i) -> Stratum& {
        return tasks[byTask && !experiment.task.empty() ? experiment.task[i] : std::string()];
    };
    const std::size_t queries = batch.problem.queryCount();
    for (std::size_t i = 0; i < queries; ++i) {
        taskOf(batch, i).weight += 1.0 / static_cast<double>(queries);
    }
    for (std::size_t i = 0; i < assignment.size(); ++i) {
        const double outcome =
            calibration.truth.outcome(static_cast<Eigen::Index>(i), assignment[i]);
        if (std::isnan(outcome)) continue;
        const auto model = static_cast<std::size_t>(assignment[i]);
        taskOf(calibration, i).residuals.push_back(outcome - calibration.problem.quality(i, model));
    }
    std::vector<Stratum> strata;
    strata.reserve(tasks.size());
    for (auto& [name, stratum] : tasks) strata.push_back(std::move(stratum));
    mergeSmall(strata);
    return strata;
}

void fillBound(const std::vector<Stratum>& strata, double batchQueries, double confidence,
               FloorPoint& point) {
    for (const Stratum& stratum : strata) point.outcomes += stratum.residuals.size();
    if (point.outcomes < kLeastCalibration) return;
    const auto outcomes = static_cast<double>(point.outcomes);
    double mean = 0.0;
    double variance = 0.0;
    for (const Stratum& stratum : strata) {
        if (stratum.weight == 0.0) continue;
        const auto count = static_cast<double>(stratum.residuals.size());
        const double own = stratum.mean();
        // One residual more, a whole answer off, is imagined among all: a sample without a
        // surprise does not prove that there are none.
        double squares = count / outcomes;
        for (const double residual : stratum.residuals)
            squares += (residual - own) * (residual - own);
        mean += stratum.weight * own;
        variance += stratum.weight * stratum.weight * squares / (count - 1.0) *
                    (1.0 / count + 1.0 / (stratum.weight * batchQueries));
    }
    const double degrees = outcomes - static_cast<double>(strata.size());
    point.residual = mean;
    point.margin = studentQuantile(confidence, degrees) * std::sqrt(variance);
}

std::string percent(double share) {
    return fmt::format("{:.1f} %", 100.0 * share);
}

/// Not rounded up: what is offered has to be had when it is asked for.
std::string percentBelow(double share) {
    return percent(std::floor(share * 1000.0) / 1000.0);
}

}  // namespace

FloorPath floorPath(const Experiment& batch, const Experiment& calibration,
                    const Constraints& constraints, const GuaranteeOptions& options,
                    const Job& job) {
    check(batch, calibration, constraints, options);
    FloorPath path;
    path.confidence = options.confidence;
    path.batchQueries = batch.problem.queryCount();
    path.calibrationQueries = calibration.problem.queryCount();
    RoutedSet routedBatch(batch, constraints.capacity, constraints.secondsCap, job);
    RoutedSet routedCalibration(
        calibration, scaled(constraints.capacity, path.batchQueries, path.calibrationQueries),
        constraints.secondsCap, job);
    for (const RoutedSet* set : {&routedBatch, &routedCalibration}) {
        if (set->routable()) continue;
        path.explanation = set->explanation();
        return path;
    }
    ProgressMeter meter(job, "testing floors");
    for (int k = 0; k < options.floors; ++k) {
        const double done = static_cast<double>(k) / (options.floors - 1);
        meter.update(done);
        FloorPoint point;
        point.floor = routedBatch.floorAt(1.0 - done);
        const SolveResult solvedBatch = routedBatch.at(point.floor);
        if (solvedBatch.solved()) point.cost = solvedBatch.cost;
        // At the same height between the cheapest and the best: the two sets need not reach the
        // same floors.
        const SolveResult solved = routedCalibration.at(routedCalibration.floorAt(1.0 - done));
        fillBound(strataOf(batch, calibration, solved.assignment, options.byTask),
                  static_cast<double>(path.batchQueries), options.confidence, point);
        path.points.push_back(point);
    }
    return path;
}

Guarantee guaranteedFloor(const FloorPath& path, double alpha) {
    if (!(alpha >= 0.0 && alpha <= 1.0)) {
        throw Error("alpha", fmt::format("the floor is {}", alpha),
                    "Choose a number between 0 and 1");
    }
    Guarantee result;
    result.alpha = alpha;
    if (path.points.empty()) {
        result.explanation = path.explanation;
        return result;
    }
    const auto lowestFor = [&](double asked) {
        FloorPoint lowest;
        for (const FloorPoint& point : path.points) {
            if (!(point.bound() >= asked)) break;
            lowest = point;
        }
        return lowest;
    };
    result.most = path.points.front().bound();
    result.largest = lowestFor(result.most);
    result.point = lowestFor(alpha);
    result.reachable = result.point.outcomes > 0;
    if (result.reachable) {
        result.explanation = fmt::format(
            "Routed at a floor of {} on predictions, the batch realizes at least {} with {} "
            "confidence, by {} calibration outcomes.",
            percent(result.point.floor), percent(alpha), percent(path.confidence),
            result.point.outcomes);
    } else if (std::isnan(result.largestGuarantee())) {
        result.explanation = fmt::format(
            "Nothing can be guaranteed: only {} of the chosen calibration answers have an outcome.",
            path.points.front().outcomes);
    } else {
        result.explanation = fmt::format(
            "{} cannot be guaranteed with {} confidence: the largest guarantee is {}. More "
            "calibration "
            "queries, a larger batch or less confidence would narrow the margin of {}.",
            percent(alpha), percent(path.confidence), percentBelow(result.largestGuarantee()),
            percent(result.largest.margin));
    }
    return result;
}

}  // namespace orl
