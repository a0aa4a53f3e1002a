#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <nlohmann/json.hpp>
#include <optional>

#include "core/data/import/import.h"
#include "core/data/import/remarks.h"
#include "core/data/text/bytes.h"
#include "core/data/text/json.h"
#include "core/data/text/number.h"
#include "core/data/text/utf8.h"

namespace orl {

namespace {

using nlohmann::json;
using std::string_view_literals::operator""sv;
using Kind = ImportRemark::Kind;

constexpr std::size_t kMaxListBytes = 64U << 20U;
constexpr std::size_t kMaxTiers = 64;  ///< of one model
constexpr double kPerMillion = 1e6;
/// USD per million tokens that no list asks: outside, the unit is likely another.
constexpr double kDear = 1000.0, kCheap = 1e-4;
constexpr const char* kNeeds =
    "Each model needs input_price and output_price in USD per million tokens, or prices that name "
    "their unit, like input_cost_per_token or output_price_per_1k_tokens";

/// What one key of a list prices, and what turns its number into USD per million tokens.
struct PriceKey {
    bool input = true;
    double factor = 1.0;
    double above = 0.0;  ///< input tokens from which on it holds
};

std::vector<std::string> wordsOf(std::string_view key) {
    std::vector<std::string> words(1);
    for (const char c : lowered(key)) {
        if (c == '_' || c == '-' || c == ' ') {
            words.emplace_back();
        } else {
            words.back() += c;
        }
    }
    return words;
}

template <typename Names>
bool holds(const Names& names, std::string_view word) {
    return std::find(names.begin(), names.end(), word) != names.end();
}

/// The unit after "per".
std::optional<double> factorOf(std::string_view unit) {
    if (unit == "token") return kPerMillion;
    if (holds(std::array{"1k"sv, "1000"sv, "thousand"sv, "k"sv}, unit)) return 1000.0;
    if (holds(std::array{"million"sv, "1m"sv, "m"sv, "mtok"sv, "1000000"sv}, unit)) return 1.0;
    return {};
}

/// Takes "_above_200k_tokens" off the end of a key. @return false if something else is above
bool takeAbove(std::string& key, double& above) {
    constexpr auto mark = "_above_"sv, end = "k_tokens"sv;
    const auto at = key.find(mark);
    if (at == std::string::npos) return true;
    if (!key.ends_with(end)) return false;
    const char* first = key.data() + at + mark.size();
    const char* last = key.data() + key.size() - end.size();
    const auto parsed = std::from_chars(first, last, above);
    if (parsed.ec != std::errc{} || parsed.ptr != last || !(above > 0.0)) return false;
    above *= 1000.0;
    key.resize(at);
    return true;
}

/// input_price (LLMRouter), input_token_price_per_million (RouterArena), input_cost_per_token and
/// input_cost_per_token_above_200k_tokens (LiteLLM), prompt_price_per_1k_tokens, …; none for the
/// price of anything else (cached, batched, audio, …).
std::optional<PriceKey> keyOf(std::string_view name) {
    PriceKey result;
    std::string key(name);
    if (!takeAbove(key, result.above)) return {};
    if (key == "input_price" || key == "output_price") {
        result.input = key == "input_price";
        return result;
    }
    const auto words = wordsOf(key);
    int sides = 0;
    bool unit = false;
    for (std::size_t k = 0; k < words.size(); ++k) {
        const std::string& word = words[k];
        if (holds(std::array{"input"sv, "prompt"sv, "output"sv, "completion"sv}, word)) {
            result.input = word == "input" || word == "prompt";
            ++sides;
        } else if (word == "per" && !unit && k + 1 < words.size()) {
            const auto factor = factorOf(words[++k]);
            if (!factor) return {};
            result.factor = *factor;
            unit = true;
        } else if (!holds(std::array{"price"sv, "cost"sv, "token"sv, "tokens"sv, "usd"sv}, word)) {
            return {};
        }
    }
    return sides == 1 && unit ? std::optional(result) : std::nullopt;
}

std::string readAll(const std::filesystem::path& file, ReadProgress& progress) {
    ByteSource source(file, &progress);
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

/// Reads the entries of one list, each on its own: a bad one is left out and remarked upon.
class PriceReader {
  public:
    PriceReader(std::string file, std::string source, const Job& job)
        : m_file(std::move(file)), m_source(std::move(source)), m_job(job) {}

    void entry(const std::string& name, const json& entry) {
        if (name.empty() || name == "sample_spec" || !entry.is_object()) return;
        m_model = ModelInfo{name, kMissing, kMissing, m_source};
        m_bad.clear();
        m_tooMany = false;
        for (const auto& member : entry.items()) {
            m_job.check();
            if (const auto key = keyOf(member.key())) take(*key, member.key(), member.value());
        }
        openRouter(entry);
        tieredPricing(entry);
        if (m_tooMany) {
            m_remarks.add(
                Kind::Refused, m_file, 0,
                fmt::format("a model has more than {} tiers of prices; it is left out", kMaxTiers),
                shown(name));
        } else if (!m_bad.empty()) {
            m_remarks.add(Kind::Refused, m_file, 0,
                          "a price is no number that is not negative; the model is left out",
                          m_bad);
        } else if (m_model.inputPrice == m_model.inputPrice ||
                   m_model.outputPrice == m_model.outputPrice) {
            finish();
        }
    }

    PriceList take() { return {m_source, std::move(m_prices), m_remarks.list()}; }
    const std::string& firstBad() const { return m_firstBad; }

  private:
    void take(const PriceKey& key, const std::string& name, const json& value) {
        if (value.is_null()) return;
        const CellNumber number = numberOf(value);
        const bool plain = number.form == CellNumber::Form::Plain ||
                           number.form == CellNumber::Form::Grouped ||
                           number.form == CellNumber::Form::Dollars;
        if (number.state != CellNumber::State::Number || !plain || number.value < 0.0) {
            m_bad = fmt::format("the {} of {} is {}", name, shown(m_model.name),
                                value.dump(-1, ' ', true, json::error_handler_t::replace));
            if (m_firstBad.empty()) m_firstBad = m_bad;
            return;
        }
        double* price = key.input ? &m_model.inputPrice : &m_model.outputPrice;
        if (key.above > 0.0) {
            PriceTier* tier = tierAbove(key.above);
            if (tier == nullptr) return;
            price = key.input ? &tier->inputPrice : &tier->outputPrice;
        }
        if (*price != *price) *price = number.value * key.factor;
    }

    /// Null beyond kMaxTiers.
    PriceTier* tierAbove(double above) {
        for (PriceTier& tier : m_model.tiers) {
            if (tier.above == above) return &tier;
        }
        if (m_model.tiers.size() == kMaxTiers) {
            m_tooMany = true;
            return nullptr;
        }
        return &m_model.tiers.emplace_back(PriceTier{above, kMissing, kMissing});
    }

    /// OpenRouter: {"pricing": {"prompt": "0.000001", "completion": "0.000002"}}, USD a token.
    void openRouter(const json& entry) {
        const auto pricing = entry.find("pricing");
        if (pricing == entry.end() || !pricing->is_object()) return;
        for (const auto& member : pricing->items()) {
            const bool input = member.key() == "prompt";
            if (input || member.key() == "completion") {
                take({input, kPerMillion, 0.0}, "pricing." + member.key(), member.value());
            } else if (const auto key = keyOf(member.key())) {
                take(*key, member.key(), member.value());
            }
        }
    }

    /// LiteLLM: {"tiered_pricing": [{"range": [0, 32000], "input_cost_per_token": …}, …]}.
    void tieredPricing(const json& entry) {
        const auto tiers = entry.find("tiered_pricing");
        if (tiers == entry.end() || !tiers->is_array()) return;
        for (const json& tier : *tiers) {
            m_job.check();
            if (!tier.is_object() || !tier.contains("range")) continue;
            const json& range = tier["range"];
            if (!range.is_array() || range.empty() || !range[0].is_number()) continue;
            for (const auto& member : tier.items()) {
                auto key = keyOf(member.key());
                if (!key) continue;
                key->above = range[0].get<double>();
                take(*key, member.key(), member.value());
            }
        }
    }

    void finish() {
        std::sort(m_model.tiers.begin(), m_model.tiers.end(),
                  [](const PriceTier& a, const PriceTier& b) { return a.above < b.above; });
        for (const double price : {m_model.inputPrice, m_model.outputPrice}) {
            const std::string example = fmt::format("{} for {}", price, shown(m_model.name));
            if (price > kDear) {
                m_remarks.add(Kind::Note, m_file, 0,
                              "a price is above 1,000 USD per million tokens; check its unit",
                              example);
            } else if (price > 0.0 && price < kCheap) {
                m_remarks.add(Kind::Note, m_file, 0,
                              "a price is below 0.0001 USD per million tokens; check its unit",
                              example);
            }
        }
        const std::string name = m_model.name;
        if (!m_prices.emplace(name, std::move(m_model)).second) {
            m_remarks.add(Kind::Note, m_file, 0, "a model is listed twice; its first prices count",
                          shown(name));
        }
    }

    std::string m_file, m_source;
    const Job& m_job;
    ModelInfo m_model;
    std::string m_bad, m_firstBad;
    bool m_tooMany = false;
    std::map<std::string, ModelInfo> m_prices;
    Remarks m_remarks;
};

std::string nameOf(const json& entry) {
    if (!entry.is_object()) return {};
    for (const char* key : {"id", "model", "model_name", "name"}) {
        const auto found = entry.find(key);
        if (found != entry.end() && found->is_string()) return found->get<std::string>();
    }
    return {};
}

/// Where the list says that it comes from; else its file's name.
std::string sourceOfList(const json& list, const std::filesystem::path& file) {
    const auto textOr = [&](const char* key) {
        return list.is_object() && list.contains(key) && list[key].is_string()
                   ? list[key].get<std::string>()
                   : std::string();
    };
    const std::string stated = textOr("source");
    const std::string date = textOr("date");
    if (stated.empty()) return file.filename().string();
    return date.empty() ? stated : stated + ", " + date;
}

}  // namespace

PriceList readPriceList(const std::filesystem::path& file, const Job& job) {
    const std::string name = file.string();
    const Job quiet{job.stop, {}};
    ReadProgress progress(quiet, 0);
    std::string text = readAll(file, progress);
    json list;
    auto problem = parseJson(text, list, job.stop);
    if (!problem.empty() && !mendJson(text, job.stop).empty()) {
        problem = parseJson(text, list, job.stop);
    }
    if (!problem.empty()) {
        throw Error(name, "is no JSON price list: " + problem, "Check the file");
    }
    PriceReader reader(name, sourceOfList(list, file), job);
    for (const char* wrapper : {"models", "data"}) {
        if (!list.is_object() || !list.contains(wrapper)) continue;
        json& wrapped = list[wrapper];
        if (!wrapped.is_object() && !wrapped.is_array()) continue;
        json inner = std::move(wrapped);
        list = std::move(inner);
    }
    if (list.is_array() && std::any_of(list.begin(), list.end(),
                                       [](const json& entry) { return entry.is_object(); })) {
        for (const json& entry : list) reader.entry(nameOf(entry), entry);
    } else if (list.is_object()) {
        for (const auto& [model, entry] : list.items()) reader.entry(model, entry);
    } else {
        throw Error(name, "is no price list: neither an object nor a list of models", kNeeds);
    }
    const std::string bad = reader.firstBad();
    PriceList prices = reader.take();
    if (prices.prices.empty()) {
        throw Error(name, "names no price of any model" + (bad.empty() ? "" : ": " + bad),
                    bad.empty() ? kNeeds
                                : "Write numbers that are not negative, or leave a key out if its "
                                  "price is unknown");
    }
    return prices;
}

}  // namespace orl
