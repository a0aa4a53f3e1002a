#include "core/scenario.h"

#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "core/support/error.h"

namespace orl {

namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kRemedy = "Use a scenario that this program has written";

/// Names every field once, for writing and for reading. S is Scenario or const Scenario.
template <typename S, typename Visitor>
void visitFields(S& scenario, Visitor&& visit) {
    visit("name", scenario.name);
    visit("dataset", scenario.preparation.dataset);
    visit("train_split", scenario.preparation.trainSplit);
    visit("test_split", scenario.preparation.testSplit);
    visit("mode", scenario.constraints.mode);
    visit("quality_floor", scenario.constraints.qualityFloor);
    visit("budget_per_1000", scenario.constraints.budgetPer1000);
    visit("common_capacity", scenario.constraints.commonCapacity);
    visit("capacity_share", scenario.constraints.capacityShare);
    visit("seconds_cap", scenario.constraints.secondsCap);
    visit("group_by", scenario.constraints.groups.by);
    visit("group_floor", scenario.constraints.groups.floor);
    visit("group_cap", scenario.constraints.groups.cap);
    visit("guarantee", scenario.constraints.guarantee.asked);
    visit("guaranteed_accuracy", scenario.constraints.guarantee.accuracy);
    visit("guarantee_confidence", scenario.constraints.guarantee.confidence);
    visit("price_multiplier", scenario.pool.priceMultiplier);
    visit("input_price", scenario.pool.inputPrice);
    visit("output_price", scenario.pool.outputPrice);
    visit("first_token_seconds", scenario.pool.firstTokenSeconds);
    visit("tokens_per_second", scenario.pool.tokensPerSecond);
    visit("second_price", scenario.pool.secondPrice);
    visit("disabled", scenario.pool.disabled);
    visit("hypothetical", scenario.pool.hypothetical);
    visit("price_list", scenario.pool.priceList);
    visit("caution", scenario.pool.caution);
    visit("predictor", scenario.preparation.predictor);
    visit("embedding", scenario.preparation.embedding);
    visit("neighbours", scenario.preparation.neighbours);
    visit("blend", scenario.preparation.blend);
    visit("folds", scenario.preparation.folds);
    visit("router", scenario.router);
    visit("seed", scenario.preparation.seed);
}

Json written(const std::string& text) {
    return text;
}
Json written(bool truth) {
    return truth;
}
Json written(int number) {
    return number;
}
Json written(std::uint64_t number) {
    return number;
}
Json written(const std::vector<std::string>& names) {
    return names;
}
Json written(RoutingMode mode) {
    return mode == RoutingMode::CostUnderFloor ? "cost-under-floor" : "quality-under-budget";
}
/// JSON has no infinity and no NaN; they are written as text.
Json written(double number) {
    if (std::isfinite(number)) return number;
    return std::isnan(number) ? "nan" : number > 0 ? "inf" : "-inf";
}
Json written(const std::map<std::string, double>& numbers) {
    Json object = Json::object();
    for (const auto& [key, number] : numbers) object[key] = written(number);
    return object;
}
Json written(const std::map<std::string, std::map<std::string, double>>& tables) {
    Json object = Json::object();
    for (const auto& [key, numbers] : tables) object[key] = written(numbers);
    return object;
}

Json written(const std::vector<HypotheticalModel>& models) {
    Json list = Json::array();
    for (const HypotheticalModel& model : models) {
        list.push_back(
            {{"name", model.name}, {"like", model.like}, {"points", written(model.points)}});
    }
    return list;
}

[[noreturn]] void refuse(const std::string& key, const std::string& expected) {
    throw Error("scenario, \"" + key + "\"", "expected " + expected, kRemedy);
}

void read(const std::string& key, const Json& value, std::string& field) {
    if (!value.is_string()) refuse(key, "a text");
    field = value.get<std::string>();
}
void read(const std::string& key, const Json& value, bool& field) {
    if (!value.is_boolean()) refuse(key, "true or false");
    field = value.get<bool>();
}
void read(const std::string& key, const Json& value, int& field) {
    if (!value.is_number_integer() || value.get<double>() < std::numeric_limits<int>::min() ||
        value.get<double>() > std::numeric_limits<int>::max()) {
        refuse(key, "a whole number of at most nine digits");
    }
    field = value.get<int>();
}
void read(const std::string& key, const Json& value, std::uint64_t& field) {
    if (!value.is_number_unsigned()) refuse(key, "a whole number of 64 bits that is not negative");
    field = value.get<std::uint64_t>();
}
void read(const std::string& key, const Json& value, double& field) {
    if (value == "inf") {
        field = std::numeric_limits<double>::infinity();
    } else if (value == "-inf") {
        field = -std::numeric_limits<double>::infinity();
    } else if (value == "nan") {
        field = std::numeric_limits<double>::quiet_NaN();
    } else if (value.is_number()) {
        field = value.get<double>();
    } else {
        refuse(key, "a number");
    }
}
void read(const std::string& key, const Json& value, RoutingMode& field) {
    if (value == written(RoutingMode::CostUnderFloor)) {
        field = RoutingMode::CostUnderFloor;
    } else if (value == written(RoutingMode::QualityUnderBudget)) {
        field = RoutingMode::QualityUnderBudget;
    } else {
        refuse(key, "\"cost-under-floor\" or \"quality-under-budget\"");
    }
}
void read(const std::string& key, const Json& value, std::vector<std::string>& field) {
    if (!value.is_array()) refuse(key, "a list of names");
    field.clear();
    for (const Json& item : value) read(key, item, field.emplace_back());
}
void read(const std::string& key, const Json& value, std::map<std::string, double>& field) {
    if (!value.is_object()) refuse(key, "an object of numbers by model name");
    field.clear();
    for (const auto& [name, number] : value.items()) read(key, number, field[name]);
}
void read(const std::string& key, const Json& value,
          std::map<std::string, std::map<std::string, double>>& field) {
    if (!value.is_object()) refuse(key, "an object of objects of numbers");
    field.clear();
    for (const auto& [name, numbers] : value.items()) read(key, numbers, field[name]);
}
void read(const std::string& key, const Json& value, std::vector<HypotheticalModel>& field) {
    if (!value.is_array()) refuse(key, "a list of models");
    field.clear();
    for (const Json& item : value) {
        if (!item.is_object() || !item.contains("name") || !item.contains("like")) {
            refuse(key, "models with name, like and points");
        }
        HypotheticalModel& model = field.emplace_back();
        read(key, item["name"], model.name);
        read(key, item["like"], model.like);
        if (item.contains("points")) read(key, item["points"], model.points);
    }
}

}  // namespace

namespace {

Json objectOf(const Scenario& scenario) {
    Json object = Json::object();
    visitFields(scenario,
                [&](const char* key, const auto& field) { object[key] = written(field); });
    return object;
}

std::string textOf(const Json& object, const Scenario& scenario) {
    try {
        return object.dump();
    } catch (const nlohmann::json::exception&) {
        throw Error("scenario \"" + scenario.name + "\"", "a name in it is not valid UTF-8 text",
                    "Rename the scenario, data set or model");
    }
}

Json parsedObject(const std::string& json) {
    Json object = Json::parse(json, nullptr, false);
    if (object.is_discarded()) throw Error("scenario", "the text is no valid JSON", kRemedy);
    if (!object.is_object()) throw Error("scenario", "the text is no JSON object", kRemedy);
    return object;
}

Scenario scenarioOf(const Json& object) {
    Scenario scenario;
    visitFields(scenario, [&](const char* key, auto& field) {
        const auto found = object.find(key);
        if (found != object.end()) read(key, *found, field);
    });
    return scenario;
}

constexpr const char* kNote = "note";
constexpr const char* kDataFingerprint = "data_fingerprint";  // 16 hexadecimal digits

std::string hexadecimal(std::uint64_t value) {
    std::array<char, 16> digits{};
    const auto end = std::to_chars(digits.begin(), digits.end(), value, 16).ptr;
    const std::string text(digits.begin(), end);
    return std::string(digits.size() - text.size(), '0') + text;
}

}  // namespace

std::string Scenario::toJson() const {
    return textOf(objectOf(*this), *this);
}

std::string Scenario::toShortJson() const {
    const Json usual = objectOf(Scenario());
    Json object = objectOf(*this);
    for (const auto& [key, value] : usual.items()) {
        const bool kept = key == "dataset" || (key != "name" && object[key] != value);
        if (!kept) object.erase(key);
    }
    return textOf(object, *this);
}

Scenario Scenario::fromJson(const std::string& json) {
    return scenarioOf(parsedObject(json));
}

std::string SavedScenario::toJson() const {
    Json object = objectOf(scenario);
    if (!note.empty()) object[kNote] = note;
    if (data != 0) object[kDataFingerprint] = hexadecimal(data);
    return textOf(object, scenario);
}

SavedScenario SavedScenario::fromJson(const std::string& json) {
    const Json object = parsedObject(json);
    SavedScenario saved{scenarioOf(object)};
    if (const auto note = object.find(kNote); note != object.end()) read(kNote, *note, saved.note);
    if (const auto data = object.find(kDataFingerprint); data != object.end()) {
        std::string digits;
        read(kDataFingerprint, *data, digits);
        const char* const end = digits.data() + digits.size();
        const auto parsed = std::from_chars(digits.data(), end, saved.data, 16);
        if (parsed.ec != std::errc() || parsed.ptr != end) {
            refuse(kDataFingerprint, "16 hexadecimal digits");
        }
    }
    return saved;
}

}  // namespace orl
