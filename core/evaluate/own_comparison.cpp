#include "core/evaluate/own_comparison.h"

#include <algorithm>
#include <cmath>

#include "core/experiment/part.h"
#include "core/route/fixed_router.h"

namespace orl {

namespace {

/// Floors that are tried for one realized accuracy: the interval of α halves each time.
constexpr int kFloorsTried = 14;

std::vector<std::uint32_t> servedBy(const Assignment& assignment) {
    std::vector<std::uint32_t> served;
    served.reserve(assignment.size());
    for (std::size_t i = 0; i < assignment.size(); ++i) {
        if (assignment[i] >= 0) served.push_back(static_cast<std::uint32_t>(i));
    }
    return served;
}

Constraints limitsOf(const Constraints& constraints, std::size_t part, std::size_t all) {
    Constraints limits;
    limits.mode = RoutingMode::CostUnderFloor;
    limits.capacity = constraints.capacity;
    for (std::int64_t& slots : limits.capacity) {
        if (slots == kUnlimited || part == all) continue;
        // As when baselines are tuned on other queries: up to the next whole one.
        slots = static_cast<std::int64_t>(std::ceil(
            static_cast<double>(slots) * static_cast<double>(part) / static_cast<double>(all) -
            1e-9));
    }
    return limits;
}

double savingOf(double cost, double other) {
    return other > 0.0 ? 1.0 - cost / other : kMissing;
}

class OwnMatcher {
  public:
    OwnMatcher(const Experiment& experiment, const Constraints& limits, std::uint64_t seed,
               const Job& job)
        : m_experiment(experiment),
          m_limits(limits),
          m_seed(seed),
          m_job(job),
          m_optimizer(makeRouter("dual", experiment.problem)) {}

    void match(const Assignment& assignment, OwnComparison& found) {
        found.own = judgedOwn(assignment, found.router);
        // As the floor is held: in robust mode by the cautious qualities.
        m_predicted = totalsOf(m_experiment.problem, assignment).quality;
        found.atPredicted = at(std::max(0.0, m_predicted - 1e-12)).evaluation;
        if (found.atPredicted.feasible) {
            found.savingPredicted = savingOf(found.atPredicted.cost, found.own.cost);
        } else {
            found.explanation =
                "the limits on the models leave the optimizer no routing of that "
                "predicted accuracy";
        }
        if (!m_experiment.hasOutcomes || m_experiment.qualityIsRecorded) return;
        if (std::isnan(found.own.realizedAccuracy)) return;
        matchRealized(assignment, found);
    }

  private:
    struct Answer {
        Evaluation evaluation;
        Assignment assignment;
    };

    Evaluation judgedOwn(const Assignment& assignment, const std::string& id) const {
        RouteRequest request{m_limits, std::nullopt, m_seed, nullptr, m_job.stop};
        const auto router =
            makeFixedRouter(m_experiment.problem, assignment, {}, m_experiment.models);
        return evaluate(m_experiment, id, m_limits, router->route(request));
    }

    Answer at(double floor) {
        m_job.check();
        Constraints limits = m_limits;
        limits.qualityFloor = std::min(1.0, floor);
        RouteResult result =
            m_optimizer->route({limits, std::nullopt, m_seed, nullptr, m_job.stop});
        Answer answer{evaluate(m_experiment, "dual", limits, result), {}};
        answer.assignment = std::move(result.assignment);
        return answer;
    }

    void matchRealized(const Assignment& assignment, OwnComparison& found) {
        const double target = found.own.realizedAccuracy - 1e-9;
        double low = 0.0;
        double high = 1.0;
        double floor = m_predicted;  // the nearest guess comes first
        Assignment best;
        for (int k = 0; k < kFloorsTried; ++k, floor = (low + high) / 2.0) {
            Answer answer = at(floor);
            const Evaluation& tried = answer.evaluation;
            const bool enough = tried.feasible && tried.realizedAccuracy >= target;
            if (enough && (best.empty() || tried.realizedCost < found.atRealized.realizedCost)) {
                found.atRealized = tried;
                found.floor = floor;
                best = std::move(answer.assignment);
            }
            if (enough || !tried.feasible) {
                high = floor;
            } else {
                low = floor;
            }
        }
        if (best.empty()) {
            found.explanation =
                "no routing of the optimizer within the limits has that realized "
                "accuracy";
            return;
        }
        found.savingRealized = savingOf(found.atRealized.realizedCost, found.own.realizedCost);
        constexpr double kDraws = 1e6;
        BootstrapOptions options;
        options.resamples =
            static_cast<int>(std::clamp(kDraws / static_cast<double>(best.size()), 200.0, 1000.0));
        options.seed = m_seed;
        found.bands = bootstrapPair(m_experiment, best, assignment, options, m_job);
    }

    const Experiment& m_experiment;
    const Constraints& m_limits;
    double m_predicted = 0.0;  ///< of the own router, as the problem has it
    std::uint64_t m_seed;
    const Job& m_job;
    std::unique_ptr<Router> m_optimizer;
};

}  // namespace

OwnComparison compareOwn(const Experiment& experiment, const Constraints& constraints,
                         const OwnPlan& plan, std::uint64_t seed, const Job& job) {
    OwnComparison found;
    found.router = plan.id;
    const std::vector<std::uint32_t> served = servedBy(plan.assignment);
    found.queries = served.size();
    found.all = plan.assignment.size();
    if (served.empty()) {
        found.explanation = "it gives no query a model";
        return found;
    }
    const Constraints limits = limitsOf(constraints, found.queries, found.all);
    if (found.queries == found.all) {
        OwnMatcher(experiment, limits, seed, job).match(plan.assignment, found);
        return found;
    }
    const Experiment part = partOf(experiment, served);
    Assignment assignment;
    assignment.reserve(served.size());
    for (const std::uint32_t query : served) assignment.push_back(plan.assignment[query]);
    OwnMatcher(part, limits, seed, job).match(assignment, found);
    return found;
}

}  // namespace orl
