#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <ostream>

#include "app/cli/arguments.h"
#include "app/cli/command.h"
#include "app/cli/output.h"
#include "app/cli/plan_output.h"
#include "app/cli/prediction_arguments.h"
#include "app/cli/run_arguments.h"
#include "app/cli/scenario_arguments.h"
#include "app/cli/simulate_arguments.h"
#include "app/numbers.h"
#include "core/lab/capacity_table.h"
#include "core/lab/slots_ask.h"
#include "core/simulate/arrival_rate.h"
#include "core/support/error.h"

namespace orl::cli {
namespace {

struct PlanCommand {
    PredictionArguments prediction;
    ScenarioArguments scenario;
    SimulateArguments what;
    RunArguments runs;
    std::optional<double> alpha;
    std::optional<double> rate;
    std::string waitP95, totalP95;
    std::vector<std::string> slotPrice, most;
    std::string router = "dual";
    std::string rejected = "0%";
    CapacityQuestion question;  ///< its numbers that are read as they are
    std::filesystem::path out;
    bool json = false;
};

/// "2s", "500ms" or "2": seconds.
double secondsOfText(const std::string& text, const char* option) {
    double value = 0.0;
    if (text.ends_with("ms")) {
        value = numberOf(text.substr(0, text.size() - 2), option) / 1000.0;
    } else {
        value = numberOf(text.ends_with("s") ? text.substr(0, text.size() - 1) : text, option);
    }
    if (!(value > 0.0))
        throw UsageError(fmt::format("{}: more than 0 s is needed: {}", option, text));
    return value;
}

CapacityTarget targetOf(const PlanCommand& arguments) {
    CapacityTarget target = arguments.question.target;
    if (!arguments.waitP95.empty()) {
        target.seconds = secondsOfText(arguments.waitP95, "--wait-p95");
    } else {
        target.of = CapacityTarget::Of::Total;
        target.seconds = secondsOfText(arguments.totalP95, "--total-p95");
    }
    target.rejected = shareOf(arguments.rejected, "--rejected");
    return target;
}

/// Arrivals at the rate that is asked about; an order that says none gets it.
void setRate(const PlanCommand& arguments, SimulationPlan& plan) {
    if (!arguments.rate) return;
    if (plan.arrivals.shape == ArrivalPlan::Shape::AllAtOnce &&
        plan.arrivals.order != ArrivalPlan::Order::AsTheyAre) {
        plan.arrivals.shape = ArrivalPlan::Shape::Poisson;
        plan.arrivals.rate = *arguments.rate;
        return;
    }
    plan.arrivals = atRate(std::move(plan.arrivals), *arguments.rate);
}

/// Slots of a model that no query may go to serve nobody, and cost nothing.
void closeUnused(std::vector<std::int64_t>& slots, const Experiment& experiment) {
    for (std::size_t j = 0; j < slots.size(); ++j) {
        bool any = false;
        for (std::size_t i = 0; i < experiment.problem.queryCount() && !any; ++i) {
            any = experiment.problem.allowed(i, j);
        }
        if (any || slots[j] == 0) continue;
        note(fmt::format("{} may take no query: its slots are left out", experiment.models[j]));
        slots[j] = 0;
    }
}

/// Slots are bought for the long run: queries are drawn, and enough of them, unless it is said how
/// many or in what order.
void setLength(SimulationPlan& plan, const Experiment& experiment) {
    ArrivalPlan& arrivals = plan.arrivals;
    if (arrivals.queries > 0 || arrivals.shape == ArrivalPlan::Shape::Times ||
        arrivals.order != ArrivalPlan::Order::AsTheyAre) {
        return;
    }
    arrivals.queries = slotsQueries(experiment, longRunRate(arrivals));
}

CapacityQuestion questionOf(PlanCommand& arguments, const Experiment& experiment, const Job& job) {
    CapacityQuestion question = arguments.question;
    question.target = targetOf(arguments);
    arguments.what.unnamedSlots = 0;  // a fleet has what it names
    question.plan = arguments.what.plan(experiment, job);
    closeUnused(question.plan.concurrency, experiment);
    question.plan.qualityFloor = arguments.alpha.value_or(0.0);
    question.plan.knownPrices = true;  // slots are bought for the long run
    setRate(arguments, question.plan);
    setLength(question.plan, experiment);
    question.router = arguments.runs.choices({arguments.router}).front();
    question.runs = arguments.runs.repeats;
    if (!arguments.slotPrice.empty()) {
        question.slotPrice = numbersNamed(arguments.slotPrice, "--slot-price", 0.0, experiment);
    }
    if (!arguments.most.empty()) {
        question.most = slotsNamed(arguments.most, "--most", kUnlimited, experiment);
    }
    return question;
}

int answerPlan(const PlanCommand& arguments, const CapacityQuestion& question,
               const Experiment& experiment, const Job& job) {
    const CapacityPlan plan = planCapacity(experiment, question, job);
    if (!arguments.out.empty()) {
        writeFile(arguments.out, [&](std::ostream& out) {
            out << toCsv(capacityTable(plan.mixes, experiment.models));
        });
    }
    if (arguments.json) {
        Json json = askedJson(question, plan.rate);
        json["feasible"] = plan.feasible;
        json["reason"] = plan.reason;
        json["simulated"] = plan.simulated;
        json["all"] = plan.all;
        json["stopped"] = plan.stopped;
        json["mixes"] = Json::array();
        for (const CapacityMix& mix : plan.mixes) json["mixes"].push_back(mixJson(mix, experiment));
        printJson(json);
    } else if (plan.feasible) {
        printText(mixesTable(plan.mixes, experiment));
    }
    if (!plan.feasible) {
        note("no fleet does it: " + plan.reason);
        return kFailed;
    }
    if (question.slotPrice.empty()) {
        note(
            "slots cost nothing here: the cost of answers decides, and of fleets as cheap as one "
            "another the one with fewer slots (--slot-price NAME=USD gives them a price)");
    }
    for (const std::string& remark : mixesRemarks(plan.mixes, question.rows)) note(remark);
    note(fmt::format("{} fleets simulated{}", plan.simulated,
                     plan.all ? ", every possible one but for those that cost more for certain"
                     : plan.stopped
                         ? ", as many as --most-fleets allows: more may find cheaper ones"
                         : ""));
    if (plan.mixes.front().lasts) return kDone;
    note("no fleet was found that lasts at this rate");
    return kFailed;
}

/// Whether the fleet does what is asked, in its runs and in the long run.
int verdictOf(const CapacityMix& fleet) {
    if (fleet.meets && fleet.lasts) return kDone;
    note(fleet.meets ? "the fleet passes in runs as short as these, and not in the long run"
                     : "the fleet misses the target");
    return kFailed;
}

int answerFleet(const PlanCommand& arguments, const CapacityQuestion& question,
                const Experiment& experiment, const Job& job) {
    const FleetReview review = reviewFleet(experiment, question, job);
    if (!arguments.out.empty()) {
        writeFile(arguments.out, [&](std::ostream& out) {
            out << toCsv(capacityTable({review.now}, experiment.models));
        });
    }
    if (!arguments.json) {
        printText(reviewText(review, experiment));
        return verdictOf(review.now);
    }
    Json json = askedJson(question, review.headroom.rate);
    json["fleet"] = mixJson(review.now, experiment);
    json["headroom"] = headroomJson(review.headroom, experiment);
    json["changes"] = Json::array();
    for (const ChangeTrial& change : review.changes) {
        json["changes"].push_back({{"model", experiment.models[change.model]},
                                   {"slots", change.slotCount},
                                   {"saves_per_hour", bandJson(change.savesPerHour)},
                                   {"p95_less", bandJson(change.p95)},
                                   {"predicted_more", bandJson(change.predicted)}});
    }
    printJson(json);
    return verdictOf(review.now);
}

void checkPlan(PlanCommand& arguments) {
    targetOf(arguments);
    if (arguments.what.arrivals.empty()) {
        if (!arguments.rate) throw UsageError("--rate is required, or --arrivals with a rate");
        arguments.what.arrivals = fmt::format("poisson:{}", *arguments.rate);
    }
    if (!arguments.what.concurrency.empty() && !arguments.most.empty()) {
        throw UsageError("--most bounds the fleets that are sought, and --fleet gives one");
    }
    arrivalsOf(arguments.what.arrivals);
    serviceOf(arguments.what.service);
    windowOf(arguments.what.window);
    std::vector<NamedFile> inputs = workspaceFiles(arguments.prediction.request.workspace);
    const std::filesystem::path times = arguments.what.timesFile();
    if (!times.empty()) inputs.push_back({"--arrival-times", times});
    checkOutputs({{"--out", arguments.out}}, inputs);
}

/// Queries and pool: of a scenario, whose floor holds unless another is given, or as they are
/// named.
ScenarioBatch batchOf(PlanCommand& arguments, const Job& job) {
    if (arguments.scenario.given()) {
        ScenarioBatch batch =
            scenarioBatch(arguments.scenario, arguments.prediction.request.workspace, job);
        if (!arguments.alpha) arguments.alpha = batch.scenario.constraints.qualityFloor;
        return batch;
    }
    if (!arguments.alpha) throw UsageError("--alpha is required, or --scenario");
    if (arguments.prediction.request.test.empty()) {
        throw UsageError("--test is required, or --scenario");
    }
    ScenarioBatch batch;
    batch.predicted = predictPart(arguments.prediction.request, job);
    batch.scenario.pool = arguments.prediction.pool.settings(batch.predicted.data);
    batch.experiment = experimentOf(batch.predicted, batch.scenario.pool);
    return batch;
}

int runPlan(PlanCommand& arguments, const Job& job) {
    checkPlan(arguments);
    const ScenarioBatch batch = batchOf(arguments, job);
    const Experiment& experiment = batch.experiment;
    CapacityQuestion question = questionOf(arguments, experiment, job);
    const RunInputs inputs(arguments.runs, arguments.what, batch.predicted, experiment,
                           batch.scenario.pool);
    question.run = inputs.options();
    for (const std::string& warning : experiment.warnings) note(warning);
    return arguments.what.concurrency.empty() ? answerPlan(arguments, question, experiment, job)
                                              : answerFleet(arguments, question, experiment, job);
}

void addTarget(CLI::App& command, PlanCommand& arguments) {
    command
        .add_option("--alpha", arguments.alpha,
                    "Floor on the mean predicted quality of the run, 0 to 1")
        ->check(numberBetween(0.0, 1.0));
    command
        .add_option("--rate", arguments.rate,
                    "Queries a second: Poisson arrivals, or those of --arrivals at this rate")
        ->check(nonNegative());
    CLI::Option_group* target = command.add_option_group("Target");
    target
        ->add_option("--wait-p95", arguments.waitP95,
                     "95 % of the queries wait at most so long for their answer to begin")
        ->type_name("2s|500ms");
    target
        ->add_option("--total-p95", arguments.totalP95,
                     "95 % of the queries have their answer within so long")
        ->type_name("3s|800ms");
    target->require_option(1);
    command
        .add_option("--rejected", arguments.rejected,
                    "Share of the queries that may be rejected or late")
        ->capture_default_str()
        ->type_name("SHARE");
    command
        .add_option("--shortfall", arguments.question.target.shortfall,
                    "What the mean predicted quality of the runs may miss of alpha")
        ->capture_default_str()
        ->check(numberBetween(0.0, 1.0));
}

void addSearch(CLI::App& command, PlanCommand& arguments) {
    command
        .add_option("--slot-price", arguments.slotPrice,
                    "What a slot costs, USD an hour (repeatable; all=USD for every model); nothing "
                    "unless given: then the cost of answers decides, and fewer slots break ties")
        ->type_name("NAME=USD");
    command
        .add_option("--most", arguments.most,
                    "Most slots of a model (repeatable; all=N for every model); as many as all "
                    "queries could need unless given")
        ->type_name("NAME=N");
    arguments.what.addSlots(command, "--fleet",
                            "Judge these slots instead of seeking some (repeatable; all=N for "
                            "every model): headroom, bottleneck, and what one change does");
    command
        .add_option("--tie", arguments.question.tie,
                    "Fleets whose costs differ by less than this share are as cheap as one another")
        ->capture_default_str()
        ->check(numberBetween(0.0, 1.0));
    command
        .add_option("--rows", arguments.question.rows,
                    "Best fleets shown; below them as many more that are cheapest for their number "
                    "of slots")
        ->capture_default_str()
        ->check(numberBetween(std::size_t{1}, std::size_t{1000}));
    command
        .add_option("--most-fleets", arguments.question.mostFleets,
                    "Fleets that the search simulates at most")
        ->capture_default_str()
        ->check(numberBetween(std::size_t{1}, std::size_t{1'000'000}));
}

}  // namespace

void addPlan(CLI::App& app, Action& action) {
    auto arguments = std::make_shared<PlanCommand>();
    CLI::App* command = app.add_subcommand(
        "plan",
        "How many slots of which model keep the 95th percentile of waits below a time at a load "
        "and a floor: the cheapest fleets, found by simulation; or what a given fleet lacks. The "
        "exit code is 1 where no fleet, or not the given one, does it");
    arguments->prediction.addTo(*command);
    arguments->prediction.pool.addTo(*command);
    addTarget(*command, *arguments);
    addSearch(*command, *arguments);
    arguments->what.addLoad(*command, false);
    command->add_option("--router", arguments->router, "Which rule decides")
        ->capture_default_str()
        ->check(CLI::IsMember(simulatedIds()))
        ->type_name("ID");
    arguments->runs.repeats = arguments->question.runs;
    arguments->runs.addTo(*command);
    command->add_option("--seed", arguments->what.seed, "Of the first run")
        ->capture_default_str()
        ->check(wholeNumber());
    command
        ->add_option("--threads", arguments->question.threads,
                     "Threads; the result does not depend on it")
        ->capture_default_str()
        ->check(numberBetween(1, 256));
    command->add_option("--out", arguments->out, "CSV of the fleets to write");
    command->add_flag("--json", arguments->json, "Print as JSON");
    arguments->scenario.addTo(*command);
    command->get_option("--test")->required(false);
    CLI::Option* scenario = command->get_option("--scenario");
    for (const char* part : {"--test", "--train", "--predictor", "--price-multiplier",
                             "--input-price", "--output-price", "--disable", "--hypothetical",
                             "--first-token", "--tokens-per-second", "--second-price"}) {
        scenario->excludes(command->get_option(part));
    }
    command->callback([arguments, &action] {
        action = [arguments](const Job& job) { return runPlan(*arguments, job); };
    });
}

}  // namespace orl::cli
