#include "core/lab/slot_sweep.h"

#include <algorithm>
#include <cmath>

#include "core/simulate/headroom.h"

namespace orl {

namespace {

constexpr std::int64_t kMiddleSlots = 8;
constexpr double kLoad = 0.75;  // of what the middle of the axis bears

bool knowsSpeed(const Experiment& experiment, std::size_t model) {
    for (std::size_t i = 0; i < experiment.problem.queryCount(); ++i) {
        if (experiment.problem.allowed(i, model) && std::isnan(experiment.secondsOf(i, model))) {
            return false;
        }
    }
    return true;
}

std::vector<std::size_t> unknownSpeedsOf(const Experiment& experiment) {
    std::vector<std::size_t> unknown;
    for (std::size_t j = 0; j < experiment.models.size(); ++j) {
        if (!knowsSpeed(experiment, j)) unknown.push_back(j);
    }
    return unknown;
}

/// What so many slots of every model serve in a second when they are never free.
double greatestService(const Experiment& experiment, const SimulationPlan& plan) {
    const RoutingProblem& problem = experiment.problem;
    double perSecond = 0.0;
    for (std::size_t j = 0; j < problem.modelCount(); ++j) {
        if (plan.slotsOf(j) == 0) continue;
        double seconds = 0.0;
        double count = 0.0;
        for (std::size_t i = 0; i < problem.queryCount(); ++i) {
            if (!problem.allowed(i, j)) continue;
            seconds += plan.service.kind == ServicePlan::Kind::Pool ? experiment.secondsOf(i, j)
                                                                    : plan.service.seconds;
            ++count;
        }
        if (seconds > 0.0) perSecond += static_cast<double>(plan.slotsOf(j)) * count / seconds;
    }
    return perSecond;
}

SlotSweepPoint figuresOf(const LoadSweepPoint& point, const SlotSweepInputs& inputs) {
    SlotSweepPoint made;
    made.slotCount = point.at;
    made.figures.reserve(point.routers.size());
    for (const RepeatedRuns& router : point.routers) {
        const RunMeasures& measures = router.first.measures;
        SlotFigures figures;
        figures.costPer1000 = measures.costPer1000();
        figures.predicted = measures.predictedAccuracy();
        figures.realized = measures.realizedAccuracy();
        figures.waitP95 = measures.wait.quantile(0.95);
        // What a short run of chance misses by rounds to nothing.
        constexpr double kLeastShortfall = 0.0005;
        figures.keepsFloor = inputs.mode != RoutingMode::CostUnderFloor ||
                             figures.predicted >= inputs.floor - kLeastShortfall;
        made.figures.push_back(figures);
    }
    return made;
}

}  // namespace

SlotSweepInputs slotSweepInputs(const SolveView& solve, const std::vector<std::string>& routers) {
    SlotSweepInputs inputs;
    inputs.experiment = solve.experiment;
    inputs.mode = solve.constraints.mode;
    if (inputs.mode == RoutingMode::CostUnderFloor) {
        inputs.floor = solve.constraints.qualityFloor;
    } else {
        inputs.budgetShare =
            solve.constraints.budget / static_cast<double>(solve.experiment->problem.queryCount());
    }
    inputs.seed = solve.scenario.preparation.seed;
    const std::vector<std::string_view> known = policyIds();
    inputs.routers.emplace_back("dual");
    for (const std::string& id : routers) {
        // Without windows the dual decides at arrival.
        if (id == "dual" || id == "oracle" || id == kOnlineDual) continue;
        if (std::ranges::find(known, id) != known.end()) inputs.routers.push_back(id);
    }
    return inputs;
}

std::vector<double> slotGrid() {
    return {2, 3, 4, 5, 6, 8, 10, 12, 16, 24, 32};
}

SimulationPlan slotSweepPlan(const SlotSweepInputs& inputs, const Job& job) {
    const Experiment& experiment = *inputs.experiment;
    SimulationPlan plan;
    plan.arrivals.shape = ArrivalPlan::Shape::Poisson;
    plan.concurrency.assign(experiment.models.size(), kMiddleSlots);
    const std::vector<std::size_t> unknown = unknownSpeedsOf(experiment);
    if (unknown.size() == experiment.models.size()) {
        plan.service.kind = ServicePlan::Kind::Exponential;
        plan.service.seconds = kAssumedSeconds;
    } else {
        for (const std::size_t j : unknown) plan.concurrency[j] = 0;
    }
    plan.mode = inputs.mode;
    plan.seed = inputs.seed;
    if (inputs.mode == RoutingMode::CostUnderFloor) {
        plan.qualityFloor = inputs.floor;
    } else {
        plan.budget = inputs.budgetShare * static_cast<double>(experiment.problem.queryCount());
    }
    const double most = std::clamp(greatestService(experiment, plan), kLeastRate, kMostRate);
    plan.arrivals.rate = most;
    const double held = headroomOf(experiment, plan, most, job).largestRate;
    const double rate = held > 0.0 && std::isfinite(held) ? held : most;
    plan.arrivals.rate = std::clamp(kLoad * rate, kLeastRate, kMostRate);
    return plan;
}

void runSlotSweep(const SlotSweepInputs& inputs, const Job& job,
                  const std::function<void(std::shared_ptr<const SlotSweepView>)>& publish) {
    const SimulationPlan plan = slotSweepPlan(inputs, job);
    SlotSweepView view;
    view.inputs = inputs;
    view.rate = plan.arrivals.rate;
    view.assumedService = plan.service.kind != ServicePlan::Kind::Pool;
    if (!view.assumedService) view.unknownSpeeds = unknownSpeedsOf(*inputs.experiment);
    std::vector<PolicyChoice> choices;
    choices.reserve(inputs.routers.size());
    for (const std::string& id : inputs.routers) choices.push_back({id, {}});
    const std::vector<double> values = slotGrid();
    loadSweep(*inputs.experiment, plan, {LoadAxis::Kind::Concurrency, 0}, values, choices, {}, job,
              [&](const LoadSweepPoint& point) {
                  view.points.push_back(figuresOf(point, inputs));
                  view.complete = view.points.size() == values.size();
                  publish(std::make_shared<const SlotSweepView>(view));
              });
}

}  // namespace orl
