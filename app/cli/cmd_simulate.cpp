#include <fmt/format.h>

#include <memory>
#include <ostream>

#include "app/cli/command.h"
#include "app/cli/output.h"
#include "app/cli/prediction_arguments.h"
#include "app/cli/run_arguments.h"
#include "app/cli/run_json.h"
#include "app/cli/simulate_arguments.h"
#include "app/numbers.h"
#include "core/simulate/figures.h"

namespace orl::cli {
namespace {

struct SimulateCommand {
    PredictionArguments prediction;
    SimulateArguments what;
    RunArguments runs;
    std::vector<std::string> routers{"dual"};
    int threads = 1;
    std::filesystem::path trace;
    bool timing = false;
    bool json = false;
};

std::string bandText(const RepeatedRuns& runs, std::string_view key, double scale, int decimals) {
    const RunBand band = runs.band(key);
    std::string text = digits(band.mean * scale, decimals);
    if (band.error == band.error) text += " ± " + digits(band.error * scale, decimals);
    return text;
}

std::string runsTable(const std::vector<RepeatedRuns>& all) {
    std::vector<std::vector<std::string>> rows{
        {"router", "served", "late", "rejected", "waiting", "USD/1,000", "predicted %",
         "realized %", "wait mean s", "wait p95 s", "total p95 s", "a second"}};
    for (const RepeatedRuns& runs : all) {
        rows.push_back({runs.router, bandText(runs, "served", 1.0, 0),
                        bandText(runs, "late", 1.0, 0), bandText(runs, "rejected", 1.0, 0),
                        bandText(runs, "waiting", 1.0, 0), bandText(runs, "cost_per_1000", 1.0, 4),
                        bandText(runs, "predicted_accuracy", 100.0, 2),
                        bandText(runs, "realized_accuracy", 100.0, 2),
                        bandText(runs, "wait_mean", 1.0, 3), bandText(runs, "wait_p95", 1.0, 3),
                        bandText(runs, "total_p95", 1.0, 3), bandText(runs, "throughput", 1.0, 2)});
    }
    return table(rows);
}

const char* outcomeName(const QueryRecord& query) {
    switch (query.outcome) {
        case QueryOutcome::Served:
            return "served";
        case QueryOutcome::Late:
            return "late";
        case QueryOutcome::Waiting:
            return "waiting";
        case QueryOutcome::Rejected:
            break;
    }
    switch (query.rejection) {
        case Rejection::Full:
            return "rejected: full";
        case Rejection::NoModel:
            return "rejected: no model";
        case Rejection::Failed:
            return "rejected: failed";
        case Rejection::Budget:
            return "rejected: budget";
    }
    return "";
}

void writeTrace(std::ostream& out, const std::vector<RepeatedRuns>& all,
                const Experiment& experiment) {
    out << "router,number,query,level,model,outcome,arrived,begun,ended,calls,predicted_quality,"
           "predicted_cost,realized_score,realized_cost\n";
    for (const RepeatedRuns& runs : all) {
        for (std::size_t k = 0; k < runs.first.record.size(); ++k) {
            const QueryRecord& query = runs.first.record[k];
            out << runs.router << ',' << k << ',' << experiment.rows[query.row] << ','
                << csvCell(
                       experiment.levelNames[static_cast<std::size_t>(experiment.level[query.row])])
                << ',';
            if (query.model >= 0) {
                out << csvCell(experiment.models[static_cast<std::size_t>(query.model)]);
            }
            out << ',' << outcomeName(query) << ',' << csvCell(query.arrived) << ','
                << csvCell(query.begun) << ',' << csvCell(query.ended) << ',' << query.calls;
            // Without an answer there is nothing to judge and nothing to pay.
            if (query.begun != query.begun || query.ended != query.ended) {
                out << ",,,,\n";
                continue;
            }
            const auto model = static_cast<std::size_t>(query.model);
            const auto row = static_cast<Eigen::Index>(query.row);
            out << ',' << csvCell(experiment.problem.quality(query.row, model)) << ','
                << csvCell(experiment.usd(query.row, model)) << ','
                << csvCell(experiment.truth.outcome(row, query.model)) << ','
                << csvCell(experiment.truth.realizedCost(row, query.model)) << '\n';
        }
    }
}

double eventsASecond(const RepeatedRuns& runs) {
    return static_cast<double>(runs.first.events) / (runs.first.milliseconds / 1000.0);
}

int runSimulate(const SimulateCommand& arguments, const Job& job) {
    const std::vector<PolicyChoice> choices = arguments.runs.choices(arguments.routers);
    arrivalsOf(arguments.what.arrivals);
    serviceOf(arguments.what.service);
    windowOf(arguments.what.window);
    std::vector<NamedFile> inputs = workspaceFiles(arguments.prediction.request.workspace);
    const std::filesystem::path times = arguments.what.timesFile();
    if (!times.empty()) inputs.push_back({"--arrival-times", times});
    checkOutputs({{"--trace", arguments.trace}}, inputs);
    const Predicted predicted = predictPart(arguments.prediction.request, job);
    const PoolSettings pool = arguments.prediction.pool.settings(predicted.data);
    const Experiment experiment = experimentOf(predicted, pool);
    const SimulationPlan plan = arguments.what.plan(experiment, job);
    noteOrder(plan, experiment);
    const RunInputs inputsOfRuns(arguments.runs, arguments.what, predicted, experiment, pool);
    RepeatOptions options;
    options.repeats = arguments.runs.repeats;
    options.threads = arguments.threads;
    options.run = inputsOfRuns.options();
    options.run.record = !arguments.trace.empty();
    options.run.bound = true;
    for (const std::string& warning : experiment.warnings) note(warning);
    const std::vector<RepeatedRuns> all = simulateRouters(experiment, plan, choices, options, job);
    if (!arguments.trace.empty()) {
        writeFile(arguments.trace, [&](std::ostream& out) { writeTrace(out, all, experiment); });
    }
    if (arguments.json) {
        Json json = Json::array();
        for (const RepeatedRuns& runs : all) {
            json.push_back(runJson(runs, experiment, plan));
            if (arguments.timing) json.back()["events_per_second"] = eventsASecond(runs);
        }
        printJson(json);
    } else {
        printText(runsTable(all));
    }
    return kDone;
}

}  // namespace

void addSimulate(CLI::App& app, Action& action) {
    auto arguments = std::make_shared<SimulateCommand>();
    CLI::App* command = app.add_subcommand(
        "simulate",
        "Let queries arrive over time at models that serve some at once: cost, accuracy, waits and "
        "use of the slots, router by router on the same arrivals");
    arguments->prediction.addTo(*command);
    arguments->prediction.pool.addTo(*command);
    arguments->what.addTo(*command);
    command
        ->add_option("--router,--routers", arguments->routers,
                     "Which rules decide, separated by commas")
        ->capture_default_str()
        ->delimiter(',')
        ->check(CLI::IsMember(simulatedIds()))
        ->type_name("ID,...");
    arguments->runs.addTo(*command);
    command
        ->add_option("--threads", arguments->threads, "Threads; the result does not depend on it")
        ->capture_default_str()
        ->check(numberBetween(1, 256));
    command->add_option("--trace", arguments->trace,
                        "CSV of every query of the first run: where it went, when, how it ended");
    command->add_flag("--timing", arguments->timing,
                      "Add to --json how many events a second were simulated, which is the "
                      "machine's: without it the same inputs print the same bytes");
    command->add_flag("--json", arguments->json, "Print as JSON");
    command->callback([arguments, &action] {
        action = [arguments](const Job& job) { return runSimulate(*arguments, job); };
    });
}

}  // namespace orl::cli
