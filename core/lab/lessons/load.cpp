// Instances with queries that come over time: what is simulated, and what formulas ask of it.
#include "core/lab/lessons/load.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/lab/lessons/quantity_names.h"
#include "core/lab/lessons/solver.h"
#include "core/simulate/simulation.h"

namespace orl {

namespace {

constexpr double kTenths = 10.0;
constexpr double kHundredths = 100.0;
constexpr double kThousandths = 1000.0;
constexpr double kSecondsPerHour = 3600.0;

double roundedTo(double value, double parts) {
    return std::round(value * parts) / parts;
}

Experiment lessonExperiment(const LessonInstance& instance) {
    Experiment made;
    made.problem = instance.problem();
    made.rows.resize(instance.queryCount());
    made.level.reserve(instance.queryCount());
    made.models.reserve(instance.modelCount());
    for (std::size_t i = 0; i < instance.queryCount(); ++i) {
        made.rows[i] = i;
        made.level.push_back(std::max(0, instance.queries[i].level - 1));
    }
    for (const auto& model : instance.models) made.models.push_back(model.name);
    constexpr std::size_t kLevels = 5;
    for (std::size_t level = 1; level <= kLevels; ++level) {
        made.levelNames.push_back(std::to_string(level));
    }
    return made;
}

PolicyChoice choiceOf(const std::string& by, double tau) {
    if (by == "optimizer") return {std::string(kOnlineDual), {}};
    if (by == "threshold") return {"threshold", tau};
    if (by == "greedy") return {"quality-only", {}};
    throw Error({}, fmt::format("by='{}' routes no run", by),
                "Use 'optimizer', 'threshold' or 'greedy'");
}

}  // namespace

const LessonInstance::Load& requireLoad(const LessonInstance& instance) {
    if (instance.load) return *instance.load;
    throw Error({}, "No queries come to this instance over time", "Give it a \"load\"");
}

LessonInstance::Load& requireLoad(LessonInstance& instance) {
    return const_cast<LessonInstance::Load&>(requireLoad(std::as_const(instance)));
}

SimulationPlan lessonPlan(const LessonInstance& instance) {
    const LessonInstance::Load& load = requireLoad(instance);
    SimulationPlan plan;
    plan.arrivals.shape = ArrivalPlan::Shape::Poisson;
    plan.arrivals.rate = load.rate;
    plan.arrivals.queries = static_cast<std::uint64_t>(load.arrivals);
    plan.service.kind =
        load.exponential ? ServicePlan::Kind::Exponential : ServicePlan::Kind::Constant;
    plan.service.seconds = load.seconds;
    if (instance.hasSlots()) {
        plan.concurrency.reserve(instance.modelCount());
        for (const auto& model : instance.models) plan.concurrency.push_back(model.capacity);
    }
    if (instance.budget) {
        plan.mode = RoutingMode::QualityUnderBudget;
        // Of the run: the instance's is for each of its queries once.
        plan.budget = *instance.budget * static_cast<double>(load.arrivals) /
                      static_cast<double>(instance.queryCount());
    } else {
        plan.qualityFloor = instance.floor;
    }
    plan.plannedUse = load.plannedUse;
    plan.seed = load.seed;
    return plan;
}

LessonRun lessonRun(const LessonInstance& instance, const std::string& by, double tau) {
    const SimulationPlan plan = lessonPlan(instance);
    PolicyChoice choice = choiceOf(by, tau);
    // To one model everybody sends all, and without thinking it is quicker.
    if (instance.modelCount() == 1) choice = {"quality-only", {}};
    const SimulationResult result = simulate(lessonExperiment(instance), plan, choice);
    const RunMeasures& measures = result.measures;
    LessonRun made;
    made.waitMean = roundedTo(measures.wait.mean(), kTenths);
    made.waitP95 = roundedTo(measures.wait.quantile(0.95), kTenths);
    made.mostWaiting = static_cast<double>(measures.mostWaiting);
    made.cost = roundedTo(measures.costPer1000() / kThousandths, kHundredths);
    made.accuracy = roundedTo(measures.predictedAccuracy(), kThousandths);
    made.perSecond = roundedTo(measures.throughput(), kHundredths);
    made.busy.reserve(instance.modelCount());
    made.share.reserve(instance.modelCount());
    for (std::size_t j = 0; j < instance.modelCount(); ++j) {
        made.busy.push_back(roundedTo(measures.utilisation(j, plan.slotsOf(j)), kThousandths));
        made.share.push_back(roundedTo(measures.share(j), kThousandths));
    }
    return made;
}

Headroom lessonHeadroom(const LessonInstance& instance) {
    const SimulationPlan plan = lessonPlan(instance);
    return headroomOf(lessonExperiment(instance), plan, plan.arrivals.rate);
}

double LessonSolver::ofRun(const Formula::Quantity& asked, const Changed& with) const {
    auto known = m_runs.find(asked.changes);
    if (known == m_runs.end()) {
        known = m_runs.emplace(asked.changes, lessonRun(with.instance, with.by, with.tau)).first;
    }
    const LessonRun& run = known->second;
    const std::string& field = asked.field;
    if (field == "busy") return run.busy[soleModel(asked, with.instance)];
    if (field == "share") return run.share[soleModel(asked, with.instance)];
    needNames(asked, 0);
    if (field == "wait_mean") return run.waitMean;
    if (field == "wait_p95") return run.waitP95;
    if (field == "most_waiting") return run.mostWaiting;
    if (field == "cost") return run.cost;
    if (field == "accuracy") return run.accuracy;
    if (field == "per_second") return run.perSecond;
    unknownField(asked,
                 "wait_mean, wait_p95, most_waiting, cost, accuracy, per_second, busy('model') "
                 "and share('model')");
}

double LessonSolver::ofHeadroom(const Formula::Quantity& asked, const Changed& with) const {
    auto known = m_headrooms.find(asked.changes);
    if (known == m_headrooms.end()) {
        known = m_headrooms.emplace(asked.changes, lessonHeadroom(with.instance)).first;
    }
    const Headroom& found = known->second;
    const std::string& field = asked.field;
    if (field == "worth") {
        return found.worth[soleModel(asked, with.instance)].perHour / kSecondsPerHour;
    }
    if (field == "use") return found.worth[soleModel(asked, with.instance)].use;
    if (field == "bottleneck") {
        const std::size_t model = soleModel(asked, with.instance);
        return found.bottleneck && *found.bottleneck == model ? 1.0 : 0.0;
    }
    needNames(asked, 0);
    if (field == "largest") return found.largestRate;
    if (field == "planned") return found.planned() ? 1.0 : 0.0;
    if (field == "cost") return found.costPerHour / kSecondsPerHour / found.rate;
    unknownField(asked,
                 "largest, planned, cost, worth('model'), use('model') and bottleneck('model')");
}

}  // namespace orl
