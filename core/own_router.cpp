#include "core/own_router.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>

#include "core/support/error.h"
#include "core/support/hash.h"
#include "core/support/unicode.h"

namespace orl {

namespace {

using OwnJson = nlohmann::ordered_json;

constexpr std::string_view kOwnPrefix = "own:";
constexpr std::size_t kMostNameBytes = 120;
constexpr const char* kRuleRemedy =
    "Write it like task:math=MODEL,*=MODEL, length:<200=MODEL,"
    "*=MODEL or shares:MODEL=0.3,MODEL=0.7";

std::string whereOf(const OwnRouter& router) {
    return "router \"" + router.name + "\"";
}

std::string_view stripped(std::string_view text) {
    constexpr std::string_view blanks = " \t\r\n";
    const auto first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

/// All of the text as a finite number.
std::optional<double> finiteNumber(std::string_view text) {
    double value = 0.0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
    if (read.ec != std::errc() || read.ptr != text.data() + text.size()) return {};
    return std::isfinite(value) ? std::optional(value) : std::nullopt;
}

std::string sixteenDigits(std::uint64_t value) {
    return fmt::format("{:016x}", value);
}

[[noreturn]] void refuseField(const OwnRouter& router, const std::string& field,
                              const std::string& expected) {
    throw Error(fmt::format("{}, \"{}\"", whereOf(router), field), "expected " + expected,
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

void checkSteps(const OwnRouter& router) {
    if (router.steps.empty()) {
        throw Error(whereOf(router), "it has no step", "Give at least one length and its model");
    }
    double last = 0.0;
    for (const LengthStep& step : router.steps) {
        if (!(step.below > last)) {
            throw Error(whereOf(router),
                        fmt::format("the length {} stands after {}", step.below, last),
                        "Give lengths above 0 in ascending order, each once");
        }
        last = step.below;
    }
}

void checkShares(const OwnRouter& router) {
    double sum = 0.0;
    for (const auto& [model, share] : router.shares) {
        if (!(share >= 0.0) || !std::isfinite(share)) {
            throw Error(whereOf(router), fmt::format("the share of {} is {}", model, share),
                        "Give shares of 0 or more");
        }
        sum += share;
    }
    if (sum > 0.0 && std::isfinite(sum)) return;
    throw Error(whereOf(router), "its shares are all zero, or there are none",
                "Give at least one model a share");
}

void checkModelNames(const OwnRouter& router) {
    bool empty = false;
    for (const auto& [name, model] : router.table) empty |= model.empty();
    for (const LengthStep& step : router.steps) empty |= step.model.empty();
    for (const auto& [model, share] : router.shares) empty |= model.empty();
    if (empty) {
        throw Error(whereOf(router), "a model's name is empty",
                    "Name a model, or leave the row out");
    }
}

/// "NAME=MODEL", split at the last equals sign.
struct Pair {
    std::string name;
    std::string model;
};

std::vector<Pair> pairsOf(std::string_view text, std::string_view rule) {
    std::vector<Pair> pairs;
    while (!text.empty()) {
        const auto comma = text.find(',');
        const std::string_view part = stripped(text.substr(0, comma));
        text = comma == std::string_view::npos ? std::string_view() : text.substr(comma + 1);
        const auto equals = part.rfind('=');
        if (equals == std::string_view::npos || equals == 0 || equals + 1 == part.size()) {
            throw Error(std::string(rule),
                        fmt::format("\"{}\" is no name, an equals sign and a value", part),
                        kRuleRemedy);
        }
        pairs.push_back({std::string(stripped(part.substr(0, equals))),
                         std::string(stripped(part.substr(equals + 1)))});
    }
    return pairs;
}

void takeTable(OwnRouter& router, const std::vector<Pair>& pairs) {
    for (const auto& [name, model] : pairs) {
        if (name == "*" && router.otherwise.empty()) {
            router.otherwise = model;
        } else if (name == "*" || !router.table.emplace(name, model).second) {
            throw Error(router.name, fmt::format("\"{}\" is named twice", name), "Name each once");
        }
    }
}

void takeSteps(OwnRouter& router, const std::vector<Pair>& pairs) {
    for (const auto& [name, model] : pairs) {
        if (name == "*") {
            router.steps.push_back({std::numeric_limits<double>::infinity(), model});
            continue;
        }
        const auto below =
            name.starts_with('<') ? finiteNumber(std::string_view(name).substr(1)) : std::nullopt;
        if (!below) {
            throw Error(router.name, fmt::format("\"{}\" is no length", name),
                        "Write lengths like <200, and * for all the others");
        }
        router.steps.push_back({*below, model});
    }
}

void takeShares(OwnRouter& router, const std::vector<Pair>& pairs) {
    for (const auto& [model, text] : pairs) {
        const auto share = finiteNumber(text);
        if (!share) {
            throw Error(router.name, fmt::format("the share \"{}\" is no number", text),
                        "Write it like 0.3");
        }
        if (!router.shares.emplace(model, *share).second) {
            throw Error(router.name, fmt::format("\"{}\" is named twice", model), "Name each once");
        }
    }
}

struct RuleStart {
    std::string_view text;
    OwnRouter::Kind kind;
    OwnRouter::Unit unit = OwnRouter::Unit::Characters;
};

constexpr std::array kRuleStarts{
    RuleStart{"task:", OwnRouter::Kind::ByTask},
    RuleStart{"level:", OwnRouter::Kind::ByLevel},
    RuleStart{"length:", OwnRouter::Kind::ByLength},
    RuleStart{"length-words:", OwnRouter::Kind::ByLength, OwnRouter::Unit::Words},
    RuleStart{"length-tokens:", OwnRouter::Kind::ByLength, OwnRouter::Unit::Tokens},
    RuleStart{"shares:", OwnRouter::Kind::Shares}};

std::size_t distanceOf(std::string_view one, std::string_view other) {
    std::vector<std::size_t> row(other.size() + 1);
    for (std::size_t j = 0; j < row.size(); ++j) row[j] = j;
    for (std::size_t i = 1; i <= one.size(); ++i) {
        std::size_t diagonal = std::exchange(row[0], i);
        for (std::size_t j = 1; j < row.size(); ++j) {
            const std::size_t changed = diagonal + (one[i - 1] == other[j - 1] ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({row[j] + 1, row[j - 1] + 1, changed});
        }
    }
    return row.back();
}

/// What people write otherwise without meaning another name.
std::string letterForm(std::string_view name) {
    std::string form;
    for (const char c : name) {
        if (c >= 'A' && c <= 'Z')
            form += static_cast<char>(c - 'A' + 'a');
        else if (c != '-' && c != '_' && c != ' ' && c != '.')
            form += c;
    }
    return form;
}

}  // namespace

std::uint64_t choiceTextKey(std::string_view text) {
    std::string form;
    form.reserve(text.size());
    const std::string_view inner = stripped(text);
    for (std::size_t i = 0; i < inner.size(); ++i) {
        const bool pair = inner[i] == '\r' && i + 1 < inner.size() && inner[i + 1] == '\n';
        if (!pair) form += inner[i] == '\r' ? '\n' : inner[i];
    }
    Fingerprint print;
    print.add(std::string_view(form));
    return std::max<std::uint64_t>(1, print.value());
}

std::uint64_t choiceRowKey(std::string_view split, std::string_view task, std::string_view level) {
    Fingerprint print;
    for (const std::string_view part : {split, task, level}) print.add(part);
    return std::max<std::uint64_t>(1, print.value());
}

bool OwnRouter::operator==(const OwnRouter& other) const {
    const bool sameChoices =
        choices == other.choices || (choices && other.choices && *choices == *other.choices);
    return name == other.name && kind == other.kind && table == other.table &&
           otherwise == other.otherwise && unit == other.unit && steps == other.steps &&
           shares == other.shares && seed == other.seed && sameChoices;
}

const char* toString(OwnRouter::Kind kind) {
    switch (kind) {
        case OwnRouter::Kind::ByTask:
            return "task";
        case OwnRouter::Kind::ByLevel:
            return "level";
        case OwnRouter::Kind::ByLength:
            return "length";
        case OwnRouter::Kind::Shares:
            return "shares";
        case OwnRouter::Kind::Choices:
            break;
    }
    return "choices";
}

const char* toString(OwnRouter::Unit unit) {
    switch (unit) {
        case OwnRouter::Unit::Characters:
            return "characters";
        case OwnRouter::Unit::Words:
            return "words";
        case OwnRouter::Unit::Tokens:
            break;
    }
    return "tokens";
}

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

void checkOwnRouter(const OwnRouter& router) {
    if (stripped(router.name).empty()) {
        throw Error("own router", "it has no name", "Give it a name");
    }
    // Lists of routers are separated by commas.
    const bool plain = router.name.find(',') == std::string::npos || isOwnRule(router.name);
    if (!plain || router.name.size() > kMostNameBytes * (isOwnRule(router.name) ? 100 : 1) ||
        printable(router.name) != router.name) {
        throw Error(
            whereOf(router), "its name is too long or has a comma or control characters",
            fmt::format("Choose a name of at most {} letters without a comma", kMostNameBytes));
    }
    checkModelNames(router);
    switch (router.kind) {
        case OwnRouter::Kind::ByTask:
        case OwnRouter::Kind::ByLevel:
            if (!router.table.empty() || !router.otherwise.empty()) return;
            throw Error(whereOf(router), "its table is empty", "Give at least one row a model");
        case OwnRouter::Kind::ByLength:
            return checkSteps(router);
        case OwnRouter::Kind::Shares:
            return checkShares(router);
        case OwnRouter::Kind::Choices:
            if (router.choices && !router.choices->entries.empty()) return;
            throw Error(whereOf(router), "it has no choices", "Load a file of choices");
    }
}

std::string ruleOf(const OwnRouter& router) {
    std::vector<std::string> parts;
    std::string rule;
    switch (router.kind) {
        case OwnRouter::Kind::ByTask:
        case OwnRouter::Kind::ByLevel:
            for (const auto& [name, model] : router.table) {
                parts.push_back(fmt::format("{} → {}", name, model));
            }
            rule = router.kind == OwnRouter::Kind::ByTask ? "By task: " : "By difficulty level: ";
            break;
        case OwnRouter::Kind::ByLength:
            for (const LengthStep& step : router.steps) {
                parts.push_back(std::isinf(step.below)
                                    ? fmt::format("others → {}", step.model)
                                    : fmt::format("below {} → {}", step.below, step.model));
            }
            rule = fmt::format("By length in {}: ", toString(router.unit));
            break;
        case OwnRouter::Kind::Shares:
            for (const auto& [model, share] : router.shares) {
                parts.push_back(fmt::format("{} {:.4g}", model, share));
            }
            rule = "In fixed shares: ";
            break;
        case OwnRouter::Kind::Choices:
            rule = fmt::format("{} choices of {}", router.choices->entries.size(),
                               router.choices->source);
            break;
    }
    if (!router.otherwise.empty()) parts.push_back("others → " + router.otherwise);
    if (router.kind == OwnRouter::Kind::Choices && !parts.empty()) rule += ", ";
    return fmt::format("{}{}", rule, fmt::join(parts, ", "));
}

std::string ownRouterId(std::string_view name) {
    return isOwnRule(name) ? std::string(name) : fmt::format("{}{}", kOwnPrefix, name);
}

std::string ownRouterTitle(std::string_view id) {
    return std::string(id.starts_with(kOwnPrefix) ? id.substr(kOwnPrefix.size()) : id);
}

bool isOwnRule(std::string_view text) {
    return text.starts_with("file:") ||
           std::ranges::any_of(
               kRuleStarts, [&](const RuleStart& start) { return text.starts_with(start.text); });
}

OwnRouter ownRouterFrom(std::string_view text) {
    const auto* const start = std::ranges::find_if(
        kRuleStarts, [&](const RuleStart& each) { return text.starts_with(each.text); });
    if (start == kRuleStarts.end()) {
        throw Error("router", fmt::format("\"{}\" is no rule", text), kRuleRemedy);
    }
    OwnRouter router;
    router.name = std::string(text);
    router.kind = start->kind;
    router.unit = start->unit;
    const std::vector<Pair> pairs = pairsOf(text.substr(start->text.size()), text);
    if (router.kind == OwnRouter::Kind::ByLength) {
        takeSteps(router, pairs);
    } else if (router.kind == OwnRouter::Kind::Shares) {
        takeShares(router, pairs);
    } else {
        takeTable(router, pairs);
    }
    checkOwnRouter(router);
    return router;
}

std::map<std::string, std::size_t> shareCounts(const std::map<std::string, double>& shares,
                                               std::size_t queries) {
    double sum = 0.0;
    for (const auto& [model, share] : shares) sum += share;
    std::map<std::string, std::size_t> counts;
    std::vector<std::pair<double, std::string>> rests;
    std::size_t given = 0;
    for (const auto& [model, share] : shares) {
        const double exact = share / sum * static_cast<double>(queries);
        // 0.3 of 10 are 3, whatever the rounding of the quotient.
        const double whole = std::floor(exact + 1e-9);
        counts[model] = static_cast<std::size_t>(whole);
        given += counts[model];
        rests.emplace_back(exact - whole, model);
    }
    std::ranges::stable_sort(rests, [](const auto& a, const auto& b) { return a.first > b.first; });
    for (std::size_t k = 0; given < queries; ++k, ++given) ++counts[rests[k % rests.size()].second];
    return counts;
}

std::string nearestName(std::string_view name, const std::vector<std::string>& known) {
    constexpr std::size_t kLongest = 200;
    const std::string form = letterForm(name.substr(0, kLongest));
    std::string nearest;
    std::size_t least = std::max<std::size_t>(1, form.size() / 3) + 1;
    for (const std::string& each : known) {
        const std::string other = letterForm(std::string_view(each).substr(0, kLongest));
        // A provider's prefix or a date behind the name.
        const bool part =
            form.size() > 3 && other.size() > 3 &&
            (form.find(other) != std::string::npos || other.find(form) != std::string::npos);
        const std::size_t distance =
            std::min(distanceOf(form, other), part ? std::size_t{2} : form.size() + other.size());
        if (distance < least) {
            least = distance;
            nearest = each;
        }
    }
    return nearest;
}

}  // namespace orl
