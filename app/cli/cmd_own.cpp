#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <memory>
#include <sstream>

#include "app/cli/arguments.h"
#include "app/cli/command.h"
#include "app/cli/output.h"
#include "app/cli/own_arguments.h"
#include "core/lab/scenarios.h"
#include "core/support/error.h"

namespace orl::cli {
namespace {

struct OwnArguments {
    std::filesystem::path workspace;
    std::string name;
    std::string rule;
    std::string otherwise;
    std::optional<std::uint64_t> seed;
    bool json = false;
};

Json ownRouterJson(const OwnRouter& router) {
    Json json{{"id", ownRouterId(router.name)},
              {"name", router.name},
              {"kind", toString(router.kind)},
              {"rule", ruleOf(router)}};
    if (router.choices) {
        json["source"] = router.choices->source;
        json["choices"] = router.choices->entries.size();
        json["models"] = router.choices->models;
    }
    return json;
}

int listOwn(const OwnArguments& arguments, const Job& /*job*/) {
    const SavedWork work =
        savedWork(Workspace::open(arguments.workspace, Workspace::Access::ReadOnly));
    if (arguments.json) {
        Json list = Json::array();
        for (const OwnRouter& router : work.ownRouters) list.push_back(ownRouterJson(router));
        printJson(list);
        return kDone;
    }
    std::string text;
    for (const OwnRouter& router : work.ownRouters) {
        text += fmt::format("{}: {}\n", ownRouterId(router.name), ruleOf(router));
    }
    printText(text.empty() ? "no routers of your own\n" : text);
    return kDone;
}

void tellKept(const OwnArguments& arguments, const OwnRouter& router, bool replaced) {
    if (arguments.json) {
        Json json = ownRouterJson(router);
        json["replaced"] = replaced;
        reportJson(json);
    } else {
        reportText(fmt::format("{} {}: {}\n", ownRouterId(router.name),
                               replaced ? "replaced" : "added", ruleOf(router)));
    }
}

int addOwnRouter(const OwnArguments& arguments, const Job& job) {
    OwnRouter router = readOwnRouter(arguments.rule, job);
    router.name = arguments.name;
    if (!arguments.otherwise.empty()) router.otherwise = arguments.otherwise;
    if (arguments.seed) router.seed = *arguments.seed;
    checkOwnRouter(router);
    auto workspace = Workspace::open(arguments.workspace);
    SavedWork work = savedWork(workspace);
    const std::size_t before = work.ownRouters.size();
    work.ownRouters = withOwnRouter(work.ownRouters, router);
    keepWork(workspace, work);
    tellKept(arguments, router, work.ownRouters.size() == before);
    return kDone;
}

int removeOwnRouter(const OwnArguments& arguments, const Job& /*job*/) {
    auto workspace = Workspace::open(arguments.workspace);
    SavedWork work = savedWork(workspace);
    const auto found = std::ranges::find(work.ownRouters, arguments.name, &OwnRouter::name);
    if (found == work.ownRouters.end()) {
        std::vector<std::string> names;
        names.reserve(work.ownRouters.size());
        for (const OwnRouter& each : work.ownRouters) names.push_back(each.name);
        throw Error(arguments.name, "the workspace keeps no such router",
                    names.empty() ? "There are none" : "It keeps " + joined(names));
    }
    work.ownRouters.erase(found);
    keepWork(workspace, work);
    if (arguments.json) {
        reportJson({{"removed", arguments.name}});
    } else {
        reportText(fmt::format("{} removed\n", ownRouterId(arguments.name)));
    }
    return kDone;
}

}  // namespace

void addOwn(CLI::App& app, Action& action) {
    CLI::App* command = app.add_subcommand(
        "own",
        "What you route by today, kept in the workspace and compared with the program's routers: "
        "a table by task or level, a rule on length, fixed shares, or a file of choices");
    command->require_subcommand(1);
    command->footer(
        "Each of them takes --json; `omnirouter own add --help` says how rules are written.");
    const auto add = [&](const char* name, const char* help,
                         int (*run)(const OwnArguments&, const Job&)) {
        auto arguments = std::make_shared<OwnArguments>();
        CLI::App* made = command->add_subcommand(name, help);
        made->add_option("--workspace", arguments->workspace, "The workspace file")->required();
        made->add_flag("--json", arguments->json, "Print as JSON");
        made->callback([arguments, run, &action] {
            action = [arguments, run](const Job& job) { return run(*arguments, job); };
        });
        return std::pair(made, arguments);
    };
    add("list", "Those that the workspace keeps", listOwn);
    const auto [put, given] =
        add("add", "Keep one, in place of that of its name; routers are then named own:NAME",
            addOwnRouter);
    put->add_option("--name", given->name, "Its name, without commas")->required();
    put->add_option("rule", given->rule,
                    "task:NAME=MODEL,…,*=MODEL, level:…, length:<200=MODEL,…,*=MODEL (characters; "
                    "length-words:…, length-tokens:…), shares:MODEL=0.3,…, or file:CHOICES, a CSV "
                    "or JSON file with a model for each query, by text or id")
        ->required()
        ->type_name("RULE");
    put->add_option("--otherwise", given->otherwise,
                    "Model of the queries that a file or table does not name; unless given they "
                    "go nowhere and are counted")
        ->type_name("MODEL");
    put->add_option("--seed", given->seed, "Of shares: which query gets which model");
    const auto [take, taken] = add("remove", "Forget one", removeOwnRouter);
    take->add_option("name", taken->name, "Its name")->required();
}

}  // namespace orl::cli
