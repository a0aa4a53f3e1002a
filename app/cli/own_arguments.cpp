#include "app/cli/own_arguments.h"

#include <fmt/format.h>

#include <algorithm>

#include "app/cli/arguments.h"
#include "app/cli/output.h"
#include "core/data/import/choices.h"
#include "core/experiment/own_choices.h"
#include "core/lab/scenarios.h"
#include "core/route/router.h"

namespace orl::cli {
namespace {

constexpr std::string_view kFile = "file:";

bool isCatalogued(const std::string& id) {
    return std::ranges::any_of(routerCatalogue(),
                               [&](const RouterInfo& info) { return info.id == id; });
}

void noteReading(const ChoicesFile& read) {
    const ChoicesReport& report = read.report;
    for (const ImportRemark& remark : report.remarks) {
        note(fmt::format("{}:{}: {}{}", remark.file, remark.line, remark.what,
                         remark.count > 1 ? fmt::format(" (and {} more)", remark.count - 1) : ""));
    }
}

}  // namespace

CLI::Validator routerId() {
    std::vector<std::string> ids;
    for (const RouterInfo& info : routerCatalogue()) ids.emplace_back(info.id);
    const CLI::Validator known = CLI::IsMember(ids);
    CLI::Validator validator(
        [known](std::string& text) {
            return text.starts_with("own:") || isOwnRule(text) ? std::string() : known(text);
        },
        "");
    return validator;
}

std::vector<std::string> rejoined(const std::vector<std::string>& parts) {
    std::vector<std::string> ids;
    for (const std::string& part : parts) {
        const bool begins = isCatalogued(part) || part.starts_with("own:") || isOwnRule(part);
        const bool continues = !begins && !ids.empty() && isOwnRule(ids.back()) &&
                               !ids.back().starts_with(kFile) &&
                               part.find('=') != std::string::npos;
        if (continues) {
            ids.back() += "," + part;
        } else {
            ids.push_back(part);
        }
    }
    return ids;
}

OwnRouter readOwnRouter(const std::string& text, const Job& job) {
    if (!text.starts_with(kFile)) return ownRouterFrom(text);
    ChoicesFile read = readChoices(text.substr(kFile.size()), job);
    noteReading(read);
    OwnRouter router;
    router.name = text;
    router.kind = OwnRouter::Kind::Choices;
    router.choices = std::make_shared<const ChoiceList>(std::move(read.choices));
    return router;
}

std::vector<OwnRouter> ownRoutersFor(const std::filesystem::path& workspace,
                                     const std::vector<std::string>& ids, const Job& job) {
    std::vector<OwnRouter> routers =
        savedWork(Workspace::open(workspace, Workspace::Access::ReadOnly)).ownRouters;
    for (const std::string& id : ids) {
        if (!isOwnRouter(id)) continue;
        const bool there = std::ranges::any_of(
            routers, [&](const OwnRouter& each) { return ownRouterId(each.name) == id; });
        if (there) continue;
        if (isOwnRule(id)) {
            routers.push_back(readOwnRouter(id, job));
            continue;
        }
        std::vector<std::string> names;
        names.reserve(routers.size());
        for (const OwnRouter& each : routers) names.push_back(ownRouterId(each.name));
        throw Error(
            id, "the workspace keeps no such router",
            names.empty() ? "Add it with: omnirouter own add" : "It keeps " + joined(names));
    }
    return routers;
}

void putBeside(Experiment& experiment, const std::vector<OwnRouter>& routers,
               const std::vector<std::string>& ids, const Dataset& data, const Job& job) {
    setOwnPlans(experiment, routers, data, job);
    for (const OwnPlan& plan : experiment.own) {
        if (!ids.empty() && std::ranges::find(ids, plan.id) == ids.end()) continue;
        for (const std::string& remark : plan.remarks) note(plan.title + ": " + remark);
    }
}

}  // namespace orl::cli
