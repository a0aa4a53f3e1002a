#include "core/lab/load_runs.h"

#include <algorithm>
#include <cmath>
#include <map>
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

/// Looks for the candidate whose accuracy is nearest to a target: evenly first, then by halving
/// where the target is crossed nearest to the best so far, and beside the best. The accuracy need
/// not be monotone in the parameter.
class EqualAccuracy {
  public:
    template <typename Accuracy>
    static std::size_t find(std::size_t count, double target, Accuracy&& accuracy) {
        EqualAccuracy search;
        const auto look = [&](std::size_t index) {
            if (search.m_seen.contains(index)) return;
            search.note(index, accuracy(index) - target);
        };
        const std::size_t coarse = std::min(count - 1, kCoarseRuns);
        for (std::size_t k = 0; k <= coarse; ++k) {
            look(coarse == 0 ? 0 : k * (count - 1) / coarse);
        }
        while (search.m_seen.size() < kTuningRuns && search.m_seen.at(search.m_best) != 0.0) {
            const auto next = search.next();
            if (next == count) break;
            look(next);
            if (search.m_seen.size() == search.m_before) break;
            search.m_before = search.m_seen.size();
        }
        return search.m_best;
    }

  private:
    void note(std::size_t index, double gap) {
        const bool first = m_seen.empty();
        m_seen.emplace(index, gap);
        if (first || std::abs(gap) < std::abs(m_seen.at(m_best))) m_best = index;
    }

    /// The middle of the most promising interval that is more than a step; one that was seen: none.
    std::size_t next() const {
        std::size_t middle = m_best;
        double promise = std::numeric_limits<double>::infinity();
        const auto consider = [&](std::size_t low, std::size_t high, double gap) {
            if (high - low < 2 || !(gap < promise)) return;
            promise = gap;
            middle = low + (high - low) / 2;
        };
        for (auto left = m_seen.begin(), right = std::next(left); right != m_seen.end();
             ++left, ++right) {
            if ((left->second < 0.0) == (right->second < 0.0)) continue;
            consider(left->first, right->first,
                     std::min(std::abs(left->second), std::abs(right->second)));
        }
        if (middle != m_best) return middle;
        const auto best = m_seen.find(m_best);
        if (best != m_seen.begin()) {
            consider(std::prev(best)->first, m_best, std::abs(std::prev(best)->second));
        }
        if (std::next(best) != m_seen.end()) {
            consider(m_best, std::next(best)->first, std::abs(std::next(best)->second));
        }
        return middle;
    }

    std::map<std::size_t, double> m_seen;  ///< accuracy less the target
    std::size_t m_best = 0;
    std::size_t m_before = 0;
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
    const auto accuracy = [&](std::size_t index) {
        tried.parameter = candidates[index];
        if (job.progress) job.progress(done++ / static_cast<double>(kTuningRuns), "tuning");
        return tunedAccuracy(
            simulate(experiment, plan, tried, options, Job{job.stop, {}}).measures);
    };
    return candidates[EqualAccuracy::find(candidates.size(), target, accuracy)];
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
