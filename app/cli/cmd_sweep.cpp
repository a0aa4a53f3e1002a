#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <sstream>

#include "app/cli/command.h"
#include "app/cli/groups.h"
#include "app/cli/load_sweep.h"
#include "app/cli/output.h"
#include "app/cli/own_arguments.h"
#include "app/cli/prediction_arguments.h"
#include "app/cli/scenario_arguments.h"
#include "app/cli/sweep_axes.h"
#include "app/numbers.h"
#include "core/evaluate/report_json.h"
#include "core/evaluate/sweep.h"
#include "core/experiment/own_choices.h"
#include "core/lab/grid_sweep.h"
#include "core/lab/settings.h"

namespace orl::cli {
namespace {

struct SweepArguments {
    PredictionArguments prediction;
    ScenarioArguments scenario;
    ConstraintArguments constraints;
    GroupByArguments group;
    LoadSweepArguments load;
    std::vector<const CLI::Option*> batchOnly;  ///< options that a run over time has no use for
    std::string over;
    std::optional<std::string> over2;
    std::vector<std::string> routers;
    std::optional<double> money;
    std::optional<double> volume;
    std::uint64_t seed = 1;
    int threads = 1;
    std::filesystem::path out;
    bool json = false;
};

struct SweptAxes {
    SweepAxis x;
    std::optional<SweepAxis> y;

    bool any(const std::function<bool(const SweepAxis&)>& holds) const {
        return holds(x) || (y && holds(*y));
    }
};

SweptAxes axesOf(const SweepArguments& arguments) {
    SweptAxes axes{sweepAxisOf(arguments.over, "--over"), {}};
    if (arguments.over2) axes.y = sweepAxisOf(*arguments.over2, "--over2");
    return axes;
}

void checkGoal(const SweepArguments& arguments, const SweptAxes& axes) {
    const ConstraintArguments& goal = arguments.constraints;
    const bool asked = goal.alpha || goal.budget;
    const bool volume =
        axes.any([](const SweepAxis& axis) { return axis.kind == AxisKind::Volume; });
    if (arguments.money && !volume) {
        throw UsageError("--money is USD a month: it needs --over volume=LO:HI:STEP");
    }
    if (arguments.volume && volume) {
        throw UsageError("--over volume takes the place of --volume");
    }
    const bool replaced = arguments.money || axes.any([](const SweepAxis& axis) {
        return axis.kind == AxisKind::Alpha || axis.kind == AxisKind::Budget;
    });
    const std::string name = arguments.money ? "volume with --money" : axisName(axes.x);
    if (replaced && asked) {
        throw UsageError(fmt::format("--over {} takes the place of --alpha and --budget", name));
    }
    if (!replaced && !asked && !arguments.scenario.given()) {
        throw UsageError(fmt::format("sweeping {} needs --alpha or --budget", name));
    }
    if (!arguments.scenario.given() && arguments.prediction.request.test.empty()) {
        throw UsageError("--test is required, or --scenario");
    }
}

/// What stays while something moves.
struct SweepBase {
    std::shared_ptr<const Predicted> predicted;
    PoolSettings pool;
    std::shared_ptr<const Experiment> experiment;
    std::function<Constraints(const Experiment&)> constraints;
    std::string router = "dual";
    std::vector<std::string> routers;  ///< asked for
    std::vector<OwnRouter> own;        ///< of people's own, those of the workspace among them
    std::uint64_t seed = 1;
};

SweepBase baseOf(const SweepArguments& arguments, const std::vector<std::string>& routers,
                 const Job& job) {
    SweepBase base;
    base.routers = routers;
    base.own = ownRoutersFor(arguments.prediction.request.workspace, routers, job);
    if (arguments.scenario.given()) {
        ScenarioBatch batch =
            scenarioBatch(arguments.scenario, arguments.prediction.request.workspace, job);
        base.predicted = std::make_shared<const Predicted>(std::move(batch.predicted));
        base.pool = batch.scenario.pool;
        putBeside(batch.experiment, base.own, routers, base.predicted->data, job);
        base.experiment = std::make_shared<const Experiment>(std::move(batch.experiment));
        base.constraints = [settings = batch.scenario.constraints](const Experiment& experiment) {
            return constraintsOf(settings, experiment);
        };
        base.router = batch.scenario.router;
        base.seed = batch.scenario.preparation.seed;
        return base;
    }
    const auto predicted =
        std::make_shared<const Predicted>(predictPart(arguments.prediction.request, job));
    base.predicted = predicted;
    base.pool = arguments.prediction.pool.settings(predicted->data);
    Experiment made = experimentOf(*predicted, base.pool);
    putBeside(made, base.own, routers, predicted->data, job);
    base.experiment = std::make_shared<const Experiment>(std::move(made));
    base.constraints = [&arguments, predicted](const Experiment& experiment) {
        Constraints asked = arguments.constraints.constraints(experiment);
        arguments.group.applyTo(asked, predicted->data, experiment);
        return asked;
    };
    base.seed = arguments.seed;
    return base;
}

Json pointJson(double value, double alpha, const Evaluation& e) {
    return {{"router", e.router},
            {"value", value},
            {"alpha", alpha},
            {"feasible", e.feasible},
            {"cost", e.cost},
            {"predicted_accuracy", e.predictedAccuracy},
            {"realized_accuracy", e.realizedAccuracy},
            {"realized_cost", e.realizedCost},
            {"bound", e.bound},
            {"gap", e.gap},
            {"share", e.share}};
}

Json sweepJson(const SweepBase& base, const SweptAxes& axes) {
    const Predicted& predicted = *base.predicted;
    Json json = {{"dataset", predicted.part.dataset},
                 {"split", predicted.part.split},
                 {"predictor", toString(predicted.kind)},
                 {"key", predicted.predictorKey},
                 {"queries", base.experiment->problem.queryCount()},
                 {"models", base.experiment->models},
                 {"over", axisName(axes.x)}};
    if (axes.y) json["over2"] = axisName(*axes.y);
    json["points"] = Json::array();
    json["warnings"] = base.experiment->warnings;
    return json;
}

/// What a sweep came to, in the two forms in which it is handed out.
struct SweepOutput {
    std::size_t points = 0;
    std::function<void(std::ostream&)> csv;
    std::function<void(Json&)> addPoints;
};

/// The three that scripts know since the beginning: their columns stay.
std::optional<SweepOver> plainSweep(const SweepArguments& arguments, const SweptAxes& axes) {
    if (axes.y || arguments.volume) return {};
    switch (axes.x.kind) {
        case AxisKind::Alpha:
            return SweepOver::Alpha;
        case AxisKind::Capacity:
            return SweepOver::Capacity;
        case AxisKind::Budget:
            return SweepOver::Budget;
        default:
            return {};
    }
}

SweepOutput plainOutput(const SweepArguments& arguments, const SweepBase& base, SweepOver over,
                        const std::vector<double>& values, const Job& job) {
    SweepOptions options;
    options.over = over;
    options.values = values;
    options.routers = base.routers;
    options.base = base.constraints(*base.experiment);
    options.seed = base.seed;
    options.threads = arguments.threads;
    const auto points =
        std::make_shared<const std::vector<SweepPoint>>(sweep(*base.experiment, options, job));
    return {points->size(),
            [points, over, models = base.experiment->models](std::ostream& out) {
                writeSweepCsv(out, models, over, *points);
            },
            [points](Json& json) {
                for (const SweepPoint& point : *points) {
                    json.push_back(pointJson(point.value, point.alpha, point.evaluation));
                }
            }};
}

SweepOutput gridOutput(const SweepArguments& arguments, const SweepBase& base,
                       const SweptAxes& axes, const Job& job) {
    GridInputs inputs;
    inputs.x = axes.x;
    inputs.y = axes.y;
    inputs.routers = base.routers;
    if (axes.y && inputs.routers.empty()) inputs.routers = {base.router};
    inputs.experiment = base.experiment;
    inputs.pool = base.pool;
    inputs.remake = [predicted = base.predicted, own = base.own](const PoolSettings& pool,
                                                                 const Experiment* before) {
        Experiment made =
            makeExperiment(predicted->data, predicted->rows, predicted->predictions, pool, before);
        setOwnPlans(made, own, predicted->data);
        return made;
    };
    inputs.constraints = base.constraints;
    inputs.monthlyQueries = arguments.volume.value_or(kMissing);
    inputs.monthlyMoney = arguments.money.value_or(kMissing);
    inputs.seed = base.seed;
    inputs.threads = arguments.threads;
    const auto cells = std::make_shared<const GridCells>(sweepGrid(inputs, job));
    return {cells->size(),
            [inputs, cells](std::ostream& out) { writeGridCsv(out, inputs, *cells); },
            [cells, two = axes.y.has_value()](Json& json) {
                for (const auto& cell : *cells) {
                    Json point = pointJson(cell->x, cell->alpha, cell->evaluation);
                    if (two) point["value2"] = cell->y;
                    point["mean_seconds"] = cell->evaluation.meanSeconds;
                    point["cost_month"] = cell->costAMonth();
                    point["reason"] = cell->evaluation.explanation;
                    if (cell->evaluation.served == 0) point["share"] = nullptr;
                    json.push_back(std::move(point));
                }
            }};
}

/// A sweep over the load of a run, with its own settings.
int sweepLoad(SweepArguments& arguments, const Job& job) {
    for (const CLI::Option* option : arguments.batchOnly) {
        if (option->count() == 0) continue;
        throw UsageError(
            fmt::format("{} is of a batch: leave it out of a sweep over time", option->get_name()));
    }
    const ConstraintArguments& goal = arguments.constraints;
    if (goal.alpha.has_value() == goal.budget.has_value()) {
        throw UsageError("a sweep over time needs --alpha or --budget");
    }
    if (arguments.prediction.request.test.empty()) throw UsageError("--test is required");
    return runLoadSweep(arguments.load, arguments.prediction,
                        {arguments.over, arguments.routers, goal.alpha, goal.budget, arguments.seed,
                         arguments.threads, arguments.out, arguments.json},
                        job);
}

int runSweep(SweepArguments& arguments, const Job& job) {
    if (arguments.load.sweeps(arguments.over)) return sweepLoad(arguments, job);
    if (arguments.load.anyGiven()) {
        throw UsageError(
            "arrivals, slots and the like are of a run over time: sweep rate, concurrency, "
            "concurrency:NAME, planned-use or second-price");
    }
    const SweptAxes axes = axesOf(arguments);
    checkGoal(arguments, axes);
    const std::vector<std::string> routers = rejoined(arguments.routers);
    for (std::string id : routers) {
        const std::string wrong = routerId()(id);
        if (!wrong.empty()) throw UsageError("--routers: " + wrong);
    }
    arguments.group.check();
    checkOutputs({{"--out", arguments.out}},
                 workspaceFiles(arguments.prediction.request.workspace));

    const SweepBase base = baseOf(arguments, routers, job);
    const auto over = plainSweep(arguments, axes);
    const SweepOutput output = over ? plainOutput(arguments, base, *over, axes.x.values, job)
                                    : gridOutput(arguments, base, axes, job);

    for (const std::string& warning : base.experiment->warnings) note(warning);
    if (!arguments.out.empty()) writeFile(arguments.out, output.csv);
    if (arguments.json) {
        Json json = sweepJson(base, axes);
        output.addPoints(json["points"]);
        arguments.out.empty() ? printJson(json) : reportJson(json);
    } else if (arguments.out.empty()) {
        std::ostringstream text;
        output.csv(text);
        printText(text.str());
    } else {
        reportText(fmt::format("{}: {} points\n", arguments.out.string(), output.points));
    }
    return kDone;
}

void addAxes(CLI::App& command, SweepArguments& arguments) {
    command
        .add_option(
            "--over", arguments.over,
            "What moves, from LO to HI in equal steps, or LO:HI:xRATIO in equal ratios (HI "
            "is included where a step ends there): alpha, capacity (a common share), capacity:NAME "
            "(one model's), "
            "budget (USD for the batch), price:NAME (a factor), input-price:NAME, "
            "output-price:NAME (USD per million tokens), second-price (USD per second), "
            "seconds-cap (mean seconds), volume (queries a month); simulated over time: rate "
            "(arrivals a second), concurrency (slots of every model), concurrency:NAME, "
            "planned-use "
            "(see there), and second-price where arrivals are given. "
            "NAME is all up to the last equals sign")
        ->required()
        ->type_name("AXIS[:NAME]=LO:HI:STEP");
    command
        .add_option("--over2", arguments.over2,
                    "A second axis: every value of one with every value of the other, by the "
                    "optimizer unless --routers names others")
        ->type_name("AXIS[:NAME]=LO:HI:STEP");
    command
        .add_option("--volume", arguments.volume,
                    "Queries a month, of which the batch is a sample: for the column cost_month")
        ->check(nonNegative())
        ->type_name("QUERIES");
    command
        .add_option("--money", arguments.money,
                    "With --over volume: so many USD a month in place of a floor, the most "
                    "accurate for it")
        ->check(nonNegative())
        ->type_name("USD");
}

}  // namespace

void addSweep(CLI::App& app, Action& action) {
    auto arguments = std::make_shared<SweepArguments>();
    CLI::App* command = app.add_subcommand(
        "sweep",
        "Route again and again while a limit, a price or the volume moves, or two of them");
    arguments->prediction.addTo(*command);
    arguments->prediction.pool.addTo(*command);
    arguments->constraints.addTo(*command, false);
    arguments->scenario.addTo(*command);
    arguments->group.addTo(*command);
    addAxes(*command, *arguments);
    command
        ->add_option("--routers", arguments->routers,
                     "Which routers, own:NAME, rules and file:CHOICES among them; all unless "
                     "named, with two axes the optimizer")
        ->delimiter(',')
        ->type_name("ID,...");
    arguments->load.addTo(*command);
    command->add_option("--seed", arguments->seed, "Of the router random, and of a run over time")
        ->capture_default_str()
        ->check(wholeNumber());
    command
        ->add_option("--threads", arguments->threads, "Threads; the result does not depend on it")
        ->capture_default_str()
        ->check(numberBetween(1, 256));
    command->add_option("--out", arguments->out, "CSV to write; else it goes to stdout");
    command->add_flag("--json", arguments->json, "Print as JSON");
    // A scenario is all that stays.
    command->get_option("--test")->required(false);
    CLI::Option* scenario = command->get_option("--scenario");
    for (const char* part :
         {"--test", "--train", "--predictor", "--alpha", "--budget", "--capacity",
          "--price-multiplier", "--input-price", "--output-price", "--disable", "--hypothetical",
          "--group-by", "--group-floor", "--group-cap", "--seed", "--first-token",
          "--tokens-per-second", "--second-price", "--seconds-cap"}) {
        scenario->excludes(command->get_option(part));
    }
    for (const char* part : {"--capacity", "--seconds-cap", "--scenario", "--over2", "--volume",
                             "--money", "--group-by", "--group-floor", "--group-cap"}) {
        arguments->batchOnly.push_back(command->get_option(part));
    }
    command->callback([arguments, &action] {
        action = [arguments](const Job& job) { return runSweep(*arguments, job); };
    });
}

}  // namespace orl::cli
