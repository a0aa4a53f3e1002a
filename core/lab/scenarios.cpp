#include "core/lab/scenarios.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>
#include <set>

#include "core/lab/datasets.h"
#include "core/lab/pool_edit.h"
#include "core/route/router.h"
#include "core/support/error.h"

namespace orl {

namespace {

constexpr const char* kMonthlyQueries = "lab.monthly_queries";
constexpr const char* kCurrency = "lab.currency";
constexpr const char* kOwnRouters = "lab.own_routers";
constexpr const char* kScenarioFormat = "omnirouter scenarios";
constexpr int kScenarioVersion = 1;
constexpr const char* kScenarioRemedy = "Choose a file that Export scenarios has written";

bool isNameTaken(const ScenarioList& list, const std::string& name) {
    return std::ranges::any_of(
        list, [&](const SavedScenario& each) { return each.scenario.name == name; });
}

std::set<std::string> namedModels(const Scenario& scenario) {
    std::set<std::string> names(scenario.pool.disabled.begin(), scenario.pool.disabled.end());
    for (const auto* numbers :
         {&scenario.pool.priceMultiplier, &scenario.pool.inputPrice, &scenario.pool.outputPrice,
          &scenario.pool.firstTokenSeconds, &scenario.pool.tokensPerSecond,
          &scenario.constraints.capacityShare}) {
        for (const auto& [name, number] : *numbers) names.insert(name);
    }
    for (const auto& [group, caps] : scenario.constraints.groups.cap) {
        for (const auto& [name, cap] : caps) names.insert(name);
    }
    for (const HypotheticalModel& model : scenario.pool.hypothetical) names.erase(model.name);
    for (const HypotheticalModel& model : scenario.pool.hypothetical) names.insert(model.like);
    return names;
}

std::string joinedNames(const std::vector<std::string>& names) {
    std::string text;
    for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
    return text;
}

/// What makes no sense is as if nothing had been said.
Currency currencyOf(const std::string& text) {
    const auto json = nlohmann::json::parse(text, nullptr, false);
    if (!json.is_object() || !json.contains("label") || !json["label"].is_string() ||
        !json.contains("per_dollar") || !json["per_dollar"].is_number()) {
        return {};
    }
    Currency read{json["label"], json["per_dollar"], {}};
    if (read.label.empty() || !(read.perDollar > 0.0) || !std::isfinite(read.perDollar)) return {};
    if (json.contains("as_of") && json["as_of"].is_string()) read.asOf = json["as_of"];
    return read;
}

std::string written(const Currency& currency) {
    return nlohmann::ordered_json{
        {"label", currency.label}, {"per_dollar", currency.perDollar}, {"as_of", currency.asOf}}
        .dump();
}

}  // namespace

SavedWork savedWork(const Workspace& workspace) {
    SavedWork work;
    work.scenarios = workspace.scenarios();
    const std::string volume = workspace.setting(kMonthlyQueries).value_or("");
    double number = 0.0;
    const auto read = std::from_chars(volume.data(), volume.data() + volume.size(), number);
    if (read.ec == std::errc() && number > 0.0 && number < 1e15) work.monthlyQueries = number;
    work.currency = currencyOf(workspace.setting(kCurrency).value_or(""));
    work.ownRouters = ownRoutersFrom(workspace.setting(kOwnRouters).value_or(""));
    return work;
}

void keepWork(Workspace& workspace, const SavedWork& work) {
    if (workspace.scenarios() != work.scenarios) workspace.saveScenarios(work.scenarios);
    keepSetting(workspace, kMonthlyQueries, fmt::format("{}", work.monthlyQueries));
    if (work.currency != currencyOf(workspace.setting(kCurrency).value_or(""))) {
        keepSetting(workspace, kCurrency, written(work.currency));
    }
    const std::string own = ownRoutersText(work.ownRouters);
    if (workspace.setting(kOwnRouters).value_or("") != own) workspace.saveSetting(kOwnRouters, own);
}

std::string ownRoutersText(const std::vector<OwnRouter>& routers) {
    if (routers.empty()) return {};
    std::string text;
    for (const OwnRouter& router : routers) {
        text += text.empty() ? '[' : ',';
        text += router.toJson();
    }
    text += ']';
    return text;
}

std::vector<OwnRouter> ownRoutersFrom(const std::string& text) {
    std::vector<OwnRouter> routers;
    if (text.empty()) return routers;
    const auto json = nlohmann::ordered_json::parse(text, nullptr, false);
    if (!json.is_array()) {
        throw Error("own routers", "what is kept of them is no list", "Restore a backup");
    }
    routers.reserve(json.size());
    for (const auto& each : json) routers.push_back(OwnRouter::fromJson(each.dump()));
    return routers;
}

std::vector<OwnRouter> withOwnRouter(std::vector<OwnRouter> list, OwnRouter router) {
    const auto same = std::ranges::find(list, router.name, &OwnRouter::name);
    if (same == list.end()) {
        list.push_back(std::move(router));
    } else {
        *same = std::move(router);
    }
    return list;
}

std::vector<OwnRouter> withOwnRouters(std::vector<OwnRouter> list,
                                      const std::vector<OwnRouter>& added) {
    for (const OwnRouter& router : added) {
        if (std::ranges::find(list, router) != list.end()) continue;
        OwnRouter free = router;
        for (int number = 2; std::ranges::find(list, free.name, &OwnRouter::name) != list.end();
             ++number) {
            free.name = fmt::format("{} ({})", router.name, number);
        }
        list.push_back(std::move(free));
    }
    return list;
}

std::string freeName(const ScenarioList& list, const std::string& wanted) {
    const std::string name = wanted.empty() ? "scenario" : wanted;
    std::string free = name;
    for (int number = 2; isNameTaken(list, free); ++number) {
        free = fmt::format("{} ({})", name, number);
    }
    return free;
}

bool sameButName(Scenario one, const Scenario& other) {
    one.name = other.name;
    return one == other;
}

std::string scenarioFile(const ScenarioList& list) {
    nlohmann::ordered_json file;
    file["format"] = kScenarioFormat;
    file["version"] = kScenarioVersion;
    file["scenarios"] = nlohmann::ordered_json::array();
    for (const SavedScenario& each : list) {
        file["scenarios"].push_back(nlohmann::ordered_json::parse(each.toJson()));
    }
    return file.dump(2) + '\n';
}

ScenarioList readScenarioFile(std::string_view text) {
    const auto file = nlohmann::ordered_json::parse(text, nullptr, false);
    const auto format = file.is_object() ? file.find("format") : file.end();
    if (format == file.end() || *format != kScenarioFormat || !file.contains("scenarios") ||
        !file["scenarios"].is_array()) {
        throw Error("scenarios", "the file holds no scenarios", kScenarioRemedy);
    }
    const auto version = file.find("version");
    if (version == file.end() || !version->is_number_integer()) {
        throw Error("scenarios", "the file does not say its version", kScenarioRemedy);
    }
    if (*version > kScenarioVersion) {
        throw Error("scenarios", "the file was written by a newer version of the program",
                    "Update the program, or export from it in the older form");
    }
    ScenarioList list;
    list.reserve(file["scenarios"].size());
    for (const auto& each : file["scenarios"]) {
        SavedScenario saved = SavedScenario::fromJson(each.dump());
        saved.scenario.name = freeName(list, saved.scenario.name);
        list.push_back(std::move(saved));
    }
    return list;
}

ScenarioList withScenarios(ScenarioList list, const ScenarioList& added) {
    for (SavedScenario each : added) {
        if (std::ranges::find(list, each) != list.end()) continue;
        each.scenario.name = freeName(list, each.scenario.name);
        list.push_back(std::move(each));
    }
    return list;
}

std::vector<std::string> remarksOn(const SavedScenario& saved,
                                   const std::vector<DatasetSummary>& datasets,
                                   const Prepared* prepared) {
    const Preparation& preparation = saved.scenario.preparation;
    std::vector<std::string> remarks;
    const bool routable = std::ranges::any_of(routerCatalogue(), [&](const RouterInfo& info) {
        return info.id == saved.scenario.router;
    });
    if (!routable) {
        remarks.push_back(fmt::format("this program has no router “{}”", saved.scenario.router));
    }
    const auto dataset = std::ranges::find(datasets, preparation.dataset, &DatasetSummary::name);
    if (dataset == datasets.end()) {
        remarks.push_back(
            fmt::format("the data set “{}” is not in this workspace", preparation.dataset));
        return remarks;
    }
    for (const std::string& split : {preparation.trainSplit, preparation.testSplit}) {
        if (!split.empty() && !dataset->splits.contains(split)) {
            remarks.push_back(fmt::format("{} has no split “{}”", dataset->name, split));
        }
    }
    std::vector<std::string> missing;
    for (const std::string& name : namedModels(saved.scenario)) {
        if (std::ranges::find(dataset->pool, name, &ModelInfo::name) == dataset->pool.end()) {
            missing.push_back(name);
        }
    }
    if (!missing.empty()) {
        remarks.push_back(fmt::format("{} has no model {}", dataset->name, joinedNames(missing)));
    }
    const bool shown = prepared && prepared->data->name == preparation.dataset;
    if (shown && saved.data != 0 && saved.data != prepared->queryFingerprint) {
        remarks.push_back(
            fmt::format("{} holds other queries than when it was saved: its numbers "
                        "are of the data as they are now",
                        dataset->name));
    }
    if (shown) {
        const auto units = unitRemarks(saved.scenario.pool, dataset->pool);
        remarks.insert(remarks.end(), units.begin(), units.end());
    }
    return remarks;
}

std::string commandLineOf(const std::string& command, const Scenario& scenario,
                          const std::string& workspace, const std::vector<std::string>& more) {
    // Within single quotes nothing has a meaning but the quote itself.
    const auto quoted = [](const std::string& word) {
        std::string text = "'";
        for (const char letter : word) text += letter == '\'' ? "'\\''" : std::string(1, letter);
        return text + "'";
    };
    std::string line = "omnirouter " + command + " --workspace " + quoted(workspace) +
                       " --scenario " + quoted(scenario.toShortJson());
    for (const std::string& word : more) {
        line += ' ' + (word.starts_with("--") ? word : quoted(word));
    }
    return line;
}

std::string commandLineOf(const Scenario& scenario, const std::string& workspace) {
    return commandLineOf("route", scenario, workspace, {"--json"});
}

std::vector<std::string> poolChanges(const PoolSettings& pool) {
    std::vector<std::string> changes;
    for (const std::string& name : pool.disabled) changes.push_back(name + " off");
    for (const auto& [name, factor] : pool.priceMultiplier) {
        if (factor != 1.0) changes.push_back(fmt::format("{} × {:.4g}", name, factor));
    }
    std::set<std::string> priced;
    for (const auto* prices : {&pool.inputPrice, &pool.outputPrice}) {
        for (const auto& [name, price] : *prices) priced.insert(name);
    }
    for (const std::string& name : priced) changes.push_back(name + " repriced");
    for (const HypotheticalModel& model : pool.hypothetical) changes.push_back("+ " + model.name);
    if (pool.secondPrice > 0.0) {
        changes.push_back(fmt::format("ω = ${:.4g} per 1,000 s", pool.secondPrice * 1000.0));
    }
    if (pool.caution > 0.0) changes.push_back(fmt::format("κ = {:.3g}", pool.caution));
    return changes;
}

}  // namespace orl
