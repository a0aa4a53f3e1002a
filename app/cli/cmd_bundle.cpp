#include <fmt/format.h>

#include <memory>

#include "app/cli/command.h"
#include "app/cli/output.h"
#include "app/cli/scenario_arguments.h"
#include "core/lab/bundle.h"
#include "core/lab/opening.h"

namespace orl::cli {
namespace {

struct BundleArguments {
    std::filesystem::path file;
    std::filesystem::path workspace;
    ScenarioArguments scenario{"last"};
    bool withoutData = false;
    bool json = false;
};

Json bundleJson(const Bundle& bundle) {
    Json sets = Json::array();
    for (const BundledDataset& each : bundle.datasets) {
        sets.push_back({{"name", each.name},
                        {"queries", each.queries},
                        {"models", each.models},
                        {"fingerprint", fmt::format("{:016x}", each.fingerprint)}});
    }
    Json names = Json::array();
    for (const SavedScenario& each : bundle.work.scenarios) names.push_back(each.scenario.name);
    return {{"program", bundle.program},
            {"data", bundle.hasData},
            {"datasets", sets},
            {"scenario", Json::parse(bundle.scenario.toJson())},
            {"scenarios", names}};
}

std::string bundleText(const Bundle& bundle) {
    std::vector<std::vector<std::string>> rows = {
        {"written by", "omnirouter " + bundle.program},
        {"data", bundle.hasData ? "in it" : "only their fingerprint"}};
    for (const BundledDataset& each : bundle.datasets) {
        rows.push_back(
            {"  " + each.name, fmt::format("{} queries, {} models, {:016x}", each.queries,
                                           each.models, each.fingerprint)});
    }
    rows.push_back({"scenario of", bundle.scenario.preparation.dataset});
    for (const SavedScenario& each : bundle.work.scenarios) {
        rows.push_back({"saved", each.scenario.name});
    }
    return table(rows);
}

void tellBundle(const BundleArguments& arguments, const Bundle& bundle, bool done) {
    if (arguments.json) {
        (done ? reportJson : printJson)(bundleJson(bundle));
    } else {
        (done ? reportText : printText)(bundleText(bundle));
    }
}

int saveBundle(const BundleArguments& arguments, const Job& job) {
    checkOutputs({{"--out", arguments.file}}, workspaceFiles(arguments.workspace));
    const auto workspace = Workspace::open(arguments.workspace, Workspace::Access::ReadOnly);
    const SavedScenario chosen = arguments.scenario.read(workspace);
    tellBundle(arguments,
               writeBundle(arguments.file, workspace, chosen.scenario, savedWork(workspace),
                           !arguments.withoutData, ORL_VERSION, job),
               true);
    return kDone;
}

/// With data a new workspace, without them what an existing one gains.
int openBundle(const BundleArguments& arguments, const Job& job) {
    const Bundle bundle = readBundle(arguments.file, job);
    if (bundle.hasData) {
        unpackBundle(arguments.file, arguments.workspace, job);
    } else {
        Workspace workspace = Workspace::open(arguments.workspace);
        requireData(arguments.file, bundle, workspace, job);
        addToWorkspace(workspace, bundle);
    }
    tellBundle(arguments, bundle, true);
    return kDone;
}

}  // namespace

void addBundle(CLI::App& app, Action& action) {
    CLI::App* command = app.add_subcommand(
        "bundle",
        "One file that opens elsewhere with the same numbers: a scenario and those that are saved, "
        "with the data or only their fingerprint");
    command->require_subcommand(1);
    const auto add = [&](const char* name, const char* help,
                         int (*run)(const BundleArguments&, const Job&)) {
        auto arguments = std::make_shared<BundleArguments>();
        CLI::App* made = command->add_subcommand(name, help);
        made->add_flag("--json", arguments->json, "Print as JSON");
        made->callback([arguments, run, &action] {
            action = [arguments, run](const Job& job) { return run(*arguments, job); };
        });
        return std::pair(made, arguments);
    };
    const auto [save, saved] = add("save", "Write a bundle of a workspace", saveBundle);
    save->add_option("--workspace", saved->workspace, "The workspace file")->required();
    saved->scenario.addTo(*save);
    save->get_option("--scenario")->capture_default_str();
    save->add_option("--out", saved->file, "The bundle to write (.orlz)")->required();
    save->add_flag("--without-data", saved->withoutData,
                   "Only the data's fingerprint: whoever opens it has to have the data");
    const auto [open, opened] = add(
        "open", "Make a workspace of a bundle, or add one without data to a workspace", openBundle);
    open->add_option("bundle", opened->file, "The bundle")->required();
    open->add_option("--workspace", opened->workspace,
                     "A new file; of a bundle without data, the workspace that has the data")
        ->required();
    const auto [show, shown] =
        add("show", "What a bundle holds", [](const BundleArguments& arguments, const Job& job) {
            tellBundle(arguments, readBundle(arguments.file, job), false);
            return kDone;
        });
    show->add_option("bundle", shown->file, "The bundle")->required();
}

}  // namespace orl::cli
