#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>

#include "core/own_router.h"
#include "core/support/blanks.h"
#include "core/support/error.h"

/// Own routers as they are typed: "task:math=MODEL,*=MODEL".
namespace orl {

namespace {

constexpr const char* kRuleRemedy =
    "Write it like task:math=MODEL,*=MODEL, length:<200=MODEL,"
    "*=MODEL or shares:MODEL=0.3,MODEL=0.7";

/// All of the text as a finite number.
std::optional<double> finiteNumber(std::string_view text) {
    double value = 0.0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
    if (read.ec != std::errc() || read.ptr != text.data() + text.size()) return {};
    return std::isfinite(value) ? std::optional(value) : std::nullopt;
}

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

}  // namespace

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

}  // namespace orl
