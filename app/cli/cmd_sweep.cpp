#include <fmt/format.h>

#include <memory>
#include <sstream>

#include "app/cli/command.h"
#include "app/cli/groups.h"
#include "app/cli/output.h"
#include "app/cli/own_arguments.h"
#include "app/cli/prediction_arguments.h"
#include "app/numbers.h"
#include "core/evaluate/report_json.h"
#include "core/evaluate/sweep.h"

namespace orl::cli {
namespace {

struct SweepArguments {
    PredictionArguments prediction;
    ConstraintArguments constraints;
    GroupByArguments group;
    std::string over;
    std::vector<std::string> routers;
    std::uint64_t seed = 1;
    int threads = 1;
    std::filesystem::path out;
    bool json = false;
};

Json pointJson(const SweepPoint& point) {
    const Evaluation& e = point.evaluation;
    return {{"router", e.router},
            {"value", point.value},
            {"alpha", point.alpha},
            {"feasible", e.feasible},
            {"cost", e.cost},
            {"predicted_accuracy", e.predictedAccuracy},
            {"realized_accuracy", e.realizedAccuracy},
            {"realized_cost", e.realizedCost},
            {"bound", e.bound},
            {"gap", e.gap},
            {"share", e.share}};
}

Json sweepJson(const Predicted& predicted, const Experiment& experiment, SweepOver over,
               const std::vector<SweepPoint>& points) {
    Json json = {{"dataset", predicted.part.dataset},
                 {"split", predicted.part.split},
                 {"predictor", toString(predicted.kind)},
                 {"key", predicted.predictorKey},
                 {"queries", experiment.problem.queryCount()},
                 {"models", experiment.models},
                 {"over", toString(over)},
                 {"points", Json::array()},
                 {"warnings", experiment.warnings}};
    for (const SweepPoint& point : points) json["points"].push_back(pointJson(point));
    return json;
}

int runSweep(const SweepArguments& arguments, const Job& job) {
    const SweepRange range = sweepRangeOf(arguments.over);
    const ConstraintArguments& goal = arguments.constraints;
    if (range.over == SweepOver::Capacity && !goal.alpha && !goal.budget) {
        throw UsageError("sweeping capacity needs --alpha or --budget");
    }
    if (range.over != SweepOver::Capacity && (goal.alpha || goal.budget)) {
        throw UsageError(std::string("--over ") + toString(range.over) +
                         " takes the place of --alpha and --budget");
    }
    const std::vector<std::string> routers = rejoined(arguments.routers);
    for (std::string id : routers) {
        const std::string wrong = routerId()(id);
        if (!wrong.empty()) throw UsageError("--routers: " + wrong);
    }
    arguments.group.check();
    checkOutputs({{"--out", arguments.out}},
                 workspaceFiles(arguments.prediction.request.workspace));

    const Predicted predicted = predictPart(arguments.prediction.request, job);
    Experiment experiment =
        experimentOf(predicted, arguments.prediction.pool.settings(predicted.data));
    putBeside(experiment, ownRoutersFor(arguments.prediction.request.workspace, routers, job),
              routers, predicted.data, job);
    SweepOptions options;
    options.over = range.over;
    options.values = range.values;
    options.routers = routers;
    options.base = goal.constraints(experiment);
    arguments.group.applyTo(options.base, predicted.data, experiment);
    options.seed = arguments.seed;
    options.threads = arguments.threads;
    const auto points = sweep(experiment, options, job);

    for (const std::string& warning : experiment.warnings) note(warning);
    const auto csv = [&](std::ostream& out) {
        writeSweepCsv(out, experiment.models, range.over, points);
    };
    if (!arguments.out.empty()) writeFile(arguments.out, csv);
    if (arguments.json) {
        const Json json = sweepJson(predicted, experiment, range.over, points);
        arguments.out.empty() ? printJson(json) : reportJson(json);
    } else if (arguments.out.empty()) {
        std::ostringstream text;
        csv(text);
        printText(text.str());
    } else {
        reportText(fmt::format("{}: {} points\n", arguments.out.string(), points.size()));
    }
    return kDone;
}

}  // namespace

void addSweep(CLI::App& app, Action& action) {
    auto arguments = std::make_shared<SweepArguments>();
    CLI::App* command = app.add_subcommand(
        "sweep", "Route again and again while the floor, the budget or a common capacity moves");
    arguments->prediction.addTo(*command);
    arguments->prediction.pool.addTo(*command);
    arguments->constraints.addTo(*command, false);
    arguments->group.addTo(*command);
    command
        ->add_option("--over", arguments->over,
                     "What moves, from LO to HI, ends included; budgets in USD for the batch")
        ->required()
        ->type_name("alpha=LO:HI:STEP|capacity=LO:HI:STEP|budget=LO:HI:STEP");
    command
        ->add_option("--routers", arguments->routers,
                     "Which routers, own:NAME, rules and file:CHOICES among them; all unless named")
        ->delimiter(',')
        ->type_name("ID,...");
    command->add_option("--seed", arguments->seed, "Of the router random")
        ->capture_default_str()
        ->check(wholeNumber());
    command
        ->add_option("--threads", arguments->threads, "Threads; the result does not depend on it")
        ->capture_default_str()
        ->check(numberBetween(1, 256));
    command->add_option("--out", arguments->out, "CSV to write; else it goes to stdout");
    command->add_flag("--json", arguments->json, "Print as JSON");
    command->callback([arguments, &action] {
        action = [arguments](const Job& job) { return runSweep(*arguments, job); };
    });
}

}  // namespace orl::cli
