#include "app/cli/load_sweep.h"

#include <fmt/format.h>

#include <sstream>

#include "app/cli/arguments.h"
#include "app/cli/command.h"
#include "app/cli/output.h"
#include "app/cli/run_json.h"
#include "app/cli/sweep_axes.h"
#include "core/lab/load_sweep.h"
#include "core/support/error.h"

namespace orl::cli {
namespace {

struct SweptLoad {
    LoadAxis axis;
    std::string model;
    std::vector<double> values;
};

SweptLoad sweptLoadOf(const std::string& over) {
    const auto [name, range] = nameAndValue(over, "--over");
    SweptLoad swept;
    const auto colon = name.find(':');
    if (name == "planned-use") {
        swept.axis.kind = LoadAxis::Kind::PlannedUse;
    } else if (name == "second-price") {
        swept.axis.kind = LoadAxis::Kind::SecondPrice;
    } else if (name != "rate") {
        swept.axis.kind = LoadAxis::Kind::Concurrency;
    }
    if (colon != std::string::npos) {
        swept.axis.kind = LoadAxis::Kind::ModelConcurrency;
        swept.model = name.substr(colon + 1);
        if (swept.model.empty()) throw UsageError("--over: concurrency: lacks a model's name");
    }
    swept.values = rangeValues(range, "--over");
    return swept;
}

/// The goal, and that what is a batch's is not asked of a run.
void setGoal(SimulationPlan& plan, const LoadSweepRequest& request) {
    if (request.alpha) plan.qualityFloor = *request.alpha;
    if (request.budget) {
        plan.mode = RoutingMode::QualityUnderBudget;
        plan.budget = *request.budget;
    }
    plan.seed = request.seed;
}

Json pointsJson(const std::vector<LoadSweepPoint>& points, const SweptLoad& swept,
                const Experiment& experiment, const SimulationPlan& plan) {
    Json json = Json::array();
    for (const LoadSweepPoint& point : points) {
        const SimulationPlan at = planAt(plan, swept.axis, point.at, experiment);
        for (const RepeatedRuns& runs : point.routers) {
            Json one = {{"value", point.at}};
            one.update(runJson(runs, experiment, at));
            one.erase("series");
            json.push_back(std::move(one));
        }
    }
    return json;
}

SimulationPlan planOf(LoadSweepArguments& arguments, const LoadSweepRequest& request,
                      SweptLoad& swept, const Experiment& experiment, const Job& job) {
    if (arguments.what.arrivals.empty()) {
        if (swept.axis.kind != LoadAxis::Kind::Rate) {
            throw UsageError(fmt::format("--over {} needs --arrivals, such as poisson:RATE",
                                         loadAxisName(swept.axis, experiment)));
        }
        arguments.what.arrivals = fmt::format("poisson:{}", swept.values.front());
    }
    if (!swept.model.empty()) {
        swept.axis.model = modelsNamed(swept.model, experiment, "--over").front();
    }
    SimulationPlan plan = arguments.what.plan(experiment, job);
    setGoal(plan, request);
    return plan;
}

}  // namespace

void LoadSweepArguments::addTo(CLI::App& command) {
    CLI::Option_group* group = command.add_option_group(
        "Load",
        "Of a run over time: with --over rate, concurrency, concurrency:NAME, planned-use or "
        "second-price");
    options = group;
    what.addSlots(*group, "--concurrency",
                  "Queries that a model serves at once (repeatable, later ones win); all=N for "
                  "every model; no limit unless given");
    what.addLoad(*group, false);
    runs.addTo(*group);
}

bool LoadSweepArguments::sweeps(const std::string& over) const {
    return over.starts_with("rate=") || over.starts_with("concurrency=") ||
           over.starts_with("concurrency:") || over.starts_with("planned-use=") ||
           (over.starts_with("second-price=") && anyGiven());
}

int runLoadSweep(LoadSweepArguments& arguments, const PredictionArguments& prediction,
                 const LoadSweepRequest& request, const Job& job) {
    SweptLoad swept = sweptLoadOf(request.over);
    const auto routers =
        request.routers.empty() ? std::vector<std::string>{"dual"} : request.routers;
    for (std::string id : routers) {
        const std::string wrong = CLI::IsMember(simulatedIds())(id);
        if (!wrong.empty()) throw UsageError("--routers: " + wrong);
    }
    const std::vector<PolicyChoice> choices = arguments.runs.choices(routers);
    std::vector<NamedFile> inputs = workspaceFiles(prediction.request.workspace);
    const std::filesystem::path times = arguments.what.timesFile();
    if (!times.empty()) inputs.push_back({"--arrival-times", times});
    checkOutputs({{"--out", request.out}}, inputs);
    const Predicted predicted = predictPart(prediction.request, job);
    const PoolSettings pool = prediction.pool.settings(predicted.data);
    const Experiment experiment = experimentOf(predicted, pool);
    const SimulationPlan plan = planOf(arguments, request, swept, experiment, job);
    noteOrder(plan, experiment);
    const RunInputs runInputs(arguments.runs, arguments.what, predicted, experiment, pool);
    RepeatOptions options;
    options.repeats = arguments.runs.repeats;
    options.threads = request.threads;
    options.run = runInputs.options();
    options.run.bound = true;
    for (const std::string& warning : experiment.warnings) note(warning);
    const std::vector<LoadSweepPoint> points =
        loadSweep(experiment, plan, swept.axis, swept.values, choices, options, job);
    const auto csv = [&](std::ostream& out) {
        writeLoadSweepCsv(out, swept.axis, experiment, points);
    };
    if (!request.out.empty()) writeFile(request.out, csv);
    if (request.json) {
        const Json json = {{"over", loadAxisName(swept.axis, experiment)},
                           {"points", pointsJson(points, swept, experiment, plan)}};
        request.out.empty() ? printJson(json) : reportJson(json);
    } else if (request.out.empty()) {
        std::ostringstream text;
        csv(text);
        printText(text.str());
    } else {
        reportText(
            fmt::format("{}: {} points\n", request.out.string(), points.size() * choices.size()));
    }
    return kDone;
}

}  // namespace orl::cli
