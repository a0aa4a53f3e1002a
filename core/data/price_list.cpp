#include "core/data/price_list.h"

#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <ostream>

namespace orl {

namespace {

using PriceJson = nlohmann::ordered_json;

constexpr double kTokensOfPrice = 1e6;

/// Whole numbers without a decimal point.
PriceJson plain(double value) {
    if (value == std::floor(value) && std::abs(value) < 1e15) {
        return static_cast<std::int64_t>(value);
    }
    return value;
}

/// "_above_200k_tokens"; empty: for all lengths.
void put(PriceJson& entry, double input, double output, double above, PriceListLayout layout) {
    const bool own = layout == PriceListLayout::Own;
    const std::string from = above > 0.0 ? fmt::format("_above_{}k_tokens", above / 1000.0) : "";
    const auto set = [&](const char* side, double price) {
        if (std::isnan(price)) return;
        const std::string key = own ? fmt::format("{}_price{}", side, from)
                                    : fmt::format("{}_cost_per_token{}", side, from);
        entry[key] = own ? plain(price) : PriceJson(price / kTokensOfPrice);
    };
    set("input", input);
    set("output", output);
}

}  // namespace

void writePriceList(std::ostream& out, const std::vector<ModelInfo>& models,
                    const std::string& source, const std::string& date, PriceListLayout layout) {
    PriceJson entries = PriceJson::object();
    for (const ModelInfo& model : models) {
        if (std::isnan(model.inputPrice) && std::isnan(model.outputPrice)) continue;
        PriceJson entry = PriceJson::object();
        put(entry, model.inputPrice, model.outputPrice, 0.0, layout);
        for (const PriceTier& tier : model.tiers) {
            put(entry, tier.inputPrice, tier.outputPrice, tier.above, layout);
        }
        if (layout == PriceListLayout::LiteLlm) entry["mode"] = "chat";
        entries[model.name] = std::move(entry);
    }
    if (layout == PriceListLayout::LiteLlm) {
        out << entries.dump(4) << '\n';
        return;
    }
    PriceJson list;
    list["source"] = source;
    if (!date.empty()) list["date"] = date;
    list["models"] = std::move(entries);
    out << list.dump(2) << '\n';
}

}  // namespace orl
