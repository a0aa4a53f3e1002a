#include "core/experiment/pricing.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/experiment/hypothetical.h"
#include "core/support/error.h"

namespace orl {
namespace {

/// Recorded against computed cost, over the cells that have both.
struct PriceCheck {
    double recorded = 0.0;
    double computed = 0.0;
    std::size_t both = 0;
    std::size_t recordedOnly = 0;
};

PriceCheck checkPrices(const Dataset& data, std::size_t model, const ModelInfo& prices) {
    PriceCheck check;
    for (std::size_t i = 0; i < data.queryCount(); ++i) {
        const auto row = static_cast<Eigen::Index>(i);
        const auto column = static_cast<Eigen::Index>(model);
        const double recorded = data.cost(row, column);
        if (std::isnan(recorded)) continue;
        const double computed =
            tokenCost(data.inputTokensOf(i, model), data.outputTokens(row, column), prices);
        if (std::isnan(computed)) {
            ++check.recordedOnly;
            continue;
        }
        ++check.both;
        check.recorded += recorded;
        check.computed += computed;
    }
    return check;
}

/// The operator's number for a model, if there is one.
const double* settingFor(const std::map<std::string, double>& settings, const std::string& model,
                         std::string_view what) {
    const auto found = settings.find(model);
    if (found == settings.end()) return nullptr;
    if (!(std::isfinite(found->second) && found->second >= 0.0)) {
        throw Error(fmt::format("{} of {}", what, model), fmt::format("it is {}", found->second),
                    "Choose a finite number, 0 or more");
    }
    return &found->second;
}

void checkNames(const std::vector<ModelInfo>& models, const PoolSettings& pool) {
    const auto known = [&](const std::string& name) {
        if (std::ranges::find(models, name, &ModelInfo::name) != models.end()) return;
        std::string names;
        for (const ModelInfo& model : models) {
            names += (names.empty() ? "" : ", ") + model.name;
        }
        throw Error("pool settings", fmt::format("the data set has no model \"{}\"", name),
                    fmt::format("Choose one of {}", names));
    };
    for (const auto* settings : {&pool.priceMultiplier, &pool.inputPrice, &pool.outputPrice,
                                 &pool.firstTokenSeconds, &pool.tokensPerSecond}) {
        for (const auto& [name, value] : *settings) known(name);
    }
    for (const std::string& name : pool.disabled) known(name);
}

}  // namespace

Pricing::Pricing(const Dataset& data, const PoolSettings& pool) : m_data(data) {
    const std::vector<ModelInfo> models = poolModels(data, pool);
    const std::vector<std::size_t> columns = predictedBy(data, pool);
    checkNames(models, pool);
    m_models.reserve(models.size());
    for (std::size_t j = 0; j < models.size(); ++j) {
        m_models.push_back(pricingOf(models[j], columns[j], pool));
    }
}

Pricing::ModelPricing Pricing::pricingOf(const ModelInfo& info, std::size_t column,
                                         const PoolSettings& pool) {
    ModelPricing model;
    model.current = info;
    model.column = column;
    const std::string& name = model.current.name;
    if (const double* value = settingFor(pool.priceMultiplier, name, "price multiplier")) {
        model.multiplier = *value;
    }
    // A price that is restated as it was is no new one.
    const double* input = settingFor(pool.inputPrice, name, "input price");
    if (input && *input != model.current.inputPrice) {
        model.current.inputPrice = *input;
        for (PriceTier& tier : model.current.tiers) tier.inputPrice = *input;
        model.replaced = true;
    }
    const double* output = settingFor(pool.outputPrice, name, "output price");
    if (output && *output != model.current.outputPrice) {
        model.current.outputPrice = *output;
        for (PriceTier& tier : model.current.tiers) tier.outputPrice = *output;
        model.replaced = true;
    }
    const PriceCheck own = checkPrices(m_data, column, m_data.models[column]);
    model.reproduced = own.both > 0 && std::abs(own.computed - own.recorded) <= 0.05 * own.recorded;
    const PriceCheck check = model.replaced ? checkPrices(m_data, column, model.current) : own;
    if (model.replaced) {
        if (check.recordedOnly > 0) {
            m_warnings.push_back(fmt::format(
                "The new prices of {} do not reach {} recorded costs: their token counts or "
                "one of the two prices are unknown.",
                name, check.recordedOnly));
        }
    } else if (check.both > 0 && !model.reproduced) {
        model.byTokens = false;
        m_warnings.push_back(fmt::format(
            "Recorded costs of {} (${:.4g}) disagree with its prices and lengths (${:.4g}) on "
            "{} answers: the recorded ones are used.",
            name, check.recorded, check.computed, check.both));
    }
    model.current.inputPrice *= model.multiplier;
    model.current.outputPrice *= model.multiplier;
    for (PriceTier& tier : model.current.tiers) {
        tier.inputPrice *= model.multiplier;
        tier.outputPrice *= model.multiplier;
    }
    return model;
}

double Pricing::predicted(std::size_t row, std::size_t model, double inputTokens,
                          double outputTokens, double learnedCost) const {
    const ModelPricing& pricing = m_models[model];
    const double input =
        std::isnan(inputTokens) ? m_data.inputTokensOf(row, pricing.column) : inputTokens;
    const double byTokens = tokenCost(input, outputTokens, pricing.current);
    const double learned = learnedCost * pricing.multiplier;
    const bool first = pricing.byTokens ? !std::isnan(byTokens) : std::isnan(learned);
    const double cost = first ? byTokens : learned;
    return cost < 0.0 ? 0.0 : cost;  // a regression may undershoot; NaN stays
}

double Pricing::realized(std::size_t row, std::size_t model) const {
    const ModelPricing& pricing = m_models[model];
    const auto r = static_cast<Eigen::Index>(row);
    const auto c = static_cast<Eigen::Index>(pricing.column);
    const double recorded = m_data.cost(r, c) * pricing.multiplier;
    const double input = m_data.inputTokensOf(row, pricing.column);
    const double byTokens = tokenCost(input, m_data.outputTokens(r, c), pricing.current);
    if (pricing.replaced && !std::isnan(byTokens)) {
        const double before =
            tokenCost(input, m_data.outputTokens(r, c), m_data.models[pricing.column]);
        const bool follows = pricing.reproduced && !std::isnan(recorded) && before > 0.0;
        // The multiplier is in both the recorded cost and the prices in force.
        return follows ? m_data.cost(r, c) * (byTokens / before) : byTokens;
    }
    return std::isnan(recorded) ? byTokens : recorded;
}

}  // namespace orl
