#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "app/cli/arguments.h"
#include "app/cli/command.h"
#include "app/cli/simulate_arguments.h"
#include "core/support/error.h"

namespace orl::cli {
namespace {

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

/// @param text around the value, for the message
std::int64_t slotCountOf(const std::string& value, const std::string& text, const char* option) {
    constexpr double kMost = 1e15;
    double number = -1.0;
    const char* end = value.data() + value.size();
    const auto [stop, code] = std::from_chars(value.data(), end, number);
    const bool read = code == std::errc{} && stop == end;
    if (read && number >= 0.0 && number <= kMost && number == std::floor(number)) {
        return static_cast<std::int64_t>(number);
    }
    throw UsageError(
        fmt::format("{}: {} is no number of slots (write a whole one, 0 or more)", option, text));
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

}  // namespace

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

ArrivalPlan::Order orderOf(const std::string& text) {
    using Order = ArrivalPlan::Order;
    if (text == "shuffled") return Order::Shuffled;
    if (text == "hardest-first") return Order::HardestFirst;
    if (text == "easiest-first") return Order::EasiestFirst;
    return text == "by-task" ? Order::ByTask : Order::AsTheyAre;
}

const char* arrivalForms() {
    return "all, poisson:RATE, burst:RATE:PEAK:QUIET:BURST, daily:RATE:SWING[:PERIOD], "
           "ramp:FROM:TO:SECONDS, trace:FILE, hardest-first[:RATE], easiest-first[:RATE] or "
           "by-task[:RATE]";
}

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
        throw UsageError(fmt::format("--arrivals: \"{}\" is none; write {}", text, arrivalForms()));
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
        const std::int64_t count = slotCountOf(value, text, option);
        for (const std::size_t j : modelsNamed(name, experiment, option)) slots[j] = count;
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

}  // namespace orl::cli
