#include "core/lab/duals/theatre.h"

#include <algorithm>
#include <cmath>

#include "core/lab/duals/repair.h"
#include "core/optimize/optimize.h"
#include "core/optimize/supergradient.h"
#include "core/support/error.h"

namespace orl {

namespace {

/// Work of making looks feasible, in pairs of query and model, beyond which some are passed over.
constexpr double kRepairWork = 6e7;
constexpr int kFirstLooks = 20;  // of which none is
constexpr double kNextLook = 1.06;

/// The looks that are made feasible: all, or the first ones and then in equal ratios.
class RepairSchedule {
  public:
    RepairSchedule(const RoutingProblem& problem, int looks)
        : m_all(static_cast<double>(problem.queryCount()) *
                    static_cast<double>(problem.modelCount()) * static_cast<double>(looks) <=
                kRepairWork) {}

    bool takes(int look) {
        if (!m_all && look > kFirstLooks && look < m_next) return false;
        m_next = static_cast<int>(std::ceil(look * kNextLook));
        return true;
    }

  private:
    bool m_all;
    int m_next = 0;
};

SupergradientOptions paperOptions(const TheatreSettings& settings, const Job& job) {
    SupergradientOptions options;
    options.iterations = settings.looks;
    options.firstStep = settings.firstStep;
    options.patience = settings.patience;
    options.diminishes = settings.diminishes;
    options.startQualityPrice = settings.startQualityPrice;
    options.startCapacityPrice = settings.startCapacityPrice;
    options.stop = job.stop;
    return options;
}

double objectiveOf(const PlanTotals& totals, RoutingMode mode) {
    return mode == RoutingMode::CostUnderFloor ? totals.cost : totals.quality;
}

bool isBetter(double value, double than, RoutingMode mode) {
    if (std::isnan(than)) return true;
    return mode == RoutingMode::CostUnderFloor ? value < than : value > than;
}

TheatreLane paperLane(const SolveView& solve, const TheatreSettings& settings, const Job& job,
                      int& repairs) {
    TheatreLane lane;
    const RoutingProblem& problem = solve.experiment->problem;
    const Constraints& constraints = solve.constraints;
    ProgressMeter meter(job, "the paper's method");
    RepairSchedule schedule(problem, settings.looks);
    SupergradientOptions options = paperOptions(settings, job);
    double best = kMissing;
    options.observer = [&](const IterationRecord& record, std::span<const std::int32_t> choice) {
        meter.update(static_cast<double>(record.evaluations) / static_cast<double>(settings.looks));
        if (schedule.takes(record.evaluations)) {
            ++repairs;
            const Assignment kept =
                repaired(problem, constraints, choice, record.qualityPrice, record.capacityPrice);
            const double reached =
                kept.empty() ? kMissing : objectiveOf(totalsOf(problem, kept), constraints.mode);
            if (!kept.empty() && isBetter(reached, best, constraints.mode)) best = reached;
        }
        lane.looks.push_back(record);
        lane.looks.back().bestFeasible = best;
        lane.stoppedEarly = gapAt(lane.looks.back()) < settings.stopGap;
        return !lane.stoppedEarly;
    };
    try {
        const SolveResult result = solveSupergradient(problem, constraints, options);
        lane.milliseconds = result.milliseconds;
        lane.explanation = result.explanation;
    } catch (const Error& error) {
        lane.explanation = error.problem();
    }
    return lane;
}

TheatreLane fastLane(const SolveView& solve, const Job& job) {
    TheatreLane lane;
    SolveOptions options;
    options.budget = kQuickBudget;
    options.recordHistory = true;
    options.warmStart = false;
    options.stop = job.stop;
    SolveResult result;
    try {
        if (solve.constraints.hasSecondsCap()) {
            throw Error("theatre", "a cap on seconds is found by many solves, not by one");
        }
        result = DualOptimizer(solve.experiment->problem).solve(solve.constraints, options);
    } catch (const Error& error) {
        lane.explanation = error.problem();
        return lane;
    }
    lane.looks = std::move(result.history);
    lane.milliseconds = result.milliseconds;
    lane.explanation = result.explanation;
    if (!result.solved()) return lane;
    // Rounding to whole queries and the proof: what it ends with.
    IterationRecord last;
    last.qualityPrice = result.qualityPrice;
    last.capacityPrice = result.capacityPrice;
    last.dualValue = last.bestBound = result.bound;
    last.quality = result.quality;
    last.cost = result.cost;
    last.load = result.load;
    last.evaluations = result.iterations;
    last.bestFeasible =
        solve.constraints.mode == RoutingMode::CostUnderFloor ? result.cost : result.quality;
    lane.looks.push_back(std::move(last));
    lane.proven = result.proof == Proof::Optimal;
    return lane;
}

}  // namespace

std::size_t TheatreLane::at(int evaluations) const {
    const auto after =
        std::ranges::upper_bound(looks, evaluations, {}, &IterationRecord::evaluations);
    return after == looks.begin() ? 0 : static_cast<std::size_t>(after - looks.begin()) - 1;
}

double gapAt(const IterationRecord& record) {
    const double distance = std::abs(record.bestFeasible - record.bestBound);
    if (std::isnan(distance)) return kMissing;
    const double base = record.bestBound > 0.0 ? record.bestBound : distance;
    return distance > 0.0 ? distance / base : 0.0;
}

TheatreView theatreOf(std::shared_ptr<const SolveView> solve, const TheatreSettings& settings,
                      const Job& job) {
    TheatreView view;
    view.settings = settings;
    view.fast = fastLane(*solve, job);
    view.paper = paperLane(*solve, settings, job, view.repairs);
    view.solve = std::move(solve);
    return view;
}

std::vector<IterationRecord> boundsOf(const SolveView& solve, const TheatreSettings& settings,
                                      const Job& job) {
    try {
        return solveSupergradient(solve.experiment->problem, solve.constraints,
                                  paperOptions(settings, job))
            .history;
    } catch (const Error&) {
        return {};
    }
}

}  // namespace orl
