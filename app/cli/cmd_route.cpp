#include <fmt/format.h>

#include <cmath>
#include <memory>
#include <ostream>

#include "app/cli/certainty.h"
#include "app/cli/command.h"
#include "app/cli/compared.h"
#include "app/cli/groups.h"
#include "app/cli/output.h"
#include "app/cli/own_arguments.h"
#include "app/cli/prediction_arguments.h"
#include "app/cli/scenario_arguments.h"
#include "app/numbers.h"
#include "core/evaluate/report_json.h"
#include "core/lab/selection.h"
#include "core/lab/solving.h"
#include "core/route/router.h"

namespace orl::cli {
namespace {

struct RouteArguments {
    PredictionArguments prediction;
    ScenarioArguments scenario;
    ConstraintArguments constraints;
    GroupByArguments group;
    std::string router = "dual";
    std::optional<double> tau;
    std::optional<double> willingness;
    CertaintyArguments certainty;
    EffortArguments effort;
    std::uint64_t seed = 1;
    bool compare = false;
    std::filesystem::path out;
    bool json = false;
};

std::optional<double> parameterOf(const RouteArguments& arguments) {
    const std::string_view name = routerInfo(arguments.router).parameterName;
    if (arguments.tau && name != "τ") {
        throw UsageError("--tau belongs to threshold and balance-aware, not to " +
                         arguments.router);
    }
    if (arguments.willingness && name != "w") {
        throw UsageError("--willingness belongs to the router willingness, not to " +
                         arguments.router);
    }
    return arguments.tau ? arguments.tau : arguments.willingness;
}

void writeRoutes(std::ostream& out, const Predicted& predicted, const Experiment& experiment,
                 const Assignment& assignment) {
    out << "query,split,task,level,model,predicted_quality,predicted_cost,realized_score,"
           "realized_cost\n";
    for (std::size_t i = 0; i < assignment.size(); ++i) {
        const std::size_t row = experiment.rows[i];
        const Query& query = predicted.data.queries[row];
        out << row << ',' << csvCell(query.split) << ',' << csvCell(query.task) << ','
            << csvCell(query.level) << ',';
        if (assignment[i] < 0) {
            out << ",,,,\n";
            continue;
        }
        const auto model = static_cast<std::size_t>(assignment[i]);
        const auto r = static_cast<Eigen::Index>(i);
        const auto c = static_cast<Eigen::Index>(model);
        out << csvCell(experiment.models[model]) << ','
            << csvCell(experiment.problem.quality(i, model)) << ','
            << csvCell(experiment.usd(i, model)) << ',' << csvCell(experiment.truth.outcome(r, c))
            << ',' << csvCell(experiment.truth.realizedCost(r, c)) << '\n';
    }
}

QueryList servedQueries(const Assignment& assignment) {
    QueryList served;
    served.reserve(assignment.size());
    for (std::size_t i = 0; i < assignment.size(); ++i) {
        if (assignment[i] >= 0) served.push_back(static_cast<std::uint32_t>(i));
    }
    return served;
}

std::string summary(const Experiment& experiment, std::size_t copies, const Evaluation& evaluation,
                    const Assignment& assignment, const Certainty& certainty) {
    std::vector<std::vector<std::string>> rows = {
        {"router", evaluation.router},
        {"queries", std::to_string(evaluation.queries)},
        {"served", fmt::format("{} of {}", evaluation.served, evaluation.queries)},
        {"predicted cost (USD)", usd(evaluation.cost)},
        {"  per 1,000 queries",
         evaluation.servesAll() ? usd(evaluation.costPer1000()) : std::string("–")},
        {"realized cost (USD)", usd(evaluation.realizedCost)},
        {"mean seconds", evaluation.meanSeconds == evaluation.meanSeconds
                             ? fmt::format("{:.3g}", evaluation.meanSeconds)
                             : std::string("–")},
        {"predicted accuracy", percent(evaluation.predictedAccuracy)},
        {"realized accuracy", percent(evaluation.realizedAccuracy)},
    };
    if (!experiment.seconds) rows.erase(rows.begin() + 6);
    if (evaluation.servesAll()) rows.erase(rows.begin() + 2);
    // Of an own router what it leaves out is counted, and no trick to look accurate.
    if (experiment.ownPlanOf(evaluation.router) && !evaluation.servesAll()) {
        const PartFigures part = figuresOf(experiment, assignment, servedQueries(assignment));
        rows.push_back({fmt::format("accuracy of the {} served, predicted", part.served),
                        percent(part.predictedAccuracy)});
        rows.push_back({fmt::format("accuracy of the {} served, realized", part.served),
                        percent(part.realizedAccuracy)});
    }
    if (copies > 0) rows.push_back({"copies of training queries", std::to_string(copies)});
    if (experiment.secondPrice > 0.0) {
        rows.push_back({"cost and seconds (USD)", usd(evaluation.objective)});
    }
    if (evaluation.bound == evaluation.bound) {
        rows.push_back(
            {experiment.secondPrice > 0.0 ? "certified bound on both" : "certified bound",
             usd(evaluation.bound)});
        rows.push_back({"gap", evaluation.optimal
                                   ? std::string("none: proven optimal")
                                   : fmt::format("{:.2g} %", 100.0 * evaluation.gap)});
    }
    const auto sure = certainty.rows();
    rows.insert(rows.end(), sure.begin(), sure.end());
    for (std::size_t j = 0; j < evaluation.share.size(); ++j) {
        rows.push_back({"share of " + experiment.models[j], percent(evaluation.share[j])});
    }
    return table(rows);
}

PoolSettings poolOf(const RouteArguments& arguments, const Dataset& data) {
    PoolSettings pool = arguments.prediction.pool.settings(data);
    pool.caution = arguments.certainty.robust;
    return pool;
}

Calibration calibrationOf(const RouteArguments& arguments, Predicted& predicted, const Job& job) {
    if (predicted.kind == PredictorKind::Recorded) {
        throw UsageError("--guarantee needs a fitted predictor, not the recorded outcomes");
    }
    return calibrationFor({arguments.prediction.request, arguments.certainty.calibrate,
                           poolOf(arguments, predicted.data)},
                          predicted, job);
}

/// What is routed, by which rule, and what it has to keep.
struct Asked {
    Predicted predicted;
    PoolSettings pool;
    Experiment experiment;
    Constraints constraints;
    std::string router;
    std::uint64_t seed = 1;
};

Asked askedOf(const RouteArguments& arguments, const Job& job) {
    if (arguments.scenario.given()) {
        ScenarioBatch batch =
            scenarioBatch(arguments.scenario, arguments.prediction.request.workspace, job);
        return {std::move(batch.predicted),  batch.scenario.pool,
                std::move(batch.experiment), std::move(batch.constraints),
                batch.scenario.router,       batch.scenario.preparation.seed};
    }
    Asked asked{predictPart(arguments.prediction.request, job),
                {},
                {},
                {},
                arguments.router,
                arguments.seed};
    asked.pool = poolOf(arguments, asked.predicted.data);
    asked.experiment = experimentOf(asked.predicted, asked.pool);
    asked.constraints = arguments.constraints.constraints(asked.experiment);
    arguments.group.applyTo(asked.constraints, asked.predicted.data, asked.experiment);
    return asked;
}

int runRoute(const RouteArguments& arguments, const Job& job) {
    if (!arguments.scenario.given()) {
        if (arguments.prediction.request.test.empty()) {
            throw UsageError("--test is required, or --scenario");
        }
        if (!arguments.constraints.alpha && !arguments.constraints.budget) {
            throw UsageError("one of --alpha and --budget is required, or --scenario");
        }
    }
    RouteRequest request;
    request.parameter = parameterOf(arguments);
    arguments.group.check();
    arguments.certainty.check(arguments.constraints, arguments.router, !arguments.group.by.empty());
    checkOutputs({{"--out", arguments.out}},
                 workspaceFiles(arguments.prediction.request.workspace));

    Asked all = askedOf(arguments, job);
    Predicted& predicted = all.predicted;
    putBeside(all.experiment,
              ownRoutersFor(arguments.prediction.request.workspace, {all.router}, job),
              {all.router}, predicted.data, job);
    const Experiment& experiment = all.experiment;
    std::optional<Calibration> calibration;
    if (arguments.certainty.guarantee) {
        calibration = calibrationOf(arguments, predicted, job);
    }
    request.constraints = all.constraints;
    request.seed = all.seed;
    request.budget = arguments.effort.budget();
    request.stop = job.stop;
    const Constraints asked = request.constraints;
    std::optional<GuaranteeReport> guarantee;
    if (calibration) {
        guarantee =
            guaranteeOn(*arguments.certainty.guarantee, *calibration, experiment, asked, job);
        request.constraints.qualityFloor = guarantee->guarantee.point.floor;
    }
    Routed routed;
    if (guarantee && !guarantee->guarantee.reachable) {
        routed.result.explanation = guarantee->guarantee.explanation;
        routed.evaluation = evaluate(experiment, all.router, request.constraints, routed.result);
    } else {
        routed = routeOnce(experiment, all.router, request);
    }
    const RouteResult& result = routed.result;
    const Evaluation& evaluation = routed.evaluation;

    const Certainty certainty = certaintyOf(arguments.certainty, std::move(guarantee), experiment,
                                            request.constraints, result.assignment, all.seed, job);
    std::optional<Compared> compared;
    if (arguments.compare && !result.assignment.empty()) {
        compared = compareTo({arguments.prediction, all.pool}, predicted,
                             {experiment, evaluation, result.assignment, request.constraints,
                              request.parameter, all.seed},
                             job);
    }
    if (!arguments.out.empty() && !result.assignment.empty()) {
        writeFile(arguments.out, [&](std::ostream& out) {
            writeRoutes(out, predicted, experiment, result.assignment);
        });
    }
    const std::size_t copies = copiesIn(predicted, experiment);
    for (const std::string& warning : experiment.warnings) note(warning);
    if (!evaluation.feasible) note("infeasible: " + evaluation.explanation);
    if (arguments.json) {
        Json json = evaluationJson(experiment, evaluation, asked);
        certainty.addTo(json);
        if (compared) {
            compared->addTo(json);
            // The routing itself, and every baseline as tuned in hindsight.
            std::vector<Evaluation> scored = {evaluation};
            for (const auto& each : compared->hindsight.matched) scored.push_back(each.tuned);
            json["router_scores"] =
                routerScoresJson(scored, routerCurves(experiment, request.constraints, job),
                                 singleModels(experiment));
        }
        if (!request.constraints.group.empty()) {
            json["groups"] = groupsJson(experiment.problem, request.constraints, result.assignment,
                                        result.solve ? &*result.solve : nullptr);
        }
        if (const OwnPlan* plan = experiment.ownPlanOf(all.router)) {
            json["own"] = ownPlanJson(*plan);
            const PartFigures part =
                figuresOf(experiment, result.assignment, servedQueries(result.assignment));
            json["served_predicted_accuracy"] = part.predictedAccuracy;
            json["served_realized_accuracy"] = part.realizedAccuracy;
        }
        json["dataset"] = predicted.part.dataset;
        json["split"] = predicted.part.split;
        json["predictor"] = toString(predicted.kind);
        json["key"] = predicted.predictorKey;
        json["copies"] = copies;
        json["warnings"] = experiment.warnings;
        printJson(json);
    } else if (!result.assignment.empty()) {
        printText(summary(experiment, copies, evaluation, result.assignment, certainty) +
                  table(groupRows(experiment.problem, request.constraints, result.assignment,
                                  result.solve ? &*result.solve : nullptr)) +
                  certainty.lossTable() + (compared ? compared->tables() : std::string()));
    }
    return evaluation.feasible ? kDone : kFailed;
}

}  // namespace

void addRoute(CLI::App& app, Action& action) {
    auto arguments = std::make_shared<RouteArguments>();
    CLI::App* command = app.add_subcommand(
        "route",
        "Assign every query of a split to one model, judged on predictions and on the record. Exit "
        "code 1 when the floor, budget or capacities are not met.");
    arguments->prediction.addTo(*command);
    arguments->prediction.pool.addTo(*command);
    arguments->constraints.addTo(*command, false);
    arguments->scenario.addTo(*command);
    arguments->group.addTo(*command);
    command
        ->add_option("--router", arguments->router,
                     "Which rule assigns; also one of your own: see `omnirouter own add --help`")
        ->capture_default_str()
        ->check(routerId())
        ->type_name("ID|own:NAME|RULE|file:CHOICES");
    command
        ->add_option("--tau", arguments->tau,
                     "Threshold of threshold and balance-aware; alpha unless given")
        ->check(numberBetween(0.0, 1.0));
    command
        ->add_option("--willingness", arguments->willingness,
                     "Willingness to pay w of willingness, USD per correct answer")
        ->check(nonNegative());
    arguments->certainty.addTo(*command);
    arguments->effort.addTo(*command);
    command->add_option("--seed", arguments->seed, "Of the router random and of the bootstrap")
        ->capture_default_str()
        ->check(wholeNumber());
    command->add_flag(
        "--compare", arguments->compare,
        "Also tune every baseline to the same accuracy and show the saving; routers of "
        "your own are compared where they stand");
    // A scenario is all of it.
    command->get_option("--test")->required(false);
    CLI::Option* scenario = command->get_option("--scenario");
    for (const char* part : {"--test",
                             "--train",
                             "--predictor",
                             "--alpha",
                             "--budget",
                             "--capacity",
                             "--price-multiplier",
                             "--input-price",
                             "--output-price",
                             "--disable",
                             "--hypothetical",
                             "--group-by",
                             "--group-floor",
                             "--group-cap",
                             "--router",
                             "--tau",
                             "--willingness",
                             "--guarantee",
                             "--robust",
                             "--seed",
                             "--first-token",
                             "--tokens-per-second",
                             "--second-price",
                             "--seconds-cap"}) {
        scenario->excludes(command->get_option(part));
    }
    command->add_option("--out", arguments->out,
                        "CSV of the assignment; query is the row in the data set, from 0");
    command->add_flag("--json", arguments->json, "Print as JSON");
    command->callback([arguments, &action] {
        action = [arguments](const Job& job) { return runRoute(*arguments, job); };
    });
}

}  // namespace orl::cli
