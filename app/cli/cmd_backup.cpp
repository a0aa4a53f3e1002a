#include <fmt/format.h>

#include <memory>

#include "app/cli/command.h"
#include "app/cli/output.h"
#include "core/data/workspace/workspace.h"

namespace orl::cli {
namespace {

namespace fs = std::filesystem;

struct BackupArguments {
    fs::path workspace;
    fs::path out;
    bool json = false;
};

int runBackup(const BackupArguments& arguments, const Job& job) {
    requireSeparate({{"--out", arguments.out}}, workspaceFiles(arguments.workspace));
    Workspace::backup(arguments.workspace, arguments.out, job);
    const std::uintmax_t size = fs::file_size(arguments.out);
    if (arguments.json) {
        reportJson({{"workspace", arguments.workspace.string()},
                    {"out", arguments.out.string()},
                    {"bytes", size}});
    } else {
        reportText(fmt::format("{}: {} bytes, checked\n", arguments.out.string(), size));
    }
    return kDone;
}

}  // namespace

void addBackup(CLI::App& app, Action& action) {
    auto arguments = std::make_shared<BackupArguments>();
    CLI::App* command = app.add_subcommand(
        "backup",
        "Copy a workspace as of one moment, also while others work on it, and check the copy");
    command->add_option("workspace", arguments->workspace, "The workspace file")->required();
    command->add_option("--out", arguments->out, "The copy, a new file")->required();
    command->add_flag("--json", arguments->json, "Print as JSON");
    command->callback([arguments, &action] {
        action = [arguments](const Job& job) { return runBackup(*arguments, job); };
    });
}

}  // namespace orl::cli
