#include "app/cli/simulate_arguments.h"

#include <fmt/format.h>

#include <algorithm>

#include "app/cli/arguments.h"
#include "app/cli/command.h"
#include "app/cli/output.h"
#include "app/numbers.h"
#include "core/simulate/arrival_times.h"
#include "core/simulate/arrivals.h"
#include "core/support/error.h"

namespace orl::cli {
void SimulateArguments::addTo(CLI::App& command) {
    CLI::Option_group* goal = command.add_option_group("Goal");
    goal->add_option("--alpha", alpha, "Floor on the mean predicted quality of the run, 0 to 1")
        ->check(numberBetween(0.0, 1.0));
    goal->add_option("--budget", budget, "Ceiling on the predicted cost of the run, USD")
        ->check(nonNegative());
    goal->require_option(1);
    addSlots(command, "--concurrency",
             "Queries that a model serves at once (repeatable, later ones win); all=N for every "
             "model; no limit unless given");
    addLoad(command, true);
    command.add_option("--seed", seed, "Of arrivals, draws, service times and failures")
        ->capture_default_str()
        ->check(wholeNumber());
}

void SimulateArguments::addSlots(CLI::App& command, const char* option, const std::string& help) {
    m_slotsOption = option;
    command.add_option(option, concurrency, help)->type_name("NAME=N|all=N");
}

void SimulateArguments::addLoad(CLI::App& command, bool arrivalsRequired) {
    command
        .add_option("--arrivals", arrivals,
                    fmt::format("When queries arrive: {}; rates in queries a second, times in "
                                "seconds, SWING as a share of RATE",
                                arrivalForms()))
        ->required(arrivalsRequired)
        ->type_name("PATTERN");
    command
        .add_option("--order", order,
                    "In which order the queries come: as in the file, shuffled by the seed, or "
                    "sorted; drawn ones (--queries, trace) are in random order unless sorted")
        ->check(CLI::IsMember(
            std::vector<std::string>(std::begin(kOrderNames), std::end(kOrderNames))));
    command.add_option("--arrival-times", times,
                       "File of --arrivals trace: a column of seconds or dates, such as TIMESTAMP "
                       "of the Azure LLM inference traces");
    addService(command);
    addWaiting(command);
    addFaults(command);
}

void SimulateArguments::addService(CLI::App& command) {
    command
        .add_option("--service", service,
                    "How long an answer holds a slot: pool (time to the first token and output "
                    "tokens / tokens per second), exponential:SECONDS or constant:SECONDS")
        ->capture_default_str()
        ->type_name("KIND");
    command
        .add_option("--jitter", jitter,
                    "Lognormal factor of mean 1 on each answer's seconds: sigma of its logarithm")
        ->capture_default_str()
        ->check(numberBetween(0.0, 5.0));
    command
        .add_option("--queries", queries,
                    "Draw so many queries from the split with replacement; every one once unless "
                    "given")
        ->check(numberBetween(std::uint64_t{1}, std::uint64_t{1'000'000'000'000}));
}

void SimulateArguments::addWaiting(CLI::App& command) {
    command
        .add_option("--window", window,
                    "Route together what gathers: so many queries, or every so many milliseconds")
        ->capture_default_str()
        ->type_name("N|MSms|none");
    command
        .add_option("--queue", queue,
                    "Where a query waits: for the model that the router chose, or in one queue for "
                    "whatever slot is free")
        ->capture_default_str()
        ->check(CLI::IsMember({"model", "common"}));
    command
        .add_option("--queue-limit", queueLimit,
                    "Most queries that wait in a queue; a full one passes a query on, and rejects "
                    "it where all are full")
        ->check(numberBetween(std::int64_t{0}, kUnlimited));
    command
        .add_option("--deadline", deadline,
                    "Seconds from arrival within which an answer must be there, else it is late")
        ->check(nonNegative())
        ->type_name("S");
    command.add_option("--horizon", horizon, "Cut the run here; who is there is waiting")
        ->check(positive())
        ->type_name("S");
    command
        .add_option("--planned-use", plannedUse,
                    "Share of the slots' time that dual plans with: more is cheaper, and waits "
                    "longer")
        ->capture_default_str()
        ->check(positive(1.0));
    command.add_flag("--known-prices", knownPrices,
                     "dual begins with the prices of all queries of the split at the mean rate of "
                     "arrivals, as after days of running; else it learns them on the way");
}

void SimulateArguments::addFaults(CLI::App& command) {
    command
        .add_option(
            "--outage", outage,
            "A model is out from one second to another, or to the end (repeatable); calls that it "
            "serves then fail")
        ->type_name("NAME=FROM:UNTIL|end");
    command
        .add_option("--slow-down", slowDown,
                    "Answers begun in a time take a factor as long (repeatable)")
        ->type_name("NAME=FROM:UNTIL|end:FACTOR");
    command.add_option("--failures", failures, "Share of a model's calls that fail (repeatable)")
        ->type_name("NAME=SHARE");
    command.add_option("--retries", retries, "Calls of a query after the first that failed")
        ->capture_default_str()
        ->check(numberBetween(0, 1000));
    command
        .add_option("--fallback", fallback,
                    "Models that are tried in this order when a call of one fails (repeatable); "
                    "else the router chooses among the others")
        ->type_name("NAME=MODEL,MODEL...");
    command
        .add_option("--requests-per-minute", requestsPerMinute,
                    "Requests that a provider lets through in a minute (repeatable)")
        ->type_name("NAME=N");
    command
        .add_option("--tokens-per-minute", tokensPerMinute,
                    "The same of input and output tokens (repeatable)")
        ->type_name("NAME=N");
}

std::filesystem::path SimulateArguments::timesFile() const {
    constexpr std::string_view before = "trace:";
    return arrivals.starts_with(before) ? std::filesystem::path(arrivals.substr(before.size()))
                                        : times;
}

SimulationPlan SimulateArguments::plan(const Experiment& experiment, const Job& job) const {
    SimulationPlan plan;
    plan.arrivals = arrivalsOf(arrivals);
    if (plan.arrivals.shape == ArrivalPlan::Shape::Times) {
        const std::filesystem::path file = timesFile();
        if (file.empty()) {
            throw UsageError(
                "--arrivals trace needs a file: write trace:FILE, or give "
                "--arrival-times");
        }
        ArrivalTimes read = readArrivalTimes(file, job);
        for (const std::string& remark : read.remarks) note(remark);
        plan.arrivals.times = std::move(read.seconds);
    }
    readOrder(plan.arrivals);
    plan.arrivals.queries = queries;
    plan.service = serviceOf(service);
    plan.service.jitter = jitter;
    if (!concurrency.empty()) {
        plan.concurrency = slotsNamed(concurrency, m_slotsOption.c_str(), unnamedSlots, experiment);
    }
    if (queue == "common") plan.queue.kind = QueuePlan::Kind::Common;
    if (queueLimit) plan.queue.limit = *queueLimit;
    plan.window = windowOf(window);
    if (deadline) plan.deadline = *deadline;
    if (horizon) plan.horizon = *horizon;
    readFaults(plan, experiment);
    readRates(plan, experiment);
    if (budget) {
        plan.mode = RoutingMode::QualityUnderBudget;
        plan.budget = *budget;
    }
    if (alpha) plan.qualityFloor = *alpha;
    plan.plannedUse = plannedUse;
    plan.knownPrices = knownPrices;
    plan.seed = seed;
    return plan;
}

void SimulateArguments::readOrder(ArrivalPlan& plan) const {
    if (order.empty()) return;
    const ArrivalPlan::Order asked = orderOf(order);
    if (plan.order != ArrivalPlan::Order::AsTheyAre && plan.order != asked) {
        throw UsageError(fmt::format(
            "--order {} contradicts --arrivals {}: give the rate alone, such as poisson:RATE",
            order, arrivals));
    }
    plan.order = asked;
}

void SimulateArguments::readFaults(SimulationPlan& plan, const Experiment& experiment) const {
    const auto disturb = [&](const std::string& text, const char* option, bool out) {
        const auto [name, value] = nameAndValue(text, option);
        std::vector<std::string> parts = partsOf(value, ':');
        if (parts.size() != (out ? 2U : 3U)) {
            throw UsageError(fmt::format("{}: \"{}\" is not {}", option, value,
                                         out ? "FROM:UNTIL" : "FROM:UNTIL:FACTOR"));
        }
        for (const std::size_t j : modelsNamed(name, experiment, option)) {
            Disturbance each{j, numberOf(parts[0], option)};
            if (parts[1] != "end") each.until = numberOf(parts[1], option);
            if (!out) each.slowness = numberOf(parts[2], option);
            plan.faults.disturbances.push_back(each);
        }
    };
    for (const std::string& text : outage) disturb(text, "--outage", true);
    for (const std::string& text : slowDown) disturb(text, "--slow-down", false);
    if (!failures.empty()) plan.faults.failure.assign(experiment.models.size(), 0.0);
    for (const std::string& text : failures) {
        const auto [name, value] = nameAndValue(text, "--failures");
        const double share = shareOf(value, "--failures");
        for (const std::size_t j : modelsNamed(name, experiment, "--failures")) {
            plan.faults.failure[j] = share;
        }
    }
    plan.faults.retries = retries;
    if (!fallback.empty()) plan.faults.fallback.resize(experiment.models.size());
    for (const std::string& text : fallback) {
        const auto [name, value] = nameAndValue(text, "--fallback");
        std::vector<std::size_t> chain;
        for (const std::string& next : partsOf(value, ',')) {
            if (next == name && name != "all") {
                throw UsageError(
                    fmt::format("--fallback: {} falls back to itself in \"{}\" (name other models)",
                                name, text));
            }
            const auto columns = modelsNamed(next, experiment, "--fallback");
            chain.insert(chain.end(), columns.begin(), columns.end());
        }
        for (const std::size_t j : modelsNamed(name, experiment, "--fallback")) {
            plan.faults.fallback[j] = chain;
            std::erase(plan.faults.fallback[j], j);
        }
    }
}

void SimulateArguments::readRates(SimulationPlan& plan, const Experiment& experiment) const {
    const auto read = [&](const std::vector<std::string>& texts, const char* option,
                          double RateLimit::*field) {
        for (const std::string& text : texts) {
            if (plan.rateLimit.empty()) plan.rateLimit.resize(experiment.models.size());
            const auto [name, value] = nameAndValue(text, option);
            const double limit = numberOf(value, option);
            if (limit < 0.0) throw UsageError(fmt::format("{}: negative: {}", option, text));
            for (const std::size_t j : modelsNamed(name, experiment, option)) {
                plan.rateLimit[j].*field = limit;
            }
        }
    };
    read(requestsPerMinute, "--requests-per-minute", &RateLimit::requests);
    read(tokensPerMinute, "--tokens-per-minute", &RateLimit::tokens);
}

void noteOrder(const SimulationPlan& plan, const Experiment& experiment) {
    if (comesByTask(experiment, plan.arrivals)) {
        note(
            "the queries come in the order of the file, which is one task after the other: "
            "--order shuffled mixes them, --queries N draws them at random");
    }
}

}  // namespace orl::cli
