#include <fmt/format.h>

#include <memory>
#include <ostream>

#include "app/cli/command.h"
#include "app/cli/output.h"
#include "app/cli/prediction_arguments.h"
#include "app/cli/simulate_arguments.h"
#include "app/numbers.h"
#include "core/lab/simulating.h"
#include "core/route/router.h"
#include "core/simulate/figures.h"

namespace orl::cli {
namespace {

struct SimulateCommand {
    PredictionArguments prediction;
    SimulateArguments what;
    std::vector<std::string> routers{"dual"};
    std::optional<double> tau, willingness;
    std::string lengths = "predicted";
    int repeats = 1;
    int threads = 1;
    std::filesystem::path trace;
    bool json = false;
};

std::vector<std::string> simulatedIds() {
    std::vector<std::string> ids;
    for (const std::string_view id : policyIds()) ids.emplace_back(id);
    return ids;
}

std::vector<PolicyChoice> choicesOf(const SimulateCommand& arguments) {
    std::vector<PolicyChoice> choices;
    bool tau = false;
    bool willingness = false;
    for (const std::string& id : arguments.routers) {
        PolicyChoice choice{id, {}};
        const std::string_view parameter = policyParameter(id);
        if (parameter == "τ") choice.parameter = arguments.tau;
        if (parameter == "w") choice.parameter = arguments.willingness;
        tau = tau || parameter == "τ";
        willingness = willingness || parameter == "w";
        choices.push_back(std::move(choice));
    }
    if (arguments.tau && !tau) {
        throw UsageError("--tau belongs to threshold and balance-aware, and none is simulated");
    }
    if (arguments.willingness && !willingness) {
        throw UsageError("--willingness belongs to the router willingness, which is not simulated");
    }
    return choices;
}

Json levelsJson(const RunMeasures& measures, const Experiment& experiment) {
    Json levels = Json::array();
    for (std::size_t k = 0; k < measures.levels.size(); ++k) {
        const LevelWaits& level = measures.levels[k];
        levels.push_back({{"level", experiment.levelNames[k]},
                          {"served", level.wait.total()},
                          {"wait_mean", level.wait.mean()},
                          {"wait_p50", level.wait.quantile(0.5)},
                          {"wait_p95", level.wait.quantile(0.95)},
                          {"total_p95", level.total.quantile(0.95)}});
    }
    return levels;
}

Json seriesJson(const RunMeasures& measures) {
    Json bins = Json::array();
    for (const SeriesBin& bin : measures.series.bins()) {
        bins.push_back({{"arrived", bin.arrived},
                        {"served", bin.served},
                        {"late", bin.late},
                        {"rejected", bin.rejected},
                        {"cost", bin.cost},
                        {"quality", bin.quality},
                        {"waiting", bin.waitingSeconds / measures.series.width()},
                        {"begun", bin.begun}});
    }
    return {{"seconds", measures.series.width()}, {"bins", bins}};
}

Json pricesJson(const SimulationResult& result, const Experiment& experiment) {
    if (result.prices.empty()) return nullptr;
    const RunPrices& last = result.prices.back();
    Json slots = Json::object();
    for (std::size_t j = 0; j < last.slotPrice.size(); ++j) {
        slots[experiment.models[j]] = 3600.0 * last.slotPrice[j];
    }
    return {{"lambda", last.qualityPrice}, {"slot_hour", slots}};
}

Json runJson(const RepeatedRuns& runs, const Experiment& experiment, const SimulationPlan& plan,
             int repeats) {
    const RunMeasures& measures = runs.first.measures;
    Json json = {{"router", runs.router}};
    Json errors = Json::object();
    for (std::size_t k = 0; k < runs.keys.size(); ++k) {
        const std::string key(runs.keys[k]);
        const RunBand band = runBand(runs.values[k]);
        const bool count =
            repeats == 1 && band.mean == std::floor(band.mean) && isCount(runs.keys[k]);
        if (count) {
            json[key] = static_cast<std::uint64_t>(band.mean);
        } else {
            json[key] = band.mean;
        }
        errors[key] = band.error;
    }
    Json utilisation = Json::object();
    Json share = Json::object();
    for (std::size_t j = 0; j < experiment.models.size(); ++j) {
        utilisation[experiment.models[j]] = measures.utilisation(j, plan.slotsOf(j));
        share[experiment.models[j]] = measures.share(j);
    }
    json["utilisation"] = utilisation;
    json["share"] = share;
    json["levels"] = levelsJson(measures, experiment);
    json["prices"] = pricesJson(runs.first, experiment);
    json["series"] = seriesJson(measures);
    json["repeats"] = repeats;
    if (repeats > 1) json["standard_error"] = errors;
    json["events_per_second"] =
        static_cast<double>(runs.first.events) / (runs.first.milliseconds / 1000.0);
    return json;
}

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

int runSimulate(const SimulateCommand& arguments, const Job& job) {
    const std::vector<PolicyChoice> choices = choicesOf(arguments);
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
    RepeatOptions options;
    options.repeats = arguments.repeats;
    options.threads = arguments.threads;
    options.run.record = !arguments.trace.empty();
    options.run.bound = true;
    std::vector<double> tokens;
    if (!arguments.what.tokensPerMinute.empty()) {
        tokens = callTokens(predicted, experiment);
        options.run.tokens = &tokens;
    }
    std::vector<double> recorded;
    if (arguments.lengths == "recorded") {
        recorded = recordedSeconds(predicted, experiment, pool);
        options.run.recordedSeconds = &recorded;
    }
    for (const std::string& warning : experiment.warnings) note(warning);
    const std::vector<RepeatedRuns> all = simulateRouters(experiment, plan, choices, options, job);
    if (!arguments.trace.empty()) {
        writeFile(arguments.trace, [&](std::ostream& out) { writeTrace(out, all, experiment); });
    }
    if (arguments.json) {
        Json json = Json::array();
        for (const RepeatedRuns& runs : all) {
            json.push_back(runJson(runs, experiment, plan, arguments.repeats));
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
    command
        ->add_option("--tau", arguments->tau,
                     "Threshold of threshold and balance-aware; alpha unless given")
        ->check(numberBetween(0.0, 1.0));
    command
        ->add_option("--willingness", arguments->willingness,
                     "Willingness to pay w of willingness, USD per correct answer")
        ->check(nonNegative());
    command
        ->add_option("--lengths", arguments->lengths,
                     "Answers take the time of their predicted lengths, or of the recorded ones "
                     "where known; routers see predictions alone")
        ->capture_default_str()
        ->check(CLI::IsMember({"predicted", "recorded"}));
    command
        ->add_option("--repeats", arguments->repeats,
                     "Runs with the seeds that follow: figures are means, with standard errors")
        ->capture_default_str()
        ->check(numberBetween(1, 10'000));
    command
        ->add_option("--threads", arguments->threads, "Threads; the result does not depend on it")
        ->capture_default_str()
        ->check(numberBetween(1, 256));
    command->add_option("--trace", arguments->trace,
                        "CSV of every query of the first run: where it went, when, how it ended");
    command->add_flag("--json", arguments->json, "Print as JSON");
    command->callback([arguments, &action] {
        action = [arguments](const Job& job) { return runSimulate(*arguments, job); };
    });
}

}  // namespace orl::cli
