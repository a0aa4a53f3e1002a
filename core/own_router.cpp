#include "core/own_router.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "core/support/blanks.h"
#include "core/support/error.h"
#include "core/support/hash.h"
#include "core/support/unicode.h"

namespace orl {

namespace {

constexpr std::string_view kOwnPrefix = "own:";
constexpr std::size_t kMostNameBytes = 120;

std::string whereOf(const OwnRouter& router) {
    return "router \"" + router.name + "\"";
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

}  // namespace orl
