#include <fmt/format.h>

#include <memory>

#include "app/cli/command.h"
#include "app/cli/output.h"
#include "core/data/workspace/workspace.h"

namespace orl::cli {
namespace {

struct RecoverArguments {
    std::filesystem::path workspace;
    std::filesystem::path out;
    bool json = false;
};

int runRecover(const RecoverArguments& arguments, const Job& job) {
    const WorkspaceRescue rescue = Workspace::recover(arguments.workspace, arguments.out, job);
    if (arguments.json) {
        reportJson(
            {{"out", arguments.out.string()}, {"saved", rescue.saved}, {"lost", rescue.lost}});
        return kDone;
    }
    std::string text = fmt::format("{}:\n", arguments.out.string());
    for (const std::string& piece : rescue.saved) text += "  saved: " + piece + '\n';
    for (const std::string& piece : rescue.lost) text += "  lost: " + piece + '\n';
    if (rescue.lost.empty()) text += "  nothing was lost\n";
    reportText(text);
    return kDone;
}

}  // namespace

void addRecover(CLI::App& app, Action& action) {
    auto arguments = std::make_shared<RecoverArguments>();
    CLI::App* command = app.add_subcommand(
        "recover",
        "Write what of a damaged workspace is whole into a new one, and say what is lost; the "
        "damaged file stays as it is");
    command->add_option("workspace", arguments->workspace, "The damaged workspace")->required();
    command->add_option("--out", arguments->out, "The new workspace")->required();
    command->add_flag("--json", arguments->json, "Print as JSON");
    command->callback([arguments, &action] {
        action = [arguments](const Job& job) { return runRecover(*arguments, job); };
    });
}

}  // namespace orl::cli
