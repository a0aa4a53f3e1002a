#include <fmt/format.h>

#include <memory>
#include <regex>

#include "app/cli/command.h"
#include "app/cli/output.h"
#include "app/cli/window_program.h"
#include "core/support/error.h"

namespace orl::cli {
namespace {

namespace fs = std::filesystem;

struct RenderArguments {
    fs::path workspace;
    std::string page = "dashboard";
    std::string size = "1600x1000";
    fs::path out;
    bool json = false;
};

int runRender(const RenderArguments& arguments, const Job& job) {
    if (!fs::exists(arguments.workspace)) {
        throw Error(arguments.workspace.string(), "There is no such workspace",
                    "Make one with omnirouter import");
    }
    checkOutputs({{"--out", arguments.out}}, workspaceFiles(arguments.workspace));
    const int code =
        runWindowProgram({"--render", arguments.page, "--workspace", arguments.workspace.string(),
                          "--size", arguments.size, "--out", arguments.out.string()},
                         job);
    if (code != kDone) return code;
    if (!fs::exists(arguments.out)) {
        throw Error(arguments.out.string(), "The window's program wrote no picture", "Try again");
    }
    if (arguments.json) {
        reportJson({{"page", arguments.page},
                    {"size", arguments.size},
                    {"out", arguments.out.string()},
                    {"bytes", fs::file_size(arguments.out)}});
    }
    return kDone;
}

std::string checkSize(const std::string& text) {
    static const std::regex pattern("[1-9][0-9]{1,4}x[1-9][0-9]{1,4}");
    return std::regex_match(text, pattern) ? "" : "the size is WIDTHxHEIGHT in pixels: " + text;
}

}  // namespace

void addRender(CLI::App& app, Action& action) {
    auto arguments = std::make_shared<RenderArguments>();
    CLI::App* command = app.add_subcommand(
        "render", "Draw a page of the window to a picture, without a display if there is none");
    command->add_option("--workspace", arguments->workspace, "The workspace file")->required();
    command
        ->add_option("--page", arguments->page,
                     "Page: dashboard, queries, predictor, compare or learn")
        ->capture_default_str();
    command->add_option("--size", arguments->size, "Pixels")
        ->capture_default_str()
        ->check(checkSize)
        ->type_name("WxH");
    command->add_option("--out", arguments->out, "Picture to write (.png)")->required();
    command->add_flag("--json", arguments->json, "Print as JSON");
    command->callback([arguments, &action] {
        action = [arguments](const Job& job) { return runRender(*arguments, job); };
    });
}

}  // namespace orl::cli
