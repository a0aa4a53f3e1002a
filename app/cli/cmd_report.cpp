#include <memory>

#include "app/cli/command.h"
#include "app/cli/output.h"
#include "app/cli/scenario_arguments.h"
#include "app/cli/window_program.h"
#include "core/lab/scenarios.h"
#include "core/support/error.h"

namespace orl::cli {
namespace {

namespace fs = std::filesystem;

struct ReportArguments {
    fs::path workspace;
    ScenarioArguments scenario;
    std::string paper = "a4";
    fs::path out;
    bool json = false;
};

int runReport(const ReportArguments& arguments, const Job& job) {
    checkOutputs({{"--out", arguments.out}}, workspaceFiles(arguments.workspace));
    std::vector<std::string> words = {"--report",    arguments.out.string(),
                                      "--paper",     arguments.paper,
                                      "--workspace", arguments.workspace.string()};
    {
        const auto workspace = Workspace::open(arguments.workspace, Workspace::Access::ReadOnly);
        if (arguments.scenario.given()) {
            const SavedScenario saved = arguments.scenario.read(workspace);
            const auto missing = remarksOn(saved, workspace.datasets(), nullptr);
            if (!missing.empty()) {
                throw Error("--scenario", missing.front(), "Choose a scenario of these data");
            }
            words.insert(words.end(), {"--scenario", saved.scenario.toJson()});
        }
    }
    const int code = runWindowProgram(words, job);
    if (code != kDone) return code;
    if (!fs::exists(arguments.out)) {
        throw Error(arguments.out.string(), "The window's program wrote no report", "Try again");
    }
    if (arguments.json) {
        reportJson({{"out", arguments.out.string()}, {"bytes", fs::file_size(arguments.out)}});
    }
    return kDone;
}

}  // namespace

void addReport(CLI::App& app, Action& action) {
    auto arguments = std::make_shared<ReportArguments>();
    CLI::App* command = app.add_subcommand(
        "report", "Write the report on a scenario: its answer on one page, then the details");
    command->add_option("--workspace", arguments->workspace, "The workspace file")->required();
    arguments->scenario.addTo(*command);
    command->add_option("--out", arguments->out, "Report to write (.pdf or .html)")->required();
    command->add_option("--paper", arguments->paper, "Of a PDF")
        ->capture_default_str()
        ->check(CLI::IsMember({"a4", "letter"}));
    command->add_flag("--json", arguments->json, "Print as JSON");
    command->callback([arguments, &action] {
        action = [arguments](const Job& job) { return runReport(*arguments, job); };
    });
}

}  // namespace orl::cli
