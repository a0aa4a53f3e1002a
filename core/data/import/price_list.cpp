#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "core/data/import/import.h"
#include "core/data/text/bytes.h"
#include "core/data/text/json.h"
#include "core/data/text/number.h"
#include "core/data/text/utf8.h"

namespace orl {

namespace {

using nlohmann::json;

constexpr std::size_t kMaxListBytes = 64U << 20U;
constexpr double kPerMillion = 1e6;

/// How one list names its prices, and what turns them into USD per million tokens.
struct Layout {
    const char* input;
    const char* output;
    double factor;
};

constexpr Layout kLayouts[] = {
    {"input_price", "output_price", 1.0},  // LLMRouter, and the list that comes with the program
    {"input_token_price_per_million", "output_token_price_per_million", 1.0},  // RouterArena
    {"input_cost_per_token", "output_cost_per_token", kPerMillion},            // LiteLLM
};

std::string readAll(const std::filesystem::path& file) {
    ByteSource source(file);
    std::string text;
    for (auto chunk = source.next(); !chunk.empty(); chunk = source.next()) {
        text += chunk;
        if (text.size() > kMaxListBytes) {
            throw Error(file.string(), "is too large for a price list",
                        "Give the price list, not the data");
        }
    }
    return text;
}

double price(const json& entry, const Layout& layout, const char* key, const std::string& name,
             const std::string& file) {
    const auto found = entry.find(key);
    if (found == entry.end() || found->is_null()) return kMissing;
    const CellNumber number = numberOf(*found);
    const bool good =
        number.state == CellNumber::State::Number && number.value >= 0.0 && !found->is_boolean();
    if (!good) {
        throw Error(file,
                    fmt::format("the {} of {} is no price: {}", key, shown(name),
                                found->dump(-1, ' ', true, json::error_handler_t::replace)),
                    "Write a number that is not negative, or leave the key out if it is unknown");
    }
    return number.value * layout.factor;
}

}  // namespace

std::map<std::string, ModelInfo> readPriceList(const std::filesystem::path& file) {
    const std::string name = file.string();
    std::string text = readAll(file);
    json list;
    if (const auto problem = parseJson(text, list); !problem.empty()) {
        throw Error(name, "is no JSON price list: " + problem, "Check the file");
    }
    std::string source = file.filename().string();
    if (list.is_object() && list.contains("models") && list["models"].is_object()) {
        const auto text_or = [&](const char* key) {
            return list.contains(key) && list[key].is_string() ? list[key].get<std::string>() : "";
        };
        const std::string stated = text_or("source");
        const std::string date = text_or("date");
        if (!stated.empty()) source = date.empty() ? stated : stated + ", " + date;
        json models = std::move(list["models"]);
        list = std::move(models);
    }
    if (!list.is_object()) {
        throw Error(name, "is no price list: not an object of models",
                    "Each model needs input_price and output_price in USD per million tokens");
    }
    std::map<std::string, ModelInfo> prices;
    for (const auto& [model, entry] : list.items()) {
        if (model == "sample_spec" || !entry.is_object()) continue;
        for (const Layout& layout : kLayouts) {
            if (!entry.contains(layout.input) && !entry.contains(layout.output)) continue;
            ModelInfo info;
            info.name = model;
            info.inputPrice = price(entry, layout, layout.input, model, name);
            info.outputPrice = price(entry, layout, layout.output, model, name);
            info.priceSource = source;
            prices.emplace(model, std::move(info));
            break;
        }
    }
    if (prices.empty()) {
        throw Error(name, "names no price of any model",
                    "Each model needs input_price and output_price in USD per million tokens");
    }
    return prices;
}

}  // namespace orl
