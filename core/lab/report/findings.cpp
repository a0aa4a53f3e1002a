#include "core/lab/report/findings.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/lab/proving.h"
#include "core/lab/sweeps.h"

namespace orl {

namespace {

constexpr double kConfidence = 0.9;  // of a promise that nobody asked for

/// Parts of the work, each from one share of the progress to the next.
class Stages {
  public:
    explicit Stages(const Job& job) : m_job(job) {}
    /// @param until share of everything that is done with this part
    Job next(double until, std::string_view stage) {
        const double from = std::exchange(m_done, until);
        m_job.check();
        if (m_job.progress) m_job.progress(from, stage);
        Job part;
        part.stop = m_job.stop;
        if (m_job.progress) {
            part.progress = [report = m_job.progress, from, until, stage](double share,
                                                                          std::string_view) {
                report(from + std::max(0.0, share) * (until - from), stage);
            };
        }
        return part;
    }

  private:
    const Job& m_job;
    double m_done = 0.0;
};

std::shared_ptr<const SolveView> solvedWell(SolveEngine& engine, const ReportRequest& request,
                                            const Scenario& scenario, const Job& job) {
    auto view = engine.solve(request.prepared, scenario, {}, job.stop, request.own);
    return mayBeProven(*view) ? provenOf(*view, job.stop) : view;
}

/// The same limits with the nearest goal that they allow; null where there is none.
std::shared_ptr<const SolveView> nearestTo(const SolveView& solve, SolveEngine& engine,
                                           const ReportRequest& request, const Job& job) {
    Scenario next = solve.scenario;
    ConstraintSettings& asked = next.constraints;
    next.router = "dual";
    const auto queries = double(solve.experiment->problem.queryCount());
    if (asked.mode == RoutingMode::QualityUnderBudget) {
        if (!(solve.reach.minCost > 0.0)) return nullptr;
        // A hair more than the least: the limit itself may round to less.
        asked.budgetPer1000 = solve.reach.minCost / queries * 1000.0 * (1.0 + 1e-9);
    } else {
        if (std::isnan(solve.reach.maxQuality)) return nullptr;
        asked.qualityFloor = std::min(asked.qualityFloor, solve.reach.maxQuality);
    }
    auto view = solvedWell(engine, request, next, job);
    return view->chosen.feasible ? view : nullptr;
}

std::shared_ptr<const SweepView> frontierOf(const SolveView& solve, const Job& job) {
    std::shared_ptr<const SweepView> last;
    const SweepInputs inputs = sweepInputs(SweepOver::Alpha, solve, {"dual", "threshold"});
    runSweep(inputs, nullptr, job, [&last](auto view) { last = std::move(view); });
    return last;
}

/// What realizing the asked accuracy with confidence would cost.
void findPromise(ReportFindings& found, const ReportRequest& request, SolveEngine& engine,
                 const Job& job) {
    const ConstraintSettings& asked = request.scenario.constraints;
    if (asked.mode != RoutingMode::CostUnderFloor) {
        found.noGuarantee = "Under a budget nothing is promised.";
        return;
    }
    found.promised = asked.guarantee.asked ? asked.guarantee.accuracy : asked.qualityFloor;
    found.confidence = asked.guarantee.asked ? asked.guarantee.confidence : kConfidence;
    if (!found.solve->experiment->hasOutcomes) {
        found.noGuarantee = "Without recorded answers nothing can be promised.";
        return;
    }
    found.basis = usableBasis(*request.prepared, std::nullopt);
    GuaranteeEngine calibrating;
    const auto view =
        calibrating.calibrate(request.prepared, found.solve, found.basis, found.confidence, job);
    if (view->path.points.empty()) {
        found.noGuarantee = view->path.explanation;
        return;
    }
    const Guarantee guarantee = guaranteedFloor(view->path, found.promised);
    found.mostPromised = guarantee.largestGuarantee();
    if (!guarantee.reachable) return;
    Scenario safe = request.scenario;
    safe.constraints.qualityFloor = guarantee.point.floor;
    const auto solve = solvedWell(engine, request, safe, job);
    if (!solve->chosen.feasible) return;
    found.promiseFloor = guarantee.point.floor;
    found.promiseCost = solve->chosen.costPer1000();
}

std::vector<SavedAnswer> answersOf(const ReportRequest& request, const Job& job) {
    ScenarioSolver solver;
    std::vector<SavedAnswer> answers;
    const std::size_t many = std::min(request.saved.size(), kMostReported);
    answers.reserve(many);
    ProgressMeter meter(job, "scenarios");
    for (std::size_t k = 0; k < many; ++k) {
        meter.update(double(k) / double(many));
        SavedAnswer each{request.saved[k], nullptr, {}};
        try {
            each.answer = solver.solve(request.store, request.prepared, each.saved.scenario, job);
        } catch (const Error& e) {
            each.problem = e.problem();
        }
        answers.push_back(std::move(each));
    }
    return answers;
}

}  // namespace

ReportFindings findReport(const ReportRequest& request, const Job& job) {
    ReportFindings found;
    Stages stages(job);
    SolveEngine engine;
    const auto& prepared = request.prepared;
    found.solve = solvedWell(engine, request, request.scenario, stages.next(0.05, "solving"));
    const SolveView& solve = *found.solve;
    if (!solve.chosen.feasible) {
        found.nearest = nearestTo(solve, engine, request, stages.next(0.1, "solving"));
    }
    found.levels = levelTable(solve);
    const Job comparing = stages.next(0.3, "comparing");
    found.comparison = compareAll(found.solve, nullptr, comparing);
    BaselineTuner tuner;
    found.comparison = withHeldOut(*found.comparison, tuner, prepared, comparing);
    if (found.judged() && solve.chosen.feasible && solve.assignment && !solve.assignment->empty()) {
        BootstrapOptions options;
        options.seed = request.scenario.preparation.seed;
        found.resamples = options.resamples;
        found.bands = bootstrapBands(*solve.experiment, *solve.assignment, options, comparing);
    }
    found.frontier = frontierOf(solve, stages.next(0.5, "frontier"));
    found.levers = leversOf(prepared, solve, stages.next(0.6, "what would change it"));
    findPromise(found, request, engine, stages.next(0.75, "promise"));
    found.saved = answersOf(request, stages.next(1.0, "saved scenarios"));
    return found;
}

}  // namespace orl
