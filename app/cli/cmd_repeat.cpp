#include <fmt/format.h>

#include <memory>
#include <sstream>

#include "app/cli/command.h"
#include "app/cli/groups.h"
#include "app/cli/output.h"
#include "app/cli/own_arguments.h"
#include "app/cli/prediction_arguments.h"
#include "app/numbers.h"
#include "core/lab/repeats.h"
#include "core/lab/settings.h"
#include "core/route/router.h"

namespace orl::cli {
namespace {

struct RepeatArguments {
    std::filesystem::path workspace;
    std::string data;
    int splits = 20;
    double share = 0.7;
    std::string predictor = "hybrid";
    ConstraintArguments constraints;
    GroupByArguments group;
    PoolArguments pool;
    std::vector<std::string> routers;
    std::uint64_t seed = 1;
    std::filesystem::path out;
    bool json = false;
};

Json valueJson(const RepeatValue& value) {
    return {{"mean", value.mean},
            {"standard_error", value.error},
            {"deviation", value.deviation},
            {"splits", value.splits}};
}

Json repeatsJson(const Repeats& repeats, const RepeatArguments& arguments) {
    Json routers = Json::object();
    for (const RepeatedRouter& router : repeats.routers) {
        Json metrics = Json::object();
        for (std::size_t m = 0; m < kRepeatMetrics; ++m) {
            const auto metric = static_cast<RepeatMetric>(m);
            metrics[toString(metric)] = valueJson(router.value(metric));
        }
        metrics["feasible"] = router.feasible;
        routers[router.id] = std::move(metrics);
    }
    return {{"dataset", arguments.data},        {"splits", repeats.splits},
            {"share", repeats.share},           {"seed", repeats.seed},
            {"predictor", arguments.predictor}, {"learned", repeats.learned},
            {"routed", repeats.routed},         {"routers", routers},
            {"warnings", repeats.warnings}};
}

std::string withError(const RepeatValue& value, double scale, int decimals, const char* unit) {
    if (value.splits == 0) return "–";
    return fmt::format("{}{} ± {}", digits(value.mean * scale, decimals), unit,
                       digits(value.error * scale, decimals));
}

std::string repeatsTable(const Repeats& repeats) {
    std::vector<std::vector<std::string>> rows{{"router", "USD/1,000", "realized USD/1,000",
                                                "predicted", "realized", "saving", "below floor",
                                                "feasible"}};
    for (const RepeatedRouter& router : repeats.routers) {
        const auto usdOf = [&](RepeatMetric metric) {
            return withError(router.value(metric), 1.0, 4, "");
        };
        const auto percentOf = [&](RepeatMetric metric) {
            return withError(router.value(metric), 100.0, 2, " %");
        };
        rows.push_back({router.id, usdOf(RepeatMetric::Cost), usdOf(RepeatMetric::RealizedCost),
                        percentOf(RepeatMetric::PredictedAccuracy),
                        percentOf(RepeatMetric::RealizedAccuracy), percentOf(RepeatMetric::Saving),
                        percentOf(RepeatMetric::RealizedShortfall),
                        fmt::format("{} of {}", router.feasible, repeats.done)});
    }
    return table(rows) + fmt::format(
                             "\nmean ± standard error over {} splits, {} learned from and "
                             "{} routed in each\n",
                             repeats.done, repeats.learned, repeats.routed);
}

RepeatInputs inputsOf(const RepeatArguments& arguments, const Job& job) {
    const auto workspace = Workspace::open(arguments.workspace, Workspace::Access::ReadOnly);
    RepeatInputs inputs;
    auto data = std::make_shared<Dataset>(
        workspace.loadDataset(datasetPartOf(workspace, arguments.data, "").dataset, job));
    inputs.pool = arguments.pool.settings(*data);
    inputs.data = std::move(data);
    Preparation preparation;
    preparation.predictor = arguments.predictor;
    preparation.seed = arguments.seed;
    inputs.predictor = predictorOptionsOf(preparation);
    inputs.constraints = [goal = arguments.constraints, group = arguments.group,
                          all = inputs.data](const Experiment& experiment) {
        Constraints constraints = goal.constraints(experiment);
        group.applyToDrawn(constraints, *all, experiment);
        return constraints;
    };
    inputs.routers = rejoined(arguments.routers);
    inputs.own = ownRoutersFor(arguments.workspace, inputs.routers, job);
    if (inputs.routers.empty()) {
        for (const RouterInfo& info : routerCatalogue()) inputs.routers.emplace_back(info.id);
        for (const OwnRouter& own : inputs.own) inputs.routers.push_back(ownRouterId(own.name));
    }
    inputs.splits = arguments.splits;
    inputs.share = arguments.share;
    inputs.seed = arguments.seed;
    return inputs;
}

int runRepeat(const RepeatArguments& arguments, const Job& job) {
    arguments.group.check();
    checkOutputs({{"--out", arguments.out}}, workspaceFiles(arguments.workspace));
    const Repeats repeats = repeatComparison(inputsOf(arguments, job), job);
    for (const std::string& warning : repeats.warnings) note(warning);
    if (!arguments.out.empty()) {
        writeFile(arguments.out, [&](std::ostream& out) { writeRepeatsCsv(out, repeats); });
    }
    if (arguments.json) {
        const Json json = repeatsJson(repeats, arguments);
        arguments.out.empty() ? printJson(json) : reportJson(json);
    } else if (arguments.out.empty()) {
        printText(repeatsTable(repeats));
    } else {
        reportText(fmt::format("{}: {} routers over {} splits\n", arguments.out.string(),
                               repeats.routers.size(), repeats.done));
    }
    const bool any = repeats.of("dual")->feasible > 0;
    if (!any) note("infeasible: the optimizer kept the constraints in no split");
    return any ? kDone : kFailed;
}

}  // namespace

void addRepeat(CLI::App& app, Action& action) {
    auto arguments = std::make_shared<RepeatArguments>();
    CLI::App* command = app.add_subcommand(
        "repeat",
        "The comparison of the routers over many seeded splits of a data set: mean and standard "
        "error of every figure. Exit code 1 when the constraints are met in no split.");
    command->add_option("--workspace", arguments->workspace, "The workspace file")->required();
    command
        ->add_option("--data", arguments->data,
                     "Data set, all of whose queries are dealt anew for every split")
        ->required()
        ->type_name("D");
    command->add_option("--splits", arguments->splits, "How many")
        ->capture_default_str()
        ->check(CLI::Range(1, 1000));
    command->add_option("--share", arguments->share, "Of the queries, learned from")
        ->capture_default_str()
        ->check(numberBetween(0.0, 1.0));
    command->add_option("--predictor", arguments->predictor, "What is fitted in every split")
        ->capture_default_str()
        ->check(CLI::IsMember({"hybrid", "knn", "trained", "prior", "recorded"}));
    arguments->constraints.addTo(*command, true);
    arguments->group.addTo(*command);
    arguments->pool.addTo(*command);
    command
        ->add_option("--routers", arguments->routers,
                     "Which, separated by commas, own:NAME, rules and file:CHOICES among them; all "
                     "unless named")
        ->delimiter(',')
        ->type_name("ID,...");
    command->add_option("--seed", arguments->seed, "Split s is dealt by this + s, s from 0")
        ->capture_default_str()
        ->check(wholeNumber());
    command->add_option("--out", arguments->out, "CSV of means and standard errors");
    command->add_flag("--json", arguments->json, "Print as JSON");
    command->callback([arguments, &action] {
        action = [arguments](const Job& job) { return runRepeat(*arguments, job); };
    });
}

}  // namespace orl::cli
