#include "core/lab/sweep_axis.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>

#include "core/lab/pool_edit.h"
#include "core/support/error.h"

namespace orl {

namespace {

struct AxisRule {
    AxisKind kind;
    const char* word;
    bool model;
    double most;
    bool zeroToo;
    const char* remedy;
};

constexpr double kNoMost = std::numeric_limits<double>::max();
constexpr std::array<AxisRule, 10> kAxisRules = {{
    {AxisKind::Alpha, "alpha", false, 1.0, true, "Choose floors between 0 and 1"},
    {AxisKind::Capacity, "capacity", false, 1.0, true,
     "Choose shares of the batch between 0 and 1"},
    {AxisKind::ModelCapacity, "capacity", true, 1.0, true,
     "Choose shares of the batch between 0 and 1"},
    {AxisKind::Budget, "budget", false, kNoMost, true, "Choose budgets of USD, 0 or more"},
    {AxisKind::Price, "price", true, kMostMultiplier, true,
     "Choose factors on what its answers cost, from 0 to 1,000"},
    {AxisKind::InputPrice, "input-price", true, kMostPrice, true,
     "Choose US dollars per million tokens, from 0 to 1,000,000"},
    {AxisKind::OutputPrice, "output-price", true, kMostPrice, true,
     "Choose US dollars per million tokens, from 0 to 1,000,000"},
    {AxisKind::SecondPrice, "second-price", false, kNoMost, true,
     "Choose US dollars per second, 0 or more"},
    {AxisKind::SecondsCap, "seconds-cap", false, kNoMost, true,
     "Choose mean seconds of an answer, 0 or more"},
    {AxisKind::Volume, "volume", false, kNoMost, false, "Choose queries a month, more than 0"},
}};

const AxisRule& ruleOfAxis(AxisKind kind) {
    return *std::ranges::find(kAxisRules, kind, &AxisRule::kind);
}

std::string whereOf(const SweepAxis& axis) {
    return "sweep over " + axisName(axis);
}

/// The goal that values of the axis set, if any.
std::optional<RoutingMode> goalOf(AxisKind kind, bool money) {
    if (kind == AxisKind::Alpha) return RoutingMode::CostUnderFloor;
    if (kind == AxisKind::Budget || (kind == AxisKind::Volume && money)) {
        return RoutingMode::QualityUnderBudget;
    }
    return {};
}

std::size_t columnOf(const SweepAxis& axis, const Experiment& experiment) {
    const auto found = std::ranges::find(experiment.models, axis.model);
    if (found == experiment.models.end()) {
        throw Error(whereOf(axis), fmt::format("There is no model \"{}\"", axis.model),
                    fmt::format("The models are {}", fmt::join(experiment.models, ", ")));
    }
    return static_cast<std::size_t>(found - experiment.models.begin());
}

std::optional<double> finiteNumber(std::string_view text) {
    double value = 0.0;
    const auto [stop, code] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (code != std::errc{} || stop != text.data() + text.size() || !std::isfinite(value)) {
        return {};
    }
    return value;
}

double inDigits(double value) {
    const std::string text = fmt::format("{:.12g}", value);
    return finiteNumber(text).value_or(value);
}

double inDecimals(double value) {
    constexpr double kDecimals = 1e12;
    return std::round(value * kDecimals) / kDecimals;
}

std::map<std::string, double>& settingOf(PoolSettings& pool, AxisKind kind) {
    return kind == AxisKind::InputPrice    ? pool.inputPrice
           : kind == AxisKind::OutputPrice ? pool.outputPrice
                                           : pool.priceMultiplier;
}

double perThousand(double budget, std::size_t queries) {
    return budget / static_cast<double>(queries) * 1000.0;
}

}  // namespace

bool hasModel(AxisKind kind) {
    return ruleOfAxis(kind).model;
}

bool changesPool(AxisKind kind) {
    return kind == AxisKind::Price || kind == AxisKind::InputPrice ||
           kind == AxisKind::OutputPrice || kind == AxisKind::SecondPrice;
}

std::string axisName(const SweepAxis& axis) {
    const AxisRule& rule = ruleOfAxis(axis.kind);
    return rule.model ? std::string(rule.word) + ':' + axis.model : rule.word;
}

std::optional<AxisKind> axisKindOf(std::string_view word, bool withModel) {
    for (const AxisRule& rule : kAxisRules) {
        if (word == rule.word && rule.model == withModel) return rule.kind;
    }
    return {};
}

void checkValues(const SweepAxis& axis) {
    const AxisRule& rule = ruleOfAxis(axis.kind);
    if (axis.values.empty()) {
        throw Error(whereOf(axis), "there is no value to sweep over", "Give at least one value");
    }
    double before = -1.0;
    for (const double value : axis.values) {
        const bool enough = rule.zeroToo ? value >= 0.0 : value > 0.0;
        if (!enough || !(value <= rule.most)) {
            throw Error(whereOf(axis),
                        std::isnan(value) ? "a value is no number"
                                          : fmt::format("the value {} is out of range", value),
                        rule.remedy);
        }
        if (value <= before) {
            throw Error(whereOf(axis),
                        value == before ? fmt::format("the value {} is there twice", value)
                                        : fmt::format("the value {} is after {}", value, before),
                        "Give every value once, the least first");
        }
        before = value;
    }
}

void checkAxis(const SweepAxis& axis, const Experiment& experiment) {
    checkValues(axis);
    if (axis.values.size() > kMostCells) {
        throw Error(whereOf(axis), fmt::format("{} values are too many", axis.values.size()),
                    fmt::format("Choose at most {}", kMostCells));
    }
    if (hasModel(axis.kind)) columnOf(axis, experiment);
    const bool timed = axis.kind == AxisKind::SecondPrice || axis.kind == AxisKind::SecondsCap;
    if (timed && !experiment.seconds) {
        throw Error(whereOf(axis), "no model's speed is known",
                    "Give the models times to the first token and tokens per second");
    }
}

void checkAxes(const SweepAxis& x, const SweepAxis* y, bool money, const Experiment& experiment) {
    checkAxis(x, experiment);
    if (!y) return;
    checkAxis(*y, experiment);
    if (x.kind == y->kind && x.model == y->model) {
        throw Error(whereOf(x), "both axes are the same", "Choose another second axis");
    }
    const auto goal = goalOf(x.kind, money);
    if (goal && goalOf(y->kind, money)) {
        throw Error(whereOf(x),
                    fmt::format("it sets the goal, and so does {}: there is a floor, a budget or "
                                "money a month",
                                axisName(*y)),
                    "Choose one of them and another axis");
    }
    const std::size_t cells = x.values.size() * y->values.size();
    if (cells > kMostCells) {
        throw Error(fmt::format("{} and {}", whereOf(x), axisName(*y)),
                    fmt::format("{} × {} are {} cells", x.values.size(), y->values.size(), cells),
                    fmt::format("Choose at most {} together", kMostCells));
    }
}

void applyTo(PoolSettings& pool, const SweepAxis& axis, double value) {
    if (axis.kind == AxisKind::SecondPrice) {
        pool.secondPrice = value;
    } else if (changesPool(axis.kind)) {
        settingOf(pool, axis.kind)[axis.model] = value;
    }
}

void applyTo(Constraints& constraints, const SweepAxis& axis, double value,
             const Experiment& experiment) {
    const std::size_t models = experiment.models.size();
    const std::size_t queries = experiment.problem.queryCount();
    switch (axis.kind) {
        case AxisKind::Alpha:
            constraints.mode = RoutingMode::CostUnderFloor;
            constraints.qualityFloor = value;
            break;
        case AxisKind::Budget:
            constraints.mode = RoutingMode::QualityUnderBudget;
            constraints.budget = value;
            break;
        case AxisKind::Capacity:
            constraints.capacity.assign(models, slotsOfShare(value, queries));
            break;
        case AxisKind::ModelCapacity:
            if (constraints.capacity.empty()) constraints.capacity.assign(models, kUnlimited);
            constraints.capacity[columnOf(axis, experiment)] = slotsOfShare(value, queries);
            break;
        case AxisKind::SecondsCap:
            constraints.secondsCap = value;
            constraints.seconds = experiment.secondsForCap();
            break;
        case AxisKind::Price:
        case AxisKind::InputPrice:
        case AxisKind::OutputPrice:
        case AxisKind::SecondPrice:
        case AxisKind::Volume:
            break;
    }
}

void applyTo(Scenario& scenario, const SweepAxis& axis, double value, std::size_t queries) {
    ConstraintSettings& settings = scenario.constraints;
    switch (axis.kind) {
        case AxisKind::Alpha:
            settings.mode = RoutingMode::CostUnderFloor;
            settings.qualityFloor = value;
            break;
        case AxisKind::Budget:
            settings.mode = RoutingMode::QualityUnderBudget;
            settings.budgetPer1000 = perThousand(value, queries);
            break;
        case AxisKind::Capacity:
            settings.commonCapacity = value;
            settings.capacityShare.clear();
            break;
        case AxisKind::ModelCapacity:
            settings.capacityShare[axis.model] = value;
            break;
        case AxisKind::SecondsCap:
            settings.secondsCap = value;
            break;
        case AxisKind::Price:
        case AxisKind::InputPrice:
        case AxisKind::OutputPrice:
        case AxisKind::SecondPrice:
            applyTo(scenario.pool, axis, value);
            break;
        case AxisKind::Volume:
            break;
    }
}

double valueOf(const Scenario& scenario, const SweepAxis& axis, const Dataset& data,
               std::size_t queries) {
    const ConstraintSettings& settings = scenario.constraints;
    const bool floor = settings.mode == RoutingMode::CostUnderFloor;
    const auto priced = [&](PoolField field) {
        for (const ModelInfo& model : poolOf(data, scenario.pool)) {
            if (model.name == axis.model) return valueInForce(scenario, model, field);
        }
        return kMissing;
    };
    switch (axis.kind) {
        case AxisKind::Alpha:
            return floor ? settings.qualityFloor : kMissing;
        case AxisKind::Budget:
            return floor ? kMissing
                         : settings.budgetPer1000 * static_cast<double>(queries) / 1000.0;
        case AxisKind::Capacity:
            return settings.capacityShare.empty() ? settings.commonCapacity : kMissing;
        case AxisKind::ModelCapacity:
            return priced(PoolField::Capacity);
        case AxisKind::Price:
            return priced(PoolField::Multiplier);
        case AxisKind::InputPrice:
            return priced(PoolField::InputPrice);
        case AxisKind::OutputPrice:
            return priced(PoolField::OutputPrice);
        case AxisKind::SecondPrice:
            return scenario.pool.secondPrice;
        case AxisKind::SecondsCap:
            return settings.secondsCap;
        case AxisKind::Volume:
            break;
    }
    return kMissing;
}

std::vector<double> valuesOf(const AxisRange& range) {
    const auto refuse = [&](const std::string& remedy) {
        throw Error(toString(range), "it is no range", remedy);
    };
    const bool finite =
        std::isfinite(range.low) && std::isfinite(range.high) && std::isfinite(range.step);
    if (!finite || range.low < 0.0 || range.low > range.high) refuse("Give 0 <= LO <= HI");
    if (range.ratio && !(range.low > 0.0 && range.step > 1.0)) {
        refuse("Ratios need LO > 0 and a factor above 1");
    }
    if (!range.ratio && !(range.step > 0.0)) refuse("Give a STEP above 0");
    constexpr double kRounding = 1e-9;
    const double steps = range.ratio ? std::log(range.high / range.low) / std::log(range.step)
                                     : (range.high - range.low) / range.step;
    const double last = std::floor(steps + kRounding);
    if (!(last <= static_cast<double>(kMostCells))) {
        throw Error(toString(range), "it has too many values",
                    fmt::format("Choose at most {} steps", kMostCells));
    }
    std::vector<double> values;
    values.reserve(static_cast<std::size_t>(last) + 1);
    for (int k = 0; k <= static_cast<int>(last); ++k) {
        const double value = range.ratio ? inDigits(range.low * std::pow(range.step, k))
                                         : inDecimals(range.low + k * range.step);
        if (values.empty() || value > values.back()) values.push_back(value);
    }
    return values;
}

AxisRange axisRangeOf(std::string_view text) {
    const auto refuse = [&](const std::string& what) {
        throw Error(std::string(text), what, "Give LO:HI:STEP, or LO:HI:xRATIO for equal ratios");
    };
    const auto first = text.find(':');
    const auto second = first == std::string_view::npos ? first : text.find(':', first + 1);
    if (second == std::string_view::npos) refuse("it is not LO:HI:STEP");
    AxisRange range;
    const std::string_view step = text.substr(second + 1);
    range.ratio = step.starts_with('x');
    const std::array<std::pair<std::string_view, double*>, 3> parts = {
        {{text.substr(0, first), &range.low},
         {text.substr(first + 1, second - first - 1), &range.high},
         {range.ratio ? step.substr(1) : step, &range.step}}};
    for (const auto& [part, number] : parts) {
        const auto value = finiteNumber(part);
        if (!value) refuse(fmt::format("\"{}\" is no number", part));
        *number = value.value_or(0.0);
    }
    return range;
}

std::string toString(const AxisRange& range) {
    return fmt::format("{}:{}:{}{}", range.low, range.high, range.ratio ? "x" : "", range.step);
}

}  // namespace orl
