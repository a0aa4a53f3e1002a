#include "core/lab/pool_edit.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "core/experiment/hypothetical.h"
#include "core/support/error.h"

namespace orl {

namespace {

/// S is Scenario or const Scenario.
template <typename S>
auto& settingsOf(S& scenario, PoolField field) {
    switch (field) {
        case PoolField::InputPrice:
            return scenario.pool.inputPrice;
        case PoolField::OutputPrice:
            return scenario.pool.outputPrice;
        case PoolField::Capacity:
            return scenario.constraints.capacityShare;
        case PoolField::FirstToken:
            return scenario.pool.firstTokenSeconds;
        case PoolField::Speed:
            return scenario.pool.tokensPerSecond;
        case PoolField::Multiplier:
            break;
    }
    return scenario.pool.priceMultiplier;
}

constexpr std::array kFields = {PoolField::InputPrice, PoolField::OutputPrice,
                                PoolField::Multiplier, PoolField::Capacity,
                                PoolField::FirstToken, PoolField::Speed};

struct FieldRule {
    const char* name;
    double most;
    bool zeroToo;
    const char* remedy;
};

FieldRule ruleOf(PoolField field) {
    switch (field) {
        case PoolField::InputPrice:
        case PoolField::OutputPrice:
            return {field == PoolField::InputPrice ? "input price" : "output price", kMostPrice,
                    true, "Give US dollars per million tokens, from 0 to 1,000,000"};
        case PoolField::Capacity:
            return {"limit", 1.0, true, "Give a share of the queries, from 0 to 100 %"};
        case PoolField::FirstToken:
            return {"time to the first token", 3600.0, true, "Give seconds, from 0 to 3,600"};
        case PoolField::Speed:
            return {"speed", 1e6, false, "Give tokens a second, more than 0"};
        case PoolField::Multiplier:
            break;
    }
    return {"price multiplier", kMostMultiplier, true,
            "Give a factor on what its answers cost, from 0 to 1,000"};
}

}  // namespace

std::optional<double> ownValue(const Scenario& scenario, const std::string& model,
                               PoolField field) {
    const auto& settings = settingsOf(scenario, field);
    const auto found = settings.find(model);
    return found == settings.end() ? std::nullopt : std::optional(found->second);
}

double valueByDefault(const Scenario& scenario, const ModelInfo& model, PoolField field) {
    switch (field) {
        case PoolField::InputPrice:
            return model.inputPrice;
        case PoolField::OutputPrice:
            return model.outputPrice;
        case PoolField::Capacity:
            return scenario.constraints.commonCapacity;
        case PoolField::Multiplier:
            return 1.0;
        case PoolField::FirstToken:
        case PoolField::Speed:
            break;
    }
    return kMissing;
}

double valueInForce(const Scenario& scenario, const ModelInfo& model, PoolField field) {
    return ownValue(scenario, model.name, field).value_or(valueByDefault(scenario, model, field));
}

void setValue(Scenario& scenario, const ModelInfo& model, PoolField field, double value) {
    const FieldRule rule = ruleOf(field);
    const bool enough = rule.zeroToo ? value >= 0.0 : value > 0.0;
    if (!enough || !(value <= rule.most)) {
        throw Error(fmt::format("{} of {}", rule.name, model.name),
                    std::isnan(value)   ? "it is no number"
                    : value < 0.0       ? fmt::format("{} is negative", value)
                    : std::isinf(value) ? "it is infinite"
                    : value == 0.0      ? "it is 0"
                                        : fmt::format("{} is too much", value),
                    rule.remedy);
    }
    auto& settings = settingsOf(scenario, field);
    if (field != PoolField::Capacity && value == valueByDefault(scenario, model, field)) {
        settings.erase(model.name);
    } else {
        settings[model.name] = value;
    }
}

void resetValue(Scenario& scenario, const std::string& model, PoolField field) {
    settingsOf(scenario, field).erase(model);
}

void resetModel(Scenario& scenario, const std::string& model) {
    for (const PoolField field : kFields) resetValue(scenario, model, field);
    std::erase(scenario.pool.disabled, model);
}

bool isOn(const PoolSettings& pool, const std::string& model) {
    return std::ranges::find(pool.disabled, model) == pool.disabled.end();
}

bool setOn(PoolSettings& pool, const std::vector<std::string>& models, const std::string& model,
           bool on) {
    const bool another = std::ranges::any_of(
        models, [&](const std::string& each) { return each != model && isOn(pool, each); });
    if (!on && !another) return false;
    std::erase(pool.disabled, model);
    if (!on) pool.disabled.push_back(model);
    return true;
}

std::vector<ModelInfo> poolOf(const Dataset& data, const PoolSettings& pool) {
    try {
        return poolModels(data, pool);
    } catch (const Error&) {
        return data.models;  // the solve says what is wrong
    }
}

const HypotheticalModel* hypotheticalOf(const PoolSettings& pool, const std::string& model) {
    const auto found = std::ranges::find(pool.hypothetical, model, &HypotheticalModel::name);
    return found == pool.hypothetical.end() ? nullptr : &*found;
}

std::string freeName(const Dataset& data, const PoolSettings& pool, const std::string& wanted) {
    std::string name = wanted;
    for (int k = 2; data.modelIndex(name) >= 0 || hypotheticalOf(pool, name); ++k) {
        name = fmt::format("{} ({})", wanted, k);
    }
    return name;
}

void removeHypothetical(Scenario& scenario, const std::string& model) {
    if (!hypotheticalOf(scenario.pool, model)) return;
    std::erase_if(scenario.pool.hypothetical,
                  [&](const HypotheticalModel& each) { return each.name == model; });
    resetModel(scenario, model);
    for (auto& [group, caps] : scenario.constraints.groups.cap) caps.erase(model);
}

std::string duplicate(Scenario& scenario, const Dataset& data, const std::string& model) {
    const HypotheticalModel* of = hypotheticalOf(scenario.pool, model);
    HypotheticalModel copy = of ? *of : HypotheticalModel{{}, model, 0.0};
    copy.name = freeName(data, scenario.pool, model + " copy");
    for (const PoolField field : kFields) {
        if (const auto own = ownValue(scenario, model, field)) {
            settingsOf(scenario, field)[copy.name] = *own;
        }
    }
    const bool on = isOn(scenario.pool, model);
    scenario.pool.hypothetical.push_back(copy);
    if (!on) scenario.pool.disabled.push_back(copy.name);
    return copy.name;
}

void giveExampleSpeeds(PoolSettings& pool, const Dataset& data) {
    constexpr double kFirstToken = 0.5;
    constexpr double kFastest = 100.0;
    constexpr double kHalfSpeedAt = 5.0;  // USD per million tokens
    for (const ModelInfo& model : poolOf(data, pool)) {
        const double price = std::isnan(model.outputPrice) ? kHalfSpeedAt : model.outputPrice;
        pool.firstTokenSeconds.try_emplace(model.name, kFirstToken);
        pool.tokensPerSecond.try_emplace(
            model.name, std::max(1.0, std::round(kFastest / (1.0 + price / kHalfSpeedAt))));
    }
}

std::optional<double> inOtherUnit(const ModelInfo& model, PoolField field, double typed) {
    constexpr double thousand = 1000.0;
    constexpr double near = 3.0;  // prices of one model rarely move by more at once
    if (field != PoolField::InputPrice && field != PoolField::OutputPrice) return {};
    const double listed = field == PoolField::InputPrice ? model.inputPrice : model.outputPrice;
    if (!(listed > 0.0) || !(typed > 0.0) || std::isinf(typed)) return {};
    const double ratio = typed / listed;
    if (ratio >= thousand / near) return typed / thousand;
    if (ratio <= near / thousand) return typed * thousand;
    return {};
}

std::vector<std::string> unitRemarks(const PoolSettings& pool,
                                     const std::vector<ModelInfo>& models) {
    std::vector<std::string> remarks;
    const auto look = [&](const ModelInfo& model, PoolField field, const char* name, double listed,
                          const std::map<std::string, double>& own) {
        const auto found = own.find(model.name);
        if (found == own.end() || !inOtherUnit(model, field, found->second)) return;
        remarks.push_back(fmt::format(
            "the {} price of {} is {} USD per million tokens, that of the data {}: is it meant in "
            "another unit?",
            name, model.name, found->second, listed));
    };
    for (const ModelInfo& model : models) {
        look(model, PoolField::InputPrice, "input", model.inputPrice, pool.inputPrice);
        look(model, PoolField::OutputPrice, "output", model.outputPrice, pool.outputPrice);
    }
    return remarks;
}

std::string_view providerOf(std::string_view model) {
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 28> kNames = {{
        {"gpt", "OpenAI"},        {"chatgpt", "OpenAI"},     {"o1", "OpenAI"},
        {"o3", "OpenAI"},         {"o4", "OpenAI"},          {"davinci", "OpenAI"},
        {"claude", "Anthropic"},  {"llama", "Meta"},         {"codellama", "Meta"},
        {"code-llama", "Meta"},   {"mistral", "Mistral"},    {"mixtral", "Mistral"},
        {"open-mi", "Mistral"},   {"ministral", "Mistral"},  {"codestral", "Mistral"},
        {"gemini", "Google"},     {"gemma", "Google"},       {"palm", "Google"},
        {"deepseek", "DeepSeek"}, {"qwen", "Alibaba"},       {"yi-", "01.AI"},
        {"command", "Cohere"},    {"nova", "Amazon"},        {"titan", "Amazon"},
        {"phi-", "Microsoft"},    {"wizardlm", "Microsoft"}, {"grok", "xAI"},
        {"glm", "Zhipu AI"},
    }};
    const auto slash = model.rfind('/');
    const std::string_view name = slash == std::string_view::npos ? model : model.substr(slash + 1);
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c; };
    for (const auto& [start, provider] : kNames) {
        const bool matches = name.size() >= start.size() &&
                             std::ranges::equal(name.substr(0, start.size()), start, {}, lower);
        if (matches) return provider;
    }
    return slash == std::string_view::npos ? std::string_view() : model.substr(0, model.find('/'));
}

}  // namespace orl
