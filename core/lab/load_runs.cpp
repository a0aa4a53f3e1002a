#include "core/lab/load_runs.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <utility>

#include "core/route/parameter_path.h"
#include "core/support/error.h"

namespace orl {
namespace {

/// Runs that look for one parameter, at most.
constexpr std::size_t kTuningRuns = 40;
constexpr std::size_t kCoarseRuns = 12;
/// Values of τ that are looked at on large batches: neighbours decide alike but for a few queries.
constexpr std::size_t kMostThresholds = 4096;

/// The distinct qualities, at which a threshold's choices change, and a value above; ascending.
std::vector<double> thresholds(const RoutingProblem& problem) {
    std::vector<double> values;
    values.reserve(problem.queryCount() * problem.modelCount() + 1);
    for (std::size_t i = 0; i < problem.queryCount(); ++i) {
        for (std::size_t j = 0; j < problem.modelCount(); ++j) {
            if (problem.allowed(i, j)) values.push_back(problem.quality(i, j));
        }
    }
    values.push_back(std::nextafter(1.0, 2.0));
    std::sort(values.begin(), values.end());
    values.erase(std::unique(values.begin(), values.end()), values.end());
    if (values.size() <= kMostThresholds) return values;
    std::vector<double> thinned;
    thinned.reserve(kMostThresholds);
    for (std::size_t k = 0; k < kMostThresholds; ++k) {
        thinned.push_back(values[k * (values.size() - 1) / (kMostThresholds - 1)]);
    }
    return thinned;
}

/// Looks for the cheapest candidate whose accuracy is equal to a target, or the one that is nearest
/// to it: evenly first, then by halving wherever the target is crossed, and beside the nearest. The
/// accuracy need not be monotone in the parameter.
class EqualAccuracy {
  public:
    struct Look {
        double gap = 0.0;  ///< accuracy less the target
        double cost = 0.0;
        bool equal() const { return std::abs(gap) <= kEqualAccuracy; }
        bool betterThan(const Look& other) const {
            if (equal() && other.equal()) return cost < other.cost;
            return std::abs(gap) < std::abs(other.gap);
        }
    };
    /// @param look of a candidate by its index
    template <typename LookAt>
    static std::size_t find(std::size_t count, LookAt&& look) {
        EqualAccuracy search;
        const std::size_t coarse = std::min(count - 1, kCoarseRuns);
        for (std::size_t k = 0; k <= coarse; ++k) {
            const std::size_t index = coarse == 0 ? 0 : k * (count - 1) / coarse;
            if (!search.m_seen.contains(index)) search.note(index, look(index));
        }
        while (search.m_seen.size() < kTuningRuns) {
            const std::optional<std::size_t> next = search.next();
            if (!next) break;
            search.note(*next, look(*next));
        }
        return search.m_best;
    }

  private:
    void note(std::size_t index, const Look& look) {
        const bool first = m_seen.empty();
        m_seen.emplace(index, look);
        if (first || look.betterThan(m_seen.at(m_best))) m_best = index;
    }

    /// The middle of the widest interval in which the target is crossed and neither end has it;
    /// else beside the best, while that does not have it.
    std::optional<std::size_t> next() const {
        std::optional<std::size_t> middle;
        std::size_t widest = 1;
        const auto consider = [&](std::size_t low, std::size_t high) {
            if (high - low <= widest) return;
            widest = high - low;
            middle = low + widest / 2;
        };
        for (auto left = m_seen.begin(), right = std::next(left); right != m_seen.end();
             ++left, ++right) {
            if ((left->second.gap < 0.0) == (right->second.gap < 0.0)) continue;
            if (left->second.equal() || right->second.equal()) continue;
            consider(left->first, right->first);
        }
        const auto best = m_seen.find(m_best);
        if (middle || best->second.equal()) return middle;
        if (best != m_seen.begin()) consider(std::prev(best)->first, m_best);
        if (std::next(best) != m_seen.end()) consider(m_best, std::next(best)->first);
        return middle;
    }

    std::map<std::size_t, Look> m_seen;
    std::size_t m_best = 0;
};

/// The parameter at which the router has that accuracy over the run, as nearly as is found.
std::optional<double> equalParameter(const Experiment& experiment, const SimulationPlan& plan,
                                     const PolicyChoice& choice, double target,
                                     SimulationOptions options, const Job& job) {
    if (std::isnan(target)) return std::nullopt;
    const std::vector<double> candidates =
        policyParameter(choice.router) == "w"
            ? parameterPath(choice.router, experiment.problem, job.stop).parameters()
            : thresholds(experiment.problem);
    if (candidates.empty()) return std::nullopt;
    options.record = false;
    options.bound = false;
    PolicyChoice tried = choice;
    double done = 0.0;
    const auto look = [&](std::size_t index) {
        tried.parameter = candidates[index];
        if (job.progress) job.progress(done++ / static_cast<double>(kTuningRuns), "tuning");
        const RunMeasures measures =
            simulate(experiment, plan, tried, options, Job{job.stop, {}}).measures;
        return EqualAccuracy::Look{tunedAccuracy(measures) - target, measures.costPer1000()};
    };
    return candidates[EqualAccuracy::find(candidates.size(), look)];
}

}  // namespace

double tunedAccuracy(const RunMeasures& measures) {
    const double realized = measures.realizedAccuracy();
    return std::isnan(realized) ? measures.predictedAccuracy() : realized;
}

LoadRuns loadRuns(const std::shared_ptr<const Experiment>& experiment, const SimulationPlan& plan,
                  std::span<const PolicyChoice> choices, bool tune,
                  const SimulationOptions& options, const Job& job) {
    if (choices.empty()) {
        throw Error("simulation", "no router is chosen", "Choose at least one");
    }
    SimulationOptions recorded = options;
    recorded.record = true;
    // The dual comes last and is run first: the others are made equal to it.
    LoadRun last{choices.back(), simulate(*experiment, plan, choices.back(), recorded, job), false};
    const double target = tunedAccuracy(last.result.measures);
    LoadRuns all{plan, experiment, {}};
    all.runs.reserve(choices.size());
    for (const PolicyChoice& given : choices.first(choices.size() - 1)) {
        PolicyChoice choice = given;
        bool tuned = false;
        if (tune && !choice.parameter && !policyParameter(choice.router).empty()) {
            choice.parameter = equalParameter(*experiment, plan, choice, target, options, job);
            tuned = choice.parameter.has_value();
        }
        SimulationResult result = simulate(*experiment, plan, choice, recorded, job);
        all.runs.push_back({std::move(choice), std::move(result), tuned});
    }
    all.runs.push_back(std::move(last));
    return all;
}

}  // namespace orl
