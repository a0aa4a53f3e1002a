#include "app/cli/arguments.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "app/cli/command.h"
#include "app/cli/output.h"
#include "app/numbers.h"
#include "core/lab/pool_edit.h"
#include "core/support/error.h"

namespace orl::cli {
namespace {

std::size_t modelNamed(const std::string& name, const std::vector<std::string>& models,
                       const char* option) {
    const auto found = std::find(models.begin(), models.end(), name);
    if (found == models.end()) {
        throw Error(option, fmt::format("There is no model \"{}\"", name),
                    "The models are " + joined(models));
    }
    return static_cast<std::size_t>(found - models.begin());
}

std::int64_t capacityOf(const Amount& amount, std::size_t queryCount) {
    if (!amount.isShare) return static_cast<std::int64_t>(amount.value);
    return amount.value >= 1.0 ? kUnlimited : slotsOfShare(amount.value, queryCount);
}

std::map<std::string, double> factorsOf(const std::vector<std::string>& texts, const char* option,
                                        const std::vector<std::string>& models,
                                        bool allowAll = false) {
    std::map<std::string, double> values;
    for (const std::string& text : texts) {
        const auto [name, value] = nameAndValue(text, option);
        const double number = numberOf(value, option);
        if (number < 0.0) throw UsageError(fmt::format("{}: negative: {}", option, text));
        if (allowAll && name == "all") {
            for (const std::string& model : models) values[model] = number;
            continue;
        }
        modelNamed(name, models, option);
        values[name] = number;
    }
    return values;
}

}  // namespace

std::pair<std::string, std::string> nameAndValue(const std::string& text, const char* option) {
    const auto equals = text.rfind('=');
    if (equals == std::string::npos || equals == 0 || equals + 1 == text.size()) {
        throw UsageError(fmt::format("{}: \"{}\" is not NAME=VALUE", option, text));
    }
    return {text.substr(0, equals), text.substr(equals + 1)};
}

double numberOf(const std::string& text, const std::string& option) {
    double value = 0.0;
    const char* end = text.data() + text.size();
    const auto [stop, code] = std::from_chars(text.data(), end, value);
    if (code != std::errc{} || stop != end || !std::isfinite(value)) {
        throw UsageError(fmt::format("{}: \"{}\" is no number", option, text));
    }
    return value;
}

Amount amountOf(const std::string& text, bool shareOnly, const std::string& option) {
    const bool percent = !text.empty() && text.back() == '%';
    const double value = percent ? numberOf(text.substr(0, text.size() - 1), option) / 100.0
                                 : numberOf(text, option);
    if (value < 0.0)
        throw UsageError(option + ": neither a number of queries nor a share: " + text);
    if (percent) return {true, value};
    if (shareOnly || text.find('.') != std::string::npos) {
        if (value > 1.0) {
            throw UsageError(fmt::format(
                "{}: a share is between 0 and 1: {} (write 20% or 0.2 for a share, and 200 for 200 "
                "queries)",
                option, text));
        }
        return {true, value};
    }
    if (value != std::floor(value) || value > 1e15)
        throw UsageError(option + ": not a number of queries: " + text);
    return {false, value};
}

double shareOf(const std::string& text, const std::string& option) {
    const bool percent = text.ends_with('%');
    const double value = percent ? numberOf(text.substr(0, text.size() - 1), option) / 100.0
                                 : numberOf(text, option);
    if (value >= 0.0 && value <= 1.0) return value;
    throw UsageError(
        fmt::format("{}: a share is from 0% to 100%: {} (write 2% or 0.02)", option, text));
}

std::string joined(const std::vector<std::string>& names) {
    return fmt::format("{}", fmt::join(names, ", "));
}

void ConstraintArguments::addTo(CLI::App& command, bool required) {
    CLI::Option_group* goal = command.add_option_group("Goal");
    goal->add_option("--alpha", alpha, "Floor on the mean predicted quality, 0 to 1")
        ->check(numberBetween(0.0, 1.0));
    goal->add_option("--budget", budget, "Ceiling on the cost of the whole batch, USD")
        ->check(nonNegative());
    if (required) {
        goal->require_option(1);
    } else {
        goal->require_option(0, 1);
    }
    command
        .add_option("--capacity", capacity,
                    "Most queries a model may take: NAME=N queries, NAME=SHARE% or NAME=0.2 of the "
                    "batch, rounded down; all=SHARE for every model (later ones win)")
        ->type_name("NAME=N|all=SHARE");
    command
        .add_option("--seconds-cap", secondsCap,
                    "Most predicted seconds that answers may take on average; needs speeds")
        ->check(nonNegative())
        ->type_name("S");
}

Constraints ConstraintArguments::constraints(const Experiment& experiment) const {
    const std::vector<std::string>& models = experiment.models;
    const std::size_t queryCount = experiment.problem.queryCount();
    Constraints result;
    if (secondsCap) {
        result.secondsCap = *secondsCap;
        result.seconds = experiment.secondsForCap();
    }
    if (budget) {
        result.mode = RoutingMode::QualityUnderBudget;
        result.budget = *budget;
    }
    if (alpha) result.qualityFloor = *alpha;
    if (!capacity.empty()) result.capacity.assign(models.size(), kUnlimited);
    for (const std::string& text : capacity) {
        const auto [name, value] = nameAndValue(text, "--capacity");
        const bool all = name == "all";
        const std::int64_t slots = capacityOf(amountOf(value, all, "--capacity"), queryCount);
        if (all) {
            std::fill(result.capacity.begin(), result.capacity.end(), slots);
        } else {
            result.capacity[modelNamed(name, models, "--capacity")] = slots;
        }
    }
    return result;
}

void PoolArguments::addTo(CLI::App& command) {
    command
        .add_option("--price-multiplier", priceMultiplier, "Multiply a model's prices (repeatable)")
        ->type_name("NAME=X");
    command
        .add_option("--input-price", inputPrice,
                    "Replace a model's price of input tokens, USD per million (repeatable)")
        ->type_name("NAME=X");
    command
        .add_option("--output-price", outputPrice,
                    "Replace a model's price of output tokens, USD per million (repeatable)")
        ->type_name("NAME=X");
    command
        .add_option("--hypothetical", hypothetical,
                    "Add a model like one of the data, so many points better in predicted quality "
                    "on average (repeatable); its prices are that one's, times "
                    "--price-multiplier")
        ->type_name("NAME=LIKE:POINTS");
    command
        .add_option("--first-token", firstToken,
                    "Seconds until a model's answer begins (repeatable); all=S for every model")
        ->type_name("NAME=S");
    command
        .add_option("--tokens-per-second", tokensPerSecond,
                    "Output tokens a second from then on (repeatable); all=X for every model")
        ->type_name("NAME=X");
    command
        .add_option("--second-price", secondPrice,
                    "What a second of waiting for an answer costs, USD: routers make cost and "
                    "seconds least together; needs speeds. Reported cost stays USD")
        ->check(nonNegative())
        ->type_name("USD");
    command.add_option("--disable", disable, "Switch a model off (repeatable)")->type_name("NAME");
}

PoolSettings PoolArguments::settings(const Dataset& data) const {
    std::vector<std::string> models;
    for (const ModelInfo& model : data.models) models.push_back(model.name);
    PoolSettings pool;
    for (const std::string& text : hypothetical) {
        const auto [name, like] = nameAndValue(text, "--hypothetical");
        const auto colon = like.rfind(':');
        if (colon == std::string::npos) {
            throw UsageError(fmt::format("--hypothetical: \"{}\" is not LIKE:POINTS", like));
        }
        const std::string known = like.substr(0, colon);
        modelNamed(known, models, "--hypothetical");
        constexpr double points = 100.0;
        const bool plus = like.substr(colon + 1).starts_with('+');
        const std::string better = like.substr(colon + (plus ? 2 : 1));
        pool.hypothetical.push_back({name, known, numberOf(better, "--hypothetical") / points});
    }
    for (const HypotheticalModel& each : pool.hypothetical) models.push_back(each.name);
    pool.priceMultiplier = factorsOf(priceMultiplier, "--price-multiplier", models);
    pool.inputPrice = factorsOf(inputPrice, "--input-price", models);
    pool.outputPrice = factorsOf(outputPrice, "--output-price", models);
    pool.firstTokenSeconds = factorsOf(firstToken, "--first-token", models, true);
    pool.tokensPerSecond = factorsOf(tokensPerSecond, "--tokens-per-second", models, true);
    pool.secondPrice = secondPrice;
    for (const std::string& name : disable) modelNamed(name, models, "--disable");
    pool.disabled = disable;
    for (const std::string& remark : unitRemarks(pool, data.models)) note(remark);
    return pool;
}

void EffortArguments::addTo(CLI::App& command) {
    command
        .add_option("--proof-states", limits.proofStates,
                    "Most partial assignments that the search for a proof keeps; 0: no search")
        ->capture_default_str()
        ->check(CLI::Range(std::size_t{0}, std::size_t{100'000'000}))
        ->type_name("N");
    command
        .add_option("--proof-seconds", limits.proofSeconds,
                    "Seek no proof any longer than this; the result then depends on the machine")
        ->check(CLI::NonNegativeNumber)
        ->type_name("S");
    command
        .add_option("--memory", megabytes,
                    "MB for the optimizer's lists, or four times the problem; what needs more is "
                    "left unproven")
        ->capture_default_str()
        ->check(CLI::Range(std::size_t{1}, std::size_t{1} << 24U))
        ->type_name("MB");
}

SolveBudget EffortArguments::budget() const {
    SolveBudget result = limits;
    result.memoryBytes = megabytes << 20U;
    return result;
}

}  // namespace orl::cli
