#include <fmt/format.h>

#include <charconv>
#include <limits>
#include <nlohmann/json.hpp>

#include "core/own_router.h"
#include "core/support/error.h"

/// Own routers as the workspace keeps them and as bundles carry them.
namespace orl {

namespace {

using OwnJson = nlohmann::ordered_json;

std::string sixteenDigits(std::uint64_t value) {
    return fmt::format("{:016x}", value);
}

[[noreturn]] void refuseField(const OwnRouter& router, const std::string& field,
                              const std::string& expected) {
    throw Error(fmt::format("router \"{}\", \"{}\"", router.name, field), "expected " + expected,
                "Use a router that this program has written, or mend the field");
}

const OwnJson& fieldOf(const OwnJson& object, const char* key) {
    static const OwnJson none;
    const auto found = object.find(key);
    return found == object.end() ? none : *found;
}

std::string textField(const OwnRouter& router, const OwnJson& object, const char* key) {
    const OwnJson& value = fieldOf(object, key);
    if (value.is_null()) return {};
    if (!value.is_string()) refuseField(router, key, "a text");
    return value.get<std::string>();
}

std::uint64_t keyField(const OwnRouter& router, const OwnJson& object, const char* key) {
    const std::string digits = textField(router, object, key);
    if (digits.empty()) return 0;
    std::uint64_t value = 0;
    constexpr int kHex = 16;
    const char* const end = digits.data() + digits.size();
    const auto read = std::from_chars(digits.data(), end, value, kHex);
    if (read.ec != std::errc() || read.ptr != end) {
        refuseField(router, key, "16 hexadecimal digits");
    }
    return value;
}

void readTable(OwnRouter& router, const OwnJson& object) {
    const OwnJson& table = fieldOf(object, "table");
    if (!table.is_object()) refuseField(router, "table", "an object of models by name");
    for (const auto& [name, model] : table.items()) {
        if (!model.is_string()) refuseField(router, "table." + name, "the name of a model");
        router.table[name] = model.get<std::string>();
    }
}

void readSteps(OwnRouter& router, const OwnJson& object) {
    const std::string unit = textField(router, object, "unit");
    using Unit = OwnRouter::Unit;
    const std::array units{Unit::Characters, Unit::Words, Unit::Tokens};
    const auto* const found = std::ranges::find_if(
        units, [&](Unit each) { return unit.empty() || unit == toString(each); });
    if (found == units.end()) refuseField(router, "unit", "characters, words or tokens");
    router.unit = *found;
    const OwnJson& steps = fieldOf(object, "steps");
    if (!steps.is_array()) refuseField(router, "steps", "a list of steps");
    for (const OwnJson& step : steps) {
        const bool good = step.is_object() && fieldOf(step, "model").is_string() &&
                          (fieldOf(step, "below").is_number() || fieldOf(step, "below").is_null());
        if (!good) refuseField(router, "steps", "steps with \"below\" and \"model\"");
        const OwnJson& below = fieldOf(step, "below");
        router.steps.push_back(
            {below.is_null() ? std::numeric_limits<double>::infinity() : below.get<double>(),
             fieldOf(step, "model").get<std::string>()});
    }
}

void readShares(OwnRouter& router, const OwnJson& object) {
    const OwnJson& shares = fieldOf(object, "shares");
    if (!shares.is_object()) refuseField(router, "shares", "an object of numbers by model name");
    for (const auto& [model, share] : shares.items()) {
        if (!share.is_number()) refuseField(router, "shares." + model, "a number");
        router.shares[model] = share.get<double>();
    }
    const OwnJson& seed = fieldOf(object, "seed");
    if (seed.is_null()) return;
    if (!seed.is_number_unsigned()) refuseField(router, "seed", "a whole number, 0 or more");
    router.seed = seed.get<std::uint64_t>();
}

QueryChoice choiceOf(const OwnRouter& router, const OwnJson& entry, std::size_t models) {
    if (!entry.is_object()) refuseField(router, "choices", "a list of objects");
    QueryChoice choice;
    choice.id = textField(router, entry, "id");
    choice.text = keyField(router, entry, "text");
    choice.check = keyField(router, entry, "check");
    if (const OwnJson& row = fieldOf(entry, "row"); !row.is_null()) {
        const bool whole = row.is_number_unsigned() &&
                           row.get<std::uint64_t>() <=
                               static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
        if (!whole) refuseField(router, "row", "a row number, 0 or more");
        choice.row = row.get<std::int64_t>();
    }
    const OwnJson& model = fieldOf(entry, "model");
    if (!model.is_number_unsigned() || model.get<std::uint64_t>() >= models) {
        refuseField(router, "model", "the place of a name in \"models\"");
    }
    choice.model = model.get<std::uint32_t>();
    return choice;
}

void readChoiceList(OwnRouter& router, const OwnJson& object) {
    auto list = std::make_shared<ChoiceList>();
    list->source = textField(router, object, "source");
    const OwnJson& models = fieldOf(object, "models");
    const OwnJson& entries = fieldOf(object, "choices");
    if (!models.is_array()) refuseField(router, "models", "a list of names");
    if (!entries.is_array()) refuseField(router, "choices", "a list of objects");
    for (const OwnJson& model : models) {
        if (!model.is_string()) refuseField(router, "models", "a list of names");
        list->models.push_back(model.get<std::string>());
    }
    list->entries.reserve(entries.size());
    for (const OwnJson& entry : entries) {
        list->entries.push_back(choiceOf(router, entry, list->models.size()));
    }
    router.choices = std::move(list);
}

OwnJson writtenChoices(const ChoiceList& list) {
    OwnJson entries = OwnJson::array();
    for (const QueryChoice& choice : list.entries) {
        OwnJson entry = OwnJson::object();
        if (!choice.id.empty()) entry["id"] = choice.id;
        if (choice.text != 0) entry["text"] = sixteenDigits(choice.text);
        if (choice.row >= 0) {
            entry["row"] = static_cast<std::uint64_t>(choice.row);
            entry["check"] = sixteenDigits(choice.check);
        }
        entry["model"] = choice.model;
        entries.push_back(std::move(entry));
    }
    return entries;
}

}  // namespace

std::string OwnRouter::toJson() const {
    OwnJson object{{"name", name}, {"kind", toString(kind)}};
    if (kind == Kind::ByTask || kind == Kind::ByLevel) {
        object["table"] = OwnJson::object();
        for (const auto& [key, model] : table) object["table"][key] = model;
    } else if (kind == Kind::ByLength) {
        object["unit"] = toString(unit);
        object["steps"] = OwnJson::array();
        for (const LengthStep& step : steps) {
            const OwnJson below = std::isinf(step.below) ? OwnJson() : OwnJson(step.below);
            object["steps"].push_back({{"below", below}, {"model", step.model}});
        }
    } else if (kind == Kind::Shares) {
        object["shares"] = OwnJson::object();
        for (const auto& [model, share] : shares) object["shares"][model] = share;
        object["seed"] = seed;
    } else {
        object["source"] = choices->source;
        object["models"] = choices->models;
        object["choices"] = writtenChoices(*choices);
    }
    if (!otherwise.empty()) object["otherwise"] = otherwise;
    return object.dump(-1, ' ', false, OwnJson::error_handler_t::replace);
}

OwnRouter OwnRouter::fromJson(std::string_view json) {
    const OwnJson object = OwnJson::parse(json, nullptr, false);
    OwnRouter router;
    if (!object.is_object()) {
        throw Error("own router", "the text is no JSON object",
                    "Use a router that this program has written");
    }
    router.name = textField(router, object, "name");
    const std::string kind = textField(router, object, "kind");
    const std::array kinds{Kind::ByTask, Kind::ByLevel, Kind::ByLength, Kind::Shares,
                           Kind::Choices};
    const auto* const found =
        std::ranges::find_if(kinds, [&](Kind each) { return kind == toString(each); });
    if (found == kinds.end()) {
        refuseField(router, "kind", "task, level, length, shares or choices");
    }
    router.kind = *found;
    router.otherwise = textField(router, object, "otherwise");
    if (router.kind == Kind::ByTask || router.kind == Kind::ByLevel) readTable(router, object);
    if (router.kind == Kind::ByLength) readSteps(router, object);
    if (router.kind == Kind::Shares) readShares(router, object);
    if (router.kind == Kind::Choices) readChoiceList(router, object);
    checkOwnRouter(router);
    return router;
}

}  // namespace orl
