#include "app/cli/simulate_arguments.h"

#include <fmt/format.h>

#include <algorithm>

#include "app/cli/arguments.h"
#include "app/cli/command.h"
#include "app/cli/output.h"
#include "app/numbers.h"
#include "core/simulate/arrival_times.h"
#include "core/support/error.h"

namespace orl::cli {
namespace {

std::vector<std::string> partsOf(const std::string& text, char mark) {
    std::vector<std::string> parts;
    std::size_t from = 0;
    for (;;) {
        const std::size_t to = text.find(mark, from);
        parts.push_back(text.substr(from, to - from));
        if (to == std::string::npos) return parts;
        from = to + 1;
    }
}

/// The numbers behind the name, of which there have to be as many as the form has.
std::vector<double> numbersBehind(const std::vector<std::string>& parts, const char* option,
                                  const char* form, std::size_t least, std::size_t most) {
    if (parts.size() < least + 1 || parts.size() > most + 1) {
        throw UsageError(fmt::format("{}: write {}", option, form));
    }
    std::vector<double> numbers;
    numbers.reserve(parts.size() - 1);
    for (std::size_t k = 1; k < parts.size(); ++k) {
        numbers.push_back(numberOf(parts[k], option));
    }
    return numbers;
}

/// Models that a name stands for.
std::vector<std::size_t> modelsNamed(const std::string& name, const Experiment& experiment,
                                     const char* option) {
    std::vector<std::size_t> columns;
    for (std::size_t j = 0; j < experiment.models.size(); ++j) {
        if (name == "all" || experiment.models[j] == name) columns.push_back(j);
    }
    if (columns.empty()) {
        throw Error(option, fmt::format("There is no model \"{}\"", name),
                    "The models are " + joined(experiment.models));
    }
    return columns;
}

ArrivalPlan ordered(ArrivalPlan::Order order, const std::vector<std::string>& parts,
                    const char* form) {
    ArrivalPlan plan;
    plan.order = order;
    const auto numbers = numbersBehind(parts, "--arrivals", form, 0, 1);
    if (!numbers.empty()) {
        plan.shape = ArrivalPlan::Shape::Poisson;
        plan.rate = numbers[0];
    }
    return plan;
}

ArrivalPlan burstOf(const std::vector<std::string>& parts) {
    const auto numbers = numbersBehind(parts, "--arrivals", "burst:RATE:PEAK:QUIET:BURST", 4, 4);
    ArrivalPlan plan;
    plan.shape = ArrivalPlan::Shape::Burst;
    plan.rate = numbers[0];
    plan.peakRate = numbers[1];
    plan.quietSeconds = numbers[2];
    plan.burstSeconds = numbers[3];
    return plan;
}

constexpr const char* kArrivalForms =
    "all, poisson:RATE, burst:RATE:PEAK:QUIET:BURST, daily:RATE:SWING[:PERIOD], "
    "ramp:FROM:TO:SECONDS, trace:FILE, hardest-first[:RATE], easiest-first[:RATE] or "
    "by-task[:RATE]";

}  // namespace

ArrivalPlan arrivalsOf(const std::string& text) {
    const std::vector<std::string> parts = partsOf(text, ':');
    const std::string& name = parts.front();
    const char* option = "--arrivals";
    ArrivalPlan plan;
    if (name == "all") {
        numbersBehind(parts, option, "all", 0, 0);
    } else if (name == "poisson") {
        plan.shape = ArrivalPlan::Shape::Poisson;
        plan.rate = numbersBehind(parts, option, "poisson:RATE", 1, 1)[0];
    } else if (name == "burst") {
        plan = burstOf(parts);
    } else if (name == "daily") {
        const auto numbers = numbersBehind(parts, option, "daily:RATE:SWING[:PERIOD]", 2, 3);
        plan.shape = ArrivalPlan::Shape::Daily;
        plan.rate = numbers[0];
        plan.swing = numbers[1];
        if (numbers.size() > 2) plan.period = numbers[2];
    } else if (name == "ramp") {
        const auto numbers = numbersBehind(parts, option, "ramp:FROM:TO:SECONDS", 3, 3);
        plan.shape = ArrivalPlan::Shape::Ramp;
        plan.rate = numbers[0];
        plan.peakRate = numbers[1];
        plan.period = numbers[2];
    } else if (name == "trace") {
        plan.shape = ArrivalPlan::Shape::Times;
    } else if (name == "hardest-first") {
        plan = ordered(ArrivalPlan::Order::HardestFirst, parts, "hardest-first[:RATE]");
    } else if (name == "easiest-first") {
        plan = ordered(ArrivalPlan::Order::EasiestFirst, parts, "easiest-first[:RATE]");
    } else if (name == "by-task") {
        plan = ordered(ArrivalPlan::Order::ByTask, parts, "by-task[:RATE]");
    } else {
        throw UsageError(fmt::format("--arrivals: \"{}\" is none; write {}", text, kArrivalForms));
    }
    return plan;
}

ServicePlan serviceOf(const std::string& text) {
    const std::vector<std::string> parts = partsOf(text, ':');
    ServicePlan plan;
    if (text == "pool") return plan;
    if (parts.front() == "exponential") {
        plan.kind = ServicePlan::Kind::Exponential;
    } else if (parts.front() == "constant") {
        plan.kind = ServicePlan::Kind::Constant;
    } else {
        throw UsageError(
            fmt::format("--service: \"{}\" is none; write pool, exponential:SECONDS "
                        "or constant:SECONDS",
                        text));
    }
    plan.seconds =
        numbersBehind(parts, "--service", "exponential:SECONDS or constant:SECONDS", 1, 1)[0];
    return plan;
}

WindowPlan windowOf(const std::string& text) {
    WindowPlan plan;
    if (text == "none") return plan;
    const bool clock = text.size() > 2 && text.ends_with("ms");
    const double value = numberOf(clock ? text.substr(0, text.size() - 2) : text, "--window");
    if (clock) {
        if (value <= 0.0) throw UsageError("--window: more than 0ms are needed: " + text);
        return {WindowPlan::Kind::Seconds, 0, value / 1000.0};
    }
    if (value < 1.0 || value > 1e9 ||
        value != static_cast<double>(static_cast<std::int64_t>(value))) {
        throw UsageError("--window: write a number of queries, milliseconds like 250ms, or none: " +
                         text);
    }
    return {WindowPlan::Kind::Count, static_cast<std::int64_t>(value), 0.0};
}

std::vector<std::int64_t> slotsNamed(const std::vector<std::string>& texts, const char* option,
                                     std::int64_t none, const Experiment& experiment) {
    std::vector<std::int64_t> slots(experiment.models.size(), none);
    for (const std::string& text : texts) {
        const auto [name, value] = nameAndValue(text, option);
        const Amount amount = amountOf(value, false, option);
        if (amount.isShare) {
            throw UsageError(fmt::format("{}: not a number of slots: {}", option, text));
        }
        for (const std::size_t j : modelsNamed(name, experiment, option)) {
            slots[j] = static_cast<std::int64_t>(amount.value);
        }
    }
    return slots;
}

std::vector<double> numbersNamed(const std::vector<std::string>& texts, const char* option,
                                 double none, const Experiment& experiment) {
    std::vector<double> numbers(experiment.models.size(), none);
    for (const std::string& text : texts) {
        const auto [name, value] = nameAndValue(text, option);
        const double number = numberOf(value, option);
        if (number < 0.0) throw UsageError(fmt::format("{}: negative: {}", option, text));
        for (const std::size_t j : modelsNamed(name, experiment, option)) numbers[j] = number;
    }
    return numbers;
}

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
    slotsOption = option;
    command.add_option(option, concurrency, help)->type_name("NAME=N|all=N");
}

void SimulateArguments::addLoad(CLI::App& command, bool arrivalsRequired) {
    command
        .add_option("--arrivals", arrivals,
                    fmt::format("When queries arrive: {}; rates in queries a second, times in "
                                "seconds, SWING as a share of RATE",
                                kArrivalForms))
        ->required(arrivalsRequired)
        ->type_name("PATTERN");
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
        ->check(nonNegative())
        ->type_name("S");
    command
        .add_option("--planned-use", plannedUse,
                    "Share of the slots' time that dual plans with: more is cheaper, and waits "
                    "longer")
        ->capture_default_str()
        ->check(numberBetween(0.0, 1.0));
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
    plan.arrivals.queries = queries;
    plan.service = serviceOf(service);
    plan.service.jitter = jitter;
    if (!concurrency.empty()) {
        plan.concurrency = slotsNamed(concurrency, slotsOption.c_str(), kUnlimited, experiment);
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
    plan.seed = seed;
    return plan;
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
        const Amount share = amountOf(value, true, "--failures");
        for (const std::size_t j : modelsNamed(name, experiment, "--failures")) {
            plan.faults.failure[j] = share.value;
        }
    }
    plan.faults.retries = retries;
    if (!fallback.empty()) plan.faults.fallback.resize(experiment.models.size());
    for (const std::string& text : fallback) {
        const auto [name, value] = nameAndValue(text, "--fallback");
        std::vector<std::size_t> chain;
        for (const std::string& next : partsOf(value, ',')) {
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

}  // namespace orl::cli
