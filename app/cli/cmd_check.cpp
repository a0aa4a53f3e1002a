#include <fmt/format.h>

#include <memory>

#include "app/cli/command.h"
#include "app/cli/output.h"
#include "core/data/workspace/workspace.h"

namespace orl::cli {
namespace {

struct CheckArguments {
    std::filesystem::path workspace;
    bool json = false;
};

int runCheck(const CheckArguments& arguments, const Job& job) {
    const WorkspaceCheck found = Workspace::check(arguments.workspace, job);
    const bool sound = found.problems.empty();
    if (arguments.json) {
        printJson({{"sound", sound},
                   {"problems", found.problems},
                   {"datasets", found.datasets},
                   {"queries", found.queries},
                   {"predictors", found.predictors},
                   {"kept_vectors", found.vectors}});
    } else {
        printText(fmt::format(
            "{}: {}; as saved: {} data sets with {} queries, {} fits, {} kept vectors\n",
            arguments.workspace.string(), sound ? "sound" : "damaged", found.datasets,
            found.queries, found.predictors, found.vectors));
    }
    for (const std::string& problem : found.problems) note(problem);
    if (sound) return kDone;
    note("restore the file from a copy, or rescue what is whole: omnirouter recover " +
         arguments.workspace.string() + " --out NEW");
    return kFailed;
}

}  // namespace

void addCheck(CLI::App& app, Action& action) {
    auto arguments = std::make_shared<CheckArguments>();
    CLI::App* command = app.add_subcommand(
        "check",
        "Read all of a workspace and compare it with its counts and checksums; changes nothing");
    command->add_option("workspace", arguments->workspace, "The workspace file")->required();
    command->add_flag("--json", arguments->json, "Print as JSON");
    command->callback([arguments, &action] {
        action = [arguments](const Job& job) { return runCheck(*arguments, job); };
    });
}

}  // namespace orl::cli
